"""How long an agreement runs and what it costs: exact days, exact öre, whatever the terms."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.agreements.money import Pay, deduction, years
from servicepunkt.agreements.terms import How, Term, add_months

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
ORE = st.integers(0, 10_000_000_00)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    first = draw(DAYS)
    hows: tuple[How, ...] = ("none", "automatic", "decision")
    how = draw(st.sampled_from(hows))
    return Term(
        first, add_months(first, draw(st.integers(1, 120))), how, draw(st.integers(1, 36)), draw(st.integers(1, 8)),
        draw(st.integers(0, 24)), draw(st.integers(0, 36)), draw(st.integers(0, 8)),
    )  # fmt: skip


@st.composite
def pays(draw: st.DrawFn, *, indexed: bool = True) -> Pay:
    anchor = draw(DAYS)
    first = anchor + dt.timedelta(days=draw(st.integers(0, 900)))
    last = first + dt.timedelta(days=draw(st.integers(1, 3000)))
    return Pay(draw(ORE), first, last, anchor, draw(st.integers(0, 100)) if indexed else 0)


# --- days ---------------------------------------------------------------------------------------------------------


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert add_months(dt.date(2027, 1, 31), 1) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2028, 1, 31), 1) == dt.date(2028, 2, 29)
    assert add_months(dt.date(2026, 3, 15), -6) == dt.date(2025, 9, 15)


def test_three_years_with_two_automatic_extensions_end_year_by_year() -> None:
    term = Term(dt.date(2026, 1, 1), dt.date(2029, 1, 1), "automatic", 12, 2, 6, 12)
    assert term.ends == (dt.date(2029, 1, 1), dt.date(2030, 1, 1), dt.date(2031, 1, 1))
    assert term.end(dt.date(2028, 6, 30)) == dt.date(2029, 1, 1)  # the last day on which notice is still in time
    assert term.end(dt.date(2028, 7, 1)) == dt.date(2030, 1, 1)
    assert term.end(dt.date(2035, 1, 1)) == dt.date(2031, 1, 1)
    assert term.last_notice(dt.date(2029, 1, 1)) == dt.date(2028, 6, 30)
    assert term.warning(dt.date(2029, 1, 1)) == dt.date(2028, 1, 1)


def test_notice_ends_it_at_the_first_end_it_was_in_time_for() -> None:
    term = Term(dt.date(2026, 1, 1), dt.date(2029, 1, 1), "automatic", 12, 2, 6, 12)
    assert term.end(dt.date(2030, 12, 1), dt.date(2028, 6, 30)) == dt.date(2029, 1, 1)
    assert term.end(dt.date(2030, 12, 1), dt.date(2028, 7, 1)) == dt.date(2030, 1, 1)


def test_an_extension_by_decision_holds_only_once_decided() -> None:
    term = Term(dt.date(2026, 1, 1), dt.date(2029, 1, 1), "decision", 12, 2, 6, 12)
    assert term.end(dt.date(2028, 12, 31)) == dt.date(2029, 1, 1)
    assert Term(term.from_on, term.to_on, "decision", 12, 2, 6, 12, decided=1).end(term.to_on) == dt.date(2030, 1, 1)


@given(terms(), DAYS, DAYS)
def test_the_end_is_always_one_of_its_ends_and_never_moves_backwards(term: Term, one: dt.date, other: dt.date) -> None:
    early, late = sorted((one, other))
    assert term.end(early) in term.ends and term.to_on <= term.end(early) <= term.end(late) <= term.longest
    assert term.end(late, early) <= term.end(late)  # notice never makes it longer
    assert term.end(late, early) == term.end(early, early)  # and what it led to stands


@given(terms())
def test_ends_come_in_order_and_warnings_before_them(term: Term) -> None:
    assert all(before < after for before, after in pairwise(term.ends))
    for end in term.ends:
        assert term.from_on <= term.warning(end) <= end and term.last_notice(end) < end


# --- money --------------------------------------------------------------------------------------------------------


def test_a_year_is_the_sum_and_a_quarter_a_quarter_of_it() -> None:
    pay = Pay(10_000_00, dt.date(2026, 4, 1), dt.date(2029, 4, 1), dt.date(2026, 4, 1))
    assert pay.total == 30_000_00
    assert pay.between(dt.date(2026, 4, 1), dt.date(2026, 7, 1)) == 2_500_00
    assert pay.between(dt.date(2026, 4, 1), dt.date(2026, 4, 16)) == 416_67  # half of April


def test_index_raises_each_year_of_the_agreement() -> None:
    pay = Pay(10_000_00, dt.date(2026, 1, 1), dt.date(2029, 1, 1), dt.date(2026, 1, 1), 20)
    yearly = [pay.between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)) for year in (2026, 2027, 2028)]
    assert yearly == [10_000_00, 10_200_00, 10_404_00]


def test_a_commitment_that_begins_later_is_indexed_by_the_agreements_own_years() -> None:
    pay = Pay(12_000_00, dt.date(2026, 7, 1), dt.date(2027, 7, 1), dt.date(2026, 1, 1), 100)
    assert pay.between(dt.date(2026, 7, 1), dt.date(2027, 1, 1)) == 6_000_00
    assert pay.total == 6_000_00 + 6_600_00


@given(pays(), st.lists(DAYS, max_size=6))
def test_the_sums_of_parts_are_the_sum_of_the_whole(pay: Pay, cuts: list[dt.date]) -> None:
    edges = sorted({min(pay.from_on, *cuts) if cuts else pay.from_on, *cuts, max([pay.to_on, *cuts])})
    assert sum(pay.between(a, b) for a, b in pairwise(edges)) == pay.total
    assert all(pay.between(a, b) >= 0 for a, b in pairwise(edges))


@given(pays(indexed=False), st.integers(1, 10))
def test_whole_years_without_index_cost_whole_sums(pay: Pay, number: int) -> None:
    whole = Pay(pay.per_year_ore, pay.from_on, add_months(pay.from_on, 12 * number), pay.anchor)
    assert whole.total == number * pay.per_year_ore


@given(pays())
def test_the_years_of_an_agreement_make_up_its_whole_sum(pay: Pay) -> None:
    assert sum(pay.between(first, after) for _n, first, after in years(pay.anchor, pay.to_on)) == pay.total


@given(ORE, st.integers(0, 100))
def test_a_deduction_is_a_part_and_half_when_partly_kept(ore: int, percent: int) -> None:
    whole, half = deduction(ore, percent, partly=False), deduction(ore, percent, partly=True)
    assert 0 <= half <= whole <= ore and abs(whole - 2 * half) <= 1


@pytest.mark.parametrize(("ore", "percent", "ended"), [(10_000_00, 50, 5_000_00), (1, 50, 1), (3, 33, 1)])
def test_deductions_are_whole_ore(ore: int, percent: int, ended: int) -> None:
    assert deduction(ore, percent, partly=False) == ended
