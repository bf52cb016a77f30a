"""A person at a phone who has a keyboard and nothing else: every act is a key pressed where the focus is.

Whatever is used is first reached by Tab, and every stop on the way is held against what WCAG 2.2 asks of the focus: it
is seen (2.4.7) and is not hidden under anything (2.4.11). Every new page must fit the phone.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

FARTHEST = 250
"""How many times one may have to press Tab on the way to anything: a page that asks for more is too long."""
OPTIONS = 400
STOP = """target => {
    const e = document.activeElement;
    if (!e || e === document.body) return {same: false, skips: false, told: "nothing", ring: true, seen: true};
    const style = getComputedStyle(e), box = e.getClientRects()[0] || e.getBoundingClientRect();
    const ring = style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const across = [0.5, 0.1, 0.9].map(part => left + (right - left) * part);
    const down = [0.5, 0.1, 0.9].map(part => top + (bottom - top) * part);
    const seen = right - left > 1 && bottom - top > 1 && across.some(x => down.some(y => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (hit === e || e.contains(hit) || (e.labels && [...e.labels].some(l => l.contains(hit))));
    }));
    const group = target && e.type === "radio" && target.type === "radio" && e.name === target.name;
    const skips = e.className === "skip" && target && document.querySelector("main").contains(target);
    return {same: e === target || group, skips, told: e.outerHTML.slice(0, 160), ring, seen};
}"""
"""Whether the focus is on the target (or on another button of the same choice), has a ring and lies open to the eye."""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def exactly(name: str) -> re.Pattern[str]:
    """The whole of an accessible name; a label may end with that the field can be left empty."""
    return re.compile(rf"^\s*{re.escape(name)}\s*(\(frivilligt\))?\s*$")


def named(name: str) -> re.Pattern[str]:
    """The whole of a link's name; what only screen readers are told begins with a colon, set apart or not."""
    return re.compile("^" + re.escape(name).replace(":", r"\s*:") + "$")


@dataclass
class Keyboard:
    """The keys of one phone. What is named is looked for in the page's main content unless `everywhere`."""

    page: Page
    presses: int = 0
    farthest: int = 0

    def arrive(self, heading: str) -> None:
        """Wait for the page with a heading, which must fit the phone."""
        expect(self.page.locator("h1")).to_have_text(heading)
        self.page.wait_for_load_state()
        too_wide = self.page.evaluate(TOO_WIDE)
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px wider than the phone"

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus: past the menus by their link, and round by the page's end."""
        expect(target).to_have_count(1)
        handle = target.element_handle()
        if self.page.evaluate(STOP, handle)["same"]:
            return
        for pressed in range(1, FARTHEST + 1):
            stop = self._stop("Tab", handle)
            if stop["same"]:
                self.farthest = max(self.farthest, pressed)
                return
            if stop["skips"]:
                self.page.keyboard.press("Enter")
                expect(self.page.locator("main#innehall")).to_be_focused()
        raise AssertionError(f"no way by Tab to {target} on {self.page.url}")

    def _stop(self, key: str, handle: Any) -> dict[str, Any]:
        self.page.keyboard.press(key)
        self.presses += 1
        stop: dict[str, Any] = self.page.evaluate(STOP, handle)
        assert stop["ring"], f"the focus cannot be seen on {self.page.url}: {stop['told']}"
        assert stop["seen"], f"the focus is hidden on {self.page.url}: {stop['told']}"
        return stop

    def follow(self, name: str, to: str = "", *, everywhere: bool = False, first: bool = False) -> None:
        """Go to a link by its name (the `first` of several), press Enter on it, and come to the page with a heading (no
        new page: none)."""
        links = self.page.locator("body" if everywhere else "main").get_by_role("link", name=named(name))
        self._enter(links.first if first else links, to)

    def press(self, name: str, to: str = "", *, within: Locator | None = None) -> None:
        """Go to a button by its name, press Enter on it, and come to the page with a heading (no new page: none)."""
        self._enter((within or self.page.locator("main")).get_by_role("button", name=name, exact=True), to)

    def _enter(self, target: Locator, to: str = "") -> None:
        self.reach(target)
        if to:  # the next page may have the heading of this one, so this one is marked
            self.page.evaluate("document.documentElement.dataset.left = '1'")
        self.page.keyboard.press("Enter")
        self.presses += 1
        if to:
            expect(self.page.locator("html[data-left]")).to_have_count(0)
            self.arrive(to)

    def mends(self, button: str, said: str, label: str) -> None:
        """Press a button too early: what is wrong is said where the focus lands, with a link to the field."""
        heading = self.page.locator("h1").inner_text()
        self.press(button, heading)
        expect(self.page.locator("#fel")).to_be_focused()
        self._enter(self.page.locator("#fel").get_by_role("link").filter(has_text=said))
        expect(self._field(label)).to_be_focused()

    def unfold(self, name: str) -> None:
        """Open what is folded under a line, unless it is open already."""
        line = self.page.locator("main summary").filter(has_text=name)
        if line.locator("..").get_attribute("open") is None:
            self._enter(line)
        expect(line.locator("..")).to_have_attribute("open", "")

    def _field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(exactly(label))

    def write(self, label: str, text: str) -> None:
        """Go to a field by its label and write there, in place of what stands there."""
        field = self._field(label)
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def date(self, label: str, day: dt.date) -> None:
        """Go to a field for a day and write it in the order in which this browser asks for its parts."""
        field = self._field(label)
        self.reach(field)
        for order in ("%m%d%Y", "%Y%m%d", "%d%m%Y"):
            self.page.keyboard.type(day.strftime(order))
            if field.input_value() == day.isoformat():
                return
            self.page.keyboard.press("Shift+Tab")
            self.reach(field)
        raise AssertionError(f"no way to write {day} in {label}")

    def choose(self, label: str, option: str) -> None:
        """Go to a list by its label and step with the arrow to a choice."""
        field = self._field(label)
        self.reach(field)
        self.page.keyboard.press("Home")
        for _each in range(OPTIONS):
            if field.evaluate("e => e.selectedOptions[0].text.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} has no choice {option}")

    def tick(self, label: str) -> None:
        """Go to a box by its label and tick it with the space bar."""
        field = self._field(label)
        self.reach(field)
        self.page.keyboard.press("Space")
        expect(field).to_be_checked()

    def pick(self, group: str, option: str) -> None:
        """Go to a choice by what it asks and step with the arrow to an answer."""
        whole = self.page.locator("main").get_by_role("group", name=group)
        one = whole.get_by_role("radio", name=option, exact=True)
        self.reach(one)
        for _each in range(OPTIONS):
            if one.is_checked():
                return
            on_it = one.evaluate("e => e === document.activeElement")
            self.page.keyboard.press("Space" if on_it else "ArrowDown")
        raise AssertionError(f"{group} has no answer {option}")
