"""Reading a string in OpenStreetMap's grammar into rows a person can change, or refusing it with a sentence.

What is read is put together again and held against the original day by day: a string that would come to mean anything
else is refused, so nothing has to be guessed about rules that replace one another.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _
from opening_hours import OpeningHours, State, validate

from .checking import hours_faults
from .now import evaluator
from .osm import DAY_CODES, MONTH_CODES, WEEK_CODES, osm
from .schedule import ALL_YEAR, DayMode, ExceptionDay, More, Schedule, Times
from .times import DAY, Span

LONGEST = 1000
COMPARED = (dt.datetime(2026, 1, 1), dt.datetime(2029, 1, 1))
"""Three years with a week 53, a leap day and eves on working days and weekends."""

_MONTH, _DAY = "|".join(MONTH_CODES), "|".join(DAY_CODES)
_RULE = re.compile(
    rf"(?:(?P<dates>(?:\d{{4}} )?(?:{_MONTH})[^:]*?)(?= week|\s(?:{_DAY}|PH)\b|\s\d\d:|\s(?:open|closed)|$))?\s*"
    rf"(?P<week>week\S+)?\s*"
    rf"(?P<days>(?:(?:{_DAY})(?:-(?:{_DAY}))?|PH)(?:,(?:(?:{_DAY})(?:-(?:{_DAY}))?|PH))*)?\s*"
    rf"(?P<times>closed|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)?"
)
_ADDED = re.compile(rf", (?={_MONTH}|{_DAY}|PH|week|\d)")
_DATE = re.compile(rf"(\d{{4}}) ({_MONTH}) (\d{{1,2}})")
_SEASON = re.compile(rf"({_MONTH})(?:-({_MONTH}))?")
EVES = ("Dec 24,Dec 31", "Jun 19-Jun 25")

_Group = tuple[tuple[int, int], str]


class _NotRead(Exception):
    """A part that has no row to stand in."""


@dataclass
class _Read:
    """What has been read so far. `eves`: what rules about the eves alone may mean."""

    rows: dict[_Group, dict[int, set[Span]]] = field(default_factory=dict)
    holidays: tuple[str, tuple[Span, ...]] = (DayMode.USUAL.value, ())
    eves: list[tuple[str, tuple[Span, ...]]] = field(default_factory=list)
    dates: dict[dt.date, tuple[Span, ...]] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Schedule:
    evaluated = evaluator(text)
    plain = str(evaluated)
    if plain == "24/7":
        plain = "Mo-Su 00:00-24:00"
    read = _Read()
    for rule in plain.split("; "):
        for number, part in enumerate(_ADDED.split(rule)):
            _take(part, number > 0, read)
    # PH holds the eves too, and rules about the eves alone either say hours or that they are as usual.
    for eves in [*read.eves, (DayMode.USUAL.value, ())] if read.eves else [read.holidays]:
        schedule = _schedule(read, eves)
        if schedule and not next(hours_faults(schedule), None) and _same(evaluated, schedule):
            return schedule
    raise _NotRead


def parse_osm(text: str) -> Schedule:
    """What a string like "Mo-Fr 08:00-17:00; PH off" says. Raises ValueError with a sentence in the user's language."""
    said = " ".join(text.split())
    if re.search(r"\bSH\b", said):
        raise ValueError(_("SH (skollov) går inte att räkna ut för Sverige. Skriv datumen som undantag i stället."))
    if not validate(said):
        raise ValueError(_("Öppettiderna är inte skrivna i OSM:s form, som Mo-Fr 08:00-17:00; PH off."))
    try:
        if len(said) > LONGEST:
            raise _NotRead
        return _parsed(said)
    except _NotRead:
        raise ValueError(
            _(
                "Öppettiderna har delar som inte kan tas emot. Det som kan läsas är veckodagar, tider, udda och jämna "
                "veckor, månader, helgdagar (PH) och enstaka datum. Tid över midnatt delas: 18–24 och 0–2 dagen efter."
            )
        ) from None


def _take(part: str, added: bool, read: _Read) -> None:
    found = _RULE.fullmatch(part)
    if found is None:
        raise _NotRead
    spans, dates, days = _spans(found["times"]), found["dates"] or "", found["days"] or ""
    if dates in EVES:
        read.eves.append((DayMode.OWN.value if spans else DayMode.CLOSED.value, spans))
    elif _DATE.match(dates):
        if days or found["week"]:
            raise _NotRead
        for one in dates.split(","):
            read.dates[_date(one)] = spans
    else:
        _take_week(found, spans, added, read)


def _take_week(found: re.Match[str], spans: tuple[Span, ...], added: bool, read: _Read) -> None:
    weeks = next((name for name, code in WEEK_CODES.items() if code == found["week"]), "")
    if found["week"] and not weeks:
        raise _NotRead
    days = (found["days"] or "Mo-Su").split(",")
    if "PH" in days:
        if weeks or found["dates"] or added:
            raise _NotRead
        read.holidays = (DayMode.OWN.value if spans else DayMode.CLOSED.value, spans)
        days.remove("PH")
    for months in _seasons(found["dates"] or ""):
        group = read.rows.setdefault((months, weeks), {})
        for day in _weekdays(days):
            group[day] = {*(group.get(day, ()) if added else ()), *spans}


def _seasons(dates: str) -> Iterator[tuple[int, int]]:
    for part in dates.split(",") if dates else []:
        found = _SEASON.fullmatch(part)
        if found is None:
            raise _NotRead
        first, last = found[1], found[2] or found[1]
        yield MONTH_CODES.index(first) + 1, MONTH_CODES.index(last) + 1
    if not dates:
        yield ALL_YEAR


def _weekdays(days: list[str]) -> Iterator[int]:
    for part in days:
        first, last = (DAY_CODES.index(code) for code in (part[:2], part[-2:]))
        yield from range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))


def _spans(times: str | None) -> tuple[Span, ...]:
    if times == "closed":
        return ()
    if times is None:
        return ((0, DAY),)
    out = []
    for part in times.split(","):
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in part.split("-"))
        if end <= start:  # over midnight: which day's holiday it follows cannot be said by rows
            raise _NotRead
        out.append((start, end))
    return tuple(sorted(out))


def _date(text: str) -> dt.date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise _NotRead
    try:
        return dt.date(int(found[1]), MONTH_CODES.index(found[2]) + 1, int(found[3]))
    except ValueError:
        raise _NotRead from None


def _schedule(read: _Read, eves: tuple[str, tuple[Span, ...]]) -> Schedule:
    week: list[tuple[Span, ...]] = [()] * 7
    rows: list[Times] = []
    for (months, weeks), days in read.rows.items():
        for day, spans in days.items():
            if (months, weeks) == (ALL_YEAR, ""):
                week[day] = tuple(sorted(spans))
            else:
                rows += [Times(day, start, end, weeks, months) for start, end in spans]
    exceptions = tuple(ExceptionDay(on, spans) for on, spans in sorted(read.dates.items()))
    return Schedule(tuple(week), More(tuple(sorted(rows)), *read.holidays, *eves, exceptions))


def _same(original: OpeningHours, schedule: Schedule) -> bool:
    again = evaluator(osm(schedule))
    single = [dt.datetime.combine(one.on, dt.time()) for one in schedule.more.exceptions]
    spans = [COMPARED, *((day - dt.timedelta(days=1), day + dt.timedelta(days=2)) for day in single)]
    return all(list(_open(original, *span)) == list(_open(again, *span)) for span in spans)


def _open(hours: OpeningHours, start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime, bool]]:
    """Stretches that are open, joined where they meet. An unknown state is told apart, so that it never passes."""
    for begins, ends, state, _comment in hours.intervals(start, end):
        if state != State.CLOSED:
            yield begins, ends, state == State.OPEN
