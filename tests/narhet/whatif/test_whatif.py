"""After any edits the answers are those of a search on the edited roads, and undo restores every bit."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import BITS, UNREACHABLE, backwards, labels
from narhet.figures import band_of
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.roads.network import Ints
from narhet.whatif.change import Change
from narhet.whatif.whatif import WhatIf
from tests.narhet.networks import Timed, networks

LIMITS = [5, 20, 90]


def told_by_dijkstra(network: Timed, tenths: Ints, facilities: Ints, points: Ints, *, to: bool) -> tuple[Ints, Ints]:
    """Time and facility at every point, from the facilities that are open."""
    first, head, times = network.roads.first_out, network.roads.head, tenths
    if to:
        first, head, arc = backwards(first, head)
        times = tenths[arc]
    numbers = np.flatnonzero(facilities >= 0)
    found = labels(first, head, times, facilities[numbers])[points, 0]
    time = found >> BITS
    near = np.append(numbers, -1)[np.where(time < UNREACHABLE, found & ((1 << BITS) - 1), len(numbers))]
    return time.astype(np.int32), near.astype(np.int32)


def held(what: WhatIf) -> dict[str, Any]:
    """Everything that an edit may change."""
    state = what._state
    return {
        "labels": state.labels.tobytes(),
        "figures": what.figures.tobytes(),
        "tenths": what._tenths.tobytes(),
        "reduced": state.roads.tenths.tobytes() + state.roads.back_tenths.tobytes(),
        "facilities": [(at.node.tobytes(), at.seat.tobytes(), at.tenths.tobytes()) for at in state.facilities],
        "edits": what.edits,
    }


class Drill:
    """Random edits beside a plain record of what they mean."""

    def __init__(self, network: Timed, seed: int, *, to: bool, **more: Any) -> None:
        self.network, self.chance, self.to = network, np.random.default_rng(seed), to
        nodes, chance = network.roads.nodes, self.chance
        self.points = chance.integers(0, nodes, chance.integers(1, 12)).astype(np.int32)
        self.open = {kind: chance.integers(0, nodes, many).astype(np.int32) for kind, many in (("a", 3), ("b", 1))}
        self.tenths = network.tenths.copy()
        self.people = chance.integers(0, 9, (len(self.points), 2))
        self.area = chance.integers(0, 3, len(self.points))
        self.what = WhatIf(
            network.roads,
            network.tenths,
            self.points,
            self.open,
            people=self.people,
            area=self.area,
            limits=LIMITS,
            to=to,
            **more,
        )

    def edit(self) -> Change:
        chance, what = self.chance, self.what
        kind = str(chance.choice(["a", "b"]))
        standing = np.flatnonzero(self.open[kind] >= 0)
        node = int(chance.integers(0, self.network.roads.nodes))
        verb = str(chance.choice(["open", "close", "move", "roads", "arcs"]))
        if verb == "open" or (verb in ("close", "move") and not len(standing)):
            self.open[kind] = np.append(self.open[kind], np.int32(node))
            return what.open(kind, node)
        if verb in ("close", "move"):
            facility = int(chance.choice(standing))
            self.open[kind] = self.open[kind].copy()
            self.open[kind][facility] = node if verb == "move" else -1
            return what.move(kind, facility, node) if verb == "move" else what.close(kind, facility)
        arcs = chance.permutation(len(self.tenths))[: chance.integers(0, 5)]
        if verb == "arcs":
            self.tenths[arcs] = UNREACHABLE
            return what.close_arcs(arcs)
        times = chance.choice([0, 1, 7, 50, UNREACHABLE], len(arcs)).astype(np.int32)
        self.tenths[arcs] = times
        return what.set_tenths(arcs, times)

    def check(self) -> None:
        limits = np.array(LIMITS, np.int32)
        for number, kind in enumerate(self.open):
            time, near = told_by_dijkstra(self.network, self.tenths, self.open[kind], self.points, to=self.to)
            np.testing.assert_array_equal(self.what.tenths(kind), time)
            np.testing.assert_array_equal(self.what.facility(kind), near)
            wanted = np.zeros_like(self.what.figures[number])
            bands = band_of(time, limits)
            for point, people in enumerate(self.people):
                wanted[self.area[point], :, bands[point]] += people
            np.testing.assert_array_equal(self.what.figures[number], wanted)


def check_change(change: Change, before: dict[str, tuple[Ints, Ints]], what: WhatIf) -> None:
    """A change names all points that have another label, and no others."""
    for number, kind in enumerate(change.kinds):
        time, near = what.tenths(kind), what.facility(kind)
        old_time, old_near = before[kind]
        moved = np.flatnonzero((time != old_time) | (near != old_near))
        mine = change.kind == number
        np.testing.assert_array_equal(change.point[mine], moved)
        np.testing.assert_array_equal(change.tenths_before[mine], old_time[moved])
        np.testing.assert_array_equal(change.tenths_after[mine], time[moved])
        np.testing.assert_array_equal(change.facility_before[mine], old_near[moved])
        np.testing.assert_array_equal(change.facility_after[mine], near[moved])


def walk(drill: Drill, edits: int) -> None:
    """Edit, compare with Dijkstra, and go all the way back."""
    what, past = drill.what, []
    drill.check()
    for _ in range(edits):
        past.append(held(what))
        before = {kind: (what.tenths(kind), what.facility(kind)) for kind in what.kinds}
        figures = what.figures
        change = drill.edit()
        check_change(change, before, what)
        for number, kind in enumerate(change.kinds):
            place = what.kinds.index(kind)
            np.testing.assert_array_equal(what.figures[place] - figures[place], change.figures[number])
        drill.check()
    for wanted in reversed(past):
        what.undo()
        assert held(what) == wanted


@settings(max_examples=120, deadline=None)
@given(network=networks, seed=st.integers(0, 2**16), to=st.booleans(), edits=st.integers(1, 8))
def test_after_any_edits_every_label_is_dijkstras_and_undo_restores_every_bit(
    network: Timed, seed: int, to: bool, edits: int
) -> None:
    walk(Drill(network, seed, to=to), edits)


@settings(max_examples=60, deadline=None)
@given(
    network=networks,
    seed=st.integers(0, 2**16),
    to=st.booleans(),
    edits=st.integers(1, 6),
    budget=st.sampled_from([0, 1, 5, 1000]),
)
def test_edits_that_touch_more_than_the_budget_are_swept_to_the_same_answers(
    network: Timed, seed: int, to: bool, edits: int, budget: int
) -> None:
    walk(Drill(network, seed, to=to, hierarchy=Hierarchy.of(network.roads), budget=budget), edits)
