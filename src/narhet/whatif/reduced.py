"""The roads without what edits never ask about: junctions, points and sites, and the time of the way between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.dijkstra import UNREACHABLE
from narhet.hierarchy.skeleton import skeleton
from narhet.roads.network import Floats, Ints, Longs, RoadNetwork
from narhet.whatif.pieces import Pieces, gathered, left_out

LOOP = -(1 << 31)
"""Where an arc from a kept node to itself goes: nowhere, it can never help."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """Kept nodes 0 … c - 1 along a space-filling curve, and the arcs along which times spread from facilities.

    With travel *to* facilities these arcs run against the traffic. An arc is one arc of the roads between two kept
    nodes, or the way through one piece (`narhet.whatif.pieces`); parallel ones stay.

    Attributes
    ----------
    node : (c,) int32
        The road's node.
    first, head, tenths : (c + 1,) int64, (a,) int32, (a,) int32
        Arcs by the node they leave.
    back_first, back_tail, back_tenths : (c + 1,) int64, (a,) int32, (a,) int32
        The same arcs by the node they enter.
    back_place : (a,) int32
        Where each arc stands among those.
    belongs : (m,) int32
        For each arc of the roads its arc here, or -1 - piece, or `LOOP`.
    through : (pieces, 2) int32
        The arcs here that lead through a piece from its first to its second end, and back (travelled so by traffic);
        -1 where it has no two ends.
    pieces : Pieces
    """

    node: Ints
    first: Longs
    head: Ints
    tenths: Ints
    back_first: Longs
    back_tail: Ints
    back_tenths: Ints
    back_place: Ints
    belongs: Ints
    through: Ints
    pieces: Pieces

    @property
    def nodes(self) -> int:
        """Number of kept nodes."""
        return len(self.node)

    def set_tenths(self, arcs: Ints, tenths: Ints) -> None:
        """Give arcs new times, in both lists."""
        self.tenths[arcs] = tenths
        self.back_tenths[self.back_place[arcs]] = tenths

    def changed(self, arcs: Longs, tenths: Ints) -> tuple[Ints, Ints]:
        """What new times on arcs of the roads mean here.

        Parameters
        ----------
        arcs : arcs of the roads whose time is new
        tenths : (m,) int32, the new times of all

        Returns
        -------
        Arcs here and their new times; nothing is changed yet.
        """
        belongs = self.belongs[arcs]
        direct = belongs >= 0
        pieces = np.unique(-1 - belongs[(belongs < 0) & (belongs != LOOP)]).astype(np.int32)
        times = self.pieces.end_to_end(tenths, pieces)
        through = self.through[pieces]
        inner = through >= 0
        ours = np.concatenate([belongs[direct], through[inner]]).astype(np.int32)
        new = np.concatenate([tenths[arcs[direct]], times[inner]]).astype(np.int32)
        differs = self.tenths[ours] != new
        return ours[differs], new[differs]


def reduced(roads: RoadNetwork, tenths: Ints, kept: Ints, *, to: bool) -> Reduced:
    """Leave out nodes that have at most two neighbours and are not to be kept, again and again.

    Parameters
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
    kept : nodes that must stay: points, facilities and likely sites
    to : travel to facilities; else from them.

    Notes
    -----
    O(n + m) but for sorting the arcs; a Dijkstra inside each piece.
    """
    graph = skeleton(roads.first_out, roads.head)
    keep = np.zeros(roads.nodes, np.bool_)
    keep[kept] = True
    gone = left_out(graph.first, graph.neighbour.copy(), keep)
    piece, rim = gathered(graph.first, graph.neighbour, gone)
    nodes = np.flatnonzero(~gone)
    x, y = roads.planar()
    node = nodes[np.argsort(along_curve(x[nodes], y[nodes]), kind="stable")].astype(np.int32)
    place = -1 - piece
    place[node] = np.arange(len(node), dtype=np.int32)
    return _arranged(roads, tenths, node, Pieces.of(roads.first_out, roads.head, place, rim), to)


def _arranged(roads: RoadNetwork, tenths: Ints, node: Ints, pieces: Pieces, to: bool) -> Reduced:
    """Number the arcs, first those of the roads, then those through pieces, by the node they leave and they enter."""
    place, rim = pieces.place, pieces.rim
    tail, head = place[roads.tail], place[roads.head]
    direct = (tail >= 0) & (head >= 0) & (tail != head)
    joining = np.flatnonzero(rim[:, 1] >= 0).astype(np.int32)
    times = pieces.end_to_end(tenths, joining)
    ends = place[rim[joining]]
    leaves = np.concatenate([tail[direct], ends[:, 0], ends[:, 1]])
    enters = np.concatenate([head[direct], ends[:, 1], ends[:, 0]])
    time = np.concatenate([np.minimum(tenths[direct], UNREACHABLE), times[:, 0], times[:, 1]]).astype(np.int32)
    if to:
        leaves, enters = enters, leaves
    order = np.argsort(leaves, kind="stable")
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    leaves, enters, time = leaves[order], enters[order], time[order]
    back = np.argsort(enters, kind="stable")
    back_place = np.empty(len(back), np.int32)
    back_place[back] = np.arange(len(back), dtype=np.int32)
    belongs = np.where(tail < 0, tail, np.where(head < 0, head, LOOP)).astype(np.int32)
    many = int(direct.sum())
    belongs[direct] = number[:many]
    through = np.full((len(rim), 2), -1, np.int32)
    through[joining] = number[many:].reshape(2, -1).T
    return Reduced(
        node,
        _first(leaves, len(node)),
        enters,
        time,
        _first(enters, len(node)),
        leaves[back],
        time[back],
        back_place,
        belongs,
        through,
        pieces,
    )


def _first(group: Ints, groups: int) -> Longs:
    first = np.zeros(groups + 1, np.int64)
    np.cumsum(np.bincount(group, minlength=groups), out=first[1:])
    return first


def along_curve(x: Floats, y: Floats, bits: int = 16) -> Longs:
    """Where points lie along Hilbert's curve, so that what is near on the map is near in memory.

    Parameters
    ----------
    x, y : (n,) plane coordinates in any unit
    bits : the curve passes through a square of 2^bits × 2^bits cells.

    Returns
    -------
    (n,) int64

    Notes
    -----
    O(n bits). Hilbert 1891; the turning of quarters as in Warren, Hacker's Delight, 2012, chapter 16.
    """
    if not len(x):
        return np.zeros(0, np.int64)
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    side = (1 << bits) - 1
    a = ((x - x.min()) / span * side).astype(np.int64)
    b = ((y - y.min()) / span * side).astype(np.int64)
    along = np.zeros(len(a), np.int64)
    for bit in range(bits - 1, -1, -1):
        right, upper = (a >> bit) & 1, (b >> bit) & 1
        along += ((3 * right) ^ upper) << (2 * bit)
        flip = (upper == 0) & (right == 1)
        a, b = np.where(flip, side - a, a), np.where(flip, side - b, b)
        a, b = np.where(upper == 0, b, a), np.where(upper == 0, a, b)
    return along
