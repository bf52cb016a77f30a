"""Squares of a statistical grid as few outlines: a country of 114,161 squares must stay a picture one can open."""

from __future__ import annotations

import numpy as np

from narhet.roads.network import Floats, Longs

SIDES = (1000, 500, 250, 100)
"""Sides of squares that are recognised, metres."""

_FEWEST = 20
_NEAR = 0.02  # of a side, how far a point may lie from its square's centre: rounded degrees


def side_of(east: Floats, north: Floats) -> int:
    """The side of the squares whose centres these are in plane metres; 0 if they are centres of none.

    A few points could lie so by chance, so there must be twenty.
    """
    if len(east) < _FEWEST:
        return 0
    for side in SIDES:
        away = [np.abs(values % side - side / 2).max() for values in (east, north)]
        if max(away) <= max(_NEAR * side, 3.0):
            return side
    return 0


def outlines(column: Longs, row: Longs) -> str:
    """Squares as one SVG path, in units of a square, rows downwards.

    Squares beside each other become one bar, equal bars below each other one rectangle. O(n log n).

    Parameters
    ----------
    column, row : (n,) int64
        Each square once.
    """
    order = np.lexsort((column, row))
    column, row = column[order], row[order]
    breaks = np.flatnonzero((np.diff(row) != 0) | (np.diff(column) != 1)) + 1
    starts = np.concatenate([[0], breaks]).astype(np.int64)
    lengths = np.diff(np.concatenate([starts, [len(column)]]))
    high: dict[tuple[int, int], tuple[int, int]] = {}  # bar → the row where its rectangle begins, the last row so far
    done: list[str] = []
    for x, y, wide in zip(column[starts].tolist(), row[starts].tolist(), lengths.tolist(), strict=True):
        begin, last = high.get((x, wide), (y, y - 1))
        if last != y - 1:
            done.append(_rectangle(x, begin, wide, last))
            begin = y
        high[x, wide] = (begin, y)
    done += [_rectangle(x, begin, wide, last) for (x, wide), (begin, last) in high.items()]
    return "".join(done)


def _rectangle(x: int, begin: int, wide: int, last: int) -> str:
    return f"M{x} {begin}h{wide}v{last - begin + 1}h-{wide}z"


def dots(x: Floats, y: Floats) -> str:
    """Points as one path of strokes without length, to be drawn with round ends; points on one spot once."""
    spots = np.unique(np.round(np.stack([x, y], axis=1), 1), axis=0)
    return "".join(f"M{a:g} {b:g}h0" for a, b in spots.tolist())


def strokes(x: Floats, y: Floats, x2: Floats, y2: Floats) -> str:
    """Straight lines as one path, each once; those shorter than a tenth of a unit are left out."""
    ends = np.round(np.stack([x, y, x2, y2], axis=1), 1)
    back = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[back] = ends[back][:, [2, 3, 0, 1]]
    ends = np.unique(ends[np.any(ends[:, :2] != ends[:, 2:], axis=1)], axis=0)
    return "".join(f"M{a:g} {b:g}L{c:g} {d:g}" for a, b, c, d in ends.tolist())


def counted(group: Longs, classes: int, people: Longs | None) -> tuple[Longs, Longs | None]:
    """Points and people of each class; points of class -1 in none."""
    shown = group >= 0
    points = np.bincount(group[shown], minlength=classes)
    if people is None:
        return points, None
    return points, np.array([people[group == number].sum() for number in range(classes)], np.int64)
