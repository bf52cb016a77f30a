"""The components in a real browser: accessible and within the window on every kind of screen, under our own policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import assert_accessible, look

pytestmark = [pytest.mark.urls("tests.ui.gallery"), pytest.mark.django_db(transaction=True), pytest.mark.looks]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_component_is_accessible(page: Page, live_server: LiveServer, width: int, scheme: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(live_server.url)
    look(page, f"gallery-{width}-{scheme}")
    assert_accessible(page)
    # A refused style, font or outline of the map would be reported here.
    assert complaints == []


def test_the_map_fetches_its_outlines_and_takes_its_colours_from_the_page(page: Page, live_server: LiveServer) -> None:
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url))
    page.goto(live_server.url, wait_until="networkidle")
    assert sum("sverige.svg" in url for url in fetched) == 1
    assert all(url.startswith(live_server.url) for url in fetched)
    outline = page.locator("use.land")
    assert outline.evaluate("element => element.getBBox().height") > 10_000
    assert outline.evaluate("element => getComputedStyle(element).fill") == "rgb(239, 230, 211)"


def test_controls_are_big_enough_for_a_thumb(phone: Page, live_server: LiveServer) -> None:
    phone.goto(live_server.url)
    controls = (
        ".button, .nav a, .tools button, .chapters a, summary, input:not([type=hidden]), select, textarea, .choice"
    )
    small = phone.eval_on_selector_all(
        controls,
        """all => all.filter(e => !["radio", "checkbox"].includes(e.type) && e.getBoundingClientRect().height < 44)
                     .map(e => e.outerHTML.slice(0, 80) + e.getBoundingClientRect().height)""",
    )
    assert small == []


def test_pins_can_be_hit_on_a_phone(phone: Page, live_server: LiveServer) -> None:
    phone.goto(live_server.url)
    sizes = phone.eval_on_selector_all("a.pin .pin__target", "all => all.map(e => e.getBoundingClientRect().width)")
    assert len(sizes) == 4
    assert min(sizes) >= 24


def without_errors(page: Page) -> None:
    """The gallery shows an error summary among its parts; here it is not what the keyboard should be led to."""
    page.route("**/ui/errors.js", lambda route: route.fulfill(body="", content_type="text/javascript"))


def test_the_first_tab_leads_past_the_menu(page: Page, live_server: LiveServer) -> None:
    without_errors(page)
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()


def test_folded_tasks_are_printed_unfolded(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    note = page.locator(".disclosure p")
    assert not note.is_visible()
    page.emulate_media(media="print")
    assert note.is_visible()


def test_choosing_english_stays_on_the_page_and_is_remembered(page: Page, live_server: LiveServer) -> None:
    without_errors(page)
    page.goto(f"{live_server.url}/?sida=2")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == f"{live_server.url}/?sida=2"
    page.goto(live_server.url)
    assert page.evaluate("document.documentElement.lang") == "en"
