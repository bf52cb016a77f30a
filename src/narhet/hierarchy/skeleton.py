"""The roads as an undirected graph without loops and parallels, and its nodes of at most two neighbours taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.roads.network import Bytes, Ints, Longs


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Undirected simple graph: neighbours of `v` are `neighbour[first[v] : first[v + 1]]`, rising."""

    first: Longs
    neighbour: Ints


def skeleton(first_out: Longs, head: Ints) -> Skeleton:
    """Each pair of nodes that an arc joins in either direction, once in both lists. O(m + n)."""
    return Skeleton(*_undirected(first_out, head))


@compiled
def _transposed(first_out: Longs, head: Ints) -> tuple[Longs, Ints]:
    """All arcs backwards; the lists come out rising because tails are gone through in order."""
    nodes = len(first_out) - 1
    first = np.zeros(nodes + 1, np.int64)
    for arc in range(len(head)):
        first[head[arc] + 1] += 1
    for v in range(nodes):
        first[v + 1] += first[v]
    at = first[:-1].copy()
    tails = np.empty(len(head), np.int32)
    for v in range(nodes):
        for arc in range(first_out[v], first_out[v + 1]):
            w = head[arc]
            tails[at[w]] = v
            at[w] += 1
    return first, tails


@compiled
def _undirected(first_out: Longs, head: Ints) -> tuple[Longs, Ints]:
    nodes = len(first_out) - 1
    back_first, back = _transposed(first_out, head)
    ahead_first, ahead = _transposed(back_first, back)  # the arcs themselves, now with rising heads
    first = np.zeros(nodes + 1, np.int64)
    neighbour = np.empty(2 * len(head), np.int32)
    size = 0
    for v in range(nodes):
        i, i_end = ahead_first[v], ahead_first[v + 1]
        j, j_end = back_first[v], back_first[v + 1]
        last = -1
        while i < i_end or j < j_end:
            if j == j_end or (i < i_end and ahead[i] <= back[j]):
                w = ahead[i]
                i += 1
            else:
                w = back[j]
                j += 1
            if w != last and w != v:
                neighbour[size] = w
                size += 1
                last = w
        first[v + 1] = size
    return first, neighbour[:size].copy()


@dataclass(frozen=True, slots=True)
class Core:
    """What is left when nodes with at most two neighbours have been eliminated again and again.

    Attributes
    ----------
    eliminated : (e,) int32
        Nodes in the order in which they went.
    nodes : (c,) int32
        The others, rising.
    graph : Skeleton
        Over 0 … c - 1; a chain of eliminated nodes has become one edge.
    """

    eliminated: Ints
    nodes: Ints
    graph: Skeleton


def core(graph: Skeleton) -> Core:
    """Eliminate nodes of degree 0, 1 and 2. They add no more edges than they take away, whatever comes after. O(n + m).

    In each round only nodes none of whose neighbours went in the same round are taken, so that a long chain of shape
    nodes becomes a shallow tree and not a ladder.
    """
    neighbour = graph.neighbour.copy()
    eliminated, gone, degree = _eliminate(graph.first, neighbour)
    nodes = np.flatnonzero(gone == 0).astype(np.int32)
    first = np.zeros(len(nodes) + 1, np.int64)
    np.cumsum(degree[nodes], out=first[1:])
    number = np.full(len(gone), -1, np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    return Core(eliminated, nodes, Skeleton(first, _renumbered(graph.first, neighbour, nodes, number, first)))


@compiled
def _replace(neighbour: Ints, begin: int, degree: int, old: int, new: int) -> int:
    """Put `new` in the place of `old` among a node's neighbours unless it is there already; the new degree."""
    where = -1
    for i in range(begin, begin + degree):
        if neighbour[i] == old:
            where = i
        elif neighbour[i] == new:
            new = -1
    if new >= 0:
        neighbour[where] = new
        return degree
    neighbour[where] = neighbour[begin + degree - 1]
    return degree - 1


@compiled
def _eliminate(first: Longs, neighbour: Ints) -> tuple[Ints, Bytes, Ints]:
    nodes = len(first) - 1
    degree = np.empty(nodes, np.int32)
    gone = np.zeros(nodes, np.uint8)
    resting = np.zeros(nodes, np.int32)  # the round in which a neighbour went
    waiting = np.empty(nodes, np.int32)
    eliminated = np.empty(nodes, np.int32)
    count = 0
    size = 0
    for v in range(nodes):
        degree[v] = first[v + 1] - first[v]
        if degree[v] <= 2:
            waiting[size] = v
            size += 1
    queued = np.zeros(nodes, np.uint8)
    for i in range(size):
        queued[waiting[i]] = 1
    turn = 0
    following = np.empty(nodes, np.int32)
    while size:
        turn += 1
        more = 0
        for i in range(size):
            v = waiting[i]
            if resting[v] == turn:
                following[more] = v
                more += 1
                continue
            gone[v] = 1
            eliminated[count] = v
            count += 1
            begin = first[v]
            for j in range(degree[v]):
                w = neighbour[begin + j]
                other = neighbour[begin + 1 - j] if degree[v] == 2 else -1
                degree[w] = _replace(neighbour, first[w], degree[w], v, other)
                resting[w] = turn
                if degree[w] <= 2 and not queued[w]:
                    queued[w] = 1
                    following[more] = w
                    more += 1
        waiting, following = following, waiting
        size = more
    return eliminated[:count].copy(), gone, degree


@compiled
def _renumbered(first: Longs, neighbour: Ints, nodes: Ints, number: Ints, core_first: Longs) -> Ints:
    result = np.empty(core_first[-1], np.int32)
    for c in range(len(nodes)):
        begin = first[nodes[c]]
        for i in range(core_first[c + 1] - core_first[c]):
            result[core_first[c] + i] = number[neighbour[begin + i]]
        result[core_first[c] : core_first[c + 1]].sort()
    return result
