"""The gain of a place is what opening a facility there really changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.gain import gains
from narhet.whatif.whatif import WhatIf
from tests.narhet.networks import Timed, grid, networks

LIMITS = [5, 20, 90]


@settings(max_examples=60, deadline=None)
@given(network=networks, seed=st.integers(0, 2**16), to=st.booleans(), facilities=st.integers(0, 3))
def test_the_gain_of_every_node_is_what_opening_there_changes(
    network: Timed, seed: int, to: bool, facilities: int
) -> None:
    chance, nodes = np.random.default_rng(seed), network.roads.nodes
    points = chance.integers(0, nodes, 8)
    people = chance.integers(0, 9, (8, 2))
    kinds = {"shop": chance.integers(0, nodes, facilities)}
    what = WhatIf(network.roads, network.tenths, points, kinds, people=people, limits=LIMITS, to=to)
    found = gains(what, "shop", np.arange(nodes))
    for node in range(nodes):
        before, old = what.tenths("shop").astype(np.int64), what.figures[0, 0].sum(axis=0).cumsum()[:-1]
        what.open("shop", node)
        after, new = what.tenths("shop"), what.figures[0, 0].sum(axis=0).cumsum()[:-1]
        what.undo()
        shorter, had = people.sum(axis=1) * (after < before), before < UNREACHABLE
        assert found.saved[node] == (shorter * had * (before - after)).sum()
        assert found.nearer[node] == shorter.sum()
        assert found.reached[node] == (shorter * ~had).sum()
        np.testing.assert_array_equal(found.within[node], new - old)


def test_threads_do_not_change_the_gains_and_the_best_place_comes_first() -> None:
    network = grid(40, seed=3)
    chance = np.random.default_rng(8)
    points = chance.choice(1600, 700, replace=False)
    what = WhatIf(network.roads, network.tenths, points, {"shop": [5, 800]}, people=chance.integers(1, 50, 700))
    alone, together = gains(what, "shop"), gains(what, "shop", threads=2)
    for name in ("node", "saved", "nearer", "reached", "within"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(together, name))
    best = alone.best(5)
    assert alone.saved[best[0]] == alone.saved.max() > 0
    assert (np.diff(alone.saved[best]) <= 0).all()
    assert not what.edits


def test_questions_about_gain_that_cannot_be_answered_are_refused() -> None:
    network = grid(5, seed=1)
    what = WhatIf(network.roads, network.tenths, [3, 4], {"shop": [0]})
    with pytest.raises(BadQueryError, match="no kind 'bank'; there are shop"):
        gains(what, "bank")
    with pytest.raises(BadQueryError, match="outside 0 … 24"):
        gains(what, "shop", [25])
    with pytest.raises(BadQueryError, match="at least 1 thread"):
        gains(what, "shop", threads=0)
