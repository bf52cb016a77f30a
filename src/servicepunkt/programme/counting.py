"""Counts and pins of a programme: every place at once, read light, because a page counts and draws hundreds of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext as _

from servicepunkt.core.text import Text
from servicepunkt.method.models import Adoption, Standing
from servicepunkt.method.versions import spec_of
from servicepunkt.people.access import Access
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, AreaPlace


class Brief(NamedTuple):
    """Of a standing, what maps and counts need."""

    step: str
    evidence: int
    statement: int
    not_met: int
    overdue: int
    gates: list[str]


@dataclass(frozen=True, slots=True)
class Member:
    """A place of a programme with how it stands, read light: a page counts and draws hundreds of them."""

    slug: str
    name: str
    point: tuple[float, float] | None
    uncertain: bool
    place_id: int
    area_id: int | None
    area: tuple[int, str]
    standing: Brief | None


def members(root_id: int) -> list[Member]:
    """Every place of a programme, for maps and counts. One query."""
    mine = FilteredRelation("place__standings", condition=Q(place__standings__area_id=root_id))
    rows = AreaPlace.objects.filter(root_id=root_id).annotate(mine=mine)
    columns = (
        "place__slug", "place__name", "place__latitude", "place__longitude", "uncertain", "place_id", "area_id",
        "area__number", "area__title", "area__title_en", *(f"mine__{name}" for name in Brief._fields),
    )  # fmt: skip
    nowhere = (999, _("Ingen region ännu"))
    return [
        Member(
            slug=slug,
            name=name,
            point=(lat, lon) if lat is not None and lon is not None else None,
            uncertain=uncertain,
            place_id=place_id,
            area_id=area_id,
            area=(number, Text(title, title_en).here()) if area_id else nowhere,
            standing=Brief(*standing) if standing[0] is not None else None,
        )
        for slug, name, lat, lon, uncertain, place_id, area_id, number, title, title_en, *standing in rows.values_list(
            *columns
        )
    ]


def stage_of(standing: Standing | Brief | None, order: Mapping[str, int]) -> str:
    """A place's stage on the map: `reached` when a gate is passed, else 0 (nothing done) or the number of its step."""
    if standing is None:
        return "0"
    if standing.gates:
        return "reached"
    if not standing.evidence + standing.statement:
        return "0"
    return str(order.get(standing.step, len(order) - 1) + 1)


@dataclass(frozen=True)
class Pinned:
    """A place on the map: what is needed to draw it."""

    slug: str
    name: str
    latitude: float
    longitude: float
    stage: str
    uncertain: bool


def pins(access: Access, adoption: Adoption, everyone: Sequence[Member], area_key: str = "") -> list[Pinned]:
    """Of a programme's places (or one area's), every one that the user may see and that has a point, with its stage.

    One query when an area is asked for, else none.
    """
    order = {step.key: number for number, step in enumerate(spec_of(adoption.version).steps)}
    areas, places = access.areas_and_places(Right.SEE_PLACE, adoption.area_id)
    asked = (
        set(Area.objects.filter(parent_id=adoption.area_id, key=area_key).values_list("pk", flat=True))
        if area_key
        else set()
    )
    return [
        Pinned(one.slug, one.name, *one.point, stage_of(one.standing, order), one.uncertain)
        for one in everyone
        if one.point
        and (adoption.area_id in areas or one.area_id in areas or one.place_id in places)
        and (not area_key or one.area_id in asked)
    ]


@dataclass(frozen=True)
class Tally:
    """How the places of an area stand, as numbers only (what a funder may see)."""

    title: str
    places: int
    by_step: list[int]
    reached: int
    overdue: int
    done: int
    total: int


def tallies(adoption: Adoption, everyone: Sequence[Member] | None = None) -> tuple[list[str], list[Tally]]:
    """The steps' titles, and per programme area how many places are in each. One query, none when given `members`."""
    spec = spec_of(adoption.version)
    order = {step.key: number for number, step in enumerate(spec.steps)}
    by_area: dict[tuple[int, str], list[Brief | None]] = defaultdict(list)
    for one in everyone if everyone is not None else members(adoption.area_id):
        by_area[one.area].append(one.standing)
    out = []
    for (_number, title), rows in sorted(by_area.items()):
        known = [s for s in rows if s]
        stages = [stage_of(s, order) for s in rows]
        out.append(
            Tally(
                title=title,
                places=len(rows),
                by_step=[stages.count(str(n)) for n in range(len(order) + 1)],
                reached=stages.count("reached"),
                overdue=sum(bool(s.overdue) for s in known),
                done=sum(s.evidence + s.statement for s in known),
                total=sum(s.evidence + s.statement + s.not_met for s in known),
            )
        )
    return [step.title.here() for step in spec.steps], out
