"""The memo's five quarterly meetings as they are held: called, agenda from the state of the places, minutes adjusted.

What the minutes then say is held against the facts of that day, counted here by another way than the platform's.
"""

from __future__ import annotations

import re
import uuid
from itertools import pairwise
from typing import TYPE_CHECKING

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.models import Letter
from servicepunkt.documents.actions_approval import propose
from servicepunkt.method.models import Passage
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Person, Seat
from servicepunkt.programme import actions_agenda as agenda
from servicepunkt.programme import actions_decisions as decisions
from servicepunkt.programme import actions_meetings as meetings
from servicepunkt.programme import actions_minutes as afterwards
from servicepunkt.programme.actions_decisions import DecisionFacts, TaskFacts
from servicepunkt.programme.invitation import called_to
from servicepunkt.programme.models import Meeting, Task
from tests.documents.office import frozen

if TYPE_CHECKING:
    from tests.story.stage import Stage

MEMBERS = ("Siv Sammankallande", "Rolf Referens", "Rita Referens")


def _meeting(stage: Stage, number: int) -> Meeting:
    return stage.programme.meetings.select_related("body", "programme__area")[number - 1]


def _members(stage: Stage, one: Meeting) -> list[tuple[Seat, Person]]:
    """Three seats of the group with who holds them; the vacant ones are filled before its first meeting."""
    out = []
    seats = [seat for seat in one.body.seats.order_by("number", "id") if seat.role != "funder"]
    for name, seat in zip(MEMBERS, seats, strict=False):
        held = seat.holdings.filter(held_on(clock.today()), substitute=False).select_related("person__account").first()
        if held is None:
            stage.sit(name, seat)
            held = seat.holdings.select_related("person__account").get()
        out.append((seat, held.person))
    return out


def call(stage: Stage, number: int) -> None:
    """The group is called: everybody with a seat that day gets one letter."""
    one = _meeting(stage, number)
    _members(stage, one)
    before = Letter.objects.count()
    meetings.call_meeting(meeting=one, seen_calls=0, seen_version=one.version, actor=SYSTEM)
    assert Letter.objects.count() - before == len([who for who in called_to(one) if who.email])


def hold(stage: Stage, number: int) -> None:
    """The meeting of today: agenda, three present, a decision with its task, minutes adjusted and frozen."""
    one = _meeting(stage, number)
    members = _members(stage, one)
    seats = [seat for seat, _person in members]
    agenda.draft_agenda(meeting=one, actor=SYSTEM)
    sat = {seat.pk: afterwards.Sat(person.pk, "room") for seat, person in members}
    afterwards.note_attendance(
        meeting=one, sat=sat, chair_id=seats[0].pk, secretary_id=seats[1].pk, adjusters=[seats[2].pk],
        seen_version=one.version, actor=SYSTEM,
    )  # fmt: skip
    made = decisions.take_up(
        root=stage.root, meeting=one, facts=DecisionFacts(f"Läget {number} läggs till handlingarna", ""), voting=False,
        outcome="yes", request_key=uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip
    facts = TaskFacts(f"Sprid protokoll {number}", seats[0], clock.today())
    decisions.give_task(root=stage.root, facts=facts, decision=made, request_key=uuid.uuid4(), actor=SYSTEM)
    draft = afterwards.open_minutes(meeting=one, actor=SYSTEM)
    proposal = propose(draft=draft, actor=SYSTEM)
    adjuster = Actor(members[2][1].account.pk, seats[2].pk)
    frozen(draft, proposal.sha256, adjuster)
    assert_as_the_facts_are(stage, number)


def _said(value: object) -> str:
    """Every text of a frozen document, whatever the blocks."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(_said(one) for one in value.values())
    return "\n".join(_said(one) for one in value) if isinstance(value, list) else ""


def assert_as_the_facts_are(stage: Stage, number: int) -> None:
    """What the frozen minutes say of the places, the people and the tasks is what the facts say today."""
    one = _meeting(stage, number)
    assert one.minutes_version is not None
    text = _said(one.minutes_version.body.content)
    areas = re.findall(r"(\d+) (?:ort|orter), (\d+) (?:startad|startade), (\d+) med något försenat", text)
    started = Passage.objects.filter(area=stage.root, gate="start").values("place").distinct().count()
    late = stage.root.standings.filter(overdue__gt=0).count()
    assert [sum(int(row[column]) for row in areas) for column in range(3)] == [len(stage.places), started, late]
    assert all(person.name in text for _seat, person in _members(stage, one))
    assert f"Läget {number} läggs till handlingarna" in text
    assert f"Sprid protokoll {number}" in text


def assert_all_are_minuted(stage: Stage) -> None:
    """Five meetings with adjusted minutes, each decision followed by its task, each minutes naming the one before."""
    held = list(stage.programme.meetings.all())
    assert [one.minutes_version is not None for one in held] == [True] * 5
    assert Task.objects.filter(area=stage.root, decision__meeting__in=held).count() == 5
    for before, one in pairwise(held):
        assert before.held_on and one.minutes_version
        text = _said(one.minutes_version.body.content)
        assert re.search(rf"Protokollet från mötet {before.held_on.day} \w+ {before.held_on.year} är justerat", text)
