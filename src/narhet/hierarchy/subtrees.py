"""The elimination tree of what a sweep needs, and how it is shared out among threads."""

from __future__ import annotations

import heapq

import numpy as np

from narhet.compiled import compiled
from narhet.hierarchy.hierarchy import Flags
from narhet.roads.network import Ints, Longs


@compiled
def tree(
    chosen: Ints,
    number: Ints,
    rise_first: Longs,
    rise_head: Ints,
    above_facilities: Flags,
    fall_first: Longs,
    fall_head: Ints,
    above_points: Flags,
) -> Ints:
    """The parent of each chosen node (by rising rank), -1 for roots: all its arcs' upper ends are among its ancestors.

    Liu: A compact row storage scheme for Cholesky factors using elimination trees, 1986, with short cuts along the way;
    O(a log a), in practice O(a).
    """
    size = len(chosen)
    first = np.zeros(size + 1, np.int64)
    for turn in range(2):
        heads, starts = (rise_head, rise_first) if turn == 0 else (fall_head, fall_first)
        keep = above_facilities if turn == 0 else above_points
        for r in chosen:
            if keep[r]:
                for i in range(starts[r], starts[r + 1]):
                    first[number[heads[i]] + 1] += 1
    for c in range(size):
        first[c + 1] += first[c]
    at = first[:-1].copy()
    lower = np.empty(first[size], np.int32)
    for turn in range(2):
        heads, starts = (rise_head, rise_first) if turn == 0 else (fall_head, fall_first)
        keep = above_facilities if turn == 0 else above_points
        for c in range(size):
            r = chosen[c]
            if keep[r]:
                for i in range(starts[r], starts[r + 1]):
                    upper = number[heads[i]]
                    lower[at[upper]] = c
                    at[upper] += 1
    return _parents(first, lower)


@compiled
def _parents(first: Longs, lower: Ints) -> Ints:
    size = len(first) - 1
    parent = np.full(size, -1, np.int32)
    ancestor = np.full(size, -1, np.int32)
    for c in range(size):
        for i in range(first[c], first[c + 1]):
            v = lower[i]
            while ancestor[v] >= 0 and ancestor[v] != c:
                following = ancestor[v]
                ancestor[v] = c
                v = following
            if ancestor[v] < 0:
                ancestor[v] = c
                parent[v] = c
    return parent


@compiled
def postorder(parent: Ints) -> Ints:
    """Nodes so that each subtree is one range and its root the last of it. Parents have higher numbers. O(s)."""
    size = len(parent)
    below = np.ones(size, np.int32)
    for v in range(size):
        if parent[v] >= 0:
            below[parent[v]] += below[v]
    order = np.empty(size, np.int32)
    end = np.empty(size, np.int32)  # the end of the room left for a node's children, and of its own range
    left = size
    for v in range(size - 1, -1, -1):
        if parent[v] < 0:
            place = left - 1
            left -= below[v]
        else:
            place = end[parent[v]] - 1
            end[parent[v]] -= below[v]
        order[place] = v
        end[v] = place
    return order


@compiled
def _weights(parent: Ints, work: Longs) -> Longs:
    total = work.copy()
    for v in range(len(parent)):
        if parent[v] >= 0:
            total[parent[v]] += total[v]
    return total


@compiled
def _handed_down(parent: Ints, part: Ints) -> None:
    for v in range(len(parent) - 1, -1, -1):
        if part[v] == -2:
            part[v] = part[parent[v]]


def shares(parent: Ints, work: Longs, parts: int) -> Ints:
    """Share subtrees out so that parts have about equal work and little is left above them all.

    Parameters
    ----------
    parent : (s,) int32, parents have higher numbers.
    work : (s,) int64, what a node costs.
    parts : how many.

    Returns
    -------
    (s,) int32
        The part of each node, -1 for the top.

    Notes
    -----
    The heaviest subtree gives its root to the top until enough of them are left; of several such states the one whose
    heaviest part and top are least together is taken. O(s) and some thousand steps.
    """
    if parts == 1:
        return np.zeros(len(parent), np.int32)
    total = _weights(parent, work)
    order = np.argsort(parent, kind="stable").astype(np.int32)
    first = np.searchsorted(parent[order], np.arange(-1, len(parent) + 1))
    best: tuple[float, list[int], list[int]] | None = None
    heap = [(-int(total[v]), int(v)) for v in order[: first[1]]]
    heapq.heapify(heap)
    top: list[int] = []
    spent, sum_all = 0, int(work.sum())
    for pieces in (1, 2, 4, 8, 16):
        limit = sum_all / (parts * pieces)
        while heap and -heap[0][0] > limit:
            v = heapq.heappop(heap)[1]
            top.append(v)
            spent += int(work[v])
            for child in order[first[v + 1] : first[v + 2]]:
                heapq.heappush(heap, (-int(total[child]), int(child)))
        cost = spent + max(_packed(heap, parts)[1])
        if best is None or cost < best[0]:
            best = (cost, [v for _, v in heap], list(top))
    assert best is not None
    return _numbered(parent, total, best[1], best[2], parts)


def _packed(heap: list[tuple[int, int]], parts: int) -> tuple[dict[int, int], list[int]]:
    """Subtrees to parts, the heaviest first and always to the lightest part; the part of each, and their weights."""
    weights = [0] * parts
    part = {}
    for weight, root in sorted(heap):
        lightest = weights.index(min(weights))
        weights[lightest] -= weight
        part[root] = lightest
    return part, weights


def _numbered(parent: Ints, total: Longs, roots: list[int], top: list[int], parts: int) -> Ints:
    part = np.full(len(parent), -2, np.int32)
    part[top] = -1
    packed = _packed([(-int(total[v]), v) for v in roots], parts)[0]
    for root, share in packed.items():
        part[root] = share
    _handed_down(parent, part)
    return part
