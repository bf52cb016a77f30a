"""The pages of bodies, local groups and seats: who sees what, who may seat whom, and what becomes of what was typed."""

import datetime as dt

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question
from servicepunkt.core.models import JournalEntry
from servicepunkt.people import actions
from servicepunkt.people.actions import add_local_seat
from servicepunkt.people.evidence import local_group_formed
from servicepunkt.people.models import Body, Holding
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.builders import STARTS_ON, TODAY, address, hold, login, place, programme, seat, sit, url

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)


def _typed(name: str, **more: str) -> dict[str, str]:
    return {"name": name, "email": address(name), "from_on": "2026-03-10", "last_on": "", **more}


def test_bodies_show_organisations_holders_and_vacant_seats_with_their_note() -> None:
    prov = programme()
    client = sit(prov, Role.CONVENER, "Cia Ordförande")
    page = client.get(url("people:bodies", prov)).content.decode()
    assert "Cia Ordförande" in page
    assert "Fonden, Ägarföreningen" in page
    assert "adjungerad" in page
    assert "”namn meddelas senare”" in page
    assert "Vakant" in page


def test_someone_who_has_left_is_not_shown_as_holder_but_in_the_seat_s_history() -> None:
    prov = programme()
    one = seat(prov, Role.CONVENER)
    hold(one, "Före Detta", to_on=TODAY)
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    assert "Före Detta" not in client.get(url("people:bodies", prov)).content.decode()
    history = client.get(url("people:seat", prov, one.pk)).content.decode()
    assert "Före Detta" in history
    assert "9 mars 2026" in history  # the last day, not the first day after


def test_a_substitute_is_shown_as_one_and_sees_what_the_holder_sees() -> None:
    prov = programme()
    one = seat(prov, Role.CONVENER)
    hold(one, "Cia Ordförande")
    hold(one, "Ersa Ersättare", substitute=True)
    response = login("Ersa Ersättare").get(url("people:bodies", prov))
    assert response.status_code == 200
    assert "Ersättare: Ersa Ersättare" in response.content.decode()


def test_bodies_take_as_many_queries_with_one_seat_as_with_thirty() -> None:
    few, many = programme("liten", places=1), programme("stor", places=12, members=30)
    counts = []
    for prov in (few, many):
        client = sit(prov, Role.COORDINATOR, f"Sara {prov.slug}")
        for one in Body.objects.get(area=prov.area, kind=Body.Kind.STEERING_GROUP).seats.all():
            hold(one, f"{one.title} {prov.slug}")
        client.get(url("people:bodies", prov))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url("people:bodies", prov)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20


@pytest.mark.parametrize("name", ["people:bodies", "programme:division"])
def test_the_funder_sees_no_names_and_no_place(name: str) -> None:
    prov = programme()
    client = sit(prov, Role.FUNDER, "Fia Finansiär")
    assert client.get(url(name, prov)).status_code == 403
    assert client.get(url("people:local_group", prov, place(prov).slug)).status_code == 403
    assert client.get(url("people:seat", prov, seat(prov, Role.OWNER).pk)).status_code == 403


def test_another_programme_s_pages_and_seats_do_not_exist() -> None:
    prov, other = programme(), programme("annat")
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    assert client.get(url("people:bodies", other)).status_code == 404
    theirs = seat(other, Role.OWNER)
    assert client.get(url("people:seat", prov, theirs.pk)).status_code == 404
    assert client.post(url("people:seat", prov, theirs.pk), _typed("Ida Inkräktare")).status_code == 404
    holding = hold(theirs, "Olle Ägare")
    assert client.post(url("people:end", prov, holding.pk), {"last_on": "2026-03-10"}).status_code == 404
    holding.refresh_from_db()
    assert holding.to_on is None


def test_an_expired_seat_gives_nothing() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare", to_on=TODAY)
    assert client.get(url("people:bodies", prov)).status_code == 404


def test_nobody_gets_in_without_logging_in() -> None:
    prov = programme()
    response = Client().get(url("people:bodies", prov))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_a_contact_person_fills_the_own_group_and_no_other() -> None:
    prov = programme()
    home, away = place(prov, 1), place(prov, 2)
    client = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", home)
    own, foreign = (
        add_local_seat(body=seat(prov, Role.MUNICIPALITY, one).body, title="Byalagets ledamot", actor=SYSTEM)
        for one in (home, away)
    )
    assert client.post(url("people:seat", prov, own.pk), _typed("Mia Medlem")).status_code == 302
    assert Holding.objects.filter(seat=own, person__name="Mia Medlem").exists()
    assert client.get(url("people:local_group", prov, away.slug)).status_code == 403
    assert client.get(url("people:seat", prov, foreign.pk)).status_code == 403
    assert client.post(url("people:seat", prov, foreign.pk), _typed("Ida Inkräktare")).status_code == 403
    assert not Holding.objects.filter(seat=foreign).exists()


def test_a_contact_person_never_chooses_who_answers_for_the_municipality() -> None:
    prov = programme()
    home = place(prov, 1)
    counterpart = seat(prov, Role.MUNICIPALITY, home)
    village, leader = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", home), sit(prov, Role.COORDINATOR, "Sara")
    assert "Utse någon" not in village.get(url("people:seat", prov, counterpart.pk)).content.decode()
    assert village.post(url("people:seat", prov, counterpart.pk), _typed("Kaj Kontakt")).status_code == 403
    assert leader.post(url("people:seat", prov, counterpart.pk), _typed("Mia Kommun")).status_code == 302


@pytest.mark.parametrize("role", [Role.LEADER, Role.OWNER, Role.COORDINATOR, Role.CONVENER])
def test_a_contact_person_can_never_fill_a_seat_of_the_programme(role: Role) -> None:
    prov = programme()
    client = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))
    one = seat(prov, role)
    response = client.get(url("people:seat", prov, one.pk))
    assert response.status_code == 200
    assert "Utse någon" not in response.content.decode()
    assert client.post(url("people:seat", prov, one.pk), _typed("Kaj Kontakt")).status_code == 403
    assert not Holding.objects.filter(seat=one).exists()


def test_a_leader_fills_groups_of_the_own_area_only() -> None:
    prov = programme()
    client = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    north, south = seat(prov, Role.CONTACT_PERSON, place(prov, 1)), seat(prov, Role.CONTACT_PERSON, place(prov, 2))
    assert client.post(url("people:seat", prov, north.pk), _typed("Nils Norr")).status_code == 302
    assert client.post(url("people:seat", prov, south.pk), _typed("Siv Syd")).status_code == 403


def test_a_person_with_seats_in_two_areas_sees_both() -> None:
    prov = programme()
    client = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    assert "Provby 2" not in client.get(url("people:bodies", prov)).content.decode()
    hold(seat(prov, Role.LEADER, title="Ledaren i söder"), "Lena Ledare")
    page = client.get(url("people:bodies", prov)).content.decode()
    assert "Provby 1" in page
    assert "Provby 2" in page


def test_the_same_form_twice_seats_once_and_invites_once(mailoutbox: list[EmailMessage]) -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    one = seat(prov, Role.CONVENER)
    before = JournalEntry.objects.count()
    with override_settings(MAIL_CONFIGURED=True):
        for _again in range(2):
            typed = _typed("Cia Ordförande", invite="on")
            assert client.post(url("people:seat", prov, one.pk), typed).status_code == 302
    assert Holding.objects.filter(seat=one).count() == 1
    assert [letter.to for letter in mailoutbox] == [[address("Cia Ordförande")]]
    assert JournalEntry.objects.count() == before + 2  # the seat and the invitation


def test_a_taken_seat_is_refused_and_what_was_typed_is_kept() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    one = seat(prov, Role.CONVENER)
    hold(one, "Cia Ordförande")
    response = client.post(url("people:seat", prov, one.pk), _typed("Nya Namnet"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "redan en ordinarie innehavare" in page
    assert 'value="Nya Namnet"' in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Namn"),
        ({"email": "", "invite": "on"}, "Skriv en e-postadress"),
        ({"last_on": "2026-03-09"}, "inte komma före första dagen"),
        ({"last_on": "9999-12-31"}, "9999-12-30"),
        ({"name": "Kim 850709-9805"}, "personnummer"),
    ],
)
def test_a_wrong_form_is_refused_with_a_reason_and_writes_nothing(wrong: dict[str, str], words: str) -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    one = seat(prov, Role.CONVENER)
    response = client.post(url("people:seat", prov, one.pk), {**_typed("Cia Ordförande"), **wrong})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Holding.objects.filter(seat=one).exists()


def test_an_end_is_the_last_day_and_frees_the_seat_after_it() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    one = seat(prov, Role.CONVENER)
    holding = hold(one, "Cia Ordförande")
    sent = {"last_on": YESTERDAY.isoformat(), "seen": ""}
    assert client.post(url("people:end", prov, holding.pk), sent).status_code == 302
    holding.refresh_from_db()
    assert holding.to_on == TODAY
    assert client.post(url("people:seat", prov, one.pk), _typed("Nya Namnet")).status_code == 302
    client.get(url("people:seat", prov, one.pk))  # shows the messages
    page = client.get(url("people:bodies", prov)).content.decode()
    assert "Nya Namnet" in page
    assert "Cia Ordförande" not in page


def test_whoever_ends_second_is_told_and_keeps_what_was_typed() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    holding = hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    actions.end_holding(holding=holding, to_on=dt.date(2026, 7, 1), seen_to_on=None, actor=SYSTEM)
    sent = {"last_on": "2026-05-31", "seen": ""}
    response = client.post(url("people:end", prov, holding.pk), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "31 maj 2026" in page  # mine
    assert "30 juni 2026" in page  # theirs
    assert 'value="2026-05-31"' in page
    again = client.post(url("people:end", prov, holding.pk), {"last_on": "2026-05-31", "seen": "2026-06-30"})
    assert again.status_code == 302
    holding.refresh_from_db()
    assert holding.to_on == dt.date(2026, 6, 1)


def test_an_end_before_the_first_day_is_refused() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    holding = hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    sent = {"last_on": (STARTS_ON - dt.timedelta(days=5)).isoformat(), "seen": ""}
    response = client.post(url("people:end", prov, holding.pk), sent)
    assert response.status_code == 422
    assert "Sista dagen måste komma efter" in response.content.decode()


def test_a_last_day_moved_later_never_reaches_into_the_next_holders_time() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    one = seat(prov, Role.CONVENER)
    holding = hold(one, "Cia Ordförande")
    actions.end_holding(holding=holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    hold(one, "Nya Namnet", from_on=TODAY)
    sent = {"last_on": TODAY.isoformat(), "seen": YESTERDAY.isoformat()}
    response = client.post(url("people:end", prov, holding.pk), sent)
    assert response.status_code == 422
    assert "en annan ordinarie innehavare" in response.content.decode()
    holding.refresh_from_db()
    assert holding.to_on == TODAY


def test_ending_is_only_ever_posted() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    holding = hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    assert client.get(url("people:end", prov, holding.pk)).status_code == 405


def test_a_seat_is_added_to_the_local_group_once() -> None:
    prov = programme()
    home = place(prov)
    client = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", home)
    page = url("people:local_group", prov, home.slug)
    for _again in range(2):
        assert client.post(page, {"title": "Byalagets ledamot", "role": "local_member"}).status_code == 302
    group = Body.objects.get(area=prov.area, place=home, kind=Body.Kind.LOCAL_GROUP)
    assert group.seats.filter(title="Byalagets ledamot").count() == 1
    assert "Byalagets ledamot" in client.get(page).content.decode()
    assert client.post(page, {"title": "", "role": "local_member"}).status_code == 422


def _about(programme: Programme, home: Place) -> Question:
    return Question(programme.area.pk, frozenset({home.pk}), {}, TODAY)


def test_an_interviewer_is_seated_by_the_contact_person_and_is_no_member_of_the_group() -> None:
    prov = programme()
    home = place(prov)
    client = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", home)
    page = url("people:local_group", prov, home.slug)
    group = Body.objects.get(area=prov.area, place=home, kind=Body.Kind.LOCAL_GROUP)
    before = local_group_formed(_about(prov, home))[home.pk]
    assert client.post(page, {"title": "Den som ringer", "role": "interviewer"}).status_code == 302
    one = group.seats.get(title="Den som ringer")
    assert client.post(url("people:seat", prov, one.pk), _typed("Inga Intervjuare")).status_code == 302
    actions.make_account(
        name="Inga Intervjuare", email=address("Inga Intervjuare"), password=None, actor=SYSTEM
    )  # fmt: skip
    assert "Intervjuare" in client.get(page).content.decode()
    assert local_group_formed(_about(prov, home))[home.pk] == before
    mine = login("Inga Intervjuare")
    assert mine.get(page).status_code == 200  # sees where the place stands
    assert mine.post(page, {"title": "Fler", "role": "interviewer"}).status_code == 403
    refused = client.post(page, {"title": "Den som ringer", "role": "local_member"})
    assert refused.status_code == 422 and "heter så" in refused.content.decode()
    for not_for_the_village in ("municipality", "county_board", "contact_person", "owner", "x"):
        assert client.post(page, {"title": "Ny", "role": not_for_the_village}).status_code == 422


def test_a_member_of_the_local_group_sees_it_but_adds_nothing() -> None:
    prov = programme()
    home = place(prov)
    client = sit(prov, Role.MUNICIPALITY, "Mia Kommun", home)
    page = url("people:local_group", prov, home.slug)
    assert "Lägg till en plats" not in client.get(page).content.decode()
    assert client.post(page, {"title": "Byalagets ledamot"}).status_code == 403
