"""The kinds of fields that only the plan has: hours a week, and a day's opening hours."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import decimal_mark
from servicepunkt.sheets.fields import Field, Value, Whole
from servicepunkt.supply.hours import Span, parse_hours, say_hours

QUARTER = 15
SHUT = gettext_lazy("stängt")
LONGEST = 80
_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


def in_hours(minutes: int) -> str:
    """Minutes as hours with the decimals they have, at most two: 450 -> "7,5"."""
    whole, rest = divmod(minutes, 60)
    part = f"{(rest * 100 + 30) // 60:02d}".rstrip("0")
    return f"{whole}{decimal_mark()}{part}" if part else str(whole)


@dataclass(frozen=True)
class WeekHours(Whole):
    """Hours a week, written in hours with decimals ("12,5") and kept in whole minutes; quarters of an hour, exactly."""

    least: int = QUARTER
    most: int = 7 * 24 * 60

    def parse(self, text: str) -> Value:
        """Hours in whole quarters."""
        cleaned = re.sub(r"\s|h$|tim\.?$|timmar$", "", text.strip().lower())
        if not cleaned:
            return None
        found = _HOURS.fullmatch(cleaned)
        minutes, rest = (
            divmod(int(found[1]) * 6000 + int((found[2] or "0").ljust(2, "0")) * 60, 100) if found else (0, 1)
        )
        if rest or minutes % QUARTER:
            raise ValueError(_("Skriv timmarna i hela kvartar, till exempel 20, 7,5 eller 3,25."))
        return minutes

    def say(self, value: Value) -> str:
        """Hours with the decimals they have."""
        return in_hours(value) if isinstance(value, int) else ""


@dataclass(frozen=True)
class DayHours(Field):
    """A day's opening hours, "8–12, 13–17", kept as the supply's hours say them."""

    width: int = 18
    nothing: Promise | str = SHUT

    def parse(self, text: str) -> Value:
        """The same hours as they are always written; nothing when closed."""
        return say_hours(parse_hours(text))

    def say(self, value: Value) -> str:
        """The hours as they are kept."""
        return str(value or "")

    def fault(self, value: Value) -> str:
        """Hours that can be read."""
        try:
            fits = say_hours(spans(value)) == (value or "") and len(str(value or "")) <= LONGEST
        except ValueError as why:
            return str(why)
        return "" if fits else _("Skriv färre tider.")


def spans(value: Value) -> tuple[Span, ...]:
    """A stored day's hours as minutes after midnight."""
    return parse_hours(str(value or ""))
