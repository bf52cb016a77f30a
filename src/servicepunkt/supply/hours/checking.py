"""What cannot be stored of an offer's opening hours, in plain sentences."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from servicepunkt.core.identity_numbers import holds_identity_number, refusal

from .lines import say_rows
from .schedule import (
    LONGEST_WHY,
    MOST_EXCEPTIONS,
    MOST_ROWS,
    DayMode,
    More,
    Schedule,
    Times,
    Weeks,
    in_months,
)
from .times import DAY, MOST_SPANS, Span, say_hours

YEARS = range(2000, 2100)
"""The evaluator knows no year before 1900 and none after 9999, and looks half a year at a time for the next change."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def hours_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    """The field and why, for everything that is wrong. Rows that may hold on the same day may not overlap: whoever
    writes summer hours must say when the ordinary ones hold, or nobody knows which of them is meant."""
    more = schedule.more
    for number, day in enumerate(schedule.week):
        if len(day) > MOST_SPANS:
            yield f"day{number}", _("Skriv högst sex tider för samma dag.")
        elif not _in_order(day):
            yield f"day{number}", _("Tiderna går in i varandra.")
    yield from _rows(schedule)
    for name, mode, spans in (("holidays", more.holidays, more.holiday_spans), ("eves", more.eves, more.eve_spans)):
        if mode not in DayMode.values:
            yield name, _("Välj ett av alternativen.")
        elif (mode == DayMode.OWN) != bool(spans):
            yield name, _("Välj egna tider och skriv dem, eller lämna tiderna tomma.")
        elif not _in_order(spans):
            yield name, _("Tiderna går in i varandra.")
    yield from _exceptions(more)


def _rows(schedule: Schedule) -> Iterator[tuple[str, str]]:
    rows = schedule.more.rows
    if len(rows) > MOST_ROWS:
        yield "rows", _("Skriv högst 60 andra tider.")
        return
    for one in rows:
        good = one.weekday in range(7) and one.weeks in Weeks.values and all(m in range(1, 13) for m in one.months)
        if not good or one.always or not 0 <= one.start < one.end <= DAY:
            yield "rows", _("Skriv veckor eller månader, kolon, dag och tid: udda veckor: tis 13–16.")
            return
    for one, other in combinations(schedule.times(), 2):
        if not (one.always and other.always) and _meet(one, other):
            late = other if one.always else one
            sentence = _(
                "”%(row)s” går in i en annan tid samma dag. Skriv månader eller veckor för båda, "
                "till exempel september–maj och juni–augusti."
            )
            yield "rows", sentence % {"row": say_rows([late])}
            return


def _meet(one: Times, other: Times) -> bool:
    return (
        one.weekday == other.weekday
        and max(one.start, other.start) < min(one.end, other.end)
        and (not one.weeks or not other.weeks or one.weeks == other.weeks)
        and any(in_months(month, one.months) and in_months(month, other.months) for month in range(1, 13))
    )


def _in_order(spans: tuple[Span, ...]) -> bool:
    return all(0 <= start < end <= DAY for start, end in spans) and all(a[1] <= b[0] for a, b in pairwise(spans))


def _exceptions(more: More) -> Iterator[tuple[str, str]]:
    days = [one.on for one in more.exceptions]
    if len(days) > MOST_EXCEPTIONS:
        yield "exceptions", _("Skriv högst 60 undantag. Ta bort de som har varit.")
    for before, day in pairwise(sorted(days)):
        if before == day:
            yield "exceptions", _("%(day)s står två gånger.") % {"day": day.isoformat()}
    for one in more.exceptions:
        if one.on.year not in YEARS:
            yield "exceptions", _("Året i %(day)s stämmer inte.") % {"day": one.on.isoformat()}
        if not _in_order(one.spans):
            yield "exceptions", _("Tiderna går in i varandra: %(hours)s.") % {"hours": say_hours(one.spans)}
        if len(one.why) > LONGEST_WHY:
            yield "exceptions", _("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST_WHY}
        if _CONTROL.search(one.why) or "(" in one.why or ")" in one.why:
            yield "exceptions", _("Texten har tecken som inte går att spara.")
        if holds_identity_number(one.why):
            yield "exceptions", refusal()
