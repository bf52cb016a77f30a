"""A contact person builds a questionnaire without script and opens it, and another with the keyboard alone."""

from typing import Any

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import ELIN
from servicepunkt.needs.answering import content_of
from servicepunkt.needs.models import Questionnaire, State
from tests.browser_stories.staging import VISIBLE_FOCUS, Witness, at, enter, hold_up, visit

CHAPTER = at("needs:needs", "blabarsvik")


def newest() -> Questionnaire:
    return Questionnaire.objects.order_by("-id")[0]


def test_a_questionnaire_is_built_and_opened_without_script(
    browser: Browser, browser_context_args: dict[str, Any], witness: Witness, live_server: LiveServer
) -> None:
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        witness.watch(context)
        page = context.new_page()
        enter(page, live_server, ELIN)
        visit(page, live_server, CHAPTER)
        page.get_by_role("link", name="Gör en enkät").click()
        page.get_by_label("Unga", exact=True).check()
        page.get_by_role("button", name="Gör ett utkast").click()
        page.get_by_role("button", name="Flytta upp: Hur gammal är du?").click()
        page.wait_for_url("**#fraga-age")
        page.get_by_role("link", name="Skriv en egen fråga").click()
        page.get_by_label("Frågan", exact=True).fill("Vill du ha en fritidsgård?")
        page.get_by_label("Välj ett alternativ").check()
        page.get_by_label("Alternativ (frivilligt)").fill("Ja\nNej")
        page.get_by_role("button", name="Lägg till frågan").click()
        page.get_by_role("link", name="Öppna för svar").click()
        page.get_by_role("button", name="Öppna för svar").click()
        expect(page.locator("body")).to_contain_text("Enkäten är öppen.")
        one = newest()
        asked = content_of(one).questions
        assert one.state == State.OPEN and asked[0].key == "age" and asked[-1].text.sv == "Vill du ha en fritidsgård?"
        assert page.get_by_alt_text("QR-kod med adressen till enkäten").is_visible()
        page.get_by_role("link", name="/svara/").click()
        expect(page.locator("main")).to_contain_text("Vill du ha en fritidsgård?")


def test_questions_are_ordered_with_the_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, ELIN)
    visit(page, live_server, at("needs:new", "blabarsvik"))
    page.get_by_label("Företag").check()
    page.get_by_role("button", name="Gör ett utkast").press("Enter")
    expect(page.get_by_text("Utkastet är gjort.")).to_be_visible()
    assert [one.key for one in content_of(newest()).questions][:2] == ["company-branch", "company-people"]
    down = page.get_by_role("button", name="Flytta ner: Vilken bransch är företaget i?")
    for _step in range(60):
        page.keyboard.press("Tab")
        if down.evaluate("element => element === document.activeElement"):
            break
    assert page.evaluate(VISIBLE_FOCUS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/#fraga-company-branch")
    assert [one.key for one in content_of(newest()).questions][:2] == ["company-people", "company-branch"]
    hold_up(page, "needs-draft-moved")
