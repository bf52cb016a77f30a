"""How many metres the fastest way to the nearest facilities is long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import BITS, NONE, UNREACHABLE, _pop, _push, backwards
from narhet.errors import BadQueryError
from narhet.roads.network import Floats, Ints, Longs, RoadNetwork


@dataclass(frozen=True, slots=True)
class Ways:
    """The fastest ways between points and the facilities of one kind.

    Attributes
    ----------
    tenths, facility : (nearest, points) int32
        As `Nearness.nearest` tells them.
    metres : (nearest, points) float64
        Along the roads of that way; of equally fast ways one. Not a number where there is no way.
    """

    tenths: Ints
    facility: Ints
    metres: Floats


def ways(
    roads: RoadNetwork,
    tenths: Ints,
    points: npt.ArrayLike,
    facilities: npt.ArrayLike,
    *,
    nearest: int = 1,
    to: bool = True,
) -> Ways:
    """Find the fastest ways between points and the one, two or three nearest facilities of a kind, and measure them.

    Parameters
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
    points, facilities : nodes
    nearest : how many facilities for each point
    to : travel from the points to the facilities (the default), else from the facilities to the points

    Raises
    ------
    BadQueryError
        A node outside the network, not one time of at least 0 for every arc, or another number than 1, 2 or 3.

    Notes
    -----
    Dijkstra over all roads, O(k m log(k m)): half a second for each nearest one and million nodes. The hierarchy's
    answers (`Nearness`) are much faster, and tell times only.
    """
    if nearest not in (1, 2, 3):
        raise BadQueryError(f"Ask for the 1, 2 or 3 nearest facilities, not {nearest}.")
    times = np.ascontiguousarray(tenths, np.int32)
    if times.shape != (roads.arcs,) or (len(times) and times.min() < 0):
        raise BadQueryError(f"Give one travel time of at least 0 for each of the {roads.arcs} arcs.")
    stand, where = (_nodes(nodes, roads.nodes) for nodes in (facilities, points))
    first, other, arc = (
        backwards(roads.first_out, roads.head)
        if to
        else (np.array(roads.first_out), np.array(roads.head), np.arange(roads.arcs))
    )
    long = np.array(roads.metres, np.float32)[arc]
    found, metres = _measured(first, other, times[arc], long, stand, nearest)
    labels, lengths = found[where].T, metres[where].T
    none = labels == NONE
    return Ways(
        np.where(none, UNREACHABLE, labels >> BITS).astype(np.int32),
        np.where(none, -1, labels & ((1 << BITS) - 1)).astype(np.int32),
        np.where(none, np.nan, lengths),
    )


def _nodes(values: npt.ArrayLike, nodes: int) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise BadQueryError("Give points and facilities as the whole numbers of their nodes, in one list each.")
    if array.size and (array.min() < 0 or array.max() >= nodes):
        raise BadQueryError(f"A point or facility stands on a node outside 0 … {nodes - 1}.")
    return array.astype(np.int32)


@compiled
def _measured(
    first: Longs, head: Ints, tenths: Ints, long: npt.NDArray[np.float32], at: Ints, nearest: int
) -> tuple[Longs, Floats]:
    """`narhet.dijkstra.labels`, with the metres of each label's way; the heap holds numbers of entries."""
    nodes = len(first) - 1
    found = np.full((nodes, nearest), NONE, np.int64)
    metres = np.zeros((nodes, nearest), np.float64)
    many = np.zeros(nodes, np.int32)
    room = nearest * len(head) + len(at) + 1
    heap_key = np.empty(room, np.int64)
    heap_entry = np.empty(room, np.int32)
    node, length = np.empty(room, np.int32), np.empty(room, np.float64)
    size = 0
    entries = 0
    for f in range(len(at)):
        node[entries], length[entries] = at[f], 0.0
        size = _push(heap_key, heap_entry, size, f, entries)
        entries += 1
    while size:
        key, entry = heap_key[0], heap_entry[0]
        v, so_far = node[entry], length[entry]
        size = _pop(heap_key, heap_entry, size)
        facility = key & ((1 << BITS) - 1)
        known = many[v] == nearest
        for i in range(many[v]):
            known = known or found[v, i] & ((1 << BITS) - 1) == facility
        if known:
            continue
        found[v, many[v]] = key
        metres[v, many[v]] = so_far
        many[v] += 1
        for arc in range(first[v], first[v + 1]):
            if tenths[arc] < UNREACHABLE and many[head[arc]] < nearest:
                node[entries], length[entries] = head[arc], so_far + long[arc]
                size = _push(heap_key, heap_entry, size, key + (np.int64(tenths[arc]) << BITS), entries)
                entries += 1
    return found, metres
