"""Opening hours in the grammar of OpenStreetMap's key opening_hours, which evaluators and other systems read.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. A rule after ";" replaces what stood for the days
it holds, a rule after ", " adds to it. PH are Sweden's public holidays together with the three eves.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from .schedule import ALL_YEAR, DayMode, Schedule, Times, Weeks, in_months
from .times import Span

DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_CODES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEK_CODES: Mapping[str, str] = {Weeks.ODD: "week01-53/2", Weeks.EVEN: "week02-52/2"}
DECEMBER_EVES, MIDSUMMER_EVE = "Dec 24,Dec 31", "Jun 19-25"
"""Midsommarafton is the Friday of 19–25 June, the day before midsommardagen (law 1989:253)."""
FRIDAY = 4


@lru_cache(maxsize=8192)
def osm(schedule: Schedule) -> str:
    """The schedule as one string; empty when nothing is said. Why a date is an exception is left out."""
    if not schedule:
        return ""
    rows = list(schedule.times())
    return "; ".join(filter(None, [", ".join(_rules(rows)), *_special_days(schedule, rows), *_dates(schedule)]))


def _rules(rows: Iterable[Times]) -> Iterator[str]:
    """One rule for the days of a season and of odd or even weeks that have the same hours."""
    groups: dict[tuple[tuple[int, int], str], dict[int, list[Span]]] = {}
    for one in rows:
        groups.setdefault((one.months, one.weeks), {}).setdefault(one.weekday, []).append((one.start, one.end))
    for (months, weeks), days in groups.items():
        same: dict[str, list[int]] = {}
        for day, spans in sorted(days.items()):
            same.setdefault(_hours(spans), []).append(day)
        for hours, alike in same.items():
            yield " ".join(filter(None, [_months(months), WEEK_CODES.get(weeks, ""), _days(alike), hours]))


def _special_days(schedule: Schedule, rows: list[Times]) -> Iterator[str]:
    more = schedule.more
    if more.holidays != DayMode.USUAL:
        yield f"PH {_hours(more.holiday_spans)}"
    if more.eves == DayMode.USUAL:
        if more.holidays == DayMode.USUAL:
            return
        if more.holidays == DayMode.OWN:
            yield from (f"{DECEMBER_EVES} off", f"{MIDSUMMER_EVE} Fr off")
        yield ", ".join(_on_eves(rows))
    elif (more.holidays, more.eves) != (DayMode.CLOSED, DayMode.CLOSED):
        hours = _hours(more.eve_spans)
        yield from (f"{DECEMBER_EVES} {hours}", f"{MIDSUMMER_EVE} Fr {hours}")


def _on_eves(rows: list[Times]) -> Iterator[str]:
    """The ordinary rows once more, on the eves only: PH has taken them away there."""
    year_round = ((one, Times(one.weekday, one.start, one.end, one.weeks)) for one in rows)
    december, june = [], []
    for one, plain in year_round:
        if in_months(12, one.months):
            december.append(plain)
        if in_months(6, one.months) and one.weekday == FRIDAY:
            june.append(plain)
    yield from (f"{DECEMBER_EVES} {rule}" for rule in _rules(december))
    yield from (f"{MIDSUMMER_EVE} {rule}" for rule in _rules(june))


def _dates(schedule: Schedule) -> Iterator[str]:
    for one in schedule.more.exceptions:
        yield f"{one.on.year} {MONTH_CODES[one.on.month - 1]} {one.on.day:02d} {_hours(one.spans)}"


def _hours(spans: Iterable[Span]) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in sorted(spans)) or "off"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _months(months: tuple[int, int]) -> str:
    if months == ALL_YEAR:
        return ""
    first, last = (MONTH_CODES[month - 1] for month in months)
    return first if first == last else f"{first}-{last}"


def _days(days: list[int]) -> str:
    """Weekdays in order, three or more after one another as a range: Mo-We,Fr."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{DAY_CODES[run[0]]}-{DAY_CODES[run[-1]]}" if len(run) > 2 else ",".join(DAY_CODES[day] for day in run)
        for run in runs
    )
