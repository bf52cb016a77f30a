"""Keys (passkeys) in a real browser, with an authenticator the browser itself pretends to have."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.models import JournalEntry
from servicepunkt.demo.accounts import ELIN, PASSWORD
from tests.browser_stories.staging import hold_up, log_in, log_out, visit


def _authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device with a fingerprint reader that always says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made: dict[str, Any] = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def _come(page: Page, server: LiveServer) -> None:
    """Log in with the password alone, to the first page."""
    log_in(page, server, ELIN)
    page.wait_for_url(f"{server.url}/")


def _key_page(page: Page, server: LiveServer) -> None:
    """Go to the page where a key is added; the password is asked for on the way."""
    _come(page, server)
    page.get_by_role("link", name="Mitt konto").click()
    page.locator("main").get_by_role("link", name="Nycklar").click()
    expect(page.get_by_text("Du har ingen nyckel än.")).to_be_visible()
    page.get_by_role("link", name="Lägg till en nyckel").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Vad nyckeln ska heta").fill("Mobilen")


def _make_key(page: Page) -> str:
    """Make the key there, and write down one of the spare codes that come with it."""
    page.get_by_role("button", name="Gör en nyckel").click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    expect(page.get_by_text("Nyckeln är tillagd.")).to_be_visible()
    return page.locator("ul.codes code").first.inner_text()


def test_a_key_is_added_and_opens_the_account_alone(page: Page, live_server: LiveServer) -> None:
    tools, device = _authenticator(page)
    _key_page(page, live_server)
    hold_up(page, "key-add")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Gör en nyckel").click()
    expect(page.get_by_text("Det blev ingen nyckel.")).to_be_visible()
    expect(page.get_by_label("Vad nyckeln ska heta")).to_have_value("Mobilen")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    _make_key(page)
    log_out(page)

    visit(page, live_server, reverse("account_login"))
    hold_up(page, "login-with-key")
    page.get_by_role("button", name="Logga in med en nyckel").click()
    page.wait_for_url(f"{live_server.url}/")
    expect(page.locator("h1")).to_contain_text(ELIN.name)


def test_with_a_key_the_password_alone_is_not_enough(page: Page, live_server: LiveServer) -> None:
    _authenticator(page)
    _key_page(page, live_server)
    spare = _make_key(page)
    log_out(page)
    log_in(page, live_server, ELIN)
    expect(page.locator("h1")).to_have_text("Använd din nyckel")
    hold_up(page, "key-second-step")
    page.get_by_role("button", name="Använd nyckeln").click()
    page.wait_for_url(f"{live_server.url}/")
    log_out(page)
    log_in(page, live_server, ELIN)
    page.get_by_label("Kod", exact=True).fill(spare)
    page.locator("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{live_server.url}/")


def test_a_key_is_named_and_removed(page: Page, live_server: LiveServer) -> None:
    _authenticator(page)
    _key_page(page, live_server)
    spare = _make_key(page)
    log_out(page)
    log_in(page, live_server, ELIN)
    page.get_by_label("Kod", exact=True).fill(spare)
    page.locator("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{live_server.url}/")

    visit(page, live_server, reverse("mfa_list_webauthn"))
    hold_up(page, "keys")
    page.get_by_role("link", name="Byt namn").click()
    expect(page.locator("h1")).to_have_text("Bekräfta att det är du")
    page.get_by_role("link", name="Använd nyckeln").click()
    expect(page.get_by_role("button", name="Använd nyckeln")).to_be_visible()
    hold_up(page, "key-reauthenticate")
    page.get_by_role("button", name="Använd nyckeln").click()
    page.get_by_label("Vad nyckeln ska heta").fill("Plattan 850709-9805")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".error-summary")).to_contain_text("personnummer")
    page.get_by_label("Vad nyckeln ska heta").fill("Plattan")
    hold_up(page, "key-name")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("rowheader", name="Plattan")).to_be_visible()
    page.get_by_role("link", name="Ta bort").click()
    expect(page.locator("h1")).to_have_text("Ta bort nyckeln Plattan?")
    hold_up(page, "key-remove")
    page.locator("main").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("Nyckeln är borttagen.")).to_be_visible()
    log_out(page)
    visit(page, live_server, reverse("account_login"))
    page.get_by_role("button", name="Logga in med en nyckel").click()  # the device still has it; we do not
    expect(page.get_by_text("Nyckeln stämmer inte.")).to_be_visible()
    verbs = set(JournalEntry.objects.filter(thing="account").values_list("verb", flat=True))
    assert {"add_webauthn", "drop_webauthn"} <= verbs


def test_without_a_key_in_the_browser_the_page_says_what_to_do(page: Page, live_server: LiveServer) -> None:
    tools, device = _authenticator(page)
    tools.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device, "enabled": True})
    visit(page, live_server, reverse("account_login"))
    page.get_by_role("button", name="Logga in med en nyckel").click()
    expect(page.get_by_text("Det blev ingen nyckel.")).to_be_visible()
    hold_up(page, "login-no-key")
