"""Parquet: points as GeoParquet 1.1 (well-known binary) or as columns of longitude and latitude in, GeoParquet out."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from narhet.errors import BadTableError
from narhet.files.columns import LATITUDE, LONGITUDE, Box, Cell, Column, Points, Slips, is_place, made, no_twins
from narhet.files.reference import degrees
from narhet.files.wkb import geometries, point_of
from narhet.files.writing import Places, Shapes, replaced

if TYPE_CHECKING:
    from arro3.core import Table  # where it is used it is imported: most questions need no Parquet

VERSION = "1.1.0"
"""Of GeoParquet, https://geoparquet.org/releases/v1.1.0/."""

_MARK = b"PAR1"


def read_parquet_points(path: Path, *, around: Box | None) -> Points:
    """Read points; numbers keep their type, dates become texts.

    Raises
    ------
    BadTableError
        No Parquet, neither geometry nor longitude and latitude, unknown coordinates, rows that are no points: which.
    """
    table, described = _table(path)
    no_twins(path.name, table.column_names)
    if described is None:
        return _plain(path, table, around)
    geometry, system = _geometry(path.name, described)
    if geometry not in table.column_names:
        raise BadTableError(f"{path.name} has no column “{geometry}”, which its description calls the geometry.")
    places: list[tuple[float, float]] = []
    slips = Slips(path.name)
    for number, blob in enumerate(table.column(geometry).to_pylist(), start=1):
        try:
            places.append(_point(blob))
        except ValueError as wrong:
            slips.add(f"row {number} {wrong}")
    slips.tell()
    where = degrees(path.name, system, np.array(places, np.float64).reshape(-1, 2))
    columns = [_column(table, name) for name in table.column_names if name != geometry]
    return made(path.name, columns, where, range(1, len(places) + 1), "row", around=around)


def write_parquet_table(path: Path, columns: Sequence[Column], places: Places | Shapes | None) -> None:
    """Write GeoParquet, or plain Parquet where there are no places; compressed by Zstandard.

    Raises
    ------
    BadTableError
        It cannot be written.
    """
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    kept = [column for column in columns if places is None or not is_place(column.name)]
    arrays = [_array(column.typed()) for column in kept]
    names = [column.name for column in kept]
    about: dict[str, str] = {}
    if places is not None:
        geometry = "geometry"
        while geometry in names:
            geometry += "_"
        arrays.append(Array(list(geometries(places)), DataType.binary()))
        names.append(geometry)
        about["geo"] = json.dumps(_about(geometry, places))
    with replaced(path) as beside, open(beside, "wb") as file:
        write_parquet(Table.from_arrays(arrays, names=names), file, compression="zstd(3)", key_value_metadata=about)


def _table(path: Path) -> tuple[Table, Mapping[str, Any] | None]:
    """The whole table, and what GeoParquet says of its geometry."""
    from arro3.io import read_parquet

    try:
        _check_frame(path)
        reader = read_parquet(path, batch_size=65_536)
        described = reader.schema.metadata.get(b"geo")
        table = reader.read_all()
    except (OSError, ValueError) as error:
        raise BadTableError(f"{path} cannot be read as Parquet: {error}.") from None
    except BaseException as error:
        # The reader panics where a file is damaged within; its panic is no Exception and has no public name.
        if type(error).__name__ != "PanicException":
            raise
        raise BadTableError(f"{path.name} is a damaged Parquet file.") from None
    if described is None:
        return table, None
    try:
        geo = json.loads(described)
    except ValueError:
        geo = None
    if not isinstance(geo, dict):
        raise BadTableError(f"{path.name} has a damaged description of its geometry.")
    return table, geo


def _check_frame(path: Path) -> None:
    """Refuse what is no Parquet before the reader meets it: it begins and ends with a mark, the foot fits in it."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(4)
        file.seek(max(size - 8, 0))
        foot = file.read(8)
    if size < 12 or head != _MARK or foot[4:] != _MARK or struct.unpack("<I", foot[:4])[0] > size - 12:
        raise ValueError("it does not begin and end as such a file does")


def _geometry(file: str, geo: Mapping[str, Any]) -> tuple[str, str]:
    """The geometry's column and its reference system."""
    name, columns = geo.get("primary_column"), geo.get("columns")
    about = columns.get(name) if isinstance(columns, dict) else None
    if not isinstance(name, str) or not isinstance(about, dict):
        raise BadTableError(f"{file} has a damaged description of its geometry.")
    if about.get("encoding") != "WKB":
        raise BadTableError(f"{file} has its geometry in the encoding {about.get('encoding')}; narhet reads WKB.")
    if "crs" not in about:
        return name, "OGC:CRS84"  # what the standard says where nothing is said
    crs = about["crs"]
    known = crs.get("id") if isinstance(crs, dict) else None
    if not isinstance(known, dict):
        return name, "coordinates of no stated system"
    return name, f"{known.get('authority')}:{known.get('code')}".upper()


def _plain(path: Path, table: Table, around: Box | None) -> Points:
    found = []
    for wanted in (LONGITUDE, LATITUDE):
        name = next((name for name in table.column_names if name.lower() in wanted), None)
        if name is None:
            raise BadTableError(
                f"{path.name} has neither a GeoParquet geometry nor a column {' or '.join(wanted[:2])}; "
                f"its columns are {', '.join(table.column_names)}."
            )
        found.append(_column(table, name))
    slips = Slips(path.name)
    places = []
    for number, place in enumerate(zip(found[0].values, found[1].values, strict=True), start=1):
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in place):
            slips.add(f"row {number}: {found[0].name}, {found[1].name} are {place[0]}, {place[1]}, no two numbers")
            continue
        places.append((float(place[0] or 0), float(place[1] or 0)))
    slips.tell()
    columns = [_column(table, name) for name in table.column_names]
    return made(path.name, columns, places, range(1, len(places) + 1), "row", around=around)


def _point(blob: object) -> tuple[float, float]:
    if blob is None:
        raise ValueError("has no geometry")
    if not isinstance(blob, bytes):
        raise ValueError("has a damaged geometry")
    return point_of(blob)


def _column(table: Table, name: str) -> Column:
    return Column(name, [_cell(value) for value in table.column(name).to_pylist()])


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float):
        known: Cell = value
        return known
    return value.hex() if isinstance(value, bytes) else str(value)


def _array(values: list[Cell]) -> Any:
    from arro3.core import Array, DataType

    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return Array(values, DataType.bool())
    if kinds == {int}:
        return Array(values, DataType.int64())
    if kinds and kinds <= {int, float}:
        return Array([None if value is None else float(value) for value in values], DataType.float64())
    return Array([None if value is None else str(value) for value in values], DataType.utf8())


def _about(geometry: str, places: Places | Shapes) -> dict[str, Any]:
    kind = "Point" if isinstance(places, Places) else "MultiPolygon"
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": [kind]}
    if isinstance(places, Shapes):
        column["orientation"] = "counterclockwise"
    if (bounds := places.bounds()) is not None:
        column["bbox"] = list(bounds)
    return {"version": VERSION, "primary_column": geometry, "columns": {geometry: column}}
