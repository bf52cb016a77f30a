"""The part of a hierarchy that given facilities and points need, laid out to be swept fast and by several threads.

A way from a point to a facility climbs the hierarchy and then descends. So one pass upward from all facilities and one
downward to all points find the least time (PHAST: Delling, Goldberg, Nowatzyk, Werneck 2011); all kinds go along side
by side, in the lanes of one cache line.

Nodes are renumbered depth first through the elimination tree: what lies above a node was used just before, and is still
near the processor. Disjoint subtrees are swept by threads of their own, what lies above all of them (the top) by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.hierarchy.hierarchy import Flags, Metric
from narhet.hierarchy.subtrees import postorder, shares, tree
from narhet.roads.network import Ints, Longs


@dataclass(frozen=True, slots=True)
class Passes:
    """What lies above given facilities and given points, s rows of it.

    Rows are the subtrees of part 0, of part 1 and so on, then for each part but the first a copy of the top, then the
    top itself. A part climbs into its own copy, and the copies hand on to the top.

    Attributes
    ----------
    number : (n,) int32
        Row of each rank, -1 where the node is not needed.
    above : (s,) int32
        The parent in the elimination tree, -1 for none; not kept for the top and its copies.
    begin : (parts + 1,) int64
        Part i has rows `begin[i] : begin[i + 1]`; then come the copies.
    top : int
        How many nodes the top has.
    into_first, into : (s + 1,) int64, (a, 2) int32
        Arcs of the upward pass by their lower end: the upper end's row, and tenths of a second.
    onto_first, onto : (s + 1,) int64, (b, 2) int32
        Arcs of the downward pass, by their lower end too.
    """

    number: Ints
    above: Ints
    begin: Longs
    top: int
    into_first: Longs
    into: Ints
    onto_first: Longs
    onto: Ints

    @property
    def rows(self) -> int:
        """How many rows a sweep has, copies among them."""
        return len(self.above)

    @property
    def parts(self) -> int:
        """How many threads can sweep at the same time."""
        return len(self.begin) - 1

    @property
    def held(self) -> int:
        """Bytes of memory."""
        arrays = (self.number, self.above, self.into_first, self.into, self.onto_first, self.onto)
        return sum(array.nbytes for array in arrays)

    def copy(self, part: int) -> range:
        """Rows of a part's copy of the top; the first part has the top itself."""
        end = int(self.begin[-1]) + (part or self.parts) * self.top
        return range(end - self.top, end)


def passes(metric: Metric, facilities: Ints, points: Ints, *, to: bool = True, parts: int = 1) -> Passes:
    """Pick what the two passes need.

    Parameters
    ----------
    metric : Metric
    facilities, points : nodes of the road network
    to : travel from the points to the facilities; else from the facilities to the points.
    parts : how many threads shall sweep.

    Notes
    -----
    O(n + a α(a)), once for a set of points and all facilities that may be asked about.
    """
    up = (metric.up_first, metric.up_head, metric.up_tenths)
    down = (metric.down_first, metric.down_head, metric.down_tenths)
    rise, fall = (down, up) if to else (up, down)
    above_facilities = _closure(rise[0], rise[1], metric.rank[facilities])
    above_points = _closure(fall[0], fall[1], metric.rank[points])
    chosen = np.flatnonzero(above_facilities | above_points).astype(np.int32)
    number = np.full(len(metric.rank), -1, np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    arcs = _counts(rise[0], chosen, above_facilities) + _counts(fall[0], chosen, above_points)
    parent = tree(chosen, number, rise[0], rise[1], above_facilities, fall[0], fall[1], above_points)
    part = shares(parent, arcs + 2, parts)
    row, begin = _rows(postorder(parent), part, parts)
    top, inside = int((part < 0).sum()), np.zeros(len(chosen), np.bool_)
    inside[parent >= 0] = part[parent[parent >= 0]] >= 0
    above = np.full(len(chosen) + (parts - 1) * top, -1, np.int32)
    above[row[inside]] = row[parent[inside]]
    number[chosen] = row
    copies = int(begin[-1])
    return Passes(
        number,
        above,
        begin,
        top,
        *_grouped(*rise, above_facilities, chosen, number, part, copies, top, len(above), True),
        *_grouped(*fall, above_points, chosen, number, part, copies, top, len(above), False),
    )


def _counts(first: Longs, chosen: Ints, above: Flags) -> Longs:
    """How many arcs each chosen node has in a pass."""
    return np.where(above[chosen], first[chosen + 1] - first[chosen], 0)


def _rows(order: Ints, part: Ints, parts: int) -> tuple[Ints, Longs]:
    """The row of each chosen node, part after part and the top last, and where the parts begin."""
    key = np.where(part < 0, parts, part)[order]
    sizes = np.bincount(key, minlength=parts + 1)
    row = np.empty(len(order), np.int32)
    row[order[np.argsort(key, kind="stable")]] = np.arange(len(order), dtype=np.int32)
    row[part < 0] += (parts - 1) * sizes[parts]
    begin = np.zeros(parts + 1, np.int64)
    np.cumsum(sizes[:parts], out=begin[1:])
    return row, begin


@compiled
def _closure(first: Longs, head: Ints, start: Ints) -> Flags:
    met = np.zeros(len(first) - 1, np.bool_)
    for r in start:
        met[r] = True
    for r in range(len(met)):
        if met[r]:
            for i in range(first[r], first[r + 1]):
                met[head[i]] = True
    return met


@compiled
def _grouped(
    first: Longs,
    head: Ints,
    tenths: Ints,
    above: Flags,
    chosen: Ints,
    number: Ints,
    part: Ints,
    copies: int,
    top: int,
    rows: int,
    upward: bool,
) -> tuple[Longs, Ints]:
    """A pass's arcs by the row of their lower end; upward they lead into the part's copy of the top."""
    group = np.zeros(rows + 1, np.int64)
    for r in chosen:
        if above[r]:
            group[number[r] + 1] = first[r + 1] - first[r]
    if upward:
        for row in range(copies, rows - top):
            group[row + 1] = 1
    for row in range(rows):
        group[row + 1] += group[row]
    arcs = np.empty((group[rows], 2), np.int32)
    if upward:
        for row in range(copies, rows - top):
            arcs[group[row], 0] = rows - top + (row - copies) % top
            arcs[group[row], 1] = 0
    for c in range(len(chosen)):
        r = chosen[c]
        if above[r]:
            at = group[number[r]]
            for i in range(first[r], first[r + 1]):
                other = number[head[i]]
                if upward and part[c] > 0 and other >= rows - top:
                    other += copies + part[c] * top - rows
                arcs[at, 0] = other
                arcs[at, 1] = tenths[i]
                at += 1
    return group, arcs
