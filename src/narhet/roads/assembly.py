"""From roads as chains of points to a network of nodes and arcs; shared by the readers of road files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.errors import BadQueryError
from narhet.roads.geometry import metres_between
from narhet.roads.network import BOARDING, GATE, SIGNALS, Bytes, Floats, Ints, Longs, RoadNetwork, from_arcs
from narhet.roads.tags import KIND_OF, RoadTags

Flags: TypeAlias = npt.NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Roads as chains of points. Way `i` runs through `points[starts[i] : starts[i + 1]]`.

    Attributes
    ----------
    longitude, latitude : (p,) float64
        Of the points, degrees.
    stopped, flags : (p,) uint8
        Modes that a barrier stops at the point, and its `SIGNALS | GATE`.
    points : (q,) int32
        Positions of points; -1 for one that is missing.
    starts : (w + 1,) int64
    rule : (w,) int32
        Number of the way's rule.
    way : (w,) int64
        The source's number of the way.
    """

    longitude: Floats
    latitude: Floats
    stopped: Bytes
    flags: Bytes
    points: Ints
    starts: Longs
    rule: Ints
    way: Longs


@dataclass(frozen=True, slots=True)
class Counts:
    """What could not be used: ways cut, points missing, ways of which nothing is left, circles to the same node."""

    cut: int
    missing: int
    whole_ways_lost: int
    loops: int


def assemble(
    shapes: Shapes, rules: Sequence[RoadTags], *, wanted: int, spacing: float, source: str
) -> tuple[RoadNetwork, Counts]:
    """Cut ways into arcs where they meet, end, or pass a barrier or signal, and about every `spacing` metres.

    A barrier closes all arcs at its node to the modes it stops. O(points).

    Parameters
    ----------
    shapes : Shapes
    rules : what each rule number means
    wanted : modes to keep, `CAR | BICYCLE | FOOT`
    spacing : metres
    source : for the network

    Raises
    ------
    BadQueryError
        The spacing is no length.
    """
    if not spacing >= 0:
        raise BadQueryError(f"The spacing must be a number of metres, not {spacing}.")
    keep = _kept(shapes.points, shapes.starts, shapes.longitude, shapes.latitude, spacing)
    keep |= (shapes.stopped != 0) | (shapes.flags != 0)
    tail, head, metres, way, share = _segments(
        shapes.points, shapes.starts, shapes.longitude, shapes.latitude, keep.astype(np.bool_)
    )
    lost = int(len(shapes.way) - len(np.unique(way)))
    circle = tail == head
    tail, head, metres, way, share = (array[~circle] for array in (tail, head, metres, way, share))
    gaps = np.flatnonzero(shapes.points < 0)
    counts = Counts(
        cut=len(np.unique(np.searchsorted(shapes.starts, gaps, side="right"))),
        missing=len(gaps),
        whole_ways_lost=lost,
        loops=int(circle.sum()),
    )
    return _network(shapes, rules, tail, head, metres, way, share, wanted, source), counts


def _network(
    shapes: Shapes,
    rules: Sequence[RoadTags],
    tail: Ints,
    head: Ints,
    metres: Floats,
    way: Ints,
    share: Floats,
    wanted: int,
    source: str,
) -> RoadNetwork:
    rule = shapes.rule[way]
    modes = np.array([entry.modes for entry in rules], np.uint8)[rule]
    kmh = np.array([entry.kmh for entry in rules], np.uint8)[rule]
    open_here = ~(shapes.stopped[tail] | shapes.stopped[head]) & np.uint8(wanted)
    both = np.concatenate([modes[:, 0] & open_here, modes[:, 1] & open_here])
    used = both != 0

    def twice(array: npt.NDArray[Number]) -> npt.NDArray[Number]:
        kept: npt.NDArray[Number] = np.concatenate([array, array])[used]
        return kept

    tails, heads = np.concatenate([tail, head])[used], np.concatenate([head, tail])[used]
    kind = twice(np.array([entry.kind for entry in rules], np.uint8)[rule])
    marks = twice(np.array([entry.grade for entry in rules], np.uint8)[rule])
    marks = marks | (shapes.flags[heads] & (SIGNALS | GATE)) | _boarding(tails, heads, kind, len(shapes.longitude))
    present, places = np.unique(np.concatenate([tails, heads]), return_inverse=True)
    return from_arcs(
        shapes.longitude[present],
        shapes.latitude[present],
        places[: len(tails)],
        places[len(tails) :],
        metres=twice(metres),
        seconds=twice(np.array([entry.seconds for entry in rules])[rule] * share),
        kind=kind,
        kmh=np.concatenate([kmh[:, 0], kmh[:, 1]])[used],
        modes=both[used],
        marks=marks,
        way=twice(shapes.way[way]),
        source=source,
    )


def _boarding(tails: Ints, heads: Ints, kind: Bytes, nodes: int) -> Bytes:
    """`BOARDING` on the ferry arcs that leave a node where also a road ends."""
    ferry = kind == KIND_OF["ferry"]
    ashore = np.zeros(nodes, np.bool_)
    ashore[tails[~ferry]] = True
    ashore[heads[~ferry]] = True
    return np.where(ferry & ashore[tails], BOARDING, 0).astype(np.uint8)


@compiled
def _kept(points: Ints, starts: Longs, longitude: Floats, latitude: Floats, spacing: float) -> Flags:
    """Points that become nodes: where ways meet, end or are cut, and one about every `spacing` metres between."""
    uses = np.zeros(len(longitude), np.int32)
    for way in range(len(starts) - 1):
        for at in range(starts[way], starts[way + 1]):
            point = points[at]
            if point < 0:
                continue
            end = at == starts[way] or at == starts[way + 1] - 1
            uses[point] += 2 if end or points[at - 1] < 0 or points[at + 1] < 0 else 1
    keep = uses > 1
    for way in range(len(starts) - 1):
        since = 0.0
        for at in range(starts[way] + 1, starts[way + 1]):
            point, last = points[at], points[at - 1]
            if point < 0 or last < 0:
                since = 0.0
                continue
            since += metres_between(longitude[last], latitude[last], longitude[point], latitude[point])
            if keep[point] or since >= spacing:
                keep[point] = True
                since = 0.0
    return keep


@compiled
def _segments(
    points: Ints, starts: Longs, longitude: Floats, latitude: Floats, keep: Flags
) -> tuple[Ints, Ints, Floats, Ints, Floats]:
    """Stretches between kept points: from, to, metres, way, share of the way's length."""
    most = 0
    for at in range(len(points)):
        if points[at] >= 0 and keep[points[at]]:
            most += 1
    tail, head = np.empty(most, np.int32), np.empty(most, np.int32)
    metres, share = np.empty(most, np.float64), np.empty(most, np.float64)
    of_way = np.empty(most, np.int32)
    count = 0
    for way in range(len(starts) - 1):
        first, whole, length, start = count, 0.0, 0.0, np.int32(-1)
        for at in range(starts[way], starts[way + 1]):
            point = points[at]
            if point < 0:
                start = np.int32(-1)
                continue
            if start >= 0:
                last = points[at - 1]
                length += metres_between(longitude[last], latitude[last], longitude[point], latitude[point])
                if not keep[point]:
                    continue
                tail[count], head[count], metres[count], of_way[count] = start, point, length, way
                whole += length
                count += 1
            start, length = point, 0.0
        for segment in range(first, count):
            share[segment] = metres[segment] / whole if whole > 0 else np.nan
    return tail[:count], head[:count], metres[:count], of_way[:count], share[:count]
