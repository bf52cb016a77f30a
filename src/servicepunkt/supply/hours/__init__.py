"""Opening hours: how people write them, how they are kept together, in OSM's grammar, and whether it is open now."""

from .checking import hours_faults
from .lines import parse_exceptions, parse_rows, parse_special, say_exceptions, say_rows, say_special
from .now import Now, Part, covers, next_change, now_of, open_at, say_now
from .osm import osm
from .osm_reading import parse_osm
from .schedule import NO_MORE, DayMode, ExceptionDay, More, Schedule, Times, Weeks, usual_more
from .telling import brief, tell
from .times import CLOSED, DAYS, MOST_SPANS, SHORT, Span, Week, parse_hours, say_hours, say_week

__all__ = [
    "CLOSED", "DAYS", "MOST_SPANS", "NO_MORE", "SHORT", "DayMode", "ExceptionDay", "More", "Now", "Part", "Schedule",
    "Span", "Times", "Week", "Weeks", "brief", "covers", "hours_faults", "next_change", "now_of", "open_at", "osm",
    "parse_exceptions", "parse_hours", "parse_osm", "parse_rows", "parse_special", "say_exceptions", "say_hours",
    "say_now", "say_rows", "say_special", "say_week", "tell", "usual_more",
]  # fmt: skip
