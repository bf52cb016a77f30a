"""What is worked out once per road map (`Hierarchy`) and once per speed profile (`Metric`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.errors import BadQueryError
from narhet.hierarchy.completion import completion
from narhet.hierarchy.customization import customized, needed, places_of_arcs
from narhet.hierarchy.dissection import dissection
from narhet.hierarchy.skeleton import core, skeleton
from narhet.roads.network import Ints, Longs, RoadNetwork

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """An elimination order of a road map's n nodes and the shortcuts it needs, whatever the speeds.

    Attributes
    ----------
    rank : (n,) int32
        When each node is eliminated; nodes that many ways need stand last.
    up_first, up_head : (n + 1,) int64, (a,) int32
        Shortcuts from rank r to higher ranks: `up_head[up_first[r] : up_first[r + 1]]`, rising.
    place : (m,) int64
        Where each arc of the roads goes, see `places_of_arcs`.
    """

    rank: Ints
    up_first: Longs
    up_head: Ints
    place: Longs

    @classmethod
    def of(cls, roads: RoadNetwork) -> Hierarchy:
        """Order the nodes and complete the shortcuts. O(n log n) and a few seconds for a million nodes."""
        graph = skeleton(roads.first_out, roads.head)
        inner = core(graph)
        x, y = roads.planar()
        last = inner.nodes[dissection(inner.graph, x[inner.nodes], y[inner.nodes])]
        order = np.concatenate([inner.eliminated, last])
        rank = np.empty(roads.nodes, np.int32)
        rank[order] = np.arange(roads.nodes, dtype=np.int32)
        up_first, up_head = completion(graph, order, rank)
        return cls(rank, up_first, up_head, places_of_arcs(roads.first_out, roads.head, rank, up_first, up_head))

    def metric(self, tenths: Ints) -> Metric:
        """The shortcuts' travel times under a speed profile.

        Parameters
        ----------
        tenths : (m,) int32
            Travel time of every arc in tenths of a second, `UNREACHABLE` where it may not be used.

        Raises
        ------
        BadQueryError
            Not one time for every arc, or a negative one.
        """
        if tenths.shape != self.place.shape or (len(tenths) and tenths.min() < 0):
            raise BadQueryError(f"Give one travel time of at least 0 for each of the {len(self.place)} arcs.")
        up, down = customized(self.up_first, self.up_head, self.place, tenths)
        up_needed, down_needed = needed(self.up_first, self.up_head, up, down)
        return Metric(
            self.rank,
            *_kept(self.up_first, self.up_head, up, up_needed),
            *_kept(self.up_first, self.up_head, down, down_needed),
        )


def _kept(first: Longs, head: Ints, tenths: Ints, keep: Flags) -> tuple[Longs, Ints, Ints]:
    """The shortcuts of one direction that a search needs."""
    count = np.zeros(len(first), np.int64)
    np.cumsum(keep, out=(total := np.empty(len(keep), np.int64)))
    count[1:] = np.concatenate([[0], total])[first[1:]]
    return count, head[keep], tenths[keep]


@dataclass(frozen=True, slots=True)
class Metric:
    """A hierarchy under one speed profile: the needed shortcuts, by rank of their lower end.

    Attributes
    ----------
    rank : (n,) int32
    up_first, up_head, up_tenths
        Shortcuts from the lower to the higher node.
    down_first, down_head, down_tenths
        Shortcuts from the higher (`down_head`) to the lower node.
    """

    rank: Ints
    up_first: Longs
    up_head: Ints
    up_tenths: Ints
    down_first: Longs
    down_head: Ints
    down_tenths: Ints
