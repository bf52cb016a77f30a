"""Chordal completion: which shortcuts the hierarchy needs under an order, whatever the travel times."""

from __future__ import annotations

import numpy as np

from narhet.compiled import compiled
from narhet.hierarchy.skeleton import Skeleton
from narhet.roads.network import Ints, Longs


def completion(graph: Skeleton, order: Ints, rank: Ints) -> tuple[Longs, Ints]:
    """Upward neighbours of every node when nodes are eliminated by rank (symbolic Cholesky factorization).

    Parameters
    ----------
    graph : Skeleton
        n nodes.
    order, rank : (n,) int32
        `order[r]` is the node that goes as number r; `rank` is its inverse.

    Returns
    -------
    first : (n + 1,) int64
    head : (a,) int32
        Ranks of the upward neighbours of rank r in `head[first[r] : first[r + 1]]`, rising. The first one is r's parent
        in the elimination tree, and the others are upward neighbours of the parent.

    Notes
    -----
    O(a). George, Liu: Computer Solution of Large Sparse Positive Definite Systems, 1981, chapter 5.
    """
    return _complete(graph.first, graph.neighbour, order, rank)


@compiled
def _complete(first: Longs, neighbour: Ints, order: Ints, rank: Ints) -> tuple[Longs, Ints]:
    nodes = len(order)
    up_first = np.zeros(nodes + 1, np.int64)
    up = np.empty(len(neighbour), np.int32)
    mark = np.full(nodes, -1, np.int32)
    child = np.full(nodes, -1, np.int32)  # the last child in the elimination tree, and each child's elder sibling
    elder = np.full(nodes, -1, np.int32)
    size = 0
    for r in range(nodes):
        begin = size
        room = first[order[r] + 1] - first[order[r]]
        c = child[r]
        while c >= 0:
            room += up_first[c + 1] - up_first[c]
            c = elder[c]
        if size + room > len(up):
            larger = np.empty(2 * len(up) + room, np.int32)
            larger[:size] = up[:size]
            up = larger
        mark[r] = r
        for i in range(first[order[r]], first[order[r] + 1]):
            w = rank[neighbour[i]]
            if w > r and mark[w] != r:
                mark[w] = r
                up[size] = w
                size += 1
        c = child[r]
        while c >= 0:
            for i in range(up_first[c], up_first[c + 1]):
                w = up[i]
                if mark[w] != r:
                    mark[w] = r
                    up[size] = w
                    size += 1
            c = elder[c]
        up_first[r + 1] = size
        if size > begin:
            up[begin:size].sort()
            parent = up[begin]
            elder[r] = child[parent]
            child[parent] = r
    return up_first, up[:size].copy()
