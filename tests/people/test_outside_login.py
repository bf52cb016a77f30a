"""Logging in by the organisation's own login (OpenID Connect), against a provider on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people import actions
from servicepunkt.people.models import Account, LoginSession, Person
from servicepunkt.people.roles import Role
from tests.builders import TODAY, address, hold, programme, seat
from tests.people.provider import CLIENT, FOREIGN_KEY, SECRET, Provider, Running

pytestmark = pytest.mark.django_db

CIA = "Cia Ordförande"
OUT = "/konto/oidc/organisation/login/"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with Running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Iterator[Provider]:
    cache.clear()
    fresh = Provider(url=running.url)
    running.__dict__.update(fresh.__dict__)
    app = {"provider_id": "organisation", "name": "organisation", "client_id": CLIENT, "secret": SECRET,
           "settings": {"server_url": running.url}}  # fmt: skip
    configured = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    with override_settings(SOCIALACCOUNT_PROVIDERS=configured, OIDC_NAME="Kommunens inloggning"):
        yield running
    assert running.problems == []


@pytest.fixture
def cia() -> Account:
    hold(seat(programme(), Role.CONVENER), CIA)
    return Account.objects.get(email=address(CIA))


def _come_back(client: Client, provider: Provider) -> Any:
    """Out to the provider and back, as the browser would; the answer to coming back."""
    out = client.get(OUT)
    assert out.status_code == 302 and out["Location"].startswith(provider.url), out.content.decode()
    back = requests.get(out["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def _in(client: Client) -> bool:
    return client.get(reverse("web:account")).status_code == 200


def _why(answer: HttpResponse) -> str:
    assert answer.status_code in (401, 403), answer.status_code
    return answer.content.decode()


def test_a_known_and_sure_address_gets_in_and_is_connected(provider: Provider, cia: Account) -> None:
    client = Client()
    answer = _come_back(client, provider)
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert _in(client)
    connected = SocialAccount.objects.get()
    assert (connected.user_id, connected.provider, connected.uid) == (cia.pk, "organisation", "17")
    assert JournalEntry.objects.filter(verb="connect", thing_id=cia.pk).count() == 1
    assert "keys" in provider.asked  # the token's signature was checked


def test_nothing_of_what_the_provider_tells_or_gives_is_kept(provider: Provider, cia: Account) -> None:
    provider.claims |= {"name": "Cecilia Hemlig", "address": "Storgatan 1"}
    client = Client()
    _come_back(client, provider)
    _come_back(Client(), provider)
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    kept = str([session.get_decoded() for session in LoginSession.objects.all()])
    assert "ACCESS-TOKEN" not in kept and "REFRESH" not in kept and "Storgatan" not in kept


def test_who_is_connected_gets_in_by_number_also_with_a_new_address(provider: Provider, cia: Account) -> None:
    _come_back(Client(), provider)
    provider.claims["email"] = "gift@example.com"
    client = Client()
    assert _come_back(client, provider).status_code == 302
    assert _in(client)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "okand@example.com"}, "hör inte till någon som har en plats här"),
        ({"email_verified": False}, "intygar inte att cia-ordforande@example.com är din adress"),
        ({"email_verified": "true"}, "intygar inte"),
        ({"email": ""}, "lämnade ingen e-postadress"),
    ],
)
def test_who_may_not_come_in_is_told_why_and_gets_no_account(
    claims: dict[str, Any], words: str, provider: Provider, cia: Account
) -> None:
    provider.claims |= claims
    before = (Account.objects.count(), Person.objects.count())
    client = Client()
    assert words in _why(_come_back(client, provider))
    assert not _in(client)
    assert (Account.objects.count(), Person.objects.count()) == before
    assert not SocialAccount.objects.exists()


def test_a_provider_that_vouches_for_no_address_is_trusted_in_its_own_domains_only(
    provider: Provider, cia: Account
) -> None:
    del provider.claims["email_verified"]
    assert "intygar inte" in _why(_come_back(Client(), provider))
    with override_settings(OIDC_DOMAINS=["example.se"]):
        assert "intygar inte" in _why(_come_back(Client(), provider))
    with override_settings(OIDC_DOMAINS=["example.com"]):
        client = Client()
        _come_back(client, provider)
        assert _in(client)


def test_whose_last_seat_has_ended_is_told_so(provider: Provider) -> None:
    hold(seat(programme(), Role.CONVENER), CIA, to_on=TODAY)
    assert "hör inte till någon som har en plats" in _why(_come_back(Client(), provider))


def test_whose_seat_ends_after_connecting_is_told_so(provider: Provider, cia: Account) -> None:
    _come_back(Client(), provider)
    holding = cia.person.holdings.get()
    actions.end_holding(holding=holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    with clock.fixed(TODAY):
        client = Client()
        assert "Din sista plats tog slut" in _why(_come_back(client, provider))
        assert not _in(client)


def test_an_address_handed_on_to_somebody_else_does_not_hand_on_the_seat(provider: Provider, cia: Account) -> None:
    _come_back(Client(), provider)
    provider.claims["sub"] = "18"
    assert "hör till någon annan" in _why(_come_back(Client(), provider))
    assert SocialAccount.objects.get().uid == "17"


@pytest.mark.parametrize(
    "wrong",
    [
        {"signs_with": FOREIGN_KEY},
        {"signs_with": "", "algorithm": "none"},
        {"signs_with": "a secret that is long enough to sign with", "algorithm": "HS256"},
        {"token_claims": {"aud": "somebody else"}},
        {"token_claims": {"iss": "https://elsewhere.example.com"}},
        {"token_claims": {"exp": 1_700_000_000}},
        {"userinfo": {"sub": "another", "email": "cia-ordforande@example.com", "email_verified": True}},
    ],
)
def test_a_token_that_is_not_the_provider_s_own_for_us_lets_nobody_in(
    wrong: dict[str, Any], provider: Provider, cia: Account
) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)
    client = Client()
    assert "svarade inte som den ska" in _why(_come_back(client, provider))
    assert not _in(client)


@pytest.mark.parametrize("part", [".well-known/openid-configuration", "keys", "userinfo"])
@pytest.mark.parametrize("how", ["down", "moved"])
def test_a_provider_that_is_down_or_sends_us_elsewhere_is_said_plainly(
    part: str, how: str, provider: Provider, cia: Account
) -> None:
    client = Client()
    if part.startswith(".well-known"):
        getattr(provider, how).add(part)
        assert "svarade inte som den ska" in _why(client.get(OUT))  # type: ignore[arg-type]
        return
    getattr(provider, how).add(part)
    assert "svarade inte som den ska" in _why(_come_back(client, provider))
    assert not _in(client)


def test_an_answer_nobody_asked_for_or_that_comes_twice_lets_nobody_in(provider: Provider, cia: Account) -> None:
    hers = Client()
    location = hers.get(OUT)["Location"]
    back = requests.get(location, allow_redirects=False, timeout=10).headers["Location"]
    back = back.removeprefix("http://testserver")
    thief = Client()
    assert thief.get(back).status_code == 401 and not _in(thief)
    assert hers.get(back).status_code == 302 and _in(hers)
    hers.post(reverse("account_logout"))
    assert hers.get(back).status_code == 401 and not _in(hers)


def test_who_breaks_off_at_the_provider_is_told_that_nothing_happened(provider: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.get(OUT)["Location"]).query)["state"][0]
    answer = client.get(f"{OUT}callback/?error=access_denied&state={state}", follow=True)
    assert "Inloggningen avbröts" in answer.content.decode()


def test_the_button_is_there_only_where_such_a_login_is_set_up(provider: Provider) -> None:
    page = reverse("account_login")
    assert "Logga in med Kommunens inloggning" in Client().get(page + "?next=/konto/").content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": []}}):
        assert "Kommunens inloggning" not in Client().get(page).content.decode()
        assert Client().get(OUT).status_code == 404


def test_a_connection_is_ended_by_whoever_has_it(provider: Provider, cia: Account) -> None:
    actions.make_account(name=CIA, email=address(CIA), password="tre små grisar i byn", actor=SYSTEM)
    client = Client()
    _come_back(client, provider)
    page = reverse("socialaccount_connections")
    assert "Koppla bort" in client.get(page).content.decode()
    client.post(page, {"account": SocialAccount.objects.get().pk})
    client.post(reverse("account_reauthenticate"), {"password": "tre små grisar i byn"})
    client.post(page, {"account": SocialAccount.objects.get().pk} if SocialAccount.objects.exists() else {})
    assert not SocialAccount.objects.exists()


def test_nobody_signs_up_by_another_login() -> None:
    assert Client().get("/konto/3rdparty/signup/").status_code == 404
