"""CSV files with a longitude and a latitude in WGS84 degrees."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

from narhet.errors import BadTableError
from narhet.files.columns import LATITUDE, LONGITUDE, Box, Column, Points, Slips, is_place, made, no_twins
from narhet.files.writing import Places, Shapes, replaced


def read_csv(path: Path, *, around: Box | None) -> Points:
    """Read a CSV file of points (UTF-8; comma, semicolon or tab; decimal point or comma), gzipped if it ends in .gz.

    Raises
    ------
    BadTableError
        The file cannot be read, has no columns for longitude and latitude, or rows are wrong: which, and why.
    """
    found = _cells(path)
    if len(found) < 2:
        raise BadTableError(f"{path.name} holds no points: the first row names the columns, the others are points.")
    heads = [head.strip() for head in found[0]]
    no_twins(path.name, heads)
    longitude, latitude = _column(path, heads, LONGITUDE), _column(path, heads, LATITUDE)
    rows: list[list[str]] = []
    numbers: list[int] = []
    places: list[tuple[float, float]] = []
    slips = Slips(path.name)
    for number, cells in enumerate(found[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            places.append(_place(heads, cells, longitude, latitude))
        except ValueError as wrong:
            slips.add(f"row {number}: {wrong}")
            continue
        rows.append(cells)
        numbers.append(number)
    slips.tell()
    values = zip(*rows, strict=True) if rows else ([] for _ in heads)
    columns = [Column(head, list(cells), text=True) for head, cells in zip(heads, values, strict=True)]
    return made(path.name, columns, places, numbers, "row", around=around)


def write_csv(path: Path, columns: Sequence[Column], places: Places | Shapes | None) -> None:
    """Write a CSV file (UTF-8, comma); a point's longitude and latitude are added where no column has them.

    Raises
    ------
    BadTableError
        It cannot be written, or the rows are areas, which a CSV file cannot hold.
    """
    if isinstance(places, Shapes):
        raise BadTableError(f"{path.name}: a CSV file holds no areas; write .geojson, .gpkg or .parquet.")
    whole = list(columns)
    if places is not None and not any(is_place(column.name) for column in columns):
        whole += [Column("lon", places.longitude.tolist(), 7), Column("lat", places.latitude.tolist(), 7)]
    with replaced(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow([column.name for column in whole])
        written.writerows(zip(*(column.written() for column in whole), strict=True))


def _cells(path: Path) -> list[list[str]]:
    try:
        content = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadTableError(f"{path} cannot be read as a UTF-8 text: {error}.") from None
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BadTableError(f"{path.name} is no table of cells: {error}.") from None


def _column(path: Path, columns: Sequence[str], wanted: Sequence[str]) -> int:
    for i, column in enumerate(columns):
        if column.lower() in wanted:
            return i
    raise BadTableError(
        f"{path.name} has no column {' or '.join(wanted[:2])}; its columns are {', '.join(columns)}. "
        "Coordinates must be WGS84 degrees."
    )


def _place(columns: Sequence[str], cells: Sequence[str], longitude: int, latitude: int) -> tuple[float, float]:
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells under {len(columns)} columns")
    out = []
    for column in (longitude, latitude):
        text = cells[column].strip().replace(",", ".")
        try:
            out.append(float(text))
        except ValueError:
            raise ValueError(f"{columns[column]} is “{text}”, no number") from None
    return out[0], out[1]
