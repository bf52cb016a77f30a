"""Answering on a phone whose coverage comes and goes: nothing is lost, and nothing is doubled."""

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Page, Route, TimeoutError, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.needs.models import Questionnaire
from tests.browser import assert_accessible
from tests.browser_stories.answering import AGAIN, LEFT, SAVED, SENT, address, ask, come, cut, fill, press_send
from tests.browser_stories.staging import Witness, hold_up, visit
from tests.needs import making

pytestmark = pytest.mark.usefixtures("line_is_bad")


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
    # The worker's own sending would get past the bad gateway below, and before anybody has read what the page says.
    page.add_init_script("SyncManager.prototype.register = () => Promise.reject(new Error('not here'))")
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
    with suppress(TimeoutError):  # a button when the service worker was quicker than the page; it may just have gone
        mend.click(timeout=3_000)
    expect(refused).to_contain_text("Koden finns inte.")
    later.get_by_label("Hushållets kod").fill("TEST-0001")
    press_send(later)
    expect(later.get_by_text("Svaret kom fram och är sparat, men räknas inte")).to_be_visible()
    assert asked.answers.get().late
