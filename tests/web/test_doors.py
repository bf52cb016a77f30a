"""The doors: front page, start page, account, health, the open statements, and the way to a new password."""

from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.people.roles import Role
from tests.builders import TODAY, hold, login, place, programme, seat, sit, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def anyone() -> Client:
    return Client()


def test_a_visitor_reads_what_it_is_and_where_to_log_in(anyone: Client) -> None:
    page = anyone.get("/").content.decode()
    for words in ("En dörr in till servicen", "Samla bygden", "Ta reda på och planera", "Öppna dörren", "Logga in"):
        assert words in page
    assert reverse("account_login") in page


@pytest.mark.parametrize("name", ["web:permissions", "web:accessibility"])
def test_the_open_pages_need_no_login(name: str, anyone: Client) -> None:
    assert anyone.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("contact", "words"), [("hjalp@example.com", "hjalp@example.com"), ("", "Kontaktuppgift saknas")]
)
def test_the_accessibility_statement_says_whom_to_tell(contact: str, words: str, anyone: Client) -> None:
    with override_settings(CONTACT=contact):
        assert words in anyone.get(reverse("web:accessibility")).content.decode()


def test_health_tells_the_version_and_is_never_kept(anyone: Client) -> None:
    response = anyone.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": settings.VERSION}
    assert "no-store" in response["Cache-Control"]


def test_health_says_when_the_database_is_gone(anyone: Client) -> None:
    with patch("servicepunkt.web.views.connection.cursor", side_effect=OperationalError("gone")):
        response = anyone.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "database unreachable"


def test_a_forgotten_password_is_answered_honestly_without_a_mail_server(anyone: Client) -> None:
    address = reverse("account_reset_password")
    with override_settings(MAIL_CONFIGURED=False):
        assert "kan inte skicka e-post" in anyone.get(address).content.decode()
    with override_settings(MAIL_CONFIGURED=True):
        assert "Skicka länken" in anyone.get(address).content.decode()


def test_a_new_account_without_password_gets_in_by_a_letter(anyone: Client, mailoutbox: list[Any]) -> None:
    prov = programme()
    hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    with override_settings(MAIL_CONFIGURED=True):
        response = anyone.post(reverse("account_reset_password"), {"email": "cia-ordforande@example.com"})
    assert response.status_code == 302
    assert [letter.to for letter in mailoutbox] == [["cia-ordforande@example.com"]]


def test_a_coordinator_starts_with_the_programme_its_places_and_what_is_due() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    page = client.get("/").content.decode()
    for words in (
        "Hej, Sara Samordnare",
        "Prov prov",
        "Provby 1",
        "Provby 2",
        "Styrgruppen",
        "Lägesrapport till Fonden",
    ):
        assert words in page
    assert "Försenat" in page


def test_a_contact_person_starts_with_the_own_place_and_the_next_thing_to_do() -> None:
    prov = programme()
    page = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov)).get("/").content.decode()
    assert "Din ort" in page
    assert "Provby 1" in page
    assert "Provby 2" not in page
    assert f"/program/{prov.area.key}/ort/{place(prov).slug}/krav/" in page
    assert "Lägesrapport till Fonden" not in page  # the coordinator's to send


def test_a_funder_starts_with_numbers_and_no_place() -> None:
    prov = programme()
    page = sit(prov, Role.FUNDER, "Fia Finansiär").get("/").content.decode()
    assert "Orter" in page
    assert "Provby" not in page


def test_whoever_has_no_seat_today_is_told_so() -> None:
    prov = programme()
    sit(prov, Role.CONVENER, "Cia Ordförande", to_on=TODAY)
    assert "Du har ingen plats just nu" in login("Cia Ordförande").get("/").content.decode()


def test_one_s_account_shows_seats_in_every_programme_and_what_they_give() -> None:
    prov, other = programme(), programme("annat")
    hold(seat(prov, Role.LEADER, title="Ledaren i norr"), "Lena Ledare")
    hold(seat(other, Role.CONTACT_PERSON, place(other)), "Lena Ledare", substitute=True)
    page = login("Lena Ledare").get(reverse("web:account")).content.decode()
    for words in ("Ledaren i norr", "Norra", "Kontaktperson", "Annatby 1", "ersättare", "från 1 januari 2026"):
        assert words in page
    assert reverse("account_change_password") in page
    assert reverse("mfa_index") in page


def test_one_s_account_needs_a_login(anyone: Client) -> None:
    assert anyone.get(reverse("web:account")).status_code == 302


def test_a_page_that_is_not_there_says_so_in_plain_words() -> None:
    prov = programme()
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    response = client.get(url("people:seat", prov, 999_999))
    assert response.status_code == 404
    assert "Sidan finns inte" in response.content.decode()
    assert client.get("/finns-inte/").status_code == 404


def test_a_question_that_cannot_be_read_gets_a_plain_answer(anyone: Client) -> None:
    response = anyone.get("/", headers={"host": "elsewhere.example.com"})
    assert response.status_code == 400
    assert "Vi förstod inte frågan" in response.content.decode()


def test_a_failure_of_ours_gets_a_plain_answer(anyone: Client) -> None:
    anyone.raise_request_exception = False
    with patch("servicepunkt.web.permissions.role_rows", side_effect=RuntimeError):
        response = anyone.get(reverse("web:permissions"))
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()


def test_the_start_page_asks_no_more_for_someone_in_many_programmes() -> None:
    client = sit(programme("ett"), Role.COORDINATOR, "Sara Samordnare")
    asked = {}
    for number, key in enumerate(("tva", "tre", "fyra", "fem"), start=2):
        hold(seat(programme(key), Role.COORDINATOR), "Sara Samordnare")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/").content.decode()
        asked[number] = len(queries)
        assert f"/program/{key}/" in page
    assert asked[3] == asked[5]


def test_nobody_changes_the_address_that_whoever_seated_them_gave() -> None:
    prov = programme()
    client = sit(prov, Role.OWNER, "Olle Ägare")
    page = "/konto/email/"
    assert client.get(page).status_code == 404
    assert client.post(page, {"action_add": "", "email": "annans@example.com"}).status_code == 404
    assert page not in client.get(reverse("account_change_password")).content.decode()
