"""Nested dissection: an elimination order for the core that puts small separators last.

A part of the network is cut where a line across it meets few roads; the cut is then improved by a maximum flow between
the outer parts of both sides (inertial flow: Schild, Sommer: On Balanced Separators in Road Networks, SEA 2015,
doi:10.1007/978-3-319-20086-6_22), and the fewest nodes that touch all cut roads (König 1931) become the separator.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.hierarchy.skeleton import Skeleton
from narhet.roads.network import Bytes, Floats, Ints, Longs

Signs = npt.NDArray[np.int8]

SMALL = 6
"""Parts of at most so many nodes are not cut any more."""

OUTER = 0.3
"""The share of the nodes at each end of the line that stays on its own side."""

ALL_LINES_BELOW = 3000
"""Smaller parts try the flow for every direction of the line, larger ones for the best."""


def dissection(graph: Skeleton, x: Floats, y: Floats) -> Ints:
    """The order in which the nodes should be eliminated.

    Parameters
    ----------
    graph : Skeleton
        c nodes.
    x, y : (c,) plane coordinates in any unit.

    Returns
    -------
    (c,) int32, the nodes; the separator of the whole stands last.

    Notes
    -----
    O(c log c) for the lines; the flows take in practice less than as much again.
    """
    nodes = len(graph.first) - 1
    lines = np.empty((4, nodes), np.int32)
    for i, along in enumerate((x, y, x + y, x - y)):
        lines[i] = np.argsort(along, kind="stable")
    return _dissect(graph.first, graph.neighbour, _twins(graph.first, graph.neighbour), lines)


@compiled
def _twins(first: Longs, neighbour: Ints) -> Longs:
    """For every edge seen from one end its number seen from the other."""
    at = first[:-1].copy()
    twin = np.empty(len(neighbour), np.int64)
    for v in range(len(first) - 1):  # each list rises, so w meets its neighbours in the order of v
        for i in range(first[v], first[v + 1]):
            w = neighbour[i]
            twin[at[w]] = i
            at[w] += 1
    return twin


@compiled
def _dissect(first: Longs, neighbour: Ints, twin: Longs, lines: Ints) -> Ints:
    nodes = len(first) - 1
    part = np.zeros(nodes, np.int32)  # where the part begins that a node lies in; -1 when it is ordered
    place = np.empty(nodes, np.int32)
    side = np.zeros(nodes, np.uint8)
    best_side = np.zeros(nodes, np.uint8)
    level = np.empty(nodes, np.int32)
    at = np.empty(nodes, np.int64)
    flow = np.zeros(len(neighbour), np.int8)
    spare = np.empty(nodes, np.int32)
    queue = np.empty(nodes, np.int32)
    count = np.empty(nodes + 1, np.int32)
    stack = [(0, nodes)]
    while len(stack):
        begin, end = stack.pop()
        if end - begin <= SMALL:
            for i in range(begin, end):
                part[lines[0, i]] = -1
            continue
        best = end - begin + 1
        chosen = _best_line(first, neighbour, part, lines, begin, end, place, count)
        for line in range(4):
            if line != chosen and end - begin >= ALL_LINES_BELOW:
                continue
            _cut(first, neighbour, twin, part, lines[line], begin, end, place, side, level, at, flow, queue)
            size = _separator(first, neighbour, part, lines[line], begin, end, side, level, at, queue)
            if size < best:
                best = size
                for i in range(begin, end):
                    best_side[lines[0, i]] = side[lines[0, i]]
        left, separator = _arranged(lines, begin, end, best_side, spare)
        for i in range(begin + left, end):
            v = lines[0, i]
            part[v] = -1 if i >= end - separator else begin + left
        stack.append((begin, begin + left))
        stack.append((begin + left, end - separator))
    order: Ints = lines[0].copy()
    return order


@compiled
def _best_line(
    first: Longs, neighbour: Ints, part: Ints, lines: Ints, begin: int, end: int, place: Ints, count: Ints
) -> int:
    """The direction whose best cut between the outer parts meets the fewest edges."""
    size = end - begin
    best, chosen = 2 * len(neighbour), 0
    for line in range(4):
        for i in range(size):
            place[lines[line, begin + i]] = i
        for i in range(size + 1):
            count[i] = 0
        for i in range(size):
            v = lines[line, begin + i]
            for e in range(first[v], first[v + 1]):
                w = neighbour[e]
                if part[w] == begin:
                    if place[w] > i:
                        count[i] += 1
                    else:
                        count[i] -= 1
        crossing = 0
        for i in range(size):
            crossing += count[i]
            if OUTER * size <= i < (1 - OUTER) * size and crossing < best:
                best, chosen = crossing, line
    return chosen


@compiled
def _cut(
    first: Longs,
    neighbour: Ints,
    twin: Longs,
    part: Ints,
    line: Ints,
    begin: int,
    end: int,
    place: Ints,
    side: Bytes,
    level: Ints,
    at: Longs,
    flow: Signs,
    queue: Ints,
) -> None:
    """Sides 0 and 1 of a smallest cut between the two ends of the line (Dinic 1970, unit capacities)."""
    size = end - begin
    outer = max(1, int(OUTER * size))
    for i in range(size):
        v = line[begin + i]
        place[v] = i
        for e in range(first[v], first[v + 1]):
            flow[e] = 0
    goal = size - outer
    while _levels(first, neighbour, part, line, begin, size, outer, goal, place, level, flow, queue):
        for i in range(size):
            v = line[begin + i]
            at[v] = first[v]
        for i in range(outer):
            v = line[begin + i]
            for e in range(first[v], first[v + 1]):
                w = neighbour[e]
                inward = part[w] == begin and place[w] >= outer and flow[e] < 1
                if inward and _pushed(first, neighbour, twin, part, begin, goal, place, level, at, flow, queue, w):
                    flow[e] += 1
                    flow[twin[e]] -= 1
    reached = 0
    for i in range(size):
        reached += level[line[begin + i]] >= 0
    if 2 * reached >= size:
        for i in range(size):
            v = line[begin + i]
            side[v] = 0 if level[v] >= 0 else 1
        return
    # The same cut value seen from the other end is the better balanced one when the first side is small.
    head = 0
    tail = 0
    for i in range(size):
        v = line[begin + i]
        side[v] = 0
        if i >= goal:
            side[v] = 1
            queue[tail] = v
            tail += 1
    while head < tail:
        v = queue[head]
        head += 1
        for e in range(first[v], first[v + 1]):
            w = neighbour[e]
            if part[w] == begin and side[w] == 0 and flow[twin[e]] < 1 and place[w] >= outer:
                side[w] = 1
                queue[tail] = w
                tail += 1


@compiled
def _levels(
    first: Longs,
    neighbour: Ints,
    part: Ints,
    line: Ints,
    begin: int,
    size: int,
    outer: int,
    goal: int,
    place: Ints,
    level: Ints,
    flow: Signs,
    queue: Ints,
) -> bool:
    """Distance from the first nodes over edges with room left; whether the last nodes can be reached."""
    for i in range(size):
        level[line[begin + i]] = -1
    for i in range(outer):
        v = line[begin + i]
        level[v] = 0
        queue[i] = v
    head = 0
    tail = outer
    found = -1
    while head < tail:
        v = queue[head]
        head += 1
        if level[v] == found:
            break
        for e in range(first[v], first[v + 1]):
            w = neighbour[e]
            if part[w] == begin and level[w] < 0 and flow[e] < 1:
                level[w] = level[v] + 1
                if place[w] >= goal:
                    found = level[w]
                queue[tail] = w
                tail += 1
    return found >= 0


@compiled
def _pushed(
    first: Longs,
    neighbour: Ints,
    twin: Longs,
    part: Ints,
    begin: int,
    goal: int,
    place: Ints,
    level: Ints,
    at: Longs,
    flow: Signs,
    path: Ints,
    source: int,
) -> bool:
    """Send one unit from `source` (on level 1) to the last nodes along rising levels."""
    if level[source] != 1:
        return False
    depth = 0
    path[0] = source
    while depth >= 0:
        v = path[depth]
        if place[v] >= goal:
            for i in range(depth):
                e = at[path[i]]
                flow[e] += 1
                flow[twin[e]] -= 1
            return True
        while at[v] < first[v + 1]:
            e = at[v]
            w = neighbour[e]
            if part[w] == begin and level[w] == level[v] + 1 and flow[e] < 1:
                break
            at[v] += 1
        if at[v] < first[v + 1]:
            depth += 1
            path[depth] = neighbour[at[v]]
        else:
            depth -= 1
            if depth >= 0:
                at[path[depth]] += 1
    return False


@compiled
def _separator(
    first: Longs,
    neighbour: Ints,
    part: Ints,
    line: Ints,
    begin: int,
    end: int,
    side: Bytes,
    mate: Ints,
    at: Longs,
    path: Ints,
) -> int:
    """Turn the fewest nodes that touch every edge between the sides into side 2; how many they are.

    A largest matching of the cut edges by augmenting paths, then König's cover: unmatched left nodes reach by
    alternating paths what decides which ends are taken.
    """
    size = end - begin
    for i in range(begin, end):
        mate[line[i]] = -1
        at[line[i]] = -1
    turn = 0
    for i in range(begin, end):
        v = line[i]
        if side[v] == 0 and mate[v] < 0:
            turn += 1
            _matched(first, neighbour, part, begin, side, mate, at, path, v, turn)
    # From here `at` says who is reached from unmatched left nodes in a last search over all of them.
    turn += 1
    for i in range(begin, end):
        v = line[i]
        if side[v] == 0 and mate[v] < 0:
            _matched(first, neighbour, part, begin, side, mate, at, path, v, turn)
    many = 0
    for i in range(begin, end):
        v = line[i]
        if mate[v] >= 0 and ((side[v] == 0 and at[v] != turn) or (side[v] == 1 and at[v] == turn)):
            side[v] += 3
            many += 1
    for i in range(begin, end):
        v = line[i]
        if side[v] >= 3:
            side[v] = 2
    return many if size else 0


@compiled
def _matched(
    first: Longs,
    neighbour: Ints,
    part: Ints,
    begin: int,
    side: Bytes,
    mate: Ints,
    seen: Longs,
    path: Ints,
    root: int,
    turn: int,
) -> bool:
    """Search an augmenting path from an unmatched left node by depth; mark all nodes met with `turn`."""
    if seen[root] == turn:
        return False
    depth = 0
    path[0] = root
    seen[root] = turn
    while depth >= 0:
        v = path[depth]
        further = False
        for e in range(first[v], first[v + 1]):
            w = neighbour[e]
            if part[w] != begin or side[w] != 1 or seen[w] == turn:
                continue
            seen[w] = turn
            path[depth + 1] = w
            if mate[w] < 0:
                for i in range(depth, -1, -2):
                    mate[path[i]] = path[i + 1]
                    mate[path[i + 1]] = path[i]
                return True
            path[depth + 2] = mate[w]
            seen[mate[w]] = turn
            depth += 2
            further = True
            break
        if not further:
            depth -= 2
    return False


@compiled
def _arranged(lines: Ints, begin: int, end: int, side: Bytes, spare: Ints) -> tuple[int, int]:
    """Put every line's nodes of the part in the order side 0, side 1, separator; sizes of side 0 and the separator."""
    left = 0
    separator = 0
    for i in range(begin, end):
        left += side[lines[0, i]] == 0
        separator += side[lines[0, i]] == 2
    for line in range(4):
        to = [0, left, end - begin - separator]
        for i in range(begin, end):
            v = lines[line, i]
            s = side[v]
            spare[to[s]] = v
            to[s] += 1
        for i in range(begin, end):
            lines[line, i] = spare[i - begin]
    return left, separator
