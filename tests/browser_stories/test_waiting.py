"""Somebody waits for work that takes a while, with script and without, and stops it; or for a document to be frozen."""

import re

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core import clock
from servicepunkt.core.jobs_running import work_off
from servicepunkt.core.models import Job
from servicepunkt.demo.accounts import KARIN
from servicepunkt.documents.models import Draft
from servicepunkt.people.models import Account
from servicepunkt.programme.reports import FUNDER
from tests.browser_stories.staging import at, enter, visit
from tests.core.jobs import waited_for


def test_the_page_follows_the_work_until_it_is_done(page: Page, live_server: LiveServer) -> None:
    key = waited_for(Account.objects.get(email=KARIN.email).pk)
    enter(page, live_server, KARIN)
    visit(page, live_server, f"/arbete/{key}/")
    button = page.get_by_role("button", name="Avbryt arbetet")
    button.focus()
    Job.objects.filter(key=key).update(done=160)
    expect(page.locator("#hur-langt-text")).to_have_text("160 av 300 klart")
    expect(page.get_by_role("status").filter(has_text="160 av 300 klart")).to_be_attached()
    expect(button).to_be_focused()  # nobody is thrown back to the top of the page
    ended = clock.now()
    Job.objects.filter(key=key).update(state=Job.State.DONE, ended_at=ended, facts={"households": 300, "files": 30})
    expect(page.get_by_text("300 hushålls blanketter i 30 filer")).to_be_visible()


def test_without_script_the_page_renews_itself_until_it_is_asked_not_to(
    browser: Browser, page: Page, live_server: LiveServer
) -> None:
    key = waited_for(Account.objects.get(email=KARIN.email).pk)
    enter(page, live_server, KARIN)
    with browser.new_context(java_script_enabled=False, locale="sv-SE") as context:
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        bare = context.new_page()
        bare.goto(f"{live_server.url}/arbete/{key}/")
        Job.objects.filter(key=key).update(done=299)
        expect(bare.get_by_text("299 av 300 klart")).to_be_visible()
        bare.get_by_role("link", name="Sluta uppdatera").click()
        expect(bare.get_by_text("Sidan uppdateras inte av sig själv.")).to_be_visible()
        bare.get_by_role("button", name="Avbryt arbetet").click()
        expect(bare.locator(".lead")).to_have_text("Arbetet avbryts så snart det går.")
    assert Job.objects.get(key=key).cancel_asked


def test_whoever_said_the_last_yes_is_led_to_the_edition(page: Page, live_server: LiveServer) -> None:
    draft = Draft.objects.get(kind=FUNDER, state=Draft.State.OPEN, versions=None)
    enter(page, live_server, KARIN)
    visit(page, live_server, at("documents:propose", draft.pk))
    page.get_by_role("button", name="Lägg fram").click()
    page.get_by_role("link", name="Läs och godkänn").click()
    page.get_by_role("button", name="Godkänn", exact=True).click()
    expect(page.get_by_text("Dokumentet är godkänt och står på tur att frysas.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert work_off() == 1
    expect(page.get_by_text("utgåva 1, godkänd och fryst")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/dokument/\d+/$"))
