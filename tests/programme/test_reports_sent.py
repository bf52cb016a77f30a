"""A report on its way: begun once, approved, noted as sent with the edition that was read, listed for who may see."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.documents.actions_approval import propose
from servicepunkt.documents.actions_frozen import withdraw
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.models import Account
from servicepunkt.people.roles import Role
from servicepunkt.programme import reports
from servicepunkt.programme.models import Programme, ReportDue
from servicepunkt.programme.queries_office import ReportState, reports_open
from tests.builders import TODAY, address, login, programme, seat, sit, url
from tests.documents.office import frozen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def sara(prov: Programme) -> Client:
    """The coordinator's browser."""
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


def _begin(prov: Programme, sara: Client, report: ReportDue, language: str = "sv") -> Draft:
    answer = sara.post(url("programme:begin_report", prov, report.pk), {"language": language})
    assert answer.status_code == 302
    return Draft.objects.get(kind__in=reports.KINDS, subject=str(report.pk))


def _edition(prov: Programme, draft: Draft) -> FrozenVersion:
    account = Account.objects.get(email=address("Sara Samordnare"))
    by = Actor(account.pk, seat(prov, Role.COORDINATOR).pk)
    return frozen(draft, propose(draft=draft, actor=by).sha256, by)


def _states(prov: Programme) -> list[ReportState]:
    return [row.state for row in reports_open(prov.area)]


def test_a_report_goes_from_not_begun_to_sent(prov: Programme, sara: Client) -> None:
    report = prov.reports.order_by("due_on")[0]
    address_of = url("programme:report", prov, report.pk)
    assert _states(prov) == [ReportState.NOT_BEGUN, ReportState.NOT_BEGUN]
    assert "1 januari 2026 – 31 januari 2026" in sara.get(address_of).content.decode()
    draft = _begin(prov, sara, report)
    assert _begin(prov, sara, report).pk == draft.pk, "begun twice is begun once"
    assert draft.title == "Lägesrapport till Fonden, februari 2026"
    assert _states(prov)[0] is ReportState.WRITTEN
    version = _edition(prov, draft)
    assert _states(prov)[0] is ReportState.APPROVED
    sent = {"sent_on": TODAY.isoformat(), "edition": str(version.pk), "seen_version": "1"}
    assert sara.post(address_of, {**sent, "sent_on": "2026-03-09"}).status_code == 422, "not before it was approved"
    assert sara.post(address_of, sent).status_code == 302
    report.refresh_from_db()
    assert (report.sent_on, report.sent_version_id) == (TODAY, version.pk)
    assert len(_states(prov)) == 1
    listed = sara.get(url("programme:reports", prov)).content.decode()
    assert all(file.file.sha256 in listed for file in version.files.all())


def test_nothing_is_noted_as_sent_without_an_edition_or_a_word_on_how(prov: Programme, sara: Client) -> None:
    report = prov.reports.order_by("due_on")[0]
    address_of = url("programme:report", prov, report.pk)
    refused = sara.post(address_of, {"sent_on": TODAY.isoformat(), "seen_version": "1"})
    assert refused.status_code == 422 and "inte godkänd här" in refused.content.decode()
    told = {"sent_on": TODAY.isoformat(), "sent_note": "På papper", "seen_version": "1"}
    assert sara.post(address_of, told).status_code == 302
    assert "På papper" in sara.get(url("programme:reports", prov)).content.decode()


def test_an_edition_withdrawn_meanwhile_is_not_noted_as_sent(prov: Programme, sara: Client) -> None:
    report = prov.reports.order_by("due_on")[0]
    version = _edition(prov, _begin(prov, sara, report))
    withdraw(version=version, reason="Fel siffra.", actor=SYSTEM)
    sent = {"sent_on": TODAY.isoformat(), "edition": str(version.pk), "seen_version": "1"}
    assert sara.post(url("programme:report", prov, report.pk), sent).status_code == 409
    report.refresh_from_db()
    assert report.sent_on is None


def test_another_reports_edition_is_not_this_reports(prov: Programme, sara: Client) -> None:
    first, last = prov.reports.order_by("due_on")
    version = _edition(prov, _begin(prov, sara, last))
    sent = {"sent_on": TODAY.isoformat(), "edition": str(version.pk), "seen_version": "1"}
    assert sara.post(url("programme:report", prov, first.pk), sent).status_code == 422


def test_the_funder_reads_its_own_reports_and_not_the_owners(prov: Programme, sara: Client) -> None:
    to_owner = ReportDue.objects.create(
        programme=prov, recipient=prov.owner, kind="progress", due_on=dt.date(2026, 3, 31), whole_month=True
    )
    to_fund = prov.reports.filter(recipient__name="Fonden").order_by("due_on")[0]
    editions = {}
    for report in (to_owner, to_fund):
        version = editions[report.pk] = _edition(prov, _begin(prov, sara, report))
        sent = {"sent_on": TODAY.isoformat(), "edition": str(version.pk), "seen_version": "1"}
        assert sara.post(url("programme:report", prov, report.pk), sent).status_code == 302
    sit(prov, Role.FUNDER, "Fia Finansiär")
    fia = login("Fia Finansiär")
    listed = fia.get(url("programme:reports", prov)).content.decode()
    for report, opens in ((to_owner, False), (to_fund, True)):
        page = url("documents:version", prov, editions[report.pk].pk)
        assert (f'href="{page}"' in listed) is opens
        assert (fia.get(page).status_code == 200) is opens
        shown = fia.get(url("programme:report", prov, report.pk))
        assert shown.status_code == 200 and (f'href="{page}"' in shown.content.decode()) is opens
    assert fia.post(url("programme:begin_report", prov, to_fund.pk), {"language": "sv"}).status_code == 403
