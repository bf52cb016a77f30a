"""Pieces of road between junctions that hold no point: what lies inside is only told at their ends.

A piece is a connected set of nodes left out of the reduced roads. It touches at most two kept nodes, its rim, so all
that the rest of the roads need to know of it is the way from end to end. A small Dijkstra inside the piece finds it
anew when an arc there changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE, _pop, _push
from narhet.hierarchy.hierarchy import Flags
from narhet.hierarchy.skeleton import _replace
from narhet.roads.network import Ints, Longs


@compiled
def left_out(first: Longs, neighbour: Ints, keep: Flags) -> Flags:
    """Nodes with at most two neighbours, taken out again and again, except those to keep. Changes `neighbour`. O(m)."""
    nodes = len(first) - 1
    gone = np.zeros(nodes, np.bool_)
    degree = np.empty(nodes, np.int32)
    waiting = np.empty(nodes, np.int32)  # every node stands here at most once
    size = 0
    for v in range(nodes):
        degree[v] = first[v + 1] - first[v]
        if degree[v] <= 2 and not keep[v]:
            waiting[size] = v
            size += 1
    at = 0
    while at < size:
        v = waiting[at]
        at += 1
        gone[v] = True
        begin = first[v]
        for j in range(degree[v]):
            w = neighbour[begin + j]
            other = neighbour[begin + 1 - j] if degree[v] == 2 else -1
            before = degree[w]
            degree[w] = _replace(neighbour, first[w], degree[w], v, other)
            if before == 3 and degree[w] == 2 and not keep[w]:
                waiting[size] = w
                size += 1
    return gone


@compiled
def gathered(first: Longs, neighbour: Ints, gone: Flags) -> tuple[Ints, Ints]:
    """The piece of every node that is gone, -1 for the others; and each piece's rim, -1 where it has fewer ends.

    Returns
    -------
    piece : (n,) int32
    rim : (pieces, 2) int32, nodes of the roads
    """
    nodes = len(gone)
    piece = np.full(nodes, -1, np.int32)
    rim = np.full((nodes, 2), -1, np.int32)
    stack = np.empty(nodes, np.int32)
    count = 0
    for start in range(nodes):
        if not gone[start] or piece[start] >= 0:
            continue
        piece[start] = count
        stack[0] = start
        top = 1
        while top:
            top -= 1
            v = stack[top]
            for i in range(first[v], first[v + 1]):
                w = neighbour[i]
                if not gone[w]:
                    if rim[count, 0] < 0:
                        rim[count, 0] = w
                    elif rim[count, 0] != w:
                        rim[count, 1] = w
                elif piece[w] < 0:
                    piece[w] = count
                    stack[top] = w
                    top += 1
        count += 1
    return piece, rim[:count].copy()


@compiled
def _across(
    first_out: Longs,
    head: Ints,
    tenths: Ints,
    place: Ints,
    start: int,
    piece: int,
    time: Ints,
    heap_key: Longs,
    heap_node: Ints,
    met: Ints,
) -> int:
    """Times from a node inside a piece or on its rim to all nodes there, without leaving it. How many were met."""
    inside = -1 - piece
    time[start] = 0
    met[0] = start
    many = 1
    size = _push(heap_key, heap_node, 0, 0, start)
    while size:
        key, v = heap_key[0], heap_node[0]
        size = _pop(heap_key, heap_node, size)
        if key != time[v] or (place[v] >= 0 and v != start):
            continue
        for arc in range(first_out[v], first_out[v + 1]):
            w = head[arc]
            if place[w] != inside and place[v] >= 0:
                continue  # from the rim only into the piece
            reached = key + tenths[arc]
            if reached < time[w]:
                if time[w] == UNREACHABLE:
                    met[many] = w
                    many += 1
                time[w] = reached
                size = _push(heap_key, heap_node, size, reached, w)
    return many


@compiled
def _end_to_end(
    first_out: Longs,
    head: Ints,
    tenths: Ints,
    place: Ints,
    rim: Ints,
    pieces: Ints,
    time: Ints,
    heap_key: Longs,
    heap_node: Ints,
    met: Ints,
) -> Ints:
    result = np.full((len(pieces), 2), UNREACHABLE, np.int32)
    for i in range(len(pieces)):
        piece = pieces[i]
        if rim[piece, 1] < 0:
            continue
        for end in range(2):
            many = _across(first_out, head, tenths, place, rim[piece, end], piece, time, heap_key, heap_node, met)
            result[i, end] = time[rim[piece, 1 - end]]
            for j in range(many):
                time[met[j]] = UNREACHABLE
    return result


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a road network, and the room that searches inside them need.

    Attributes
    ----------
    first_out, head : the roads
    place : (n,) int32
        The number of a kept node among the reduced roads; -1 - piece of the others.
    rim : (pieces, 2) int32
        Kept nodes (of the roads) that each piece touches, -1 where it has fewer.
    """

    first_out: Longs
    head: Ints
    place: Ints
    rim: Ints
    _time: Ints
    _heap_key: Longs
    _heap_node: Ints
    _met: Ints

    @classmethod
    def of(cls, first_out: Longs, head: Ints, place: Ints, rim: Ints) -> Pieces:
        """Make room for the largest piece. O(n + m)."""
        inside = np.bincount(-1 - place[place < 0], minlength=1)
        arcs = np.diff(first_out)
        most = np.bincount(-1 - place[place < 0], weights=arcs[place < 0], minlength=1).max()
        most += 2 * (int(arcs.max()) if len(arcs) else 0)  # an end's own arcs
        time = np.full(len(place), UNREACHABLE, np.int32)
        room = int(most) + 2
        return cls(
            first_out,
            head,
            place,
            rim,
            time,
            np.empty(room, np.int64),
            np.empty(room, np.int32),
            np.empty(int(inside.max()) + 3, np.int32),
        )

    def end_to_end(self, tenths: Ints, pieces: Ints) -> Ints:
        """(len(pieces), 2) int32, time through each piece from its first end to its second, and back."""
        return _end_to_end(
            self.first_out,
            self.head,
            tenths,
            self.place,
            self.rim,
            pieces,
            self._time,
            self._heap_key,
            self._heap_node,
            self._met,
        )

    def to_rim(self, tenths: Ints, node: int, *, to: bool) -> Ints:
        """(2,) int32, time between a node inside a piece and its ends; `to` the node, else from it."""
        piece = -1 - int(self.place[node])
        rim = self.rim[piece]
        times = np.full(2, UNREACHABLE, np.int32)
        for start in rim[rim >= 0] if to else [node]:
            many = _across(
                self.first_out,
                self.head,
                tenths,
                self.place,
                int(start),
                piece,
                self._time,
                self._heap_key,
                self._heap_node,
                self._met,
            )
            if to:
                times[rim == start] = self._time[node]
            else:
                times[rim >= 0] = self._time[rim[rim >= 0]]
            self._time[self._met[:many]] = UNREACHABLE
        return times
