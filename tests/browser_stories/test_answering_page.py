"""The page on which one answers: begun again, on a shared phone, without script, by keyboard, on paper."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.needs.models import Questionnaire
from tests.browser import assert_accessible
from tests.browser_stories.answering import LEFT, SAVED, SENT, address, ask, come, cut, fill, press_send
from tests.browser_stories.staging import FOCUSED, VISIBLE_FOCUS, hold_up, visit
from tests.needs import making

pytestmark = pytest.mark.usefixtures("line_is_bad")


def test_a_reload_restores_what_was_typed_and_another_visitor_is_asked_first(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    fill(page, "Halvfärdigt")
    page.reload()
    expect(page.get_by_text("Det du hade skrivit finns kvar.")).to_be_visible()
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("Halvfärdigt")
    expect(page.get_by_role("group", name="Mataffär").get_by_label("Mycket viktig")).to_be_checked()
    expect(page.locator("#matt")).to_have_text("5 av 8 frågor besvarade")
    page.close()
    later = page.context.new_page()
    visit(later, live_server, address(asked))
    expect(later.get_by_text("Ett svar är påbörjat")).to_be_visible()
    expect(later.get_by_label("Vad är viktigast?")).to_have_value("")
    later.get_by_role("button", name="Fortsätt").click()
    expect(later.get_by_label("Vad är viktigast?")).to_have_value("Halvfärdigt")
    press_send(later)
    expect(later.get_by_text(SENT)).to_be_visible()
    assert asked.answers.count() == 1


def test_a_begun_answer_can_be_thrown_away(page: Page, live_server: LiveServer, asked: Questionnaire) -> None:
    come(page, live_server, asked)
    fill(page, "Hemligt")
    page.close()
    later = page.context.new_page()
    visit(later, live_server, address(asked))
    later.get_by_role("button", name="Släng").click()
    later.get_by_role("button", name="Säkert? Släng").click()
    expect(later.get_by_text("Svaret är borta från telefonen.")).to_be_visible()
    assert "Hemligt" not in later.evaluate(LEFT)


def test_a_copied_tab_sends_an_answer_of_its_own(page: Page, live_server: LiveServer, asked: Questionnaire) -> None:
    come(page, live_server, asked)
    fill(page, "Den första")
    page.wait_for_timeout(500)
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href)")  # takes the tab's memory with it
    other = opened.value
    other.wait_for_load_state()
    expect(other.locator("#matt")).to_have_text("0 av 8 frågor besvarade")
    fill(other, "Den andra")
    for one in (page, other):
        press_send(one)
        expect(one.get_by_text(SENT)).to_be_visible()
    assert sorted(asked.texts.values_list("text", flat=True)) == ["Den andra", "Den första"]


def test_after_sending_nothing_of_the_answer_is_left_on_a_shared_phone(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    come(page, live_server, asked)
    cut(page)
    fill(page, "Bara jag vet")
    page.get_by_label("Hushållets kod").fill("test 0001")
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert "Bara jag vet" in page.evaluate(LEFT)  # it waits, and that is where this test looks
    cut(page, False)
    expect(page.get_by_text(SENT)).to_be_visible()
    key = str(asked.answers.get().key)
    left = page.evaluate(LEFT) + page.evaluate("JSON.stringify({...sessionStorage})")
    for trace in ("Bara jag vet", "test 0001", "TEST-0001", key):
        assert trace not in left, trace
    page.reload()
    assert key not in page.evaluate("JSON.stringify({...sessionStorage})")
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("")
    expect(page.get_by_label("Hushållets kod")).to_have_value("")


def test_two_in_a_household_answer_one_after_the_other(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    visit(page, live_server, address(asked) + "#kod=TEST-0001")
    expect(page.get_by_label("Hushållets kod")).to_have_value("TEST-0001")
    assert urlsplit(page.url).fragment == ""
    for words in ("Hon", "Han"):
        fill(page, words)
        press_send(page)
        expect(page.get_by_text(SENT)).to_be_visible()
        page.get_by_role("button", name="Svara för en till i hushållet").click()
        expect(page.get_by_label("Hushållets kod")).to_have_value("TEST-0001")
        expect(page.get_by_label("Vad är viktigast?")).to_have_value("")
    assert sorted(asked.texts.values_list("text", flat=True)) == ["Han", "Hon"]
    assert asked.codes.get().uses == 2


def test_a_wrong_code_opens_the_answer_again_for_mending(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    come(page, live_server, asked)
    cut(page)
    fill(page)
    press_send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Hushållets kod – Skriv koden som ert hushåll har fått.")
    summary.get_by_role("link").click()
    page.keyboard.type("TEST-0002")
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    cut(page, False)
    expect(page.get_by_role("alert")).to_contain_text("Koden finns inte.")
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("En mack vore bra.")
    hold_up(page, "answering-refused")
    page.get_by_label("Hushållets kod").fill("TEST-0001")
    press_send(page)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert asked.answers.count() == 1


def test_a_browser_that_can_keep_nothing_says_so_and_sends_from_the_page(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    page.add_init_script(
        "Object.defineProperty(self, 'indexedDB', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    visit(page, live_server, address(asked))
    expect(page.get_by_text("Den här webbläsaren kan inte spara svar på telefonen.")).to_be_visible()
    fill(page)
    cut(page)
    press_send(page)
    expect(page.get_by_text("Svaret kunde inte skickas nu. Det finns kvar här på sidan")).to_be_visible()
    cut(page, False)
    press_send(page)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert asked.answers.count() == 1


def test_a_plain_form_without_script(browser: Browser, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    with browser.new_context(java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        visit(page, live_server, address(asked))
        fill(page)
        page.get_by_label("30–49 år").press("Tab")
        page.get_by_label("Hur många bor ni?").fill("tre")
        press_send(page)
        expect(page.get_by_role("alert")).to_contain_text("Skriv ett helt tal.")
        expect(page.get_by_label("Vad är viktigast?")).to_have_value("En mack vore bra.")
        page.get_by_label("Hur många bor ni?").fill("3")
        page.get_by_label("Hushållets kod").fill("TEST-0001")
        press_send(page)
        expect(page.get_by_text(SENT)).to_be_visible()
        page.get_by_role("link", name="Svara för en till i hushållet").click()
        expect(page.get_by_label("Vad är viktigast?")).to_have_value("")
    assert asked.answers.count() == 1


def test_an_offer_of_help_waits_too_and_is_kept_apart(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    visit(page, live_server, address(asked, "help") + "?sprak=sv")
    hold_up(page, "answering-help")
    press_send(page)
    expect(page.get_by_role("alert")).to_contain_text("Namn – Svara på den här frågan.")
    page.get_by_label("Namn").fill("Vera Villig")
    page.get_by_label("Telefon eller e-post").fill("070-000 00 00")
    cut(page)
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    cut(page, False)
    expect(page.get_by_text("Tack! Gruppen i bygden hör av sig.")).to_be_visible()
    assert asked.willing.get().name == "Vera Villig"
    assert "Vera" not in page.evaluate(LEFT)


def test_the_keyboard_alone_from_the_top_to_send(page: Page, live_server: LiveServer, asked: Questionnaire) -> None:
    come(page, live_server, asked)
    sent = page.get_by_text(SENT)
    for _step in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(VISIBLE_FOCUS), page.evaluate(FOCUSED)
        named = page.evaluate("document.activeElement.name || document.activeElement.id")
        if named == "q:age" or named == "q:services:shop":
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        if named == "q:times:mon":
            page.keyboard.press("Space")
        if named == "q:words":
            page.keyboard.type("Utan mus")
        if named == "skicka":
            page.keyboard.press("Enter")
            break
    expect(sent).to_be_visible()
    assert json.loads(asked.answers.get().values)["services"] == {"shop": "2"}
    assert page.evaluate("document.activeElement.id") == "efter-rubrik"


def test_the_pages_as_they_are_met(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    come(page, live_server, asked)
    assert_accessible(page)
    hold_up(page, "answering")
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert_accessible(page)
    page.emulate_media(color_scheme="light")
    fill(page)
    page.get_by_label("Hushållets kod").fill("TEST-0001")
    press_send(page)
    expect(page.get_by_text(SENT)).to_be_visible()
    hold_up(page, "answering-after")
    visit(page, live_server, address(asked, "thanks") + "?hur=again")
    hold_up(page, "answering-thanks")
    making.close(asked)
    visit(page, live_server, address(asked))
    hold_up(page, "answering-closed")


def test_on_paper_every_question_stands_with_its_choices(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    visit(page, live_server, address(asked))
    page.emulate_media(media="print")
    expect(page.get_by_role("group", name="Mataffär").get_by_text("Mycket viktig")).to_be_visible()
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_hidden()
    expect(page.locator(".along")).to_be_hidden()
    shown = page.locator("main").inner_text()
    for question in making.QUESTIONS:
        assert question.text.sv in shown
