"""Every page of the platform as people meet it: accessible, in its window, from our own host, and with nothing to hide.

With `PICTURES=1` there are pictures in `build/pictures` to be looked at: each page on a phone and on a desk.
"""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.mail import put
from servicepunkt.core.models import Letter
from servicepunkt.demo.accounts import ALI, ELIN, EXAMPLE, JOHAN, KARIN, MARGARETA, MEMO, SOFIA, Invented
from servicepunkt.demo.villages import KANTARELLBODA
from servicepunkt.method.actions import load_method
from servicepunkt.method.models import Passage
from servicepunkt.method.reading import shipped_method
from servicepunkt.people.models import Account, Holding, Seat
from servicepunkt.people.pages import About
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Application, Contribution, Programme, VillageMeeting
from servicepunkt.supply.models import Offer, Transport
from servicepunkt.web import permissions
from tests.agreements import walk as agreements
from tests.browser import assert_accessible, look
from tests.browser_stories.staging import at, enter, hold_up, log_in, visit
from tests.builders import invited, proposed
from tests.core.jobs import NO_PAGES, waited_for
from tests.documents import walk as documents
from tests.documents.office import registered
from tests.needs import walk
from tests.plan import walk as plan
from tests.programme import meetings
from tests.supply.listing import load, poi, point_of, store

pytestmark = pytest.mark.looks

METHOD = "hallbara-lokala-servicelosningar"
NOT_PAGES = {
    "web:healthz",
    *meetings.FILES,
    "post:choose",
    "method:attachment",
    "supply:export",
    "supply:register_report",
    "programme:costs_file",
    *walk.FILES,
    *plan.FILES,
    *agreements.FILES,
    *documents.FILES,
    *NO_PAGES,
}
"""An answer for machines, and files."""
THE_VILLAGES_OWN = {
    "programme:balance", "programme:vision", "programme:new_application", "programme:application",
    "programme:new_village_meeting", *walk.THE_VILLAGES_OWN, *plan.THE_VILLAGES_OWN, *agreements.THE_VILLAGES_OWN,
}  # fmt: skip
"""Pages on which a village writes; the owner has everything else."""
BIRGITTA = KANTARELLBODA.contact or ELIN


def newer_method() -> int:
    """A version of the way of working that adds, drops and changes a requirement."""
    text = shipped_method(METHOD).decode()
    text = re.sub(r'(?m)^version = "[^"]*"', 'version = "99"', text, count=1)
    text = text.replace(
        "Den lokala gruppen har en kontaktperson", "Den lokala gruppen har en kontaktperson och en ersättare"
    )
    return load_method(raw=text.encode(), actor=SYSTEM).pk


def some_register() -> None:
    """A list of services near Kantarellboda, with rows of every sort in its report."""
    lat, lon = point_of("kantarellboda")
    load(poi(store(lat + 0.05, lon), store(lat + 0.05, lon), store(lat, lon, location="Handeln"), store(0, 0)))


def _letter_to(person: Invented) -> int:
    """A letter about no programme."""
    account = Account.objects.get(email=person.email)
    return put(
        key="test:letter", kind="report", address=account.email, account_id=account.pk, subject="Prov", body="Ett prov."
    ).pk


def addresses() -> Iterator[tuple[str, str]]:
    """Every registered page with a name for its picture, filled with what the demonstration holds."""
    programme = Programme.objects.get(slug=EXAMPLE)
    kantarellboda = Passage.objects.get(place__slug="kantarellboda")
    more: dict[str, list[str | int]] = {
        "people:seat": [Holding.objects.filter(seat__body__area=programme.area, seat__role=Role.CONVENER)[0].seat_id],
        "people:address": [Holding.objects.get(person__email=ALI.email, seat__area=programme.area).pk],
        "login:address": [proposed(Holding.objects.filter(person__email=MARGARETA.email)[0])],
        "login:invited": [invited(Seat.objects.get(place__slug="kantarellboda", role=Role.CONTACT_PERSON))],
        "programme:report": [programme.reports.order_by("due_on")[0].pk],
        "programme:cost": [Contribution.objects.filter(area=programme.area)[0].pk],
        "programme:letter": [Letter.objects.filter(area_id=programme.area_id, state="failed")[0].pk],
        "post:letter": [_letter_to(MARGARETA)],
        "programme:outlay": [programme.outlays.filter(place__slug="tranbarsnas")[0].pk],
        "programme:village_meeting": [VillageMeeting.objects.filter(place__slug="kantarellboda")[0].pk],
        "programme:application": [Application.objects.filter(place__slug="kantarellboda")[0].pk],
        "supply:offer": [Offer.objects.filter(place__slug="kantarellboda")[0].pk],
        "supply:sheet": ["lokaler"],
        "supply:new_fact": ["lokala-produkter"],
        "supply:fact": ["transporter", Transport.objects.get(place__slug="kantarellboda", name="Lantbrevbäringen").pk],
        "method:requirement": ["mobil-servicepunkt-provad"],
        "method:gate": ["start"],
        "method:confirm": ["start", "assessment"],
        "method:decision": [kantarellboda.pk],
        "method:adopt": [newer_method()],
        "work:job": [waited_for(Account.objects.get(email=MARGARETA.email).pk)],
        **meetings.arguments(programme),
        **walk.arguments(programme.area, Place.objects.get(slug="kantarellboda")),
        **plan.arguments(programme.area, Place.objects.get(slug="kantarellboda")),
        **agreements.arguments(programme.area, Place.objects.get(slug="kantarellboda")),
        **documents.arguments(programme.area),
    }
    some_register()
    old = documents.past_its_time(programme.area, 80).pk
    for one in permissions.all_pages():
        if one.name in NOT_PAGES or one.saves_only:
            continue
        asked = f"?v={old}" if one.name == "documents:destroy" else ""
        if one.about in (About.NOTHING, About.ACCOUNT):
            yield one.name, reverse(one.name, args=more.get(one.name, []))
        else:
            where = ["kantarellboda"] if one.about is About.PLACE else []
            yield one.name, at(one.name, *where, *more.get(one.name, [])) + asked


def test_every_registered_page(page: Page, live_server: LiveServer) -> None:
    with registered():
        _hold_up_every_page(page, live_server)


def _hold_up_every_page(page: Page, live_server: LiveServer) -> None:
    held_up = 0
    for name, address in addresses():
        leads = name == "programme:village_meeting"  # what the leadership said it changes itself
        who = KARIN if leads else BIRGITTA if name in THE_VILLAGES_OWN else MARGARETA
        enter(page, live_server, who)
        visit(page, live_server, address)
        hold_up(page, name.replace(":", "-"))
        held_up += 1
    assert held_up > 20


def test_pages_that_look_different_to_others(page: Page, live_server: LiveServer) -> None:
    vacant = Seat.objects.get(place__slug="lingonsele", role=Role.CONTACT_PERSON)
    seen: list[tuple[Invented, str, str]] = [
        (KARIN, "memo-programme", at("programme:programme", programme=MEMO)),
        (KARIN, "memo-place", at("method:place", "hakkas", programme=MEMO)),
        (KARIN, "vacant-seat", at("people:seat", vacant.pk)),
        (ELIN, "local-home", "/"),
        (ELIN, "form", at("method:requirement", "blabarsvik", "utbyte-med-andra-projekt")),
        (JOHAN, "gate-to-decide", at("method:gate", "blabarsvik", "start") + "?mode=stages&services=kommunal"),
        (JOHAN, "answer", at("method:confirm", "blabarsvik", "start", "assessment")),
        (JOHAN, "late-place", at("method:place", "tranbarsnas")),
        (ELIN, "village", at("programme:village", "blabarsvik")),
        (SOFIA, "village-without-counts", at("programme:village", "blabarsvik")),
        (JOHAN, "village-meeting", at("programme:new_village_meeting", "lingonsele")),
        (ALI, "funder-programme", at("programme:programme")),
    ]
    for person, name, address in seen:
        enter(page, live_server, person)
        visit(page, live_server, address)
        hold_up(page, name)


def test_dark_pages(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(color_scheme="dark")
    enter(page, live_server, JOHAN)
    for name, address in (
        ("programme", at("programme:programme")),
        ("place", at("method:place", "smultronhult-smultronnas")),
        ("gate", at("method:gate", "blabarsvik", "start")),
        ("form", at("method:requirement", "tranbarsnas", "utbyte-med-andra-projekt")),
    ):
        visit(page, live_server, address)
        assert_accessible(page)
        look(page, f"story-dark-{name}")


def test_the_account_s_pages(page: Page, live_server: LiveServer) -> None:
    for name in ("account_login", "account_reset_password", "account_signup"):
        visit(page, live_server, reverse(name))
        hold_up(page, name)
    visit(page, live_server, "/")
    hold_up(page, "front")
    log_in(page, live_server, KARIN)
    page.wait_for_url(f"{live_server.url}/")
    for name in (
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
    ):
        visit(page, live_server, reverse(name))
        hold_up(page, name)


def test_pages_that_say_no(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, ALI)
    visit(page, live_server, "/finns-inte/", status=404)
    hold_up(page, "404")
    visit(page, live_server, at("method:place", "kantarellboda"), status=403)
    hold_up(page, "403")
    with patch("servicepunkt.web.permissions.role_rows", side_effect=RuntimeError("on purpose")):
        visit(page, live_server, reverse("web:permissions"), status=500)
    hold_up(page, "500")
    page.context.clear_cookies()
    visit(page, live_server, reverse("account_login"))
    page.context.clear_cookies()
    with page.expect_navigation() as answered:
        page.locator("main form").first.get_by_role("button", name="Logga in").evaluate(
            "button => button.form.submit()"
        )
    answer = answered.value
    assert answer is not None and answer.status == 403
    hold_up(page, "too-old")
