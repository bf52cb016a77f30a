"""Counts of a programme: how many places stand where, by programme area. The database counts; no place is read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, Sum, Value, When
from django.utils.translation import gettext as _

from servicepunkt.core.text import Text
from servicepunkt.method.models import Adoption, Standing
from servicepunkt.method.versions import spec_of
from servicepunkt.places.models import AreaPlace

NOTHING_DONE, REACHED = "0", "reached"


def stage_of(standing: Standing | None, order: Mapping[str, int]) -> str:
    """A place's stage on the map: `reached` when a gate is passed, else 0 (nothing done) or the number of its step."""
    if standing is None:
        return NOTHING_DONE
    if standing.gates:
        return REACHED
    if not standing.evidence + standing.statement:
        return NOTHING_DONE
    return str(order.get(standing.step, len(order) - 1) + 1)


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


def tallies(adoption: Adoption) -> tuple[list[str], list[Tally]]:
    """The steps' titles, and per programme area how many places are in each. One query, a row per area and stage."""
    spec = spec_of(adoption.version)
    order = {step.key: number for number, step in enumerate(spec.steps)}
    mine = FilteredRelation("place__standings", condition=Q(place__standings__area_id=adoption.area_id))
    stage = Case(  # the same as `stage_of`
        When(mine__isnull=True, then=Value(NOTHING_DONE)),
        When(~Q(mine__gates=[]), then=Value(REACHED)),
        When(mine__evidence=0, mine__statement=0, then=Value(NOTHING_DONE)),
        *(When(mine__step=key, then=Value(str(number + 1))) for key, number in order.items()),
        default=Value(str(len(order))),
        output_field=CharField(),
    )
    rows = (
        AreaPlace.objects.filter(root_id=adoption.area_id)
        .annotate(mine=mine)
        .annotate(stage=stage)
        .values("area__number", "area__title", "area__title_en", "stage")
        .annotate(
            places=Count("id"),
            late=Count("id", filter=Q(mine__overdue__gt=0)),
            done=Sum(F("mine__evidence") + F("mine__statement"), default=0),
            left=Sum("mine__not_met", default=0),
        )
        .order_by(F("area__number").asc(nulls_last=True), "area__title")
    )
    none = {"places": 0, "late": 0, "done": 0, "left": 0}
    by_area: dict[tuple[int | None, str], dict[str, dict[str, int]]] = defaultdict(dict)
    for row in rows:
        title = Text(row["area__title"] or "", row["area__title_en"] or "").here() or _("Ingen region ännu")
        by_area[row["area__number"], title][row["stage"]] = {
            name: row[name] for name in ("places", "late", "done", "left")
        }
    none = {"places": 0, "late": 0, "done": 0, "left": 0}
    return [step.title.here() for step in spec.steps], [
        Tally(
            title=title,
            places=sum(s["places"] for s in stages.values()),
            by_step=[stages.get(str(n), none)["places"] for n in range(len(order) + 1)],
            reached=stages.get(REACHED, none)["places"],
            overdue=sum(s["late"] for s in stages.values()),
            done=sum(s["done"] for s in stages.values()),
            total=sum(s["done"] + s["left"] for s in stages.values()),
        )
        for (_number, title), stages in by_area.items()
    ]
