"""The programme's own pages: calendar, money, division, journal; who may do what, and two who save at once."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme import actions
from servicepunkt.programme.models import Meeting, Outlay, Programme, ReportDue
from tests.builders import TODAY, hold, login, place, programme, seat, sit, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def sara(prov: Programme) -> Client:
    """The coordinator's browser."""
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


def _first(prov: Programme) -> Meeting:
    return prov.meetings.order_by("window_from")[0]


def _shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("word", ["östersund", "Östersund", "ÖSTER"])
def test_a_place_is_found_by_its_municipality_whatever_the_case(word: str, prov: Programme, sara: Client) -> None:
    home = place(prov)
    home.municipality_id = "2380"
    home.save(update_fields=["municipality"])
    start = url("programme:programme", prov)
    found = sara.get(start, {"sok": word}).context["rows"]
    assert [row.slug for row in found] == [home.slug]
    assert not sara.get(start, {"sok": "österlund"}).context["rows"]
    assert sara.get(start, {"sok": "\0", "region": "\0"}).status_code == 400


PAGES = ["calendar", "money", "division", "about", "journal"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_the_coordinator_and_to_nobody_outside(name: str, prov: Programme, sara: Client) -> None:
    address = url(f"programme:{name}", prov)
    assert sara.get(address).status_code == 200
    other = programme("annat")
    assert sit(other, Role.OWNER, "Olle Utomstående").get(address).status_code == 404
    assert Client().get(address).status_code == 302


OPEN = {
    Role.FUNDER: {"calendar", "about"},
    Role.CONVENER: {"calendar", "about", "division"},
    Role.OWNER: set(PAGES),
}


@pytest.mark.parametrize("role", OPEN)
def test_a_role_opens_its_own_pages_and_no_other(role: Role, prov: Programme) -> None:
    client = sit(prov, role, "Någon Annan")
    opened = {name for name in PAGES if client.get(url(f"programme:{name}", prov)).status_code == 200}
    assert opened == OPEN[role]


def test_an_area_s_leader_and_a_place_s_people_reach_the_programme_s_pages(prov: Programme) -> None:
    leader = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    contact = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))
    for client in (leader, contact):
        for name in ("programme:programme", "programme:calendar", "programme:about", "programme:division"):
            assert client.get(url(name, prov)).status_code == 200, name
    assert contact.get(url("programme:money", prov)).status_code == 403
    assert "Provby 2" not in _shown(leader, url("programme:division", prov))


def test_the_calendar_says_what_is_late_and_what_may_come_any_day_of_a_month(prov: Programme, sara: Client) -> None:
    page = _shown(sara, url("programme:calendar", prov))
    assert "någon gång i februari 2026" in page
    assert "senast 15 februari 2027" in page
    assert page.count("Försenat") == 1  # the report of February


def test_a_meeting_is_planned_and_held(prov: Programme, sara: Client) -> None:
    one = _first(prov)
    address = url("programme:meeting_plan", prov, one.pk)
    sent = {"planned_on": "2026-03-05", "held_on": "2026-03-05", "seen_version": "1"}
    assert sara.post(address, sent).status_code == 302
    one.refresh_from_db()
    assert (one.planned_on, one.held_on) == (dt.date(2026, 3, 5), dt.date(2026, 3, 5))
    before = JournalEntry.objects.count()
    assert sara.post(address, sent).status_code == 302  # the same again
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"planned_on": "2026-06-01"}, "ska hållas mellan"), ({"held_on": "2026-03-30"}, "inte redan vara hållet")],
)
def test_an_impossible_day_is_refused_and_kept(sent: dict[str, str], words: str, prov: Programme, sara: Client) -> None:
    one = _first(prov)
    response = sara.post(url("programme:meeting_plan", prov, one.pk), {"seen_version": "1", **sent})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert next(iter(sent.values())) in page
    one.refresh_from_db()
    assert one.version == 1


def test_whoever_saves_a_meeting_second_is_told_who_was_first_and_loses_nothing(prov: Programme, sara: Client) -> None:
    one = _first(prov)
    address = url("programme:meeting_plan", prov, one.pk)
    owner = sit(prov, Role.OWNER, "Olle Ägare")
    assert owner.post(address, {"planned_on": "2026-03-20", "seen_version": "1"}).status_code == 302
    response = sara.post(address, {"planned_on": "2026-03-25", "seen_version": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Olle Ägare" in page
    assert "20 mars 2026" in page
    assert 'value="2026-03-25"' in page
    one.refresh_from_db()
    assert one.planned_on == dt.date(2026, 3, 20)
    # The form now carries the version that was shown, so that saving again is a choice.
    assert 'name="seen_version" value="2"' in page
    assert sara.post(address, {"planned_on": "2026-03-25", "seen_version": "2"}).status_code == 302


def test_only_who_keeps_the_calendar_saves_in_it(prov: Programme) -> None:
    client = sit(prov, Role.FUNDER, "Fia Finansiär")
    one = _first(prov)
    address = url("programme:meeting_plan", prov, one.pk)
    assert address not in _shown(client, url("programme:meeting", prov, one.pk))
    assert client.post(address, {"planned_on": "2026-03-20", "seen_version": "1"}).status_code == 403


def test_another_programme_s_meeting_report_and_outlay_do_not_exist(prov: Programme, sara: Client) -> None:
    other = programme("annat")
    meeting, report = _first(other), other.reports.all()[0]
    paid = _cheque(other)
    for name, pk in (("meeting_plan", meeting.pk), ("report", report.pk), ("outlay", paid.pk)):
        assert sara.get(url(f"programme:{name}", prov, pk)).status_code == 404
        assert sara.post(url(f"programme:{name}", prov, pk), {"seen_version": "1"}).status_code == 404


def test_a_report_is_noted_as_sent(prov: Programme, sara: Client) -> None:
    one = ReportDue.objects.filter(programme=prov).order_by("due_on")[0]
    address = url("programme:report", prov, one.pk)
    otherwise = {"sent_note": "På papper", "seen_version": "1"}
    assert sara.post(address, {**otherwise, "sent_on": "2026-04-01"}).status_code == 422
    assert sara.post(address, {"sent_on": "2026-03-09", "seen_version": "1"}).status_code == 422
    assert sara.post(address, {**otherwise, "sent_on": "2026-03-09"}).status_code == 302
    one.refresh_from_db()
    assert one.sent_on == dt.date(2026, 3, 9)
    assert "Försenat" not in _shown(sara, url("programme:calendar", prov))


def _cheque(prov: Programme) -> Outlay:
    return actions.pay(
        programme=prov,
        place=place(prov),
        purpose=Outlay.Purpose.LOCAL,
        kind=Outlay.Kind.CHEQUE,
        text="Checken",
        amount_ore=1_000_000,
        paid_on=TODAY,
        request_key=uuid.uuid4(),
        actor=SYSTEM,
    )


def _payment(prov: Programme, **more: str) -> dict[str, str]:
    return {
        "request_key": str(uuid.uuid4()),
        "sort": "cheque",
        "place": place(prov).slug,
        "text": "",
        "amount": "10 000",
        "paid_on": "2026-03-10",
        **more,
    }


def test_the_same_payment_sent_twice_pays_once(prov: Programme, sara: Client) -> None:
    sent = _payment(prov)
    for _again in range(2):
        assert sara.post(url("programme:money", prov), sent).status_code == 302
    assert [one.amount_ore for one in prov.outlays.all()] == [1_000_000]


def test_money_is_followed_as_local_and_general(prov: Programme, sara: Client) -> None:
    sara.post(url("programme:money", prov), _payment(prov))
    general = _payment(prov, sort="general", place="", text="Handbok", amount="2500")
    assert sara.post(url("programme:money", prov), general).status_code == 302
    page = _shown(sara, url("programme:money", prov)).replace("\u00a0", " ")
    for words in ("12 500 kr", "10 000 kr", "2 500 kr", "80 %", "20 %"):
        assert words in page


def test_a_share_of_nothing_is_not_nought(prov: Programme, sara: Client) -> None:
    page = _shown(sara, url("programme:money", prov))
    assert "kan inte mätas än" in page
    assert "0\u00a0%" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "tio tusen"}, "med siffror"),
        ({"amount": "0"}, "större än noll"),
        ({"place": ""}, "Välj vilken ort"),
        ({"sort": "local"}, "Skriv vad pengarna gick till"),
        ({"paid_on": "2026-03-11"}, "ligger i framtiden"),
    ],
)
def test_a_wrong_payment_is_refused_and_kept(wrong: dict[str, str], words: str, prov: Programme, sara: Client) -> None:
    sent = {**_payment(prov), **wrong}
    response = sara.post(url("programme:money", prov), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'value="{sent["amount"]}"' in page
    assert sent["request_key"] in page
    assert not prov.outlays.exists()


def test_a_second_cheque_to_a_place_is_refused(prov: Programme, sara: Client) -> None:
    _cheque(prov)
    response = sara.post(url("programme:money", prov), _payment(prov))
    assert response.status_code == 422
    assert "redan fått" in response.content.decode()


def test_a_cheque_is_filled_in_for_the_place_that_was_pressed(prov: Programme, sara: Client) -> None:
    page = _shown(sara, url("programme:money", prov) + f"?check={place(prov).slug}")
    assert 'value="10\u00a0000"' in page
    assert f'value="{place(prov).slug}" selected' in page


def test_an_outlay_is_accounted_for_and_the_second_to_save_is_told(prov: Programme, sara: Client) -> None:
    paid = _cheque(prov)
    address = url("programme:outlay", prov, paid.pk)
    owner = sit(prov, Role.OWNER, "Olle Ägare")
    assert sara.post(address, {"accounted_on": "2026-03-09", "seen_version": "1"}).status_code == 422
    assert owner.post(address, {"accounted_on": "2026-03-10", "seen_version": "1"}).status_code == 302
    response = sara.post(address, {"accounted_on": "", "seen_version": "1"})
    assert response.status_code == 409
    assert "10 mars 2026" in response.content.decode()


def test_who_may_only_see_money_pays_nothing(prov: Programme) -> None:
    client = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    assert "För in en utbetalning" not in _shown(client, url("programme:money", prov))
    assert client.post(url("programme:money", prov), _payment(prov)).status_code == 403


def test_a_place_moves_to_another_area_and_its_leader_with_it(prov: Programme, sara: Client) -> None:
    leader = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i söder")
    home = place(prov)
    south = prov.area.parts.get(key="sodra")
    assert "Provby 1" not in _shown(leader, url("programme:division", prov))
    sent = {"area": str(south.pk), "uncertain": "on", "note": "Byn vill höra hit.", "seen_version": "1"}
    assert sara.post(url("programme:divide", prov, home.slug), sent).status_code == 302
    page = _shown(leader, url("programme:division", prov))
    for words in ("Provby 1", "Osäker", "Byn vill höra hit."):
        assert words in page


def test_whoever_divides_second_is_told_and_keeps_the_note(prov: Programme, sara: Client) -> None:
    home = place(prov)
    address = url("programme:divide", prov, home.slug)
    north, south = prov.area.parts.get(key="norra"), prov.area.parts.get(key="sodra")
    owner = sit(prov, Role.OWNER, "Olle Ägare")
    first = {"area": str(south.pk), "note": "Söderut.", "seen_version": "1"}
    assert owner.post(address, first).status_code == 302
    second = {"area": str(north.pk), "uncertain": "on", "note": "Min långa anteckning.", "seen_version": "1"}
    response = sara.post(address, second)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("Min långa anteckning.") == 2  # in the comparison and in the form
    for words in ("Olle Ägare", "Söderut.", "Södra", "Norra"):
        assert words in page
    assert AreaPlace.objects.get(root=prov.area, place=home).note == "Söderut."


def test_another_programme_s_area_is_refused(prov: Programme, sara: Client) -> None:
    foreign = programme("annat").area.parts.get(key="norra")
    address = url("programme:divide", prov, place(prov).slug)
    assert sara.post(address, {"area": str(foreign.pk), "seen_version": "1"}).status_code == 422


def test_only_who_edits_the_programme_divides(prov: Programme) -> None:
    client = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    address = url("programme:divide", prov, place(prov).slug)
    assert client.get(address).status_code == 403
    assert client.post(address, {"area": "", "seen_version": "1"}).status_code == 403


def test_about_says_owner_period_goals_and_source(prov: Programme, sara: Client) -> None:
    page = _shown(sara, url("programme:about", prov))
    for words in ("Ägarföreningen", "1 januari 2026", "31 december 2026", "28 februari 2027", "Målet", "Provets källa"):
        assert words in page


def test_the_journal_tells_who_did_what_without_what_was_written(prov: Programme, sara: Client) -> None:
    sent = {"area": "", "note": "Hemlig anteckning", "seen_version": "1"}
    sara.post(url("programme:divide", prov, place(prov).slug), sent)
    page = _shown(sara, url("programme:journal", prov))
    assert "Sara Samordnare ändrade ortens region" in page
    assert "Hemlig anteckning" not in page


def test_a_place_s_journal_holds_that_place_only(prov: Programme, sara: Client) -> None:
    contact = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov, 1))
    for number in (1, 2):
        sent = {"area": "", "note": "Ny", "seen_version": "1"}
        sara.post(url("programme:divide", prov, place(prov, number).slug), sent)
    page = _shown(contact, url("programme:place_journal", prov, place(prov, 1).slug))
    assert page.count("ändrade ortens region") == 1
    assert contact.get(url("programme:place_journal", prov, place(prov, 2).slug)).status_code == 403
    assert contact.get(url("programme:journal", prov)).status_code == 403


@pytest.mark.parametrize("name", ["calendar", "money", "division", "journal"])
def test_a_page_takes_as_many_queries_with_one_place_as_with_ten(name: str) -> None:
    counts = []
    for key, places in (("liten", 1), ("stor", 10)):
        prov = programme(key, places=places)
        hold(seat(prov, Role.COORDINATOR), f"Sara {key}")
        client = login(f"Sara {key}")
        client.get(url(f"programme:{name}", prov))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(f"programme:{name}", prov)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20
