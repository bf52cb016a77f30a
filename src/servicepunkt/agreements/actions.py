"""Writes about a place's parties and the agreements it needs. The agreements themselves: `actions_agreement`.

Each locks the place's membership, so that writes about one place come one after another. No name, text or telephone
number reaches the journal.
"""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import search_key
from servicepunkt.places.models import Area, Place

from .models import Needed, Party, Side
from .writing import hold_place, rewrite, still, unchanged

FEWEST_PARTIES = 2
LONGEST_NAME = 120


@dataclass(frozen=True)
class PartyFacts:
    """An organisation, whom it speaks for, its door, and the time expected of it (`time_amount` in `time_per`)."""

    organisation: str
    stands_for: str
    contact_function: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    deputy_function: str = ""
    deputy_phone: str = ""
    deputy_email: str = ""
    answer_hours: int | None = None
    time_amount: Decimal | None = None
    time_per: str = ""
    time_for: str = ""


@dataclass(frozen=True)
class NeededFacts:
    """An agreement needed: `parties` a line for each, "Organisation: roll"."""

    kind: str
    parties: str
    why: str
    wanted_on: dt.date | None
    state: str


def _party(facts: PartyFacts) -> dict[str, object]:
    told = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(facts).items()}
    refuse_identity_numbers(*(value for value in told.values() if isinstance(value, str)))
    if facts.time_amount is None:
        if facts.time_for.strip():
            raise ActionRefused(
                _("Skriv hur mycket tid som väntas, eller lämna båda fälten om tid tomma."), field="time_amount"
            )
        told["time_per"] = ""
    elif not facts.time_per or not facts.time_for.strip():
        raise ActionRefused(_("Skriv både hur tiden räknas och vad den ska gå till."), field="time_for")
    return {**told, "same_key": search_key(facts.organisation)}


def _same_name(row: Party) -> None:
    others = Party.objects.filter(root=row.root_id, place=row.place_id, same_key=row.same_key)
    if others.exclude(pk=row.pk).exists():
        raise ActionRefused(_("Organisationen finns redan bland parterna."), field="organisation")


def _days(row: Party) -> None:
    """Since when the time and the door are known; the first day stays while they are."""
    today = clock.today()
    row.time_on = (row.time_on or today) if row.time_amount is not None else None
    row.door_on = (row.door_on or today) if row.door_open else None


@action
def add_party(*, root: Area, place: Place, facts: PartyFacts, request_key: uuid.UUID, actor: Actor) -> Party:
    """Put an organisation among a place's parties. The same form sent twice does it once. Raises ActionRefused."""
    hold_place(root, place)
    known = Party.objects.filter(request_key=request_key).first()
    if known:
        return known
    row = Party(root=root, place=place, request_key=request_key, **_party(facts))
    _same_name(row)
    _days(row)
    row.save()
    record("party", row, actor=actor, place_id=place.pk, area_id=root.pk, stands_for=row.stands_for)
    return row


@action
def change_party(*, party: Party, facts: PartyFacts, remove: bool, seen_version: int, actor: Actor) -> None:
    """Bring a party up to date, or `remove` one that is in no agreement.

    Contact, deputy and time can always be changed; name and whom it speaks for not once it has signed something.
    Raises ChangedMeanwhile, ActionRefused.
    """
    hold_place(party.root, party.place)
    row = still(Party.objects.filter(pk=party.pk).first())
    if remove:
        unchanged(seen_version, row.version)
        if row.sides.exists():
            raise ActionRefused(_("Organisationen är part i ett avtal och kan inte tas bort."))
        record("remove", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
        row.delete()
        return
    told = _party(facts)
    settled = Side.objects.filter(party=row, agreement__signed__isnull=False).exists()
    if settled and (row.organisation, row.stands_for) != (told["organisation"], told["stands_for"]):
        raise ActionRefused(
            _("Organisationen har undertecknat ett avtal. Namn och vem den företräder kan inte ändras.")
        )
    if not rewrite(row, told, seen_version):
        return
    _same_name(row)
    _days(row)
    row.save()
    record("party", row, actor=actor, place_id=row.place_id, area_id=row.root_id, stands_for=row.stands_for)


def _needed(facts: NeededFacts) -> dict[str, object]:
    lines = [" ".join(line.split()) for line in facts.parties.splitlines() if line.strip()]
    names = [line.partition(":")[0].strip() for line in lines]
    refuse_identity_numbers(facts.parties, facts.why)
    if any(not name or len(name) > LONGEST_NAME for name in names):
        raise ActionRefused(
            _("Skriv en organisation på varje rad, och efter ett kolon vilken roll den har."), field="parties"
        )
    if len({search_key(name) for name in names}) < max(len(names), FEWEST_PARTIES):
        raise ActionRefused(
            _("Ett avtal behöver minst två parter. Skriv varje part en gång, en på varje rad."), field="parties"
        )
    if not facts.why.strip():
        raise ActionRefused(_("Skriv varför avtalet behövs."), field="why")
    return {**asdict(facts), "parties": "\n".join(lines), "why": facts.why.strip()}


@action
def list_needed(*, root: Area, place: Place, facts: NeededFacts, request_key: uuid.UUID, actor: Actor) -> Needed:
    """List an agreement that a place needs. The same form sent twice lists it once. Raises ActionRefused."""
    hold_place(root, place)
    known = Needed.objects.filter(request_key=request_key).first()
    if known:
        return known
    told = _needed(facts)
    row = Needed.objects.create(root=root, place=place, request_key=request_key, listed_on=clock.today(), **told)
    record("need", row, actor=actor, place_id=place.pk, area_id=root.pk, kind=row.kind, state=row.state)
    return row


@action
def change_needed(*, needed: Needed, facts: NeededFacts, remove: bool, seen_version: int, actor: Actor) -> None:
    """Put a listed agreement right, or `remove` one that is not needed. Raises ChangedMeanwhile, ActionRefused."""
    hold_place(needed.root, needed.place)
    row = still(Needed.objects.filter(pk=needed.pk).first())
    if remove:
        unchanged(seen_version, row.version)
        if row.agreements.filter(dropped_on=None).exists():
            raise ActionRefused(_("Avtalet skrivs eller är skrivet. Avsluta det i stället för att ta bort raden."))
        record("remove", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
        row.delete()
        return
    if rewrite(row, _needed(facts), seen_version):
        record("need", row, actor=actor, place_id=row.place_id, area_id=row.root_id, kind=row.kind, state=row.state)
