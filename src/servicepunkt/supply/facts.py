"""What is said about an offer, apart from how it is stored: compared, checked and put in words in one place."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.distances import say_km
from servicepunkt.core.identity_numbers import holds_identity_number, refusal
from servicepunkt.core.words import search_key, sort_key
from servicepunkt.sheets.comparing import Difference

from .hours import (
    CLOSED,
    DAYS,
    NO_MORE,
    ExceptionDay,
    More,
    Schedule,
    Span,
    Times,
    Week,
    hours_faults,
    say_exceptions,
    say_hours,
    say_rows,
    say_special,
)
from .models import PUBLIC, WITHOUT_PLACE, Channel, Level, Located, Offer, OpenHours, Resource, Sector, SpecialHours
from .reference import areas

MOST_KM = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST: Mapping[str, int] = {
    name: int(getattr(Offer._meta.get_field(name), "max_length", 0) or 0)
    for name in ("provider", "service", "address", "resource_how", "note")
}

TITLES = {
    "sector": gettext_lazy("Sektor"),
    "area": gettext_lazy("Område"),
    "service": gettext_lazy("Tjänst"),
    "provider": gettext_lazy("Vem som erbjuder"),
    "level": gettext_lazy("Nivå"),
    "channel": gettext_lazy("Hur"),
    "located": gettext_lazy("Var"),
    "address": gettext_lazy("Plats eller adress"),
    "distance_m": gettext_lazy("Avstånd i km"),
    **{f"day{number}": title for number, title in enumerate(DAYS)},
    "rows": gettext_lazy("Vissa veckor eller månader"),
    "holidays": gettext_lazy("Helgdagar"),
    "eves": gettext_lazy("Aftnar"),
    "exceptions": gettext_lazy("Undantag"),
    "resource": gettext_lazy("Kan bli resurs"),
    "resource_how": gettext_lazy("Hur den kan bli det"),
    "note": gettext_lazy("Anteckning"),
}
"""The fields of an offer in the order people meet them; a day of the week is a field of its own."""
DAY_FIELDS = tuple(f"day{number}" for number in range(7))
MORE_FIELDS = ("rows", "holidays", "eves", "exceptions")
PLAIN_FIELDS = tuple(name for name in TITLES if name not in (*DAY_FIELDS, *MORE_FIELDS))
"""The fields that are stored as they are typed; the others are opening hours."""


@dataclass(frozen=True)
class Facts:
    """Everything that is said about an offer. `distance_m` in metres by road, `hours` seven days from Monday
    that hold all year, `more` what else is said about when it is open."""

    sector: str
    area: str
    provider: str
    service: str
    level: str
    channel: str
    located: str = ""
    address: str = ""
    distance_m: int | None = None
    hours: Week = CLOSED
    resource: str = ""
    resource_how: str = ""
    note: str = ""
    more: More = NO_MORE

    @property
    def schedule(self) -> Schedule:
        """When it is open, as a whole."""
        return Schedule(self.hours, self.more)

    def stored(self) -> dict[str, object]:
        """The columns of an offer, hours apart."""
        own = {name: getattr(self, name) for name in PLAIN_FIELDS}
        words = (self.area, self.channel, *(search_key(w) for w in (self.provider, self.service, self.address)))
        return {
            **own,
            "holidays": self.more.holidays,
            "eves": self.more.eves,
            "same_key": hashlib.sha256("\n".join(words).encode()).hexdigest(),
            "search_key": search_key(f"{self.service} {self.provider}")[:400],
            "sort_key": sort_key(self.service)[:200],
        }

    @property
    def same_key(self) -> str:
        """What makes it this offer and no other at a place: area, way, provider, service and address."""
        return str(self.stored()["same_key"])


def tidy(facts: Facts) -> Facts:
    """The same facts with white space as it is stored: single, and line breaks only in the note."""
    own: dict[str, Any] = {name: " ".join(getattr(facts, name).split()) for name in LONGEST if name != "note"}
    lines = facts.note.replace("\r\n", "\n").replace("\r", "\n").strip()
    return replace(facts, **own, note=lines)


def facts_of(offer: Offer) -> Facts:
    """What is stored about an offer; its hours, ordinary and special, should have been fetched with it."""
    times = (
        Times(one.weekday, one.from_minute, one.to_minute, one.weeks, (one.first_month, one.last_month))
        for one in offer.hours.all()
    )
    special = ((one.kind, one.on, one.from_minute, one.to_minute, one.why) for one in offer.special.all())
    schedule = schedule_of(offer.holidays, offer.eves, times, special)
    return Facts(**{name: getattr(offer, name) for name in PLAIN_FIELDS}, hours=schedule.week, more=schedule.more)


SpecialRow = tuple[str, dt.date | None, int, int, str]
"""Kind, date, from, to, why: a row of `SpecialHours`."""


def schedule_of(holidays: str, eves: str, times: Iterable[Times], special: Iterable[SpecialRow]) -> Schedule:
    """An offer's opening hours put together from what is stored."""
    week: list[list[Span]] = [[] for _day in range(7)]
    rows: list[Times] = []
    for one in times:
        if one.always:
            week[one.weekday].append((one.start, one.end))
        else:
            rows.append(one)
    own: dict[str, list[Span]] = {SpecialHours.Kind.HOLIDAY: [], SpecialHours.Kind.EVE: []}
    dates: dict[dt.date, tuple[list[Span], str]] = {}
    for kind, on, start, end, why in special:
        spans = own[kind] if on is None else dates.setdefault(on, ([], why))[0]
        if end > start:
            spans.append((start, end))
    more = More(
        tuple(sorted(rows)), holidays, tuple(own["holiday"]), eves, tuple(own["eve"]),
        tuple(ExceptionDay(on, tuple(spans), why) for on, (spans, why) in sorted(dates.items())),
    )  # fmt: skip
    return Schedule(tuple(tuple(sorted(day)) for day in week), more)


def hours_rows(offer: Offer, facts: Facts) -> Iterable[OpenHours]:
    """The rows that hold when an offer is open on weekdays."""
    for one in facts.schedule.times():
        yield OpenHours(
            offer=offer, weekday=one.weekday, from_minute=one.start, to_minute=one.end,
            weeks=one.weeks, first_month=one.months[0], last_month=one.months[1],
        )  # fmt: skip


def special_rows(offer: Offer, facts: Facts) -> Iterable[SpecialHours]:
    """The rows that hold what an offer's hours are on holidays, eves and single dates."""
    more, kinds = facts.more, SpecialHours.Kind
    for kind, spans in ((kinds.HOLIDAY, more.holiday_spans), (kinds.EVE, more.eve_spans)):
        for start, end in spans:
            yield SpecialHours(offer=offer, kind=kind, from_minute=start, to_minute=end)
    for one in more.exceptions:
        for start, end in one.spans or ((0, 0),):
            yield SpecialHours(offer=offer, kind=kinds.DATE, on=one.on, from_minute=start, to_minute=end, why=one.why)


def faults(facts: Facts) -> list[tuple[str, str]]:
    """What is wrong with what is said: the field and a plain sentence. Empty when it can be stored."""
    out = [*_not_known(facts), *_texts(facts)]
    if facts.level == Level.AUTHORITY and facts.sector not in PUBLIC:
        sentence = _(
            "Bara en myndighet får sköta en myndighetsuppgift (lag 2019:212). "
            "En förening eller ett företag kan ge information, vägleda eller vara ombud."
        )
        out.append(("level", sentence))
    if facts.channel in WITHOUT_PLACE:
        if facts.located or facts.distance_m is not None:
            out.append(
                ("located", _("En tjänst på telefon eller digitalt har ingen plats. Lämna var och avstånd tomt."))
            )
    elif not facts.located:
        out.append(("located", _("Skriv om tjänsten finns här på orten eller på annan ort.")))
    elif facts.located == Located.ELSEWHERE and facts.distance_m is None:
        out.append(("distance_m", _("Skriv hur många km det är dit.")))
    elif facts.located == Located.HERE and facts.distance_m is not None:
        out.append(("distance_m", _("Det som finns här på orten har inget avstånd. Lämna det tomt.")))
    if facts.distance_m is not None and not 0 < facts.distance_m <= MOST_KM * 1000:
        out.append(("distance_m", _("Avståndet ska vara mer än 0 och högst 2 000 km.")))
    if facts.resource in (Resource.YES, Resource.MAYBE) and not facts.resource_how:
        out.append(("resource_how", _("Skriv hur den kan bli en resurs vid servicepunkten.")))
    return [*out, *hours_faults(facts.schedule)]


def _not_known(facts: Facts) -> Iterable[tuple[str, str]]:
    known: tuple[tuple[str, Iterable[str]], ...] = (
        ("sector", Sector.values),
        ("area", areas()),
        ("level", Level.values),
        ("channel", Channel.values),
        ("located", ["", *Located.values]),
        ("resource", Resource.values),
    )
    for name, values in known:
        value = getattr(facts, name)
        if value not in values:
            yield name, _("Välj ett av alternativen.")


def _texts(facts: Facts) -> Iterable[tuple[str, str]]:
    for name, longest in LONGEST.items():
        text = getattr(facts, name)
        if name in ("provider", "service") and not text.strip():
            yield name, _("Fyll i det här.")
        if len(text) > longest:
            yield name, _("Texten är för lång: %(longest)s tecken är mest.") % {"longest": longest}
        if _CONTROL.search(text):
            yield name, _("Texten har tecken som inte går att spara.")
        if holds_identity_number(text):
            yield name, refusal()


def worded(facts: Facts) -> dict[str, str]:
    """Every field in words, in the language of the moment, as a person would write it."""
    return {
        "sector": str(Sector(facts.sector).label),
        "area": str(areas()[facts.area].title),
        "service": facts.service,
        "provider": facts.provider,
        "level": str(Level(facts.level).label),
        "channel": str(Channel(facts.channel).label),
        "located": str(Located(facts.located).label) if facts.located else "",
        "address": facts.address,
        "distance_m": say_km(facts.distance_m),
        **{f"day{number}": say_hours(spans) for number, spans in enumerate(facts.hours)},
        "rows": say_rows(facts.more.rows),
        **said_days(facts),
        "exceptions": say_exceptions(facts.more.exceptions),
        "resource": str(Resource(facts.resource).label) if facts.resource else "",
        "resource_how": facts.resource_how,
        "note": facts.note,
    }


def said_days(facts: Facts) -> dict[str, str]:
    """What holds on holidays and eves, in words; nothing when no hours are said at all and it is as nobody said."""
    more = facts.more
    if not facts.schedule and more == NO_MORE:
        return {"holidays": "", "eves": ""}
    return {
        "holidays": say_special(more.holidays, more.holiday_spans), "eves": say_special(more.eves, more.eve_spans)
    }  # fmt: skip


def differences(mine: Facts, theirs: Facts) -> list[Difference]:
    """The fields that differ, in words."""
    one, other = worded(mine), worded(theirs)
    return [Difference(str(TITLES[name]), one[name], other[name]) for name in TITLES if one[name] != other[name]]


def mark(facts: Facts, version: int) -> str:
    """A short trace of an offer as it stood, by which a filled-in file tells what was touched in it."""
    # Files fetched before there was `more` stay good: what nobody has said leaves no trace.
    said = "\n".join(
        f"{one.name}={getattr(facts, one.name)!r}"
        for one in fields(facts)
        if one.name != "more" or facts.more != NO_MORE
    )
    return f"{version}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"
