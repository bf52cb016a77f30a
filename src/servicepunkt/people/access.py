"""Rights follow from seats: what an account may do, worked out once per request from the seats its person holds that
day.

There is no second permission system. A seat covers its area (a whole programme or one of its areas), or one place in
it.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from servicepunkt.core.text import localised

from .models import Holding
from .roles import ROLES, Right, Role


@dataclass(frozen=True)
class Spot:
    """Something rights are asked about: a programme (root area), perhaps one of its areas, perhaps one place."""

    root_id: int
    area_id: int | None = None
    place_id: int | None = None


@dataclass(frozen=True)
class HeldSeat:
    """A seat a person holds on the day asked about."""

    seat_id: int
    role: Role
    title: str
    root_id: int
    area_id: int
    place_id: int | None
    substitute: bool

    def covers(self, spot: Spot) -> bool:
        """Whether the seat's area or place takes in the spot."""
        if self.place_id is not None:
            return self.root_id == spot.root_id and self.place_id == spot.place_id
        return self.area_id == spot.root_id or (spot.area_id is not None and self.area_id == spot.area_id)

    def gives(self, right: Right) -> bool:
        """Whether the seat's role has the right."""
        return right in ROLES[self.role].rights


@dataclass(frozen=True)
class Access:
    """Everything an account may do on a day."""

    account_id: int | None
    person_id: int | None
    seats: tuple[HeldSeat, ...] = field(default=())

    def seat_for(self, right: Right, spot: Spot, roles: frozenset[Role] | None = None) -> HeldSeat | None:
        """The first seat that gives the right at the spot (and has one of the roles, if named), or None."""
        for seat in self.seats:
            if seat.gives(right) and seat.covers(spot) and (roles is None or seat.role in roles):
                return seat
        return None

    def may(self, right: Right, spot: Spot) -> bool:
        """Whether some seat gives the right at the spot."""
        return self.seat_for(right, spot) is not None

    def may_somewhere(self, right: Right, root_id: int) -> bool:
        """Whether some seat in the programme gives the right for all or part of it."""
        return any(s.root_id == root_id and s.gives(right) for s in self.seats)

    @property
    def roots(self) -> frozenset[int]:
        """The programmes (root areas) in which the account has a seat."""
        return frozenset(s.root_id for s in self.seats)

    def areas_and_places(self, right: Right, root_id: int) -> tuple[frozenset[int], frozenset[int]]:
        """Where in a programme the right is given: ids of areas (the root itself means everywhere) and of single
        places."""
        giving = [s for s in self.seats if s.root_id == root_id and s.gives(right)]
        return (
            frozenset(s.area_id for s in giving if s.place_id is None),
            frozenset(s.place_id for s in giving if s.place_id is not None),
        )


NOBODY = Access(None, None)


def held_on(day: dt.date) -> Q:
    """Holdings in force on a day (from the first day up to but not including the last)."""
    return Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))


def access_of(account_id: int, on: dt.date) -> Access:
    """What an account may do on a day. One query. Ordinary seats come before substitutes', wide before narrow."""
    rows = (
        Holding.objects.filter(held_on(on), person__account__id=account_id, person__account__is_active=True)
        .select_related("seat__area", "person")
        .order_by("substitute", "seat__area__parent_id", "seat__number", "seat_id")
    )
    person_id: int | None = None
    seats = []
    for row in rows:
        person_id = row.person_id
        seat = row.seat
        seats.append(
            HeldSeat(
                seat_id=seat.pk,
                role=Role(seat.role),
                title=localised(seat),
                root_id=seat.area.parent_id or seat.area_id,
                area_id=seat.area_id,
                place_id=seat.place_id,
                substitute=row.substitute,
            )
        )
    return Access(account_id, person_id, tuple(seats))
