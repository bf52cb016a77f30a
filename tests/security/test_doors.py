"""What is sent from elsewhere, where one is led, and what letters can be made to say."""

from email import message_from_bytes
from typing import Any
from urllib.parse import quote

import pytest
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.actions import make_account, seat_person
from servicepunkt.people.models import Account
from servicepunkt.people.roles import Role
from tests.builders import STARTS_ON, programme, seat
from tests.security.samples import Corner
from tests.security.walking import every_address, everybody_at, let_go

pytestmark = pytest.mark.django_db

PASSWORD = "Kantareller i skogen"
FROM_ANYWHERE = {
    "answer:answer": "an answer waits on the phone and is sent without the page; no session is read (decision 0012)",
    "answer:help": "as the answer",
}
"""What may be sent without a token, and why that is right."""
ELSEWHERE = (
    "//evil.example.com", "https://evil.example.com/", "///evil.example.com", "/\\evil.example.com",
    "\\\\evil.example.com", "http:evil.example.com", "javascript:alert(1)", "/\t/evil.example.com",
    "\t//evil.example.com", "https:///evil.example.com", "https://testserver@evil.example.com/",
)  # fmt: skip


@pytest.fixture
def siv() -> Account:
    """An account with a password, and with a seat: without one nobody gets in."""
    one = seat(programme("dorrar"), Role.CONVENER)
    seat_person(
        seat=one, name="Siv Svensson", email="siv@example.com", from_on=STARTS_ON, to_on=None, substitute=True,
        actor=SYSTEM,
    )  # fmt: skip
    return make_account(name="Siv Svensson", email="siv@example.com", password=PASSWORD, actor=SYSTEM)


def _to(response: Any) -> str:
    assert response.status_code == 302
    return str(response["Location"])


def test_nothing_is_taken_from_a_page_of_somebody_else_s(corners: tuple[Corner, Corner, Corner]) -> None:
    signed_in = everybody_at(corners[0])
    client, taken = Client(enforce_csrf_checks=True), set()
    client.cookies = signed_in.cookies
    for one in every_address():
        for verb in ("POST", "PUT", "PATCH", "DELETE"):
            response = client.generic(verb, one.at(corners[0]))
            let_go(response)
            if response.status_code != 403:
                taken.add(one.name)
    assert taken == set(FROM_ANYWHERE)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_led_away(where: str, siv: Account) -> None:
    login, logout = reverse("account_login"), reverse("account_logout")
    led = [Client().post(reverse("ui:language"), {"language": "en", "next": where})]
    client = Client()
    led.append(client.post(f"{login}?next={quote(where)}", {"login": siv.email, "password": PASSWORD, "next": where}))
    assert "_auth_user_id" in client.session
    led.append(client.get(login, {"next": where}))  # logged in already
    led.append(client.post(logout, {"next": where}))
    for response in led:
        assert "evil" not in _to(response) and "alert" not in _to(response)


def test_the_key_of_a_session_changes_at_the_door_and_dies_at_logout(siv: Account) -> None:
    client = Client()
    client.get(reverse("account_login"))
    planted = client.session  # what somebody else may have put into the browser
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    client.post(reverse("account_login"), {"login": siv.email, "password": PASSWORD})
    key = client.cookies["sessionid"].value
    assert key != planted.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(planted.session_key)
    assert thief.get(reverse("web:account")).status_code == 302
    client.post(reverse("account_logout"))
    thief.cookies["sessionid"] = key
    assert thief.get(reverse("web:account")).status_code == 302


@pytest.mark.parametrize("said", ["", "de", "sv\x00", "x" * 4000, "../../etc", "<script>"])
def test_a_made_up_language_is_swedish(said: str) -> None:
    client = Client()
    client.cookies["django_language"] = said
    assert '<html lang="sv"' in client.get("/").content.decode()


@override_settings(MAIL_CONFIGURED=True, ALLOWED_HOSTS=["testserver"])
def test_a_letter_leads_to_us_whatever_host_the_question_claims(siv: Account, mailoutbox: list[EmailMessage]) -> None:
    address = reverse("account_reset_password")
    asked = Client().post(address, {"email": siv.email}, headers={"x-forwarded-host": "evil.example.com"})
    assert asked.status_code == 302
    refused = Client().post(address, {"email": siv.email}, headers={"host": "evil.example.com"})
    assert refused.status_code == 400
    assert len(mailoutbox) == 1
    assert "http://testserver/" in str(mailoutbox[0].body)
    assert "evil" not in str(mailoutbox[0].body)


@override_settings(MAIL_CONFIGURED=True)
@pytest.mark.parametrize(
    "typed", ["siv@example.com\nBcc: alla@example.com", "siv@example.com\r\n\r\nHej", "siv@example.com\x00"]
)
def test_an_address_with_a_line_break_sends_nothing_to_further_people(
    typed: str, siv: Account, mailoutbox: list[EmailMessage]
) -> None:
    response = Client().post(reverse("account_reset_password"), {"email": typed})
    assert response.status_code in (200, 302)
    for letter in mailoutbox:
        assert letter.recipients() == ["siv@example.com"]
        written = message_from_bytes(letter.message().as_bytes())
        assert set(written.keys()) <= {
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
        }
