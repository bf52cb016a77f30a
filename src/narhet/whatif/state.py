"""Labels of all kinds at all nodes of the reduced roads, and how they follow an edit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.dijkstra import BITS
from narhet.figures import Counting
from narhet.roads.network import Ints, Longs
from narhet.whatif.change import REPAIR, SWEEP
from narhet.whatif.facilities import Facilities
from narhet.whatif.reduced import Reduced
from narhet.whatif.repair import NOWHERE, settle, told, withdraw
from narhet.whatif.sweep import Sweep

NO_ARCS, NO_PAIRS = np.zeros(0, np.int32), np.zeros((0, 2), np.int32)


@dataclass(frozen=True, slots=True)
class Followed:
    """How one kind followed an edit: nodes and their labels from before; points, rising, with labels; figures."""

    node: Ints
    label: Longs
    point: Ints
    before: Longs
    after: Longs
    gained: Longs
    touched: int
    way: str


class State:
    """The labels, in memory that every edit uses again.

    Parameters
    ----------
    roads : Reduced
    facilities : of each kind
    points : (p,) int32, nodes of the reduced roads
    counting : Counting
    sweep : Sweep, or None where the hierarchy's times are not known
    budget : nodes that a repair may touch before a sweep is the quicker way.
    """

    def __init__(
        self,
        roads: Reduced,
        facilities: list[Facilities],
        points: Ints,
        counting: Counting,
        sweep: Sweep | None,
        budget: int,
    ) -> None:
        self.roads, self.facilities, self.points = roads, facilities, points
        self.counting, self.sweep, self.budget = counting, sweep, budget
        nodes, many = roads.nodes, len(points)
        self._at_point = np.argsort(points, kind="stable").astype(np.int32)
        self._at_first = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(points, minlength=nodes), out=self._at_first[1:])
        self._mark, self._turn = np.zeros(nodes, np.int32), 0
        self._log_node, self._log_label = np.empty(nodes, np.int32), np.empty(nodes, np.int64)
        self._heap_key, self._heap_node = np.empty(0, np.int64), np.empty(0, np.int32)
        self._point, self._before, self._after = (
            np.empty(many, np.int32),
            np.empty(many, np.int64),
            np.empty(many, np.int64),
        )
        self.labels = np.full((len(facilities), nodes), NOWHERE, np.int64)
        for kind, stand in enumerate(facilities):
            self.labels[kind] = self._anew(stand)

    def withdraw(self, kind: int, numbers: Ints, harder: Ints) -> tuple[Ints, Longs] | None:
        """Take away what hangs on some facilities and on arcs that will take longer, while times are still as before.

        Returns
        -------
        Nodes and labels from before, or None (and nothing taken away) where they are more than the budget.
        """
        labels, roads = self.labels[kind], self.roads
        facilities = self.facilities[kind]
        node, label = facilities.seeds(numbers[numbers < len(facilities.node)])
        starts = node[labels[node] == label]
        if len(harder):
            tail, head = self._tails(harder), roads.head[harder]
            follows = labels[head] == labels[tail] + (roads.tenths[harder].astype(np.int64) << BITS)
            starts = np.concatenate([starts, head[follows & (labels[head] < NOWHERE)]])
        if not len(starts):
            return NO_ARCS, np.zeros(0, np.int64)
        self._turn += 1
        log_node, log_label = self._log_node, self._log_label
        count = withdraw(
            labels,
            roads.first,
            roads.head,
            roads.tenths,
            starts,
            self._mark,
            self._turn,
            log_node,
            log_label,
            self._allowed,
        )
        if count > self._allowed:
            labels[log_node[:count]] = log_label[:count]
            return None
        return log_node[:count].copy(), log_label[:count].copy()

    def follow(
        self, kind: int, taken: tuple[Ints, Longs] | None, facilities: Facilities, numbers: Ints, eased: Ints
    ) -> Followed:
        """Give labels again, with times and facilities as they are now.

        Parameters
        ----------
        kind : int
        taken : as `withdraw` gave it
        facilities : from now on
        numbers : facilities that are new or stand elsewhere
        eased : arcs that have become quicker
        """
        self.facilities[kind] = facilities
        labels, way = self.labels[kind], REPAIR
        count = self._settled(labels, taken, facilities, numbers, eased) if taken is not None else -1
        if not 0 <= count <= self._allowed:
            undone = slice(0, max(count, 0))
            labels[self._log_node[undone]] = self._log_label[undone]
            assert self.sweep is not None  # without one everything is allowed
            way = SWEEP
            count = self.sweep.renew(*facilities.seeds(), labels, self._log_node, self._log_label)
        return self._told(labels, count, way)

    def put_back(self, kind: int, facilities: Facilities, node: Ints, label: Longs) -> None:
        """As it was."""
        self.facilities[kind] = facilities
        self.labels[kind][node] = label

    @property
    def _allowed(self) -> int:
        return self.roads.nodes if self.sweep is None else self.budget

    def _tails(self, arcs: Ints) -> Ints:
        return (np.searchsorted(self.roads.first, arcs, side="right") - 1).astype(np.int32)

    def _settled(
        self, labels: Longs, taken: tuple[Ints, Longs], facilities: Facilities, numbers: Ints, eased: Ints
    ) -> int:
        node, label = taken
        count = len(node)
        self._log_node[:count], self._log_label[:count] = node, label
        self._turn += 1
        return self._settle(labels, facilities, numbers, eased, count, self._allowed)

    def _settle(
        self, labels: Longs, facilities: Facilities, numbers: Ints, eased: Ints, count: int, budget: int
    ) -> int:
        roads = self.roads
        room = roads.nodes + len(roads.head) + 2 * len(facilities.node) + len(eased)
        if room > len(self._heap_key):
            self._heap_key, self._heap_node = np.empty(room + 4096, np.int64), np.empty(room + 4096, np.int32)
        return settle(
            labels,
            roads.first,
            roads.head,
            roads.tenths,
            roads.back_first,
            roads.back_tail,
            roads.back_tenths,
            facilities.seat,
            facilities.tenths,
            numbers,
            np.stack([eased, self._tails(eased)], axis=1) if len(eased) else NO_PAIRS,
            self._mark,
            self._turn,
            self._log_node,
            self._log_label,
            count,
            self._heap_key,
            self._heap_node,
            budget,
        )

    def _anew(self, facilities: Facilities) -> Longs:
        """All labels of a kind, by a sweep, or where there is none by Dijkstra's search."""
        if self.sweep is not None:
            return self.sweep.labels(*facilities.seeds())
        labels = np.full(self.roads.nodes, NOWHERE, np.int64)
        everyone = np.arange(len(facilities.node), dtype=np.int32)
        self._turn += 1
        self._settle(labels, facilities, everyone, NO_ARCS, 0, self.roads.nodes)
        return labels

    def _told(self, labels: Longs, count: int, way: str) -> Followed:
        how = self.counting
        gained = np.zeros((how.areas, how.people.shape[1], how.bands), np.int64)
        kept, points = told(
            labels,
            self._log_node,
            self._log_label,
            count,
            self._at_first,
            self._at_point,
            how.people,
            how.area,
            how.limits,
            gained,
            self._point,
            self._before,
            self._after,
        )
        point = self._point[:points]
        rising = _rising(point, len(self.points))
        return Followed(
            self._log_node[:kept].copy(),
            self._log_label[:kept].copy(),
            point[rising],
            self._before[:points][rising],
            self._after[:points][rising],
            gained,
            count,
            way,
        )


def _rising(values: Ints, below: int) -> Longs:
    """The order that sorts different numbers; many of them by putting each in its place."""
    if len(values) * 16 < below:
        return np.argsort(values)
    places = np.full(below, -1, np.int64)
    places[values] = np.arange(len(values))
    return places[places >= 0]
