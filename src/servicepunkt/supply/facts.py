"""What is said about an offer, apart from how it is stored: compared, checked and put in words in one place."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.identity_numbers import holds_identity_number, refusal
from servicepunkt.core.words import search_key, sort_key

from .hours import CLOSED, DAYS, MOST_SPANS, Week, say_hours
from .models import PUBLIC, WITHOUT_PLACE, Channel, Level, Located, Offer, OpenHours, Resource, Sector
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
    "resource": gettext_lazy("Kan bli resurs"),
    "resource_how": gettext_lazy("Hur den kan bli det"),
    "note": gettext_lazy("Anteckning"),
}
"""The fields of an offer in the order people meet them; a day of the week is a field of its own."""


@dataclass(frozen=True)
class Facts:
    """Everything that is said about an offer. `distance_m` in metres by road, `hours` seven days from Monday."""

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

    def stored(self) -> dict[str, object]:
        """The columns of an offer, hours apart."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "hours"}
        words = (self.area, self.channel, *(search_key(w) for w in (self.provider, self.service, self.address)))
        return {
            **own,
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
    """What is stored about an offer; its hours should have been fetched with it."""
    week: list[list[tuple[int, int]]] = [[] for _day in range(7)]
    for row in offer.hours.all():
        week[row.weekday].append((row.from_minute, row.to_minute))
    own = {one.name: getattr(offer, one.name) for one in fields(Facts) if one.name != "hours"}
    return Facts(**own, hours=tuple(tuple(day) for day in week))


def hours_rows(offer: Offer, week: Week) -> Iterable[OpenHours]:
    """The rows that hold a week's opening hours."""
    for weekday, spans in enumerate(week):
        for start, end in spans:
            yield OpenHours(offer=offer, weekday=weekday, from_minute=start, to_minute=end)


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
    if any(len(day) > MOST_SPANS for day in facts.hours):
        out.append(("day0", _("Skriv högst sex tider för samma dag.")))
    return out


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
        "resource": str(Resource(facts.resource).label) if facts.resource else "",
        "resource_how": facts.resource_how,
        "note": facts.note,
    }


@dataclass(frozen=True)
class Difference:
    """A field that differs: what is new (or mine) and what is stored (or theirs)."""

    label: str
    mine: str
    theirs: str


def differences(mine: Facts, theirs: Facts) -> list[Difference]:
    """The fields that differ, in words."""
    one, other = worded(mine), worded(theirs)
    return [Difference(str(TITLES[name]), one[name], other[name]) for name in TITLES if one[name] != other[name]]


def mark(facts: Facts, version: int) -> str:
    """A short trace of an offer as it stood, by which a filled-in file tells what was touched in it."""
    said = "\n".join(f"{one.name}={getattr(facts, one.name)!r}" for one in fields(facts))
    return f"{version}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def say_km(metres: int | None) -> str:
    """Metres in kilometres as people write them: 12500 -> "12,5"."""
    if metres is None:
        return ""
    whole, rest = divmod(metres, 1000)
    return f"{whole},{rest:03d}".rstrip("0") if rest else str(whole)


def parse_km(text: str) -> int | None:
    """Kilometres as a person writes them ("12,5 km") in whole metres; None for nothing.

    Raises ValueError with a sentence in the user's language.
    """
    cleaned = re.sub(r"\s|km$", "", text.strip().lower())
    if not cleaned:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:[.,](\d{1,3}))?", cleaned)
    if found is None:
        raise ValueError(_("Skriv avståndet i km med siffror, till exempel 12 eller 12,5."))
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))
