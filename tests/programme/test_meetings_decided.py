"""What comes of a meeting: decisions and votes, tasks, minutes that are adjusted, what it cost, word to the board."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.documents.actions import freeze
from servicepunkt.documents.blocks import Bullets, Heading, Paragraph, Table
from servicepunkt.documents.drafts import compose
from servicepunkt.documents.kinds import kind_of
from servicepunkt.documents.models import Draft, Withdrawal
from servicepunkt.people.roles import Role
from servicepunkt.programme import actions_agenda as agenda
from servicepunkt.programme import actions_decisions as decisions
from servicepunkt.programme import actions_meetings as actions
from servicepunkt.programme import actions_minutes as afterwards
from servicepunkt.programme.actions_decisions import DecisionFacts, TaskFacts
from servicepunkt.programme.models import Contribution, Decision, Meeting, Task, Vote
from servicepunkt.programme.queries_meetings import decisions_open, meetings_open, tasks_open
from tests.builders import TODAY, place, sit, url
from tests.programme.meetings import CIA, ERSA, FIA, Group, actor, attend, group, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def by() -> Group:
    """The group's meeting is today, and attendance is noted."""
    made = group()
    plan(made, day=TODAY)
    attend(made)
    return made


def _decision(by: Group, *, voting: bool = False, title: str = "Bussen körs i sommar") -> Decision:
    return decisions.take_up(
        root=by.programme.area, meeting=by.meeting, facts=DecisionFacts(title, "Två turer om dagen."), voting=voting,
        request_key=uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip


def _decide(one: Decision, meeting: Meeting, outcome: str) -> Decision:
    one.refresh_from_db()
    return decisions.decide(
        decision=one, meeting=meeting, facts=DecisionFacts(one.title, one.text), voting=one.voting, outcome=outcome,
        seen_version=one.version, actor=SYSTEM,
    )  # fmt: skip


def _second(by: Group) -> Meeting:
    """The group's next meeting."""
    return by.programme.meetings.select_related("body", "programme__area").order_by("window_from")[1]


def _adjusted(by: Group) -> Meeting:
    """The meeting with its minutes adjusted."""
    one = by.meeting
    afterwards.open_minutes(meeting=one, actor=SYSTEM)
    frozen = freeze(
        kind="minutes",
        title="Protokoll",
        area_id=by.programme.area_id,
        place_id=None,
        schema=1,
        content={},
        actor=SYSTEM,
    )
    return afterwards.settle_minutes(meeting_id=one.pk, version=frozen, actor=SYSTEM)


# --- decisions and votes ----------------------------------------------------------------------------------------------


def test_the_secretary_notes_a_decision_and_its_outcome_in_one_go(by: Group) -> None:
    cia, one = by.browser(CIA), by.meeting
    home = place(by.programme)
    sent = {"title": "Bussen körs", "outcome": "yes", "place": home.slug, "request_key": str(uuid.uuid4())}
    for _again in range(2):
        assert cia.post(url("programme:new_decision", by.programme, one.pk), sent).status_code == 302
    made = Decision.objects.get()
    assert (made.outcome, made.decided_on, made.place) == ("yes", TODAY, home)
    page = cia.get(url("programme:meeting", by.programme, one.pk)).content.decode()
    assert "Bussen körs" in page
    assert "Bifall" in page


def test_nothing_is_decided_at_a_meeting_that_has_not_been(by: Group) -> None:
    second = _second(by)
    made = _decision(by)
    with pytest.raises(ActionRefused, match="inte varit än"):
        _decide(made, second, "yes")


def test_an_open_decision_is_carried_to_the_next_meeting_and_decided_there(by: Group) -> None:
    made = _decision(by)
    _decide(made, by.meeting, "postponed")
    _adjusted(by)
    second = _second(by)
    with clock.fixed(second.window_from):
        actions.set_meeting(
            meeting=second, planned_on=second.window_from, held_on=None, seen_version=second.version, actor=SYSTEM
        )
        agenda.draft_agenda(meeting=second, actor=SYSTEM)
        assert second.agenda.get(drafted="decisions").text == "Bussen körs i sommar"
        cia = by.browser(CIA)
        assert "Öppna beslut från tidigare möten" in cia.get(
            url("programme:meeting", by.programme, second.pk)
        ).content.decode()  # fmt: skip
        sent = {"title": made.title, "text": made.text, "outcome": "no", "seen_version": "2"}
        assert cia.post(url("programme:decision", by.programme, second.pk, made.pk), sent).status_code == 302
    made.refresh_from_db()
    assert (made.outcome, made.meeting_id, made.decided_on) == ("no", second.pk, second.window_from)
    assert decisions_open(by.programme.area) == []


def _vote(who: Client, by: Group, one: Decision, answer: str) -> int:
    return who.post(url("programme:vote", by.programme, by.meeting.pk, one.pk), {"answer": answer}).status_code


def test_each_seat_votes_once_by_who_sat_there_and_only_counts_are_shown(by: Group) -> None:
    made = _decision(by, voting=True)
    assert _vote(by.browser(CIA), by, made, "no") == 302
    assert _vote(by.browser(CIA), by, made, "yes") == 302  # thought better of
    assert _vote(by.browser(FIA), by, made, "abstain") == 302
    response = by.browser(ERSA).post(url("programme:vote", by.programme, by.meeting.pk, made.pk), {"answer": "no"})
    assert response.status_code == 422
    assert "Du sitter inte på den platsen" in response.content.decode()
    page = by.browser(CIA).get(url("programme:meeting", by.programme, by.meeting.pk)).content.decode()
    assert "Röster: 1 ja, 0 nej, 1 avstår" in page
    _decide(made, by.meeting, "yes")
    assert _vote(by.browser(FIA), by, made, "yes") == 422  # decided


def test_member_and_substitute_never_both_vote(by: Group) -> None:
    by.meeting.attendance.all().delete()  # nothing noted: either may come
    made = _decision(by, voting=True)
    decisions.vote(decision=made, seat_id=by.convener.pk, answer="yes", actor=actor(ERSA, by.convener))
    with pytest.raises(ActionRefused, match="inte båda"):
        decisions.vote(decision=made, seat_id=by.convener.pk, answer="no", actor=actor(CIA, by.convener))
    assert list(Vote.objects.values_list("answer", flat=True)) == ["yes"]


def test_only_who_sits_in_the_body_reaches_a_vote(by: Group) -> None:
    made = _decision(by, voting=True)
    outsider = sit(by.programme, Role.CONTACT_PERSON, "Kaj Kontakt", place(by.programme))
    assert _vote(outsider, by, made, "yes") == 403


# --- tasks ------------------------------------------------------------------------------------------------------------


def _task(by: Group, **more: object) -> Task:
    facts = TaskFacts("Ring bussbolaget", by.fund, TODAY + dt.timedelta(days=7))
    return decisions.give_task(
        root=by.programme.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM, **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_decision_becomes_a_task_that_its_owner_meets_on_the_start_page_and_ends(by: Group) -> None:
    made = _decision(by)
    cia, fia = by.browser(CIA), by.browser(FIA)
    where = url("programme:new_task", by.programme) + f"?mote={by.meeting.pk}&beslut={made.pk}"
    sent = {"title": "Ring bussbolaget", "owner": str(by.fund.pk), "due_on": "2026-03-17",
            "request_key": str(uuid.uuid4())}  # fmt: skip
    for _again in range(2):
        assert cia.post(where, sent).status_code == 302
    task = Task.objects.get()
    assert (task.decision_id, task.meeting_id) == (made.pk, by.meeting.pk)
    address = url("programme:task", by.programme, task.pk)
    assert address in fia.get("/").content.decode()
    assert address not in cia.get("/").content.decode()
    assert [(one.id, one.owner_id, one.late) for one in tasks_open(by.programme.area)] == [(task.pk, by.fund.pk, False)]
    with clock.fixed(TODAY + dt.timedelta(days=8)):
        assert "Försenat" in fia.get(url("programme:tasks", by.programme) + "?visa=sena").content.decode()
        done = {"done_on": "2026-03-18", "note": "De säger ja.", "seen_version": "1"}
        assert fia.post(address, done).status_code == 302
    assert tasks_open(by.programme.area) == []
    assert "De säger ja." in cia.get(address).content.decode()


def test_somebody_else_s_task_is_not_seen_by_a_village_nor_ended_by_another_member(by: Group) -> None:
    task = _task(by)
    address = url("programme:task", by.programme, task.pk)
    contact = sit(by.programme, Role.CONTACT_PERSON, "Kaj Kontakt", place(by.programme))
    assert contact.get(address).status_code == 404
    assert "Ring bussbolaget" not in contact.get(url("programme:tasks", by.programme)).content.decode()
    board = sit(by.programme, Role.STEERING_MEMBER, "Bo Bisittare")
    assert board.get(address).status_code == 200
    assert board.post(address, {"done_on": "2026-03-10", "seen_version": "1"}).status_code == 403


def test_a_task_is_done_no_day_to_come_and_the_second_to_save_is_told(by: Group) -> None:
    task = _task(by)
    address = url("programme:task", by.programme, task.pk)
    fia = by.browser(FIA)
    assert fia.post(address, {"done_on": "2026-03-30", "seen_version": "1"}).status_code == 422
    changed = {"title": "Ring tågbolaget", "owner": str(by.fund.pk), "due_on": "2026-03-17", "seen_version": "1"}
    assert by.browser(CIA).post(url("programme:change_task", by.programme, task.pk), changed).status_code == 302
    response = fia.post(address, {"done_on": "2026-03-10", "note": "Klart nu", "seen_version": "1"})
    assert response.status_code == 409
    assert "Klart nu" in response.content.decode()


# --- minutes ----------------------------------------------------------------------------------------------------------


def _words(draft: Draft) -> str:
    document, _facts = compose(draft, on=TODAY)
    out: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            out.append(block.text)
        elif isinstance(block, Bullets):
            out.extend(str(item) for item in block.items)
        elif isinstance(block, Table):
            out.extend(" | ".join(row) for row in block.rows)
    return "\n".join(out)


def test_the_minutes_say_what_was_noted_and_count_the_votes(by: Group) -> None:
    agenda.write_item(
        meeting=by.meeting, facts=agenda.ItemFacts("Bussen", "", "Alla vill ha bussen."), request_key=uuid.uuid4(),
        actor=SYSTEM,
    )  # fmt: skip
    made = _decision(by, voting=True)
    decisions.vote(decision=made, seat_id=by.convener.pk, answer="yes", actor=actor(CIA, by.convener))
    _decide(made, by.meeting, "yes")
    _task(by, decision=made)
    draft = afterwards.open_minutes(meeting=by.meeting, actor=SYSTEM)
    assert afterwards.open_minutes(meeting=by.meeting, actor=SYSTEM) == draft
    assert by.meeting.held_on == TODAY
    text = _words(draft)
    for said in (
        "Dag: 10 mars 2026", "Mötet började kl. 10.00.", "Ordförande: Cia Ordförande", "Justerare: Fia Fond",
        "Cia Ordförande | Ordföranden", "Alla vill ha bussen.",
        "Beslut: Bifall.", "Röster: 1 ja, 0 nej, 0 avstår.", "Ring bussbolaget", "Fondens ledamot",
    ):  # fmt: skip
        assert said in text, said
    approvers = kind_of("minutes").approvers
    assert approvers is not None
    assert [one.seat_id for one in approvers(draft)] == [by.fund.pk]


def test_minutes_need_somebody_to_adjust_them_and_a_meeting_that_has_been(by: Group) -> None:
    by.meeting.attendance.all().delete()
    with pytest.raises(ActionRefused, match="justerare"):
        afterwards.open_minutes(meeting=by.meeting, actor=SYSTEM)
    assert by.meeting.held_on is None  # nothing half done
    plan(by, day=TODAY + dt.timedelta(days=3))
    with pytest.raises(ActionRefused, match="inte har varit"):
        afterwards.open_minutes(meeting=by.meeting, actor=SYSTEM)


def test_adjusted_minutes_lock_agenda_attendance_and_decisions_until_they_are_withdrawn(by: Group) -> None:
    made, cia = _decision(by), by.browser(CIA)
    one = _adjusted(by)
    version = str(by.meeting.version)
    for name, args, sent in (
        ("draft_agenda", [], {}),
        ("new_item", [], {"title": "För sent", "request_key": str(uuid.uuid4())}),
        ("attendance", [], {"seen_version": version}),
        ("decision", [made.pk], {"title": "Ny", "outcome": "yes", "seen_version": "1"}),
        ("meeting_plan", [], {"planned_on": "2026-03-12", "seen_version": version}),
    ):
        response = cia.post(url(f"programme:{name}", by.programme, one.pk, *args), sent, follow=True)
        assert "Protokollet är justerat" in response.content.decode(), name
    assert not one.agenda.exists()
    assert one.minutes_version is not None
    Withdrawal.objects.create(version=one.minutes_version, reason="Fel dag", at=clock.now())
    assert agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM) == 10


# --- what it cost, and the board --------------------------------------------------------------------------------------


def test_each_organisation_bears_its_own_time_and_travel_once(by: Group) -> None:
    afterwards.open_minutes(meeting=by.meeting, actor=SYSTEM)
    cia = by.browser(CIA)
    address = url("programme:meeting_costs", by.programme, by.meeting.pk)
    page = cia.get(address).content.decode()
    assert 'value="6,0"' in page  # two seats stand for the fund first: three hours each
    fund = by.fund.organisations.get()
    sent = {f"hours-{fund.pk}": "8,5", f"travel-{fund.pk}": "1 240"}
    for _again in range(2):
        assert cia.post(address, sent).status_code == 302
    noted = Contribution.objects.filter(meeting=by.meeting).values_list("kind", "hours", "amount_ore")
    assert sorted((kind, float(hours), ore) for kind, hours, ore in noted) == [
        ("own_time", 8.5, 0), ("travel", 0.0, 124_000),
    ]  # fmt: skip
    assert "8,5 timmar" in cia.get(url("programme:meeting", by.programme, by.meeting.pk)).content.decode()


def test_the_board_gets_the_adjusted_minutes_and_answers(by: Group) -> None:
    board = sit(by.programme, Role.OWNER, "Olle Ägare")
    cia, one = by.browser(CIA), by.meeting
    address = url("programme:tell_board", by.programme, one.pk)
    early = cia.post(address, {"told_on": "2026-03-10", "seen_version": str(one.version)})
    assert "inte justerat än" in early.content.decode()
    _adjusted(by)
    assert [m.waits for m in meetings_open(by.programme.area) if m.id == one.pk] == ["board"]
    sent = {"told_on": "2026-03-10", "seen_version": str(by.meeting.version)}
    assert cia.post(address, sent).status_code == 302
    listed = board.get(url("programme:board", by.programme)).content.decode()
    assert url("programme:board_answer", by.programme, one.pk) in listed
    answer = {"answer": "Styrelsen tackar.", "seen_version": str(by.meeting.version)}
    assert board.post(url("programme:board_answer", by.programme, one.pk), answer).status_code == 302
    assert "Inget väntar på svar." in board.get(url("programme:board", by.programme)).content.decode()
    assert one.pk not in [m.id for m in meetings_open(by.programme.area)]
