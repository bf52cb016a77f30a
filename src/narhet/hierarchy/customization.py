"""Travel times for the hierarchy's shortcuts: basic and perfect customization (Dibbelt, Strasser, Wagner 2016, §5)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE
from narhet.roads.network import Ints, Longs


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


def customized(up_first: Longs, up_head: Ints, place: Longs, tenths: Ints) -> tuple[Ints, Ints]:
    """Travel time of every shortcut, by the best way over lower nodes (basic customization).

    Parameters
    ----------
    up_first, up_head : the hierarchy, see `completion`.
    place : (m,) see `places_of_arcs`.
    tenths : (m,) int32, travel times of the arcs; the least of parallel arcs counts.

    Returns
    -------
    up, down : (a,) int32
        From the lower to the higher node and back; `UNREACHABLE` where there is no way over lower nodes.

    Notes
    -----
    O(triangles); for roads a small multiple of the number of shortcuts.
    """
    up = np.full(len(up_head), UNREACHABLE, np.int32)
    down = np.full(len(up_head), UNREACHABLE, np.int32)
    _enter(place, tenths, up, down)
    _customize(up_first, up_head, up, down)
    return up, down


@compiled
def _enter(place: Longs, tenths: Ints, up: Ints, down: Ints) -> None:
    for arc in range(len(place)):
        shortcut = place[arc] >> 1
        if place[arc] < 0:
            continue
        if place[arc] & 1:
            down[shortcut] = min(down[shortcut], tenths[arc])
        else:
            up[shortcut] = min(up[shortcut], tenths[arc])


@compiled
def _customize(up_first: Longs, up_head: Ints, up: Ints, down: Ints) -> None:
    for r in range(len(up_first) - 1):
        end = up_first[r + 1]
        for i in range(up_first[r], end):
            e = up_first[up_head[i]]
            for j in range(i + 1, end):
                while up_head[e] != up_head[j]:
                    e += 1
                up[e] = min(up[e], down[i] + up[j])
                down[e] = min(down[e], down[j] + up[i])


Flags = npt.NDArray[np.bool_]


def needed(up_first: Longs, up_head: Ints, up: Ints, down: Ints) -> tuple[Flags, Flags]:
    """Which shortcuts a search needs (perfect customization): those no shorter way leads past over higher nodes.

    Returns
    -------
    up, down : (a,) bool
        A shortcut that cannot be used (`UNREACHABLE`) is not needed.
    """
    exact_up, exact_down = up.copy(), down.copy()
    _perfect(up_first, up_head, exact_up, exact_down)
    return (exact_up == up) & (up < UNREACHABLE), (exact_down == down) & (down < UNREACHABLE)


@compiled
def _perfect(up_first: Longs, up_head: Ints, up: Ints, down: Ints) -> None:
    for r in range(len(up_first) - 2, -1, -1):
        end = up_first[r + 1]
        for i in range(up_first[r], end):
            e = up_first[up_head[i]]
            for j in range(i + 1, end):
                while up_head[e] != up_head[j]:
                    e += 1
                up[i] = min(up[i], up[j] + down[e])
                down[i] = min(down[i], up[e] + down[j])
                up[j] = min(up[j], up[i] + up[e])
                down[j] = min(down[j], down[e] + down[i])
