"""English is chosen, never guessed; and pages are worth printing."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import JOHAN, MARGARETA
from tests.browser import look
from tests.browser_stories.staging import Witness, at, enter, visit

FRAME = """() => [...document.querySelectorAll(
    ".stripe *, .tools a, .tools button, .nav a, .chapters a, .bottom a, .bottom p, main button, main a.button, .state,"
    + ".flag, .progress__text, .path__here, label, legend, .field__help, thead th, caption, h1, h2, aside h2, aside dt"
)].map(e => e.textContent.replace(/\\s+/g, " ").trim()).filter(text => /[a-zåäö]/i.test(text))"""
"""What the platform itself says on a page: menus, buttons, states, labels and headings."""
SAME_IN_BOTH = {"Start", "Demonstration.", "Region"}
NAMES = ("Blåbärsvik", "Tranbärsnäs", "Servicepunkt")


def _said(page: Page) -> set[str]:
    """What the frame says, without the names of places, which are the same in every language."""
    out = set()
    for text in page.evaluate(FRAME):
        for name in NAMES:
            text = text.replace(name, "")
        if any(letter.isalpha() for letter in text):
            out.add(text.strip())
    return out


def test_english_is_chosen_never_guessed_is_english_all_over_and_swedish_comes_back(
    browser: Browser, live_server: LiveServer, witness: Witness
) -> None:
    with browser.new_context(locale="en-GB") as context:  # a Swedish villager's telephone may well speak English
        witness.watch(context)
        _switch_and_back(context.new_page(), live_server)


def _switch_and_back(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, JOHAN)
    addresses = [
        "/",
        at("programme:programme"),
        at("programme:calendar"),
        at("method:place", "tranbarsnas"),
        at("method:requirement", "tranbarsnas", "utbyte-med-andra-projekt"),
        at("method:gate", "blabarsvik", "start"),
        at("people:local_group", "tranbarsnas"),
    ]
    swedish = {}
    for address in addresses:
        visit(page, live_server, address)
        swedish[address] = _said(page)
        assert page.evaluate("[document.documentElement.lang, navigator.language]") == ["sv", "en-GB"]
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.lang") == "en"
    for address in addresses:
        visit(page, live_server, address)
        left = (swedish[address] & _said(page)) - SAME_IN_BOTH
        assert not left, f"{address} still says {sorted(left)}"
    expect(page.get_by_role("link", name="My account")).to_be_visible()
    look(page, "story-english-group")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("link", name="Mitt konto")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "sv"
    assert _said(page) == swedish[addresses[-1]]


def test_a_printed_page_has_all_of_the_matter_and_none_of_the_furniture(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, MARGARETA)
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    for name, address in (
        ("programme", at("programme:programme")),
        ("place", at("method:place", "hjortronliden")),
        ("gate", at("method:gate", "blabarsvik", "start")),
    ):
        visit(page, live_server, address)
        page.emulate_media(media="print")
        for furniture in (".nav", ".tools", ".chapters", "main .button"):
            assert not page.locator(furniture).locator("visible=true").count(), f"{furniture} is printed"
        for title in page.locator("main h1, main h2:not(.sr-only), main h3, main h4").all():
            assert title.is_visible(), f"not printed: {title.text_content()}"
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        look(page, f"story-print-{name}")
        assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF-")
        page.emulate_media(media="screen")
