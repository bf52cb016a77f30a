"""The order: every node once, the same on any number of threads, good enough to be worth having, and always exact."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import BITS, NONE, UNREACHABLE, labels
from narhet.hierarchy.completion import completion
from narhet.hierarchy.cuts import SOURCE, TARGET, _along, _flow, _zones
from narhet.hierarchy.dissection import GRAIN, dissection
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.hierarchy.parts import pair_edges, whole
from narhet.hierarchy.skeleton import skeleton
from narhet.nearest import Nearness
from narhet.roads.network import Ints
from tests.narhet.networks import grid, timed


def shortcuts(side: int, order: Ints) -> int:
    roads = grid(side, seed=2, dropped=0).roads
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return len(completion(skeleton(roads.first_out, roads.head), order, rank)[1])


def test_threads_do_not_change_the_order() -> None:
    roads = grid(200, seed=2, dropped=0).roads
    assert roads.nodes > GRAIN  # or the work is not shared
    graph, (x, y) = skeleton(roads.first_out, roads.head), roads.planar()
    alone = dissection(graph, x, y, threads=1)
    np.testing.assert_array_equal(np.sort(alone), np.arange(roads.nodes))
    for threads in (2, 5):
        np.testing.assert_array_equal(dissection(graph, x, y, threads=threads), alone)


def test_a_square_of_streets_needs_few_shortcuts() -> None:
    """About 21 for each of its 4,096 nodes; row by row they would be 64."""
    roads = grid(64, seed=2, dropped=0).roads
    order = dissection(skeleton(roads.first_out, roads.head), *roads.planar())
    assert shortcuts(64, order) < 24 * 4096


@given(nodes=st.integers(20, 300), busy=st.sampled_from([1.0, 2.0, 4.0]), seed=st.integers(0, 2**16))
def test_as_much_flows_as_the_cut_that_it_leaves_lets_through(nodes: int, busy: float, seed: int) -> None:
    """Then the flow is a largest and the cut a smallest one (Ford, Fulkerson 1956)."""
    roads = timed(nodes, int(busy * nodes), seed).roads
    graph = skeleton(roads.first_out, roads.head)
    parts = whole(graph, *roads.planar())
    pair_edges(parts, 0, nodes)
    ends = nodes // 4
    _zones(parts, 0, nodes, _along(parts, 0, nodes, float(seed)), ends, ends)
    value = _flow(parts, 0, nodes, len(graph.neighbour))
    near = parts.level >= 0
    assert near[parts.zone == SOURCE].all()
    assert not near[parts.zone == TARGET].any()
    tail = np.repeat(np.arange(nodes), np.diff(graph.first))
    assert value == (near[tail] & ~near[graph.neighbour]).sum()


@settings(max_examples=40)
@given(
    nodes=st.integers(50, 500),
    busy=st.sampled_from([1.0, 2.0, 4.0]),
    seed=st.integers(0, 2**16),
    apart=st.sampled_from([0.0, 1.0]),
    threads=st.integers(1, 3),
)
def test_parts_that_must_be_cut_are_answered_as_dijkstra_answers(
    nodes: int, busy: float, seed: int, apart: float, threads: int
) -> None:
    network = timed(nodes, int(busy * nodes), seed)
    roads = network.roads
    graph, (x, y) = skeleton(roads.first_out, roads.head), roads.planar()
    order = dissection(graph, x * apart, y * apart, threads=threads)
    np.testing.assert_array_equal(np.sort(order), np.arange(nodes))
    at = np.random.default_rng(seed).integers(0, nodes, 3).astype(np.int32)
    nearness = Nearness(Hierarchy.of(roads).metric(network.tenths), np.arange(nodes), to=False)
    found = labels(roads.first_out, roads.head, network.tenths, at)[:, 0]
    wanted = np.where(found == NONE, UNREACHABLE, found >> BITS)
    np.testing.assert_array_equal(nearness.times([at])[0], wanted)
