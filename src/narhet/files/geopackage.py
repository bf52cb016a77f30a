"""GeoPackage (OGC 12-128r18): a layer of points in, one layer of points or areas (or a plain table) out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np

from narhet.errors import BadTableError
from narhet.files.columns import Box, Cell, Column, Points, Slips, is_place, made
from narhet.files.reference import degrees
from narhet.files.wkb import geometries, packed, packed_point
from narhet.files.writing import Places, Shapes, replaced

APPLICATION, VERSION = 0x47504B47, 10300
"""How the file says that it is a GeoPackage, of version 1.3."""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    ("WGS 84", 4326, "EPSG", 4326, _WGS84, "longitude and latitude in decimal degrees on WGS 84"),
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
"""
_POINTS = ("POINT", "MULTIPOINT", "GEOMETRY")


def read_geopackage(path: Path, layer: str | None, *, around: Box | None) -> Points:
    """Read a layer of points, in EPSG:4326 or EPSG:3006. The feature's number is no column, its other cells are.

    Parameters
    ----------
    path : file
    layer : str, optional
        Its name; may be left out where only one layer can hold points.
    around : see `narhet.files.points.read_points`

    Raises
    ------
    BadTableError
        No GeoPackage, no such layer or several, unknown coordinates, rows that are no points: which, and why.
    """
    with _opened(path) as database:
        table, geometry, system = _layer(database, path.name, layer)
        described = database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
        key = next((row[1] for row in described if row[5]), "rowid")
        names = [row[1] for row in described if row[1] not in (geometry, key)]
        truths = {row[1] for row in described if str(row[2]).upper() == "BOOLEAN"}
        chosen = ", ".join(map(_quoted, (key, geometry, *names)))
        rows: list[tuple[Cell, ...]] = []
        places: list[tuple[float, float]] = []
        numbers: list[int] = []
        slips = Slips(path.name)
        for row in database.execute(f"SELECT {chosen} FROM {_quoted(table)} ORDER BY {_quoted(key)}"):
            try:
                places.append(packed_point(row[1]))
            except ValueError as wrong:
                slips.add(f"row {row[0]} {wrong}")
                continue
            numbers.append(row[0])
            rows.append(tuple(_cell(cell) for cell in row[2:]))
    slips.tell()
    where = degrees(path.name, system, np.array(places, np.float64).reshape(-1, 2))
    values = zip(*rows, strict=True) if rows else ([] for _ in names)
    columns = [
        Column(name, [cell if cell is None or name not in truths else bool(cell) for cell in cells])
        for name, cells in zip(names, values, strict=True)
    ]
    return made(path.name, columns, where, numbers, "row", around=around)


def write_geopackage(path: Path, columns: Sequence[Column], places: Places | Shapes | None) -> None:
    """Write one layer, named as the file, in EPSG:4326; a plain table where there are no places.

    Raises
    ------
    BadTableError
        It cannot be written.
    """
    kept = [column for column in columns if places is None or not is_place(column.name)]
    table = path.stem
    names = _free_names(["fid", "geom", *(column.name for column in kept)])
    key, geometry, names = _quoted(names[0]), names[1], list(map(_quoted, names[2:]))
    cells = [column.typed() for column in kept]
    described = [f"{name} {_type(values)}" for name, values in zip(names, cells, strict=True)]
    with replaced(path) as beside, _filled(path, beside) as database:
        database.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};" + _TABLES)
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        form = "attributes" if places is None else "features"
        bounds = (places.bounds() if places is not None else None) or (None,) * 4
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (table, form, table, *bounds, None if places is None else 4326),
        )
        blobs: list[list[bytes | None]] = []
        if places is not None:
            kind = "POINT" if isinstance(places, Places) else "MULTIPOLYGON"
            described.insert(0, f"{_quoted(geometry)} {kind}")
            blobs = [[packed(blob, 4326) for blob in geometries(places)]]
        own = [f"{key} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", *described]
        database.execute(f"CREATE TABLE {_quoted(table)} ({', '.join(own)})")
        if places is not None:
            row = (table, geometry, kind, 4326)
            database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", row)
        marks = ", ".join("?" * len(described))
        into = ", ".join([*([_quoted(geometry)] if blobs else []), *names])
        if described:
            rows = zip(*blobs, *cells, strict=True)
            database.executemany(f"INSERT INTO {_quoted(table)} ({into}) VALUES ({marks})", rows)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file() or not path.stat().st_size:
        raise BadTableError(f"{path} is missing or empty.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as database:
            yield database
    except sqlite3.Error as error:
        raise BadTableError(f"{path.name} is damaged or no GeoPackage: {error}.") from None


@contextmanager
def _filled(path: Path, beside: Path) -> Iterator[sqlite3.Connection]:
    """A new database, its content kept at the end."""
    try:
        with closing(sqlite3.connect(beside)) as database:
            yield database
            database.commit()
    except sqlite3.Error as error:
        raise BadTableError(f"{path} cannot be written: {error}.") from None


def _layer(database: sqlite3.Connection, file: str, wanted: str | None) -> tuple[str, str, str]:
    """A layer's table, its geometry column and its reference system."""
    found = database.execute(
        "SELECT g.table_name, g.column_name, upper(g.geometry_type_name), g.srs_id, upper(s.organization), "
        "s.organization_coordsys_id FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id) "
        "ORDER BY g.table_name"
    ).fetchall()
    names = ", ".join(row[0] for row in found) or "none"
    if wanted is not None:
        chosen = [row for row in found if row[0] == wanted]
        if not chosen:
            raise BadTableError(f"{file} has no layer “{wanted}”; its layers are {names}.")
    else:
        chosen = [row for row in found if row[2] in _POINTS]
        if not chosen:
            raise BadTableError(f"{file} has no layer of points; its layers are {names}.")
        if len(chosen) > 1:
            several = ", ".join(row[0] for row in chosen)
            raise BadTableError(f"{file} has several layers ({several}): name one, as in {file}:{chosen[0][0]}.")
    table, geometry, _, number, authority, code = chosen[0]
    # 0 and -1 stand for coordinates of no known kind.
    return table, geometry, f"{authority}:{code}" if authority and number > 0 else "coordinates of no stated system"


def _cell(value: object) -> Cell:
    return value.hex() if isinstance(value, bytes) else value if isinstance(value, str | int | float) else None


def _type(values: Sequence[Cell]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool} and kinds:
        return "BOOLEAN"
    if kinds <= {int, bool} and kinds:
        return "INTEGER"
    return "REAL" if kinds <= {int, float, bool} and kinds else "TEXT"


def _free_names(names: Sequence[str]) -> list[str]:
    """Names that differ also without regard to case, as SQLite wants them; the table's own two give way."""
    later = {name.lower() for name in names[2:]}
    out: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(names):
        free, again = name or "column", 1
        while free.lower() in taken or (number < 2 and free.lower() in later):
            again += 1
            free = f"{name}_{again}"
        taken.add(free.lower())
        out.append(free)
    return out


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
