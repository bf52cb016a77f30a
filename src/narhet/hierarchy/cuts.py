"""Cutting a part in two: the smallest cut between its two ends along a line, by maximum flow.

Inertial flow: Schild, Sommer: On Balanced Separators in Road Networks, SEA 2015, doi:10.1007/978-3-319-20086-6_22.
"""

from __future__ import annotations

import math

import numpy as np

from narhet.compiled import compiled
from narhet.hierarchy.parts import Parts
from narhet.roads.network import Ints

OUTER = 0.3
"""The share of the nodes at each end of the line that stays on its own side."""

WIDE = 3000
"""Parts of at least so many nodes are cut within a band only, about the place where a straight cut meets few edges."""

BAND = 0.05
"""The share of the nodes on each side of that place."""

LINES, WIDE_LINES, WIDE_FLOWS = 4, 8, 2
"""Directions tried by flow in small parts; tried straight in wide ones; and the best of these then tried by flow."""

BINS = 512
"""How finely places along the line are told apart."""

MIDDLE, SOURCE, TARGET = 0, 1, 2
"""Zones of a part: between the ends, at the first end, at the last end."""


@compiled
def cut(parts: Parts, begin: int, end: int) -> None:
    """Set `side` to 0 and 1 by the smallest cut that is found; of equal ones the best balanced."""
    size = end - begin
    wide = size >= WIDE
    fewest = np.zeros(WIDE_LINES if wide else LINES, np.int32)
    if wide:
        for line in range(WIDE_LINES):
            fewest[line] = _straight(parts, begin, end, _along(parts, begin, end, math.pi * line / WIDE_LINES))[0]
    best, balance = len(parts.neighbour) + 1, 0
    for _ in range(WIDE_FLOWS if wide else LINES):
        line = int(fewest.argmin())
        fewest[line] = 1 << 30
        count = _along(parts, begin, end, math.pi * line / len(fewest))
        low = high = max(1, int(OUTER * size))
        if wide:
            centre = _straight(parts, begin, end, count)[1]
            low, high = centre - int(BAND * size), size - centre - int(BAND * size)
        _zones(parts, begin, end, count, low, high)
        value = _flow(parts, begin, end, best)
        if value > best:
            continue
        reached, back = _reached(parts, begin, end), _reached_back(parts, begin, end)
        near, far = min(reached, size - reached), min(back, size - back)
        if value == best and max(near, far) <= balance:
            continue
        best, balance = value, max(near, far)
        for v in range(begin, end):
            parts.side[v] = parts.level[v] < 0 if near >= far else parts.spare[v]


@compiled
def _along(parts: Parts, begin: int, end: int, angle: float) -> Ints:
    """Into which bin along a line each node falls (`at`), and how many nodes every bin has."""
    x, y, along = parts.x, parts.y, np.empty(end - begin, np.float32)
    east, north = np.float32(math.cos(angle)), np.float32(math.sin(angle))
    least = most = x[begin] * east + y[begin] * north
    for i in range(end - begin):
        along[i] = x[begin + i] * east + y[begin + i] * north
        least, most = min(least, along[i]), max(most, along[i])
    scale = np.float32((BINS - 1) / max(most - least, np.float32(1e-3)))
    count = np.zeros(BINS, np.int32)
    for i in range(end - begin):
        place = np.int32((along[i] - least) * scale)
        parts.at[begin + i] = place
        count[place] += 1
    return count


@compiled
def _straight(parts: Parts, begin: int, end: int, count: Ints) -> tuple[int, int]:
    """The fewest edges that a straight cut between the ends meets, and how many nodes lie before it."""
    first, last, neighbour, at = parts.first, parts.last, parts.neighbour, parts.at
    change = np.zeros(BINS, np.int32)
    for v in range(begin, end):
        for e in range(first[v], last[v]):
            if at[neighbour[e]] > at[v]:
                change[at[v]] += 1
                change[at[neighbour[e]]] -= 1
    size = end - begin
    fewest, centre = 1 << 30, size // 2
    crossing, before = 0, 0
    for i in range(BINS):
        crossing += change[i]
        before += count[i]
        if OUTER * size <= before <= (1 - OUTER) * size and crossing < fewest:
            fewest, centre = crossing, before
    return fewest, centre


@compiled
def _zones(parts: Parts, begin: int, end: int, count: Ints, low_take: int, high_take: int) -> None:
    """Give so many nodes at each end of the line their zones; within a bin the earlier ones come first."""
    low, high = 0, BINS - 1
    while count[low] < low_take:
        low_take -= count[low]
        low += 1
    while count[high] < high_take:
        high_take -= count[high]
        high -= 1
    high_skip = count[high] - high_take
    low_seen, high_seen = 0, 0
    for v in range(begin, end):
        place = parts.at[v]
        zone = SOURCE if place < low else (TARGET if place > high else MIDDLE)
        if place == low:
            zone = SOURCE if low_seen < low_take else zone
            low_seen += 1
        if place == high:
            zone = TARGET if high_seen >= high_skip else zone
            high_seen += 1
        parts.zone[v] = zone


@compiled
def _flow(parts: Parts, begin: int, end: int, most: int) -> int:
    """A largest flow from the source zone to the target zone (unit capacities), or more than `most`.

    Turns of searches by depth (Ford, Fulkerson 1956), in each of which no node is met twice. A search looks first where
    the target is nearer, so that the first turns find most of the flow; shortest ways (Dinic 1970) come one by one.
    After the last turn, that finds none, `level` is negative for nodes that cannot be met.
    """
    first, last, neighbour, twin = parts.first, parts.last, parts.neighbour, parts.twin
    zone, level, at, flow = parts.zone, parts.level, parts.at, parts.flow
    for e in range(first[begin], last[end - 1]):
        flow[e] = 0
    _distances(parts, begin, end)
    behind = _border(parts, begin, end)
    value, before = 0, -1
    while value > before:
        before = value
        for v in range(begin, end):
            at[v] = -1
        for i in range(begin, behind):
            v = parts.spare[i]
            for e in range(first[v], last[v]):
                w = neighbour[e]
                if zone[w] != SOURCE and flow[e] < 1 and at[w] < 0 and _pushed(parts, begin, w):
                    flow[e] += 1
                    flow[twin[e]] -= 1
                    value += 1
                    if value > most:
                        return value
    for v in range(begin, end):
        level[v] = 0 if zone[v] == SOURCE or at[v] >= 0 else -1
    return value


@compiled
def _border(parts: Parts, begin: int, end: int) -> int:
    """Put the nodes of the source zone that touch another one at the front of `spare`; where they end."""
    behind = begin
    for v in range(begin, end):
        if parts.zone[v] == SOURCE:
            for e in range(parts.first[v], parts.last[v]):
                if parts.zone[parts.neighbour[e]] != SOURCE:
                    parts.spare[behind] = v
                    behind += 1
                    break
    return behind


@compiled
def _distances(parts: Parts, begin: int, end: int) -> None:
    """How many edges each node is from the target zone (`level`); a large number where it cannot be reached."""
    level, queue = parts.level, parts.queue
    head, tail = begin, begin
    for v in range(begin, end):
        level[v] = end
        if parts.zone[v] == TARGET:
            level[v] = 0
            for e in range(parts.first[v], parts.last[v]):
                if parts.zone[parts.neighbour[e]] == MIDDLE:
                    queue[tail] = v
                    tail += 1
                    break
    while head < tail:
        v = queue[head]
        head += 1
        for e in range(parts.first[v], parts.last[v]):
            w = parts.neighbour[e]
            if level[w] == end and parts.zone[w] == MIDDLE:
                level[w] = level[v] + 1
                queue[tail] = w
                tail += 1


@compiled
def _pushed(parts: Parts, begin: int, source: int) -> bool:
    """Send one unit from `source` to the target zone over nodes not met in this turn (`at` negative).

    A node's edges are gone through twice: those that lead nearer to the target, then the others.
    """
    first, last, neighbour, zone = parts.first, parts.last, parts.neighbour, parts.zone
    level, at, flow, path = parts.level, parts.at, parts.flow, parts.queue
    depth = begin
    path[depth] = source
    while depth >= begin:
        v = path[depth]
        if zone[v] == TARGET:
            _sent(parts, begin, depth)
            return True
        degree = last[v] - first[v]
        place = max(at[v] + 1, first[v])
        while place < last[v] + degree:
            e = place if place < last[v] else place - degree
            w = neighbour[e]
            nearer = level[w] < level[v]
            if nearer == (place < last[v]) and flow[e] < 1 and zone[w] != SOURCE and (at[w] < 0 or zone[w] == TARGET):
                break
            place += 1
        at[v] = place
        if place < last[v] + degree:
            depth += 1
            path[depth] = w
        else:
            depth -= 1
    return False


@compiled
def _sent(parts: Parts, begin: int, depth: int) -> None:
    """Fill the edges of the way in `queue`."""
    for i in range(begin, depth):
        v = parts.queue[i]
        e = parts.at[v]
        if e >= parts.last[v]:
            e -= parts.last[v] - parts.first[v]
        parts.flow[e] += 1
        parts.flow[parts.twin[e]] -= 1


@compiled
def _reached(parts: Parts, begin: int, end: int) -> int:
    """How many nodes the last search for a way met: one side of a smallest cut, the nearest to the source zone."""
    count = 0
    for v in range(begin, end):
        count += parts.level[v] >= 0
    return count


@compiled
def _reached_back(parts: Parts, begin: int, end: int) -> int:
    """How many nodes can still be met backwards from the target zone, marked 1 in `spare`: the other extreme cut."""
    first, last, neighbour, twin = parts.first, parts.last, parts.neighbour, parts.twin
    met, queue, flow = parts.spare, parts.queue, parts.flow
    head, tail = begin, begin
    for v in range(begin, end):
        met[v] = parts.zone[v] == TARGET
        if met[v] == 1:
            queue[tail] = v
            tail += 1
    while head < tail:
        v = queue[head]
        head += 1
        for e in range(first[v], last[v]):
            w = neighbour[e]
            if met[w] == 0 and flow[twin[e]] < 1:
                met[w] = 1
                queue[tail] = w
                tail += 1
    return tail - begin
