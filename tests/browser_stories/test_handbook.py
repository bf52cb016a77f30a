"""The handbook tells of the pages as they are: every name it quotes stands on its page, and its pictures show it.

    HANDBOOK_PICTURES=1 python -m pytest tests/browser_stories/test_handbook.py

takes the pictures again. Look at them afterwards: no test knows what is ugly.
"""

import io
import os
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servicepunkt.web.templatetags.handbook import FOLDER, SCALE
from servicepunkt.web.views_handbook import CHAPTERS
from tests.browser_stories.handbook import staged
from tests.browser_stories.screens import WIDTH, Screen
from tests.browser_stories.staging import Witness, enter, visit

pytestmark = pytest.mark.looks

MAKING = "HANDBOOK_PICTURES" in os.environ
MOST_BYTES = 2 * 1024 * 1024
COLOURS = 64
MARGIN = 12
NAMES = """() => {
    const named = "h1, h2, h3, h4, a, button, label, legend, summary, th, dt, option";
    const said = element => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll(".sr-only, .badge, .field__optional").forEach(one => one.remove());
        return copy.textContent.replace(/\\s+/g, " ").trim();
    };
    return [...document.querySelectorAll(named)].map(said);
}"""
"""What things are called on a page: headings, links, buttons, labels; without what is added for screen readers."""
VOID = {"img", "br", "input", "meta", "link", "hr"}


class Chapter(HTMLParser):
    """The names that a chapter quotes, each with the screens it may stand on, and the pictures it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[tuple[str, tuple[str, ...]]] = []
        self.pictures: set[str] = set()
        self._screens: list[str] = []
        self._quoting = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "img" and "web/handbook/" in (said.get("src") or ""):
            self.pictures.add(str(said["src"]).rpartition("/")[2].partition(".")[0])
        if tag not in VOID:
            self._screens.append(said.get("data-screen") or (self._screens[-1] if self._screens else ""))
        self._quoting = tag == "b"

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._screens.pop()
        self._quoting = False

    def handle_data(self, data: str) -> None:
        if self._quoting:
            self.names.append((" ".join(data.split()), tuple(self._screens[-1].split())))


def _chapters() -> Iterator[Chapter]:
    for one in CHAPTERS:
        answer = Client().get(reverse(one.page))
        assert answer.status_code == 200
        yield Chapter(answer.content.decode().partition("<article")[2].partition("</article>")[0])


def _take(page: Page, name: str, screen: Screen) -> None:
    """Save the picture: as wide as a phone, from where it begins, in few colours."""
    page.evaluate(
        "document.querySelectorAll('.along').forEach(one => one.remove())"
    )  # lies over the page at the bottom
    top = page.locator(screen.begins).first.evaluate("one => one.getBoundingClientRect().top + scrollY")
    clip = {"x": 0, "y": max(0, top - MARGIN), "width": WIDTH, "height": screen.height}
    raw = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    FOLDER.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(raw)) as shot:
        few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}.png", optimize=True)


def _open(page: Page, server: LiveServer, screen: Screen) -> None:
    """Stand where the screen is shown."""
    page.context.clear_cookies()
    if screen.who:
        enter(page, server, screen.who)
    visit(page, server, screen.address)
    if screen.prepare:
        screen.prepare(page)


def test_every_name_in_the_handbook_stands_on_the_page_it_speaks_of(
    browser: Browser, live_server: LiveServer, witness: Witness
) -> None:
    screens = staged(browser, live_server)
    found: dict[str, set[str]] = {}
    scale = SCALE if MAKING else 1
    with browser.new_context(
        viewport={"width": WIDTH, "height": 844}, device_scale_factor=scale, locale="sv-SE"
    ) as context:
        witness.watch(context)
        page = context.new_page()
        for name, screen in screens.items():
            _open(page, live_server, screen)
            found[name] = set(page.evaluate(NAMES))
            if MAKING and screen.pictured:
                _take(page, name, screen)
    missing = defaultdict(list)
    quoted = [one for chapter in _chapters() for one in chapter.names]
    for said, where in quoted:
        if not any(said in found.get(one, ()) for one in where):
            missing[" ".join(where)].append(said)
    assert missing == {}
    assert len(quoted) > 60, "the handbook quotes names"
    assert {one for _said, where in quoted for one in where} <= set(screens)


def test_every_picture_is_used_light_and_as_wide_as_a_phone(browser: Browser, live_server: LiveServer) -> None:
    """A picture shows a page that the test above visits: its names are found there."""
    screens = staged(browser, live_server)
    used = {name for chapter in _chapters() for name in chapter.pictures}
    kept = {path.stem: path for path in FOLDER.glob("*.png")}
    assert used == set(kept) == {name for name, screen in screens.items() if screen.pictured}
    assert sum(path.stat().st_size for path in kept.values()) < MOST_BYTES
    for path in kept.values():
        with Image.open(path) as picture:
            assert picture.width == WIDTH * SCALE, path.name
