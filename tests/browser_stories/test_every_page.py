"""Every page of the platform as people meet it: accessible, in its window, from our own host, and with nothing to hide.

The pictures in `build/pictures` are there to be looked at: each page on a phone and on a desk.
"""

import re
import time
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.actions import SYSTEM
from servicepunkt.demo.accounts import ALI, ELIN, EXAMPLE, JOHAN, KARIN, MARGARETA, MEMO, Invented
from servicepunkt.method.actions import load_method
from servicepunkt.method.models import Passage, Statement
from servicepunkt.method.reading import shipped_method
from servicepunkt.people.models import Holding, Seat
from servicepunkt.people.pages import About, pages
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.browser import assert_accessible, look
from tests.browser_stories.staging import Witness, at, enter, log_in, visit

METHOD = "hallbara-lokala-servicelosningar"
NOT_PAGES = {"web:healthz", "people:end", "method:attachment"}
"""An answer for machines, an address that only takes what is sent, and a file."""
ERRORS_AT = "/finns-inte/"


def newer_method() -> int:
    """A version of the way of working that adds, drops and changes a requirement."""
    text = shipped_method(METHOD).decode()
    text = re.sub(r'(?m)^version = "[^"]*"', 'version = "99"', text, count=1)
    text = text.replace("Orten har en kontaktperson", "Orten har en kontaktperson och en ersättare")
    return load_method(raw=text.encode(), actor=SYSTEM).pk


def addresses() -> Iterator[tuple[str, str]]:
    """Every registered page with a name for its picture, filled with what the demonstration holds."""
    programme = Programme.objects.get(slug=EXAMPLE)
    kantarellboda = Passage.objects.get(place__slug="kantarellboda")
    more: dict[str, list[str | int]] = {
        "people:seat": [Holding.objects.filter(seat__body__area=programme.area, seat__role=Role.CONVENER)[0].seat_id],
        "programme:meeting": [programme.meetings.order_by("window_from")[0].pk],
        "programme:report": [programme.reports.order_by("due_on")[0].pk],
        "programme:outlay": [programme.outlays.filter(place__slug="tranbarsnas")[0].pk],
        "programme:divide": ["blabarsvik"],
        "method:requirement": ["mobil-servicepunkt-provad"],
        "method:gate": ["start"],
        "method:confirm": ["start", "assessment"],
        "method:decision": [kantarellboda.pk],
        "method:adopt": [newer_method()],
    }
    for one in pages():
        if one.name in NOT_PAGES:
            continue
        if one.about in (About.NOTHING, About.ACCOUNT):
            yield one.name, reverse(one.name)
        else:
            where = ["kantarellboda"] if one.about is About.PLACE else []
            yield one.name, at(one.name, *where, *more.get(one.name, []))


def hold_up(page: Page, name: str) -> None:
    """Hold the page as it is against what every page owes its reader, at a desk, on a phone and in a narrow window."""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator("h1").count() == 1, f"{page.url} has not one h1"
    title = page.title()
    assert title.endswith(" – Servicepunkt") and not title.startswith(" –"), f"{page.url} is called {title!r}"
    assert_accessible(page)
    look(page, f"story-{name}-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, f"story-{name}-390")
    page.set_viewport_size({"width": 320, "height": 800})
    assert_accessible(page)


def test_every_registered_page(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, MARGARETA)
    for name, address in addresses():
        visit(page, live_server, address)
        hold_up(page, name.replace(":", "-"))
