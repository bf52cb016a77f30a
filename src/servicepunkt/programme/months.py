"""Whole months: moving a calendar, and the words people use for months and quarters."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day == month_end(day.year, day.month)


def months_between(first: date, second: date) -> int:
    """How many months the second day's month lies after the first's; negative when before."""
    return (second.year - first.year) * 12 + second.month - first.month


def shift(day: date, months: int) -> date:
    """A day moved by whole months.

    The last of a month stays the last of a month (2011-11-30 moved to a February becomes its last day); any other
    day keeps its number, or becomes the last day where the month is shorter. Raises ValueError outside years 1–9999.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(year, month0 + 1)
    return last if is_month_end(day) else last.replace(day=min(day.day, last.day))


def parse_month(text: str) -> date:
    """The last day of a month written '2010-10'. Raises ValueError when it is none."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return month_end(int(match[1]), int(match[2]))


def parse_quarter(text: str) -> tuple[date, date]:
    """The first and the last day of a quarter written '2010-Q3'. Raises ValueError when it is none."""
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, last_month = int(match[1]), int(match[2]) * 3
    return date(year, last_month - 2, 1), month_end(year, last_month)
