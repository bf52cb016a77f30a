"""The rest of the opening hours as people write them, one line each, and the same lines said back.

    udda veckor: tis 13–14
    juni–augusti, jämna veckor: mån–fre 10–14; lör 10–12
    2026-12-23: stängt (inventering)

Swedish is understood whatever the language of the page, and so is the page's own.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from .schedule import ALL_YEAR, DayMode, ExceptionDay, Times, Weeks
from .times import DAYS, SHORT, Span, parse_hours, say_hours

_RANGE = re.compile(r"\s*[-–—]\s*")
_LIST = re.compile(r"\s*(?:,|\boch\b|\band\b|\s)\s*")
_LINE = re.compile(r"(?P<when>[^:\d]+):(?P<days>.+)", re.DOTALL)
_DAYS_THEN_HOURS = re.compile(r"(?P<days>.+?)\s+(?P<hours>\d.*|dygnet runt|hela dygnet)", re.DOTALL)
_DATE = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<day2>\d{1,2}) (?P<name>[^\W\d]+) (?P<year2>\d{4}))"
    r"\s*:?\s*(?P<hours>[^()]*?)\s*(?:\((?P<why>[^()]*)\))?"
)


def _lines(text: str) -> list[str]:
    """The lines that say something, without runs of spaces: patterns that try every way to share a run between them
    would take hours over a few hundred."""
    return [line for part in text.splitlines() if (line := " ".join(part.split()))]


def parse_rows(text: str) -> tuple[Times, ...]:
    """Rows for some weeks or months, in order. Raises ValueError with a sentence in the user's language."""
    out: set[Times] = set()
    for line in _lines(text):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(_not_a_row(line))
        weeks, months = _when(found["when"].strip().casefold(), line)
        for part in found["days"].split(";"):
            days = _DAYS_THEN_HOURS.fullmatch(part.strip().casefold())
            if days is None:
                raise ValueError(_not_a_row(line))
            spans = parse_hours(days["hours"])
            out |= {Times(day, *span, weeks, months) for day in _weekdays(days["days"], line) for span in spans}
    return tuple(sorted(out))


def _not_a_row(line: str) -> str:
    sentence = _(
        "”%(line)s” går inte att läsa. Skriv till exempel ”udda veckor: tis 13–16” eller ”juni–augusti: mån–fre 10–14”."
    )
    return sentence % {"line": line[:60]}


def _when(text: str, line: str) -> tuple[str, tuple[int, int]]:
    weeks, months = "", ALL_YEAR
    for part in filter(None, (one.strip() for one in text.split(","))):
        if part in _weeks():
            weeks = _weeks()[part]
            continue
        ends = [_months().get(name[:3]) if _is_month(name) else None for name in _RANGE.split(part)]
        if len(ends) > 2 or None in ends:
            raise ValueError(_not_a_row(line))
        months = (ends[0] or 0, ends[-1] or 0)
    if not weeks and months == ALL_YEAR:
        raise ValueError(_("”%(line)s”: det som gäller alla veckor skrivs vid veckodagen.") % {"line": line[:60]})
    return weeks, months


def _is_month(name: str) -> bool:
    return any(full.startswith(name) for full in _full_months()) and len(name) >= 3


def _weekdays(text: str, line: str) -> set[int]:
    known = _day_names()
    out: set[int] = set()
    joined = _RANGE.sub("–", text)
    for part in filter(None, _LIST.split(joined)):
        if part in known:
            out |= known[part]
            continue
        ends = [min(known[name]) if name in known else None for name in part.split("–")]
        first, last = ends[0], ends[-1]
        if len(ends) != 2 or first is None or last is None:
            raise ValueError(_not_a_row(line))
        out |= set(range(first, last + 1)) if first <= last else {*range(first, 7), *range(last + 1)}
    return out


def _both(texts: Iterable[object]) -> list[tuple[str, ...]]:
    """Texts in Swedish and in the language of the page."""
    texts = list(texts)
    here = [str(text).casefold() for text in texts]
    with translation.override("sv"):
        swedish = [str(text).casefold() for text in texts]
    return list(zip(swedish, here, strict=True))


def _day_names() -> dict[str, set[int]]:
    out: dict[str, set[int]] = {"vardagar": set(range(5)), "helger": {5, 6}, "varje": set(range(7))}
    for day, names in enumerate(zip(_both(DAYS), _both(SHORT), strict=True)):
        for name in (*names[0], *names[1]):
            out[name] = out[f"{name}ar"] = {day}
    return out


def _weeks() -> Mapping[str, str]:
    values = [Weeks.ALL, Weeks.ODD, Weeks.EVEN]
    return {name: one.value for one, both in zip(values, _both(v.label for v in values), strict=True) for name in both}


def _full_months() -> list[str]:
    return [name for both in _both(MONTHS[number] for number in range(1, 13)) for name in both]


def _months() -> dict[str, int]:
    """Months by the first three letters of their names, which differ in both languages."""
    return {name[:3]: number // 2 + 1 for number, name in enumerate(_full_months())}


def say_rows(rows: Iterable[Times]) -> str:
    """Rows as `parse_rows` reads them, one line for each season and kind of week."""
    groups: dict[tuple[tuple[int, int], str], list[Times]] = {}
    for one in rows:
        groups.setdefault((one.months, one.weeks), []).append(one)
    return "\n".join(f"{say_when(months, weeks)}: {_say_days(many)}" for (months, weeks), many in groups.items())


def say_when(months: tuple[int, int], weeks: str) -> str:
    """In which months and weeks: "juni–augusti, udda veckor"."""
    first, last = (str(MONTHS[month]) for month in months)
    season = "" if months == ALL_YEAR else first if first == last else f"{first}–{last}"
    return ", ".join(filter(None, [season, str(Weeks(weeks).label) if weeks else ""]))


def _say_days(rows: Iterable[Times]) -> str:
    days: dict[int, list[Span]] = {}
    for one in rows:
        days.setdefault(one.weekday, []).append((one.start, one.end))
    runs: list[tuple[list[int], str]] = []
    for day, spans in sorted(days.items()):
        hours = say_hours(sorted(spans))
        if runs and runs[-1][1] == hours and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    return "; ".join(
        f"{SHORT[run[0]]}{f'–{SHORT[run[-1]]}' if len(run) > 1 else ''} {hours}" for run, hours in runs
    )  # fmt: skip


def parse_special(text: str) -> tuple[str, tuple[Span, ...]]:
    """What holds on holidays or eves: a mode with its hours. Nothing said: closed. Raises ValueError."""
    said = " ".join(text.split()).casefold()
    named = {
        name: one.value for one, both in zip(DayMode, _both(v.label for v in DayMode), strict=True) for name in both
    }
    if named.get(said) == DayMode.USUAL:
        return DayMode.USUAL.value, ()
    if named.get(said) == DayMode.OWN:
        raise ValueError(_("Skriv tiderna, eller välj stängt eller som vanligt."))
    spans = () if named.get(said) == DayMode.CLOSED else parse_hours(said)
    return (DayMode.OWN.value if spans else DayMode.CLOSED.value), spans


def say_special(mode: str, spans: Iterable[Span]) -> str:
    """What holds on holidays or eves as `parse_special` reads it."""
    return say_hours(spans) if mode == DayMode.OWN else str(DayMode(mode).label)


def parse_exceptions(text: str) -> tuple[ExceptionDay, ...]:
    """Single dates with their hours and why, in order. Raises ValueError with a sentence in the user's language."""
    out = []
    for line in _lines(text):
        found = _DATE.fullmatch(line)
        hours = found["hours"] if found else ""
        if found is None or not hours.strip():
            raise ValueError(
                _("”%(line)s” går inte att läsa. Skriv till exempel ”2026-12-23: stängt (inventering)”.")
                % {"line": line[:60]}
            )
        out.append(ExceptionDay(_date(found, line), parse_hours(hours), " ".join((found["why"] or "").split())))
    return tuple(sorted(out))


def _date(found: re.Match[str], line: str) -> dt.date:
    name = (found["name"] or "").casefold()
    month = _months().get(name[:3], 0) if name and _is_month(name) else int(found["month"] or 0)
    try:
        return dt.date(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    except ValueError:
        raise ValueError(_("Det datumet finns inte: %(line)s.") % {"line": line[:60]}) from None


def say_exceptions(days: Iterable[ExceptionDay]) -> str:
    """Single dates as `parse_exceptions` reads them, one line each."""
    closed = _("stängt")
    return "\n".join(
        f"{one.on.isoformat()}: {say_hours(one.spans) or closed}" + (f" ({one.why})" if one.why else "") for one in days
    )
