"""Tables of points and of figures: CSV files with a longitude and a latitude in WGS84 degrees."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narhet.errors import BadTableError
from narhet.roads.network import Floats

LONGITUDE = ("lon", "longitude", "lng", "long")
LATITUDE = ("lat", "latitude")
NAMES = ("id", "name", "namn", "rutid")
MOST_SLIPS = 10


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a table.

    Attributes
    ----------
    columns : tuple of str
    rows : tuple of tuple of str
        The cells as they stood.
    longitude, latitude : (p,) float64
    names : tuple of str
        What each point is called: its id or name column, else its row number in the file (the head is row 1).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    longitude: Floats
    latitude: Floats
    names: tuple[str, ...]


def read_points(path: str | Path) -> Points:
    """Read a CSV file of points (UTF-8; comma, semicolon or tab; decimal point or comma).

    Raises
    ------
    BadTableError
        The file cannot be read, has no columns for longitude and latitude, or rows are wrong: which, and why.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTableError(f"{path} cannot be read as a UTF-8 text: {error}.") from None
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    found = list(csv.reader(io.StringIO(text), delimiter=separator))
    if len(found) < 2:
        raise BadTableError(f"{path.name} holds no points: the first row names the columns, the others are points.")
    columns = tuple(column.strip() for column in found[0])
    longitude, latitude = _column(path, columns, LONGITUDE), _column(path, columns, LATITUDE)
    name = next((i for i, column in enumerate(columns) if column.lower() in NAMES), None)
    rows, places, names = [], [], []
    slips: list[str] = []
    for number, cells in enumerate(found[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            places.append(_place(columns, cells, longitude, latitude))
        except ValueError as wrong:
            slips.append(f"row {number}: {wrong}")
            continue
        rows.append(tuple(cells))
        names.append(cells[name] if name is not None else str(number))
    if slips:
        more = f" (and {len(slips) - MOST_SLIPS} more)" if len(slips) > MOST_SLIPS else ""
        raise BadTableError(f"{path.name}: {'; '.join(slips[:MOST_SLIPS])}{more}. Mend or remove these rows.")
    where = np.array(places, np.float64).reshape(-1, 2)
    return Points(columns, tuple(rows), where[:, 0].copy(), where[:, 1].copy(), tuple(names))


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
    for column, most in ((longitude, 180), (latitude, 90)):
        text = cells[column].strip().replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{columns[column]} is “{text}”, no number") from None
        if not -most <= value <= most:
            raise ValueError(f"{columns[column]} is {text}, outside -{most} … {most} degrees")
        out.append(value)
    return out[0], out[1]


def write_table(path: str | Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file (UTF-8, comma). It is there whole or not at all.

    Raises
    ------
    BadTableError
        The file cannot be written.
    """
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}-", delete=False
        ) as beside:
            written = csv.writer(beside, lineterminator="\n")
            written.writerow(columns)
            written.writerows(rows)
        os.chmod(beside.name, 0o644)
        os.replace(beside.name, target)
    except OSError as error:
        raise BadTableError(f"{target} cannot be written: {error.strerror or error}.") from None
