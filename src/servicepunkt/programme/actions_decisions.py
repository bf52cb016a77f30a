"""Every write of decisions, votes and tasks: taken up at a meeting, decided there or at a later one, then done.

A decision is open until a meeting has decided it. A seat votes once, by its holder or a substitute.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Account, Holding, Seat
from servicepunkt.places.models import Area, AreaPlace, Place

from .actions_meetings import lock_meeting, unchanged
from .models import AgendaItem, Attendance, Decision, Meeting, Task, Vote

SETTLED = (Decision.Outcome.YES, Decision.Outcome.NO)


@dataclass(frozen=True)
class DecisionFacts:
    """What is to be decided: a title, the proposal in full, the place it is about (or none), the point it stands at."""

    title: str
    text: str
    place: Place | None = None
    item: AgendaItem | None = None


def _told(facts: DecisionFacts, root: Area, meeting: Meeting | None) -> dict[str, object]:
    refuse_identity_numbers(facts.title, facts.text)
    if not facts.title.strip():
        raise ActionRefused(_("Skriv vad beslutet gäller."))
    _in_programme(facts.place, root)
    if facts.item and (meeting is None or facts.item.meeting_id != meeting.pk):
        raise ActionRefused(_("Punkten står på ett annat mötes dagordning."))
    return {"title": facts.title.strip(), "text": facts.text.strip(), "place": facts.place, "item": facts.item}


def _in_programme(place: Place | None, root: Area) -> None:
    if place is not None and not AreaPlace.objects.filter(root=root, place=place).exists():
        raise ActionRefused(_("Orten är inte med i programmet."))


def _record(verb: str, one: Decision | Task, actor: Actor, outcome: str | None = None) -> None:
    codes = {} if outcome is None else {"outcome": outcome}
    record(verb, one, actor=actor, place_id=one.place_id, area_id=one.area_id, whole_area=False, **codes)


def _decided_on(meeting: Meeting, outcome: str) -> dt.date | None:
    """The day a meeting decided; None when it did not. Raises ActionRefused when it has not been."""
    if outcome not in SETTLED:
        return None
    day = meeting.held_on or meeting.planned_on
    if day is None or day > clock.today():
        raise ActionRefused(_("Mötet har inte varit än. Då kan det inte ha beslutat något."))
    return day


@action
def take_up(
    *, root: Area, meeting: Meeting, facts: DecisionFacts, voting: bool, request_key: uuid.UUID, actor: Actor,
    outcome: str = Decision.Outcome.OPEN,
) -> Decision:  # fmt: skip
    """Take up something to decide at a meeting, and say what came of it if that is known (`outcome`).

    The same form sent twice (`request_key`) takes it up once.

    Raises ActionRefused: adjusted minutes, no title, a place or point of something else, decided at a meeting that has
    not been, a personal identity number.
    """
    meeting = lock_meeting(meeting.pk)
    known = Decision.objects.filter(request_key=request_key, area=root).first()
    if known:
        return known
    told = _told(facts, root, meeting)
    one = Decision.objects.create(
        area=root, meeting=meeting, voting=voting, request_key=request_key, outcome=outcome,
        decided_on=_decided_on(meeting, outcome), **told,
    )  # fmt: skip
    _record("take_up", one, actor)
    return one


@action
def decide(
    *, decision: Decision, meeting: Meeting, facts: DecisionFacts, voting: bool, outcome: str, seen_version: int,
    actor: Actor,
) -> Decision:  # fmt: skip
    """Mend a decision and say what came of it at a meeting: the one that took it up, or a later one it was put off to.

    Raises ChangedMeanwhile, ActionRefused: the minutes of this meeting, or of the one that decided it, are adjusted;
    the meeting has not been; a personal identity number.
    """
    meeting = lock_meeting(meeting.pk)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("area").get(pk=decision.pk)
    told = {**_told(facts, decision.area, meeting), "voting": voting, "outcome": outcome}
    if decision.meeting_id == meeting.pk and all(getattr(decision, name) == value for name, value in told.items()):
        return decision
    unchanged(seen_version, decision.version)
    if decision.meeting_id not in (None, meeting.pk) and decision.outcome in SETTLED:
        raise ActionRefused(_("Beslutet är redan fattat på ett annat möte."))
    decided_on = _decided_on(meeting, outcome)
    for name, value in told.items():
        setattr(decision, name, value)
    decision.meeting = meeting
    decision.decided_on = decided_on
    decision.version += 1
    decision.save()
    _record("resolve", decision, actor, outcome=outcome)
    return decision


def voter_of(decision: Decision, seat_id: int, account_id: int) -> bool:
    """Whether the account's person may vote for the seat on the meeting's day: who sat there if attendance is noted,
    else its holder or a substitute. Two queries at most."""
    meeting = decision.meeting
    if meeting is None:
        return False
    noted = Attendance.objects.filter(meeting=meeting, seat_id=seat_id).select_related("person__account").first()
    if noted is not None:
        return noted.person is not None and Account.objects.filter(pk=account_id, person=noted.person).exists()
    day = meeting.held_on or meeting.planned_on or clock.today()
    rows = Holding.objects.filter(held_on(day), seat_id=seat_id, seat__body=meeting.body_id)
    return rows.filter(person__account__id=account_id).exists()


@action
def vote(*, decision: Decision, seat_id: int, answer: str, actor: Actor) -> Vote:
    """Give a seat's vote. It can be changed by who gave it, as long as nothing is decided.

    Raises ActionRefused: no vote is asked for, something is decided, the actor does not sit there, the seat has voted
    by somebody else.
    """
    if decision.meeting_id is None or actor.account_id is None:
        raise ActionRefused(_("Det är ingen omröstning."))
    lock_meeting(decision.meeting_id)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)
    if not decision.voting or decision.outcome in SETTLED:
        raise ActionRefused(_("Omröstningen är avslutad.") if decision.voting else _("Det är ingen omröstning."))
    if not voter_of(decision, seat_id, actor.account_id):
        raise ActionRefused(_("Du sitter inte på den platsen på mötet."))
    known = Vote.objects.filter(decision=decision, seat_id=seat_id).first()
    if known and known.account_id != actor.account_id:
        raise ActionRefused(_("Platsen har redan röstat. Ledamoten eller ersättaren röstar, inte båda."))
    if known and known.answer == answer:
        return known
    if known:
        known.answer = answer
        known.save()
    else:
        known = _first_vote(decision, seat_id, answer, actor.account_id)
    _record("vote", decision, actor)
    return known


def _first_vote(decision: Decision, seat_id: int, answer: str, account_id: int) -> Vote:
    try:
        with transaction.atomic():
            return Vote.objects.create(decision=decision, seat_id=seat_id, account_id=account_id, answer=answer)
    except IntegrityError:  # the lock on the meeting comes first; the database has the last word
        raise ActionRefused(_("Platsen har redan röstat. Ledamoten eller ersättaren röstar, inte båda.")) from None


# --- tasks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskFacts:
    """What is to be done, by which seat, before which day, about which place (or none)."""

    title: str
    owner: Seat
    due_on: dt.date
    place: Place | None = None


def _task(facts: TaskFacts, root: Area) -> dict[str, object]:
    refuse_identity_numbers(facts.title)
    if not facts.title.strip():
        raise ActionRefused(_("Skriv vad som ska göras."))
    if facts.owner.body.area_id != root.pk:
        raise ActionRefused(_("Platsen hör till ett annat program."))
    _in_programme(facts.place, root)
    return {"title": facts.title.strip(), "owner": facts.owner, "due_on": facts.due_on, "place": facts.place}


@action
def give_task(
    *, root: Area, facts: TaskFacts, request_key: uuid.UUID, actor: Actor, meeting: Meeting | None = None,
    decision: Decision | None = None,
) -> Task:  # fmt: skip
    """Give a seat something to do, at a meeting, by a decision, or by itself. The same form sent twice gives it once.

    Raises ActionRefused: adjusted minutes, no title, a seat or place of another programme, a personal identity number.
    """
    meeting = meeting or (decision.meeting if decision else None)
    if meeting is not None:
        lock_meeting(meeting.pk)
    else:
        Area.objects.select_for_update().get(pk=root.pk)
    known = Task.objects.filter(request_key=request_key, area=root).first()
    if known:
        return known
    one = Task.objects.create(
        area=root, meeting=meeting, decision=decision, request_key=request_key, **_task(facts, root)
    )
    _record("task", one, actor)
    return one


@action
def change_task(*, task: Task, facts: TaskFacts, seen_version: int, actor: Actor) -> Task:
    """Mend a task: another wording, seat or day. Raises ChangedMeanwhile, ActionRefused as `give_task` does."""
    task = Task.objects.select_for_update(of=("self",)).select_related("area").get(pk=task.pk)
    told = _task(facts, task.area)
    if all(getattr(task, name) == value for name, value in told.items()):
        return task
    unchanged(seen_version, task.version)
    for name, value in told.items():
        setattr(task, name, value)
    task.version += 1
    task.save()
    _record("task", task, actor)
    return task


@action
def finish_task(*, task: Task, done_on: dt.date | None, note: str, seen_version: int, actor: Actor) -> Task:
    """Say that a task is done, with a note of what came of it, or take that back (`done_on` None).

    Raises ChangedMeanwhile, ActionRefused: a day to come, a personal identity number.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    note = note.strip()
    if (task.done_on, task.note) == (done_on, note):
        return task
    unchanged(seen_version, task.version)
    refuse_identity_numbers(note)
    if done_on and done_on > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. Ange den dag då det blev klart."))
    task.done_on, task.note = done_on, note
    task.version += 1
    task.save()
    _record("done", task, actor)
    return task
