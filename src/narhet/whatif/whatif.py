"""What if a facility opened, moved or closed, or a road: exact answers after every edit, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.figures import Counting, counting, figures
from narhet.hierarchy.hierarchy import Hierarchy, Metric
from narhet.roads.network import Ints, Longs, RoadNetwork
from narhet.whatif.asked import facility_of, tenths_of, whole
from narhet.whatif.change import REPAIR, SWEEP, Change, Entry
from narhet.whatif.facilities import CLOSED, Facilities
from narhet.whatif.reduced import Reduced, reduced
from narhet.whatif.state import NO_ARCS, Followed, State
from narhet.whatif.sweep import Sweep

LIMITS = (6_000, 12_000, 18_000, 36_000)
"""Bands of travel time unless others are given: 10, 20, 30 and 60 minutes, in tenths of a second."""

BUDGET = 50
"""A repair that touches more than one in so many nodes gives way to a sweep, see docs/narhet-whatif.md."""

NO_ROADS = np.zeros(0, np.int64)


class WhatIf:
    """Roads, points and facilities as they are now, and what becomes of them by edits.

    Times, facilities and figures are exact after every edit, and do not depend on which edits led there: they are what
    a search from all facilities would give.

    Parameters
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
        Travel time of every arc in tenths of a second, `UNREACHABLE` where it may not be used.
    points : (p,) nodes where people are; may repeat.
    kinds : name → nodes of its facilities 0 … f - 1
    people : (p,) or (p, groups) whole numbers; one at each point if left out.
    area : (p,) whole numbers from 0; all in one if left out.
    limits : tenths of a second, rising; the bands of the figures.
    sites : nodes where facilities will probably be opened. They may be opened on any node; on these it is quickest.
    hierarchy : the roads' hierarchy. With it, or with `metric`, no edit of facilities takes longer than a sweep.
    metric : `hierarchy.metric(tenths)`, if it is there already.
    to : travel from the points to the facilities (the default), else from the facilities to the points.
    budget : nodes that a repair may touch before the kind is swept anew; one in 50 of the reduced roads if left out.

    Raises
    ------
    BadQueryError
        A node outside the network, no points, no kinds, or not one time of at least 0 for every arc.
    BadFiguresError
        People, areas or limits that cannot be counted.

    Notes
    -----
    Made in O(n + m) and one search for each kind. An edit is O(t log t), t nodes whose label it changes: Dijkstra where
    labels fall, and where they rise a search inwards from the rim of the region that loses them (Ramalingam, Reps
    1996). After an edit of roads the hierarchy's times no longer hold, and until that edit is undone every repair goes
    to its end, however much it touches.
    """

    def __init__(
        self,
        roads: RoadNetwork,
        tenths: Ints,
        points: npt.ArrayLike,
        kinds: Mapping[str, npt.ArrayLike],
        *,
        people: npt.ArrayLike | None = None,
        area: npt.ArrayLike | None = None,
        limits: npt.ArrayLike = LIMITS,
        sites: npt.ArrayLike | None = None,
        hierarchy: Hierarchy | None = None,
        metric: Metric | None = None,
        to: bool = True,
        budget: int | None = None,
    ) -> None:
        self._road, self._to = roads, to
        times = np.asarray(tenths)
        if times.shape != (roads.arcs,) or (len(times) and times.min() < 0):
            raise BadQueryError(f"Give one travel time of at least 0 for each of the {roads.arcs} arcs.")
        self._tenths = np.minimum(times, UNREACHABLE).astype(np.int32)
        self._points = where = self._nodes(points, "point")
        if not len(where) or not kinds:
            raise BadQueryError(f"There are no {'kinds of facility' if len(where) else 'points'} to work on.")
        stand = {name: self._nodes(nodes, "facility") for name, nodes in kinds.items()}
        likely = [] if sites is None else [self._nodes(sites, "site")]
        how = counting(np.ones(len(where), np.int64) if people is None else people, limits, area=area)
        if len(how.people) != len(where):
            raise BadQueryError(f"Give people for each of the {len(where)} points, not {len(how.people)}.")
        small = reduced(roads, self._tenths, np.unique(np.concatenate([where, *stand.values(), *likely])), to=to)
        if metric is None and hierarchy is not None:
            metric = hierarchy.metric(self._tenths)
        sweep = None if metric is None else Sweep.over(metric, small.node, to=to)
        allowed = small.nodes // BUDGET if budget is None else budget
        at = [Facilities.at(small, self._tenths, nodes, to=to) for nodes in stand.values()]
        self._kinds, self._kind = tuple(kinds), {name: number for number, name in enumerate(kinds)}
        self._state = State(small, at, small.pieces.place[where], how, sweep, allowed)
        self._sweep = sweep
        self._figures = figures(np.stack([self.tenths(name) for name in self._kinds]), how)
        self._journal: list[Entry] = []

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds, in the order of `figures`."""
        return self._kinds

    @property
    def points(self) -> Ints:
        """(p,) int32, the points' nodes of the roads."""
        return self._points.copy()

    @property
    def counting(self) -> Counting:
        """People, areas and limits."""
        return self._state.counting

    @property
    def reduced(self) -> Reduced:
        """The roads that edits work on, with times as they are now; not to be changed."""
        return self._state.roads

    def labels(self, kind: str) -> Longs:
        """(c,) int64, the labels of a kind on the reduced roads now (see `narhet.whatif.repair`); not to be changed.

        Raises
        ------
        BadQueryError
            There is no such kind.
        """
        labels: Longs = self._state.labels[self._number(kind)]
        return labels

    def standing(self, nodes: npt.ArrayLike) -> Facilities:
        """Where on the reduced roads facilities on some nodes would enter their labels; none is opened.

        Raises
        ------
        BadQueryError
            A node outside the network.
        """
        return Facilities.at(self._state.roads, self._tenths, self._nodes(nodes, "site"), to=self._to)

    @property
    def figures(self) -> Longs:
        """(kinds, areas, groups, bands) int64, people as they are now, see `narhet.figures.figures`. A copy."""
        return self._figures.copy()

    @property
    def edits(self) -> tuple[str, ...]:
        """What has been done and not undone, in words, the oldest first."""
        return tuple(entry.change.edit for entry in self._journal)

    def tenths(self, kind: str) -> Ints:
        """(p,) int32, travel time to the kind's nearest facility now, `UNREACHABLE` where there is none.

        Raises
        ------
        BadQueryError
            There is no such kind.
        """
        return tenths_of(self._state.labels[self._number(kind)][self._state.points])

    def facility(self, kind: str) -> Ints:
        """(p,) int32, the number of the nearest facility now, -1 where there is none; otherwise as `tenths`."""
        return facility_of(self._state.labels[self._number(kind)][self._state.points])

    def facilities(self, kind: str) -> Ints:
        """(f,) int32, the node of each facility that there is or was, -1 where closed; otherwise as `tenths`."""
        return self._state.facilities[self._number(kind)].node.copy()

    def open(self, kind: str, node: int) -> Change:
        """Open a facility on any node of the roads. It gets the kind's next number.

        Raises
        ------
        BadQueryError
            There is no such kind or node.
        """
        number = self._number(kind)
        at = self._node(node)
        return self._stand(number, len(self._state.facilities[number].node), at, f"open {kind} at node {at}")

    def close(self, kind: str, facility: int) -> Change:
        """Close a facility. The others keep their numbers.

        Raises
        ------
        BadQueryError
            There is no such kind or facility, or it has been closed already.
        """
        number = self._number(kind)
        return self._stand(number, self._open_one(kind, facility), CLOSED, f"close {kind} {facility}")

    def move(self, kind: str, facility: int, node: int) -> Change:
        """Let a facility stand on another node. It keeps its number.

        Raises
        ------
        BadQueryError
            As `close` and `open`.
        """
        number, at = self._number(kind), self._node(node)
        return self._stand(number, self._open_one(kind, facility), at, f"move {kind} {facility} to node {at}")

    def close_arcs(self, arcs: npt.ArrayLike) -> Change:
        """Close arcs of the roads, for all kinds; otherwise as `set_tenths`."""
        chosen = self._arcs(arcs)
        return self._roads_changed(chosen, np.full(len(chosen), UNREACHABLE, np.int32), f"close {len(chosen)} arcs")

    def close_way(self, number: int) -> Change:
        """Close a road or a ferry, both directions, by the source's number of it.

        Raises
        ------
        BadQueryError
            No arc has this number.
        """
        arcs = self.arcs_of_way(number)
        return self._roads_changed(arcs, np.full(len(arcs), UNREACHABLE, np.int32), f"close way {number}")

    def set_speed(self, number: int, kmh: float) -> Change:
        """Give those arcs of a road that may be used now the time that its length takes at a speed.

        Raises
        ------
        BadQueryError
            No arc has this number, or the speed is not above 0.
        """
        if not kmh > 0:
            raise BadQueryError(f"A speed must be above 0 km/h, not {kmh}; to close a road there is close_way.")
        arcs = self.arcs_of_way(number)
        arcs = arcs[self._tenths[arcs] < UNREACHABLE]
        tenths = np.minimum(np.rint(self._road.metres[arcs].astype(np.float64) * 36 / kmh), UNREACHABLE - 1)
        return self._roads_changed(arcs, tenths.astype(np.int32), f"{kmh:g} km/h on way {number}")

    def set_tenths(self, arcs: npt.ArrayLike, tenths: npt.ArrayLike) -> Change:
        """Give arcs of the roads other travel times, for all kinds and all in one edit.

        Parameters
        ----------
        arcs : (a,) numbers of arcs, each once
        tenths : (a,) or one number, tenths of a second; `UNREACHABLE` or more closes an arc.

        Raises
        ------
        BadQueryError
            An arc outside the network or named twice, or a time that is negative or no whole number.
        """
        chosen = self._arcs(arcs)
        times = np.asarray(tenths)
        if times.dtype.kind not in "iu" or times.shape not in ((), chosen.shape) or (times.size and times.min() < 0):
            raise BadQueryError(
                "Give a travel time of at least 0 whole tenths of a second for each arc, or one for all."
            )
        new = np.broadcast_to(np.minimum(times, UNREACHABLE), chosen.shape).astype(np.int32)
        return self._roads_changed(chosen, new, f"set the time of {len(chosen)} arcs")

    def arcs_of_way(self, number: int) -> Longs:
        """(a,) int64, the arcs of a road by the source's number of it. O(m).

        Raises
        ------
        BadQueryError
            No arc has this number.
        """
        arcs = np.flatnonzero(self._road.way == number)
        if number < 0 or not len(arcs):
            raise BadQueryError(f"No road has the number {number}; see the roads' own numbers in RoadNetwork.way.")
        return arcs

    def undo(self) -> Change:
        """Take the latest edit back: everything is bit for bit as it was before it. Any number of times.

        Raises
        ------
        BadQueryError
            There is nothing to undo.
        """
        if not self._journal:
            raise BadQueryError("There is nothing to undo: no edit has been made, or all have been taken back.")
        entry, state = self._journal.pop(), self._state
        self._tenths[entry.arcs] = entry.tenths
        state.roads.set_tenths(entry.ours, entry.ours_tenths)
        for place, kind in enumerate(entry.labels):
            state.put_back(kind, entry.facilities[kind], *entry.labels[kind])
            self._figures[kind] -= entry.change.figures[place]
        self._sweepable()
        return entry.change.back()

    def _stand(self, kind: int, facility: int, node: int, edit: str) -> Change:
        """Let one facility stand elsewhere, anew, or nowhere."""
        state, numbers = self._state, np.array([facility], np.int32)
        before = state.facilities[kind]
        after = before.put(numbers, np.array([node], np.int32), state.roads, self._tenths, to=self._to)
        taken = state.withdraw(kind, numbers, NO_ARCS)
        followed = {kind: state.follow(kind, taken, after, numbers, NO_ARCS)}
        return self._noted(edit, followed, {kind: before}, NO_ROADS, NO_ARCS, NO_ARCS, NO_ARCS)

    def _roads_changed(self, arcs: Longs, tenths: Ints, edit: str) -> Change:
        state = self._state
        arcs, tenths = arcs[differs := self._tenths[arcs] != tenths], tenths[differs]
        old = self._tenths[arcs]
        self._tenths[arcs] = tenths
        ours, new = state.roads.changed(arcs, self._tenths)
        before = state.roads.tenths[ours]
        belongs = state.roads.belongs[arcs]
        pieces = np.unique(-1 - belongs[belongs < 0])
        standing = dict(enumerate(state.facilities))
        inside = {kind: at.inside(pieces, state.roads) for kind, at in standing.items()}
        if len(arcs):
            state.sweep = None
        taken = {kind: state.withdraw(kind, inside[kind], ours[new > before]) for kind in standing}
        state.roads.set_tenths(ours, new)
        followed = {}
        for kind, at in standing.items():
            numbers = inside[kind]
            after = at.put(numbers, at.node[numbers], state.roads, self._tenths, to=self._to) if len(numbers) else at
            followed[kind] = state.follow(kind, taken[kind], after, numbers, ours[new < before])
        return self._noted(edit, followed, standing, arcs, old, ours, before)

    def _noted(
        self,
        edit: str,
        followed: Mapping[int, Followed],
        facilities: Mapping[int, Facilities],
        arcs: Longs,
        tenths: Ints,
        ours: Ints,
        ours_tenths: Ints,
    ) -> Change:
        """Write an edit into the journal and into the figures."""
        for kind, each in followed.items():
            self._figures[kind] += each.gained
        all_of = list(followed.values())
        before = np.concatenate([each.before for each in all_of])
        after = np.concatenate([each.after for each in all_of])
        change = Change(
            edit,
            tuple(self._kinds[kind] for kind in followed),
            np.repeat(np.arange(len(all_of), dtype=np.int32), [len(each.point) for each in all_of]),
            np.concatenate([each.point for each in all_of]),
            tenths_of(before),
            tenths_of(after),
            facility_of(before),
            facility_of(after),
            np.stack([each.gained for each in all_of]),
            sum(each.touched for each in all_of),
            SWEEP if any(each.way == SWEEP for each in all_of) else REPAIR,
        )
        labels = {kind: (each.node, each.label) for kind, each in followed.items()}
        self._journal.append(Entry(change, labels, facilities, arcs, tenths, ours, ours_tenths))
        return change

    def _sweepable(self) -> None:
        """The hierarchy's times hold as long as no road has been edited."""
        edited = any(len(entry.arcs) for entry in self._journal)
        self._state.sweep = None if edited else self._sweep

    def _number(self, kind: str) -> int:
        if kind not in self._kind:
            raise BadQueryError(f"There is no kind {kind!r}; there are {', '.join(self._kinds)}.")
        return self._kind[kind]

    def _node(self, node: int) -> int:
        return int(self._nodes([node], "facility")[0])

    def _open_one(self, kind: str, facility: int) -> int:
        nodes = self._state.facilities[self._number(kind)].node
        if not 0 <= facility < len(nodes):
            raise BadQueryError(f"There is no {kind} {facility}; they have the numbers 0 … {len(nodes) - 1}.")
        if nodes[facility] == CLOSED:
            raise BadQueryError(f"{kind} {facility} is closed already.")
        return int(facility)

    def _nodes(self, values: npt.ArrayLike, what: str) -> Ints:
        return whole(values, self._road.nodes, f"node of a {what}").astype(np.int32)

    def _arcs(self, values: npt.ArrayLike) -> Longs:
        arcs = whole(values, self._road.arcs, "number of an arc").astype(np.int64)
        if len(np.unique(arcs)) < len(arcs):
            raise BadQueryError("An arc is named twice: give every arc once, with one time.")
        return arcs
