"""Reads of what a place has: a page of offers by sector, what each sector has, and the municipal areas."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When

from servicepunkt.core.distances import say_km
from servicepunkt.core.words import search_key
from servicepunkt.places.models import Place

from .facts import Facts, facts_of
from .hours import Now, Schedule, brief, now_of
from .models import AreaAnswer, NothingHere, Offer, Resource, Sector
from .now import open_offers
from .reference import ServiceArea, areas, municipal_areas

ROWS = 50


@dataclass(frozen=True)
class Filters:
    """What a list of offers is narrowed to; empty means all."""

    sector: str = ""
    area: str = ""
    channel: str = ""
    located: str = ""
    word: str = ""
    open_now: bool = False


@dataclass(frozen=True)
class OfferRow:
    """An offer as it is listed: its hours in a line, as a whole, and how it stands now (None: no hours are said)."""

    offer: Offer
    area: str
    hours: str
    km: str
    schedule: Schedule
    now: Now | None

    @property
    def resource(self) -> str:
        """Whether it can become a resource, in a word; nothing when nobody has said."""
        return str(Resource(self.offer.resource).label) if self.offer.resource else ""


@dataclass(frozen=True)
class SectorRows:
    """A sector's offers on this page, how many it has in all, and what was said when it has none."""

    key: str
    title: str
    count: int
    rows: list[OfferRow]
    nothing: NothingHere | None


def sectors(place: Place, filters: Filters, page: str, moment: dt.datetime) -> tuple[list[SectorRows], PageOf[Any]]:
    """A page of a place's offers, by sector in the memo's order, filtered. Six queries, however many offers,
    and four more for those open at `moment`."""
    query = Offer.objects.filter(place=place)
    counts = dict(query.order_by().values_list("sector").annotate(number=Count("id")))
    nothing = {one.sector: one for one in NothingHere.objects.filter(place=place)}
    for name in ("sector", "area", "channel", "located"):
        if value := getattr(filters, name):
            query = query.filter(**{name: value})
    if filters.open_now:
        query = query.filter(pk__in=open_offers(place, moment))
    if filters.word:
        query = query.filter(search_key__contains=search_key(filters.word))
    order = Case(
        *[When(sector=key, then=Value(number)) for number, key in enumerate(Sector.values)],
        output_field=IntegerField(),
    )
    found = (
        query.annotate(sector_order=order)
        .order_by("sector_order", "sort_key", "id")
        .prefetch_related("hours", "special")
    )
    shown = Paginator(found, ROWS).get_page(page)
    rows: dict[str, list[OfferRow]] = {}
    for offer in shown.object_list:
        rows.setdefault(offer.sector, []).append(row(offer, moment))
    wanted = [filters.sector] if filters.sector in Sector.values else Sector.values
    return [
        SectorRows(key, str(Sector(key).label), counts.get(key, 0), rows.get(key, []), nothing.get(key))
        for key in wanted
    ], shown


def row(offer: Offer, moment: dt.datetime) -> OfferRow:
    """An offer as it is shown at a moment; its hours, ordinary and special, should have been fetched with it."""
    area, schedule = areas().get(offer.area), facts_of(offer).schedule
    return OfferRow(
        offer,
        str(area.title) if area else offer.area,
        brief(schedule),
        say_km(offer.distance_m),
        schedule,
        now_of(schedule, moment),
    )


def all_offers(place: Place) -> list[tuple[Offer, Facts]]:
    """Every offer of a place with its facts, by sector and service. Three queries."""
    order = {key: number for number, key in enumerate(Sector.values)}
    offers = Offer.objects.filter(place=place).prefetch_related("hours", "special")
    return sorted(((one, facts_of(one)) for one in offers), key=lambda pair: (order[pair[0].sector], pair[0].sort_key))


def answers(place: Place) -> dict[str, AreaAnswer]:
    """What has been said about the municipal areas, by area. One query."""
    return {one.area: one for one in AreaAnswer.objects.filter(place=place)}


def areas_left(known: Mapping[str, AreaAnswer]) -> list[ServiceArea]:
    """The municipal areas nobody has said anything about."""
    return [area for area in municipal_areas() if area.key not in known or not known[area.key].answer]
