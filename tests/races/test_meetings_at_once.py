"""Two at the same meeting: a seat votes once, the invitation goes out once, attendance and points are not lost."""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.db import IntegrityError

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import Letter
from servicepunkt.programme import actions_agenda as agenda
from servicepunkt.programme import actions_decisions as decisions
from servicepunkt.programme import actions_meetings as meetings
from servicepunkt.programme import actions_minutes as afterwards
from servicepunkt.programme.actions_decisions import DecisionFacts
from servicepunkt.programme.models import Decision, Vote
from tests.builders import TODAY
from tests.programme.meetings import CIA, ERSA, Group, actor, attend, group, plan
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def board(transactional_db: None) -> Group:
    made = group()
    plan(made, day=TODAY)
    return made


def _decision(by: Group) -> Decision:
    return decisions.take_up(
        root=by.programme.area, meeting=by.meeting, facts=DecisionFacts("Bussen", ""), voting=True,
        request_key=uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip


def test_member_and_substitute_vote_at_once_and_one_vote_counts(board: Group) -> None:
    for _round in range(ROUNDS):
        one = _decision(board)
        outcomes = at_once(*(
            partial(
                decisions.vote, decision=one, seat_id=board.convener.pk, answer=answer, actor=actor(who, board.convener)
            )
            for who, answer in ((CIA, "yes"), (ERSA, "no"))
        ))  # fmt: skip
        assert [type(o) for o in outcomes if isinstance(o, BaseException)] == [ActionRefused], outcomes
        assert Vote.objects.filter(decision=one).count() == 1


def test_the_database_itself_refuses_a_seat_s_second_vote(board: Group) -> None:
    one = _decision(board)
    Vote.objects.create(decision=one, seat=board.convener, account_id=1, answer="yes")
    with pytest.raises(IntegrityError):
        Vote.objects.create(decision=one, seat=board.convener, account_id=2, answer="no")


def test_a_vote_that_races_with_the_decision_counts_or_is_refused(board: Group) -> None:
    for _round in range(ROUNDS):
        one = _decision(board)
        voted, decided = at_once(
            partial(
                decisions.vote, decision=one, seat_id=board.convener.pk, answer="yes", actor=actor(CIA, board.convener)
            ),
            partial(
                decisions.decide, decision=one, meeting=board.meeting, facts=DecisionFacts("Bussen", ""), voting=True,
                outcome="yes", seen_version=1, actor=SYSTEM,
            ),
        )  # fmt: skip
        assert not isinstance(decided, BaseException), decided
        assert isinstance(voted, ActionRefused) != Vote.objects.filter(decision=one).exists()


def test_the_invitation_sent_by_two_at_once_goes_out_once(board: Group) -> None:
    plan(board, day=TODAY + dt.timedelta(days=5))
    one = board.meeting
    send = partial(meetings.call_meeting, meeting=one, seen_calls=0, seen_version=one.version, actor=SYSTEM)
    outcomes = at_once(send, send)
    assert not [o for o in outcomes if isinstance(o, BaseException)], outcomes
    assert board.meeting.calls == 1
    assert Letter.objects.count() == 3


def test_attendance_noted_by_two_at_once_is_noted_by_one(board: Group) -> None:
    one = board.meeting
    note = partial(
        afterwards.note_attendance, meeting=one, chair_id=None, secretary_id=None, adjusters=[], actor=SYSTEM,
        seen_version=one.version,
    )  # fmt: skip
    sat = [{board.convener.pk: afterwards.Sat(board.person(who), "room")} for who in (CIA, ERSA)]
    outcomes = at_once(partial(note, sat=sat[0]), partial(note, sat=sat[1]))
    assert [type(o) for o in outcomes if isinstance(o, BaseException)] == [ChangedMeanwhile], outcomes
    assert board.meeting.attendance.count() == 1


def test_two_drafting_the_agenda_at_once_make_one(board: Group) -> None:
    attend(board)
    draft = partial(agenda.draft_agenda, meeting=board.meeting, actor=SYSTEM)
    outcomes = at_once(draft, draft)
    assert sorted(outcomes) == [0, 10], outcomes
    assert [item.number for item in board.meeting.agenda.all()] == list(range(1, 11))
