"""Reports: the period each covers, what it is made of, that its figures are the facts', and how it is sent."""

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.national import fill
from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.documents.blocks import Block, Table
from servicepunkt.documents.drafts import compose, open_draft
from servicepunkt.documents.kinds import Asked, kind_of, sections
from servicepunkt.documents.models import Draft
from servicepunkt.people.models import Organisation
from servicepunkt.programme import reports
from servicepunkt.programme.actions import pay
from servicepunkt.programme.actions_costs import CostFacts, bear
from servicepunkt.programme.models import Contribution, Outlay, Programme, ReportDue
from tests.builders import TODAY, place, programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    return programme()


def _due(prov: Programme, recipient: str, day: dt.date, kind: str = "progress") -> ReportDue:
    to = Organisation.objects.get(name=recipient)
    return ReportDue.objects.create(programme=prov, recipient=to, kind=kind, due_on=day, whole_month=True)


def _draft(prov: Programme, report: ReportDue, language: str = "sv") -> Draft:
    return open_draft(
        kind=reports.kind_of_report(report, prov), subject=report.pk, title="Prov", root=prov.area, place=None,
        period=reports.period_of(report, prov), actor=SYSTEM, language=language,
    )  # fmt: skip


def _tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def test_every_section_that_a_report_names_is_there() -> None:
    named = {part.section for key in reports.KINDS for part in kind_of(key).parts if part.section}
    assert named <= set(sections())


def test_periods_follow_one_another_and_none_is_still_running_when_its_report_is_due(prov: Programme) -> None:
    prov.reports.all().delete()
    first = _due(prov, "Fonden", dt.date(2026, 4, 30))
    to_owner = _due(prov, "Ägarföreningen", dt.date(2026, 5, 31))
    second = _due(prov, "Fonden", dt.date(2026, 8, 31))
    final = _due(prov, "Fonden", dt.date(2027, 2, 28), "final")
    assert reports.period_of(first, prov) == (dt.date(2026, 1, 1), dt.date(2026, 4, 1))
    assert reports.period_of(second, prov) == (dt.date(2026, 4, 1), dt.date(2026, 8, 1))
    assert reports.period_of(to_owner, prov) == (dt.date(2026, 1, 1), dt.date(2026, 5, 1))
    assert reports.period_of(final, prov) == (dt.date(2026, 1, 1), dt.date(2027, 3, 1))
    kinds = [reports.kind_of_report(one, prov) for one in (first, to_owner, final)]
    assert kinds == ["report_funder", "report_owner", "report_final"]


def test_a_report_due_in_the_programmes_first_month_still_covers_something(prov: Programme) -> None:
    prov.reports.all().delete()
    first = _due(prov, "Fonden", dt.date(2026, 1, 31))
    assert reports.period_of(first, prov) == (dt.date(2026, 1, 1), dt.date(2026, 2, 1))


def _bear(prov: Programme, payer: str, kind: str, *, hours: str = "0", kronor: int = 0, on: dt.date = TODAY) -> None:
    to = Organisation.objects.get(name=payer)
    facts = CostFacts(to, kind, Decimal(hours), kronor * 100, on, "")
    bear(root=prov.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def test_the_money_in_a_report_is_what_was_noted_in_its_period(prov: Programme) -> None:
    report = _due(prov, "Fonden", dt.date(2026, 3, 31))
    Kind = Contribution.Kind
    _bear(prov, "Fonden", Kind.TRAVEL, kronor=700, on=dt.date(2026, 2, 10))
    _bear(prov, "Fonden", Kind.TRAVEL, kronor=50, on=dt.date(2026, 3, 2))  # after the period
    _bear(prov, "Ägarföreningen", Kind.STAFF, kronor=12_000, on=dt.date(2026, 2, 1))
    _bear(prov, "Ägarföreningen", Kind.OWN_TIME, hours="3.5", on=dt.date(2026, 2, 1))
    _bear(prov, "Ägarföreningen", Kind.OWN_TIME, hours="2", on=dt.date(2026, 3, 1))
    pay(
        programme=prov, place=place(prov), purpose=Outlay.Purpose.LOCAL, kind=Outlay.Kind.CHEQUE, text="Checken",
        amount_ore=1_000_000, paid_on=dt.date(2026, 2, 3), request_key=uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip
    assert reports.period_of(report, prov) == (dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    document, facts = compose(_draft(prov, report), on=TODAY)
    tables = _tables(document.blocks)
    costs = tables["Kostnader under perioden"]
    assert costs.head == ("Betalare", "Personal", "Resor och logi", "Summa")
    assert [tuple(cell.replace("\u00a0", " ") for cell in row) for row in costs.rows] == [
        ("Fonden", "0 kr", "700 kr", "700 kr"),
        ("Ägarföreningen", "12 000 kr", "0 kr", "12 000 kr"),
        ("Tillsammans", "12 000 kr", "700 kr", "12 700 kr"),
    ]
    assert tables["Eget arbete i timmar"].rows == (("Ägarföreningen", "3,5", "5,5"),)
    assert tables["Utbetalt av programmet"].rows[-1] == ("Tillsammans", "10\u00a0000\u00a0kr", "10\u00a0000\u00a0kr")
    assert ("Alla kostnader hittills" in tables) and tables["Alla kostnader hittills"].rows[0][
        1
    ] == "12\u00a0750\u00a0kr"
    said = {(fact.name, fact.value) for fact in facts}
    assert ("Serviceutvecklingscheckar, utbetalda", "1") in said
    assert all(fact.on == TODAY and fact.source for fact in facts)


def test_every_figure_in_a_report_is_among_the_facts_it_rests_on(prov: Programme) -> None:
    _bear(prov, "Fonden", Contribution.Kind.TRAVEL, kronor=731)
    for report in prov.reports.all():
        document, facts = compose(_draft(prov, report), on=TODAY)
        told = " ".join(f"{fact.name} {fact.value}" for fact in facts)
        for table in _tables(document.blocks).values():
            assert all(cell in told for row in table.rows for cell in row), table.caption


def test_an_english_draft_is_told_in_english(prov: Programme) -> None:
    draft = _draft(prov, prov.reports.all()[0], "en")
    with translation.override("sv"):
        document, _facts = compose(draft, on=TODAY)
    assert document.language == "en"
    assert {"About the project", "All costs so far"} <= {getattr(block, "caption", "") for block in document.blocks}


@pytest.mark.counts
def test_no_section_asks_more_often_because_there_are_more_places() -> None:
    def asked(prov: Programme) -> dict[str, int]:
        report = prov.reports.order_by("due_on").last()
        assert report is not None
        question = Asked(prov.area, None, report.pk, clock.today(), prov.starts_on, clock.today())
        out = {}
        for key in reports.KINDS:
            for name in {part.section for part in kind_of(key).parts if part.section}:
                sections()[name].fill(question)
                with CaptureQueriesContext(connection) as queries:
                    sections()[name].fill(question)
                out[name] = len(queries)
        return out

    many, few = fill([30, 1], seed=2043, lines_a_year=2)
    assert asked(few) == asked(many)
