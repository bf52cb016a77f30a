"""Nested dissection: an elimination order for the core that puts small separators last.

A part of the network is cut by a maximum flow between the outer parts of both sides (`cuts`), and the fewest nodes that
touch all cut roads become the separator (`covers`); small parts are ordered by least degree (`leaves`).
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from narhet.compiled import compiled
from narhet.hierarchy.covers import cover
from narhet.hierarchy.cuts import cut
from narhet.hierarchy.leaves import LEAF, order_leaf
from narhet.hierarchy.parts import Parts, arrange, pair_edges, whole
from narhet.hierarchy.skeleton import Skeleton
from narhet.roads.network import Floats, Ints, Longs

GRAIN = 20_000
"""Parts of more nodes are cut one by one, so that several threads find work; smaller ones are finished at once."""


def dissection(graph: Skeleton, x: Floats, y: Floats, *, threads: int | None = None) -> Ints:
    """The order in which the nodes should be eliminated.

    Parameters
    ----------
    graph : Skeleton
        c nodes.
    x, y : (c,) plane coordinates in any unit.
    threads : how many parts are cut side by side, as many as the machine has processors if left out. The order does
        not depend on it.

    Returns
    -------
    (c,) int32, the nodes; the separator of the whole stands last, and every part of it in one piece before it.

    Notes
    -----
    O(c log c) for the parts; the flows take in practice some times as much, their searches grow with the cuts.
    """
    nodes = len(graph.first) - 1
    if not nodes:
        return graph.neighbour[:0].copy()
    parts = whole(graph, x, y)
    threads = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[list[tuple[int, int]]]] = set()
        found = [(0, nodes)]
        while found or running:
            running |= {pool.submit(_work, parts, begin, end, graph) for begin, end in found}
            done, running = wait(running, return_when=FIRST_COMPLETED)
            found = [part for future in done for part in future.result()]
    return parts.node


def _work(parts: Parts, begin: int, end: int, graph: Skeleton) -> list[tuple[int, int]]:
    """Cut a large part once, and say which parts that leaves; order a small one."""
    middle, separator = _dissect(parts, begin, end, graph.first, graph.neighbour)
    return [(begin, middle), (middle, separator)] if separator else []


@compiled
def _dissect(parts: Parts, begin: int, end: int, first: Longs, neighbour: Ints) -> tuple[int, int]:
    large = end - begin > GRAIN
    stack = [(begin, end)]
    while len(stack):
        begin, end = stack.pop()
        if end - begin <= LEAF:
            order_leaf(parts, begin, end, first, neighbour)
            continue
        pair_edges(parts, begin, end)
        cut(parts, begin, end)
        cover(parts, begin, end)
        middle, separator = arrange(parts, begin, end)
        if large:
            return middle, separator
        stack.append((begin, middle))
        stack.append((middle, separator))
    return 0, 0
