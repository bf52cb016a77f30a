"""Who may see what a confidential agreement says, and what the others may know of it.

An agreement is confidential when its document is marked so: while it is written the draft, once it is signed the
signed version, for good. Its terms are for those who write agreements at the place and for the seats of its parties.
Others see that it exists, between whom, until when and by which law it is confidential.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from servicepunkt.documents.models import Draft
from servicepunkt.people.access import Access
from servicepunkt.people.models import Seat
from servicepunkt.people.pages import Here
from servicepunkt.people.roles import Right, Role

from .models import Agreement, Side, StandsFor
from .running import Standing

AGREEMENT = "agreement"
"""The kind of its document."""
OF_ROLE = {
    StandsFor.VILLAGE.value: Role.CONTACT_PERSON,
    StandsFor.MUNICIPALITY.value: Role.MUNICIPALITY,
    StandsFor.COUNTY.value: Role.COUNTY_BOARD,
}
"""Which role of a place's seats signs for whom. Others sign in a seat that names their organisation, or on paper."""


def own_agreements(access: Access, root_id: int) -> frozenset[int]:
    """The agreements of a programme to which the user's own seats at places are parties. At most three queries."""
    held = {seat.seat_id for seat in access.seats if seat.root_id == root_id and seat.place_id is not None}
    if not held:
        return frozenset()
    seats = list(Seat.objects.filter(pk__in=held).prefetch_related("organisations"))
    sides = Side.objects.filter(agreement__root=root_id, agreement__place__in={seat.place_id for seat in seats})
    rows = sides.values_list("agreement_id", "agreement__place_id", "party__stands_for", "party__organisation")
    names = {seat.pk: {one.name.casefold() for one in seat.organisations.all()} for seat in seats}
    return frozenset(
        agreement_id
        for agreement_id, place_id, stands_for, organisation in rows
        for seat in seats
        if seat.place_id == place_id
        and (seat.role == OF_ROLE.get(stands_for) or organisation.casefold() in names[seat.pk])
    )


def entrusted(here: Here) -> Q:
    """The confidential documents of this kind that the user may read as a party, as a condition on FrozenVersion."""
    own = own_agreements(here.access, here.root.pk)
    return Q(kind=AGREEMENT, draft__subject__in=[str(number) for number in own])


def veiled(agreement: Agreement) -> Agreement:
    """What others may know of a confidential agreement: a copy, never to be saved, without its words and sums."""
    out = copy(agreement)
    out.title = _("Sekretessbelagt avtal (%(kind)s)") % {"kind": agreement.get_kind_display()}
    out.purpose = out.transfer = out.ending = ""
    out.index_per_mille = out.intention_years = 0
    return out


def for_everybody(stands: Iterable[Standing]) -> list[Standing]:
    """How agreements stand, those that are confidential veiled: for documents, which anybody may read."""
    return [replace(one, agreement=veiled(one.agreement), veiled=True) if one.secret else one for one in stands]


def shown_to(here: Here, stands: Iterable[Standing]) -> list[Standing]:
    """How agreements of the place stand, those veiled whose terms the user may not see. At most three queries."""
    stands = list(stands)
    if here.may(Right.KEEP_AGREEMENTS) or not any(one.secret for one in stands):
        return stands
    own = own_agreements(here.access, here.root.pk)
    return [one if one.agreement.pk in own else for_everybody([one])[0] for one in stands]


def reasons_of(agreements: Iterable[Agreement]) -> dict[int, str]:
    """The law that makes each confidential, by number; those that are not are left out. One query."""
    rows = list(agreements)
    out = {x.pk: str(x.signed.content["confidential_reason"]) for x in rows if x.signed and _marked(x)}
    written = {str(x.pk): x.pk for x in rows if x.signed is None}
    drafts = Draft.objects.filter(kind=AGREEMENT, subject__in=list(written), confidential=True)
    return out | {written[subject]: reason for subject, reason in drafts.values_list("subject", "confidential_reason")}


def _marked(agreement: Agreement) -> bool:
    return bool(agreement.signed and agreement.signed.content.get("confidential"))
