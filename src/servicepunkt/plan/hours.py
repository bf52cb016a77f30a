"""Planned opening hours held against office hours, and against what the staffing costs. Pure functions."""

from dataclasses import dataclass

from django.utils.functional import Promise

from servicepunkt.supply.hours import DAYS, Span

from .models_sheets import OpeningWeek
from .sheets.fields import in_hours, spans
from .sheets.working import DAY_FIELDS

OFFICE: Span = (8 * 60, 17 * 60)
"""Office hours, 8–17. The memo (M18): "Ambitionen bör vara att ha öppet under kontorstid alla vardagar"."""
WORKDAYS = 5


@dataclass(frozen=True)
class PlannedDay:
    """A day of a planned week. `outside`: minutes of office hours in which it is closed; None on a weekend."""

    title: Promise
    hours: str
    minutes: int
    outside: int | None

    @property
    def open_words(self) -> str:
        """How many hours it is open."""
        return in_hours(self.minutes)

    @property
    def outside_words(self) -> str:
        """How many hours of office hours it is closed."""
        return in_hours(self.outside or 0)


def open_minutes(hours: tuple[Span, ...], within: Span = (0, 1440)) -> int:
    """How many minutes spans are open within a span; they do not overlap."""
    return sum(max(0, min(end, within[1]) - max(start, within[0])) for start, end in hours)


def days_of(week: OpeningWeek) -> list[PlannedDay]:
    """The seven days of a planned week."""
    out = []
    for number, (name, title) in enumerate(zip(DAY_FIELDS, DAYS, strict=True)):
        hours = spans(getattr(week, name))
        lacks = OFFICE[1] - OFFICE[0] - open_minutes(hours, OFFICE)
        out.append(PlannedDay(title, getattr(week, name), open_minutes(hours), lacks if number < WORKDAYS else None))
    return out


def covers_office(week: OpeningWeek) -> bool:
    """Whether a week is open through office hours from Monday to Friday."""
    return not any(day.outside for day in days_of(week))


def per_open_hour(cost_ore: int, minutes: int) -> int | None:
    """What an open hour costs in öre, to the nearest one (half up); None when it is never open."""
    return (cost_ore * 60 * 2 + minutes) // (2 * minutes) if minutes else None


def week_cost(minutes: int, hour_ore: int | None) -> int:
    """What a function costs a week in öre, to the nearest one (half up)."""
    return (minutes * (hour_ore or 0) * 2 + 60) // 120
