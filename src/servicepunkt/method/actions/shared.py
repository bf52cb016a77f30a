"""What the actions of the way of working share: who may speak, about which place, on which day."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.access import Access, HeldSeat, Spot
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Area, AreaPlace, Place

from ..spec import Gate, MethodSpec, Requirement

EARLIEST = dt.date(2000, 1, 1)


class NotAllowed(ActionRefused):
    """No seat of the user gives the right to this."""


class GateClosed(ActionRefused):
    """A gate cannot be passed yet; `missing` says what is missing, in the user's language."""

    def __init__(self, message: str, missing: list[str]) -> None:
        super().__init__(message)
        self.missing = missing


@dataclass(frozen=True)
class Upload:
    """A file as it came from a form."""

    name: str
    content: bytes


def membership_of(root: Area, place: Place) -> AreaPlace:
    """The place's membership, locked, so that writes about one place come one after another."""
    return AreaPlace.objects.select_for_update().get(root=root, place=place)


def spot_of(membership: AreaPlace) -> Spot:
    """What rights are asked about for a place in a programme."""
    return Spot(membership.root_id, membership.area_id, membership.place_id)


def stating_roles(requirement: Requirement) -> frozenset[Role]:
    """The roles that may speak on a requirement: those the method names; for what evidence decides, those who lead
    it."""
    if requirement.by:
        return frozenset(Role(r) for r in requirement.by)
    return frozenset({Role.CONTACT_PERSON, Role.LEADER, Role.COORDINATOR})


def stating_seat(access: Access, spot: Spot, requirement: Requirement) -> HeldSeat | None:
    """The seat in which a user may speak on a requirement at a place, or None."""
    return access.seat_for(Right.STATE, spot, stating_roles(requirement))


def confirming_seat(access: Access, spot: Spot, gate: Gate, key: str) -> HeldSeat | None:
    """The seat in which a user may say yes or no to one of a gate's confirmations at a place, or None."""
    confirmation = next(c for c in gate.confirmations if c.key == key)
    return access.seat_for(Right.CONFIRM, spot, frozenset(Role(r) for r in confirmation.by))


def must_always_hold(spec: MethodSpec, key: str) -> bool:
    """Whether a requirement binds every stage of some gate: then nobody can set it aside as not relevant."""
    return any(key in gate.every_stage for gate in spec.gates)


def check_day(on: dt.date) -> None:
    """Raises ActionRefused for a day to come, or one that can only be a slip of the pen."""
    if on < EARLIEST:
        raise ActionRefused(_("Kontrollera året. Dagen ligger för långt tillbaka."), field="on")
    if on > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. Ange den dag då det blev så."), field="on")
