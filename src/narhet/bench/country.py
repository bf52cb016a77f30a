"""The made country: an outline like Sweden's, settlements by Zipf's law, people on squares of one kilometre.

Everything follows from a seed. A smaller country is the same one shrunk: as many people and roads a square kilometre,
fewer square kilometres. A register of squares (the form of Statistics Sweden's grid) can take its place.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from narhet.bench.extra import nearest_of
from narhet.errors import BadTableError
from narhet.roads.network import Floats, Ints, Longs

SQUARES, PEOPLE, SETTLEMENTS, AREAS = 114_161, 10_216_188, 2_017, 290
"""Sweden: populated squares and people (Statistics Sweden 2018), localities (2020), municipalities."""

URBAN = 0.87
"""Share of the people who live in settlements."""

CROWD, THICKER = 700, 0.25
"""People a square kilometre of a settlement of a thousand, and the power by which larger ones are denser."""

LUMP = 4
"""People who are placed together."""

REACH = 15
"""Kilometres from inhabited squares within which a register's country is taken to have forest roads."""

AGES = (0.17, 0.11, 0.37, 0.15, 0.20)
"""Shares of the ages 0–14, 15–24, 25–54, 55–64, 65 and above."""

# Kilometres east and north in SWEREF 99 TM, drawn by hand; the mainland, Öland, Gotland.
_OUTLINE = (
    "385,6138 425,6143 460,6157 480,6210 537,6224 583,6280 597,6402 625,6490 675,6533 720,6640 660,6700 620,6730 "
    "625,6800 630,6920 695,7015 770,7085 800,7190 805,7265 835,7295 915,7320 870,7480 800,7560 720,7670 645,7590 "
    "560,7450 510,7310 "
    "440,7150 350,7020 360,6860 345,6650 320,6600 280,6540 315,6400 365,6285 355,6215 370,6165",
    "590,6240 600,6236 632,6360 622,6362",
    "690,6320 715,6340 745,6430 720,6425 695,6385",
)
_MIDDLE = (560.0, 6_850.0)
_OTHERS = 0.5  # of the largest settlement's rank added to each: the largest is not quite as large as Zipf's law says


@dataclass(frozen=True, slots=True)
class Country:
    """People on squares.

    Attributes
    ----------
    east, north : (p,) float64
        Middle of each populated square, kilometres (SWEREF 99 TM, or the made country's own).
    people : (p,) int64
        A register that hides small numbers may hold squares of 0.
    ages : (p, 5) int64
        The same people by age, see `AGES`.
    area : (p,) int32
        The municipality of each square, 0 … areas - 1.
    land_east, land_north : (q,) float64
        Middles of all squares of land, inhabited or not; forest roads are laid there.
    source : str
        Where it comes from, for people.
    """

    east: Floats
    north: Floats
    people: Longs
    ages: Longs
    area: Ints
    land_east: Floats
    land_north: Floats
    source: str


def made_country(squares: int, *, seed: int = 1) -> Country:
    """A country of so many populated squares. O(land) memory, a second for all of Sweden's.

    Parameters
    ----------
    squares : populated squares; 114,161 give Sweden's size, people and settlements.
    seed : another one gives another country.
    """
    chance = np.random.default_rng([seed, 1])
    scale = squares / SQUARES
    land = _land(scale)
    size = max(3, round(SETTLEMENTS * scale))
    town, weight = _settlements(chance, land, size)
    lived = _town_people(chance, land, town, weight, round(PEOPLE * URBAN * scale))
    _trim(lived, squares)
    _country_people(chance, land, town, lived, squares, round(PEOPLE * (1 - URBAN) * scale))
    at = np.flatnonzero(lived)
    seats = town[: max(1, round(AREAS * scale))]
    area = nearest_of(land[seats], land[at])
    people = lived[at].astype(np.int64)
    return Country(
        land[at, 0],
        land[at, 1],
        people,
        _ages(chance, people),
        area,
        land[:, 0].copy(),
        land[:, 1].copy(),
        f"made country, {squares:,} squares, seed {seed}",
    )


def read_country(file: str | Path, squares: int | None = None, *, seed: int = 1) -> Country:
    """A country from a register of squares.

    Parameters
    ----------
    file : path
        CSV, also packed with gzip, with the columns e_sw, n_sw (metres), pop, kommun_kod.
    squares : keep so many, those nearest to the middle one; all if left out.
    seed : of the ages, which the register does not hold.

    Raises
    ------
    BadTableError
        It cannot be read, a column is missing or a value is no number.
    """
    path = Path(file)
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as text:
            rows = [
                (int(row["e_sw"]), int(row["n_sw"]), int(row["pop"]), int(row["kommun_kod"]))
                for row in csv.DictReader(text)
            ]
    except KeyError as error:
        raise BadTableError(f"{path}: there is no column {error.args[0]}; e_sw, n_sw, pop, kommun_kod are.") from None
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise BadTableError(f"{path} cannot be read as a register of squares: {error}.") from None
    table = np.array([row for row in rows if row[2] >= 0], np.int64).reshape(-1, 4)
    if not table[:, 2].any():
        raise BadTableError(f"{path}: nobody lives in it.")
    at = table[:, :2] / 1000 + 0.5
    away = np.hypot(*(at - np.median(at, axis=0)).T)
    kept = np.sort(np.argsort(away, kind="stable")[:squares])
    at, people = at[kept], table[kept, 2]
    area = np.unique(table[kept, 3], return_inverse=True)[1].astype(np.int32)
    land = _around(at)
    chance = np.random.default_rng([seed, 2])
    return Country(
        at[:, 0].copy(), at[:, 1].copy(), people.copy(), _ages(chance, people), area, land[:, 0].copy(),
        land[:, 1].copy(), f"{path.name}, {len(people):,} squares",
    )  # fmt: skip


def _land(scale: float) -> Floats:
    """Middles of all squares within the outline, shrunk about its middle."""
    shapes = []
    for text in _OUTLINE:
        corners = np.array([[float(number) for number in corner.split(",")] for corner in text.split()])
        shapes.append((corners - _MIDDLE) * np.sqrt(scale) + _MIDDLE)
    every = np.concatenate(shapes)
    low, high = np.floor(every.min(axis=0)), np.ceil(every.max(axis=0))
    east, north = np.meshgrid(*(np.arange(a, b) + 0.5 for a, b in zip(low, high, strict=True)))
    at = np.stack([east.ravel(), north.ravel()], axis=1)
    return at[np.logical_or.reduce([_inside(shape, at) for shape in shapes])]


def _inside(corners: Floats, at: Floats) -> npt.NDArray[np.bool_]:
    """Whether points lie in a polygon: an odd number of its sides east of them."""
    inside = np.zeros(len(at), np.bool_)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        beside = (at[:, 1] < y1) != (at[:, 1] < y2)
        inside ^= beside & (at[:, 0] < x1 + (at[:, 1] - y1) * (x2 - x1) / (y2 - y1))
    return inside


def _settlements(chance: np.random.Generator, land: Floats, size: int) -> tuple[Longs, Floats]:
    """Squares where settlements have their middle, the largest first, and their shares of the people."""
    south = (land[:, 1] - land[:, 1].min()) / max(1.0, np.ptp(land[:, 1]))
    town = drawn(chance, np.exp(-3.2 * south), min(size, len(land)))
    town = town[chance.permutation(len(town))]
    share = 1 / (np.arange(len(town)) + 1 + _OTHERS)
    return town, share / share.sum()


def _town_people(chance: np.random.Generator, land: Floats, town: Longs, share: Floats, people: int) -> Longs:
    """People of the settlements by square of land: each settlement a heap whose breadth follows its size."""
    lumps = np.maximum(1, (share * people / LUMP).astype(np.int64))
    crowd = CROWD * (share * people / 1000) ** THICKER
    breadth = np.sqrt(share * people / crowd / (2 * np.pi))
    home = np.repeat(np.arange(len(town)), lumps)
    middle = land[town[home]] + chance.random((len(town), 2))[home] - 0.5
    spread = chance.standard_normal((len(home), 2)) * breadth[home][:, None]
    at = squares_at(land, middle + spread)
    wet = np.flatnonzero(at < 0)  # nobody lives in the sea: across the middle instead, else on the nearest shore
    at[wet] = squares_at(land, (middle - spread)[wet])
    wet = wet[at[wet] < 0]
    at[wet] = nearest_of(land, (middle + spread)[wet])
    return LUMP * np.bincount(at, minlength=len(land)).astype(np.int64)


def squares_at(land: Floats, at: Floats) -> Longs:
    """The number of the square of land that each point lies in, -1 in water."""
    low = np.floor(land.min(axis=0))
    column, row = (np.floor(land) - low).astype(np.int64).T
    number = np.full((column.max() + 1, row.max() + 1), -1, np.int64)
    number[column, row] = np.arange(len(land))
    found = np.full(len(at), -1, np.int64)
    column, row = (np.floor(at) - low).astype(np.int64).T
    within = (column >= 0) & (row >= 0) & (column < number.shape[0]) & (row < number.shape[1])
    found[within] = number[column[within], row[within]]
    return found


def _trim(lived: Longs, squares: int) -> None:
    """At most four fifths of the populated squares belong to settlements; the thinnest are left."""
    most = squares * 4 // 5
    at = np.flatnonzero(lived)
    if len(at) > most:
        lived[at[np.argsort(-lived[at], kind="stable")[most:]]] = 0


def _country_people(
    chance: np.random.Generator, land: Floats, town: Longs, lived: Longs, squares: int, people: int
) -> None:
    """Fill up with squares of the countryside, denser towards settlements, some households each."""
    empty = np.flatnonzero(lived == 0)
    wanted = min(squares - int(np.count_nonzero(lived)), len(empty))
    near = nearest_of(land[town], land[empty])
    away = np.hypot(*(land[empty] - land[town][near]).T)
    at = empty[drawn(chance, np.exp(-away / 8) + 0.02, wanted)]
    many = chance.lognormal(0.0, 1.0, len(at))
    lived[at] = np.maximum(1, np.round(many / many.sum() * people))


def _ages(chance: np.random.Generator, people: Longs) -> Longs:
    """People by age, each square with shares of its own around the country's."""
    shares = chance.gamma(np.array(AGES) * 30, size=(len(people), len(AGES)))
    return chance.multinomial(people, shares / shares.sum(axis=1, keepdims=True))


def _around(at: Floats) -> Floats:
    """Squares of the outline near populated ones, and those next to them: a register names no empty squares."""
    outline = _land(1.0)
    inland = outline[np.hypot(*(outline - at[nearest_of(at, outline)]).T) <= REACH]
    steps = np.array([(east, north) for east in range(-2, 3) for north in range(-2, 3)])
    beside = (np.floor(at)[:, None] + steps + 0.5).reshape(-1, 2)
    return np.unique(np.concatenate([inland, beside]), axis=0)


def drawn(chance: np.random.Generator, weight: Floats, size: int) -> Longs:
    """`size` different places, likelier by weight, in rising order (Efraimidis and Spirakis 2006)."""
    key = chance.exponential(size=len(weight)) / weight
    return np.sort(np.argpartition(key, size - 1)[:size]) if size else np.empty(0, np.int64)
