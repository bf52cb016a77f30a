"""Roads from a table of edges: one row, one direction; from a CSV file or from arrays."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from narhet.errors import BadTableError
from narhet.roads.network import KINDS, MODES, Floats, RoadNetwork, from_arcs

Policy: TypeAlias = Literal["refuse", "drop", "keep"]
Place: TypeAlias = tuple[float, float]

COLUMNS = ("from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "metres")
"""Columns that a table must have."""

MORE_COLUMNS = ("seconds", "kind", "kmh", "modes", "oneway", "way")
"""Columns that it may have; others are refused, so that a misspelt one is not left out in silence."""

_LENGTHLESS = ("metres are 0", "metres are missing")

SHOWN = 20
"""So many rows are named in one refusal."""


@dataclass(frozen=True, slots=True)
class EdgeReport:
    """What became of the table.

    Attributes
    ----------
    rows : int
        Read.
    dropped : tuple of (row, reason)
        Rows without a usable length, when they were to be dropped. Rows of a file count from 2, below the head.
    keys : tuple of str
        The table's own names of the nodes, by node number.
    """

    rows: int
    dropped: tuple[tuple[int, str], ...]
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Edge:
    row: int
    tail: str
    head: str
    metres: float
    seconds: float
    kind: int
    kmh: int
    modes: int
    way: int
    both: bool


def read_edges(
    path: str | Path, *, without_length: Policy = "refuse", source: str | None = None
) -> tuple[RoadNetwork, EdgeReport]:
    """Read a CSV file of edges (UTF-8; comma, semicolon or tab).

    Columns `from`, `to` (any names), `from_lon`, `from_lat`, `to_lon`, `to_lat` (WGS84 degrees) and `metres`; if wanted
    `seconds` (else a profile gives the time), `kind` (a word of `KINDS`), `kmh`, `modes` ("car foot"), `oneway` ("no"
    makes the edge hold for both directions; else it is one-way) and `way` (a whole number).

    Parameters
    ----------
    path : file
    without_length : "refuse", "drop" or "keep"
        What to do with rows whose metres are empty, NaN or 0: refuse the table, leave the row out and report it, or
        keep it as an arc of length 0.
    source : str, optional
        For the network; the file's name if left out.

    Raises
    ------
    BadTableError
        The file cannot be read, a column is missing or unknown, or rows are wrong: with row numbers and reasons.
    """
    path = Path(path)
    places: dict[str, Place] = {}
    edges: list[_Edge] = []
    slips: list[tuple[int, str]] = []
    dropped: list[tuple[int, str]] = []
    rows = 0
    for row, cells in _rows(path):
        rows += 1
        try:
            edge = _edge(row, cells, places)
        except BadTableError as slip:
            slips.append((row, str(slip)))
            continue
        _lengths(edge, without_length, edges, dropped, slips)
    _refuse(path.name, slips)
    return _network(places, edges, source or f"edges of {path.name}"), EdgeReport(rows, tuple(dropped), tuple(places))


def edges_from_arrays(
    keys: Sequence[str],
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    tail: Sequence[str],
    head: Sequence[str],
    metres: npt.ArrayLike,
    *,
    seconds: npt.ArrayLike | None = None,
    without_length: Policy = "refuse",
    source: str,
) -> tuple[RoadNetwork, EdgeReport]:
    """Make a network of nodes with names and edges between the names.

    Parameters
    ----------
    keys : (n,) names of the nodes
    longitude, latitude : (n,) WGS84 degrees
    tail, head : (m,) names
    metres, seconds : (m,)
        Lengths, and times where they are known (NaN where not).
    without_length, source
        As in `read_edges`; rows count from 0.

    Raises
    ------
    BadTableError
        Lengths differ, a name is unknown or comes twice, a number is impossible: with row numbers and reasons.
    """
    lon, lat = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    long = np.asarray(metres, np.float64)
    times = np.full(len(tail), np.nan) if seconds is None else np.asarray(seconds, np.float64)
    if not len(keys) == len(lon) == len(lat) or not len(tail) == len(head) == len(long) == len(times):
        raise BadTableError("The columns have different lengths.")
    slips: list[tuple[int, str]] = []
    places = _placed(keys, lon, lat, slips)
    edges: list[_Edge] = []
    dropped: list[tuple[int, str]] = []
    for row, (start, end) in enumerate(zip(tail, head, strict=True)):
        unknown = [key for key in (start, end) if key not in places]
        if unknown or times[row] < 0 or math.isinf(times[row]):
            slips.append((row, f"the node {unknown[0]} is unknown" if unknown else f"seconds are {times[row]:g}"))
            continue
        edge = _Edge(row, start, end, float(long[row]), float(times[row]), 0, 0, sum(MODES.values()), -1, both=False)
        _lengths(edge, without_length, edges, dropped, slips)
    _refuse("The table", slips)
    return _network(places, edges, source), EdgeReport(len(tail), tuple(dropped), tuple(keys))


def _placed(keys: Sequence[str], lon: Floats, lat: Floats, slips: list[tuple[int, str]]) -> dict[str, Place]:
    """Where each named node lies; names that come twice and places outside the world are added to the slips."""
    places: dict[str, Place] = {}
    for row, key in enumerate(keys):
        if key in places:
            slips.append((row, f"the node {key} comes twice"))
        places[key] = (float(lon[row]), float(lat[row]))
        if fault := _misplaced(places[key]):
            slips.append((row, fault))
    return places


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows of the file with their numbers, after its head was found good."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTableError(f"{path} cannot be read as UTF-8 text: {error}.") from None
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(text.splitlines(), delimiter=separator)
    names = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadTableError(f"{path.name} lacks the columns {', '.join(missing)}.")
    unknown = [name for name in names if name not in COLUMNS + MORE_COLUMNS]
    if unknown or len(set(names)) < len(names):
        twice = [name for name, count in Counter(names).items() if count > 1]
        raise BadTableError(
            f"{path.name} has columns that are not known or come twice: {', '.join(unknown or twice)}; "
            f"there may be {', '.join(COLUMNS + MORE_COLUMNS)}."
        )
    for row, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            raise BadTableError(f"{path.name}, row {row}: {len(cells)} cells under {len(names)} columns.")
        yield row, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}


def _edge(row: int, cells: Mapping[str, str], places: dict[str, Place]) -> _Edge:
    for end in ("from", "to"):
        key = cells[end]
        if not key:
            raise BadTableError(f"{end} is empty")
        place = (_number(cells, f"{end}_lon"), _number(cells, f"{end}_lat"))
        if fault := _misplaced(place):
            raise BadTableError(fault)
        if places.setdefault(key, place) != place:
            raise BadTableError(f"the node {key} lies elsewhere than in an earlier row")
    kind, oneway = cells.get("kind") or "unknown", cells.get("oneway") or "yes"
    if kind not in KINDS:
        raise BadTableError(f"the kind {kind} is not known")
    if oneway not in ("yes", "no"):
        raise BadTableError(f"oneway must be yes or no, not {oneway}")
    words = (cells.get("modes") or " ".join(MODES)).replace("+", " ").split()
    if strange := [word for word in words if word not in MODES]:
        raise BadTableError(f"the mode {strange[0]} is not known")
    seconds = _number(cells, "seconds") if cells.get("seconds") else math.nan
    kmh = _number(cells, "kmh") if cells.get("kmh") else 0.0
    if seconds < 0 or not 0 <= kmh <= 255 or kmh != int(kmh):
        raise BadTableError("seconds are negative or kmh is not a whole number of 0 … 255")
    way = cells.get("way") or "-1"
    if not way.removeprefix("-").isdecimal() or len(way) > 18:
        raise BadTableError(f"way must be a whole number, not {way}")
    return _Edge(
        row,
        cells["from"],
        cells["to"],
        math.nan if cells["metres"].lower() in ("", "nan") else _number(cells, "metres"),
        seconds,
        KINDS.index(kind),
        int(kmh),
        sum(MODES[word] for word in set(words)),
        int(way),
        both=oneway == "no",
    )


def _number(cells: Mapping[str, str], column: str) -> float:
    try:
        value = float(cells[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadTableError(f"{column} is not a number: {cells[column] or 'empty'}")
    return value


def _misplaced(place: Place) -> str:
    longitude, latitude = place
    good = -180 <= longitude <= 180 and -90 <= latitude <= 90
    return "" if good else f"{longitude}, {latitude} is no place on earth (longitude, latitude)"


def _lengths(
    edge: _Edge, policy: Policy, edges: list[_Edge], dropped: list[tuple[int, str]], slips: list[tuple[int, str]]
) -> None:
    """Sort an edge by its length: kept, dropped or refused."""
    if edge.metres < 0 or math.isinf(edge.metres):
        slips.append((edge.row, f"metres are {edge.metres:g}"))
    elif edge.metres > 0:
        edges.append(edge)
    elif policy == "keep":
        edge.metres = 0.0
        edges.append(edge)
    else:
        reason = _LENGTHLESS[edge.metres != 0]
        (dropped if policy == "drop" else slips).append((edge.row, reason))


def _refuse(name: str, slips: list[tuple[int, str]]) -> None:
    if slips:
        named = "; ".join(f"row {row}: {reason}" for row, reason in slips[:SHOWN])
        more = f"; and {len(slips) - SHOWN} more" if len(slips) > SHOWN else ""
        lengthless = any(reason in _LENGTHLESS for _, reason in slips)
        help_ = " Rows without metres are left out with --without-length drop." if lengthless else ""
        raise BadTableError(f"{name} has rows that cannot be used: {named}{more}.{help_}")


def _network(places: Mapping[str, Place], edges: Sequence[_Edge], source: str) -> RoadNetwork:
    if not places:
        raise BadTableError("The table has no rows.")
    number = {key: node for node, key in enumerate(places)}
    arcs = [(number[edge.tail], number[edge.head], edge) for edge in edges]
    arcs += [(number[edge.head], number[edge.tail], edge) for edge in edges if edge.both]
    spots = np.array(list(places.values()), np.float64)
    return from_arcs(
        spots[:, 0],
        spots[:, 1],
        [tail for tail, _, _ in arcs],
        [head for _, head, _ in arcs],
        metres=[edge.metres for _, _, edge in arcs],
        seconds=[edge.seconds for _, _, edge in arcs],
        kind=[edge.kind for _, _, edge in arcs],
        kmh=[edge.kmh for _, _, edge in arcs],
        modes=[edge.modes for _, _, edge in arcs],
        way=[edge.way for _, _, edge in arcs],
        source=source,
    )
