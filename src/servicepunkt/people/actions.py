"""Every write about people: seat somebody, end it, open a seat in a local group, make an account."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import sort_key
from servicepunkt.places.models import Area, Place

from .models import Account, Body, Holding, Organisation, Person, Seat
from .roles import ADDED_LOCALLY, SEATING, Role


class PersonRefused(ActionRefused):
    """A name or an address that cannot be right."""


def _person(name: str, email: str) -> Person:
    """The person with this address, or a new one. Raises PersonRefused."""
    name, email = re.sub(r"\s+", " ", name).strip(), email.strip().lower()
    if not name:
        raise PersonRefused(_("Skriv personens namn."))
    refuse_identity_numbers(name, email)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise PersonRefused(_("E-postadressen ser inte ut att vara rätt skriven.")) from None
        person, _made = Person.objects.get_or_create(email=email, defaults={"name": name, **Person.keys(name)})
        if person.sort_key != sort_key(name):
            raise PersonRefused(_("Adressen tillhör redan %(name)s. Kontrollera stavningen.") % {"name": person.name})
        return person
    return Person.objects.create(name=name, email=email, **Person.keys(name))


@action
def organisation(*, name: str, sector: str) -> Organisation:
    """The organisation with this name; made if it is new."""
    found, _made = Organisation.objects.get_or_create(
        name=name, defaults={"sector": sector, "sort_key": sort_key(name)}
    )
    return found


def _overlapping(seat: Seat, from_on: dt.date, to_on: dt.date | None, *, but: int = 0) -> bool:
    """Whether the seat has an ordinary holder (other than the holding `but`) on some day of the period."""
    begins_before_end = Q() if to_on is None else Q(from_on__lt=to_on)
    ends_after_start = Q(to_on__isnull=True) | Q(to_on__gt=from_on)
    ordinary = Holding.objects.filter(begins_before_end & ends_after_start, seat=seat, substitute=False)
    return ordinary.exclude(pk=but).exists()


@action
def seat_person(
    *,
    seat: Seat,
    name: str,
    email: str,
    from_on: dt.date,
    to_on: dt.date | None,
    substitute: bool,
    actor: Actor,
) -> Holding:
    """Put a person in a seat from a day, up to but not including `to_on`. The same again changes nothing.

    Raises PersonRefused, ActionRefused when the days are the wrong way round or the seat already has an ordinary
    holder then.
    """
    seat = Seat.objects.select_for_update().select_related("area").get(pk=seat.pk)
    if to_on is not None and to_on <= from_on:
        raise ActionRefused(_("Sista dagen måste komma efter första dagen."))
    person = _person(name, email)
    same = Holding.objects.filter(seat=seat, person=person, from_on=from_on, to_on=to_on, substitute=substitute).first()
    if same:
        return same
    if not substitute and _overlapping(seat, from_on, to_on):
        raise ActionRefused(
            _("Platsen har redan en ordinarie innehavare den tiden. Avsluta den först, eller välj ersättare.")
        )
    holding = Holding.objects.create(seat=seat, person=person, from_on=from_on, to_on=to_on, substitute=substitute)
    record("seat", holding, actor=actor, place_id=seat.place_id, area_id=seat.area_id, seat=seat.pk)
    return holding


def _lock_seats(seat: Seat) -> None:
    """Hold a seat, and with one that seats people all such seats of the programme, so that not two leave at once."""
    if seat.role in SEATING:
        list(Seat.objects.select_for_update().filter(area_id=seat.area_id, role__in=SEATING).order_by("pk"))
    else:
        Seat.objects.select_for_update().get(pk=seat.pk)


def _nobody_left_to_seat(holding: Holding, to_on: dt.date) -> bool:
    """Whether a programme would be without anybody who can log in and seat people, from the day somebody leaves."""
    if holding.seat.role not in SEATING or not Account.objects.filter(person_id=holding.person_id).exists():
        return False
    others = Holding.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=to_on), from_on__lte=to_on, person__account__is_active=True,
        seat__area_id=holding.seat.area_id, seat__role__in=SEATING,
    )  # fmt: skip
    return not others.exclude(pk=holding.pk).exists()


@action
def end_holding(*, holding: Holding, to_on: dt.date, seen_to_on: dt.date | None, actor: Actor) -> Holding:
    """Let a person leave a seat: `to_on` is the first day they no longer hold it.

    Raises ChangedMeanwhile when somebody else has set another day, ActionRefused when it lies before the first day or
    the seat has another ordinary holder before it.
    """
    # The seat first, as `seat_person` does: whoever is seated meanwhile is seen here.
    _lock_seats(holding.seat)
    holding = Holding.objects.select_for_update(of=("self",)).select_related("seat").get(pk=holding.pk)
    if holding.to_on == to_on:
        return holding
    if holding.to_on != seen_to_on:
        raise ChangedMeanwhile(_("Någon annan har ändrat tiden för den här platsen medan du hade sidan öppen."))
    if to_on <= holding.from_on:
        raise ActionRefused(_("Sista dagen måste komma efter första dagen."))
    if not holding.substitute and _overlapping(holding.seat, holding.from_on, to_on, but=holding.pk):
        raise ActionRefused(_("Platsen har en annan ordinarie innehavare den tiden. Välj en tidigare sista dag."))
    if _nobody_left_to_seat(holding, to_on):
        raise ActionRefused(
            _("Ingen annan som kan logga in har rätt att utse människor i programmet då. Utse någon annan först.")
        )
    holding.to_on = to_on
    holding.save(update_fields=["to_on"])
    seat = holding.seat
    record("end", holding, actor=actor, place_id=seat.place_id, area_id=seat.area_id, seat=seat.pk)
    return holding


LOCAL_SEATS = (
    (Role.CONTACT_PERSON, "Kontaktperson", "Contact person"),
    (Role.MUNICIPALITY, "Kommunens företrädare", "The municipality's representative"),
)


@action
def open_local_group(*, root: Area, place: Place, actor: Actor) -> Body:
    """The place's local group, with seats for a contact person and the municipality; made if it is not there.

    The memo takes both for granted (step 1, task 4). The county board's officer gets a seat beside the group.
    """
    group = Body.objects.filter(area=root, place=place, kind=Body.Kind.LOCAL_GROUP).first()
    if group:
        return group
    group = Body.objects.create(
        kind=Body.Kind.LOCAL_GROUP, title="Lokal projektgrupp", title_en="Local project group", area=root, place=place
    )
    beside = Body.objects.create(
        kind=Body.Kind.COUNTERPARTS, title="Region eller länsstyrelse", title_en="Region or county board",
        area=root, place=place, number=1,
    )  # fmt: skip
    for number, (role, title, title_en) in enumerate(LOCAL_SEATS):
        Seat.objects.create(
            body=group, role=role, title=title, title_en=title_en, area=root, place=place, number=number
        )
    Seat.objects.create(
        body=beside,
        role=Role.COUNTY_BOARD,
        title="Servicehandläggare",
        title_en="Service officer",
        area=root,
        place=place,
    )
    record("open", group, actor=actor, place_id=place.pk, area_id=root.pk)
    return group


@action
def add_local_seat(*, body: Body, title: str, actor: Actor, role: Role = Role.LOCAL_MEMBER) -> Seat:
    """A further seat in a local group, for a member or an interviewer. The same again gives the seat that is there.

    Raises ActionRefused, also when a seat with that title is there for something else.
    """
    title = re.sub(r"\s+", " ", title).strip()
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.kind != Body.Kind.LOCAL_GROUP:
        raise ActionRefused(_("Nya platser kan bara läggas till i en lokal projektgrupp."))
    if role not in ADDED_LOCALLY:
        raise ActionRefused(_("Välj vad platsen är till för."))
    if not title:
        raise ActionRefused(_("Skriv vad platsen heter, till exempel Byalagets ledamot."))
    known = body.seats.filter(title=title).first()
    if known and known.role != role:
        raise ActionRefused(_("Det finns redan en plats som heter så. Välj ett annat namn."))
    if known:
        return known
    seat = Seat.objects.create(
        body=body, role=role, title=title, area_id=body.area_id, place_id=body.place_id,
        number=body.seats.count(),
    )  # fmt: skip
    record("open", seat, actor=actor, place_id=body.place_id, area_id=body.area_id)
    return seat


@action
def make_account(*, name: str, email: str, password: str | None, actor: Actor) -> Account:
    """An account for a person to log in with; `password` None leaves it without one (a reset letter sets it).

    The same address again gives the account that is there (with the new password, if one is given). Raises
    PersonRefused.
    """
    if not email.strip():
        raise PersonRefused(_("Ett konto behöver en e-postadress."))
    person = _person(name, email)
    Person.objects.select_for_update().get(pk=person.pk)
    account = Account.objects.filter(person=person).first()
    new = account is None
    if account is None:
        account = Account(email=person.email, person=person, created_at=clock.now())
        account.set_unusable_password()
    if password is not None:
        account.set_password(password)
    account.save()
    record("enable" if new else "password", account, actor=actor)
    return account
