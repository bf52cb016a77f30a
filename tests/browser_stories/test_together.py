"""What several people do together: write about the same thing at once, and take a place through the gate."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import ELIN, JOHAN, LARS, Invented
from servicepunkt.method.models import Passage
from tests.browser import look
from tests.browser_stories.staging import Witness, at, enter, hold_up, visit

GATE = at("method:gate", "blabarsvik", "start")
ANSWERED = "Svaret är sparat."


@pytest.fixture
def other(browser: Browser, browser_context_args: dict[str, Any], witness: Witness) -> Iterator[Page]:
    """Somebody else's browser."""
    with browser.new_context(**browser_context_args) as context:
        witness.watch(context)
        yield context.new_page()


def test_two_people_write_about_the_same_requirement(page: Page, other: Page, live_server: LiveServer) -> None:
    address = at("method:requirement", "blabarsvik", "utbyte-med-andra-projekt")
    for browser, person in ((page, ELIN), (other, JOHAN)):
        enter(browser, live_server, person)
        visit(browser, live_server, address)
        browser.get_by_label("Det är uppfyllt").check()
    page.get_by_label("Anteckning").fill("Elins ord om utbytet.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Sparat. Tack!")).to_be_visible()

    other.get_by_label("Anteckning").fill("Johans ord om utbytet.")
    other.get_by_role("button", name="Spara").click()
    told = other.get_by_role("alert")
    expect(told).to_contain_text("Någon annan hann spara före dig")
    expect(told).to_contain_text("Elin Tallroth sparade")
    expect(told).to_contain_text("Elins ord om utbytet.")
    expect(told).to_contain_text("Johans ord om utbytet.")
    expect(other.get_by_label("Anteckning")).to_have_value("Johans ord om utbytet.")
    expect(other.get_by_label("Det är uppfyllt")).to_be_checked()
    hold_up(other, "conflict")

    other.get_by_role("button", name="Spara").click()
    expect(other.get_by_text("Sparat. Tack!")).to_be_visible()
    visit(page, live_server, address)
    expect(page.locator(".said").first).to_contain_text("Johans ord om utbytet.")
    expect(page.get_by_text("Elins ord om utbytet.")).to_be_visible()


def _answer(page: Page, live_server: LiveServer, person: Invented, party: str, note: str) -> None:
    """Answer yes as one of the parties, by the button at the gate."""
    enter(page, live_server, person)
    visit(page, live_server, GATE)
    page.get_by_role("link", name=re.compile(f"^Svara – {party}")).click()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Vad bygger svaret på?").fill(note)
    page.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_text(ANSWERED)).to_be_visible()


def test_the_village_and_the_municipality_say_yes_and_the_leader_decides(page: Page, live_server: LiveServer) -> None:
    _answer(page, live_server, ELIN, "Bygden anser", "Alla på bystämman var överens.")
    enter(page, live_server, JOHAN)
    visit(page, live_server, GATE)
    expect(page.locator(".missing li")).to_have_count(1)
    expect(page.locator(".missing")).to_contain_text("Kommunen anser att den långsiktiga driften är säkrad")
    _answer(page, live_server, LARS, "Kommunen anser", "Beslut i kommunstyrelsen.")
    assert page.get_by_role("button", name="Fatta beslutet").count() == 0, "the municipality does not decide"
    _answer(page, live_server, JOHAN, "Projektledningens samlade bedömning", "Planen håller i fem år.")
    expect(page.get_by_text("Allt är på plats.")).to_be_visible()
    look(page, "story-gate-open")
    page.get_by_label("Fullskaligt").check()
    page.get_by_role("button", name="Fatta beslutet").click()
    expect(page.get_by_text("Beslutet är fattat och sparat.")).to_be_visible()
    passage = Passage.objects.get(place__slug="blabarsvik")
    decision = page.url
    assert decision.endswith(f"/beslut/{passage.pk}/")
    for words in ("Beslut i kommunstyrelsen.", "Planen håller i fem år.", passage.frozen.sha256, "15 september 2026"):
        expect(page.locator("main")).to_contain_text(words)
    frozen = page.locator("main .page__body").inner_text().replace("Beslutet är fattat och sparat.", "").strip()

    enter(page, live_server, LARS)
    visit(page, live_server, at("method:requirement", "blabarsvik", "upphandling-studerad"))
    page.get_by_label("Det återstår").check()
    page.get_by_label("Anteckning").fill("Ett område visade sig saknas.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".lead .state")).to_have_text("Återstår")
    page.goto(decision)
    assert page.locator("main .page__body").inner_text().strip() == frozen, "what was decided does not change"


def test_a_refused_gate_says_what_is_missing_and_leads_there(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, JOHAN)
    visit(page, live_server, at("method:gate", "tranbarsnas", "start"))
    page.get_by_label("Fullskaligt").check()
    page.get_by_role("button", name="Fatta beslutet").click()
    expect(page.get_by_role("alert")).to_contain_text("Orten kan inte gå igenom grinden ännu.")
    missing = page.locator(".missing a")
    assert missing.count() > 10
    assert not Passage.objects.filter(place__slug="tranbarsnas").exists()
    hold_up(page, "gate-refused")
    for address in {link.get_attribute("href") for link in missing.all()}:
        assert page.request.get(f"{live_server.url}{address}").ok, address
    title = missing.nth(3).inner_text()
    missing.nth(3).click()
    expect(page.locator("h1")).to_have_text(title)
