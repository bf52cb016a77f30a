"""Plain Dijkstra: the oracle that every faster way is held against, and a search for small networks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.roads.network import Ints, Longs

UNREACHABLE = 1_000_000_000
"""Travel time (tenths of a second) of an arc that may not be used and of a place that cannot be reached: 3 years.

Twice this still fits 32 bits, so two of them may be added before the least is taken.
"""

BITS = 32
"""A label is `time << BITS | facility`: the least label is the nearest facility, by number where times are equal."""

NONE = (UNREACHABLE << BITS) | ((1 << BITS) - 1)
"""The label of no facility; greater than any other."""


def backwards(first_out: Longs, head: Ints) -> tuple[Longs, Ints, Longs]:
    """All arcs turned round: (first_in, tail, arc), where `arc` is the number of the arc in the network. O(n + m)."""
    order = np.argsort(head, kind="stable")
    first_in = np.zeros(len(first_out), np.int64)
    np.cumsum(np.bincount(head, minlength=len(first_out) - 1), out=first_in[1:])
    tail = np.repeat(np.arange(len(first_out) - 1, dtype=np.int32), np.diff(first_out))
    return first_in, tail[order], order.astype(np.int64)


def labels(first_out: Longs, head: Ints, tenths: Ints, at: npt.ArrayLike, *, nearest: int = 1) -> npt.NDArray[np.int64]:
    """The `nearest` facilities from which each node is reached first, along the arcs.

    For travel *to* a facility give the arcs backwards (`backwards`).

    Parameters
    ----------
    first_out, head, tenths
        Arcs by tail, with travel time in tenths of a second; `UNREACHABLE` for arcs that may not be used.
    at : (f,) nodes of facilities 0 … f - 1; several may share a node.
    nearest : how many labels each node keeps.

    Returns
    -------
    (n, nearest) int64
        Labels `time << BITS | facility`, rising; `NONE` where there is no further facility.

    Notes
    -----
    Dijkstra 1959 with a binary heap of labels; a node is settled once for each of its nearest facilities.
    O(k m log(k m)).
    """
    return _labels(first_out, head, tenths, np.asarray(at, np.int32), nearest)


@compiled
def _push(heap_key: Longs, heap_node: Ints, size: int, key: int, node: int) -> int:
    i = size
    while i:
        above = (i - 1) // 2
        if heap_key[above] <= key:
            break
        heap_key[i] = heap_key[above]
        heap_node[i] = heap_node[above]
        i = above
    heap_key[i] = key
    heap_node[i] = node
    return size + 1


@compiled
def _pop(heap_key: Longs, heap_node: Ints, size: int) -> int:
    """Take the least element away from place 0; the caller has read it."""
    size -= 1
    key, node = heap_key[size], heap_node[size]
    i = 0
    while True:
        below = 2 * i + 1
        if below >= size:
            break
        if below + 1 < size and heap_key[below + 1] < heap_key[below]:
            below += 1
        if heap_key[below] >= key:
            break
        heap_key[i] = heap_key[below]
        heap_node[i] = heap_node[below]
        i = below
    heap_key[i] = key
    heap_node[i] = node
    return size


@compiled
def _labels(first_out: Longs, head: Ints, tenths: Ints, at: Ints, nearest: int) -> Longs:
    nodes = len(first_out) - 1
    found = np.full((nodes, nearest), NONE, np.int64)
    many = np.zeros(nodes, np.int32)
    room = nearest * len(head) + len(at) + 1
    heap_key = np.empty(room, np.int64)
    heap_node = np.empty(room, np.int32)
    size = 0
    for f in range(len(at)):
        size = _push(heap_key, heap_node, size, f, at[f])
    while size:
        key, v = heap_key[0], heap_node[0]
        size = _pop(heap_key, heap_node, size)
        facility = key & ((1 << BITS) - 1)
        known = many[v] == nearest
        for i in range(many[v]):
            known = known or found[v, i] & ((1 << BITS) - 1) == facility
        if known:
            continue
        found[v, many[v]] = key
        many[v] += 1
        for arc in range(first_out[v], first_out[v + 1]):
            if tenths[arc] < UNREACHABLE and many[head[arc]] < nearest:
                size = _push(heap_key, heap_node, size, key + (np.int64(tenths[arc]) << BITS), head[arc])
    return found
