"""The handbook's screens of plan, budget, agreements and start, in the village that has gone all the way."""

from functools import partial

from playwright.sync_api import Page, expect

from servicepunkt.agreements.models import Agreement
from servicepunkt.demo.accounts import ELIN, JOHAN, LARS
from servicepunkt.demo.villages import KANTARELLBODA
from servicepunkt.method.models import Passage
from tests.browser_stories.screens import Screen
from tests.browser_stories.staging import at

FAR = "kantarellboda"
STARTING = "blabarsvik"
BIRGITTA = KANTARELLBODA.contact
CHAPTER = "behov"


def of_the_way() -> dict[str, Screen]:
    """Every screen by name, in an order in which they can be visited."""
    return {**_of_the_plan(), **_of_the_budget(), **_of_agreements(), **_of_the_start()}


def _unpictured(name: str, *args: str | int, place: str = FAR) -> Screen:
    return Screen(BIRGITTA, at(name, place, *args), pictured=False)


def _of_the_plan() -> dict[str, Screen]:
    return {
        "plan": Screen(BIRGITTA, at("plan:plan", FAR), height=900),
        "chapter": Screen(BIRGITTA, at("plan:chapter", FAR, CHAPTER), height=760),
        "chapter-write": _unpictured("plan:write", CHAPTER),
        "chapter-decide": _unpictured("plan:decide", CHAPTER),
        "chapter-aside": _unpictured("plan:set_aside", CHAPTER),
        "plan-sheets": Screen(BIRGITTA, at("plan:sheets", FAR), height=860),
        "offering": _unpictured("plan:sheet", "erbjudandet"),
        "opening": _unpictured("plan:sheet", "oppettider"),
        "plan-hours": Screen(BIRGITTA, at("plan:hours", FAR), height=620),
        "operating": Screen(BIRGITTA, at("plan:operating_form", FAR), height=760),
        "influence": _unpictured("plan:influence"),
    }


def _of_the_budget() -> dict[str, Screen]:
    stands = at("budget:stands", FAR)
    return {
        "budget": Screen(BIRGITTA, at("budget:budget", FAR), height=860),
        "budget-costs": _unpictured("budget:sheet", "kostnader"),
        "budget-cost": _unpictured("budget:new_fact", "kostnader"),
        "budget-incomes": _unpictured("budget:sheet", "intakter"),
        "stands": Screen(BIRGITTA, stands, begins="main section h2", height=620),
        "fan": Screen(BIRGITTA, stands, begins="#solfjader", height=440),
        "outcome": _unpictured("budget:outcome"),
    }


def _of_agreements() -> dict[str, Screen]:
    draft, running = (Agreement.objects.get(place__slug=FAR, kind=kind).pk for kind in ("agent", "lease"))
    commitment = Agreement.objects.get(pk=running).commitments.get().pk
    return {
        "agreements": Screen(BIRGITTA, at("agreements:agreements", FAR), height=760),
        "agreement-draft": Screen(BIRGITTA, at("agreements:agreement", FAR, draft), height=760),
        "agreement-running": Screen(BIRGITTA, at("agreements:agreement", FAR, running), height=760),
        "follow-up": _unpictured("agreements:new_follow_up", running, commitment),
        "leaving": Screen(BIRGITTA, at("agreements:leaving", FAR, running), height=680),
        "agreement-sign": Screen(BIRGITTA, at("agreements:lay", FAR, draft), partial(_lay, draft), height=760),
    }


def _lay(draft: int, page: Page) -> None:
    """The text is laid for signing, and one goes to where it is signed."""
    page.get_by_role("button", name="Lägg fram").click()
    expect(page.get_by_text("Väntar på underskrifter")).to_be_visible()
    page.get_by_role("link", name="Läs och skriv under").click()
    expect(page.get_by_role("heading", name="Underskrifter")).to_be_visible()


def _of_the_start() -> dict[str, Screen]:
    gate = at("method:gate", STARTING, "start")
    passed = Passage.objects.filter(place__slug=FAR)[0].pk
    return {
        "gate": Screen(ELIN, gate, height=760),
        "gate-officer": Screen(LARS, gate, pictured=False),
        "gate-leader": Screen(JOHAN, gate, pictured=False),
        "decisions": _unpictured("method:decision", passed),
    }
