"""The metres of the fastest way belong to the very facility and time that the hierarchy tells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import UNREACHABLE
from narhet.distances import ways
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.nearest import Nearness
from narhet.roads.network import from_arcs
from tests.narhet.networks import timed


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.integers(1, 3))
def test_times_and_facilities_are_the_hierarchys_and_metres_those_of_the_way(seed: int, to: bool, many: int) -> None:
    network = timed(50, 100, seed, zero=0.2)  # every arc is as many metres long as it takes tenths
    facilities = np.random.default_rng(seed).integers(0, 50, 5)
    nearness = Nearness(Hierarchy.of(network.roads).metric(network.tenths), np.arange(50), to=to)
    known = nearness.nearest([facilities], nearest=many)
    found = ways(network.roads, network.tenths, np.arange(50), facilities, nearest=many, to=to)
    assert (found.tenths == known.tenths[0]).all()
    assert (found.facility == known.facility[0]).all()
    there = found.tenths < UNREACHABLE
    assert (found.metres[there] == found.tenths[there]).all()
    assert np.isnan(found.metres[~there]).all()


def test_the_fastest_way_is_measured_though_another_is_shorter() -> None:
    roads = from_arcs(
        [15.0, 15.1, 15.2], [62.0, 62.0, 62.1], [0, 0, 2], [1, 2, 1], metres=[5_000, 6_000, 6_000], source="drawn"
    )
    tenths = np.array([6_000, 1_000, 1_000], np.int32)
    (found,) = ways(roads, tenths, [0], [1]).metres
    assert found.tolist() == [12_000]


def test_what_cannot_be_asked_is_told() -> None:
    network = timed(50, 100, 1)
    for asked, said in (
        ((network.roads, network.tenths, [50], [1]), "outside 0 … 49"),
        ((network.roads, network.tenths[1:], [0], [1]), "for each of the"),
        ((network.roads, network.tenths, [0.5], [1]), "whole numbers"),
    ):
        with pytest.raises(BadQueryError, match=said):
            ways(*asked)
    with pytest.raises(BadQueryError, match="not 4"):
        ways(network.roads, network.tenths, [0], [1], nearest=4)
