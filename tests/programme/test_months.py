"""Moving a calendar by whole months keeps what people mean by its days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.programme.months import is_month_end, months_between, parse_month, parse_quarter, shift

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
moves = st.integers(-600, 600)


@given(days, moves)
def test_a_moved_day_lies_that_many_months_away(day: date, months: int) -> None:
    assert months_between(day, shift(day, months)) == months


@given(days, moves)
def test_month_ends_stay_month_ends(day: date, months: int) -> None:
    end = parse_month(f"{day:%Y-%m}")
    assert is_month_end(end)
    assert is_month_end(shift(end, months))


@given(days, moves)
def test_the_first_stays_the_first(day: date, months: int) -> None:
    assert shift(day.replace(day=1), months).day == 1


@given(days, moves)
def test_other_days_keep_their_number_or_become_the_last(day: date, months: int) -> None:
    moved = shift(day, months)
    assert moved.day == day.day or is_month_end(moved)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)).filter(lambda day: day.day <= 27 or is_month_end(day)), moves)
def test_moving_there_and_back_changes_nothing(day: date, months: int) -> None:
    assert shift(shift(day, months), -months) == day


@given(days, days, moves)
def test_the_order_of_days_is_kept(first: date, second: date, months: int) -> None:
    first, second = sorted((first, second))
    assert shift(first, months) <= shift(second, months)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), moves)
def test_whole_months_stay_whole_months(day: date, months: int) -> None:
    """A window from a first to a last day has no gap to the next window after a move."""
    end = parse_month(f"{day:%Y-%m}")
    assert shift(end, months) + timedelta(days=1) == shift(end + timedelta(days=1), months)


def test_the_last_of_november_becomes_the_last_of_february() -> None:
    assert shift(date(2011, 11, 30), 3) == date(2012, 2, 29)
    assert shift(date(2011, 11, 30), 15) == date(2013, 2, 28)


def test_months_and_quarters_are_read() -> None:
    assert parse_month("2010-10") == date(2010, 10, 31)
    assert parse_quarter("2010-Q3") == (date(2010, 7, 1), date(2010, 9, 30))


@pytest.mark.parametrize("text", ["2010-13", "2010-1", "oktober 2010", "", "2010-10-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        parse_month(text)


@pytest.mark.parametrize("text", ["2010-Q5", "2010-Q0", "2010Q3", "Q3 2010", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        parse_quarter(text)
