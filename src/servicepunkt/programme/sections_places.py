"""What `programme` tells of the places: counts by area in the body, every place in an appendix, the groups' balance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.evidence import Question, find, registered
from servicepunkt.core.text import localised
from servicepunkt.documents.blocks import SHAPES, Map, MapMark, MapPin
from servicepunkt.documents.blocks_data import MOST_MARKS
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said, part_said
from servicepunkt.method.models import Standing
from servicepunkt.method.spec import MethodSpec
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.places.models import AreaPlace

from .counting import NOTHING_DONE, REACHED, Tally, stage_of, tallies
from .queries_village import OF_BALANCE

MOST_PINS = 60
"""More marks than these cover one another on a page; the appendix has every place."""
MOST_BESIDE = 5
"""More areas than these do not fit beside one another in a table."""


@dataclass(frozen=True)
class Stood:
    """A place with where it stands: the key of its stage (as `counting.stage_of` says) and its row of progress."""

    member: AreaPlace
    stage: str
    standing: Standing | None


def stage_titles(spec: MethodSpec) -> dict[str, str]:
    """What every stage is called, in order: nothing done, each step, started."""
    steps = {str(number + 1): step.title.here() for number, step in enumerate(spec.steps)}
    return {NOTHING_DONE: _("Inte påbörjad"), **steps, REACHED: _("Startad")}


def stood(asked: Asked) -> Iterator[Stood]:
    """Every place of the programme by area, with where it stands. Two queries."""
    spec = spec_of(adoption_of(asked.root.pk).version)
    order = {step.key: number for number, step in enumerate(spec.steps)}
    standings = {one.place_id: one for one in Standing.objects.filter(area_id=asked.root.pk)}
    members = AreaPlace.objects.filter(root=asked.root).select_related("place__municipality__county", "area")
    for member in members.order_by(F("area__number").asc(nulls_last=True), "place__sort_key", "id"):
        standing = standings.get(member.place_id)
        yield Stood(member, stage_of(standing, order), standing)


def _by_step(tell: Telling, areas: list[Tally], titles: Mapping[str, str]) -> None:
    """How many places are in each step: a column for each area, or a row when the areas are many."""
    counts = [(one.places, *one.by_step, one.reached, one.overdue) for one in areas]
    names = [one.title for one in areas]
    if len(areas) > 1:
        counts.append(tuple(sum(column) for column in zip(*counts, strict=True)))
        names.append(_("Tillsammans"))
    kinds = [_("Orter"), *titles.values(), _("Något försenat")]
    caption = _("Orter i varje steg den %(day)s") % {"day": day_said(tell.asked.on)}
    none = _("Programmet har inga orter ännu.")
    if not areas:
        tell.say(none)
    elif len(areas) <= MOST_BESIDE:
        rows = [(kind, *map(str, row)) for kind, row in zip(kinds, zip(*counts, strict=True), strict=True)]
        tell.table(caption, (_("Läge"), *names), rows, numeric=range(1, len(names) + 1))
    else:
        rows = [(name, *map(str, row)) for name, row in zip(names, counts, strict=True)]
        tell.table(caption, (_("Region"), *kinds), rows, numeric=range(1, len(kinds) + 1))


def _map(tell: Telling, asked: Asked, titles: Mapping[str, str]) -> None:
    """The places that have a point, each with the mark of its stage; too many would cover one another."""
    shapes = {key: SHAPES[number] for number, key in enumerate(key for key in titles if key != REACHED)}
    marks = tuple(MapMark(key, title, shapes.get(key, "house")) for key, title in titles.items())
    pins = [
        MapPin.at(one.member.place.name, place.latitude, place.longitude, one.stage, uncertain=one.member.uncertain)
        for one in stood(asked)
        if (place := one.member.place).latitude is not None and place.longitude is not None
    ]
    if not pins or len(pins) > MOST_PINS or len(marks) > MOST_MARKS:
        return
    days = {"day": day_said(asked.on)}
    tell.add(
        Map(
            _("Orterna på kartan"),
            tuple(pins),
            marks,
            _("Karta över Sverige med %(count)s orter. Tabellen under kartan visar samma sak.") % {"count": len(pins)},
            _("Orterna och hur långt de har kommit den %(day)s") % days,
            _("Läge"),
        )
    )


@section("programme.places", gettext_lazy("Orterna steg för steg"))
def places(asked: Asked) -> Section:
    """How many places of each area are in which step, as table, chart and map."""
    tell = Telling(asked, _("Läget på orterna, räknat ur underlaget"))
    adoption = adoption_of(asked.root.pk)
    _steps, areas = tallies(adoption)
    titles = stage_titles(spec_of(adoption.version))
    _by_step(tell, areas, titles)
    counts = [sum(column) for column in zip(*((*one.by_step, one.reached) for one in areas), strict=True)]
    bars = list(zip(titles.values(), counts, strict=False))
    tell.chart(_("Orter i varje steg"), _("Hur många orter som är i varje steg"), _("orter"), _("Orter"), bars)
    _map(tell, asked, titles)
    done, total = sum(one.done for one in areas), sum(one.total for one in areas)
    if total:
        tell.figures(_("Kraven på alla orter"), [(_("Uppfyllda krav"), part_said(done, total))])
    return tell.section()


@section("programme.place_table", gettext_lazy("Alla orter"))
def place_table(asked: Asked) -> Section:
    """Every place with municipality, county, step, what is left and what is late."""
    tell = Telling(asked, _("Läget på orterna, räknat ur underlaget"))
    titles = stage_titles(spec_of(adoption_of(asked.root.pk).version))
    rows = []
    for one in stood(asked):
        place, standing = one.member.place, one.standing
        name = _("%(place)s (osäker)") % {"place": place.name} if one.member.uncertain else place.name
        area = localised(one.member.area) if one.member.area else ""
        left, late = (str(standing.not_met), str(standing.overdue)) if standing else ("", "")
        rows.append(
            (name, place.municipality.name, place.municipality.county.name, area, titles[one.stage], left, late)
        )
    head = (_("Ort"), _("Kommun"), _("Län"), _("Region"), _("Läge"), _("Krav kvar"), _("Försenade"))
    caption = _("Alla orter den %(day)s") % {"day": day_said(asked.on)}
    tell.table(caption, head, rows, numeric=(5, 6), none=_("Programmet har inga orter ännu."), appendix=True)
    return tell.section()


@section("programme.balance", gettext_lazy("Gruppernas sammansättning"))
def balance(asked: Asked) -> Section:
    """At how many places the local group is balanced: never how many women, men or young people sit in one."""
    tell = Telling(asked, _("Gruppernas balans, ort för ort"))
    members = AreaPlace.objects.filter(root=asked.root)
    place_ids = frozenset(members.values_list("place_id", flat=True))
    params = {r.evidence: r.params for r in spec_of(adoption_of(asked.root.pk).version).requirements}
    question = Question(asked.root.pk, place_ids, {}, asked.on)
    rows = []
    for name in OF_BALANCE:
        found = find(name, question.about(params.get(name, {})))
        met = sum(finding.met for finding in found.values())
        rows.append((str(registered()[name].title), str(met), str(len(place_ids) - met)))
    head = (_("Vad"), _("Orter där det är så"), _("Orter där det inte är så än"))
    tell.table(_("De lokala grupperna"), head, rows, numeric=(1, 2))
    return tell.section()
