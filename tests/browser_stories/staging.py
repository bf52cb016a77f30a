"""What the stories in the browser share: the demonstration's people at their browsers, and a witness of it all."""

import datetime as dt
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import EXAMPLE, PASSWORD, Invented
from servicepunkt.people.models import Account
from tests.browser import assert_accessible, look

TODAY = dt.date(2026, 9, 15)
"""The day of every story. Any day would do: the demonstration is told backwards from it."""
NARROW = 320
SCREENS = ((1280, 900), (390, 844), (NARROW, 800))
VISIBLE_FOCUS = """() => {
    const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
    const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
    return (ring || s.boxShadow !== "none") && box.width > 1 && box.bottom > 0 && box.top < innerHeight;
}"""
"""Whether the focused element has a ring at least two pixels wide and is inside the window."""
FOCUSED = "() => document.activeElement.outerHTML.slice(0, 120)"


@dataclass
class Witness:
    """Writes down what no page may do: ask another host, or complain in the console (a refused style is told there)."""

    server: LiveServer
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Watch every page of a browser from now on."""
        context.on("request", self._asked)
        context.on("console", self._told)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.server.url):
            self.complaints.append(f"asked another host: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        # The browser says so itself when a page is answered with 403, 404, 409, 422 or 500: that was the answer.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.complaints.append(f"console: {message.text}")


def enter(page: Page, server: LiveServer, person: Invented) -> None:
    """Let a person be logged in already, for stories about something else than logging in."""
    client = Client()
    client.force_login(Account.objects.get(email=person.email))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])


def log_in(page: Page, server: LiveServer, person: Invented, password: str = PASSWORD) -> None:
    """Log in by typing, in the page's own form."""
    page.goto(server.url + reverse("account_login"))
    form = page.locator("main form").first
    form.get_by_label("E-postadress").fill(person.email)
    form.get_by_label("Lösenord").fill(password)
    form.get_by_role("button", name="Logga in").click()


def log_out(page: Page) -> None:
    """Log out by the button in the page's head, and wait until it is done."""
    page.get_by_role("button", name="Logga ut").first.click()
    expect(page.get_by_role("link", name="Logga in").first).to_be_visible()


def visit(page: Page, server: LiveServer, address: str, *, status: int = 200) -> Response:
    """Go to an address that must answer with a status."""
    response = page.goto(server.url + address)
    assert response is not None
    assert response.status == status, f"{address} answered {response.status}"
    return response


def at(name: str, *args: str | int, programme: str = EXAMPLE) -> str:
    """The address of a page of a programme (Exempelprogrammet) or of a place in it."""
    return reverse(name, args=[programme, *args])


def hold_up(page: Page, name: str) -> None:
    """Hold the page as it is against what every page owes its reader, at a desk, on a phone and in a narrow window.

    WCAG is asked in the narrow window only: that is where the layout differs most, and asking takes its time.
    """
    expect(page.locator("h1"), f"{page.url} has not one h1").to_have_count(1)
    title = page.title()
    assert title.endswith(" – Servicepunkt") and not title.startswith(" –"), f"{page.url} is called {title!r}"
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{page.url} is {too_wide} px wider than a window of {width} px"
        if width == NARROW:
            assert_accessible(page)
        else:
            look(page, f"story-{name}-{width}")
