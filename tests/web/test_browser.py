"""Every page in a real browser: held against WCAG in the dark; without script; by keyboard."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.mail import put
from servicepunkt.people.models import Account, Holding
from servicepunkt.people.pages import About
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.models import Programme
from servicepunkt.web import permissions
from tests.agreements import walk as agreements
from tests.browser import assert_accessible, look
from tests.builders import hold, invited, place, programme, proposed, seat, sit, url
from tests.core.jobs import NO_PAGES, waited_for
from tests.documents import walk as documents
from tests.needs import walk
from tests.plan import walk as plan
from tests.programme import meetings

pytestmark = pytest.mark.django_db(transaction=True)

NOT_PAGES = {
    "web:healthz", "post:choose", "supply:export", *walk.FILES, *plan.FILES, *agreements.FILES, *meetings.FILES,
}  # fmt: skip
"""An answer for machines, and files."""
AFTER_SOMETHING = {
    "method:adopt", "method:decision", "method:attachment", "programme:village_meeting", "programme:application",
    "supply:offer", "supply:fact", "supply:register_report", "programme:cost", "programme:costs_file",
    *documents.ABOUT_ONE, *plan.ABOUT_ONE, "work:job", *NO_PAGES,
}  # fmt: skip
"""Pages that are there only when there is a newer version, a decision, a file ...: the stories in the browser."""


@pytest.fixture
def prov() -> Programme:
    made = programme()
    hold(seat(made, Role.CONVENER), "Cia Ordförande")
    hold(seat(made, Role.CONVENER), "Ersa Ersättare", substitute=True)
    return made


def _log_in(page: Page, client: Client, server: LiveServer) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])


def _addresses(prov: Programme) -> list[str]:
    """Every page of the platform, at the first place, meeting, report ... of the programme."""
    more: dict[str, list[str | int]] = {
        "people:seat": [seat(prov, Role.CONVENER).pk],
        "people:address": [Holding.objects.filter(seat__role=Role.CONVENER)[0].pk],
        "login:address": [proposed(_samordnare(prov))],
        "login:invited": [invited(seat(prov, Role.CONVENER))],
        "programme:report": [prov.reports.all()[0].pk],
        "programme:outlay": [_outlay(prov)],
        "programme:letter": [_letter(prov)],
        "post:letter": [_letter(prov)],
        "supply:sheet": ["lokaler"],
        "supply:new_fact": ["transporter"],
        "method:requirement": ["kommunen-informerad"],
        "method:gate": ["start"],
        "method:confirm": ["start", "assessment"],
        **meetings.arguments(prov),
        **walk.arguments(prov.area, place(prov)),
        **plan.arguments(prov.area, place(prov)),
        **agreements.arguments(prov.area, place(prov)),
    }
    out = []
    for one in permissions.all_pages():
        if one.name in NOT_PAGES | AFTER_SOMETHING or one.saves_only:
            continue
        if one.about in (About.NOTHING, About.ACCOUNT):
            out.append(reverse(one.name, args=more.get(one.name, [])))
        else:
            at = [place(prov).slug] if one.about is About.PLACE else []
            out.append(url(one.name, prov, *at, *more.get(one.name, [])))
    return out


def _samordnare(prov: Programme) -> Holding:
    return Holding.objects.get(seat__area=prov.area, seat__role=Role.COORDINATOR)


def _letter(prov: Programme) -> int:
    """A letter to the coordinator, about the programme."""
    account = Account.objects.get(person__name="Sara Samordnare")
    return put(
        key="test:letter", kind="report", address=account.email, account_id=account.pk, area_id=prov.area_id,
        subject="Lägesrapport: i morgon", body="Rapporten ska vara inne i morgon.",
    ).pk  # fmt: skip


def _outlay(prov: Programme) -> int:
    """A cheque, paid as the coordinator would."""
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    sent = {
        "request_key": "6f1c1a52-0e0b-4c8e-9d86-0a3b7b0d5f11",
        "sort": "cheque",
        "place": place(prov).slug,
        "amount": "10 000",
        "paid_on": "2026-03-10",
    }
    assert client.post(url("programme:money", prov), sent).status_code == 302
    return prov.outlays.all()[0].pk


@pytest.mark.looks
def test_every_page_is_accessible_wide_and_dark(page: Page, live_server: LiveServer, prov: Programme) -> None:
    """Narrow and light is held in tests/browser_stories, on the demonstration."""
    page.emulate_media(color_scheme="dark")
    page.goto(live_server.url)
    assert_accessible(page)  # the front page, as a visitor sees it
    look(page, "front-1280-dark")
    sit(prov, Role.COORDINATOR, "Sara Samordnare")
    addresses = _addresses(prov)
    sit(prov, Role.CONTACT_PERSON, "Sara Samordnare", place(prov))  # who also writes what is the village's own
    _log_in(page, sit(prov, Role.COORDINATOR, "Sara Samordnare"), live_server)
    addresses.append(reverse("work:job", args=[waited_for(Account.objects.get(person__name="Sara Samordnare").pk)]))
    for address in addresses:
        response = page.goto(live_server.url + address)
        assert response is not None
        assert response.status == 200, address
        assert_accessible(page)


def test_a_place_gets_a_note_with_the_keyboard_alone(page: Page, live_server: LiveServer, prov: Programme) -> None:
    _log_in(page, sit(prov, Role.COORDINATOR, "Sara Samordnare"), live_server)
    page.goto(live_server.url + url("programme:divide", prov, place(prov).slug))
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "note":
            break
    page.keyboard.type("Skrivet utan mus.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indelning/")
    assert AreaPlace.objects.get(root=prov.area, place=place(prov)).note == "Skrivet utan mus."


def test_somebody_is_seated_without_script(browser: Browser, live_server: LiveServer, prov: Programme) -> None:
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    with browser.new_context(java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        _log_in(page, client, live_server)
        page.goto(live_server.url)
        page.get_by_role("link", name="Provby 1").first.click()
        page.get_by_role("link", name="Grupp", exact=True).click()
        page.get_by_role("link", name="Utse någon – Kommunens företrädare").click()
        page.get_by_label("Namn").fill("Mia Kommun")
        page.get_by_label("Bjud in att logga in").uncheck()
        page.get_by_role("button", name="Utse", exact=True).click()
        expect(page.locator("body")).to_contain_text("Mia Kommun har platsen")
    assert Holding.objects.filter(person__name="Mia Kommun").count() == 1
