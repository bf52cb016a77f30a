"""An interviewer types in papers by the keyboard alone and asks on the telephone; a lost line loses nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import EXAMPLE, VERA
from servicepunkt.needs.models import Channel, PaperForm, Questionnaire
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.browser_stories.staging import FOCUSED, VISIBLE_FOCUS, Witness, at, enter, hold_up, visit
from tests.needs import making

KEPT = "Ingen kontakt. Svaret är sparat på den här datorn"


def ask(codes: int = 0, **more: Any) -> Questionnaire:
    """A questionnaire in the interviewer's village."""
    place, programme = Place.objects.get(slug="blabarsvik"), Programme.objects.get(slug=EXAMPLE)
    return making.questionnaire(place, programme.area, codes=codes, **more)


@pytest.fixture
def asked() -> Questionnaire:
    return ask()


@pytest.fixture(autouse=True)
def line_is_bad(witness: Witness) -> Iterator[None]:
    """The browser itself complains of a line that is down: that is what some of these stories are about."""
    yield
    witness.complaints[:] = [one for one in witness.complaints if "net::ERR" not in one]


def sit_down(page: Page, server: LiveServer, asked: Questionnaire, name: str = "enter") -> None:
    enter(page, server, VERA)
    visit(page, server, at(f"needs:{name}", "blabarsvik", asked.pk))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        try:
            page.wait_for_function(VISIBLE_FOCUS, timeout=5_000)  # the page may still be rolling there
        except TimeoutError:
            raise AssertionError(f"after {key} the focus is not to be seen: {page.evaluate(FOCUSED)}") from None


def type_paper(page: Page, number: str, words: str = "En mack.") -> None:
    """A whole paper without a hand on the mouse: 30–49, woman, second part of the village and so on."""
    expect(page.get_by_label("Blankettens nummer")).to_be_focused()
    press(page, *number, "Enter", "3", "1", "2")
    press(page, "4", "2", "Enter")  # the shop, the library, nothing about the hall
    press(page, "1", "2", "Enter")
    press(page, "4", *["Enter"] * 5, "2", "3", "Enter", "Enter")  # Monday evening, Saturday noon
    press(page, "3", "Enter")
    page.keyboard.type(words)
    press(page, "Enter")
    expect(page.get_by_role("button", name="Spara och ta nästa")).to_be_focused()
    page.keyboard.press("Enter")


def saved(page: Page, words: str) -> None:
    expect(page.locator("#sagt")).to_have_text(words)


def test_papers_are_typed_in_one_after_the_other_by_the_keyboard_alone(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    for number in ("7", "12"):
        type_paper(page, number)
        saved(page, f"Blankett {number} är sparad.")
    expect(page.get_by_text("Inskrivna i dag: 2")).to_be_visible()
    expect(page.get_by_text("Nästa lediga är 13.")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("")
    assert {one.channel for one in asked.answers.all()} == {Channel.PAPER}
    assert [json.loads(one.values) for one in asked.answers.all()] == [
        {
            "age": "30-49", "sex": "w", "part": "2", "services": {"shop": "4", "library": "2"}, "help": ["1", "2"],
            "times": {"mon": ["evening"], "sat": ["afternoon", "forenoon"]}, "household": 3,
        }
    ] * 2  # fmt: skip
    assert sorted(asked.papers.values_list("number", flat=True)) == [7, 12]


def test_a_slip_of_the_finger_is_mended_without_the_mouse(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    press(page, "5", "Tab", "3", "Backspace")  # chosen, gone on, and back again: nothing is chosen there
    ages = page.get_by_role("group", name="Hur gammal är du?")
    expect(ages.get_by_role("radio", name="30–49 år")).to_be_focused()
    press(page, "0")
    expect(ages.locator("input:checked")).to_have_count(0)
    press(page, "9")
    saved(page, "Det finns inget alternativ 9.")
    press(page, "2", "Backspace", "Tab")  # on with the answer as it is
    expect(ages.get_by_role("radio", name="20–29 år")).to_be_checked()
    press(page, "Enter", "Enter", "Enter", "Enter", "Enter")
    boxes = page.get_by_role("group", name="Vad vill du ha hjälp med?")
    expect(boxes.get_by_label("Blanketter")).to_be_focused()
    press(page, "1", "3", "1", "ArrowDown")  # ticked, another, unticked, down
    expect(boxes.get_by_label("BankID")).to_be_focused()
    press(page, "Space")
    assert boxes.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["2", "3"]
    press(page, "Tab", "Shift+Tab")  # the boxes are one stop
    expect(boxes.get_by_label("BankID")).to_be_focused()
    press(page, "Control+Enter")
    saved(page, "Blankett 5 är sparad.")
    assert json.loads(asked.answers.get().values) == {"age": "20-29", "help": ["2", "3"]}


def test_a_line_that_is_lost_between_two_papers_loses_neither(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    page.context.set_offline(True)
    for number in ("1", "2"):
        type_paper(page, number)
        expect(page.get_by_text(f"Svar som väntar på den här datorn: {number}")).to_be_visible()
        expect(page.locator("#sagt")).to_contain_text(KEPT)
    assert not asked.answers.exists()
    page.close()  # the computer is put away
    later = page.context.new_page()
    later.context.set_offline(False)
    sit_down(later, live_server, asked)
    expect(later.get_by_text("Inskrivna i dag: 2")).to_be_visible()
    expect(later.locator("#vantar")).to_be_hidden()
    assert sorted(asked.papers.values_list("number", flat=True)) == [1, 2]
    assert asked.answers.count() == asked.texts.count() == 2


def test_the_next_paper_does_not_wait_for_one_that_is_slowly_sent_again(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    held: list[Route] = []
    lost: list[Route] = []

    def lose_then_hold(route: Route) -> None:
        if route.request.method != "POST" or held:
            return route.continue_()
        if lost:
            return held.append(route)  # sent again, and the server does not answer
        lost.append(route)
        return route.abort()

    page.route("**/skriv-in/", lose_then_hold)
    type_paper(page, "1")
    expect(page.locator("#sagt")).to_contain_text(KEPT)
    type_paper(page, "2")
    saved(page, "Blankett 2 är sparad.")
    held[0].continue_()
    expect(page.get_by_text("Inskrivna i dag: 2")).to_be_visible()
    assert sorted(asked.papers.values_list("number", flat=True)) == [1, 2]


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_stored_once(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    lost: list[int] = []

    def lose_the_receipt(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/skriv-in/", lose_the_receipt)
    type_paper(page, "3")
    expect(page.locator("#sagt")).to_have_text("Det var redan sparat. Det är sparat en gång.")
    expect(page.locator("#vantar")).to_be_hidden()
    assert lost == [200]
    assert asked.answers.count() == 1


def test_one_that_waited_and_is_refused_is_mended_on_the_page(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    page.context.set_offline(True)
    type_paper(page, "4", "Mina ord")
    expect(page.locator("#sagt")).to_contain_text(KEPT)
    making_somebody_else_quicker(asked, 4)
    page.context.set_offline(False)
    page.get_by_role("button", name="Rätta").click()
    expect(page.get_by_text("Blankett 4 är redan inskriven.").first).to_be_visible()
    expect(page.get_by_label("Blankettens nummer")).to_be_focused()
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("Mina ord")
    page.get_by_label("Blankettens nummer").fill("5")
    press(page, "Control+Enter")
    saved(page, "Blankett 5 är sparad.")
    expect(page.locator("#vantar")).to_be_hidden()
    assert asked.answers.count() == 2
    assert asked.texts.filter(text="Mina ord").count() == 1


def making_somebody_else_quicker(asked: Questionnaire, number: int) -> None:
    making.answer(asked, channel=Channel.PAPER, words=None)
    PaperForm.objects.create(questionnaire=asked, number=number, done=True)


def test_two_typings_that_differ_are_compared_by_the_keyboard(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    sit_down(page, live_server, asked)
    page.get_by_label("Skriv in två gånger").check()
    page.get_by_label("Blankettens nummer").focus()
    type_paper(page, "8")
    saved(page, "Blankett 8 väntar nu på att skrivas in en gång till.")
    press(page, "8", "Enter", "4", "1", "2", "3", "2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Blankett 8: jämför")).to_be_visible()
    hold_up(page, "compare")
    page.get_by_role("radio").first.focus()
    press(page, "1", "2", *["1"] * 5)
    expect(page.get_by_role("button", name="Spara", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Blankett 8 är sparad.")).to_be_visible()
    answer = json.loads(asked.answers.get().values)
    assert (answer["age"], answer["services"], answer["household"]) == ("30-49", {"shop": "3", "library": "2"}, 3)
    assert asked.papers.get().typed == ""


def test_on_the_telephone_one_question_is_asked_at_a_time_and_any_can_be_skipped(
    phone: Page, live_server: LiveServer, witness: Witness
) -> None:
    asked = ask(codes=1)
    witness.watch(phone.context)
    sit_down(phone, live_server, asked, "interview")
    shown = phone.locator("#inskrivning .asked:visible")
    expect(shown).to_have_count(1)
    phone.get_by_label("Hushållets kod").fill("test 0001")
    forward = phone.locator("#framat")
    expect(forward).to_have_text("Nästa")
    forward.click()
    expect(shown).to_contain_text("1. Hur gammal är du?")
    expect(shown).to_contain_text("Läs frågan och alternativen. Ett svar.")
    expect(forward).to_have_text("Hoppa över")
    phone.get_by_label("65–74 år").check()
    forward.click()
    phone.get_by_role("button", name="Tillbaka").click()
    expect(phone.get_by_label("65–74 år")).to_be_checked()
    for _question in range(8):
        expect(phone.get_by_role("button", name="Spara svaret")).to_be_hidden()
        forward.click()
    expect(phone.locator("#sagt")).to_have_text("Alla frågor är ställda. Tacka och spara.")
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.locator("#sagt")).to_have_text("Svaret är sparat.")
    expect(phone.get_by_label("Hushållets kod")).to_be_focused()
    answer = asked.answers.get()
    assert (answer.channel, json.loads(answer.values)) == (Channel.TELEPHONE, {"age": "65-74"})


def test_without_script_the_pages_are_plain_forms(
    browser: Browser, live_server: LiveServer, asked: Questionnaire, witness: Witness
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    witness.watch(context)
    page = context.new_page()
    sit_down(page, live_server, asked)
    page.get_by_label("Blankettens nummer").fill("1")
    page.get_by_label("30–49 år").check()
    page.get_by_role("button", name="Spara och ta nästa").click()
    expect(page.get_by_text("Blankett 1 är sparad.")).to_be_visible()
    expect(page.get_by_label("Blankettens nummer")).to_be_focused()
    visit(page, live_server, at("needs:interview", "blabarsvik", asked.pk))
    page.get_by_label("13–19 år").check()
    page.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    assert asked.answers.count() == 2
    context.close()


def test_the_pages_fit_their_windows_and_the_paper(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=2)
    for name in ("enter", "interview", "papers"):
        sit_down(page, live_server, asked, name)
        hold_up(page, f"needs-{name}")
    sit_down(page, live_server, asked)
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    expect(page.get_by_label("Vad är viktigast?")).to_be_visible()
    expect(page.get_by_role("button", name="Spara och ta nästa")).to_be_hidden()
