"""The facilities of one kind: where they stand, and which labels they enter into the reduced roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.dijkstra import BITS, UNREACHABLE
from narhet.roads.network import Ints, Longs
from narhet.whatif.reduced import Reduced

CLOSED = -1


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities 0 … f - 1 of a kind; arrays are never changed, an edit makes new ones.

    Attributes
    ----------
    node : (f,) int32
        The road's node of each, `CLOSED` where closed.
    seat : (f, 2) int32
        The kept nodes where its labels begin: its own, or the ends of the piece it stands in; -1 where none.
    tenths : (f, 2) int32
        Time between there and the facility.
    """

    node: Ints
    seat: Ints
    tenths: Ints

    @classmethod
    def at(cls, roads: Reduced, tenths: Ints, nodes: Ints, *, to: bool) -> Facilities:
        """Facilities on nodes of the road network; `tenths` are the times of its arcs."""
        empty = cls(
            np.full(len(nodes), CLOSED, np.int32),
            np.full((len(nodes), 2), -1, np.int32),
            np.zeros((len(nodes), 2), np.int32),
        )
        return empty.put(np.arange(len(nodes), dtype=np.int32), nodes, roads, tenths, to=to)

    def put(self, numbers: Ints, nodes: Ints, roads: Reduced, tenths: Ints, *, to: bool) -> Facilities:
        """Some facilities on other nodes, or `CLOSED`; a number beyond the last makes room for it."""
        more = max(0, int(numbers.max(initial=-1)) + 1 - len(self.node))
        node = np.concatenate([self.node, np.full(more, CLOSED, np.int32)])
        seat = np.concatenate([self.seat, np.full((more, 2), -1, np.int32)])
        time = np.concatenate([self.tenths, np.zeros((more, 2), np.int32)])
        node[numbers], seat[numbers], time[numbers] = nodes, -1, 0
        place = roads.pieces.place
        stands = (nodes != CLOSED) & (place[nodes] >= 0)
        seat[numbers[stands], 0] = place[nodes[stands]]
        for number in numbers[(nodes != CLOSED) & ~stands]:
            rim = roads.pieces.rim[-1 - place[node[number]]]
            time[number] = roads.pieces.to_rim(tenths, int(node[number]), to=to)
            reached = (rim >= 0) & (time[number] < UNREACHABLE)
            seat[number] = np.where(reached, place[rim], -1)
        return Facilities(node, seat, time)

    def inside(self, pieces: Ints, roads: Reduced) -> Ints:
        """Numbers of the open facilities inside some pieces (given rising)."""
        open_ones = np.flatnonzero(self.node != CLOSED)
        piece = -1 - roads.pieces.place[self.node[open_ones]]
        return open_ones[np.isin(piece, pieces)].astype(np.int32)

    def seeds(self, numbers: Ints | None = None) -> tuple[Ints, Longs]:
        """(s,) nodes of the reduced roads and (s,) labels that some facilities (all, if None) enter there."""
        if numbers is None:
            numbers = np.arange(len(self.node), dtype=np.int32)
        seat = self.seat[numbers].ravel()
        label = (self.tenths[numbers].astype(np.int64) << BITS).ravel() | np.repeat(numbers, 2)
        there = seat >= 0
        return seat[there], label[there]
