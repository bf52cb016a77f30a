"""All labels of one kind anew, by two passes over the hierarchy: what an edit costs at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.dijkstra import BITS
from narhet.hierarchy.hierarchy import Flags, Metric
from narhet.roads.network import Ints, Longs
from narhet.whatif.repair import NOWHERE


@compiled
def _above(first: Longs, head: Ints, start: Ints) -> Flags:
    """Ranks that some ranks climb to, themselves among them."""
    met = np.zeros(len(first) - 1, np.bool_)
    met[start] = True
    for r in range(len(met)):
        if met[r]:
            for arc in range(first[r], first[r + 1]):
                met[head[arc]] = True
    return met


@compiled
def _climb(first: Longs, head: Ints, tenths: Ints, labels: Longs) -> None:
    """Lead labels upward; nodes without one cost nothing, so few facilities are quick."""
    for v in range(len(first) - 1):
        own = labels[v]
        if own < NOWHERE:
            for arc in range(first[v], first[v + 1]):
                w = head[arc]
                labels[w] = min(labels[w], own + (np.int64(tenths[arc]) << BITS))


@compiled
def _descend(first: Longs, head: Ints, tenths: Ints, labels: Longs) -> None:
    """Let each node, from the highest down, take the least label that a higher one leads to it."""
    for v in range(len(first) - 2, -1, -1):
        best = labels[v]
        for arc in range(first[v], first[v + 1]):
            best = min(best, labels[head[arc]] + (np.int64(tenths[arc]) << BITS))
        labels[v] = best


Shortcuts = tuple[Longs, Ints, Ints]


@dataclass(frozen=True, slots=True)
class Sweep:
    """The part of a hierarchy above the nodes of the reduced roads, s nodes numbered by rank.

    `narhet.hierarchy.sweeps` serves many kinds side by side; here it is one, and few facilities.

    Attributes
    ----------
    place : (c,) int32
        Where each node of the reduced roads stands among them.
    rise, fall : (s + 1,) int64, (r,) int32, (r,) int32
        Shortcuts by their lower end, their upper ends and times: those that labels climb, and those they descend.
    """

    place: Ints
    rise: Shortcuts
    fall: Shortcuts

    @classmethod
    def over(cls, metric: Metric, nodes: Ints, *, to: bool) -> Sweep:
        """Ready for labels on these nodes of the roads. O(n + a)."""
        rise = (metric.up_first, metric.up_head, metric.up_tenths)
        fall = (metric.down_first, metric.down_head, metric.down_tenths)
        if to:
            rise, fall = fall, rise
        start = metric.rank[nodes]
        wanted = _above(*rise[:2], start) | _above(*fall[:2], start)
        number = (np.cumsum(wanted) - 1).astype(np.int32)
        return cls(number[start], _chosen(*rise, wanted, number), _chosen(*fall, wanted, number))

    def labels(self, seed_node: Ints, seed_label: Longs) -> Longs:
        """(c,) int64, the least labels that follow from labels at some nodes. O(s + r)."""
        rows = np.full(len(self.rise[0]) - 1, NOWHERE, np.int64)
        np.minimum.at(rows, self.place[seed_node], seed_label)
        _climb(*self.rise, rows)
        _descend(*self.fall, rows)
        return np.minimum(rows[self.place], NOWHERE)


def _chosen(first: Longs, head: Ints, tenths: Ints, wanted: Flags, number: Ints) -> Shortcuts:
    """The shortcuts of some nodes; all of them lead to such nodes."""
    many = np.diff(first)
    arcs = np.repeat(wanted, many)
    begin = np.zeros(int(wanted.sum()) + 1, np.int64)
    np.cumsum(many[wanted], out=begin[1:])
    return begin, number[head[arcs]], tenths[arcs]
