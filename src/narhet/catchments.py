"""Who has which facility as the nearest: its catchment, in people, bands and travel times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.figures import Counting, band_of
from narhet.nearest import Nearest
from narhet.roads.network import Floats, Ints, Longs


@dataclass(frozen=True, slots=True)
class Catchments:
    """The catchment of each facility; f rows, kind by kind and by number within each.

    Attributes
    ----------
    kind, facility : (f,) int32
    points : (f,) int64
        Points that have it as their nearest.
    people : (f, groups, bands) int64
        Their people, by group and band of travel time (`narhet.figures`).
    mean : (f,) float64
        Travel time of these people on average, tenths of a second; not a number where nobody lives.
    median, most : (f,) int32
        Half of these people have it nearer than the median; the longest travel time of a point with people. -1 where
        nobody lives.
    """

    kind: Ints
    facility: Ints
    points: Longs
    people: Longs
    mean: Floats
    median: Ints
    most: Ints

    @property
    def total(self) -> Longs:
        """(f, groups) int64, people of all bands together."""
        total: Longs = self.people.sum(axis=2)
        return total


def catchments(nearest: Nearest, counts: Sequence[int], how: Counting) -> Catchments:
    """The catchments of all facilities.

    Parameters
    ----------
    nearest : Nearest
        From all points, one nearest or more.
    counts : facilities of each kind; those that are nobody's nearest are told with zeros.
    how : Counting
        People, limits. Of several groups each is counted; the travel times are those of all groups together, so give
        groups that do not overlap, or one.

    Raises
    ------
    BadQueryError
        The numbers do not fit together.

    Notes
    -----
    O(k p (log p + groups)).
    """
    kinds, _, points = nearest.tenths.shape
    if len(counts) != kinds or points != len(how.people):
        raise BadQueryError(f"Give the facilities of each of {kinds} kinds and people for each of {points} points.")
    for kind, count in enumerate(counts):
        if nearest.facility[kind, 0].max(initial=-1) >= count:
            raise BadQueryError(f"Kind {kind} has {count} facilities, but a higher number is somebody's nearest.")
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows = int(first[-1])
    people = np.zeros((rows, how.people.shape[1], how.bands), np.int64)
    number, median, most = np.zeros(rows, np.int64), np.full(rows, -1, np.int32), np.full(rows, -1, np.int32)
    spent, lives = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    weight = how.people.sum(axis=1)
    for kind in range(kinds):
        at = np.flatnonzero(nearest.tenths[kind, 0] < UNREACHABLE)
        times, row = nearest.tenths[kind, 0, at], first[kind] + nearest.facility[kind, 0, at]
        np.add.at(number, row, 1)
        cell = (row[:, None], np.arange(people.shape[1]), band_of(times, how.limits)[:, None])
        np.add.at(people, cell, how.people[at])
        np.add.at(spent, row, times.astype(np.int64) * weight[at])
        np.add.at(lives, row, weight[at])
        some = weight[at] > 0
        np.maximum.at(most, row[some], times[some])
        _medians(row[some], times[some], weight[at][some], median)
    mean = np.divide(spent, lives, out=np.full(rows, np.nan), where=lives > 0)
    of_kind = np.repeat(np.arange(kinds, dtype=np.int32), counts)
    facility = (np.arange(rows) - np.repeat(first[:-1], counts)).astype(np.int32)
    return Catchments(of_kind, facility, number, people, mean, median, most)


def _medians(row: Longs, times: Ints, weight: Longs, median: Ints) -> None:
    """The least time that at least half of each row's people have at most."""
    order = np.lexsort((times, row))
    row, times, weight = row[order], times[order], weight[order]
    begin = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]])) if len(row) else np.zeros(0, np.int64)
    total = np.concatenate([[0], np.cumsum(weight)])
    end = np.append(begin[1:], len(row))
    half = total[begin] + (total[end] - total[begin] + 1) // 2
    median[row[begin]] = times[np.searchsorted(total[1:], half)]
