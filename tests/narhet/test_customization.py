"""Times of shortcuts: the true ones, the same on any number of threads, and none kept that a search can do without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import BITS, NONE, UNREACHABLE, labels
from narhet.errors import BadQueryError
from narhet.hierarchy.customization import customized
from narhet.hierarchy.hierarchy import Hierarchy, Metric
from narhet.roads.network import Ints
from tests.narhet.networks import Timed, grid, networks


def truth(network: Timed) -> Ints:
    """Least time from every node to every node."""
    roads = network.roads
    result = np.empty((roads.nodes, roads.nodes), np.int32)
    for v in range(roads.nodes):
        found = labels(roads.first_out, roads.head, network.tenths, np.array([v], np.int32))[:, 0]
        result[v] = np.where(found == NONE, UNREACHABLE, found >> BITS)
    return result


def same(one: Metric, other: Metric) -> None:
    for name in ("up_first", "up_head", "up_tenths", "down_first", "down_head", "down_tenths"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(max_examples=60, deadline=None)
@given(network=networks, threads=st.integers(1, 4))
def test_shortcuts_get_the_least_times_that_dijkstra_finds(network: Timed, threads: int) -> None:
    made = Hierarchy.of(network.roads)
    order = np.argsort(made.rank)
    basic, exact = customized(made.up_first, made.up_head, made.place, network.tenths, threads)
    lower = np.repeat(order, np.diff(made.up_first))
    higher = order[made.up_head]
    least = truth(network)
    np.testing.assert_array_equal(exact[:, 0], least[lower, higher])
    np.testing.assert_array_equal(exact[:, 1], least[higher, lower])
    assert (basic >= exact).all()


def test_threads_do_not_change_the_times() -> None:
    network = grid(120, seed=3)
    made = Hierarchy.of(network.roads)
    alone = made.metric(network.tenths, threads=1)
    for threads in (2, 5):
        same(made.metric(network.tenths, threads=threads), alone)


def test_work_that_nobody_does_is_refused() -> None:
    network = grid(5, seed=3)
    with pytest.raises(BadQueryError, match="at least 1 thread, not 0"):
        Hierarchy.of(network.roads).metric(network.tenths, threads=0)


def test_shortcuts_that_a_shorter_way_passes_are_left_out() -> None:
    """Of a square of streets some are long detours, and no search may have to look at them."""
    network = grid(40, seed=4)
    made = Hierarchy.of(network.roads)
    metric = made.metric(network.tenths)
    basic, exact = customized(made.up_first, made.up_head, made.place, network.tenths, 2)
    wanted = (basic == exact) & (basic < UNREACHABLE)
    np.testing.assert_array_equal(metric.up_tenths, exact[wanted[:, 0], 0])
    np.testing.assert_array_equal(metric.down_tenths, exact[wanted[:, 1], 1])
    assert wanted.sum() < 0.8 * wanted.size
