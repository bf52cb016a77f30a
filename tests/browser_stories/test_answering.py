"""Answering on a phone whose coverage comes and goes: nothing is lost, nothing is doubled, nothing is left behind."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import EXAMPLE
from servicepunkt.needs.models import Questionnaire
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.browser import assert_accessible
from tests.browser_stories.staging import FOCUSED, VISIBLE_FOCUS, Witness, hold_up, visit
from tests.needs import making

SAVED = "Sparat på telefonen. Skickas när det finns täckning."
SENT = "Skickat. Tack!"
AGAIN = "Det här svaret hade redan kommit fram. Det är sparat en gång."
LEFT = """async () => {
    const out = [JSON.stringify({...localStorage}), document.body.innerText];
    const asked = indexedDB.open("svara");
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result) });
    for (const name of database.objectStoreNames)
        out.push(JSON.stringify(await new Promise((done) => {
            const r = database.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result) })));
    database.close();
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            out.push(request.url, await (await (await caches.open(name)).match(request, {ignoreVary: true})).text());
    return out.join("\\n");
}"""
"""Everything this browser keeps, as one text."""


def ask(codes: int = 0, **more: Any) -> Questionnaire:
    """A questionnaire in a village of the demonstration."""
    place, programme = Place.objects.get(slug="blabarsvik"), Programme.objects.get(slug=EXAMPLE)
    return making.questionnaire(place, programme.area, codes=codes, **more)


@pytest.fixture
def asked() -> Questionnaire:
    return ask()


@pytest.fixture(autouse=True)
def line_is_bad(witness: Witness) -> Iterator[None]:
    """The browser itself complains of a line that is down: that is what these stories are about."""
    yield
    witness.complaints[:] = [one for one in witness.complaints if "net::ERR" not in one]


def address(asked: Questionnaire, name: str = "answer") -> str:
    return reverse(f"answer:{name}", args=[asked.key])


def come(page: Page, server: LiveServer, asked: Questionnaire) -> None:
    """Open the questionnaire and let the phone take it in."""
    visit(page, server, address(asked))
    expect(page.get_by_text("Du kan svara utan täckning.")).to_be_visible()
    page.wait_for_function(
        """async (path) => {
            for (const name of await caches.keys())
                if (await (await caches.open(name)).match(path, {ignoreVary: true})) return true;
            return false;
        }""",
        arg=address(asked),
    )


def fill(page: Page, words: str = "En mack vore bra.") -> None:
    page.get_by_label("30–49 år").check()
    shop = page.get_by_role("group", name="Mataffär")
    shop.get_by_label("Mycket viktig").check(force=True)
    page.get_by_role("group", name="mon").get_by_label("evening").check(force=True)
    page.get_by_label("Hur många bor ni?").fill("3")
    page.get_by_label("Vad är viktigast?").fill(words)


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Skicka", exact=True).click()


def cut(page: Page, off: bool = True) -> None:
    page.context.set_offline(off)


def test_an_answer_given_without_coverage_is_sent_once_when_there_is_some(
    phone: Page, live_server: LiveServer, asked: Questionnaire, witness: Witness
) -> None:
    witness.watch(phone.context)
    come(phone, live_server, asked)
    cut(phone)
    phone.reload()  # the page itself comes from the phone
    expect(phone.get_by_text("Du har ingen täckning just nu.")).to_be_visible()
    fill(phone)
    press_send(phone)
    expect(phone.get_by_text(SAVED)).to_be_visible()
    assert not asked.answers.exists()
    context = phone.context
    phone.close()
    context.set_offline(False)
    later = context.new_page()
    visit(later, live_server, address(asked))
    expect(later.get_by_text(SENT)).to_be_visible()
    later.reload()
    expect(later.get_by_label("Vad är viktigast?")).to_have_value("")
    answer = asked.answers.get()
    assert json.loads(answer.values) == {
        "age": "30-49", "services": {"shop": "4"}, "times": {"mon": ["evening"]}, "household": 3,
    }  # fmt: skip
    assert asked.texts.get().text == "En mack vore bra."


def test_coverage_that_comes_back_sends_by_itself(page: Page, live_server: LiveServer, asked: Questionnaire) -> None:
    come(page, live_server, asked)
    cut(page)
    for words in ("Första", "Andra"):  # an interviewer at two doors
        fill(page, words)
        press_send(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        page.get_by_role("button", name="Svara för en till i hushållet").click()
    expect(page.get_by_text("Ett svar väntar på att skickas: Vad behöver bygden?")).to_have_count(2)
    cut(page, False)
    expect(page.get_by_text(SENT)).to_be_visible()
    expect(page.get_by_text("Ett svar väntar på att skickas")).to_have_count(0)
    assert sorted(asked.texts.values_list("text", flat=True)) == ["Andra", "Första"]


def test_the_same_answer_ten_times_at_once_is_stored_once(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    states = page.evaluate(
        """async (to) => {
            const record = {to, key: crypto.randomUUID(), body: {age: "30-49", words: "En gång"}, code: ""};
            const told = await Promise.all(Array.from({length: 10}, () => self.waiting.post(record)));
            return told.map((one) => one.state).sort();
        }""",
        address(asked),
    )
    assert states == ["again"] * 9 + ["received"]
    assert asked.answers.count() == asked.texts.count() == 1


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_stored_once(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)

    lost: list[int] = []

    def lose_the_receipt(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/svara/**", lose_the_receipt)
    fill(page)
    press_send(page)
    expect(page.get_by_text(AGAIN)).to_be_visible(timeout=30_000)  # nobody touches the phone
    expect(page.get_by_text("Ett svar väntar på att skickas")).to_have_count(0)
    assert lost == [200]
    assert asked.answers.count() == asked.texts.count() == 1


def test_a_server_that_is_being_restarted_gets_the_answer_later(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    page.route("**/svara/**", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    fill(page)
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.unroute("**/svara/**")
    expect(page.get_by_text(SENT)).to_be_visible(timeout=30_000)  # nobody touches the phone
    assert asked.answers.count() == 1


def test_an_answer_that_comes_back_after_the_close_is_kept_and_the_sender_told(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    cut(page)
    fill(page)
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    making.close(asked)
    page.close()
    later = page.context.new_page()
    cut(later, False)
    visit(later, live_server, address(asked))
    expect(later.get_by_text("Enkäten stängde den 15 september. Svaret kom fram och är sparat, men räknas inte"))\
        .to_be_visible()  # fmt: skip
    assert asked.answers.get().late


def test_what_was_begun_before_the_close_can_still_be_sent(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    fill(page, "Påbörjat i tid")
    making.close(asked)
    page.reload()
    begun = page.get_by_text("Du hade börjat svara.")
    expect(begun).to_be_visible()
    expect(page.get_by_label("Vad är viktigast?")).to_be_hidden()
    hold_up(page, "answering-begun-and-closed")
    page.get_by_role("button", name="Läs igenom och skicka").click()
    expect(page.get_by_label("Vad är viktigast?")).to_have_value("Påbörjat i tid")
    assert_accessible(page)
    press_send(page)
    expect(page.get_by_text("Svaret kom fram och är sparat, men räknas inte")).to_be_visible()
    expect(page.get_by_role("button", name="Svara för en till i hushållet")).to_be_hidden()
    assert asked.answers.get().late and asked.texts.get().text == "Påbörjat i tid"
    page.reload()
    expect(page.get_by_text("Tack till alla som svarade.")).to_be_visible()
    expect(begun).to_be_hidden()
    expect(page.locator("#enkat")).to_be_hidden()
    assert "Påbörjat i tid" not in page.evaluate(LEFT)


def test_what_was_begun_before_the_close_can_be_thrown_away(
    page: Page, live_server: LiveServer, asked: Questionnaire
) -> None:
    come(page, live_server, asked)
    fill(page, "Hemligt")
    making.close(asked)
    page.close()
    later = page.context.new_page()
    visit(later, live_server, address(asked))
    later.get_by_role("button", name="Släng").click()
    later.get_by_role("button", name="Säkert? Släng").click()
    expect(later.get_by_text("Svaret är borta från telefonen.")).to_be_visible()
    expect(later.get_by_text("Du hade börjat svara.")).to_be_hidden()
    assert "Hemligt" not in later.evaluate(LEFT) and not asked.answers.exists()


def test_an_answer_that_was_refused_after_the_close_can_be_mended(page: Page, live_server: LiveServer) -> None:
    asked = ask(codes=1)
    come(page, live_server, asked)
    cut(page)
    fill(page)
    page.get_by_label("Hushållets kod").fill("TEST-0002")
    press_send(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    making.close(asked)
    page.close()
    later = page.context.new_page()
    cut(later, False)
    visit(later, live_server, address(asked))
    refused, mend = later.get_by_role("alert"), later.get_by_role("button", name="Rätta")
    expect(refused.or_(mend)).to_be_visible()
    if mend.is_visible():  # the service worker was quicker than the page
        mend.click()
    expect(refused).to_contain_text("Koden finns inte.")
    later.get_by_label("Hushållets kod").fill("TEST-0001")
    press_send(later)
    expect(later.get_by_text("Svaret kom fram och är sparat, men räknas inte")).to_be_visible()
    assert asked.answers.get().late


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
