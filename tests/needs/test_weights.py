"""Weights by age and intervals: what must hold for all numbers, and that the interval covers as often as it says."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.needs.results import share_of
from servicepunkt.needs.weights import Stratum, effective, interval, joined, weighted_share, weights

STRATA = st.lists(st.builds(Stratum, st.integers(0, 400), st.integers(0, 5000)), min_size=1, max_size=7)


@given(STRATA)
def test_weights_sum_to_the_number_of_answers_and_are_bounded(strata: list[Stratum]) -> None:
    each = weights(strata)
    answers, people = sum(one.answers for one in strata), sum(one.people for one in strata)
    total = sum(one.answers * weight for one, weight in zip(strata, each, strict=True))
    assert total == pytest.approx(answers)
    if answers and people:
        assert all(0 < weight <= answers for weight in each)
        assert 0 < effective([one.answers for one in strata], each) <= answers + 1e-6


@given(st.lists(st.integers(1, 300), min_size=1, max_size=7), st.integers(1, 9))
def test_weights_are_neutral_when_ages_answer_alike(answers: list[int], times: int) -> None:
    each = weights([Stratum(number, number * times) for number in answers])
    assert each == pytest.approx([1.0] * len(answers))
    assert effective(answers, each) == pytest.approx(sum(answers))


@given(STRATA)
def test_an_age_without_answers_is_joined_with_a_neighbour(strata: list[Stratum]) -> None:
    groups = joined(strata)
    assert [at for group in groups for at in group] == list(range(len(strata))), "neighbours only, each once"
    if sum(one.answers for one in strata) and sum(one.people for one in strata):
        assert all(sum(strata[at].answers for at in group) for group in groups)
        assert all(sum(strata[at].people for at in group) for group in groups)


def test_a_group_that_answered_eagerly_is_not_heard_twice() -> None:
    strata = [Stratum(10, 100), Stratum(40, 100)]
    share = weighted_share([10, 0], [10, 40], weights(strata))
    assert share == pytest.approx(0.5), "all the young of as many young as old"
    assert effective([10, 40], weights(strata)) == pytest.approx(50 * 50 / (10 * 2.5**2 + 40 * 0.625**2))


@given(st.integers(1, 5000), st.integers(0, 5000), st.one_of(st.none(), st.integers(1, 20000)))
def test_an_interval_lies_within_0_and_1_and_round_the_share(number: int, chosen: int, people: int | None) -> None:
    share = min(chosen, number) / number
    low, high = interval(share, number, answers=number, people=people)
    assert 0 <= low <= share <= high <= 1
    if people is None:
        assert high > low


def test_an_interval_shrinks_with_answers_and_with_how_many_of_all_have_answered() -> None:
    widths = [high - low for low, high in (interval(0.3, number) for number in (10, 40, 160, 640))]
    assert all(wide > narrow for wide, narrow in pairwise(widths))
    of_few = interval(0.3, 100, answers=100, people=120)
    of_many = interval(0.3, 100, answers=100, people=100_000)
    alone = interval(0.3, 100)
    assert of_few[1] - of_few[0] < of_many[1] - of_many[0] <= alone[1] - alone[0] + 1e-9
    assert interval(0.3, 100, answers=100, people=100) == (0.3, 0.3), "when all have answered nothing is left to chance"


def test_known_values_of_wilsons_interval() -> None:
    """As in Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, and 0 of 20."""
    assert interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert interval(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize(("people", "asked", "share"), [(400, 60, 0.2), (300, 150, 0.5), (1000, 80, 0.1)])
def test_the_interval_covers_the_truth_as_often_as_it_says(people: int, asked: int, share: float) -> None:
    dice, hits, rounds = random.Random(people + asked), 0, 1500
    village = [1] * round(people * share) + [0] * (people - round(people * share))
    truth = sum(village) / people
    for _ in range(rounds):
        found = sum(dice.sample(village, asked)) / asked
        low, high = interval(found, asked, answers=asked, people=people)
        hits += low <= truth <= high
    assert 0.93 <= hits / rounds <= 0.98


def test_the_weighted_interval_covers_when_ages_answer_unlike() -> None:
    """The young answer seldom and want something else: unweighted misses, weighted does not."""
    dice, rounds = random.Random(7), 600
    weighted_hits = plain_hits = 0
    for _ in range(rounds):
        young, old = sum(dice.random() < 0.7 for _ in range(20)), sum(dice.random() < 0.3 for _ in range(80))
        each = weights([Stratum(20, 5000), Stratum(80, 5000)])
        share = weighted_share([young, old], [20, 80], each)
        low, high = interval(share, effective([20, 80], each))
        weighted_hits += low <= 0.5 <= high
        low, high = interval((young + old) / 100, 100)
        plain_hits += low <= 0.5 <= high
    assert weighted_hits / rounds > 0.93 and plain_hits / rounds < 0.5


@pytest.mark.parametrize(("share", "number"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_what_is_no_share_has_no_interval(share: float, number: int) -> None:
    with pytest.raises(ValueError, match="an interval needs"):
        interval(share, number)


def test_a_share_is_weighted_only_by_ages_of_the_same_release() -> None:
    entry = {
        "release": 2, "answers": 60, "blocks": [["1"], ["0"]], "counts": [20, 40],
        "by_age": {"release": 2, "answers": 60, "rows": [["13-19"], ["20-29", ""]], "blocks": [["1"], ["0"]],
                   "cells": [[10, 10], [10, 30]]},
    }  # fmt: skip
    people = {"13-19": 100, "20-29": 100}
    found = share_of(entry, ["1"], people)
    assert found and found.weighted and found.share == pytest.approx((10 / 20 + 10 / 40) / 2)
    older = {**entry, "by_age": {**entry["by_age"], "release": 1}}  # type: ignore[dict-item]
    found = share_of(older, ["1"], people)
    assert found and not found.weighted and found.share == pytest.approx(1 / 3)
    assert share_of(entry, ["2"], people) is None
