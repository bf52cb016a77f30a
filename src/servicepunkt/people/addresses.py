"""Changing the address somebody is reached at and logs in with.

Who cannot log in yet gets a new address from whoever seats them. Who can log in must agree while logged in, by a link
sent to the new address: so nobody takes over an account by changing where its letters go.
"""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .models import Account, Invitation, Person

LASTS = dt.timedelta(days=14)
_SALT = "people.address"


class AddressRefused(ActionRefused):
    """The address cannot be used, or the link does not hold."""


@dataclass(frozen=True)
class Proposal:
    """What a link to the new address says: whose address, from what, to what."""

    person_id: int
    old: str
    new: str


def tidied(email: str, *, person: Person) -> str:
    """An address as it is stored. Raises AddressRefused when it cannot be right or is somebody else's."""
    email = email.strip().lower()
    refuse_identity_numbers(email)
    try:
        validate_email(email)
    except ValidationError:
        raise AddressRefused(_("E-postadressen ser inte ut att vara rätt skriven.")) from None
    if Person.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise AddressRefused(_("Adressen hör redan till någon annan här."))
    return email


def token_of(proposal: Proposal) -> str:
    """What stands in the link."""
    said = {"person": proposal.person_id, "old": proposal.old, "new": proposal.new, "at": clock.now().timestamp()}
    return signing.dumps(said, salt=_SALT)


def proposal_of(token: str) -> Proposal:
    """What a link says. Raises AddressRefused for one that is not ours, is older than fourteen days or was used."""
    try:
        said = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise AddressRefused(_("Länken är inte hel. Kontrollera att du fått med hela adressen.")) from None
    if clock.now().timestamp() - said["at"] > LASTS.total_seconds():
        raise AddressRefused(_("Länken gällde i 14 dagar och har gått ut."))
    proposal = Proposal(said["person"], said["old"], said["new"])
    if not Person.objects.filter(pk=proposal.person_id, email=proposal.old).exists():
        raise AddressRefused(_("Adressen är redan bytt."))
    return proposal


@action
def change_address(
    *, person: Person, email: str, seen: str, actor: Actor, place_id: int | None = None, area_id: int | None = None
) -> Person:
    """Change a person's address, also the one they log in with. The same again changes nothing.

    `seen` is the address that whoever changes it saw. Invitations to the old address stop working. Raises
    AddressRefused, ChangedMeanwhile.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    email = tidied(email, person=person)
    if person.email == email:
        return person
    if person.email != seen:
        raise ChangedMeanwhile(_("Någon annan har ändrat adressen medan du hade sidan öppen."))
    person.email = email
    person.save(update_fields=["email"])
    account = Account.objects.filter(person=person).first()
    if account is not None:
        account.email = email
        account.save(update_fields=["email"])
        EmailAddress.objects.filter(user=account).delete()
    open_still = Invitation.objects.filter(person=person, used_at=None, ended_at=None)
    open_still.update(ended_at=clock.now())
    record("readdress", person, actor=actor, place_id=place_id, area_id=area_id)
    return person
