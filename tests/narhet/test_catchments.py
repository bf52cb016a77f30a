"""Catchments: everybody who has a way is in one, and its figures are those of its own points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.catchments import catchments
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.figures import counting, figures
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.nearest import Nearness
from tests.narhet.networks import timed


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_catchments_figures_are_those_of_its_points(seed: int) -> None:
    network, chance = timed(60, 120, seed), np.random.default_rng(seed)
    people = chance.integers(0, 4, (60, 2))
    how = counting(people, [20, 60])
    kinds = [chance.integers(0, 60, 4), chance.integers(0, 60, 1)]
    nearest = Nearness(Hierarchy.of(network.roads).metric(network.tenths), np.arange(60)).nearest(kinds)
    found = catchments(nearest, [4, 1], how)
    for row in range(5):
        kind, facility = found.kind[row], found.facility[row]
        own = np.flatnonzero((nearest.facility[kind, 0] == facility) & (nearest.tenths[kind, 0] < UNREACHABLE))
        times = np.sort(np.repeat(nearest.tenths[kind, 0, own], people[own].sum(axis=1)))
        assert found.points[row] == len(own)
        assert (found.total[row] == people[own].sum(axis=0)).all()
        if len(times):
            assert found.mean[row] == pytest.approx(times.mean())
            assert found.median[row] == times[(len(times) - 1) // 2]
            assert found.most[row] == times[-1]
        else:
            assert np.isnan(found.mean[row])
            assert found.median[row] == found.most[row] == -1
    whole = figures(nearest.tenths[:, 0], how).sum(axis=1)
    for kind in (0, 1):
        near = found.people[found.kind == kind].sum(axis=0)
        assert (near[:, :2] == whole[kind][:, :2]).all()


def test_what_does_not_fit_together_is_told() -> None:
    network = timed(60, 120, 1)
    nearest = Nearness(Hierarchy.of(network.roads).metric(network.tenths), np.arange(60)).nearest([[3, 5]])
    with pytest.raises(BadQueryError, match="each of 1 kinds"):
        catchments(nearest, [2, 2], counting(np.ones(60, np.int64), []))
    with pytest.raises(BadQueryError, match="higher number"):
        catchments(nearest, [1], counting(np.ones(60, np.int64), []))
