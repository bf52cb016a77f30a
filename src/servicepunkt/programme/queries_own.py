"""Reads of a programme from where one person stands: what is due for them, and their own places."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from servicepunkt.core import clock
from servicepunkt.core.text import localised
from servicepunkt.method.models import Adoption, Progress, Standing
from servicepunkt.method.versions import spec_of
from servicepunkt.people.access import Access
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Right
from servicepunkt.places.models import AreaPlace

from .models import Programme
from .queries import DUE_DAYS, DueItem, due
from .queries_meetings import own_tasks


def _own(access: Access, root_id: int) -> Q:
    """The memberships of the places where the user may make statements."""
    areas, places = access.areas_and_places(Right.STATE, root_id)
    return Q() if root_id in areas else Q(area_id__in=areas) | Q(place_id__in=places)


def due_for(access: Access, programme: Programme, adoption: Adoption) -> list[DueItem]:
    """What of `due` is the user's own: everything for who keeps the calendar; else the meetings of own bodies, and the
    tasks in which something is left at an own place; and what own seats are to have done. Five queries.
    """
    own = own_tasks(access, programme.area_id, clock.today() + dt.timedelta(days=DUE_DAYS))
    return sorted([*_of_the_programme(access, programme, adoption), *own], key=lambda item: (item.due_on, item.title))


def _of_the_programme(access: Access, programme: Programme, adoption: Adoption) -> list[DueItem]:
    items, root_id = due(programme, adoption), programme.area_id
    if access.may_somewhere(Right.EDIT_PROGRAMME, root_id):
        return items
    seats = Seat.objects.filter(pk__in=[s.seat_id for s in access.seats], body__area_id=root_id).select_related("body")
    bodies = {localised(seat.body) for seat in seats}
    places = AreaPlace.objects.filter(_own(access, root_id), root_id=root_id).values("place_id")
    left = Progress.objects.filter(area_id=root_id, place_id__in=places, state=Progress.State.NOT_MET)
    keys = set(left.values_list("requirement", flat=True).distinct())
    tasks = {t.title.here() for t in spec_of(adoption.version).tasks if any(r.key in keys for r in t.requirements)}
    mine = {"meeting": bodies, "task": tasks}
    return [item for item in items if item.title in mine.get(item.kind, ())]


@dataclass(frozen=True)
class OwnPlace:
    """A place the user has a part in, with how far it has come and the next thing to do."""

    slug: str
    name: str
    standing: Standing | None
    next_title: str
    next_key: str
    late: bool


def own_places(access: Access, adoption: Adoption, limit: int) -> tuple[list[OwnPlace], int]:
    """The places where the user may make statements, those with the nearest thing to do first; and how many there are.

    Three queries.
    """
    members = AreaPlace.objects.filter(_own(access, adoption.area_id), root_id=adoption.area_id)
    standing = FilteredRelation("place__standings", condition=Q(place__standings__area_id=adoption.area_id))
    nearest = members.annotate(mine=standing).order_by(
        F("mine__next_due_on").asc(nulls_last=True), "place__sort_key", "id"
    )
    chosen = list(nearest.select_related("place")[:limit])
    standings = {
        s.place_id: s
        for s in Standing.objects.filter(area_id=adoption.area_id, place_id__in=[m.place_id for m in chosen])
    }
    titles = {r.key: r.title.here() for r in spec_of(adoption.version).requirements}
    out = []
    for member in chosen:
        one = standings.get(member.place_id)
        key = one.next_requirement if one else ""
        place = member.place
        late = one is not None and one.next_due_on is not None and one.next_due_on < clock.today()
        out.append(OwnPlace(place.slug, place.name, one, titles.get(key, ""), key if key in titles else "", late))
    return out, members.count() if len(out) == limit else len(out)
