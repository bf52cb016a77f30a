"""Tables in memory: columns of cells that keep their type, and points with what the file tells of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from narhet.errors import BadTableError
from narhet.roads.network import Floats, Ints, Longs

Cell: TypeAlias = str | int | float | bool | None

LONGITUDE = ("lon", "longitude", "lng", "long")
LATITUDE = ("lat", "latitude")
NAMES = ("id", "name", "namn", "rutid")

# A number with zeros before it is a code (municipality 0180) and stays a text.
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    values : sequence of str, int, float, bool or None
    decimals : int, optional
        Numbers are rounded to so many; a text file shows them all.
    text : bool
        The cells are as they stood in a text file; `typed` reads the numbers among them.
    """

    name: str
    values: Sequence[Cell]
    decimals: int | None = None
    text: bool = False

    def typed(self) -> list[Cell]:
        """The cells as a file with types keeps them: whole numbers, numbers, truth values, texts; None where empty.

        Cells of a text file become numbers only if all of them are: the column `0180, 2480` stays text.
        """
        if not self.text:
            cells = [None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in self.values]
            if self.decimals is None:
                return cells
            return [round(cell, self.decimals) if isinstance(cell, float) else cell for cell in cells]
        texts = [str(cell).strip() for cell in self.values]
        filled = [text for text in texts if text]
        read: Callable[[str], Cell] = str
        if filled and all(_WHOLE.fullmatch(text) for text in filled):
            read = int
        elif filled and all(_DECIMAL.fullmatch(text) for text in filled):
            read = _decimal
        return [read(text) if text else None for text in texts]

    def written(self) -> list[str]:
        """The cells as a text file shows them."""
        if self.text:
            return [str(cell) for cell in self.values]
        return [_shown(cell, self.decimals) for cell in self.values]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a file and what it tells of them.

    Attributes
    ----------
    columns : tuple of Column
        All of the file's columns, in its order; a geometry is no column.
    longitude, latitude : (p,) float64
        WGS84 degrees.
    names : tuple of str
        What each point is called: its id or name column, else its number in the file.
    numbers : (p,) int64
        Each point's number in the file, in the file's own way of counting.
    word : str
        What the file calls a point: "row", "feature".
    file : str
        The file's name, for messages.
    """

    columns: tuple[Column, ...]
    longitude: Floats
    latitude: Floats
    names: tuple[str, ...]
    numbers: Longs
    word: str
    file: str

    def __len__(self) -> int:
        """Number of points."""
        return len(self.longitude)

    def column(self, name: str) -> Column:
        """A column by its name.

        Raises
        ------
        BadTableError
            There is none of this name.
        """
        for column in self.columns:
            if column.name == name:
                return column
        there = ", ".join(column.name for column in self.columns) or "none"
        raise BadTableError(f"{self.file} has no column “{name}”; its columns are {there}.")

    def counts(self, name: str) -> Longs:
        """A column of whole numbers from 0, such as people.

        Returns
        -------
        (p,) int64

        Raises
        ------
        BadTableError
            There is no such column, or a cell is no whole number from 0: which.
        """
        slips = Slips(self.file)
        out = np.zeros(len(self), np.int64)
        for i, cell in enumerate(self.column(name).typed()):
            try:
                out[i] = _count(cell)
            except ValueError as wrong:
                slips.add(f"{self.word} {self.numbers[i]}: {name} {wrong}")
        slips.tell()
        return out

    def areas(self, name: str) -> tuple[tuple[str, ...], Ints]:
        """A column as areas: their names in order, and for each point its area's index.

        Raises
        ------
        BadTableError
            There is no such column.
        """
        texts = [text.strip() for text in self.column(name).written()]
        found = sorted(set(texts))
        index = {text: i for i, text in enumerate(found)}
        return tuple(text or "(no name)" for text in found), np.array([index[text] for text in texts], np.int32)


MOST_SLIPS = 10


@dataclass(slots=True)
class Slips:
    """What is wrong with a file's rows; the first ten are told, the others counted."""

    file: str
    told: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, slip: str) -> None:
        """Note one."""
        if len(self.told) < MOST_SLIPS:
            self.told.append(slip)
        else:
            self.more += 1

    def tell(self) -> None:
        """Raise BadTableError if there are any."""
        if self.told:
            more = f" (and {self.more} more)" if self.more else ""
            word = self.told[0].split(" ", 1)[0]
            raise BadTableError(f"{self.file}: {'; '.join(self.told)}{more}. Mend or remove these {word}s.")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: Floats, latitude: Floats) -> bool:
        """Whether all these points lie in it."""
        inside = (longitude >= self.west) & (longitude <= self.east)
        return bool((inside & (latitude >= self.south) & (latitude <= self.north)).all())


SWEDEN = Box(10.0, 55.0, 25.0, 70.0)


def made(
    file: str,
    columns: Sequence[Column],
    places: Sequence[tuple[float, float]] | Floats,
    numbers: Sequence[int],
    word: str,
    *,
    around: Box | None,
) -> Points:
    """Points from what a reader found, after the checks that all formats share.

    Raises
    ------
    BadTableError
        No points; a place outside the earth, and which; longitude and latitude look as if they had changed places.
    """
    where = np.asarray(places, np.float64).reshape(-1, 2)
    if not len(where):
        raise BadTableError(f"{file} holds no points.")
    longitude, latitude = where[:, 0].copy(), where[:, 1].copy()
    slips = Slips(file)
    for values, most, what in ((longitude, 180, "longitude"), (latitude, 90, "latitude")):
        for i in np.flatnonzero(~(np.abs(values) <= most)):
            slips.add(f"{word} {numbers[int(i)]}: {what} is {values[i]:g}, outside -{most} … {most} degrees")
    if around is not None and around.holds(latitude, longitude) and not around.holds(longitude, latitude):
        raise BadTableError(
            f"{file}: longitude and latitude have changed places ({word} {numbers[0]} has longitude {longitude[0]:g} "
            f"and latitude {latitude[0]:g}): all points would fit the other way round."
        )
    slips.tell()
    name = next((column for column in columns if column.name.lower() in NAMES), None)
    names = tuple(name.written()) if name else tuple(map(str, numbers))
    return Points(tuple(columns), longitude, latitude, names, np.array(numbers, np.int64), word, file)


def no_twins(file: str, names: Iterable[str]) -> None:
    """Refuse two columns of the same name. Raises BadTableError."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadTableError(f"{file} has two columns “{name}”: give one of them another name.")
        seen.add(name)


def joined(first: Sequence[Column], more: Sequence[Column]) -> list[Column]:
    """Columns side by side; a later one takes the place of an earlier one of the same name."""
    newer = {column.name: column for column in more}
    kept = [column for column in first if column.name not in newer]
    return [*kept, *newer.values()]


def is_place(name: str) -> bool:
    """Whether a column of this name holds a longitude or latitude."""
    return name.lower() in LONGITUDE or name.lower() in LATITUDE


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _count(cell: Cell) -> int:
    """A whole number from 0; ValueError says what the cell is instead."""
    if cell is None or cell == "":
        raise ValueError("is empty: write 0 where nobody is meant")
    number = _decimal(cell) if isinstance(cell, str) and _DECIMAL.fullmatch(cell) else cell
    if isinstance(number, str | bool) or number != number // 1 or abs(number) > 2**53:
        raise ValueError(f"is “{cell}”, no whole number")
    if number < 0:
        raise ValueError(f"is {cell}, less than 0")
    return int(number)


def _shown(cell: Cell, decimals: int | None) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    if isinstance(cell, float) and decimals is not None:
        return f"{cell:.{decimals}f}"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)
