"""The hierarchy answers exactly what Dijkstra answers, on every node of every network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import BITS, NONE, UNREACHABLE, backwards, labels
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.hierarchy.sweeps import passes
from narhet.nearest import Nearest, Nearness
from narhet.roads.network import Ints, from_arcs
from tests.narhet.networks import Timed, grid, networks


def oracle(network: Timed, facilities: Ints, nearest: int, *, to: bool) -> Nearest:
    """What plain Dijkstra finds for one kind at all nodes."""
    roads = network.roads
    if to:
        first, head, arc = backwards(roads.first_out, roads.head)
        found = labels(first, head, network.tenths[arc], facilities, nearest=nearest)
    else:
        found = labels(roads.first_out, roads.head, network.tenths, facilities, nearest=nearest)
    none = found == NONE
    return Nearest(
        np.where(none, UNREACHABLE, found >> BITS).T.astype(np.int32),
        np.where(none, -1, found & ((1 << BITS) - 1)).T.astype(np.int32),
    )


def some_kinds(nodes: int, kinds: int, seed: int) -> list[Ints]:
    """Facilities on random nodes, several on one node among them, and kinds without any."""
    chance = np.random.default_rng(seed)
    return [chance.integers(0, nodes, chance.integers(0, 6)).astype(np.int32) for _ in range(kinds)]


@settings(max_examples=150, deadline=None)
@given(
    network=networks,
    kinds=st.integers(1, 20),
    seed=st.integers(0, 2**16),
    nearest=st.integers(1, 3),
    to=st.booleans(),
    threads=st.integers(1, 3),
)
def test_every_node_gets_the_times_and_facilities_that_dijkstra_finds(
    network: Timed, kinds: int, seed: int, nearest: int, to: bool, threads: int
) -> None:
    nodes = network.roads.nodes
    facilities = some_kinds(nodes, kinds, seed)
    metric = Hierarchy.of(network.roads).metric(network.tenths)
    nearness = Nearness(metric, np.arange(nodes), to=to, threads=threads)
    times, found = nearness.times(facilities), nearness.nearest(facilities, nearest=nearest)
    for kind, at in enumerate(facilities):
        wanted = oracle(network, at, nearest, to=to)
        np.testing.assert_array_equal(times[kind], wanted.tenths[0])
        np.testing.assert_array_equal(found.tenths[kind], wanted.tenths)
        np.testing.assert_array_equal(found.facility[kind], wanted.facility)


def test_a_town_of_streets_with_points_and_sites_picked_out_is_answered_exactly() -> None:
    network = grid(70, seed=4)
    chance = np.random.default_rng(5)
    facilities = [chance.choice(4900, 60).astype(np.int32) for _ in range(18)]
    points = chance.choice(4900, 500, replace=False)
    metric = Hierarchy.of(network.roads).metric(network.tenths)
    nearness = Nearness(metric, points, sites=np.concatenate(facilities), threads=2)
    times, found = nearness.times(facilities), nearness.nearest(facilities, nearest=2)
    for kind, at in enumerate(facilities):
        wanted = oracle(network, at, 2, to=True)
        np.testing.assert_array_equal(times[kind], wanted.tenths[0, points])
        np.testing.assert_array_equal(found.tenths[kind], wanted.tenths[:, points])
        np.testing.assert_array_equal(found.facility[kind], wanted.facility[:, points])


def test_times_too_long_for_packed_labels_are_told_all_the_same_and_islands_stay_unreached() -> None:
    nodes, far = 24, 40_000_000
    tail = np.arange(nodes - 3)  # a long line; the last two nodes are an island of their own
    tails, heads = np.concatenate([tail, tail + 1, [nodes - 2]]), np.concatenate([tail + 1, tail, [nodes - 1]])
    places = np.arange(nodes) / 100
    roads = from_arcs(15 + places, 60 + places, tails, heads, metres=np.ones(len(tails)), source="a long line")
    network = Timed(roads, np.full(roads.arcs, far, np.int32))
    facilities = [np.array([0, 0, 1, 20, 21]), np.array([0, 1, 0]), np.array([10, nodes - 1])]
    metric = Hierarchy.of(roads).metric(network.tenths)
    for nearest, threads in ((1, 1), (2, 2), (3, 1)):
        found = Nearness(metric, np.arange(nodes), threads=threads).nearest(facilities, nearest=nearest)
        for kind, at in enumerate(facilities):
            wanted = oracle(network, at.astype(np.int32), nearest, to=True)
            np.testing.assert_array_equal(found.tenths[kind], wanted.tenths)
            np.testing.assert_array_equal(found.facility[kind], wanted.facility)
    assert found.tenths[1, 0].max() == UNREACHABLE and (found.tenths[1, 0] == 20 * far).any()


def test_the_work_is_shared_out_evenly_and_every_arc_leads_upward_in_its_part() -> None:
    network = grid(60, seed=8)
    metric = Hierarchy.of(network.roads).metric(network.tenths)
    everywhere = np.arange(network.roads.nodes, dtype=np.int32)
    way = passes(metric, everywhere, everywhere, parts=3)
    arcs = np.diff(way.into_first[way.begin]) + np.diff(way.onto_first[way.begin])
    assert arcs.max() < 1.3 * arcs.min() and way.top < 0.2 * network.roads.nodes
    low = np.repeat(np.arange(way.rows), np.diff(way.into_first))
    assert (way.into[:, 0] > low).all()
    for part in range(3):
        own = (low >= way.begin[part]) & (low < way.begin[part + 1])
        heads, copy = way.into[own, 0], way.copy(part)
        assert ((heads < way.begin[part + 1]) | ((heads >= copy.start) & (heads < copy.stop))).all()


def test_a_new_speed_profile_needs_no_new_hierarchy() -> None:
    network = grid(20, seed=6)
    hierarchy = Hierarchy.of(network.roads)
    slower = np.where(np.arange(network.roads.arcs) % 3 == 0, UNREACHABLE, network.tenths * 2).astype(np.int32)
    for tenths in (network.tenths, slower):
        times = Nearness(hierarchy.metric(tenths), np.arange(400)).times([[7, 300]])
        wanted = oracle(Timed(network.roads, tenths), np.array([7, 300], np.int32), 1, to=True)
        np.testing.assert_array_equal(times[0], wanted.tenths[0])


def test_bad_questions_are_refused_with_what_to_do() -> None:
    network = grid(5, seed=1)
    hierarchy = Hierarchy.of(network.roads)
    metric = hierarchy.metric(network.tenths)
    with pytest.raises(BadQueryError, match="one travel time of at least 0 for each"):
        hierarchy.metric(network.tenths[:-1])
    with pytest.raises(BadQueryError, match="no points"):
        Nearness(metric, [])
    with pytest.raises(BadQueryError, match="outside 0 … 24"):
        Nearness(metric, [25])
    with pytest.raises(BadQueryError, match="whole number"):
        Nearness(metric, [0.5])
    with pytest.raises(BadQueryError, match="at least one thread"):
        Nearness(metric, [0], threads=0)
    nearness = Nearness(metric, [0, 1], sites=[3])
    with pytest.raises(BadQueryError, match="no kinds"):
        nearness.times([])
    with pytest.raises(BadQueryError, match="node 4 was not among the sites"):
        nearness.times([[3], [3, 4]])
    with pytest.raises(BadQueryError, match="1, 2 or 3 nearest"):
        nearness.nearest([[3]], nearest=4)
