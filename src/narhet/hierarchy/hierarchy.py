"""What is worked out once per road map (`Hierarchy`) and once per speed profile (`Metric`)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.errors import BadQueryError
from narhet.hierarchy.completion import completion
from narhet.hierarchy.customization import customized, kept, places_of_arcs
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

    def metric(self, tenths: Ints, *, threads: int | None = None) -> Metric:
        """The shortcuts' travel times under a speed profile.

        Parameters
        ----------
        tenths : (m,) int32
            Travel time of every arc in tenths of a second, `UNREACHABLE` where it may not be used.
        threads : how many share the work; if left out as many as the machine has processors, but at most 8, for each
            needs 4 bytes a node. The answer is the same.

        Raises
        ------
        BadQueryError
            Not one time for every arc, or a negative one; fewer than one thread.

        Notes
        -----
        O(triangles), for roads about twenty times the number of shortcuts; half a second for a million nodes.
        """
        if tenths.shape != self.place.shape or (len(tenths) and tenths.min() < 0):
            raise BadQueryError(f"Give one travel time of at least 0 for each of the {len(self.place)} arcs.")
        if threads is None:
            threads = min(os.cpu_count() or 1, 8)
        if threads < 1:
            raise BadQueryError(f"Give at least 1 thread, not {threads}.")
        basic, exact = customized(self.up_first, self.up_head, self.place, tenths, threads)
        with ThreadPoolExecutor(threads) as pool:
            up, down = pool.map(lambda way: kept(self.up_first, self.up_head, basic, exact, way), range(2))
        return Metric(self.rank, *up, *down)


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
