"""Every write of how the village keeps its say: influence, the log of decisions, the operating form.

Each locks the place's membership first. No text reaches the journal.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.places.models import Area, Place

from .actions_chapters import LONGEST_SHORT, lock, not_to_come, not_too_long, unchanged
from .models import Influence, LogEntry, OperatingForm
from .operating import aid


@dataclass(frozen=True)
class InfluenceFacts:
    """How the village has a say, how decisions are made, how development goes on, by whom and how often."""

    influence: str
    deciding: str
    development: str
    development_who: str
    development_often: str


@dataclass(frozen=True)
class EntryFacts:
    """A decision: the day, what, by which body, where it is written."""

    on: dt.date
    what: str
    body: str
    written_in: str


@action
def write_influence(*, root: Area, place: Place, facts: InfluenceFacts, seen_version: int, actor: Actor) -> Influence:
    """Write how the village keeps its say; the first time (`seen_version` 0) or anew.

    Raises ChangedMeanwhile; ActionRefused for a text that is too long or holds a personal identity number.
    """
    lock(root, place)
    row = Influence.objects.filter(root=root, place=place).first() or Influence(root=root, place=place, version=0)
    told = {name: text.strip() for name, text in asdict(facts).items()}
    if row.pk and all(getattr(row, name) == text for name, text in told.items()):
        return row
    unchanged(seen_version, row.version)
    not_too_long(LONGEST_SHORT, *told.values())
    refuse_identity_numbers(*told.values())
    for name, text in told.items():
        setattr(row, name, text)
    row.written_on = clock.today()
    row.version += 1
    row.save()
    record("write", row, actor=actor, place_id=place.pk, area_id=root.pk)
    return row


def _entry(facts: EntryFacts) -> dict[str, object]:
    not_to_come(facts.on)
    if not (facts.what.strip() and facts.body.strip()):
        raise ActionRefused(_("Skriv vad som beslutades och vilka som beslutade."))
    refuse_identity_numbers(facts.what, facts.body, facts.written_in)
    return {
        "on": facts.on,
        "what": facts.what.strip(),
        "body": facts.body.strip(),
        "written_in": facts.written_in.strip(),
    }


@action
def log_decision(*, root: Area, place: Place, facts: EntryFacts, request_key: uuid.UUID, actor: Actor) -> LogEntry:
    """Put a decision in the log. The same `request_key` again gives the entry it made.

    Raises ActionRefused for a day to come, or when it is not said what was decided and by whom.
    """
    lock(root, place)
    known = LogEntry.objects.filter(request_key=request_key).first()
    if known:
        return known
    made = LogEntry.objects.create(root=root, place=place, request_key=request_key, **_entry(facts))
    record("log", made, actor=actor, place_id=place.pk, area_id=root.pk)
    return made


@action
def change_entry(
    *, entry: LogEntry, facts: EntryFacts, remove: bool, seen_version: int, actor: Actor
) -> LogEntry | None:
    """Put an entry right, or take away one that was a mistake (None). Raises ChangedMeanwhile, LogEntry.DoesNotExist;
    ActionRefused as `log_decision`."""
    lock(entry.root, entry.place)
    one = LogEntry.objects.get(pk=entry.pk)
    told = _entry(facts)
    if not remove and all(getattr(one, name) == value for name, value in told.items()):
        return one
    unchanged(seen_version, one.version)
    record("remove" if remove else "change", one, actor=actor, place_id=one.place_id, area_id=one.root_id)
    if remove:
        one.delete()
        return None
    for name, value in told.items():
        setattr(one, name, value)
    one.version += 1
    one.save()
    return one


def operating_form_here(root: Area, place: Place) -> OperatingForm:
    """The place's answers and choice, or an unsaved one of version 0."""
    known = OperatingForm.objects.filter(root=root, place=place).first()
    return known or OperatingForm(root=root, place=place, version=0)


@action
def answer_about_forms(
    *, root: Area, place: Place, answers: Mapping[str, str], seen_version: int, actor: Actor
) -> OperatingForm:
    """Store the village's answers about operating forms; questions without an answer are left out.

    Raises ChangedMeanwhile, and ActionRefused for an answer that no question has.
    """
    lock(root, place)
    row = operating_form_here(root, place)
    allowed = {question.key: {option.key for option in question.options} for question in aid().questions}
    told = {key: answer for key, answer in answers.items() if answer}
    if any(answer not in allowed.get(key, ()) for key, answer in told.items()):
        raise ActionRefused(_("Välj bland svaren."))
    if row.pk and row.answers == told:
        return row
    unchanged(seen_version, row.version)
    row.answers = told
    row.version += 1
    row.save()
    record("answer", row, actor=actor, place_id=place.pk, area_id=root.pk)
    return row


@action
def choose_form(
    *, root: Area, place: Place, chosen: str, why: str, chosen_on: dt.date, seen_version: int, actor: Actor
) -> OperatingForm:
    """Say which operating form the village has chosen, why, and when.

    Raises ChangedMeanwhile; ActionRefused for a form that is not there, a day to come, or without a reason.
    """
    lock(root, place)
    row = operating_form_here(root, place)
    if row.pk and (row.chosen, row.why, row.chosen_on) == (chosen, why.strip(), chosen_on):
        return row
    unchanged(seen_version, row.version)
    if chosen not in {form.key for form in aid().forms}:
        raise ActionRefused(_("Välj en av driftsformerna."), field="chosen")
    if not why.strip():
        raise ActionRefused(_("Skriv varför ni valde den formen."), field="why")
    not_to_come(chosen_on)
    not_too_long(LONGEST_SHORT, why)
    refuse_identity_numbers(why)
    row.chosen, row.why, row.chosen_on = chosen, why.strip(), chosen_on
    row.version += 1
    row.save()
    record("choose", row, actor=actor, place_id=place.pk, area_id=root.pk, form=chosen)
    return row
