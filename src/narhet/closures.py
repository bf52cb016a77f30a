"""What is lost when a facility closes, for every facility at once: all of it stands in the two or three nearest ones.

Whose nearest facility closes goes to the second nearest, nobody else goes elsewhere. So one pass over the points tells
the loss of all single closures; with the third nearest also that of facilities that close together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.nearest import Nearest
from narhet.roads.network import Floats, Ints, Longs

TAKERS = 3
"""How many of those who would take over are told for each facility."""


@dataclass(frozen=True, slots=True)
class Closures:
    """The loss by closing each facility alone; f rows, kind by kind and by number within each.

    Attributes
    ----------
    kind, facility : (f,) int32
    people : (f,) int64
        People whose nearest it is: all of them lose, or go as far to another.
    lost : (f,) int64
        Person-tenths of a second that those who have another facility would travel longer.
    longer : (f,) int64
        People who have another, farther one.
    without : (f,) int64
        People who would have no way to any facility of the kind.
    worst, worst_point : (f,) int32
        The longest addition in tenths of a second among points where people live, and the first such point; 0 and -1
        where nobody travels longer.
    taker, taken : (f, TAKERS) int32, int64
        The facilities that most people would go to instead, falling, and how many people; -1 and 0 beyond the last.
    """

    kind: Ints
    facility: Ints
    people: Longs
    lost: Longs
    longer: Longs
    without: Longs
    worst: Ints
    worst_point: Ints
    taker: Ints
    taken: Longs

    @property
    def mean(self) -> Floats:
        """(f,) float64, tenths of a second longer on average for those who have a farther one, 0 for nobody."""
        return self.lost / np.maximum(self.longer, 1)

    def ranking(self) -> Longs:
        """Rows by falling harm: people left without any way first, then person-time; of equals the first row."""
        return np.lexsort((np.arange(len(self.lost)), -self.lost, -self.without))


def closures(nearest: Nearest, counts: Sequence[int], people: npt.ArrayLike | None = None) -> Closures:
    """The loss by closing each facility of each kind, alone.

    Parameters
    ----------
    nearest : Nearest
        The two (or three) nearest from all points, `Nearness.nearest(kinds, nearest=2)`.
    counts : facilities of each kind; those that are nobody's nearest are told with zeros.
    people : (p,) or (p, groups) whole numbers, groups counted together; one at each point if left out.

    Raises
    ------
    BadQueryError
        Only the nearest one is known, or the numbers do not fit together.

    Notes
    -----
    O(k p log p) for the takers, else O(k p + f).
    """
    weight = _people(nearest, counts, people)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows = int(first[-1])
    people_of, lost, longer, without = np.zeros((4, rows), np.int64)
    result = Closures(
        np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        (np.arange(rows) - np.repeat(first[:-1], counts)).astype(np.int32),
        people_of,
        lost,
        longer,
        without,
        np.zeros(rows, np.int32),
        np.full(rows, -1, np.int32),
        np.full((rows, TAKERS), -1, np.int32),
        np.zeros((rows, TAKERS), np.int64),
    )
    _closed(
        nearest.tenths,
        nearest.facility,
        first,
        weight,
        result.people,
        result.lost,
        result.longer,
        result.without,
        result.worst,
        result.worst_point,
    )
    for kind, begin in enumerate(first[:-1]):
        _takers(nearest.facility[kind], weight, int(begin), result)
    return result


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two facilities of a kind that stand in for each other, and the loss if both close.

    Attributes
    ----------
    kind : (n,) int32
    facility : (n, 2) int32, the lower number first
    people : (n,) int64
        People who have these two as their nearest and second nearest.
    lost : (n,) int64
        Person-tenths of a second longer if both close, for all who lose and still have a facility.
    more : (n,) int64
        How much of this is due to their closing together: `lost` less what each alone costs.
    without : (n,) int64
        People who would have no way to any facility if both close.
    """

    kind: Ints
    facility: Ints
    people: Longs
    lost: Longs
    more: Longs
    without: Longs

    def ranking(self) -> Longs:
        """Pairs by falling harm: people left without first, then what closing together adds; of equals the first."""
        return np.lexsort((np.arange(len(self.more)), -self.more, -self.without))


def pairs(nearest: Nearest, counts: Sequence[int], people: npt.ArrayLike | None = None) -> Pairs:
    """All pairs that are some point's nearest and second nearest, with the loss if both close.

    Parameters
    ----------
    nearest : Nearest
        The three nearest from all points.
    counts, people : as in `closures`

    Raises
    ------
    BadQueryError
        The third nearest is not known, or the numbers do not fit together.

    Notes
    -----
    O(k p log p). Whoever has a nearest in the pair and a second outside it loses as by a single closure; only who has
    both in it goes on to the third. People who are left without are not among the lost time, here as in `closures`.
    """
    if nearest.tenths.shape[1] < 3:
        raise BadQueryError("To tell which facilities stand in for each other, ask for the three nearest.")
    single = closures(nearest, counts, people)
    weight = _people(nearest, counts, people)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    found = [_pairs_of(nearest, kind, weight, single, int(starts[kind])) for kind in range(len(counts))]
    return Pairs(
        np.repeat(np.arange(len(counts), dtype=np.int32), [len(each[0]) for each in found]),
        *(np.concatenate(columns) for columns in zip(*found, strict=True)),
    )


@dataclass(frozen=True, slots=True)
class Places:
    """What is lost together when all facilities at one place close at once; g rows, by rising place number.

    Attributes
    ----------
    place : (g,) int64, as given; only places with two facilities or more.
    facilities, kinds : (g,) int64
        How many stand there, and of how many kinds.
    people : (g,) int64
        People who have their nearest of some kind there, each counted once.
    several : (g,) int64
        Those of them who lose more than one kind.
    lost, longer, without : (g,) int64
        Person-tenths of a second, and people, as in `Closures`, added over the kinds.
    exact : (g,) bool
        False where all the nearest that are known stand at the place, and there may be more: `lost` is then too small
        and `without` too large. Ask for three nearest, or join what is one facility.
    """

    place: Longs
    facilities: Longs
    kinds: Longs
    people: Longs
    several: Longs
    lost: Longs
    longer: Longs
    without: Longs
    exact: npt.NDArray[np.bool_]

    def ranking(self) -> Longs:
        """Rows by falling harm: people left without first, then person-time; of equals the first row."""
        return np.lexsort((np.arange(len(self.lost)), -self.lost, -self.without))


def together(nearest: Nearest, places: Sequence[npt.ArrayLike], people: npt.ArrayLike | None = None) -> Places:
    """What closes together with a house: facilities of all kinds at the same place.

    Parameters
    ----------
    nearest : Nearest
        The two or three nearest from all points.
    places : for each kind the place of each facility, whole numbers from 0: its node, or the number of a house.
    people : as in `closures`

    Raises
    ------
    BadQueryError
        Only the nearest one is known, or the numbers do not fit together.

    Notes
    -----
    O(k p log(k p)).
    """
    where = [np.asarray(each, np.int64) for each in places]
    weight = _people(nearest, [len(each) for each in where], people)
    everywhere = np.concatenate(where)
    if len(everywhere) and everywhere.min() < 0:
        raise BadQueryError("Give each facility's place as a whole number from 0.")
    place, row, many = np.unique(everywhere, return_inverse=True, return_counts=True)
    starts = np.concatenate([[0], np.cumsum([len(each) for each in where])]).astype(np.int64)
    kinds = np.zeros(len(place), np.int64)
    sums = np.zeros((3, len(place)), np.int64)
    exact = np.ones(len(place), np.bool_)
    hit = []
    for kind in range(len(where)):
        rows = row[starts[kind] : starts[kind + 1]]
        kinds[np.unique(rows)] += 1
        at_place = np.bincount(rows, minlength=len(place))
        hit.append(_lost_at(nearest.tenths[kind], nearest.facility[kind], rows, at_place, weight, sums, exact))
    pair, times = np.unique(np.concatenate(hit), return_counts=True)
    at, point = np.divmod(pair, max(len(weight), 1))
    once, several = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64)
    np.add.at(once, at, weight[point])
    np.add.at(several, at, weight[point] * (times > 1))
    chosen = many > 1
    columns = (place, many, kinds, once, several, *sums, exact)
    return Places(*(column[chosen] for column in columns))


def _people(nearest: Nearest, counts: Sequence[int], people: npt.ArrayLike | None) -> Longs:
    """(p,) people at each point, and whether all fits together."""
    kinds, known, points = nearest.tenths.shape
    if known < 2:
        raise BadQueryError("To tell what a closure costs, ask for the two or three nearest facilities.")
    if len(counts) != kinds:
        raise BadQueryError(f"Give the facilities of each of the {kinds} kinds, not of {len(counts)}.")
    most = nearest.facility.max(axis=(1, 2), initial=-1)
    for kind, count in enumerate(counts):
        if most[kind] >= count:
            raise BadQueryError(f"Kind {kind} has {count} facilities, but number {most[kind]} is somebody's nearest.")
    weight = np.ones(points, np.int64) if people is None else np.asarray(people)
    if weight.ndim not in (1, 2) or len(weight) != points or weight.dtype.kind not in "iu":
        raise BadQueryError(f"Give people as whole numbers for each of the {points} points.")
    if weight.size and weight.min() < 0:
        raise BadQueryError("People are counted from 0; there are negative ones.")
    return np.ascontiguousarray(weight if weight.ndim == 1 else weight.sum(axis=1), np.int64)


@compiled
def _closed(
    tenths: npt.NDArray[np.int32],
    facility: npt.NDArray[np.int32],
    first: Longs,
    people: Longs,
    served: Longs,
    lost: Longs,
    longer: Longs,
    without: Longs,
    worst: Ints,
    worst_point: Ints,
) -> None:
    for kind in range(tenths.shape[0]):
        for point in range(tenths.shape[2]):
            if facility[kind, 0, point] < 0:
                continue
            row, many = first[kind] + facility[kind, 0, point], people[point]
            served[row] += many
            if facility[kind, 1, point] < 0:
                without[row] += many
                continue
            addition = tenths[kind, 1, point] - tenths[kind, 0, point]
            lost[row] += many * addition
            if addition and many:
                longer[row] += many
                if addition > worst[row]:
                    worst[row] = addition
                    worst_point[row] = point


def _takers(facility: Ints, people: Longs, begin: int, result: Closures) -> None:
    """Who would take over how many people, for the facilities of one kind."""
    there = facility[1] >= 0
    pair, many = _summed((facility[0][there].astype(np.int64) << 32) | facility[1][there], people[there])
    closed, taker = pair >> 32, pair & 0xFFFFFFFF
    order = np.lexsort((taker, -many, closed))
    order = order[many[order] > 0]
    closed, taker, many = closed[order], taker[order], many[order]
    place = np.arange(len(closed)) - np.searchsorted(closed, closed)
    top = place < TAKERS
    result.taker[begin + closed[top], place[top]] = taker[top]
    result.taken[begin + closed[top], place[top]] = many[top]


def _summed(keys: Longs, values: Longs) -> tuple[Longs, Longs]:
    """The different keys, rising, and the sum of each one's values."""
    order = np.argsort(keys, kind="stable")
    keys, total = keys[order], np.concatenate([[0], np.cumsum(values[order])])
    begin = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    return keys[begin], np.diff(total[np.append(begin, len(keys))])


def _pairs_of(
    nearest: Nearest, kind: int, people: Longs, single: Closures, begin: int
) -> tuple[Ints, Longs, Longs, Longs, Longs]:
    """`Pairs` of one kind, without the kind."""
    near, time = nearest.facility[kind], nearest.tenths[kind].astype(np.int64)
    both = near[1] >= 0
    low, high = np.minimum(near[0], near[1])[both], np.maximum(near[0], near[1])[both]
    people, (first, second, third) = people[both], time[:3, both]
    key, on = (low.astype(np.int64) << 32) | high, third < UNREACHABLE
    pair, many = _summed(key, people)
    one, other = pair >> 32, pair & 0xFFFFFFFF
    more = _summed(key, np.where(on, third - second, 0) * people)[1]
    spared = _summed(key, np.where(on, 0, second - first) * people)[1]  # a single closure's loss that is no time now
    stranded = _summed(key, np.where(on, 0, people))[1]
    alone = single.lost[begin + one] + single.lost[begin + other]
    without = single.without[begin + one] + single.without[begin + other] + stranded
    facilities = np.stack([one, other], axis=1).astype(np.int32)
    return facilities, many, alone + more - spared, more - spared, without


def _lost_at(
    tenths: Ints,
    facility: Ints,
    rows: Longs,
    at_place: Longs,
    people: Longs,
    sums: Longs,
    exact: npt.NDArray[np.bool_],
) -> Longs:
    """Add the loss of one kind to (lost, longer, without) of each place; return the pairs place * points + point hit.

    `at_place` says how many facilities of the kind stand at each place.
    """
    points = np.flatnonzero(facility[0] >= 0)
    near = facility[:, points]
    at = np.where(near >= 0, rows[near], -1)
    known = at[0]
    elsewhere = (at[1:] != known) & (near[1:] >= 0)
    found = elsewhere.any(axis=0)
    following = tenths[1:, points][elsewhere.argmax(axis=0), np.arange(len(points))]
    addition = np.where(found, following - tenths[0, points], 0).astype(np.int64)
    unsure = ~found & (near[-1] >= 0) & (at_place.sum() > at_place[known])
    exact[known[unsure]] = False
    many = people[points]
    np.add.at(sums[0], known, addition * many)
    np.add.at(sums[1], known, many * (addition > 0))
    np.add.at(sums[2], known, many * ~found)
    pairs_hit: Longs = known * max(len(people), 1) + points
    return pairs_hit
