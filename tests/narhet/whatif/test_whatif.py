"""After any edits the answers are those of a search on the edited roads, and undo restores every bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import BITS, UNREACHABLE, backwards, labels
from narhet.errors import BadQueryError
from narhet.figures import band_of
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.roads.network import Ints, from_arcs
from narhet.whatif.change import Change
from narhet.whatif.whatif import WhatIf
from tests.narhet.networks import Timed, grid, networks

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


def a_town(**more: Any) -> WhatIf:
    network = grid(12, seed=3)
    roads = replace(network.roads, way=np.where(np.arange(network.roads.arcs) < 4, 88, -1).astype(np.int64))
    return WhatIf(roads, network.tenths, [3, 40, 99, 140], {"shop": [5, 100], "bank": [77]}, **more)


def test_a_road_is_closed_and_slowed_by_its_number() -> None:
    what = a_town()
    assert what.arcs_of_way(88).tolist() == [0, 1, 2, 3]
    before = held(what)
    what.set_speed(88, 36)
    np.testing.assert_array_equal(what._tenths[:4], np.rint(what._road.metres[:4]))  # 10 m/s
    what.close_way(88)
    assert (what._tenths[:4] == UNREACHABLE).all()
    assert what.edits == ("36 km/h on way 88", "close way 88")
    assert what.set_speed(88, 50).point.size == 0  # closed arcs stay closed
    for _ in range(3):
        what.undo()
    assert held(what) == before


def test_people_and_limits_have_their_everyday_meaning_when_left_out() -> None:
    what = a_town()
    assert what.figures.shape == (2, 1, 1, 5)
    assert what.figures.sum(axis=-1).ravel().tolist() == [4, 4]
    assert what.facilities("shop").tolist() == [5, 100]


def test_many_changed_points_are_told_rising_whatever_their_number() -> None:
    network = grid(30, seed=5)
    chance = np.random.default_rng(1)
    points = chance.permutation(900)
    what = WhatIf(network.roads, network.tenths, points, {"shop": [0, 450, 899]})
    for change in (what.close("shop", 1), what.open("shop", 31), what.undo()):
        assert len(change.point) and (np.diff(change.point) > 0).all()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda what: what.open("school", 3), "no kind 'school'; there are shop, bank"),
        (lambda what: what.open("shop", 144), "facility lies outside 0 … 143"),
        (lambda what: what.open("shop", 1.5), "node of a facility as a whole number"),
        (lambda what: what.close("shop", 2), "no shop 2; they have the numbers 0 … 1"),
        (lambda what: what.move("shop", 0, -1), "outside 0 … 143"),
        (lambda what: [what.close("bank", 0), what.close("bank", 0)], "bank 0 is closed already"),
        (lambda what: what.set_tenths([1], [-5]), "at least 0 whole tenths"),
        (lambda what: what.set_tenths([1, 2], [5]), "for each arc, or one for all"),
        (lambda what: what.set_tenths([1, 1], 5), "named twice"),
        (lambda what: what.close_arcs([100_000]), "number of an arc lies outside"),
        (lambda what: what.close_way(12), "No road has the number 12"),
        (lambda what: what.close_way(-1), "No road has the number -1"),
        (lambda what: what.set_speed(88, 0), "must be above 0 km/h"),
        (lambda what: what.undo(), "nothing to undo"),
    ],
)
def test_edits_that_make_no_sense_are_refused_and_change_nothing(edit: Callable[[WhatIf], Any], message: str) -> None:
    what = a_town()
    with pytest.raises(BadQueryError, match=message):
        edit(what)
    while what.edits:
        what.undo()
    assert held(what) == held(a_town())


@pytest.mark.parametrize(
    ("points", "kinds", "more", "message"),
    [
        ([], {"shop": [1]}, {}, "no points"),
        ([1], {}, {}, "no kinds of facility"),
        ([400], {"shop": [1]}, {}, "node of a point lies outside 0 … 24"),
        ([1], {"shop": [25]}, {}, "node of a facility lies outside"),
        ([1], {"shop": [1]}, {"people": [1, 2]}, "each of the 1 points, not 2"),
    ],
)
def test_what_cannot_be_worked_on_is_refused(points: Any, kinds: Any, more: Any, message: str) -> None:
    network = grid(5, seed=1)
    with pytest.raises(BadQueryError, match=message):
        WhatIf(network.roads, network.tenths, points, kinds, **more)
    with pytest.raises(BadQueryError, match="one travel time of at least 0 for each"):
        WhatIf(network.roads, network.tenths[1:], [1], {"shop": [1]})


def road_of(nodes: int) -> Timed:
    """One road without crossings, both directions with times of their own."""
    one, other = np.arange(nodes - 1), np.arange(1, nodes)
    tail, head = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.argsort(tail, kind="stable")
    times = np.random.default_rng(0).integers(10, 99, len(tail)).astype(np.int32)
    latitude = np.full(nodes, 60.0)
    roads = from_arcs(15 + np.arange(nodes) / 100, latitude, tail, head, metres=times, source="a road")
    return Timed(roads, times[order])


@pytest.mark.parametrize("to", [True, False])
@pytest.mark.parametrize("budget", [0, None])
def test_a_facility_between_junctions_follows_when_the_road_about_it_changes(to: bool, budget: int | None) -> None:
    network = road_of(20)
    points = np.array([0, 19], np.int32)
    hierarchy = Hierarchy.of(network.roads)
    what = WhatIf(network.roads, network.tenths, points, {"shop": []}, hierarchy=hierarchy, to=to, budget=budget)
    assert what.reduced.nodes == 2
    what.open("shop", 7)
    tenths, start = network.tenths.copy(), held(what)
    for times in (900, 1, UNREACHABLE, 5):
        for arc in (6, 12, 13, 14):
            tenths[arc] = times
            what.set_tenths([arc], times)
            time, near = told_by_dijkstra(network, tenths, np.array([7], np.int32), points, to=to)
            np.testing.assert_array_equal(what.tenths("shop"), time)
            np.testing.assert_array_equal(what.facility("shop"), near)
    while len(what.edits) > 1:
        what.undo()
    assert held(what) == start


def test_the_hierarchy_serves_again_when_the_edit_of_roads_is_undone() -> None:
    network = grid(12, seed=3)
    hierarchy = Hierarchy.of(network.roads)
    what = WhatIf(network.roads, network.tenths, [3, 40], {"shop": [5]}, hierarchy=hierarchy, budget=0)
    assert what.open("shop", 9).way == "sweep"
    assert what.close_arcs([17]).way == "repair"
    assert what.open("shop", 100).way == "repair"
    what.undo()
    what.undo()
    assert what.open("shop", 100).way == "sweep"
