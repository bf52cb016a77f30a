"""An offer's opening hours as a whole: the week, rows for some weeks or months, holidays, eves and single dates."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .times import CLOSED, DAY, Span, Week

ALL_YEAR = (1, 12)
MOST_ROWS = 60
MOST_EXCEPTIONS = 60
LONGEST_WHY = 80


class Weeks(TextChoices):
    """In which ISO weeks a row holds. Week 53 is odd, and so is the week 1 after it."""

    ALL = "", _("alla veckor")
    ODD = "odd", _("udda veckor")
    EVEN = "even", _("jämna veckor")


class DayMode(TextChoices):
    """What holds on a holiday or an eve."""

    CLOSED = "closed", _("Stängt")
    USUAL = "usual", _("Som vanligt")
    OWN = "own", _("Egna tider")


@dataclass(frozen=True, order=True)
class Times:
    """Open on a weekday (Monday is 0) from `start` to `end`, minutes after midnight, half open; in the weeks and months
    said. Months are 1–12, both counted; a season may go over the new year (11, 2)."""

    weekday: int
    start: int
    end: int
    weeks: str = ""
    months: tuple[int, int] = ALL_YEAR

    @property
    def always(self) -> bool:
        """Whether it holds every week of the year."""
        return not self.weeks and self.months == ALL_YEAR


@dataclass(frozen=True, order=True)
class ExceptionDay:
    """A single date with hours of its own; no spans: closed. `why` is a word for those who read."""

    on: dt.date
    spans: tuple[Span, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class More:
    """What most offers never need: rows for some weeks or months, holidays, eves and single dates.

    Holidays are the Swedish public holidays of law 1989:253 that are not an ordinary Sunday. Eves are midsommarafton,
    julafton and nyårsafton, which law and custom treat as holidays. Other days before a holiday are ordinary days.
    """

    rows: tuple[Times, ...] = ()
    holidays: str = DayMode.CLOSED.value
    holiday_spans: tuple[Span, ...] = ()
    eves: str = DayMode.CLOSED.value
    eve_spans: tuple[Span, ...] = ()
    exceptions: tuple[ExceptionDay, ...] = ()

    def packed(self) -> list[object]:
        """The same as plain lists, for a text that goes out with a form."""
        return [
            [[one.weekday, one.start, one.end, one.weeks, one.months] for one in self.rows],
            [self.holidays, self.holiday_spans],
            [self.eves, self.eve_spans],
            [[one.on.isoformat(), one.spans, one.why] for one in self.exceptions],
        ]

    @staticmethod
    def unpacked(said: Any) -> "More":
        """What `packed` made, after a way through JSON."""
        rows, (holidays, holiday_spans), (eves, eve_spans), exceptions = said
        return More(
            tuple(Times(int(d), int(s), int(e), str(w), (int(m[0]), int(m[1]))) for d, s, e, w, m in rows),
            str(holidays), _spans(holiday_spans), str(eves), _spans(eve_spans),
            tuple(ExceptionDay(dt.date.fromisoformat(on), _spans(spans), str(why)) for on, spans, why in exceptions),
        )  # fmt: skip


def _spans(said: list[list[int]]) -> tuple[Span, ...]:
    return tuple((int(start), int(end)) for start, end in said)


NO_MORE = More()


def usual_more(week: Week) -> More:
    """What holds when nobody has said: closed on holidays and eves, unless it is open around the clock all week."""
    if all(day == ((0, DAY),) for day in week):
        return More(holidays=DayMode.USUAL.value, eves=DayMode.USUAL.value)
    return NO_MORE


@dataclass(frozen=True)
class Schedule:
    """All that is said about when an offer is open: the week that holds all year, and more."""

    week: Week = CLOSED
    more: More = field(default=NO_MORE)

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        more = self.more
        return any(self.week) or bool(more.rows or more.exceptions or more.holiday_spans or more.eve_spans)

    def times(self) -> Iterator[Times]:
        """Every row, those that always hold first."""
        for weekday, spans in enumerate(self.week):
            for start, end in spans:
                yield Times(weekday, start, end)
        yield from self.more.rows


def in_months(month: int, months: tuple[int, int]) -> bool:
    """Whether a month lies in a season, which may go over the new year."""
    first, last = months
    return first <= month <= last if first <= last else month >= first or month <= last
