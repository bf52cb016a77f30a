"""Who may read, write and approve documents: the rights their kind names, where the document belongs.

A programme's document is read and written by whoever has the right for some part of the programme; approved only by
who has it for all of it. A place's document goes by that place.
"""

from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from servicepunkt.core.actions import Actor
from servicepunkt.people.access import HeldSeat, Spot
from servicepunkt.people.pages import Here
from servicepunkt.people.roles import Right
from servicepunkt.places.models import AreaPlace

from .kinds import Approver, kinds
from .models import Draft, FrozenVersion


class Placed(Protocol):
    """Something of a kind that is about a programme or a place in it: a draft, a frozen version."""

    kind: str
    area_id: int
    place_id: int | None


def _rights(kind: str) -> tuple[Right, Right, Right]:
    """The rights to read, write and approve documents of a kind. A kind that is no more is for those who write."""
    known = kinds().get(kind)
    if known is None:
        return Right.WRITE_DOCUMENTS, Right.WRITE_DOCUMENTS, Right.APPROVE_DOCUMENTS
    return known.see, known.write, known.approve


def spot_of(thing: Placed) -> Spot:
    """Where rights about a document are asked for. One query for a place's document, else none."""
    if thing.place_id is None:
        return Spot(thing.area_id)
    part = AreaPlace.objects.filter(root_id=thing.area_id, place_id=thing.place_id).first()
    return Spot(thing.area_id, part.area_id if part else None, thing.place_id)


def _seat(here: Here, right: Right, thing: Placed, *, partly: bool) -> HeldSeat | None:
    found = here.access.seat_for(right, spot_of(thing))
    if found is None and partly and thing.place_id is None:
        giving = (seat for seat in here.access.seats if seat.root_id == thing.area_id and seat.gives(right))
        found = next(giving, None)
    return found


def may_read(here: Here, thing: Placed) -> bool:
    """Whether the user may read frozen versions of such a document, when it is public."""
    return _seat(here, _rights(thing.kind)[0], thing, partly=True) is not None


def may_see_place(here: Here, thing: Placed) -> bool:
    """Whether a document is about a place, and the user may see that place's own page."""
    return thing.place_id is not None and here.access.may(Right.SEE_PLACE, spot_of(thing))


def writing_seat(here: Here, thing: Placed) -> HeldSeat | None:
    """The seat by which the user may write such a document, or None."""
    return _seat(here, _rights(thing.kind)[1], thing, partly=True)


def keeping_seat(here: Here, thing: Placed) -> HeldSeat | None:
    """The seat by which the user may approve such a document, withdraw it and mask names in it, or None."""
    return _seat(here, _rights(thing.kind)[2], thing, partly=False)


def may_read_confidential(here: Here, version: FrozenVersion) -> bool:
    """Whether the user may read a version also when it is confidential: who writes or approves such documents, or
    writes them and is entrusted with this one, when its kind says who is."""
    known = kinds().get(version.kind)
    if writing_seat(here, version) is not None:
        return True
    if known and known.entrusted:
        return FrozenVersion.objects.filter(known.entrusted(here), pk=version.pk).exists()
    return keeping_seat(here, version) is not None


def approvers_of(draft: Draft) -> tuple[Approver, ...]:
    """The seats that all must approve a draft; none when one person with the right is enough."""
    known = kinds().get(draft.kind)
    return known.approvers(draft) if known and known.approvers else ()


def approving_seat(here: Here, draft: Draft) -> HeldSeat | None:
    """The seat in which the user may approve the draft, or None. Seats that have approved already come last."""
    wanted = {one.seat_id for one in approvers_of(draft)}
    if not wanted:
        return keeping_seat(here, draft)
    given = set(draft.proposal.approvals.values_list("seat_id", flat=True)) if hasattr(draft, "proposal") else set()
    held = [seat for seat in here.access.seats if seat.seat_id in wanted]
    return min(held, key=lambda seat: seat.seat_id in given, default=None)


def actor_of(here: Here, seat: HeldSeat | None) -> Actor:
    """In whose name the user acts. Raises PermissionDenied when there is no seat for it."""
    if seat is None:
        raise PermissionDenied
    return Actor(here.access.account_id, seat.seat_id)


def _where(here: Here, right: Right) -> Q | None:
    """The documents for which the user has the right, or None when there is none."""
    if not here.access.may_somewhere(right, here.root.pk):
        return None
    areas, places = here.access.areas_and_places(right, here.root.pk)
    if here.root.pk in areas:
        return Q()
    within = AreaPlace.objects.filter(root=here.root, area_id__in=areas).values("place_id")
    return Q(place=None) | Q(place_id__in=places) | Q(place_id__in=within)


def drafts_seen(here: Here) -> Q:
    """The drafts the user may write, as a condition on Draft."""
    seen = Q(pk__in=())
    for kind in kinds().values():
        where = _where(here, kind.write)
        if where is not None:
            seen |= Q(kind=kind.key) & where
    return seen & Q(area=here.root)


def versions_seen(here: Here) -> Q:
    """The frozen versions of drafts the user may read, as a condition on FrozenVersion."""
    seen = Q(pk__in=())
    keys = dict.fromkeys(kinds())
    for key in keys:
        see, write, approve = _rights(key)
        trusting = kinds()[key].entrusted
        public, secret = _where(here, see), [_where(here, write)]
        secret.append(trusting(here) if trusting else _where(here, approve))
        if public is not None:
            seen |= Q(kind=key, content__confidential=False) & public
        for where in secret:
            if where is not None:
                seen |= Q(kind=key) & where
    gone = _where(here, Right.WRITE_DOCUMENTS)
    if gone is not None:
        seen |= ~Q(kind__in=keys) & gone
    return seen & Q(area=here.root, draft__isnull=False)
