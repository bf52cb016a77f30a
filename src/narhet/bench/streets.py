"""Junctions, the links between them and how fast each link is: the made country's roads before they get their bends.

Links are the Urquhart graph of the junctions (Urquhart 1980): of the Delaunay triangulation every triangle loses its
longest side. It is planar, hangs together, and like roads has nearly three links a junction. Dead ends hang on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.bench.country import Country, squares_at
from narhet.bench.extra import nearest_of, package
from narhet.dijkstra import BITS, labels
from narhet.roads.network import Floats, Ints, Longs

DEAD_ENDS = 0.18
"""Share of the junctions that hang on one link by design. With those of the graph itself 28 of 100 nodes that are no
bends are dead ends, as in the maps of the United States' north-east and of Luxembourg."""

FOREST = 0.3
"""Share of the junctions that lie on any land at all; the others follow the people."""

CROWDING = 0.6
"""Power of a square's people by which its junctions grow."""

ONE_WAY = 0.02
"""Share of the links that are one-way."""

KMH = (50, 70, 80, 100)
"""Limits by level: local, and the roads that join towns, larger towns and cities."""

STREET_KMH, STREET_PEOPLE = 40, 150
"""The limit on local links in squares with so many people."""

CENTRES = (0.02, 0.004, 0.0005)
"""Towns, larger towns and cities for each populated square."""

BLOCK = 4
"""Kilometres: the most peopled square of a block so broad may be a centre."""

_FERRY = 1.5  # kilometres; a shorter way over water is a bridge


@dataclass(frozen=True, slots=True)
class Streets:
    """Links between junctions.

    Attributes
    ----------
    at : (j, 2) float64
        Kilometres.
    link : (l, 2) int32
        The two ends of each.
    level : (l,) int8
        0 … 3 into `KMH`, -1 for a ferry.
    kmh : (l,) uint8
    oneway : (l,) bool
        Only from the first end to the second.
    """

    at: Floats
    link: Ints
    level: npt.NDArray[np.int8]
    kmh: npt.NDArray[np.uint8]
    oneway: npt.NDArray[np.bool_]


def streets(country: Country, junctions: int, *, seed: int) -> Streets:
    """Links of a country with so many junctions, dead ends included; they hang together. O(j log j).

    Raises
    ------
    MissingPackageError
        SciPy is not installed, whose triangulation is used.
    """
    chance = np.random.default_rng([seed, 3])
    at = _places(chance, country, junctions)
    ends = round(DEAD_ENDS * junctions)
    inner, outer = at[ends:], at[:ends]
    dead = np.stack([nearest_of(inner, outer) + ends, np.arange(ends, dtype=np.int32)], axis=1)
    link = np.concatenate([urquhart(inner) + np.int32(ends), dead]).astype(np.int32)
    land = np.stack([country.land_east, country.land_north], axis=1)
    ferry = _over_water(land, at, link)
    level = _levels(country, at, link, ferry)
    middle = (at[link[:, 0]] + at[link[:, 1]]) / 2
    crowd = np.zeros(len(land), np.int64)
    crowd[squares_at(land, np.stack([country.east, country.north], axis=1))] = country.people
    square = squares_at(land, middle)
    street = (level == 0) & (square >= 0) & (crowd[square] >= STREET_PEOPLE)
    kmh = np.where(ferry, 0, np.where(street, STREET_KMH, np.array(KMH)[level])).astype(np.uint8)
    oneway = (chance.random(len(link)) < ONE_WAY) & ~ferry & (np.arange(len(link)) < len(link) - ends)
    turned = chance.random(len(link)) < 0.5
    link[turned] = link[turned][:, ::-1]
    return Streets(at, link, level, kmh, oneway)


def urquhart(at: Floats) -> Ints:
    """The Urquhart graph of points (j, 2): (l, 2) pairs, the lower number first, in rising order."""
    corners = package("scipy.spatial").Delaunay(at).simplices.astype(np.int64)
    keys, lengths = [], []
    for one, other in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[:, one], corners[:, other]
        keys.append(np.minimum(a, b) * len(at) + np.maximum(a, b))
        lengths.append(((at[a] - at[b]) ** 2).sum(axis=1))
    key, length = np.stack(keys), np.stack(lengths)
    longest = np.unique(np.take_along_axis(key, length.argmax(axis=0)[None], axis=0))
    kept = np.setdiff1d(key, longest)
    return np.stack([kept // len(at), kept % len(at)], axis=1).astype(np.int32)


def _places(chance: np.random.Generator, country: Country, junctions: int) -> Floats:
    """Where junctions lie, in no order: some on any land, most where people live."""
    forest = round(FOREST * junctions)
    wild = chance.integers(0, len(country.land_east), forest)
    weight = np.maximum(country.people, 1) ** CROWDING
    lived = chance.choice(len(weight), junctions - forest, p=weight / weight.sum())
    at = np.stack(
        [
            np.concatenate([country.land_east[wild], country.east[lived]]),
            np.concatenate([country.land_north[wild], country.north[lived]]),
        ],
        axis=1,
    )
    return (at + chance.random(at.shape) - 0.5)[chance.permutation(junctions)]


def _over_water(land: Floats, at: Floats, link: Ints) -> npt.NDArray[np.bool_]:
    """Which links are ferries: long, and wet at most of three places between their ends."""
    a, b = at[link[:, 0]], at[link[:, 1]]
    long = np.flatnonzero(np.hypot(*(a - b).T) > _FERRY)
    wet = sum((squares_at(land, a[long] + (b - a)[long] * share) < 0).astype(int) for share in (0.25, 0.5, 0.75))
    ferry = np.zeros(len(link), np.bool_)
    ferry[long] = wet >= 2
    return ferry


def _levels(country: Country, at: Floats, link: Ints, ferry: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """The level of each link: cities are joined first, then larger towns and towns, by roads that are there already."""
    level = np.where(ferry, -1, 0).astype(np.int8)
    seat = _centres(country)
    squares = np.stack([country.east, country.north], axis=1)
    inner = np.unique(link[np.flatnonzero(~ferry)])
    length = np.hypot(*(at[link[:, 0]] - at[link[:, 1]]).T)
    tails = np.concatenate([link[:, 0], link[:, 1]])
    order = np.argsort(tails, kind="stable")
    first_out = np.zeros(len(at) + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=len(at)), out=first_out[1:])
    head = np.ascontiguousarray(np.concatenate([link[:, 1], link[:, 0]])[order])
    number = order % len(link)
    for height, share in zip((3, 2, 1), reversed(CENTRES), strict=True):
        wanted = seat[: max(2, round(share * len(country.people)))]
        nodes = np.unique(inner[nearest_of(at[inner], squares[wanted])])
        slow = np.where(ferry, 10, np.array(KMH)[np.maximum(level, 0)])
        tenths = np.maximum(1, 36_000 * length / slow).astype(np.int32)
        used = _joining(first_out, head, number, tenths[number], nodes)
        level[used[(level[used] == 0)]] = height
    return level


def _centres(country: Country) -> Longs:
    """The most peopled square of every block, the largest first."""
    block = np.floor(np.stack([country.east, country.north]) / BLOCK).astype(np.int64)
    name = (block[0] - block[0].min()) * (np.ptp(block[1]) + 1) + block[1] - block[1].min()
    order = np.lexsort((-country.people, name))
    first = order[np.concatenate([[True], np.diff(name[order]) != 0])]
    return np.asarray(first[np.argsort(-country.people[first], kind="stable")], np.int64)


def _joining(first_out: Longs, head: Ints, number: Longs, tenths: Ints, centres: Ints) -> Longs:
    """Links of the fastest ways between neighbouring centres: whose surroundings (nearest nodes) touch."""
    found = labels(first_out, head, tenths, centres)[:, 0]
    tail = np.repeat(np.arange(len(first_out) - 1, dtype=np.int32), np.diff(first_out))
    near = found & ((1 << BITS) - 1)
    before, by = np.full(len(found), -1, np.int64), np.full(len(found), -1, np.int64)
    tight = np.flatnonzero(found[tail] + (tenths.astype(np.int64) << BITS) == found[head])
    before[head[tight]], by[head[tight]] = tail[tight], number[tight]
    meeting = np.flatnonzero(near[tail] < near[head])
    cost = (found[tail[meeting]] >> BITS) + tenths[meeting] + (found[head[meeting]] >> BITS)
    pair = near[tail[meeting]] * len(centres) + near[head[meeting]]
    order = np.lexsort((meeting, cost, pair))
    best = meeting[order[np.concatenate([[True], np.diff(pair[order]) != 0])[: len(order)]]]
    used = [number[best]]
    at = np.unique(np.concatenate([tail[best], head[best]]))
    seen = np.zeros(len(found), np.bool_)
    while len(at := at[~seen[at] & (before[at] >= 0)]):
        seen[at] = True
        used.append(by[at])
        at = np.unique(before[at])
    return np.unique(np.concatenate(used))
