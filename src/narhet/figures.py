"""How many people have how far: people counted by kind, area, group and band of travel time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadFiguresError
from narhet.roads.network import Ints, Longs


@dataclass(frozen=True, slots=True)
class Counting:
    """Who is counted and how: made once, asked with travel times again and again.

    Attributes
    ----------
    people : (points, groups) int64
        People of each group (an age class, say) at each point; at least 0.
    area : (points,) int32
        The area (a municipality, say) of each point, 0 … areas - 1.
    limits : (b,) int32
        Upper ends of the bands in tenths of a second, rising; a time on a limit belongs to the nearer band.
    areas : int
        Number of areas; one without points has zeros.
    """

    people: Longs
    area: Ints
    limits: Ints
    areas: int

    @property
    def bands(self) -> int:
        """Bands of travel time: one for each limit, and the last for what lies beyond or cannot be reached."""
        return len(self.limits) + 1


def counting(
    people: npt.ArrayLike, limits: npt.ArrayLike, *, area: npt.ArrayLike | None = None, areas: int | None = None
) -> Counting:
    """Check people, areas and limits and put them into the form that is counted with.

    Parameters
    ----------
    people : (points,) or (points, groups) whole numbers, at least 0
    limits : (b,) whole tenths of a second, strictly rising, from 0 to below `UNREACHABLE`; may be empty.
    area : (points,) whole numbers from 0; all points in one area if left out.
    areas : number of areas, if more than the highest number tells.

    Raises
    ------
    BadFiguresError
        Something of another shape, or with values that cannot be counted.
    """
    counted = np.asarray(people)
    if counted.ndim == 1:
        counted = counted[:, None]
    if counted.ndim != 2 or counted.dtype.kind not in "iu" or (counted.size and counted.min() < 0):
        raise BadFiguresError("Give people as whole numbers of at least 0, one row for each point.")
    where = np.zeros(len(counted), np.int32) if area is None else np.asarray(area)
    if where.shape != (len(counted),) or (where.size and (where.dtype.kind not in "iu" or where.min() < 0)):
        raise BadFiguresError(f"Give the area of each of the {len(counted)} points as a whole number from 0.")
    least = int(where.max()) + 1 if where.size else 0
    number = least if areas is None else areas
    if number < least:
        raise BadFiguresError(f"A point lies in area {least - 1}, but there are {number} areas, from 0.")
    return Counting(
        np.ascontiguousarray(counted, np.int64), np.ascontiguousarray(where, np.int32), _limits(limits), number
    )


def _limits(limits: npt.ArrayLike) -> Ints:
    given = np.asarray(limits)
    if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
        raise BadFiguresError("Give the limits of the bands as whole tenths of a second, in one list.")
    if given.size and (given[0] < 0 or given[-1] >= UNREACHABLE or (given[1:] <= given[:-1]).any()):
        raise BadFiguresError(f"The limits of the bands must rise, from at least 0 to below {UNREACHABLE} tenths.")
    return given.astype(np.int32)


def band_of(tenths: Ints, limits: Ints) -> Ints:
    """The band of each travel time: the first whose limit it does not pass, else the last one.

    Parameters
    ----------
    tenths : int32 travel times in tenths of a second, of any shape
    limits : (b,) int32, rising, as in `Counting`

    Returns
    -------
    int32 of the same shape, 0 … b
    """
    return np.searchsorted(limits, tenths, side="left").astype(np.int32)


@compiled
def band(limits: Ints, tenths: int) -> int:
    """As `band_of`, for one time and from compiled code; O(b), and bands are few."""
    at = 0
    while at < len(limits) and tenths > limits[at]:
        at += 1
    return at


def figures(tenths: Ints, how: Counting) -> Longs:
    """People by kind, area, group and band.

    Parameters
    ----------
    tenths : (kinds, points) int32
        Travel time to the nearest facility of each kind (`Nearness.times`).
    how : Counting

    Returns
    -------
    (kinds, areas, groups, b + 1) int64
        In column i the people whose time is at most `limits[i]` and above the limit before; in the last column those
        beyond all limits and those who cannot reach any facility. A row's sum is the people of the area.

    Raises
    ------
    BadFiguresError
        Not one time for each point.

    Notes
    -----
    O(kinds points groups). When one point's time changes, only its own people move from one column to another, so that
    figures can be kept up to date at the cost of the changed points.
    """
    if tenths.ndim != 2 or tenths.shape[1] != len(how.people):
        raise BadFiguresError(f"Give one travel time for each of the {len(how.people)} points and each kind.")
    result = np.zeros((len(tenths), how.areas, how.people.shape[1], how.bands), np.int64)
    _count(np.ascontiguousarray(tenths, np.int32), how.people, how.area, how.limits, result)
    return result


@compiled
def _count(tenths: Ints, people: Longs, area: Ints, limits: Ints, result: Longs) -> None:
    for kind in range(len(tenths)):
        for point in range(len(people)):
            at = band(limits, tenths[kind, point])
            for group in range(people.shape[1]):
                result[kind, area[point], group, at] += people[point, group]
