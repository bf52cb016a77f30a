"""Meetings of the programme's bodies: planned, called, cancelled; agenda, attendance; and who sees what of them."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry, Letter
from servicepunkt.people.models import Body
from servicepunkt.people.roles import Role
from servicepunkt.programme import actions_agenda as agenda
from servicepunkt.programme import actions_minutes as afterwards
from servicepunkt.programme.models import Meeting
from servicepunkt.programme.queries_meetings import meetings_open
from tests.builders import TODAY, hold, place, seat, sit, url
from tests.programme.meetings import CIA, ERSA, FIA, SARA, Group, attend, group, plan

pytestmark = pytest.mark.django_db
DAY = TODAY + dt.timedelta(days=10)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def by() -> Group:
    return group()


def _form(one: Meeting, **more: str) -> dict[str, str]:
    return {"seen_version": str(one.version), **more}


def _new(by: Group, day: str) -> dict[str, str]:
    body = Body.objects.get(area=by.programme.area, kind=Body.Kind.CENTRAL_GROUP)
    return {"body": str(body.pk), "planned_on": day, "minutes": "90", "request_key": str(uuid.uuid4())}


def test_the_convener_plans_a_meeting_with_time_room_and_link(by: Group) -> None:
    cia, one = by.browser(CIA), by.meeting
    sent = {"planned_on": "2026-03-20", "starts_at": "10:00", "minutes": "180", "venue": "Folkets hus",
            "link": "https://video.example/styr", "message": "Fika finns."}  # fmt: skip
    assert cia.post(url("programme:meeting_plan", by.programme, one.pk), _form(one, **sent)).status_code == 302
    page = cia.get(url("programme:meeting", by.programme, one.pk)).content.decode()
    assert "fredag 20 mars 2026 kl. 10.00–13.00" in page
    assert "Folkets hus" in page
    assert "https://video.example/styr" in page


def test_a_meeting_is_added_beside_the_planned_ones_and_moves_with_its_day(by: Group) -> None:
    cia = by.browser(CIA)
    sent = _new(by, "2026-04-02")
    address = url("programme:new_meeting", by.programme)
    assert cia.post(address, sent).status_code == 302
    assert cia.post(address, sent).status_code == 302  # the same form again
    one = by.programme.meetings.get(request_key=sent["request_key"])
    moved = _form(one, planned_on="2026-05-07")
    assert cia.post(url("programme:meeting_plan", by.programme, one.pk), moved).status_code == 302
    calendar = cia.get(url("programme:calendar", by.programme)).content.decode()
    assert "maj 2026" in calendar
    assert "7 maj 2026" in calendar
    assert "2 april 2026" not in calendar


def test_own_meetings_are_marked_in_the_calendar(by: Group) -> None:
    plan(by)
    marked = "ditt möte"
    assert by.browser(CIA).get(url("programme:calendar", by.programme)).content.decode().count(marked) == 2
    assert marked not in by.browser(SARA).get(url("programme:calendar", by.programme)).content.decode()


# --- the invitation ---------------------------------------------------------------------------------------------------


def _call(by: Group, who: str = CIA) -> int:
    one = by.meeting
    sent = _form(one, seen_calls=str(one.calls))
    return by.browser(who).post(url("programme:call", by.programme, one.pk), sent).status_code


def test_everybody_with_a_seat_that_day_is_called_once_substitutes_marked(by: Group) -> None:
    plan(by)
    hold(by.fund, "Sena Senare", from_on=DAY + dt.timedelta(days=1), substitute=True)  # not in the seat that day
    page = by.browser(CIA).get(url("programme:call", by.programme, by.meeting.pk)).content.decode()
    assert page.count("ersättare</span>") == 1
    assert "Sena" not in page
    one = by.meeting
    sent = _form(one, seen_calls="0")
    for _again in range(2):
        address = url("programme:call", by.programme, one.pk)
        assert by.browser(CIA).post(address, sent).status_code == 302
    letters = list(Letter.objects.order_by("address"))
    assert [one.address.split("@")[0] for one in letters] == ["cia-ordforande", "ersa-ersattare", "fia-fond"]
    assert letters[0].subject == "Kallelse: Styrgruppen 20 mars 2026"
    assert "fredag 20 mars 2026 kl. 10.00–13.00" in letters[0].body
    assert "Folkets hus" in letters[0].body
    assert by.meeting.calls == 1


def test_a_changed_meeting_is_called_again_and_says_so(by: Group) -> None:
    plan(by)
    assert _call(by) == 302
    plan(by, day=DAY + dt.timedelta(days=1))
    assert _call(by) == 302
    assert Letter.objects.filter(subject__startswith="Ändrad kallelse").count() == 3
    assert by.meeting.calls == 2


def test_what_was_changed_after_the_preview_is_not_sent_unseen(by: Group) -> None:
    plan(by)
    one = by.meeting
    seen = _form(one, seen_calls="0")
    plan(by, venue="Skolan")
    response = by.browser(CIA).post(url("programme:call", by.programme, one.pk), seen)
    assert response.status_code == 422
    assert "medan du hade sidan öppen" in response.content.decode()
    assert "Skolan" in response.content.decode()
    assert not Letter.objects.exists()


def test_a_meeting_without_a_day_or_with_one_that_has_been_is_not_called(by: Group) -> None:
    assert _call(by) == 422
    plan(by, day=TODAY - dt.timedelta(days=1))
    assert _call(by) == 422
    assert not Letter.objects.exists()


def test_a_cancelled_meeting_tells_those_who_were_called_and_waits_for_nothing(by: Group) -> None:
    plan(by)
    _call(by)
    cia, one = by.browser(CIA), by.meeting
    address = url("programme:cancel_meeting", by.programme, one.pk)
    assert cia.post(address, _form(one, reason=" ")).status_code == 422
    assert cia.post(address, _form(one, reason="Snöoväder")).status_code == 302
    told = Letter.objects.filter(subject__startswith="Inställt")
    assert told.count() == 3
    assert "Snöoväder" in told[0].body
    assert one.pk not in [m.id for m in meetings_open(by.programme.area)]
    again = by.browser(CIA).post(url("programme:call", by.programme, one.pk), _form(by.meeting, seen_calls="2"))
    assert "Mötet är inställt" in again.content.decode()


# --- the agenda -------------------------------------------------------------------------------------------------------


def _titles(by: Group) -> list[str]:
    return [item.title for item in by.meeting.agenda.all()]


def test_the_agenda_is_drafted_from_the_state_of_things(by: Group) -> None:
    plan(by)
    cia = by.browser(CIA)
    assert cia.post(url("programme:draft_agenda", by.programme, by.meeting.pk)).status_code == 302
    items = {item.drafted: item for item in by.meeting.agenda.all()}
    assert [item.number for item in by.meeting.agenda.all()] == list(range(1, 11))
    assert "Norra: 1 ort, 0 startad" in items["state"].text
    assert "Lägesrapport till Fonden, senast 28 februari 2026" in items["reports"].text
    assert items["previous"].text == "Gruppen har inte hållit något möte tidigare."
    assert "Nästa möte ska hållas 1 april 2026 – 30 juni 2026." in items["next"].text
    assert "Läget på orterna" in cia.get(url("programme:meeting", by.programme, by.meeting.pk)).content.decode()


def test_drafting_again_renews_what_nobody_touched_and_leaves_what_people_wrote(by: Group) -> None:
    plan(by)
    agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM)
    cia, one = by.browser(CIA), by.meeting
    state, money = one.agenda.get(drafted="state"), one.agenda.get(drafted="money")
    sent = {"title": "Orterna", "text": "Vi tar Provby först.", "notes": "", "seen_version": "1"}
    assert cia.post(url("programme:item", by.programme, one.pk, state.pk), sent).status_code == 302
    assert cia.post(url("programme:move_item", by.programme, one.pk, money.pk), {"to": "1"}).status_code == 302
    by.programme.reports.update(sent_on=TODAY)
    assert agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM) == 1
    assert _titles(by)[0] == "Ekonomi"
    state.refresh_from_db()
    assert (state.title, state.text) == ("Orterna", "Vi tar Provby först.")
    assert by.meeting.agenda.get(drafted="reports").text == "Ingen rapport ska lämnas före nästa möte."
    assert agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM) == 0


def test_points_are_added_once_moved_and_taken_away(by: Group) -> None:
    cia, one = by.browser(CIA), by.meeting
    for title in ("Ett", "Två", "Tre"):
        sent = {"title": title, "request_key": str(uuid.uuid4())}
        for _again in range(2):
            assert cia.post(url("programme:new_item", by.programme, one.pk), sent).status_code == 302
    third = one.agenda.get(title="Tre")
    for _again in range(2):
        cia.post(url("programme:move_item", by.programme, one.pk, third.pk), {"to": "1"})
    assert _titles(by) == ["Tre", "Ett", "Två"]
    gone = {"title": "Ett", "remove": "on", "seen_version": "1"}
    cia.post(url("programme:item", by.programme, one.pk, one.agenda.get(title="Ett").pk), gone)
    assert [(i.number, i.title) for i in by.meeting.agenda.all()] == [(1, "Tre"), (2, "Två")]


def test_whoever_saves_a_point_second_is_told_and_loses_nothing(by: Group) -> None:
    item = agenda.write_item(
        meeting=by.meeting, facts=agenda.ItemFacts("Punkt", "", ""), request_key=uuid.uuid4(), actor=SYSTEM
    )
    address = url("programme:item", by.programme, by.meeting.pk, item.pk)
    mine = {"title": "Punkt", "notes": "Mina ord", "seen_version": "1"}
    assert by.browser(SARA).post(address, {**mine, "notes": "Saras ord"}).status_code == 302
    response = by.browser(CIA).post(address, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mina ord" in page
    assert "Saras ord" in page
    assert SARA in page


# --- attendance -------------------------------------------------------------------------------------------------------


def _attendance(by: Group, **more: str) -> dict[str, str]:
    cia, fia = by.person(CIA), by.person(FIA)
    return _form(
        by.meeting,
        **{
            f"seat-{by.convener.pk}": f"{cia}:room",
            f"seat-{by.fund.pk}": f"{fia}:remote",
            f"adj-{by.fund.pk}": "on",
            "chair": str(by.convener.pk),
            "secretary": str(seat(by.programme, Role.COORDINATOR).pk),
            **more,
        },
    )


def test_attendance_is_noted_seat_by_seat(by: Group) -> None:
    plan(by, day=TODAY)
    cia = by.browser(CIA)
    address = url("programme:attendance", by.programme, by.meeting.pk)
    assert "Ersa Ersättare (ersättare), på plats" in cia.get(address).content.decode()
    assert cia.post(address, _attendance(by)).status_code == 302
    page = cia.get(url("programme:meeting", by.programme, by.meeting.pk)).content.decode()
    assert "2 platser var fyllda" in page
    assert "varav 1 på distans" in page
    noted = by.meeting.attendance.get(seat=by.fund)
    assert (noted.adjuster, noted.substitute, noted.how) == (True, False, "remote")


def test_a_substitute_fills_the_seat_instead_of_the_holder(by: Group) -> None:
    plan(by, day=TODAY)
    sent = _attendance(by, **{f"seat-{by.convener.pk}": f"{by.person(ERSA)}:room"})
    address = url("programme:attendance", by.programme, by.meeting.pk)
    assert by.browser(CIA).post(address, sent).status_code == 302
    noted = by.meeting.attendance.get(seat=by.convener)
    assert noted.substitute
    assert noted.person_id == by.person(ERSA)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda by: {"chair": str(by.fund.pk)}, "kan inte också vara justerare"),
        (lambda by: {f"seat-{by.fund.pk}": "absent"}, "väljs bland dem som är med"),
        (lambda by: {f"seat-{by.fund.pk}": f"{by.person(CIA)}:room"}, "Välj"),
    ],
)
def test_wrong_attendance_is_refused_and_kept(change: object, words: str, by: Group) -> None:
    plan(by, day=TODAY)
    sent = _attendance(by, **change(by))  # type: ignore[operator]
    response = by.browser(CIA).post(url("programme:attendance", by.programme, by.meeting.pk), sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not by.meeting.attendance.exists()


def test_nobody_sits_on_two_seats(by: Group) -> None:
    hold(by.fund, CIA, substitute=True)
    plan(by, day=TODAY)
    sat = {one.pk: afterwards.Sat(by.person(CIA), "room") for one in (by.convener, by.fund)}
    with pytest.raises(ActionRefused, match="bara sitta på en plats"):
        afterwards.note_attendance(
            meeting=by.meeting, sat=sat, chair_id=None, secretary_id=None, adjusters=[],
            seen_version=by.meeting.version, actor=SYSTEM,
        )  # fmt: skip


def test_whoever_notes_attendance_second_is_told(by: Group) -> None:
    plan(by, day=TODAY)
    late = _attendance(by, chair="")
    attend(by)
    response = by.browser(CIA).post(url("programme:attendance", by.programme, by.meeting.pk), late)
    assert response.status_code == 409
    assert "Ordförande" in response.content.decode()


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_those_outside_see_the_day_and_nothing_of_what_was_said(by: Group) -> None:
    plan(by, day=TODAY, message="Bara för oss.")
    attend(by)
    agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM)
    address = url("programme:meeting", by.programme, by.meeting.pk)
    contact = sit(by.programme, Role.CONTACT_PERSON, "Kaj Kontakt", place(by.programme))
    outside = contact.get(address).content.decode()
    assert "10 mars 2026" in outside
    for hidden in (CIA, "Läget på orterna", "Bara för oss."):
        assert hidden not in outside
    fia = by.browser(FIA).get(address).content.decode()  # a funder, but with a seat in the group
    assert CIA in fia
    assert "Läget på orterna" in fia


def test_only_who_keeps_meetings_writes(by: Group) -> None:
    plan(by)
    agenda.draft_agenda(meeting=by.meeting, actor=SYSTEM)
    fia, one = by.browser(FIA), by.meeting
    item = one.agenda.all()[0].pk
    for name, *more in (
        ("meeting_plan",), ("call",), ("cancel_meeting",), ("draft_agenda",), ("new_item",), ("item", item),
        ("move_item", item), ("attendance",), ("minutes",), ("meeting_costs",), ("tell_board",), ("new_decision",),
        ("board_answer",),
    ):  # fmt: skip
        address = url(f"programme:{name}", by.programme, one.pk, *more)
        assert fia.post(address, {"seen_version": "1"}).status_code == 403, name
    leader = sit(by.programme, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    assert leader.get(url("programme:meeting_plan", by.programme, one.pk)).status_code == 200


def test_the_journal_tells_what_was_done_and_names_nobody(by: Group) -> None:
    plan(by)
    _call(by)
    attend(by)
    lines = JournalEntry.objects.filter(room="programme", thing="meeting").values_list("verb", "codes")
    assert [verb for verb, _codes in lines] == ["plan", "call", "attend"]
    assert all(codes == {} for _verb, codes in lines)


def test_a_meeting_s_page_asks_the_same_whatever_its_length(by: Group) -> None:
    plan(by, day=TODAY)
    attend(by)
    cia, address = by.browser(CIA), url("programme:meeting", by.programme, by.meeting.pk)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert cia.get(address).status_code == 200
        return len(seen)

    few = asked()
    for number in range(12):
        agenda.write_item(
            meeting=by.meeting, facts=agenda.ItemFacts(f"Punkt {number}", "", ""), request_key=uuid.uuid4(),
            actor=SYSTEM,
        )  # fmt: skip
    assert asked() == few
    assert few <= 24
