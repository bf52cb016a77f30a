"""Ways in: without script on a phone, with the keyboard alone, with a second step when logging in."""

import base64
import hashlib
import hmac
import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from django.urls import reverse
from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import ELIN, PASSWORD
from servicepunkt.method.models import Statement
from tests.browser_stories.staging import FOCUSED, VISIBLE_FOCUS, Witness, hold_up, log_in, log_out, visit

OPEN = "utbyte-med-andra-projekt"
"""A requirement that a contact person may state, and that nobody has said anything about in Blåbärsvik."""
OPEN_TITLE = "Orten utbyter erfarenheter med andra serviceprojekt"
PERIOD_S = 30
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_a_statement_with_a_file_on_a_phone_without_script(
    browser: Browser, live_server: LiveServer, witness: Witness, tmp_path: Path
) -> None:
    minutes = tmp_path / "Anteckningar från Åmål.txt"
    minutes.write_text("Vi fick med oss tre idéer.", encoding="utf-8")
    with browser.new_context(
        java_script_enabled=False, locale="sv-SE", viewport=PHONE, is_mobile=True, has_touch=True
    ) as context:
        witness.watch(context)
        phone = context.new_page()
        log_in(phone, live_server, ELIN)
        phone.get_by_role("link", name="Blåbärsvik").first.tap()
        phone.locator("summary", has_text="Hur orten står sig").last.tap()
        phone.get_by_role("link", name=OPEN_TITLE).tap()
        expect(phone.locator(".lead .state")).to_have_text("Återstår")
        phone.get_by_label("Det är uppfyllt").check()
        phone.get_by_label("Anteckning").fill("Vi var i Åmål med fem personer.")
        phone.get_by_label("Bifoga en fil").set_input_files(minutes)
        phone.get_by_role("button", name="Spara").tap()
        expect(phone.locator(".lead .state")).to_have_text("Intygat")
        expect(phone.get_by_text("Vi var i Åmål med fem personer.").first).to_be_visible()
        with phone.expect_download() as download:
            phone.get_by_role("link", name=minutes.name).tap()
        assert download.value.suggested_filename == minutes.name
        assert download.value.path().read_text(encoding="utf-8") == "Vi fick med oss tre idéer."


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until an element is reached. On the way, the focus is never out of sight."""
    for _step in range(150):
        page.keyboard.press("Tab")
        try:
            page.wait_for_function(VISIBLE_FOCUS, timeout=5_000)  # the page may still be rolling there
        except TimeoutError:
            raise AssertionError(f"no visible focus: {page.evaluate(FOCUSED)}") from None
        reached = page.evaluate(
            "([selector, text]) => document.activeElement.matches(selector)"
            " && document.activeElement.textContent.includes(text)",
            [selector, text],
        )
        if reached:
            return
    raise AssertionError(f"Tab never came to {selector} {text!r}")


def test_from_login_to_a_saved_statement_with_the_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    visit(page, live_server, reverse("account_login"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "input[name=login]")  # the first field after the heading: the menu was passed
    page.keyboard.type(ELIN.email)
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    tab_to(page, "main a", "Blåbärsvik")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ort/blabarsvik/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "main section:last-of-type summary")  # the last principles, folded
    page.keyboard.press("Enter")
    tab_to(page, "a", OPEN_TITLE)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/krav/{OPEN}/")
    tab_to(page, "input[name=says]")
    page.keyboard.press("Space")
    tab_to(page, "textarea")
    page.keyboard.type("Bara med tangenter.")
    tab_to(page, "button", "Spara")
    page.keyboard.press("Enter")
    expect(page.locator(".lead .state")).to_have_text("Intygat")
    assert Statement.objects.latest("id").note == "Bara med tangenter."


def code_at(secret: str, moment: float) -> str:
    """The code an app shows (RFC 6238: HMAC-SHA1, six digits, thirty seconds)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(moment) // PERIOD_S), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def _try_code(page: Page, code: str, button: str = "Logga in") -> None:
    page.get_by_label("Kod", exact=True).fill(code)
    page.locator("main").get_by_role("button", name=button).click()


def test_a_second_step_when_logging_in(page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1_800_000_000.0]  # the second step's own clock, so that no code grows old while we type it
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: moment[0]))
    home = f"{live_server.url}/"
    log_in(page, live_server, ELIN)
    page.wait_for_url(home)
    page.get_by_role("link", name="Mitt konto").click()
    page.locator("main").get_by_role("link", name="Tvåstegsinloggning").click()
    page.get_by_role("link", name="Slå på").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.locator("figcaption code")).to_be_visible()
    hold_up(page, "mfa-activate")
    secret = page.locator("figcaption code").inner_text()
    _try_code(page, "000000" if code_at(secret, moment[0]) != "000000" else "000001", "Slå på")
    expect(page.locator(".error-summary")).to_contain_text("Koden stämmer inte")
    _try_code(page, code_at(secret, moment[0]), "Slå på")
    expect(page.locator("ul.codes li")).to_have_count(10)
    for words in ("Tvåstegsinloggningen är på.", "Du har fått nya reservkoder."):
        expect(page.locator("body")).to_contain_text(words)
    hold_up(page, "recovery-codes")
    spare = page.locator("ul.codes code").first.inner_text()
    visit(page, live_server, reverse("mfa_index"))
    hold_up(page, "mfa-on")
    visit(page, live_server, reverse("mfa_deactivate_totp"))
    hold_up(page, "mfa-off")
    log_out(page)

    moment[0] += PERIOD_S
    log_in(page, live_server, ELIN)
    expect(page.locator("h1")).to_have_text("Skriv din kod")
    hold_up(page, "mfa-code")
    _try_code(page, code_at(secret, moment[0] - 10 * PERIOD_S))
    expect(page.locator(".error-summary")).to_contain_text("Koden stämmer inte")
    _try_code(page, code_at(secret, moment[0]))
    page.wait_for_url(home)
    log_out(page)

    log_in(page, live_server, ELIN)
    _try_code(page, spare)
    page.wait_for_url(home)
    log_out(page)
    log_in(page, live_server, ELIN)
    _try_code(page, spare)
    expect(page.locator(".error-summary")).to_contain_text("Koden stämmer inte")
