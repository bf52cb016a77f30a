"""One clock for the whole platform, so that tests and the story of the memo can set the time."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_fixed: dt.datetime | None = None


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _fixed if _fixed is not None else dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Today's date in Sweden."""
    return now().astimezone(STOCKHOLM).date()


@contextmanager
def fixed(at: dt.datetime | dt.date) -> Iterator[None]:
    """Hold the clock at a moment (a date means noon in Sweden). For tests and replays; not nested in threads.

    Raises ValueError for a naive datetime.
    """
    global _fixed
    if not isinstance(at, dt.datetime):
        at = dt.datetime.combine(at, dt.time(12), STOCKHOLM)
    if at.tzinfo is None:
        raise ValueError("the clock takes aware times only")
    before, _fixed = _fixed, at.astimezone(dt.UTC)
    try:
        yield
    finally:
        _fixed = before


def month_end(day: dt.date) -> dt.date:
    """The last day of the month that `day` lies in."""
    return first_of_month(day, 1) - dt.timedelta(days=1)


def first_of_month(day: dt.date, months: int = 0) -> dt.date:
    """The first day of the month `months` after the one that `day` lies in."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
