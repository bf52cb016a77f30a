"""Changing the address somebody logs in with: at once for who cannot log in yet, by agreement for who can."""

import datetime as dt
import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import Letter
from servicepunkt.people import actions, addresses
from servicepunkt.people.actions import seat_person
from servicepunkt.people.addresses import Proposal
from servicepunkt.people.models import Account, Holding, Invitation, Person
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, address, hold, login, place, programme, seat, sit, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CIA, NEW = "Cia Ordförande", "cia.ny@example.com"
PASSWORD = "tre små grisar i byn"


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def leader(prov: Programme) -> Client:
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


@pytest.fixture
def cia(prov: Programme) -> Holding:
    return seat_person(
        seat=seat(prov, Role.CONVENER), name=CIA, email=address(CIA), from_on=TODAY, to_on=None, substitute=False,
        actor=SYSTEM,
    )  # fmt: skip


def _letters() -> list[Letter]:
    return list(Letter.objects.order_by("id"))


def _sent(email: str = NEW, seen: str = address(CIA)) -> dict[str, str]:
    return {"email": email, "seen": seen}


def test_who_cannot_log_in_yet_gets_the_new_address_at_once_and_the_old_invitation_dies(
    prov: Programme, leader: Client, cia: Holding
) -> None:
    with override_settings(MAIL_CONFIGURED=True):
        leader.post(url("people:invite", prov, cia.pk))
        link = re.search(r"/inbjudan/\S+", _letters()[0].body)
        assert link is not None
        answer = leader.post(url("people:address", prov, cia.pk), _sent(), follow=True)
    assert "Adressen till Cia Ordförande är ändrad" in answer.content.decode()
    assert Person.objects.get(pk=cia.person_id).email == NEW
    assert _letters()[1].address == address(CIA) and NEW in _letters()[1].body
    assert Client().get(link.group()).status_code == 410
    with override_settings(MAIL_CONFIGURED=True):
        leader.post(url("people:invite", prov, cia.pk), {"seen": str(Invitation.objects.get().pk)})
    assert _letters()[2].address == NEW


def test_who_can_log_in_must_agree_and_both_addresses_are_told(prov: Programme, leader: Client) -> None:
    holding = hold(seat(prov, Role.CONVENER), CIA)
    actions.make_account(name=CIA, email=address(CIA), password=PASSWORD, actor=SYSTEM)
    with override_settings(MAIL_CONFIGURED=True):
        leader.post(url("people:address", prov, holding.pk), _sent())
    assert [letter.address for letter in _letters()] == [NEW, address(CIA)]
    assert Person.objects.get(pk=holding.person_id).email == address(CIA)
    link = re.search(r"/konto/adress/\S+", _letters()[0].body)
    assert link is not None and "/konto/adress/" not in _letters()[1].body
    assert Client().post(link.group()).status_code == 302  # to the login page
    assert leader.post(link.group()).status_code == 410  # not whoever asked for it
    assert Person.objects.get(pk=holding.person_id).email == address(CIA)
    hers = login(CIA)
    assert NEW in hers.get(link.group()).content.decode()
    hers.post(link.group())
    assert Account.objects.get(person=holding.person).email == NEW
    assert hers.get(reverse("web:account")).status_code == 200  # still logged in
    assert "redan bytt" in hers.post(link.group()).content.decode()
    assert Client().post(reverse("account_login"), {"login": NEW, "password": PASSWORD}).status_code == 302


def test_a_link_lasts_fourteen_days_and_cannot_be_made_up(prov: Programme) -> None:
    holding = hold(seat(prov, Role.CONVENER), CIA)
    token = addresses.token_of(Proposal(holding.person_id, address(CIA), NEW))
    hers = login(CIA)
    with clock.fixed(clock.now() + dt.timedelta(days=14, seconds=1)):
        assert hers.post(reverse("login:address", args=[token])).status_code == 410
    assert hers.post(reverse("login:address", args=[token[:-3] + "abc"])).status_code == 410
    assert Person.objects.get(pk=holding.person_id).email == address(CIA)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("inte en adress", "giltig e-postadress"),
        ("sara-samordnare@example.com", "hör redan till någon annan"),
        ("", "måste fyllas i"),
    ],
)
def test_a_wrong_address_is_refused_and_kept_in_the_form(
    email: str, words: str, prov: Programme, leader: Client, cia: Holding
) -> None:
    answer = leader.post(url("people:address", prov, cia.pk), _sent(email))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert not email or f'value="{email}"' in page
    assert Person.objects.get(pk=cia.person_id).email == address(CIA)


def test_two_who_change_the_same_address_are_told(prov: Programme, leader: Client, cia: Holding) -> None:
    leader.post(url("people:address", prov, cia.pk), _sent())
    answer = leader.post(url("people:address", prov, cia.pk), _sent("annan@example.com"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Någon annan har ändrat adressen" in page
    assert f"Nu är den {NEW}" in page and 'value="annan@example.com"' in page
    assert f'name="seen" value="{NEW}"' in page  # sent again it is saved
    assert Person.objects.get(pk=cia.person_id).email == NEW


def test_nobody_changes_the_address_of_somebody_whose_other_seats_they_do_not_fill(prov: Programme) -> None:
    home = place(prov)
    village = sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", home)
    local = actions.add_local_seat(body=seat(prov, Role.CONTACT_PERSON, home).body, title="Ledamot", actor=SYSTEM)
    holding = hold(local, "Olle Ägare")
    page = url("people:address", prov, holding.pk)
    assert village.get(page).status_code == 200
    hold(seat(prov, Role.OWNER), "Olle Ägare")
    assert village.get(page).status_code == 403
    assert village.post(page, _sent(seen=address("Olle Ägare"))).status_code == 403
    assert Person.objects.get(pk=holding.person_id).email == address("Olle Ägare")
