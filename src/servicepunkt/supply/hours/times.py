"""Opening hours as people write them: "8–12, 13–16.30" for a day. Stored as minutes after midnight, half open."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Span = tuple[int, int]
"""From and to, minutes after midnight, 0 to 1440."""
Week = tuple[tuple[Span, ...], ...]
"""Seven days from Monday, each with its spans in order."""

CLOSED: Week = ((),) * 7
DAY = 24 * 60
MOST_SPANS = 6
DAYS = (
    gettext_lazy("Måndag"),
    gettext_lazy("Tisdag"),
    gettext_lazy("Onsdag"),
    gettext_lazy("Torsdag"),
    gettext_lazy("Fredag"),
    gettext_lazy("Lördag"),
    gettext_lazy("Söndag"),
)
SHORT = (
    gettext_lazy("mån"),
    gettext_lazy("tis"),
    gettext_lazy("ons"),
    gettext_lazy("tor"),
    gettext_lazy("fre"),
    gettext_lazy("lör"),
    gettext_lazy("sön"),
)

_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_SPAN = re.compile(rf"(?:kl\.?\s*)?{_TIME}\s*[-–—]\s*{_TIME}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;+]|\boch\b)\s*", re.IGNORECASE)
_ALL_DAY = {"dygnet runt", "hela dygnet", "around the clock"}
_NOT_OPEN = {"", "stängt", "closed", "-", "–"}


def parse_hours(text: str) -> tuple[Span, ...]:
    """A day's opening hours, in order. Raises ValueError, with a sentence in the user's language."""
    said = " ".join(text.split()).lower()
    if said in _NOT_OPEN:
        return ()
    if said in _ALL_DAY:
        return ((0, DAY),)
    spans = sorted(_span(part) for part in _BETWEEN.split(said))
    if len(spans) > MOST_SPANS:
        raise ValueError(_("Skriv högst sex tider för samma dag."))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(_("Tiderna går in i varandra."))
    return tuple(spans)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(_("Skriv tiderna som 8–12, 13–16.30. Lämna tomt när det är stängt."))
    start, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if end <= start:
        raise ValueError(_("Tiden slutar innan den börjar. Går den över midnatt: skriv 18–24 och 0–2 dagen efter."))
    return start, end


def _minute(hour: str, minute: str | None) -> int:
    value = int(hour) * 60 + int(minute or 0)
    if value > DAY or int(minute or 0) > 59:
        raise ValueError(_("Det klockslaget finns inte."))
    return value


def say_hours(spans: Iterable[Span]) -> str:
    """A day's hours as `parse_hours` reads them; nothing when closed."""
    return ", ".join(f"{say_clock(start)}–{say_clock(end)}" for start, end in spans)


def say_clock(minute: int) -> str:
    """A clock time as it is said: 8, 16.30, 24."""
    return f"{minute // 60}.{minute % 60:02d}" if minute % 60 else str(minute // 60)


def say_week(week: Sequence[tuple[Span, ...]]) -> str:
    """A week in one line, equal days after one another together: "mån–tor 8–16, fre 8–12"."""
    parts, first = [], 0
    for day in range(1, 8):
        if day < 7 and week[day] == week[first]:
            continue
        if week[first]:
            days = str(SHORT[first]) if day - first == 1 else f"{SHORT[first]}–{SHORT[day - 1]}"
            parts.append(f"{days} {say_hours(week[first])}")
        first = day
    return "; ".join(parts)
