"""A seat gives sight of exactly what it covers, from its first day to its last."""

import datetime as dt
import re
from collections.abc import Iterator

from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import Letter
from servicepunkt.demo.accounts import ALI, EXAMPLE, JOHAN, KARIN, MEMO, Invented
from servicepunkt.people.actions import seat_person
from servicepunkt.people.models import Seat
from servicepunkt.people.pages import About
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place, Village
from servicepunkt.programme.models import Programme
from servicepunkt.web import permissions
from tests.browser_stories.staging import TODAY, Witness, at, enter, hold_up, log_in, visit
from tests.documents import walk as documents
from tests.programme import meetings

NORA = Invented("Nora Nyström", "nora@example.com")
HER_PASSWORD = "ett eget långt lösenord"
OTHERS = ("Blåbärsvik", "Hjortronliden", "Kantarellboda", "Smultronhult", "Tranbärsnäs")


def test_a_new_contact_person_gets_in_sees_her_place_alone_and_leaves(
    page: Page, browser: Browser, live_server: LiveServer, witness: Witness
) -> None:
    seat = Seat.objects.get(place__slug="lingonsele", role=Role.CONTACT_PERSON, body__area__key=EXAMPLE)
    enter(page, live_server, KARIN)
    with override_settings(MAIL_CONFIGURED=True), browser.new_context(locale="sv-SE") as context:
        visit(page, live_server, at("people:seat", seat.pk))
        page.get_by_label("Namn").fill(NORA.name)
        page.get_by_label("E-postadress").fill(NORA.email)
        page.get_by_role("button", name="Utse", exact=True).click()
        expect(page.get_by_text(f"En inbjudan är skickad till {NORA.email}.")).to_be_visible()

        witness.watch(context)
        hers = context.new_page()
        letter = Letter.objects.get(kind="invitation")
        assert letter.address == NORA.email
        link = re.search(r"http://\S+", letter.body)
        assert link is not None, letter.body
        hers.goto(link.group())
        expect(hers.locator("h1")).to_have_text(f"Välkommen, {NORA.name}")
        hold_up(hers, "invited")
        hers.get_by_label("Välj ett lösenord").fill(HER_PASSWORD)
        hers.get_by_role("button", name="Spara och logga in").click()
        expect(hers.get_by_text("Välkommen! Nu är du inloggad.")).to_be_visible()
        hers.goto(link.group())
        expect(hers.get_by_text("Inbjudan är redan använd.")).to_be_visible()
        hold_up(hers, "invitation-over")
        hers.context.clear_cookies()
        log_in(hers, live_server, NORA, HER_PASSWORD)
        expect(hers.locator("main")).to_contain_text("Lingonsele")

        for address in ("/", at("programme:programme"), at("people:bodies"), at("programme:division")):
            visit(hers, live_server, address)
            text = hers.locator("main").inner_text()
            assert not [name for name in OTHERS if name in text], address
        visit(hers, live_server, at("method:place", "lingonsele"))
        visit(hers, live_server, at("method:place", "kantarellboda"), status=403)
        visit(hers, live_server, at("programme:programme", programme=MEMO), status=404)

        page.get_by_text(f"Sätt sista dag för {NORA.name}").click()
        page.get_by_role("button", name="Spara sista dag").click()
        expect(page.get_by_text(f"Sista dagen för {NORA.name} är sparad.")).to_be_visible()
        visit(hers, live_server, at("method:place", "lingonsele"))  # the last day is a day in the seat
        with clock.fixed(TODAY + dt.timedelta(days=1)):
            visit(hers, live_server, at("method:place", "lingonsele"), status=404)
            visit(hers, live_server, "/")
            expect(hers.get_by_text("Du har ingen plats just nu")).to_be_visible()
            assert "Lingonsele" not in hers.content()


def test_somebody_with_seats_in_two_regions_sees_both_and_one_region_only_elsewhere(
    page: Page, live_server: LiveServer
) -> None:
    north = Seat.objects.get(body__area__key=MEMO, role=Role.LEADER, area__key="norra")
    seat_person(
        seat=north, name=JOHAN.name, email=JOHAN.email, from_on=TODAY, to_on=None, substitute=False, actor=SYSTEM
    )
    enter(page, live_server, JOHAN)
    visit(page, live_server, at("programme:programme"))
    for name in (*OTHERS, "Lingonsele"):
        expect(page.locator("main table").first).to_contain_text(name)
    visit(page, live_server, at("method:place", "kantarellboda"))  # in the south
    visit(page, live_server, at("method:place", "hjortronliden"))  # in the north
    visit(page, live_server, at("programme:programme", programme=MEMO))
    expect(page.locator("main table").first).to_contain_text("Kuttainen")
    expect(page.locator("main")).not_to_contain_text("Byxelkrok")
    visit(page, live_server, at("method:place", "byxelkrok", programme=MEMO), status=403)


NEEDS_MORE = {
    "programme:outlay",
    "programme:cost",
    "programme:begin_report",
    "method:adopt",
    "people:end",
    "people:address",
    "people:invite",
    "people:withdraw",
    "supply:register_report",
    "programme:letter",
    "programme:letter_again",
    "programme:letter_stop",
    "post:letter",
    "post:choose",
    *documents.ABOUT_ONE,
}
"""Pages of one thing that the demonstration does not have; and documents, which their kinds give to whom they are for:
a report that was sent to the funder may tell of places."""


NOT_THOUGHT_OF = ("answer:", "calendar:feed", "work:", "login:invited", "login:address", "web:handbook")


def _pages_without_a_place() -> Iterator[str]:
    """Every address that somebody without sight of places could think of opening."""
    for programme in Programme.objects.all():
        more: dict[str, list[str | int]] = {
            "people:seat": [Seat.objects.filter(body__area=programme.area, place=None)[0].pk],
            "programme:report": [programme.reports.all()[0].pk],
            "budget:legal_value": ["lou.direct"],
            **meetings.arguments(programme),
        }
        for one in permissions.all_pages():
            if one.name in NEEDS_MORE or one.saves_only:
                continue
            if one.about is About.PROGRAMME:
                yield reverse(one.name, args=[programme.slug, *more.get(one.name, [])])
            elif one.name in ("method:place", "people:local_group", "method:decisions", "programme:place_journal"):
                yield reverse(one.name, args=[programme.slug, programme.area.memberships.all()[0].place.slug])
            # Where people answer, wait or are invited has a random key; the handbook's village is invented.
            elif one.about in (About.NOTHING, About.ACCOUNT) and not one.name.startswith(NOT_THOUGHT_OF):
                yield reverse(one.name)


def test_the_funder_sees_numbers_and_no_place(page: Page, live_server: LiveServer) -> None:
    names = {*Place.objects.values_list("name", flat=True), *Village.objects.values_list("name", flat=True)}
    names |= {f"/ort/{slug}/" for slug in Place.objects.values_list("slug", flat=True)}
    enter(page, live_server, ALI)
    opened: list[str] = []
    closed: list[str] = []
    for address in _pages_without_a_place():
        response = page.request.get(live_server.url + address)
        assert response.status in (200, 403, 404), f"{address} answered {response.status}"
        (opened if response.ok else closed).append(address)
        html = response.text().replace(address, "")  # the language form leads back to the address that was asked for
        told = [name for name in names if re.search(rf"\b{re.escape(name)}\b" if name[0] != "/" else name, html)]
        assert told == [], f"{address} tells of {told}"
    for name in ("programme:programme", "programme:calendar", "method:method", "programme:about"):
        assert {at(name), at(name, programme=MEMO)} <= set(opened)
    for name in ("people:bodies", "programme:money", "programme:journal", "programme:division"):
        assert {at(name), at(name, programme=MEMO)} <= set(closed)
    visit(page, live_server, at("programme:programme"))
    expect(page.locator("main .figures")).to_contain_text("6")
