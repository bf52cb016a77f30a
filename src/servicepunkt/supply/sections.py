"""What `supply` tells in documents: how many services the places have today, by sector and by how far they go."""

from collections import defaultdict

from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.distances import say_km
from servicepunkt.core.text import localised
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, part_said
from servicepunkt.places.models import AreaPlace

from .hours import brief
from .models import Channel, Level, Located, NothingHere, Offer, Sector
from .queries import all_offers


def _members(asked: Asked) -> list[AreaPlace]:
    members = AreaPlace.objects.filter(root=asked.root).select_related("place", "area")
    return list(members.order_by(F("area__number").asc(nulls_last=True), "place__sort_key", "id"))


def _counts(asked: Asked) -> dict[int, dict[str, int]]:
    """How many services each place has by sector. One query."""
    out: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Offer.objects.filter(place__memberships__root=asked.root).order_by().values_list("place_id", "sector")
    for place_id, sector, number in rows.annotate(number=Count("id")):
        out[place_id][sector] = number
    return out


@section("supply.offers", gettext_lazy("Service på orterna i dag"))
def offers(asked: Asked) -> Section:
    """Services by sector and level over all places, and by area. Three queries, however many places."""
    tell = Telling(asked, _("Orternas utbud"))
    members, by_place = _members(asked), _counts(asked)
    mapped = sum(bool(by_place.get(one.place_id)) for one in members)
    tell.figures(_("Kartlagda orter"), [(_("Orter med kartlagt utbud"), part_said(mapped, len(members)))])
    rows = Offer.objects.filter(place__memberships__root=asked.root).order_by().values_list("sector", "level")
    levels: dict[str, dict[str, int]] = defaultdict(dict)
    for sector, level, number in rows.annotate(number=Count("id")):
        levels[sector][level] = number
    tell.table(
        _("Tjänster på alla orter, efter sektor och hur långt de räcker"),
        (_("Sektor"), *(str(level.label) for level in Level), _("Tillsammans")),
        (
            (str(one.label), *(str(levels[one].get(level, 0)) for level in Level), str(sum(levels[one].values())))
            for one in Sector
            if levels.get(one)
        ),
        numeric=range(1, len(Level) + 2),
        none=_("Ingen ort har fört in sitt utbud ännu."),
    )
    areas: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in members:
        for sector, number in by_place.get(one.place_id, {}).items():
            areas[localised(one.area) if one.area else _("Ingen region ännu")][sector] += number
    tell.table(
        _("Tjänster efter region och sektor"),
        (_("Region"), *(str(one.label) for one in Sector)),
        ((area, *(str(sums.get(one, 0)) for one in Sector)) for area, sums in areas.items()),
        numeric=range(1, len(Sector) + 1),
    )
    return tell.section()


@section("supply.place_table", gettext_lazy("Service på varje ort"))
def place_table(asked: Asked) -> Section:
    """Services by sector at every place. Two queries, however many places."""
    tell = Telling(asked, _("Orternas utbud"))
    by_place = _counts(asked)
    rows = []
    for one in _members(asked):
        counts = by_place.get(one.place_id, {})
        rows.append((one.place.name, *(str(counts.get(sector, 0)) for sector in Sector), str(sum(counts.values()))))
    tell.table(
        _("Tjänster på varje ort"),
        (_("Ort"), *(str(one.label) for one in Sector), _("Tillsammans")),
        rows,
        numeric=range(1, len(Sector) + 2),
        none=_("Programmet har inga orter ännu."),
        appendix=True,
    )
    return tell.section()


@section("supply.place_services", gettext_lazy("Servicen i dag"))
def place_services(asked: Asked) -> Section:
    """Every service of a place by sector: who, how far it goes, where, when. Four queries."""
    tell = Telling(asked, _("Ortens utbud"))
    if asked.place is None:
        raise ValueError("services are a place's own")
    found = all_offers(asked.place)
    nothing = dict(NothingHere.objects.filter(place=asked.place).values_list("sector", "note"))
    for sector in Sector:
        rows = [
            (one.service, one.provider, str(Level(one.level).label), where_said(one), brief(facts.schedule))
            for one, facts in found
            if one.sector == sector
        ]
        head = (_("Tjänst"), _("Utförare"), _("Nivå"), _("Var"), _("Öppet"))
        caption = _("Service, sektor: %(sector)s") % {"sector": str(sector.label).lower()}
        if rows or sector in nothing:
            told = {"sector": sector.label, "note": nothing.get(sector, "")}
            tell.table(caption, head, rows, none=_("%(sector)s: inget på orten. %(note)s") % told, appendix=True)
    if not found and not nothing:
        tell.say(_("Ortens utbud är inte infört ännu."))
    return tell.section()


def where_said(offer: Offer) -> str:
    """Where a service is met: here, so many kilometres away, by telephone, digitally."""
    if offer.located == Located.ELSEWHERE:
        return _("%(km)s km bort") % {"km": say_km(offer.distance_m)}
    if offer.located == Located.HERE:
        return _("på orten")
    return str(Channel(offer.channel).label).lower()
