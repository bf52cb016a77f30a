"""Every write of a village's own facts: the group's balance, the vision, meetings, money sought for the pre-study.

Each locks the place's membership first, so that writes about one place come one after another. A place that is not in
the programme raises AreaPlace.DoesNotExist. No count and no text reaches the journal.
"""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.places.models import Area, AreaPlace, Place

from .models import Application, Balance, VillageMeeting, Vision

R = TypeVar("R", VillageMeeting, Application)

LARGEST_GROUP = 200
"""More people than any local group has; a larger count is a slip of the finger."""

IN_THE_VILLAGE = (VillageMeeting.Kind.OPEN, VillageMeeting.Kind.ASSOCIATIONS)


@dataclass(frozen=True)
class BalanceFacts:
    """How the group is made up on a day: counts of people, and whether integration was considered, in a sentence."""

    women: int
    men: int
    others: int
    under_26: int
    integration: bool
    integration_note: str
    counted_on: dt.date


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting: `associations` are names of organisations, one a line; `people_came` how many came, if counted."""

    kind: str
    met_on: dt.date
    associations: str
    people_came: int | None
    with_leadership: bool


@dataclass(frozen=True)
class ApplicationFacts:
    """An application for money, in öre; `closed_on` is the day it was granted, refused or taken back."""

    source: str
    other_source: str
    state: str
    sought_ore: int
    granted_ore: int | None
    diary_number: str
    sent_on: dt.date | None
    closed_on: dt.date | None


def _lock(root: Area, place: Place) -> None:
    AreaPlace.objects.select_for_update(of=("self",)).get(root=root, place=place)


def _unchanged(seen: int, version: int) -> None:
    if seen != version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def _not_to_come(day: dt.date | None) -> None:
    if day and day > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. Ange den dag då det blev så."))


def _same(row: models.Model, told: dict[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in told.items())


def _write(row: models.Model, told: dict[str, object]) -> None:
    for name, value in told.items():
        setattr(row, name, value)
    row.save()


@action
def keep_balance(*, root: Area, place: Place, facts: BalanceFacts, seen_version: int, actor: Actor) -> Balance:
    """Say how the local group is made up; the first time (`seen_version` 0) or anew.

    Raises ChangedMeanwhile, or ActionRefused: a day to come, nobody counted, more young people than people, no
    sentence about integration, a personal identity number.
    """
    _lock(root, place)
    row = Balance.objects.filter(root=root, place=place).first() or Balance(root=root, place=place, version=0)
    told: dict[str, object] = {**asdict(facts), "integration_note": facts.integration_note.strip()}
    if row.pk and _same(row, told):
        return row
    _unchanged(seen_version, row.version)
    _not_to_come(facts.counted_on)
    refuse_identity_numbers(facts.integration_note)
    everyone = facts.women + facts.men + facts.others
    if min(facts.women, facts.men, facts.others, facts.under_26) < 0 or not 1 <= everyone <= LARGEST_GROUP:
        raise ActionRefused(
            _("Räkna alla i gruppen. Det behöver vara minst en person och inte fler än %(most)s.")
            % {"most": LARGEST_GROUP}
        )
    if facts.under_26 > everyone:
        raise ActionRefused(_("De som är under 26 år kan inte vara fler än alla i gruppen."), field="under_26")
    if facts.integration and not facts.integration_note.strip():
        raise ActionRefused(_("Skriv en mening om hur ni har tänkt på integration."), field="integration_note")
    row.version += 1
    _write(row, told)
    record("balance", row, actor=actor, place_id=place.pk, area_id=root.pk)
    return row


@action
def write_vision(
    *, root: Area, place: Place, text: str, written_on: dt.date, seen_version: int, actor: Actor
) -> Vision:
    """Write the village's vision; the first time (`seen_version` 0) or anew.

    Raises ChangedMeanwhile, or ActionRefused for no text, a day to come or a personal identity number.
    """
    _lock(root, place)
    row = Vision.objects.filter(root=root, place=place).first() or Vision(root=root, place=place, version=0)
    told: dict[str, object] = {"text": text.strip(), "written_on": written_on}
    if row.pk and _same(row, told):
        return row
    _unchanged(seen_version, row.version)
    _not_to_come(written_on)
    refuse_identity_numbers(text)
    if not text.strip():
        raise ActionRefused(_("Skriv några meningar om vad bygden vill."), field="text")
    row.version += 1
    _write(row, told)
    record("envision", row, actor=actor, place_id=place.pk, area_id=root.pk)
    return row


def _meeting(facts: MeetingFacts) -> dict[str, object]:
    """What is stored of a meeting. Raises ActionRefused."""
    names = list(dict.fromkeys(" ".join(line.split()) for line in facts.associations.splitlines() if line.strip()))
    _not_to_come(facts.met_on)
    refuse_identity_numbers(facts.associations)
    if facts.kind == VillageMeeting.Kind.ASSOCIATIONS and not names:
        raise ActionRefused(_("Skriv vilka föreningar som var med."), field="associations")
    if facts.kind in IN_THE_VILLAGE and not facts.people_came:
        raise ActionRefused(_("Skriv hur många som kom."), field="people_came")
    if facts.people_came is not None and facts.people_came < 1:
        raise ActionRefused(
            _("Antalet som kom måste vara minst ett. Lämna tomt om ingen räknade."), field="people_came"
        )
    return {**asdict(facts), "associations": "\n".join(names)}


@action
def note_meeting(
    *, root: Area, place: Place, facts: MeetingFacts, request_key: uuid.UUID, actor: Actor
) -> VillageMeeting:
    """Note a meeting that has been. `request_key` comes with the form: the same form sent twice notes it once.

    Raises ActionRefused: a day to come, no associations or number of people where the kind needs them, a personal
    identity number.
    """
    _lock(root, place)
    known = VillageMeeting.objects.filter(request_key=request_key).first()
    if known:
        return known
    row = VillageMeeting.objects.create(root=root, place=place, request_key=request_key, **_meeting(facts))
    record("meet", row, actor=actor, place_id=place.pk, area_id=root.pk, kind=facts.kind)
    return row


@action
def change_meeting(
    *, meeting: VillageMeeting, facts: MeetingFacts, remove: bool, seen_version: int, actor: Actor
) -> None:
    """Put a noted meeting right, or `remove` one that was noted by mistake. Raises ChangedMeanwhile, ActionRefused."""
    _lock(meeting.root, meeting.place)
    row = _still(VillageMeeting.objects.filter(pk=meeting.pk).first())
    if remove:
        _unchanged(seen_version, row.version)
        _remove(row, row.root_id, row.place_id, actor)
        return
    told = _meeting(facts)
    if _same(row, told):
        return
    _unchanged(seen_version, row.version)
    row.version += 1
    _write(row, told)
    record("meet", row, actor=actor, place_id=row.place_id, area_id=row.root_id, kind=facts.kind)


def _still(row: R | None) -> R:
    """The row, if nobody has taken it away. Raises ChangedMeanwhile."""
    if row is None:
        raise ChangedMeanwhile(_("Någon annan har tagit bort det här."))
    return row


def _remove(row: VillageMeeting | Application, root_id: int, place_id: int, actor: Actor) -> None:
    record("remove", row, actor=actor, place_id=place_id, area_id=root_id)
    row.delete()


def _application(facts: ApplicationFacts) -> dict[str, object]:
    """What is stored of an application. Raises ActionRefused when sums and days do not fit its state."""
    states = Application.State
    decided = facts.state in (states.GRANTED, states.REFUSED)
    other = facts.other_source.strip() if facts.source == Application.Source.OTHER else ""
    refuse_identity_numbers(facts.other_source, facts.diary_number)
    if facts.source == Application.Source.OTHER and not other:
        raise ActionRefused(_("Skriv vem ni söker pengarna hos."), field="other_source")
    if facts.sought_ore <= 0:
        raise ActionRefused(_("Beloppet måste vara större än noll."), field="sought_ore")
    if facts.state == states.GRANTED and not 0 < (facts.granted_ore or 0) <= facts.sought_ore:
        raise ActionRefused(
            _("Skriv det beviljade beloppet. Det kan inte vara större än det sökta."), field="granted_ore"
        )
    if facts.state != states.GRANTED and facts.granted_ore is not None:
        raise ActionRefused(_("Ett beviljat belopp hör bara till en beviljad ansökan."), field="granted_ore")
    if (facts.state == states.SENT or decided) and facts.sent_on is None:
        raise ActionRefused(_("Skriv vilken dag ansökan skickades."), field="sent_on")
    if facts.state == states.PREPARED and facts.sent_on:
        raise ActionRefused(
            _("En ansökan som förbereds är inte skickad än. Ändra läget eller ta bort dagen."), field="sent_on"
        )
    if (decided or facts.state == states.WITHDRAWN) and facts.closed_on is None:
        raise ActionRefused(_("Skriv vilken dag ansökan beslutades eller togs tillbaka."), field="closed_on")
    if facts.state in (states.PREPARED, states.SENT) and facts.closed_on:
        raise ActionRefused(
            _("Ansökan är inte avgjord än. Ändra läget eller ta bort dagen för beslut."), field="closed_on"
        )
    if facts.sent_on and facts.closed_on and facts.closed_on < facts.sent_on:
        raise ActionRefused(_("Beslutet kan inte komma före ansökan."), field="closed_on")
    for day in (facts.sent_on, facts.closed_on):
        _not_to_come(day)
    return {**asdict(facts), "other_source": other, "diary_number": facts.diary_number.strip()}


@action
def apply_for_money(
    *, root: Area, place: Place, facts: ApplicationFacts, request_key: uuid.UUID, actor: Actor
) -> Application:
    """Note an application for pre-study money. The same form sent twice (`request_key`) notes it once.

    Raises ActionRefused when sums and days do not fit its state, or for a personal identity number.
    """
    _lock(root, place)
    known = Application.objects.filter(request_key=request_key).first()
    if known:
        return known
    row = Application.objects.create(root=root, place=place, request_key=request_key, **_application(facts))
    record("apply", row, actor=actor, place_id=place.pk, area_id=root.pk, state=facts.state)
    return row


@action
def change_application(
    *, application: Application, facts: ApplicationFacts, remove: bool, seen_version: int, actor: Actor
) -> None:
    """Bring an application up to date, or `remove` one noted by mistake. Raises ChangedMeanwhile, ActionRefused."""
    _lock(application.root, application.place)
    row = _still(Application.objects.filter(pk=application.pk).first())
    if remove:
        _unchanged(seen_version, row.version)
        _remove(row, row.root_id, row.place_id, actor)
        return
    told = _application(facts)
    if _same(row, told):
        return
    _unchanged(seen_version, row.version)
    row.version += 1
    _write(row, told)
    record("apply", row, actor=actor, place_id=row.place_id, area_id=row.root_id, state=facts.state)
