"""Ordering a small part at once: always the node with the fewest neighbours next, those in separators counted too.

Minimum degree with a halo: Pellegrini, Roman, Amestoy: Hybridizing nested dissection and halo approximate minimum
degree for efficient sparse matrix ordering, Concurrency: Practice and Experience 12 (2000). Sets of neighbours are the
bits of one word.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.hierarchy.parts import Parts
from narhet.roads.network import Ints, Longs

Words = npt.NDArray[np.uint64]

LEAF = 32
"""Parts of at most so many nodes are ordered at once; with their neighbours they should fit 64 bits."""


@compiled
def order_leaf(parts: Parts, begin: int, end: int, first: Longs, neighbour: Ints) -> None:
    """Put a part's nodes in the order in which they should go; `first` and `neighbour` are the whole graph's."""
    size = end - begin
    one = np.uint64(1)
    around = np.zeros(size, np.uint64)
    halo = np.empty(64 - size, np.int32)
    many = 0
    for i in range(size):
        parts.place[parts.node[begin + i]] = begin + i
    for i in range(size):
        v = parts.node[begin + i]
        for e in range(first[v], first[v + 1]):
            p = parts.place[neighbour[e]]
            bit = p - begin
            if p < begin or p >= end:
                bit = 0
                while bit < many and halo[bit] != p:
                    bit += 1
                if bit == many and many < len(halo):
                    halo[many] = p
                    many += 1
                bit = size + min(bit, len(halo) - 1)  # too many neighbours share the last bit
            around[i] |= one << np.uint64(bit)
    for i in range(size):
        parts.spare[begin + i] = parts.node[begin + i]
    _eliminate(parts, begin, size, around)


@compiled
def _eliminate(parts: Parts, begin: int, size: int, around: Words) -> None:
    one = np.uint64(1)
    gone = np.zeros(size, np.bool_)
    for turn in range(size):
        fewest, chosen = 65, -1
        for i in range(size):
            if not gone[i]:
                many = _bits(around[i])
                if many < fewest:
                    fewest, chosen = many, i
        gone[chosen] = True
        own = one << np.uint64(chosen)
        for i in range(size):
            if around[chosen] & (one << np.uint64(i)):
                around[i] = (around[i] | around[chosen]) & ~(own | (one << np.uint64(i)))
        node = parts.spare[begin + chosen]
        parts.node[begin + turn] = node
        parts.place[node] = begin + turn


@compiled
def _bits(word: np.uint64) -> int:
    """How many bits are set (Warren: Hacker's Delight, 2012, chapter 5)."""
    pairs = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    fours = (pairs & np.uint64(0x3333333333333333)) + ((pairs >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bytewise = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((bytewise * np.uint64(0x0101010101010101)) >> np.uint64(56))
