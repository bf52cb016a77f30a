"""The door to files: points are read and tables written in the format that the name's ending says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from narhet.errors import BadTableError
from narhet.files.columns import SWEDEN, Box, Column, Points
from narhet.files.comma import read_csv, write_csv
from narhet.files.geojson import read_geojson, write_geojson
from narhet.files.geopackage import read_geopackage, write_geopackage
from narhet.files.parquet import read_parquet_points, write_parquet_table
from narhet.files.writing import Places, Shapes

ENDINGS = (".csv", ".geojson", ".gpkg", ".parquet")

_WRITERS = {
    ".csv": write_csv,
    ".geojson": write_geojson,
    ".json": write_geojson,
    ".gpkg": write_geopackage,
    ".parquet": write_parquet_table,
}
_LAYER = re.compile(r"(.+\.gpkg):([^/\\]+)", re.IGNORECASE)


def read_points(path: str | Path, *, around: Box | None = SWEDEN) -> Points:
    """Read points from a file.

    =================== ===================================================================================
    ending              what is read
    =================== ===================================================================================
    `.csv`, `.csv.gz`   columns lon and lat in WGS84 degrees; comma, semicolon or tab; decimal point or comma
    `.geojson`, `.json` a FeatureCollection of points (RFC 7946)
    `.gpkg`             a layer of points in EPSG:4326 or EPSG:3006; of several, `FILE.gpkg:LAYER`
    `.parquet`          GeoParquet with points in WKB, EPSG:4326 or EPSG:3006, or columns lon and lat
    =================== ===================================================================================

    Parameters
    ----------
    path : file
    around : Box, optional
        Where points are expected. If none lies there, but all would with longitude and latitude exchanged, the file
        is refused; None: no such suspicion.

    Returns
    -------
    Points

    Raises
    ------
    BadTableError
        The ending is unknown; the file is missing, damaged, empty, of another form than its name says or in unknown
        coordinates; rows are wrong: which, and why.
    """
    path = Path(path)
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return read_csv(path, around=around)
    if name.endswith((".geojson", ".json")):
        return read_geojson(path, around=around)
    if name.endswith(".parquet"):
        return read_parquet_points(path, around=around)
    if name.endswith(".gpkg"):
        return read_geopackage(path, None, around=around)
    if (layered := _LAYER.fullmatch(str(path))) is not None:
        return read_geopackage(Path(layered[1]), layered[2], around=around)
    raise BadTableError(f"{path.name} ends in none of {', '.join(ENDINGS)}: narhet knows a format by its ending.")


def write_table(path: str | Path, columns: Sequence[Column], places: Places | Shapes | None = None) -> None:
    """Write a table, and where its rows are on the map. The file is there whole or not at all.

    In CSV a point's longitude and latitude are columns; in the other formats they are the geometry, and columns of
    their names are left out. Numbers keep their type; cells of a CSV file become numbers if all of a column are.

    Parameters
    ----------
    path : file
        Its ending says the format, see `read_points`.
    columns : sequence of Column
        All of the same length.
    places : Places or Shapes, optional
        One for each row.

    Raises
    ------
    BadTableError
        The ending is unknown, the format cannot hold this, or the file cannot be written.
    """
    path = Path(path)
    check_ending(path)
    _WRITERS[path.suffix.lower()](path, columns, places)


def check_ending(path: Path) -> None:
    """Refuse an ending that no table can be written with, before the work begins. Raises BadTableError."""
    if path.suffix.lower() not in _WRITERS:
        raise BadTableError(f"{path.name} ends in none of {', '.join(ENDINGS)}: narhet knows a format by its ending.")
    if not path.parent.is_dir():
        raise BadTableError(f"{path} cannot be written: there is no folder {path.parent}.")
