"""An account lives as long as its person has a seat: closed the day the last one ends, empty a month later."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.people import accounts, actions
from servicepunkt.people.models import Account, Holding, LoginSession
from servicepunkt.people.roles import Role
from tests.builders import TODAY, address, hold, login, programme, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CIA = "Cia Ordförande"
PASSWORD = "tre små grisar i byn"
ENDS = TODAY + dt.timedelta(days=5)


def _cia(to_on: dt.date | None = ENDS) -> tuple[Holding, Account]:
    holding = hold(seat(programme(), Role.CONVENER), CIA, to_on=to_on)
    account = actions.make_account(name=CIA, email=address(CIA), password=PASSWORD, actor=SYSTEM)
    return holding, account


def _log_in(client: Client, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": address(CIA), "password": password}).status_code


def _verbs(account: Account) -> list[str]:
    lines = JournalEntry.objects.filter(thing="account", thing_id=account.pk).order_by("id")
    return list(lines.values_list("verb", flat=True))


def test_on_the_last_day_one_logs_in_and_the_day_after_is_told_why_not() -> None:
    _cia()
    with clock.fixed(ENDS - dt.timedelta(days=1)):
        assert _log_in(Client()) == 302
    with clock.fixed(ENDS):
        client = Client()
        answer = client.post(reverse("account_login"), {"login": address(CIA), "password": PASSWORD})
        assert answer.status_code == 403
        assert "Din sista plats tog slut 14 mars 2026" in answer.content.decode()
        assert client.get(reverse("web:account")).status_code == 302  # not logged in
        wrong = client.post(reverse("account_login"), {"login": address(CIA), "password": "fel"})
        assert "Din sista plats" not in wrong.content.decode()  # only who shows who they are is told


def test_a_seat_to_come_keeps_the_account_open() -> None:
    holding, _account = _cia()
    hold(holding.seat, CIA, from_on=ENDS + dt.timedelta(days=30))
    with clock.fixed(ENDS + dt.timedelta(days=3)):
        assert _log_in(Client()) == 302


def test_sessions_end_the_same_day_and_others_stay() -> None:
    _holding, account = _cia()
    other = hold(seat(programme("annat"), Role.CONVENER), "Ola Annan")
    hers, his = login(CIA), login("Ola Annan")
    accounts.follow_seats(today=ENDS - dt.timedelta(days=1))
    assert hers.get(reverse("web:account")).status_code == 200
    accounts.follow_seats(today=ENDS)
    assert hers.get(reverse("web:account")).status_code == 302
    assert his.get(reverse("web:account")).status_code == 200
    assert LoginSession.objects.filter(account_id=account.pk).count() == 0
    assert _verbs(account)[-1] == "lock" and _verbs(other.person.account)[-1] != "lock"
    accounts.follow_seats(today=ENDS)
    assert _verbs(account).count("lock") == 1


def test_after_thirty_days_nothing_opens_the_account_and_a_new_seat_does_not_bring_it_back() -> None:
    holding, account = _cia()
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "Mobilen", "credential": {}})
    SocialAccount.objects.create(user=account, provider="organisation", uid="17")
    accounts.follow_seats(today=ENDS)
    accounts.follow_seats(today=ENDS + dt.timedelta(days=29))
    assert accounts.can_get_in(account) and Authenticator.objects.exists() and SocialAccount.objects.exists()
    for _again in range(2):
        accounts.follow_seats(today=ENDS + dt.timedelta(days=30))
    assert not accounts.can_get_in(account)
    assert not Authenticator.objects.exists() and not SocialAccount.objects.exists()
    assert _verbs(account)[-2:] == ["lock", "forget"]
    hold(holding.seat, CIA, from_on=ENDS + dt.timedelta(days=31))
    accounts.follow_seats(today=ENDS + dt.timedelta(days=31))
    assert _verbs(account)[-1] == "unlock"
    account.refresh_from_db()
    assert account.ended_on is None and not account.has_usable_password()  # to be invited anew


def test_a_seat_ended_by_mistake_and_given_again_opens_the_account_as_it_was() -> None:
    holding, account = _cia()
    accounts.follow_seats(today=ENDS)
    hold(holding.seat, CIA, from_on=ENDS + dt.timedelta(days=1))
    accounts.follow_seats(today=ENDS + dt.timedelta(days=1))
    with clock.fixed(ENDS + dt.timedelta(days=1)):
        assert _log_in(Client()) == 302
    assert [verb for verb in _verbs(account) if "lock" in verb] == ["lock", "unlock"]


def test_following_the_seats_takes_as_many_questions_for_one_as_for_ten() -> None:
    asked = []
    for count, key in ((1, "ett"), (10, "tio")):
        prov = programme(key, members=10)
        for number in range(count):
            hold(seat(prov, Role.STEERING_MEMBER), f"Prov {key} {number}", to_on=ENDS, substitute=True)
        with CaptureQueriesContext(connection) as queries:
            accounts.follow_seats(today=ENDS)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def test_the_last_one_who_can_seat_people_is_not_let_go() -> None:
    prov = programme()
    owner = hold(seat(prov, Role.OWNER), "Olle Ägare")
    coordinator = hold(seat(prov, Role.COORDINATOR), "Sara Samordnare")
    actions.end_holding(holding=owner, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    with pytest.raises(ActionRefused, match="Utse någon annan först"):
        actions.end_holding(holding=coordinator, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    after = hold(seat(prov, Role.OWNER), "Nya Ägaren", from_on=TODAY)
    actions.end_holding(holding=coordinator, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    assert Holding.objects.get(pk=after.pk).to_on is None


def test_who_cannot_log_in_does_not_count_as_somebody_who_can_seat_people() -> None:
    prov = programme()
    coordinator = hold(seat(prov, Role.COORDINATOR), "Sara Samordnare")
    actions.seat_person(
        seat=seat(prov, Role.OWNER), name="Utan Konto", email="", from_on=TODAY, to_on=None, substitute=False,
        actor=SYSTEM,
    )  # fmt: skip
    with pytest.raises(ActionRefused, match="Utse någon annan först"):
        actions.end_holding(holding=coordinator, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
