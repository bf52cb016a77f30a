"""The parts that nested dissection has cut so far, kept so that each is a small graph of its own in memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.hierarchy.skeleton import Skeleton
from narhet.roads.network import Bytes, Floats, Floats32, Ints

Signs = npt.NDArray[np.int8]


class Parts(NamedTuple):
    """A part is a range of positions; it owns these ranges of all arrays, so threads may work on parts side by side.

    Attributes
    ----------
    node : (c,) which node stands at a position.
    x, y : (c,) its coordinates.
    first, last : (c,) its edges within its part are `neighbour[first[p] : last[p]]`.
    neighbour : (e,) positions, rising.
    twin : (e,) the same edge seen from its other end; set by `pair_edges`.
    flow : (e,) room for `cuts`.
    side : (c,) where a node goes: 0 left, 1 right, 2 the separator between them.
    zone, level, at, queue, spare : (c,) room to work in.
    place : (c,) by node, its position once it is in order, -1 before.
    """

    node: Ints
    x: Floats32
    y: Floats32
    first: Ints
    last: Ints
    neighbour: Ints
    twin: Ints
    flow: Signs
    side: Bytes
    zone: Bytes
    level: Ints
    at: Ints
    queue: Ints
    spare: Ints
    place: Ints


def whole(graph: Skeleton, x: Floats, y: Floats) -> Parts:
    """One part that holds all c nodes."""
    nodes, edges = len(graph.first) - 1, len(graph.neighbour)

    def room(size: int) -> Ints:
        return np.empty(size, np.int32)

    return Parts(
        node=np.arange(nodes, dtype=np.int32),
        x=(x - x.min()).astype(np.float32),
        y=(y - y.min()).astype(np.float32),
        first=graph.first[:-1].astype(np.int32),
        last=graph.first[1:].astype(np.int32),
        neighbour=graph.neighbour.copy(),
        twin=room(edges),
        flow=np.empty(edges, np.int8),
        side=np.empty(nodes, np.uint8),
        zone=np.empty(nodes, np.uint8),
        level=room(nodes),
        at=room(nodes),
        queue=room(nodes),
        spare=room(nodes),
        place=np.full(nodes, -1, np.int32),
    )


@compiled
def pair_edges(parts: Parts, begin: int, end: int) -> None:
    """Set `twin` within a part."""
    first, last, neighbour, twin, at = parts.first, parts.last, parts.neighbour, parts.twin, parts.at
    for v in range(begin, end):
        at[v] = first[v]
    for v in range(begin, end):  # each list rises, so w meets its neighbours in the order of v
        for e in range(first[v], last[v]):
            w = neighbour[e]
            twin[at[w]] = e
            at[w] += 1


@compiled
def arrange(parts: Parts, begin: int, end: int) -> tuple[int, int]:
    """Put a part's nodes in the order side 0, side 1, separator, and leave out all edges between these three.

    Returns where side 1 begins and where the separator does.
    """
    side, to = parts.side, parts.at
    count = [0, 0, 0]
    for v in range(begin, end):
        count[side[v]] += 1
    middle, separator = begin + count[0], begin + count[0] + count[1]
    following = [begin, middle, separator]
    for v in range(begin, end):
        s = side[v]
        to[v] = following[s]
        following[s] += 1
    _arrange_edges(parts, begin, end)
    for values in (parts.x, parts.y):
        loose = np.empty(end - begin, np.float32)
        for v in range(begin, end):
            loose[to[v] - begin] = values[v]
        for v in range(begin, end):
            values[v] = loose[v - begin]
    for v in range(begin, end):
        parts.spare[to[v]] = parts.node[v]
    for v in range(begin, end):
        parts.node[v] = parts.spare[v]
    for v in range(separator, end):
        parts.place[parts.node[v]] = v
    return middle, separator


@compiled
def _arrange_edges(parts: Parts, begin: int, end: int) -> None:
    """Move what stays inside side 0 to the front of the part's edges and what stays inside side 1 behind it."""
    first, last, neighbour, side, to = parts.first, parts.last, parts.neighbour, parts.side, parts.at
    new_first, new_last, moved = parts.level, parts.queue, parts.twin
    edges = first[begin]
    size = edges
    for turn in range(2):
        for v in range(begin, end):
            if side[v] != turn:
                continue
            new_first[to[v]] = size
            for e in range(first[v], last[v]):
                w = neighbour[e]
                if side[w] == turn:
                    moved[size] = to[w]
                    size += 1
            new_last[to[v]] = size
    for v in range(begin, end):
        if side[v] == 2:
            new_first[to[v]] = size
            new_last[to[v]] = size
    for v in range(begin, end):
        first[v], last[v] = new_first[v], new_last[v]
    for e in range(edges, size):
        neighbour[e] = moved[e]
