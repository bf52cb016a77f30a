"""Whether an offer is open at a moment, when that changes, and which parts of an ordinary week it covers.

opening-hours-py evaluates the clock on the wall, without a time zone; here that clock is laid on real moments, so that
the nights when summer time begins and ends come out right.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from opening_hours import OpeningHours

from servicepunkt.core.clock import STOCKHOLM

from .osm import osm
from .schedule import Schedule, Times, in_months
from .times import Span, say_clock

HOUR = 60


@lru_cache(maxsize=8192)
def evaluator(expression: str) -> OpeningHours:
    """An expression made ready, for the wall clock in Sweden. Raises opening_hours.ParserError."""
    return OpeningHours(expression, country="SE")


def open_at(schedule: Schedule, moment: dt.datetime) -> bool:
    """Whether it is open at an aware moment, by the clock on the wall in Sweden. Nothing said is closed."""
    return bool(schedule) and evaluator(osm(schedule)).is_open(_wall(moment))


def next_change(schedule: Schedule, moment: dt.datetime) -> dt.datetime | None:
    """The first moment (UTC) after `moment` when it opens or closes; None when it never does again.

    Between two changes of the offset the wall clock runs evenly, so each such stretch is asked for itself.
    """
    if not schedule:
        return None
    now, ready = moment.astimezone(dt.UTC), evaluator(osm(schedule))
    state = ready.is_open(_wall(now))
    while True:
        coming = ready.next_change(_wall(now))
        shift = _shift_after(now)
        if coming is None and shift - now > dt.timedelta(hours=2):
            return None
        offset = now.astimezone(STOCKHOLM).utcoffset() or dt.timedelta()
        if coming is not None and (real := (coming - offset).replace(tzinfo=dt.UTC)) < shift:
            if ready.is_open(coming) != state:
                return real
            now = real
            continue
        if ready.is_open(_wall(shift)) != state:
            return shift
        now = shift


def _wall(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(STOCKHOLM).replace(tzinfo=None, fold=0)


def _shift_after(moment: dt.datetime) -> dt.datetime:
    """When summer time next begins or ends: 01.00 UTC, last Sunday of March and October (directive 2000/84/EC)."""
    for year in (moment.year, moment.year + 1):
        for month in (3, 10):
            last = dt.datetime(year, month, 31, 1, tzinfo=dt.UTC)
            shift = last - dt.timedelta(days=(last.weekday() + 1) % 7)
            if shift > moment:
                return shift
    raise AssertionError("every year has a summer")


@dataclass(frozen=True)
class Now:
    """Whether it is open, when that changes (UTC, None: never), and both in words."""

    open: bool
    changes_at: dt.datetime | None
    words: str


def now_of(schedule: Schedule, moment: dt.datetime) -> Now | None:
    """How it stands at a moment; None when nothing is said about hours."""
    if not schedule:
        return None
    is_open, changes = open_at(schedule, moment), next_change(schedule, moment)
    return Now(is_open, changes, _words(is_open, changes, moment))


def say_now(schedule: Schedule, moment: dt.datetime) -> str:
    """ "Öppet nu, stänger kl. 17" or "Stängt nu, öppnar i morgon kl. 8"; nothing when nothing is said about hours."""
    now = now_of(schedule, moment)
    return now.words if now else ""


def _words(is_open: bool, changes: dt.datetime | None, moment: dt.datetime) -> str:
    if changes is None:
        return _("Öppet nu, dygnet runt") if is_open else _("Stängt nu")
    when = _when(changes.astimezone(STOCKHOLM), moment.astimezone(STOCKHOLM), is_open)
    return (_("Öppet nu, stänger %(when)s") if is_open else _("Stängt nu, öppnar %(when)s")) % {"when": when}


def _when(then: dt.datetime, now: dt.datetime, closing: bool) -> str:
    """A moment as it is said today: "kl. 17", "i morgon kl. 8", "på måndag kl. 8", "den 5 juni kl. 8"."""
    clock = say_clock(then.hour * 60 + then.minute)
    day = then.date()
    if closing and clock == "0":  # it closes when the day before ends
        clock, day = "24", day - dt.timedelta(days=1)
    ahead = (day - now.date()).days
    if ahead == 0:
        return _("kl. %(clock)s") % {"clock": clock}
    if ahead == 1:
        return _("i morgon kl. %(clock)s") % {"clock": clock}
    if ahead < 7:
        return _("på %(weekday)s kl. %(clock)s") % {"weekday": WEEKDAYS[day.weekday()], "clock": clock}
    said = {"day": day.day, "month": MONTHS[day.month], "year": day.year, "clock": clock}
    if day.year == now.year:
        return _("den %(day)s %(month)s kl. %(clock)s") % said
    return _("den %(day)s %(month)s %(year)s kl. %(clock)s") % said


class Part(StrEnum):
    """A part of the day in the grid of what a place has when."""

    MORNING = "morning"
    FORENOON = "forenoon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def span(self) -> Span:
        """From and to, minutes after midnight: 6–9, 9–12, 12–17, 17–21."""
        return _PARTS[self]


_PARTS = {Part.MORNING: (360, 540), Part.FORENOON: (540, 720), Part.AFTERNOON: (720, 1020), Part.EVENING: (1020, 1260)}


@lru_cache(maxsize=8192)
def covers(schedule: Schedule) -> frozenset[tuple[int, Part]]:
    """The weekdays (Monday is 0) and parts of the day when it is open at least an hour in an ordinary week.

    A part counts when that is so more than half of the year's months and weeks: a bus every second week does not cover
    its afternoon, a school open September to May does. Holidays and single dates are left out.
    """
    rows = list(schedule.times())
    kinds = [(month, weeks) for month in range(1, 13) for weeks in ("odd", "even")]
    out = set()
    for weekday in range(7):
        own = [one for one in rows if one.weekday == weekday]
        for part in Part:
            held = sum(_minutes(own, kind, part.span) >= HOUR for kind in kinds) if own else 0
            if 2 * held > len(kinds):
                out.add((weekday, part))
    return frozenset(out)


def _minutes(rows: list[Times], kind: tuple[int, str], part: Span) -> int:
    month, weeks = kind
    return sum(
        max(0, min(one.end, part[1]) - max(one.start, part[0]))
        for one in rows
        if one.weeks in ("", weeks) and in_months(month, one.months)
    )
