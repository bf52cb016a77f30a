"""Travel times for the hierarchy's shortcuts: basic and perfect customization (Dibbelt, Strasser, Wagner 2016, §5).

Both go through the triangles x < r < w of the hierarchy by their middle node r: the places of r's shortcuts are looked
up once, then every lower neighbour x is read in one go. No search, and nothing is written but r's row (upward) or x's
(downward), so disjoint subtrees of the elimination tree are done by threads of their own. The innermost numbers are
unsigned: a test of each whether it counts from the end of the array would take as long as the work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE
from narhet.roads.network import Ints, Longs

Shorts = npt.NDArray[np.int16]
Naturals = npt.NDArray[np.uint32]

PIECES = 16
"""No subtree that a thread takes in one piece has more than one in so many of its share of the triangles."""


def places_of_arcs(first_out: Longs, head: Ints, rank: Ints, up_first: Longs, up_head: Ints) -> Longs:
    """Where each arc of the roads goes into the hierarchy.

    Returns
    -------
    (m,) int64
        `2 * shortcut` for an arc that leads upward, `2 * shortcut + 1` for one that leads downward, -1 for a loop.
    """
    return _places(first_out, head, rank, up_first, up_head)


@compiled
def _places(first_out: Longs, head: Ints, rank: Ints, up_first: Longs, up_head: Ints) -> Longs:
    place = np.empty(len(head), np.int64)
    for v in range(len(first_out) - 1):
        for arc in range(first_out[v], first_out[v + 1]):
            low, high = rank[v], rank[head[arc]]
            down = low > high
            if down:
                low, high = high, low
            if low == high:
                place[arc] = -1
                continue
            begin, end = up_first[low], up_first[low + 1]
            while end - begin > 1:
                middle = (begin + end) // 2
                if up_head[middle] <= high:
                    begin = middle
                else:
                    end = middle
            place[arc] = 2 * begin + down
    return place


class Triangles(NamedTuple):
    """The hierarchy as the passes over its triangles read it.

    Attributes
    ----------
    first, head : (n + 1,) int64, (a,) int32
        The shortcuts, see `completion`.
    low_first, low : (n + 1,) int64, (a, 2) int32
        Of each rank the lower neighbours, rising, and the shortcuts that come from them.
    part : (n,) int16
        The thread that does a rank, -1 for ranks above all parts.
    """

    first: Longs
    head: Ints
    low_first: Longs
    low: Ints
    part: Shorts


def customized(up_first: Longs, up_head: Ints, place: Longs, tenths: Ints, threads: int) -> tuple[Ints, Ints]:
    """Travel time of every shortcut, by the best way over lower nodes (basic customization) and by the best of all.

    Parameters
    ----------
    up_first, up_head : the hierarchy, see `completion`.
    place : (m,) see `places_of_arcs`.
    tenths : (m,) int32, travel times of the arcs; the least of parallel arcs counts.
    threads : how many share the work; the answer is the same.

    Returns
    -------
    basic, exact : (a, 2) int32
        From the lower to the higher node and back; `UNREACHABLE` where there is no way. A search needs only the
        shortcuts whose two times are equal: others are passed by a shorter way over higher nodes.

    Notes
    -----
    O(triangles); for roads about twenty times the number of shortcuts.
    """
    low_first, low = _lower(up_first, up_head)
    shape = Triangles(up_first, up_head, low_first, low, _parts(up_first, up_head, threads))
    top, *own = (np.flatnonzero(shape.part == part).astype(np.int32) for part in range(-1, threads))
    rooms = [np.empty(len(up_first), np.uint32) for _ in range(threads)]
    basic = np.full((len(up_head), 2), UNREACHABLE, np.int32)
    _enter(place, tenths, basic.reshape(-1))

    def lower(thread: int) -> None:
        _over_lower(shape, own[thread], thread, rooms[thread], basic)

    def onto_top(thread: int) -> None:
        for part in range(threads):
            _over_lower(shape, top[thread::threads].copy(), part, rooms[thread], basic)

    def downward(thread: int) -> None:
        _over_higher(shape, np.concatenate([own[thread], top])[::-1].copy(), thread, rooms[thread], exact)

    with ThreadPoolExecutor(threads) as pool:
        _side_by_side(pool, lower, threads)
        _side_by_side(pool, onto_top, threads)
        _over_lower(shape, top, -1, rooms[0], basic)
        exact = basic.copy()
        _over_higher(shape, top[::-1].copy(), -1, rooms[0], exact)
        _side_by_side(pool, downward, threads)
    return basic, exact


def _side_by_side(pool: ThreadPoolExecutor, work: Callable[[int], None], threads: int) -> None:
    list(pool.map(work, range(threads)))


@compiled
def _enter(place: Longs, tenths: Ints, times: Ints) -> None:
    for arc in range(len(place)):
        if place[arc] >= 0:
            times[place[arc]] = min(times[place[arc]], tenths[arc])


@compiled
def _lower(up_first: Longs, up_head: Ints) -> tuple[Longs, Ints]:
    nodes = len(up_first) - 1
    first = np.zeros(nodes + 1, np.int64)
    for w in up_head:
        first[w + 1] += 1
    for r in range(nodes):
        first[r + 1] += first[r]
    at = first[:-1].copy()
    low = np.empty((len(up_head), 2), np.int32)
    for r in range(nodes):
        for i in range(up_first[r], up_first[r + 1]):
            k = at[up_head[i]]
            low[k, 0] = r
            low[k, 1] = i
            at[up_head[i]] = k + 1
    return first, low


@compiled
def _parts(up_first: Longs, up_head: Ints, threads: int) -> Shorts:
    """Give each thread subtrees with about as many triangles; a node with too many at and below it belongs to none."""
    nodes = len(up_first) - 1
    own = np.empty(nodes, np.int64)
    for r in range(nodes):
        own[r] = 2 + (up_first[r + 1] - up_first[r]) ** 2
    most = own.sum() // (PIECES * threads if threads > 1 else 1)
    below = own.copy()
    shared = np.int64(0)
    for r in range(nodes):
        if up_first[r] < up_first[r + 1]:
            below[up_head[up_first[r]]] += below[r]
        if below[r] <= most:
            shared += own[r]
    part = np.full(nodes, -1, np.int16)
    given = np.int64(0)
    for r in range(nodes - 1, -1, -1):
        if below[r] > most:
            continue
        parent = up_head[up_first[r]] if up_first[r] < up_first[r + 1] else -1
        if parent >= 0 and part[parent] >= 0:
            part[r] = part[parent]
        else:
            part[r] = given * threads // shared
            given += below[r]
    return part


@compiled
def _over_lower(shape: Triangles, rows: Ints, part: int, room: Naturals, times: Ints) -> None:
    """Better the shortcuts from `rows` by ways over lower neighbours that belong to `part` (and are finished)."""
    first, head, low = shape.first, shape.head, shape.low
    for r in rows:
        for e in range(first[r], first[r + 1]):
            room[head[e]] = e
        for k in range(shape.low_first[r], shape.low_first[r + 1]):
            x, i = low[k, 0], low[k, 1]
            if shape.part[x] != part:
                continue
            there, back = times[i, 0], times[i, 1]
            for j in range(np.uint64(i + 1), np.uint64(first[x + 1])):
                e = room[head[j]]
                times[e, 0] = min(times[e, 0], np.int32(back + times[j, 0]))
                times[e, 1] = min(times[e, 1], np.int32(there + times[j, 1]))


@compiled
def _over_higher(shape: Triangles, rows: Ints, part: int, room: Naturals, times: Ints) -> None:
    """Better the shortcuts from lower neighbours of `rows` that belong to `part` by the rows' own (that are final)."""
    first, head, low = shape.first, shape.head, shape.low
    for r in rows:
        for e in range(first[r], first[r + 1]):
            room[head[e]] = e
        for k in range(shape.low_first[r], shape.low_first[r + 1]):
            x, i = low[k, 0], low[k, 1]
            if shape.part[x] != part:
                continue
            there, back = times[i, 0], times[i, 1]
            least_there, least_back = there, back
            for j in range(np.uint64(i + 1), np.uint64(first[x + 1])):
                e = room[head[j]]
                up, down = times[e, 0], times[e, 1]
                least_there = min(least_there, np.int32(times[j, 0] + down))
                least_back = min(least_back, np.int32(up + times[j, 1]))
                times[j, 0] = min(times[j, 0], np.int32(there + up))
                times[j, 1] = min(times[j, 1], np.int32(down + back))
            times[i, 0], times[i, 1] = least_there, least_back


@compiled
def kept(up_first: Longs, up_head: Ints, basic: Ints, exact: Ints, way: int) -> tuple[Longs, Ints, Ints]:
    """The shortcuts that a search needs, of one direction (perfect customization).

    Parameters
    ----------
    up_first, up_head : the hierarchy, see `completion`.
    basic, exact : (a, 2) int32, see `customized`.
    way : 0 for times from the lower to the higher node, 1 for times back.

    Returns
    -------
    first : (n + 1,) int64
    head, tenths : (b,) int32
        Of rank r the upper ends and times are at `first[r] : first[r + 1]`.
    """
    size = np.int64(0)
    for i in range(len(up_head)):
        size += basic[i, way] == exact[i, way] and basic[i, way] < UNREACHABLE
    first = np.zeros(len(up_first), np.int64)
    head, tenths = np.empty(size, np.int32), np.empty(size, np.int32)
    at = 0
    for r in range(len(up_first) - 1):
        for i in range(up_first[r], up_first[r + 1]):
            if basic[i, way] == exact[i, way] and basic[i, way] < UNREACHABLE:
                head[at] = up_head[i]
                tenths[at] = basic[i, way]
                at += 1
        first[r + 1] = at
    return first, head, tenths
