"""Invitations: sent by letter or handed over, used once, withdrawn, replaced, too old; and who may send them."""

import datetime as dt
import re
from unittest.mock import patch

import pytest
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people import invitations
from servicepunkt.people.actions import end_holding, seat_person
from servicepunkt.people.models import Account, Holding, Invitation
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, address, login, place, programme, seat, sit, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CIA = "Cia Ordförande"
PASSWORD = "tre små grisar i byn"


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def leader(prov: Programme) -> Client:
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


def _seated(prov: Programme, name: str = CIA) -> Holding:
    return seat_person(
        seat=seat(prov, Role.CONVENER), name=name, email=address(name), from_on=TODAY, to_on=None, substitute=False,
        actor=SYSTEM,
    )  # fmt: skip


def _link(text: str) -> str:
    found = re.search(r"/inbjudan/[\w-]+/", text)
    assert found, text
    return found.group()


def _invite(leader: Client, prov: Programme, holding: Holding, seen: str = "") -> str:
    """The link shown to whoever invites, where there is no mail server."""
    answer = leader.post(url("people:invite", prov, holding.pk), {"seen": seen})
    assert answer["Cache-Control"] == "no-store"
    return _link(answer.content.decode())


def test_a_letter_leads_to_a_password_and_in(leader: Client, prov: Programme, mailoutbox: list[EmailMessage]) -> None:
    holding = _seated(prov)
    with override_settings(MAIL_CONFIGURED=True):
        answer = leader.post(url("people:invite", prov, holding.pk), follow=True)
    assert "En inbjudan är skickad till cia-ordforande@example.com" in answer.content.decode()
    assert "länken gäller till 24 mars" in answer.content.decode()
    (letter,) = mailoutbox
    assert letter.to == [address(CIA)]
    assert "Sara Samordnare har gett dig platsen Ordföranden" in str(letter.body)
    link = _link(str(letter.body))
    assert not Account.objects.filter(person=holding.person).exists()
    hers = Client()
    assert "Välkommen, Cia Ordförande" in hers.get(link).content.decode()
    assert hers.post(link, {"password": PASSWORD}, follow=True).redirect_chain == [("/", 302)]
    assert "Hej, Cia Ordförande" in hers.get("/").content.decode()
    assert Account.objects.get(person=holding.person).check_password(PASSWORD)
    again = Client().post(link, {"password": "något helt annat"})
    assert again.status_code == 410 and "redan använd" in again.content.decode()
    assert Account.objects.get(person=holding.person).check_password(PASSWORD)


def test_opening_the_link_changes_nothing_for_mail_programs_open_links(leader: Client, prov: Programme) -> None:
    link = _invite(leader, prov, _seated(prov))
    before = JournalEntry.objects.count()
    for _again in range(3):
        assert Client().get(link).status_code == 200
    assert JournalEntry.objects.count() == before
    assert Client().post(link, {"password": PASSWORD}).status_code == 302


def test_the_key_of_a_link_is_stored_nowhere(leader: Client, prov: Programme) -> None:
    key = _invite(leader, prov, _seated(prov)).split("/")[2]
    assert Invitation.objects.get().key_sha256 == invitations.sha256_of(key)
    assert key not in str(list(JournalEntry.objects.values_list("codes", flat=True)))


def test_a_new_invitation_makes_the_old_one_stop_working(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    old = _invite(leader, prov, holding)
    new = _invite(leader, prov, holding, str(Invitation.objects.get().pk))
    over = Client().get(old)
    assert over.status_code == 410
    assert "ersatt av en nyare. Be Sara Samordnare om en ny." in over.content.decode()
    assert Client().get(new).status_code == 200


def test_the_same_request_twice_leaves_the_first_link_working(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    twice = leader.post(url("people:invite", prov, holding.pk), {"seen": ""}, follow=True)
    assert "är redan inbjuden" in twice.content.decode()
    assert Client().get(link).status_code == 200


def test_an_invitation_lasts_fourteen_days(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    sent = Invitation.objects.get().sent_at
    with clock.fixed(sent + dt.timedelta(days=14) - dt.timedelta(seconds=1)):
        assert Client().get(link).status_code == 200
    with clock.fixed(sent + dt.timedelta(days=14)):
        over = Client().post(link, {"password": PASSWORD})
        assert over.status_code == 410
        assert "har gått ut. Be Sara Samordnare om en ny." in over.content.decode()
        page = login("Sara Samordnare").get(url("people:seat", prov, holding.seat_id)).content.decode()
        assert "inbjudan gäller inte längre" in page and "Skicka ny inbjudan" in page
    assert not Account.objects.filter(person=holding.person).exists()


def test_a_withdrawn_invitation_opens_nothing(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    for words in ("är återtagen", "Det finns ingen inbjudan att ta tillbaka"):
        answer = leader.post(url("people:withdraw", prov, holding.pk), follow=True)
        assert words in answer.content.decode()
    assert "återtagen" in Client().get(link).content.decode()


def test_an_invitation_to_a_seat_that_has_ended_opens_nothing(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    end_holding(holding=holding, to_on=TODAY + dt.timedelta(days=2), seen_to_on=None, actor=SYSTEM)
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        assert Client().get(link).status_code == 200
    with clock.fixed(TODAY + dt.timedelta(days=2)):
        over = Client().post(link, {"password": PASSWORD})
        assert over.status_code == 410 and "tagit slut" in over.content.decode()


@pytest.mark.parametrize(("password", "words"), [("", "Välj ett lösenord"), ("kort", "10"), ("password1234", "vanlig")])
def test_a_bad_password_is_refused_and_the_link_still_works(
    password: str, words: str, leader: Client, prov: Programme
) -> None:
    link = _invite(leader, prov, _seated(prov))
    refused = Client().post(link, {"password": password})
    assert refused.status_code == 422 and words in refused.content.decode()
    assert Client().post(link, {"password": PASSWORD}).status_code == 302


def test_who_chooses_a_key_instead_is_let_in_to_make_one(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    hers = Client()
    answer = hers.post(link, {"password": "", "by_key": "1"})
    assert answer["Location"] == reverse("mfa_add_webauthn")
    assert hers.get(answer["Location"]).status_code == 200
    # Whoever breaks off there has no way in, and can be invited again.
    page = leader.get(url("people:seat", prov, holding.seat_id)).content.decode()
    assert "Skicka ny inbjudan" in page
    again = _invite(leader, prov, holding, str(Invitation.objects.get().pk))
    assert Client().post(again, {"password": PASSWORD}).status_code == 302


def test_a_link_that_was_cut_short_says_so() -> None:
    over = Client().get(reverse("login:invited", args=["abc"]))
    assert over.status_code == 410 and "hela adressen" in over.content.decode()


def test_only_who_may_fill_the_seat_invites_to_it(prov: Programme, leader: Client) -> None:
    holding = _seated(prov)
    village = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))
    for name in ("people:invite", "people:withdraw"):
        assert village.post(url(name, prov, holding.pk)).status_code == 403
        assert leader.get(url(name, prov, holding.pk)).status_code == 405
    assert not Invitation.objects.exists()


def test_who_can_log_in_already_or_has_no_address_is_not_invited(prov: Programme, leader: Client) -> None:
    holding = _seated(prov)
    link = _invite(leader, prov, holding)
    Client().post(link, {"password": PASSWORD})
    again = leader.post(url("people:invite", prov, holding.pk), follow=True)
    assert "har redan ett konto" in again.content.decode()
    nobody = seat_person(
        seat=seat(prov, Role.STEERING_MEMBER), name="Utan Adress", email="", from_on=TODAY, to_on=None,
        substitute=False, actor=SYSTEM,
    )  # fmt: skip
    without = leader.post(url("people:invite", prov, nobody.pk), follow=True)
    assert "har ingen e-postadress" in without.content.decode()


def test_when_the_letter_does_not_go_the_link_is_shown(leader: Client, prov: Programme) -> None:
    holding = _seated(prov)
    with override_settings(MAIL_CONFIGURED=True), patch("servicepunkt.people.inviting.deliver", side_effect=OSError):
        answer = leader.post(url("people:invite", prov, holding.pk))
    assert "Brevet gick inte iväg" in answer.content.decode()
    assert Client().get(_link(answer.content.decode())).status_code == 200


def test_an_invitation_leaves_lines_in_the_journal_of_the_place(prov: Programme) -> None:
    home = place(prov)
    leader = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    holding = seat_person(
        seat=seat(prov, Role.CONTACT_PERSON, home), name="Kim Kontakt", email="kim@example.com", from_on=TODAY,
        to_on=None, substitute=False, actor=SYSTEM,
    )  # fmt: skip
    Client().post(_invite(leader, prov, holding), {"password": PASSWORD})
    page = leader.get(url("programme:place_journal", prov, home.slug)).content.decode()
    assert "bjöd in någon att logga in" in page and "tog emot en inbjudan" in page
