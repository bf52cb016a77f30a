"""Where one is logged in: listed, ended one by one or all at once, never fixed from outside, gone when logged out."""

import pytest
from django.test import Client
from django.urls import reverse

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people import actions
from servicepunkt.people.models import Account, LoginSession
from servicepunkt.people.roles import Role
from servicepunkt.people.sessions import browser_of
from tests.builders import address, hold, login, programme, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CIA = "Cia Ordförande"
PASSWORD = "tre små grisar i byn"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
PAGE = "login:sessions"


@pytest.fixture
def account() -> Account:
    hold(seat(programme(), Role.CONVENER), CIA)
    return actions.make_account(name=CIA, email=address(CIA), password=PASSWORD, actor=SYSTEM)


def _logged_in(user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": user_agent})
    sent = {"login": address(CIA), "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    return client


def _in(client: Client) -> bool:
    return client.get(reverse("web:account")).status_code == 200


def _button(client: Client, browser: str) -> str:
    page = client.get(reverse(PAGE)).content.decode()
    row = next(part for part in page.split("<tr>") if browser in part)
    return row.split('name="where" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("curl/8.0 <script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_told_roughly(said: str, shown: str) -> None:
    assert browser_of(said) == shown


def test_every_place_where_one_is_logged_in_is_listed_and_nobody_else_s(account: Account) -> None:
    hold(seat(programme("annat"), Role.CONVENER), "Ola Annan")
    login("Ola Annan")
    here, _phone = _logged_in(), _logged_in(IPHONE)
    page = here.get(reverse(PAGE)).content.decode()
    assert "Firefox, Windows" in page and "Safari, iPhone" in page
    assert page.count('name="where"') == 2  # the phone, and all but here
    assert "Okänd webbläsare" not in page  # Ola's
    assert "127.0.0.1" not in page
    for key in LoginSession.objects.values_list("session_key", flat=True):
        assert key not in page  # whoever reads over the shoulder takes nothing over


def test_logging_out_one_place_leaves_the_others(account: Account) -> None:
    here, phone, third = _logged_in(), _logged_in(IPHONE), _logged_in("Mozilla/5.0 (X11; Linux) Chrome/126.0")
    here.post(reverse(PAGE), {"where": _button(here, "Safari, iPhone")})
    assert (_in(here), _in(phone), _in(third)) == (True, False, True)
    here.post(reverse(PAGE), {"where": "all"})
    assert (_in(here), _in(third)) == (True, False)
    assert JournalEntry.objects.filter(verb="log_out", thing_id=account.pk).count() == 2


def test_nobody_logs_somebody_else_out(account: Account) -> None:
    hers, hers_too = _logged_in(), _logged_in(IPHONE)
    number = _button(hers, "Safari, iPhone")
    hold(seat(programme("annat"), Role.CONVENER), "Ola Annan")
    his = login("Ola Annan")
    for where in (number, "all", ""):
        his.post(reverse(PAGE), {"where": where})
    assert _in(hers) and _in(hers_too)


def test_a_new_password_ends_every_other_session(account: Account) -> None:
    here, phone = _logged_in(), _logged_in(IPHONE)
    new = "en helt ny fras om fjäll"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), sent).status_code == 302
    assert _in(here) and not _in(phone)
    assert LoginSession.objects.filter(account_id=account.pk).count() == 1


def test_the_session_s_key_changes_when_one_logs_in(account: Account) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(reverse("account_login"), {"login": address(CIA), "password": PASSWORD})
    assert _in(client)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not _in(thief)


def test_logging_out_kills_the_session_itself_and_not_only_the_cookie(account: Account) -> None:
    client = _logged_in()
    key = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    again = Client()
    again.cookies["sessionid"] = key
    assert not _in(again)
    assert not LoginSession.objects.filter(session_key=key).exists()


def test_a_visitor_s_session_is_nobody_s(account: Account) -> None:
    session = Client().session
    session["language"] = "sv"
    session.save()
    row = LoginSession.objects.get()
    assert (row.account_id, row.browser, row.began_at) == (None, "", None)
