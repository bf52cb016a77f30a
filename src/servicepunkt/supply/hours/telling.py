"""Opening hours in words for those who read them: in a line for a list, and in sentences for a page."""

import datetime as dt
from collections.abc import Iterable

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from .lines import say_rows
from .schedule import DayMode, ExceptionDay, Schedule
from .times import DAY, Span, say_hours, say_week


def brief(schedule: Schedule) -> str:
    """A line for a list: the week, some weeks or months, and holidays unless they go without saying."""
    if not schedule:
        return ""
    more = schedule.more
    parts = [_week(schedule), *say_rows(more.rows).splitlines()]
    if _around(schedule) and more.holidays == more.eves == DayMode.USUAL:
        return _week(schedule)
    if more.holidays != DayMode.CLOSED or schedule.week[6]:  # open on Sundays: nobody would guess that it is closed
        parts.append(_sentence(_("helgdagar"), more.holidays, more.holiday_spans))
    return "; ".join(filter(None, parts))


def _around(schedule: Schedule) -> bool:
    return all(day == ((0, DAY),) for day in schedule.week)


def _week(schedule: Schedule) -> str:
    return _("dygnet runt, alla dagar") if _around(schedule) else say_week(schedule.week)


def _sentence(days: str, mode: str, spans: Iterable[Span]) -> str:
    said = {"days": days, "hours": say_hours(spans)}
    if mode == DayMode.USUAL:
        return _("%(days)s som vanligt") % said
    return _("%(days)s %(hours)s") % said if mode == DayMode.OWN else _("stängt %(days)s") % said


def tell(schedule: Schedule, today: dt.date) -> list[str]:
    """Sentences for a page, each beginning with a capital letter; what has been is left out. Empty: nothing is said."""
    if not schedule:
        return []
    more = schedule.more
    eves = _("midsommarafton, julafton och nyårsafton")
    if (more.holidays, more.holiday_spans) == (more.eves, more.eve_spans):
        special = [_sentence(_("helgdagar samt %(eves)s") % {"eves": eves}, more.holidays, more.holiday_spans)]
    else:
        special = [
            _sentence(_("helgdagar"), more.holidays, more.holiday_spans), _sentence(eves, more.eves, more.eve_spans)
        ]  # fmt: skip
    coming = [_date(one, today) for one in more.exceptions if one.on >= today]
    parts = [_week(schedule), *say_rows(more.rows).splitlines(), *special, *coming]
    return [part[0].upper() + part[1:] for part in parts if part]


def _date(one: ExceptionDay, today: dt.date) -> str:
    said = {"weekday": WEEKDAYS[one.on.weekday()], "day": one.on.day, "month": MONTHS[one.on.month]}
    day = _("%(weekday)s %(day)s %(month)s") % said
    year = "" if one.on.year == today.year else f" {one.on.year}"
    hours = say_hours(one.spans) or _("stängt")
    return f"{day}{year}: {hours}" + (f" ({one.why})" if one.why else "")
