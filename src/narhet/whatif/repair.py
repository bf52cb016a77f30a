"""Labels kept right by changing only what an edit touches.

A label is `time << BITS | facility`, and every node of the reduced roads has the least that any facility gives it. It
follows from facilities and times alone, not from the edits that led to them: repairing and working out anew give the
same. Ramalingam, Reps: An incremental algorithm for a generalization of the shortest-path problem, 1996.
"""

from __future__ import annotations

import numpy as np

from narhet.compiled import compiled
from narhet.dijkstra import BITS, UNREACHABLE, _pop, _push
from narhet.roads.network import Ints, Longs

NOWHERE = UNREACHABLE << BITS
"""The label of a node that no facility reaches. Nothing from `UNREACHABLE` on is less, so closed arcs never help."""


@compiled
def withdraw(
    labels: Longs,
    first: Longs,
    head: Ints,
    tenths: Ints,
    starts: Ints,
    mark: Ints,
    turn: int,
    log_node: Ints,
    log_label: Longs,
    budget: int,
) -> int:
    """Take away the labels at `starts` and all that follow from them over arcs whose time just fits.

    Parameters
    ----------
    labels : (c,) int64, changed: `NOWHERE` where taken away.
    first, head, tenths : arcs as they were, by the node they leave
    starts : nodes; may repeat
    mark, turn : (c,) int32; a node that has been met in this turn holds the turn's number.
    log_node, log_label : room for c nodes and their labels from before
    budget : stop when more nodes than this have been met.

    Returns
    -------
    How many nodes were met. A few more than needed where times are equal or zero; they get their labels back.
    """
    count = 0
    for v in starts:
        if mark[v] != turn:
            mark[v] = turn
            log_node[count] = v
            log_label[count] = labels[v]
            labels[v] = NOWHERE
            count += 1
    i = 0
    while i < count <= budget:
        v, own = log_node[i], log_label[i]
        i += 1
        for arc in range(first[v], first[v + 1]):
            w = head[arc]
            if labels[w] == own + (np.int64(tenths[arc]) << BITS) and mark[w] != turn:
                mark[w] = turn
                log_node[count] = w
                log_label[count] = labels[w]
                labels[w] = NOWHERE
                count += 1
    return count


@compiled
def settle(
    labels: Longs,
    first: Longs,
    head: Ints,
    tenths: Ints,
    back_first: Longs,
    back_tail: Ints,
    back_tenths: Ints,
    seat: Ints,
    seat_tenths: Ints,
    numbers: Ints,
    eased: Ints,
    mark: Ints,
    turn: int,
    log_node: Ints,
    log_label: Longs,
    count: int,
    heap_key: Longs,
    heap_node: Ints,
    budget: int,
) -> int:
    """Give the withdrawn nodes their labels again, enter new ones, and lead both on as far as they are less.

    Parameters
    ----------
    labels, first, head, tenths, mark, turn, log_node, log_label, budget : as `withdraw`; times as they are now
    back_first, back_tail, back_tenths : arcs by the node they enter
    seat, seat_tenths : see `narhet.whatif.facilities.Facilities`
    numbers : facilities that are new or stand elsewhere; the others count where labels have been withdrawn.
    eased : (e, 2) int32, quicker arcs and the nodes they leave
    count : how many nodes the log holds already
    heap_key, heap_node : room for nodes + arcs + seats + eased arcs

    Returns
    -------
    How many nodes the log holds; each once, with its label from before.
    """
    size = 0
    for i in range(count):
        mark[log_node[i]] = turn
    for i in range(count):
        v, best = log_node[i], NOWHERE
        for arc in range(back_first[v], back_first[v + 1]):
            u = back_tail[arc]
            if mark[u] != turn:
                best = min(best, labels[u] + (np.int64(back_tenths[arc]) << BITS))
        if best < NOWHERE:
            labels[v] = best
            size = _push(heap_key, heap_node, size, best, v)
    many = len(seat) if count else len(numbers)
    entering = 2 * many
    for i in range(entering + len(eased)):
        if i < entering:
            facility = i >> 1 if many == len(seat) else numbers[i >> 1]
            v = seat[facility, i & 1]
            label = (np.int64(seat_tenths[facility, i & 1]) << BITS) | facility
        else:
            arc, tail = eased[i - entering]
            v = head[arc]
            label = labels[tail] + (np.int64(tenths[arc]) << BITS)
        if v >= 0 and label < labels[v]:
            if mark[v] != turn:
                mark[v] = turn
                log_node[count] = v
                log_label[count] = labels[v]
                count += 1
            labels[v] = label
            size = _push(heap_key, heap_node, size, labels[v], v)
    while size and count <= budget:
        key, v = heap_key[0], heap_node[0]
        size = _pop(heap_key, heap_node, size)
        if key != labels[v]:
            continue
        for arc in range(first[v], first[v + 1]):
            w = head[arc]
            reached = key + (np.int64(tenths[arc]) << BITS)
            if reached < labels[w]:
                if mark[w] != turn:
                    mark[w] = turn
                    log_node[count] = w
                    log_label[count] = labels[w]
                    count += 1
                labels[w] = reached
                size = _push(heap_key, heap_node, size, reached, w)
    return count


@compiled
def told(
    labels: Longs,
    log_node: Ints,
    log_label: Longs,
    count: int,
    at_first: Longs,
    at_point: Ints,
    people: Longs,
    area: Ints,
    limits: Ints,
    gained: Longs,
    point: Ints,
    before: Longs,
    after: Longs,
) -> tuple[int, int]:
    """What an edit changed: nodes, points and figures.

    Parameters
    ----------
    labels, log_node, log_label, count : after `settle`; the log loses nodes whose label is as before.
    at_first, at_point : the points on each node
    people, area, limits : see `narhet.figures`
    gained : (areas, groups, bands + 1) int64, the change is added
    point, before, after : room for all points: the changed ones and their labels

    Returns
    -------
    How many nodes and how many points.
    """
    kept, points = 0, 0
    for i in range(count):
        v, old = log_node[i], log_label[i]
        new = labels[v]
        if new == old:
            continue
        log_node[kept] = v
        log_label[kept] = old
        kept += 1
        if at_first[v] == at_first[v + 1]:
            continue
        was, now = 0, 0
        for limit in limits:
            was += limit < old >> BITS
            now += limit < new >> BITS
        for j in range(at_first[v], at_first[v + 1]):
            p = at_point[j]
            point[points] = p
            before[points] = old
            after[points] = new
            points += 1
            if was != now:
                for group in range(people.shape[1]):
                    gained[area[p], group, was] -= people[p, group]
                    gained[area[p], group, now] += people[p, group]
    return kept, points
