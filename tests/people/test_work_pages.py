"""Whoever asked sees how far it has come, can stop it and fetch the file; nobody else knows of it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.core import clock, jobs
from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.core.jobs_running import Work, take, work_off
from servicepunkt.core.models import Job
from servicepunkt.people.models import Account, Holding
from servicepunkt.people.roles import Right, Role
from tests.builders import TODAY, address, place, programme, sit

pytestmark = pytest.mark.django_db


def _do(work: Work) -> None:
    if work.arguments.get("refused"):
        raise ActionRefused("Enkäten finns inte längre.")
    work.remember(files=3)
    work.keep("åtta.zip", "innehåll".encode())


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    told = lambda facts: f"Tre blev {facts['files']}."  # noqa: E731 - one line
    kind = jobs.JobKind("test.work", "Blanketter", _do, Right.KEEP_SURVEYS, told)
    monkeypatch.setitem(jobs._kinds, "test.work", kind)
    with clock.fixed(TODAY):
        yield


class Asker:
    """A contact person who has asked for something."""

    def __init__(self, **arguments: object) -> None:
        made = programme()
        self.client = sit(made, Role.CONTACT_PERSON, "Karin Kontakt", place(made))
        self.other = sit(made, Role.COORDINATOR, "Sara Samordnare")
        account = Account.objects.get(email=address("Karin Kontakt"))
        self.job = jobs.ask(
            "test.work", arguments, key=uuid4(), actor=Actor(account.pk), area_id=made.area_id,
            place_id=place(made).pk, back="/program/prov/",
        )  # fmt: skip

    def url(self, name: str = "job") -> str:
        return reverse(f"work:{name}", args=[self.job.key])

    def page(self, query: str = "") -> str:
        response = self.client.get(self.url() + query)
        assert response.status_code == 200 and "no-store" in response["Cache-Control"]
        return response.content.decode()


def test_who_waits_sees_how_far_it_has_come_and_may_keep_the_page_still() -> None:
    by = Asker()
    page = by.page()
    assert "Arbetet står på tur" in page and 'http-equiv="refresh"' in page
    assert take("worker") is not None
    Job.objects.update(done=12, total=30)
    page = by.page()
    assert '<progress id="hur-langt" aria-labelledby="hur-langt-text" max="30" value="12">' in page
    assert "12 av 30 klart" in page
    still = by.page("?stilla")
    assert "refresh" not in still and "work.js" not in still and "12 av 30 klart" in still


def test_the_file_is_fetched_under_its_name_and_the_page_stops_renewing_itself() -> None:
    by = Asker()
    assert by.client.get(by.url("result")).status_code == 404
    work_off()
    page = by.page()
    assert "Tre blev 3." in page and "refresh" not in page and "Filen finns kvar till den 17 mars" in page
    fetched = by.client.get(by.url("result"))
    assert fetched.getvalue() == "innehåll".encode()
    assert fetched["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A5tta.zip"
    assert "no-store" in fetched["Cache-Control"]
    Job.objects.update(turn=9)
    assert "Filen finns inte kvar" in by.page() and by.client.get(by.url("result")).status_code == 404


def test_nobody_else_knows_of_it() -> None:
    by = Asker()
    work_off()
    for name in ("job", "result"):
        assert by.other.get(by.url(name)).status_code == 404
        assert Client().get(by.url(name)).status_code == 302
    for name in ("cancel", "again"):
        assert by.other.post(by.url(name)).status_code == 404
        assert by.client.get(by.url(name)).status_code == 405
    assert "Blanketter" not in by.other.get("/konto/").content.decode()


def test_a_file_is_closed_to_whoever_has_left_the_seat_it_was_asked_for_in() -> None:
    by = Asker()
    work_off()
    Holding.objects.filter(person__name="Karin Kontakt").update(to_on=TODAY)
    assert by.client.get(by.url("result")).status_code == 404


def test_what_waits_is_cancelled_at_once() -> None:
    by = Asker()
    assert by.client.post(by.url("cancel"), follow=True).status_code == 200
    assert "Arbetet är avbrutet" in by.page() and work_off() == 0
    assert by.client.post(by.url("cancel")).status_code == 302  # twice does no harm


def test_what_failed_says_why_and_can_be_tried_again() -> None:
    by = Asker(refused=True)
    work_off()
    page = by.page()
    assert "Enkäten finns inte längre." in page and "Försök igen" in page
    Job.objects.update(arguments={})
    by.client.post(by.url("again"))
    work_off()
    assert "Tre blev 3." in by.page()


def test_my_account_lists_what_i_asked_for() -> None:
    by = Asker()
    page = by.client.get("/konto/").content.decode()
    assert by.url() in page and "Väntar" in page
    with CaptureQueriesContext(connection) as one:
        by.client.get("/konto/")
    account = by.job.account_id
    for _ in range(8):
        jobs.ask("test.work", {}, key=uuid4(), actor=Actor(account))
    with CaptureQueriesContext(connection) as nine:
        by.client.get("/konto/")
    assert len(one) == len(nine)
