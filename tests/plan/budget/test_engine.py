"""The budget's engine: what must hold for every budget, and worked examples."""

import datetime as dt
import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.plan.budget.amounts import cost_in, income_in, indexed, passed, rounded, sales_in
from servicepunkt.plan.budget.counting import Outcome, Terms, break_even, count
from servicepunkt.plan.budget.facts import (
    Budget,
    Certainty,
    Cost,
    CostKind,
    Income,
    IncomeKind,
    Level,
    Sales,
    Spread,
)
from servicepunkt.plan.budget.scenarios import What, fan, scenarios
from servicepunkt.plan.budget.verdict import verdict

FIRST = 2027
ORE = st.integers(0, 50_000_000_00)
YEAR = st.integers(FIRST - 2, FIRST + 6)
INDEX = st.integers(0, 100)
DAY = st.dates(dt.date(FIRST - 2, 1, 1), dt.date(FIRST + 7, 12, 31))
NAME = st.sampled_from(["Kommunen", "Regionen", "Byalaget", "Banken"])


@st.composite
def _costs(draw: st.DrawFn) -> Cost:
    first = draw(YEAR)
    last = draw(st.none() | st.integers(first, first + 6))
    kind = draw(st.sampled_from(CostKind))
    return Cost("Sak", kind, draw(ORE), first, last, draw(st.booleans()), draw(INDEX), draw(st.booleans()))


@st.composite
def _incomes(draw: st.DrawFn) -> Income:
    first, days = draw(DAY), draw(st.none() | st.integers(1, 2500))
    return Income(
        draw(NAME), "Stöd", draw(st.sampled_from(IncomeKind)), draw(st.sampled_from(Certainty)), draw(ORE), first,
        None if days is None else first + dt.timedelta(days=days), draw(st.booleans()), draw(INDEX),
    )  # fmt: skip


@st.composite
def _sales(draw: st.DrawFn) -> Sales:
    low, likely, high = sorted(draw(st.lists(st.integers(0, 30_000), min_size=3, max_size=3)))
    return Sales("Kafé", (low, likely, high), draw(st.integers(0, 500_00)), draw(st.integers(0, 1000)), draw(YEAR),
                 None, draw(INDEX))  # fmt: skip


BUDGETS = st.builds(
    Budget,
    st.just(FIRST),
    ORE,
    st.lists(_costs(), max_size=5).map(tuple),
    st.lists(_incomes(), max_size=5).map(tuple),
    st.lists(_sales(), max_size=3).map(tuple),
    st.just(()),
    st.builds(Spread, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)),
)


def _figures(outcome: Outcome) -> list[tuple[int, int]]:
    return [(year.result_ore, year.balance_ore) for year in outcome.years]


@given(BUDGETS)
def test_the_kinds_add_up_to_the_total_and_the_years_to_the_balance(budget: Budget) -> None:
    outcome, balance = count(budget), budget.opening_ore
    for year in outcome.years:
        assert year.cost_ore == sum(cost_in(one, year.year, FIRST) for one in budget.costs)
        assert year.income_ore == sum(income_in(one, year.year, FIRST) for one in budget.incomes) + sum(
            sales_in(one, year.year, FIRST) for one in budget.sales
        )
        balance += year.income_ore - year.cost_ore
        assert year.balance_ore == balance


@given(BUDGETS, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(budget: Budget, chance: random.Random) -> None:
    def mixed(lines: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(lines, len(lines)))

    other = replace(budget, costs=mixed(budget.costs), incomes=mixed(budget.incomes), sales=mixed(budget.sales))  # type: ignore[arg-type]
    assert count(other) == count(budget)
    assert scenarios(other) == scenarios(budget)
    assert verdict(other) == verdict(budget)
    assert break_even(other) == break_even(budget)


@given(BUDGETS)
def test_low_is_never_above_likely_nor_likely_above_high(budget: Budget) -> None:
    three = fan(budget)
    for low, likely, high in zip(*(_figures(one) for one in (three.low, three.likely, three.high)), strict=True):
        assert low[0] <= likely[0] <= high[0] and low[1] <= likely[1] <= high[1]


@given(BUDGETS)
def test_taking_a_payer_away_never_improves_a_year(budget: Budget) -> None:
    planned = _figures(count(budget))
    for scenario in scenarios(budget):
        if scenario.what in (What.PAYER_OUT, What.ONLY_SURE, What.COSTS_HIGH, What.VISITS_LOW, What.PRICE_LOW):
            pairs = zip(_figures(scenario.outcome), planned, strict=True)
            assert all(worse[0] <= as_is[0] and worse[1] <= as_is[1] for worse, as_is in pairs), scenario.what


@given(_incomes(), st.lists(DAY, max_size=6))
def test_the_parts_of_a_term_add_up_to_the_whole_wherever_it_is_cut(income: Income, cuts: list[dt.date]) -> None:
    end = income.until_on or dt.date(FIRST + 8, 1, 1)
    days = [income.first_on, *sorted({day for day in cuts if income.first_on < day < end}), end]
    parts = [replace(income, first_on=start, until_on=stop) for start, stop in pairwise(days)]
    for year in range(FIRST - 2, FIRST + 8):
        whole = income_in(replace(income, until_on=end), year, FIRST)
        assert sum(income_in(part, year, FIRST) for part in parts) == whole


@given(ORE, INDEX, st.integers(0, 10))
def test_an_index_is_rounded_once_to_the_nearest_ore_with_a_half_upwards(ore: int, index: int, years: int) -> None:
    exact = Fraction(ore) * (1 + Fraction(index, 1000)) ** years
    assert indexed(ore, index, years) == exact
    assert -Fraction(1, 2) < rounded(exact) - exact <= Fraction(1, 2)


@given(BUDGETS)
def test_the_verdict_says_yes_only_when_no_year_lacks_money(budget: Budget) -> None:
    found = verdict(budget)
    if found.secured:
        assert all(year.balance_ore >= 0 for year in found.counted.years)
        assert found.counted.years[-1].running_ore >= 0
        assert {cost.kind for cost in budget.costs} == set(CostKind)
    assert len(found.gaps) == sum(year.balance_ore < 0 for year in found.counted.years)


@given(BUDGETS)
def test_more_project_money_never_changes_the_verdict(budget: Budget) -> None:
    more = Income("Leader", "Projekt", IncomeKind.PROJECT, Certainty.SIGNED, 9_000_000_00, dt.date(FIRST, 1, 1),
                  dt.date(FIRST + 3, 1, 1), project=True)  # fmt: skip
    assert verdict(replace(budget, incomes=(*budget.incomes, more))).secured == verdict(budget).secured


@given(BUDGETS)
def test_as_many_visits_as_break_even_asks_for_make_the_year_go_round(budget: Budget) -> None:
    first = budget.sales[:1]
    budget = replace(budget, sales=first)
    for point, year in zip(break_even(budget), count(budget).years, strict=True):
        assert point.needed_ore == max(0, year.cost_ore - sum(year.payers.values()))
        if point.visits is None:
            continue
        assert sales_in(replace(first[0], visits=(point.visits,) * 3), year.year, FIRST) >= point.needed_ore
        if point.visits > 1:
            assert sales_in(replace(first[0], visits=(point.visits - 2,) * 3), year.year, FIRST) <= point.needed_ore


def _income(first_on: dt.date, until_on: dt.date | None, ore: int = 120_000_00) -> Income:
    return Income("Kommunen", "Avtal", IncomeKind.AGREEMENT, Certainty.SIGNED, ore, first_on, until_on)


@pytest.mark.parametrize(
    ("first_on", "until_on", "year", "kronor"),
    [
        (dt.date(2027, 1, 1), None, 2027, 120_000),
        (dt.date(2027, 4, 1), None, 2027, 90_000),
        (dt.date(2026, 10, 1), dt.date(2027, 4, 1), 2027, 30_000),  # across new year
        (dt.date(2026, 10, 1), dt.date(2027, 4, 1), 2028, 0),
        (dt.date(2028, 2, 15), dt.date(2028, 3, 1), 2028, Fraction(10_000 * 15, 29)),  # a leap year's February
        (dt.date(2027, 2, 15), dt.date(2027, 3, 1), 2027, 5_000),
        (dt.date(2028, 2, 29), dt.date(2028, 3, 1), 2028, Fraction(10_000, 29)),
    ],
)
def test_a_part_of_a_year_is_paid_by_months(
    first_on: dt.date, until_on: dt.date | None, year: int, kronor: Fraction
) -> None:
    assert abs(income_in(_income(first_on, until_on), year, FIRST) - kronor * 100) <= 1
    assert passed(2028, dt.date(2028, 12, 31)) == Fraction(11, 12) + Fraction(30, 31) / 12


def test_amounts_follow_their_index_from_the_plans_first_year() -> None:
    cost = Cost("Lön", CostKind.STAFF, 100_000_00, FIRST, index_permille=25)
    assert [cost_in(cost, year, FIRST) for year in range(FIRST - 1, FIRST + 3)] == [
        0, 100_000_00, 102_500_00, 105_062_50,
    ]  # fmt: skip
    once = Cost("Ramp", CostKind.INVESTMENT, 40_000_00, FIRST + 1, once=True)
    assert [cost_in(once, year, FIRST) for year in range(FIRST, FIRST + 3)] == [0, 40_000_00, 0]


def test_reserve_and_the_year_the_money_runs_out() -> None:
    costs = (Cost("Lön", CostKind.STAFF, 120_000_00, FIRST),)
    outcome = count(Budget(FIRST, 100_000_00, costs, (_income(dt.date(FIRST, 1, 1), dt.date(FIRST + 2, 1, 1)),)))
    assert [year.reserve_tenths for year in outcome.years] == [100, 100, 0, 0, 0]
    assert outcome.runs_out is not None and outcome.runs_out.year == FIRST + 2
    assert outcome.lowest_ore == 100_000_00 - 3 * 120_000_00
    assert count(Budget(FIRST)).years[0].reserve_tenths is None, "nothing to live on, nothing to live for"


def test_prices_and_visits_are_varied_by_the_margin_that_stays() -> None:
    kiosk = Sales("Kafé", (1_000, 2_000, 3_000), 50_00, 400, FIRST)
    assert sales_in(kiosk, FIRST, FIRST) == 40_000_00
    assert sales_in(kiosk, FIRST, FIRST, Level.LOW) == 20_000_00
    assert sales_in(kiosk, FIRST, FIRST, price_permille=-100) == 36_000_00
    budget = Budget(FIRST, sales=(kiosk,), costs=(Cost("Hyra", CostKind.RUNNING, 50_000_00, FIRST),))
    assert break_even(budget)[0].visits == 2_500
    assert count(budget, Terms(Level.HIGH)).years[0].result_ore == 10_000_00
