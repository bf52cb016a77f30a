"""A person's private calendar address: read back with the library that calendar programs' makers use."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar, Event

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.actions import end_holding
from servicepunkt.people.models import Holding
from servicepunkt.programme import actions_meetings as actions
from servicepunkt.programme.actions_decisions import TaskFacts, give_task
from servicepunkt.programme.models import CalendarFeed
from tests.builders import TODAY, url
from tests.programme.meetings import CIA, FIA, SARA, Group, group, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def by() -> Group:
    made = group()
    plan(made)
    return made


def _address(who: Client) -> str:
    page = who.post(reverse("calendar:make"))
    found = re.search(r"https?://[^<]+?(/kalender/[^<]+\.ics)", page.content.decode())
    assert found
    assert page["Cache-Control"] == "no-store"
    return found[1]


def _events(address: str) -> dict[str, Event]:
    """The calendar's events by title, read without logging in."""
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert "private" in response["Cache-Control"]
    calendar = Calendar.from_ical(response.content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT") if isinstance(event, Event)}


def test_a_calendar_holds_one_s_meetings_in_swedish_time_and_names_nobody(by: Group) -> None:
    address = _address(by.browser(CIA))
    event = _events(address)["Möte: Styrgruppen"]
    assert event.decoded("dtstart") == dt.datetime(2026, 3, 20, 10, tzinfo=clock.STOCKHOLM)
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(hours=3)
    assert str(event["location"]) == "Folkets hus"
    assert str(event["status"]) == "TENTATIVE"
    raw = Client().get(address).content.decode()
    assert "DTSTART;TZID=Europe/Stockholm:20260320T100000" in raw
    assert "BEGIN:VTIMEZONE" in raw
    for name in ("Cia", "Fia", "Ersa"):
        assert name not in raw


def test_summer_time_is_explained_right(by: Group) -> None:
    calendar = Calendar.from_ical(Client().get(_address(by.browser(CIA))).content)
    zone = calendar.timezones[0].to_tz()
    for month, hours in ((1, 1), (7, 2)):
        assert dt.datetime(2026, month, 15, tzinfo=zone).utcoffset() == dt.timedelta(hours=hours)


def test_a_sent_changed_and_cancelled_meeting_keeps_its_identity_and_counts_up(by: Group) -> None:
    address = _address(by.browser(CIA))
    before = _events(address)["Möte: Styrgruppen"]
    seen = []
    for _sending in range(2):
        one = by.meeting
        actions.call_meeting(meeting=one, seen_calls=one.calls, seen_version=one.version, actor=SYSTEM)
        seen.append(_events(address)["Möte: Styrgruppen"])
    actions.cancel_meeting(meeting=by.meeting, reason="Snö", seen_version=by.meeting.version, actor=SYSTEM)
    seen.append(_events(address)["Möte: Styrgruppen"])
    assert [int(str(one["sequence"])) for one in (before, *seen)] == [0, 1, 2, 3]
    assert [str(one["status"]) for one in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({str(one["uid"]) for one in (before, *seen)}) == 1


def test_reports_stand_with_who_writes_them_and_tasks_with_their_owner(by: Group) -> None:
    facts = TaskFacts("Ring bussbolaget", by.fund, TODAY)
    give_task(root=by.programme.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)
    fia, sara = _events(_address(by.browser(FIA))), _events(_address(by.browser(SARA)))
    assert set(fia) == {"Möte: Styrgruppen", "Uppgift: Ring bussbolaget"}
    assert fia["Uppgift: Ring bussbolaget"].decoded("dtstart") == TODAY
    assert set(sara) == {"Lägesrapport till Fonden", "Slutrapport med slutredovisning till Fonden"}


def test_a_new_address_ends_the_old_and_it_can_be_taken_away(by: Group) -> None:
    cia = by.browser(CIA)
    first = _address(cia)
    key = first.removeprefix("/kalender/").removesuffix(".ics")
    stored = CalendarFeed.objects.get()
    assert stored.key_sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert key not in cia.get(reverse("calendar:mine")).content.decode()
    second = _address(cia)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert cia.post(reverse("calendar:end")).status_code == 302
    assert cia.post(reverse("calendar:end")).status_code == 302
    assert Client().get(second).status_code == 404
    assert Client().get("/kalender/gissat.ics").status_code == 404


def test_it_ends_with_the_person_s_last_seat(by: Group) -> None:
    address = _address(by.browser(FIA))
    holding = Holding.objects.get(seat=by.fund)
    end_holding(holding=holding, to_on=TODAY + dt.timedelta(days=1), seen_to_on=None, actor=SYSTEM)
    assert Client().get(address).status_code == 200
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        assert Client().get(address).status_code == 404


def test_a_meeting_is_fetched_as_a_file(by: Group) -> None:
    response = by.browser(CIA).get(url("programme:meeting_ics", by.programme, by.meeting.pk))
    assert "attachment" in response["Content-Disposition"]
    assert [str(e["summary"]) for e in Calendar.from_ical(response.content).walk("VEVENT")] == ["Möte: Styrgruppen"]


def test_the_same_questions_are_asked_however_much_it_holds(by: Group) -> None:
    address = _address(by.browser(FIA))
    Client().get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            _events(address)
        return len(seen)

    few = asked()
    for number in range(8):
        facts = TaskFacts(f"Uppgift {number}", by.fund, TODAY)
        give_task(root=by.programme.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)
    assert asked() == few <= 7
