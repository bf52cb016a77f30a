"""What one worker does for one region, and how it knows which of its answers hold for the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from narhet.dijkstra import BITS, NONE, UNREACHABLE, backwards, labels
from narhet.errors import BadStoreError, UnseenRoadsError
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.nearest import Nearness
from narhet.regions.clips import Clip, Flags, Frame, clip
from narhet.roads.network import Ints, Longs, RoadNetwork, from_arcs
from narhet.roads.store import open_network

FEW = 20
"""Up to so many searches a clip is answered by plain Dijkstra: a hierarchy that is asked once does not pay below."""


@dataclass(frozen=True, slots=True)
class StoredTimes:
    """Where workers find the roads: a folder that they see under the same name.

    Attributes
    ----------
    folder : str
    key : str
        Of the roads, see `StoredNetwork.key`; others are refused.
    profile : str
        Hash of the profile whose travel times are stored with the roads.
    """

    folder: str
    key: str
    profile: str


@dataclass(frozen=True, slots=True)
class Task:
    """A question about some of the points and some of the kinds.

    Attributes
    ----------
    at : (p,) int64
        Places of the points in the whole list.
    points : (p,) int32
        Their nodes in the whole network.
    kinds : (k,) int64
        Numbers of the kinds in the whole list.
    facilities : k arrays of nodes in the whole network
    nearest, to : as in `Nearness`
    frame : Frame or None
        What to look at; None: all roads.
    """

    at: Longs
    points: Ints
    kinds: Longs
    facilities: tuple[Ints, ...]
    nearest: int
    to: bool
    frame: Frame | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes
    ----------
    tenths, facility : (k, nearest, p) int32
        As in `Nearest`; facilities by their number in the whole kind.
    proven : (k, p) bool
        Whether the whole network gives the same.
    nodes : int
        How many were looked at.
    """

    tenths: Ints
    facility: Ints
    proven: Flags
    nodes: int


def answer_stored(stored: StoredTimes, task: Task) -> Answer:
    """Answer from roads in a folder.

    Raises
    ------
    UnseenRoadsError
        The folder is not there, or holds other roads.
    """
    roads, tenths = _opened(stored)
    return answer(roads, tenths, task)


def answer(roads: RoadNetwork, tenths: Ints, task: Task) -> Answer:
    """Answer from roads in memory (or mapped)."""
    if task.frame is None:
        return _answer_whole(roads, tenths, task)
    return answer_clip(clip(roads, tenths, task.frame, to=task.to), task)


def answer_clip(part: Clip, task: Task) -> Answer:
    """Answer from what was cut out.

    A way that is shorter than the least time to the border never leaves the frame, so the clip knows it; and whatever
    is as near, too. An answer is proven when the last facility asked for is nearer than the border, or when the border
    cannot be reached at all.
    """
    where = [np.searchsorted(part.node, nodes) for nodes in task.facilities]
    known = [
        np.flatnonzero(part.node[np.minimum(at, len(part.node) - 1)] == nodes)
        for at, nodes in zip(where, task.facilities, strict=True)
    ]
    local = [at[which].astype(np.int32) for at, which in zip(where, known, strict=True)]
    found = _searched(part, [*local, part.border], np.searchsorted(part.node, task.points), task.nearest, task.to)
    tenths, facility = _split(found[:-1])
    border = found[-1, 0] >> BITS
    proven = np.empty((len(local), len(task.points)), np.bool_)
    for kind, which in enumerate(known):
        if len(which):
            facility[kind] = np.where(facility[kind] < 0, -1, which[facility[kind]])
        wanted = min(task.nearest, len(task.facilities[kind]))
        proven[kind] = (border >= UNREACHABLE) | (tenths[kind, wanted - 1] < border) if wanted else True
    return Answer(tenths, facility.astype(np.int32), proven, len(part.node))


def _answer_whole(roads: RoadNetwork, tenths: Ints, task: Task) -> Answer:
    """Plain Dijkstra on all roads: what is left for it are few kinds, and it needs the least memory."""
    found = _dijkstra(roads.first_out, roads.head, tenths, task.facilities, task.points, task.nearest, task.to)
    times, facility = _split(found)
    return Answer(times, facility.astype(np.int32), np.ones((len(times), len(task.points)), np.bool_), roads.nodes)


def _searched(part: Clip, kinds: list[Ints], points: Longs, nearest: int, to: bool) -> Longs:
    """(kinds, nearest, points) labels, by the way that is cheaper for so many kinds."""
    if len(kinds) * nearest <= FEW:
        return _dijkstra(part.first_out, part.head, part.tenths, kinds, points, nearest, to)
    tail = np.repeat(np.arange(len(part.node)), np.diff(part.first_out))
    roads = from_arcs(
        part.longitude, part.latitude, tail, part.head, metres=np.zeros(len(part.head)), source="a part of the roads"
    )
    metric = Hierarchy.of(roads).metric(part.tenths)
    found = Nearness(metric, points, sites=np.unique(np.concatenate(kinds)), to=to).nearest(kinds, nearest=nearest)
    there = found.facility >= 0
    return np.where(there, found.tenths.astype(np.int64) << BITS | found.facility, NONE)


def _dijkstra(
    first_out: Longs,
    head: Ints,
    tenths: Ints,
    kinds: list[Ints] | tuple[Ints, ...],
    points: Longs | Ints,
    nearest: int,
    to: bool,
) -> Longs:
    if to:
        first_out, head, arc = backwards(first_out, head)
        tenths = tenths[arc]
    else:  # mapped arrays cannot be written, and would be compiled for anew
        first_out, head, tenths = np.array(first_out), np.array(head), np.array(tenths)
    found = np.empty((len(kinds), nearest, len(points)), np.int64)
    for kind, at in enumerate(kinds):
        found[kind] = labels(first_out, head, tenths, at, nearest=nearest)[points].T
    return found


def _split(found: Longs) -> tuple[Ints, Longs]:
    """Labels as times and facilities."""
    reached = found < UNREACHABLE << BITS
    tenths = np.where(reached, found >> BITS, UNREACHABLE).astype(np.int32)
    return tenths, np.where(reached, found & ((1 << BITS) - 1), -1)


@lru_cache(maxsize=1)
def _opened(stored: StoredTimes) -> tuple[RoadNetwork, Ints]:
    """Opened once in each process; the arrays are mapped, so several tasks share them."""
    try:
        there = open_network(stored.folder)
    except BadStoreError as error:
        raise UnseenRoadsError(str(error)) from None
    if there.key != stored.key or stored.profile not in there.weights:
        raise UnseenRoadsError(f"{stored.folder} holds other roads or other profiles here.")
    return there.network, there.weights[stored.profile]
