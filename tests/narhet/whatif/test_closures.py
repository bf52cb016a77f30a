"""The loss that closures are ranked by is what really closing them changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.closures import closures, pairs, together
from narhet.dijkstra import UNREACHABLE, backwards, labels
from narhet.errors import BadQueryError
from narhet.nearest import Nearest
from narhet.roads.network import Ints, Longs
from narhet.whatif.whatif import WhatIf
from tests.narhet.networks import Timed, grid, networks


class Village:
    """Random facilities of two kinds, the nearest three by Dijkstra, and the same to edit."""

    def __init__(self, network: Timed, seed: int, most: int = 5) -> None:
        chance, nodes = np.random.default_rng(seed), network.roads.nodes
        self.points = chance.integers(0, nodes, 10)
        self.people = chance.integers(0, 9, (10, 2))
        self.kinds = {name: chance.integers(0, nodes, chance.integers(0, most)).astype(np.int32) for name in "ab"}
        first, tails, arc = backwards(network.roads.first_out, network.roads.head)
        found = [labels(first, tails, network.tenths[arc], at, nearest=3)[self.points].T for at in self.kinds.values()]
        label = np.stack(found)
        time = label >> 32
        near = np.where(time < UNREACHABLE, label & 0xFFFFFFFF, -1)
        self.nearest = Nearest(time.astype(np.int32), near.astype(np.int32))
        self.counts = [len(at) for at in self.kinds.values()]
        self.what = WhatIf(network.roads, network.tenths, self.points, self.kinds, people=self.people)

    def loss(self, kind: str, facilities: list[int]) -> tuple[Longs, Longs, Ints]:
        """People whose nearest it was, time added (-1 where there is no way left) and who takes over, by closing."""
        before, near = self.what.tenths(kind).astype(np.int64), self.what.facility(kind)
        for facility in facilities:
            self.what.close(kind, facility)
        after, taker = self.what.tenths(kind), self.what.facility(kind)
        for _ in facilities:
            self.what.undo()
        hit = np.isin(near, facilities) & (near >= 0)
        return np.where(hit, self.people.sum(axis=1), 0), np.where(after < UNREACHABLE, after - before, -1), taker


@settings(max_examples=80, deadline=None)
@given(network=networks, seed=st.integers(0, 2**16))
def test_the_loss_by_each_closure_is_what_closing_it_changes(network: Timed, seed: int) -> None:
    village = Village(network, seed)
    found = closures(village.nearest, village.counts, village.people)
    assert len(found.kind) == sum(village.counts)
    for row, (kind, facility) in enumerate(zip(found.kind, found.facility, strict=True)):
        people, added, taker = village.loss("ab"[kind], [int(facility)])
        assert found.people[row] == people.sum()
        assert found.lost[row] == (people * np.maximum(added, 0)).sum()
        assert found.longer[row] == people[added > 0].sum()
        assert found.without[row] == people[added < 0].sum()
        worst = np.where(people > 0, added, 0)
        assert found.worst[row] == worst.max(initial=0)
        assert found.worst_point[row] == (worst.argmax() if worst.max(initial=0) > 0 else -1)
        taken = np.bincount(taker[taker >= 0], weights=people[taker >= 0], minlength=6).astype(int)
        wanted = [(int(taken[number]), number) for number in np.argsort(-taken, kind="stable")[:3] if taken[number]]
        assert [pair for pair in zip(found.taken[row], found.taker[row], strict=True) if pair[0]] == wanted


@settings(max_examples=60, deadline=None)
@given(network=networks, seed=st.integers(0, 2**16))
def test_two_that_stand_in_for_each_other_lose_what_closing_both_changes(network: Timed, seed: int) -> None:
    village = Village(network, seed)
    found = pairs(village.nearest, village.counts, village.people)
    single = closures(village.nearest, village.counts, village.people)
    begin = np.concatenate([[0], np.cumsum(village.counts)])
    for row, (kind, both) in enumerate(zip(found.kind, found.facility, strict=True)):
        people, added, _ = village.loss("ab"[kind], both.tolist())
        assert found.lost[row] == (people * np.maximum(added, 0)).sum()
        assert found.without[row] == people[added < 0].sum()
        assert found.more[row] == found.lost[row] - single.lost[begin[kind] + both].sum()
        near = np.sort(village.nearest.facility[kind, :2], axis=0)
        assert found.people[row] == village.people[(both == near.T).all(axis=1)].sum()


@settings(max_examples=60, deadline=None)
@given(network=networks, seed=st.integers(0, 2**16), houses=st.integers(1, 4))
def test_a_house_that_closes_takes_all_its_kinds_with_it(network: Timed, seed: int, houses: int) -> None:
    village = Village(network, seed, most=4)
    chance = np.random.default_rng(seed)
    places = [chance.integers(0, houses, count) for count in village.counts]
    found = together(village.nearest, places, village.people)
    everywhere = np.concatenate(places)
    assert found.place.tolist() == [house for house in range(houses) if (everywhere == house).sum() > 1]
    for row, house in enumerate(found.place):
        inside = [np.flatnonzero(each == house).tolist() for each in places]
        assert found.facilities[row] == sum(map(len, inside))
        assert found.kinds[row] == sum(map(bool, inside))
        losses = [village.loss(kind, closed) for kind, closed in zip("ab", inside, strict=True)]
        # Three nearest are known and no kind has more than three: everything has been seen.
        assert found.exact[row]
        assert found.lost[row] == sum((people * np.maximum(added, 0)).sum() for people, added, _ in losses)
        assert found.longer[row] == sum(people[added > 0].sum() for people, added, _ in losses)
        assert found.without[row] == sum(people[added < 0].sum() for people, added, _ in losses)
        hit = [np.isin(near[0], closed) for near, closed in zip(village.nearest.facility, inside, strict=True)]
        assert found.people[row] == village.people[hit[0] | hit[1]].sum()
        assert found.several[row] == village.people[hit[0] & hit[1]].sum()


def test_a_place_with_more_of_a_kind_than_are_known_is_told_as_not_exact() -> None:
    network = grid(12, seed=2)
    village = Village(network, 1)
    metric_free = Nearest(np.array([[[0], [1]]], np.int32), np.array([[[0], [1]]], np.int32))
    assert not together(metric_free, [[7, 7, 8]]).exact[0]
    assert together(metric_free, [[7, 7]]).exact[0]
    assert village.what.kinds == ("a", "b")


def test_closures_are_ranked_by_people_left_without_and_then_by_time() -> None:
    tenths = np.array([[[10, 10, 10, 10], [40, 20, UNREACHABLE, 90]]], np.int32)
    facility = np.array([[[0, 1, 2, 3], [1, 0, -1, 1]]], np.int32)
    found = closures(Nearest(tenths, facility), [5], [3, 4, 1, 2])
    assert found.ranking().tolist() == [2, 3, 0, 1, 4]
    assert found.mean.tolist() == [30.0, 10.0, 0.0, 80.0, 0.0]


def test_questions_about_closures_that_cannot_be_answered_are_refused() -> None:
    one = Nearest(np.zeros((1, 1, 2), np.int32), np.zeros((1, 1, 2), np.int32))
    two = Nearest(np.zeros((1, 2, 2), np.int32), np.array([[[0, 0], [1, 1]]], np.int32))
    with pytest.raises(BadQueryError, match="the two or three nearest"):
        closures(one, [1])
    with pytest.raises(BadQueryError, match="ask for the three nearest"):
        pairs(two, [2])
    with pytest.raises(BadQueryError, match="each of the 1 kinds, not of 2"):
        closures(two, [2, 2])
    with pytest.raises(BadQueryError, match="Kind 0 has 1 facilities, but number 1"):
        closures(two, [1])
    with pytest.raises(BadQueryError, match="whole numbers for each of the 2 points"):
        closures(two, [2], [1.5, 2.0])
    with pytest.raises(BadQueryError, match="counted from 0"):
        closures(two, [2], [1, -1])
    with pytest.raises(BadQueryError, match="place as a whole number from 0"):
        together(two, [[-1, 3]])
