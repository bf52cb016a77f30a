"""Invitations: somebody with a seat gets a link, and chooses with it how to log in."""

import datetime as dt
import hashlib
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action, record

from .accounts import can_get_in
from .models import Account, Holding, Invitation, Person

LASTS = dt.timedelta(days=14)
KEY_BYTES = 32  # a random key this long cannot be guessed, so one plain hash of it is enough


class InvitationRefused(ActionRefused):
    """The link opens nothing: it was used, withdrawn, replaced, too old, or never was."""


class PasswordRefused(ActionRefused):
    """The password cannot be used."""


def sha256_of(key: str) -> str:
    """What of a link's key is stored."""
    return hashlib.sha256(key.encode()).hexdigest()


def _end_open(person_id: int, now: dt.datetime) -> list[Invitation]:
    """End every invitation of a person that is neither used nor ended."""
    ended = list(Invitation.objects.filter(person_id=person_id, used_at=None, ended_at=None))
    Invitation.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=now)
    return ended


def newest(person_id: int) -> Invitation | None:
    """The invitation last sent to a person."""
    return Invitation.objects.filter(person_id=person_id).order_by("-id").first()


@action
def invite(*, holding: Holding, seen: int | None, actor: Actor) -> tuple[Invitation, str] | None:
    """Make an invitation to whoever holds a seat, and the key of its link, which is told only here.

    An older invitation stops working. `seen` is the id of the newest invitation that whoever asks has seen (None:
    none); when another one is open this request has come twice, or two people did the same: None, nothing is made.
    Raises ActionRefused when there is no address, the seat has ended or the person can log in already.
    """
    person = Person.objects.select_for_update().get(pk=holding.person_id)
    now = clock.now()
    if not person.email:
        raise ActionRefused(_("%(name)s har ingen e-postadress här. Utan den går det inte att bjuda in.") % {
            "name": person.name
        })  # fmt: skip
    if holding.to_on is not None and holding.to_on <= clock.today():
        raise ActionRefused(_("Tiden på platsen är slut. Utse personen igen först."))
    account = Account.objects.filter(person=person).first()
    if account is not None and can_get_in(account):
        raise ActionRefused(_("%(name)s har redan ett konto och loggar in som vanligt.") % {"name": person.name})
    unseen = Invitation.objects.filter(person=person, used_at=None, ended_at=None, expires_at__gt=now)
    if unseen.exclude(pk=seen or 0).exists():
        return None
    _end_open(person.pk, now)
    key = secrets.token_urlsafe(KEY_BYTES)
    invitation = Invitation.objects.create(
        person=person, holding=holding, by_id=actor.account_id, key_sha256=sha256_of(key), sent_at=now,
        expires_at=now + LASTS,
    )  # fmt: skip
    seat = holding.seat
    record("invite", invitation, actor=actor, place_id=seat.place_id, area_id=seat.area_id, person=person.pk)
    return invitation, key


@action
def withdraw(*, invitation: Invitation, actor: Actor) -> bool:
    """Make an invitation's link stop working; whether it was still open."""
    Person.objects.select_for_update().get(pk=invitation.person_id)
    still = Invitation.objects.filter(pk=invitation.pk, used_at=None, ended_at=None).update(ended_at=clock.now())
    if still:
        seat = invitation.holding.seat
        record("uninvite", invitation, actor=actor, place_id=seat.place_id, area_id=seat.area_id)
    return bool(still)


def invitation_of(key: str) -> Invitation:
    """The open invitation a link's key belongs to. Raises InvitationRefused with why it opens nothing.

    The sentence names who sent it: that is whom to ask.
    """
    found = (
        Invitation.objects.filter(key_sha256=sha256_of(key))
        .select_related("person", "holding__seat__place", "holding__seat__area", "by__person")
        .first()
    )
    if found is None:
        raise InvitationRefused(_("Länken är inte hel. Kontrollera att du fått med hela adressen."))
    ask = (
        _("Be %(name)s om en ny.") % {"name": found.by.person.name}
        if found.by
        else _("Be den som leder arbetet om en ny.")
    )
    if found.used_at is not None:
        raise InvitationRefused(_("Inbjudan är redan använd. Logga in som vanligt."))
    if found.ended_at is not None:
        raise InvitationRefused(_("Inbjudan är återtagen eller ersatt av en nyare.") + " " + ask)
    if found.expires_at <= clock.now():
        raise InvitationRefused(_("Inbjudan gällde i 14 dagar och har gått ut.") + " " + ask)
    gone = Q(to_on__isnull=False, to_on__lte=clock.today())
    if not Holding.objects.filter(~gone, person=found.person).exists():
        raise InvitationRefused(_("Platsen som du bjöds in till har tagit slut.") + " " + ask)
    return found


@action
def accept(*, key: str, password: str | None) -> Account:
    """Use an invitation: the account it gives, with a password, or without one for who goes on to add a key.

    Raises InvitationRefused, PasswordRefused. Two who use the link at once: the second is refused.
    """
    invitation = invitation_of(key)
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    invitation = invitation_of(key)  # again, now that nobody else can use or end it
    account = Account.objects.filter(person=person).first()
    if account is None:
        account = Account(email=person.email, person=person, created_at=clock.now())
    if password is None:
        account.set_unusable_password()
    else:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise PasswordRefused(" ".join(error.messages)) from error
        account.set_password(password)
    account.save()
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    seat = invitation.holding.seat
    record("accept", invitation, actor=Actor(account.pk), place_id=seat.place_id, area_id=seat.area_id)
    return account
