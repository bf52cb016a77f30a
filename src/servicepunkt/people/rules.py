"""Who may seat whom, and in whose name something is done."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from servicepunkt.core.actions import Actor
from servicepunkt.places.models import AreaPlace

from .access import Spot
from .models import Holding, Seat
from .pages import Here
from .roles import COUNTERPARTS, ROLES, Right


def spot_of(here: Here, seat: Seat) -> Spot:
    """Where rights over a seat are asked about: its place, or its area. One query for a place's seat, else none."""
    if seat.place_id is None:
        return Spot(here.root.pk, seat.area_id)
    membership = AreaPlace.objects.filter(root=here.root, place_id=seat.place_id).first()
    return Spot(here.root.pk, membership.area_id if membership else None, seat.place_id)


LEADING = frozenset(role for role, facts in ROLES.items() if not facts.local)


def may_seat_locally(here: Here, spot: Spot) -> bool:
    """Whether the user may fill the village's own seats."""
    return here.access.may(Right.SEAT_LOCALLY, spot)


def may_choose_counterparts(here: Here, spot: Spot) -> bool:
    """Whether the user may say who answers for municipality and county board: those who lead, not the village."""
    return here.access.seat_for(Right.SEAT_LOCALLY, spot, LEADING) is not None


def seating_right(here: Here, seat: Seat, spot: Spot) -> Right | None:
    """The right by which the user may fill the seat, or None. A place's seats take less than the programme's own."""
    if seat.place_id is not None:
        choosing = may_choose_counterparts if seat.role in COUNTERPARTS else may_seat_locally
        if choosing(here, spot):
            return Right.SEAT_LOCALLY
    return Right.SEAT_PEOPLE if here.access.may(Right.SEAT_PEOPLE, spot) else None


def may_see_seat(here: Here, seat: Seat, spot: Spot) -> bool:
    """Whether the user may see who holds it: in the programme's bodies whoever sees some place, else that place."""
    if seat.place_id is None:
        return here.access.may_somewhere(Right.SEE_PLACE, here.root.pk)
    return here.access.may(Right.SEE_PLACE, spot)


def may_seat_everywhere(here: Here, person_id: int, today: dt.date) -> bool:
    """Whether the user may fill every seat a person has or will have, in all programmes.

    Who gets somebody's link in the hand, or changes the address it goes to, could log in as that person.
    """
    open_still = Q(to_on__isnull=True) | Q(to_on__gt=today)
    for row in Holding.objects.filter(open_still, person_id=person_id).select_related("seat__area__parent"):
        there = Here(here.access, row.seat.area.parent or row.seat.area)
        if seating_right(there, row.seat, spot_of(there, row.seat)) is None:
            return False
    return True


def actor(here: Here, right: Right, spot: Spot | None = None) -> Actor:
    """In whose name the user acts: the seat that gives the right. Raises PermissionDenied when none does."""
    seat = here.access.seat_for(right, spot or here.spot)
    if seat is None:
        raise PermissionDenied
    return Actor(here.access.account_id, seat.seat_id)
