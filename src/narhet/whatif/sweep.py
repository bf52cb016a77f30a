"""All labels of one kind anew, by two passes over the hierarchy: what an edit costs at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.dijkstra import BITS
from narhet.hierarchy.hierarchy import Metric
from narhet.hierarchy.sweeps import Passes, passes
from narhet.roads.network import Ints, Longs
from narhet.whatif.repair import NOWHERE


@compiled
def _pass(first: Longs, origin: Ints, tenths: Ints, upward: bool, labels: Longs) -> None:
    """As `narhet.hierarchy.lanes.pass_nearest` for one kind alone, which so few numbers do not need lanes for."""
    nodes = len(first) - 1
    for turn in range(nodes):
        v = turn if upward else nodes - 1 - turn
        best = labels[v]
        for arc in range(first[v], first[v + 1]):
            best = min(best, labels[origin[arc]] + (np.int64(tenths[arc]) << BITS))
        labels[v] = best


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the passes need to give every node of the reduced roads its label.

    Attributes
    ----------
    passes : Passes
    place : (c,) int32, where each node stands among those of the passes
    """

    passes: Passes
    place: Ints

    @classmethod
    def over(cls, metric: Metric, nodes: Ints, *, to: bool) -> Sweep:
        """Ready for facilities on and labels at these nodes of the roads. O(n + a)."""
        way = passes(metric, nodes, nodes, to=to)
        return cls(way, way.number[metric.rank[nodes]])

    def labels(self, seed_node: Ints, seed_label: Longs) -> Longs:
        """(c,) int64, the least labels that follow from labels at some nodes. O(s), s arcs of the passes."""
        way = self.passes
        rows = np.full(len(way.into_first) - 1, NOWHERE, np.int64)
        np.minimum.at(rows, self.place[seed_node], seed_label)
        _pass(way.into_first, way.into_from, way.into_tenths, True, rows)
        _pass(way.onto_first, way.onto_from, way.onto_tenths, False, rows)
        return np.minimum(rows[self.place], NOWHERE)
