"""The story's six reports: written in real drafts, approved and frozen; their figures are held against the facts.

The facts are counted here by another road than the sections': from what the story itself did, and from the pages.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.documents import stored
from servicepunkt.documents.actions_approval import propose
from servicepunkt.documents.actions_drafts import write_part
from servicepunkt.documents.blocks import Document, Table
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.method.models import Passage
from servicepunkt.needs.models import Questionnaire
from servicepunkt.people.access import Spot
from servicepunkt.people.models import Organisation
from servicepunkt.people.roles import Right
from servicepunkt.programme import reports
from servicepunkt.programme.actions_costs import CostFacts, bear
from servicepunkt.programme.actions_reports import begin_report, set_report_sent
from servicepunkt.programme.models import Contribution, Outlay, ReportDue
from tests.documents.office import frozen
from tests.story.stage import Stage

COORDINATOR, OWNER = "Mia Mellanström", "Astrid Ägarsson"
WORDS = "Det mesta har gått som vi tänkte."


def bore(stage: Stage, payer: str, kind: str, much: str) -> None:
    """An organisation bore something today: kronor, or hours of own time."""
    own_time = kind == Contribution.Kind.OWN_TIME
    hours, kronor = (Decimal(much), 0) if own_time else (Decimal(0), int(much))
    facts = CostFacts(Organisation.objects.get(name=payer), kind, hours, kronor * 100, clock.today(), "")
    bear(root=stage.root, facts=facts, request_key=uuid.uuid4(), actor=_coordinator(stage, Right.KEEP_MONEY))
    stage.borne.append((clock.today(), kronor, hours))


def _coordinator(stage: Stage, right: Right) -> Actor:
    access = stage.person(COORDINATOR)
    seat = access.seat_for(right, Spot(stage.root.pk))
    assert seat is not None, f"the coordinator may not {right}"
    return Actor(access.account_id, seat.seat_id)


def send(stage: Stage, recipient: str) -> FrozenVersion:
    """The next report to a recipient is written, approved as read, frozen, sent today, and held against the facts."""
    waiting = stage.programme.reports.select_related("programme__area", "programme__owner")
    report = waiting.filter(recipient__name=recipient, sent_on=None)[0]
    by = _coordinator(stage, Right.WRITE_DOCUMENTS)
    draft = begin_report(report=report, actor=by)
    summary = draft.parts.get(key="sammanfattning")
    write_part(part=summary, title=summary.title, text=WORDS, seen_version=summary.version, actor=by)
    proposal = propose(draft=draft, actor=by)
    version = frozen(draft, proposal.sha256, _coordinator(stage, Right.APPROVE_DOCUMENTS))
    by = _coordinator(stage, Right.EDIT_PROGRAMME)
    set_report_sent(report=report, sent_on=clock.today(), edition=version.pk, seen_version=report.version, actor=by)
    assert_figures(stage, report, version)
    return version


def _document(version: FrozenVersion) -> Document:
    return stored.from_json(version.body.content)


def _tables(version: FrozenVersion) -> dict[str, Table]:
    return {block.caption: block for block in _document(version).blocks if isinstance(block, Table)}


def _last(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(cell.replace("\u00a0", " ") for cell in list(rows)[-1])


def _kronor(said: str) -> int:
    return int("".join(sign for sign in said if sign.isdigit()))


def assert_figures(stage: Stage, report: ReportDue, version: FrozenVersion) -> None:
    """The frozen report's figures are those of the facts on the day it was approved."""
    today, tables = clock.today(), _tables(version)
    first, end = reports.period_of(report, stage.programme)
    day = f"{today.day} {_MONTHS[today.month - 1]} {today.year}"
    page = stage.page(OWNER)
    of_step = {row[0]: int(row[-1]) for row in tables[f"Orter i varje steg den {day}"].rows}
    assert (of_step["Orter"], of_step["Startad"]) == (16, len(page.started))
    assert of_step["Något försenat"] == len(page.overdue)
    paid = Outlay.objects.filter(programme=stage.programme)
    so_far = sum(one.amount_ore for one in paid) // 100
    now = sum(one.amount_ore for one in paid if first <= one.paid_on < end) // 100
    assert [_kronor(cell) for cell in _last(tables["Utbetalt av programmet"].rows)[1:]] == [now, so_far]
    told = {row[0]: row[1] for row in tables["Checkar och lokal andel"].rows}
    assert told["Serviceutvecklingscheckar, utbetalda"] == str(paid.filter(kind="cheque").count())
    borne = sum(kronor for on, kronor, _hours in stage.borne if first <= on < end)
    costs = tables.get("Kostnader under perioden")
    assert (_kronor(_last(costs.rows)[-1]) if costs else 0) == borne, f"costs from {first} to {end}"
    _assert_gates_and_surveys(stage, version, first, end)
    if reports.kind_of_report(report, stage.programme) != reports.FUNDER:
        places = tables[f"Alla orter den {day}"]
        assert len(places.rows) == 16
        assert {row[0] for row in places.rows if row[4] == "Startad"} == page.started


_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip


def _assert_gates_and_surveys(stage: Stage, version: FrozenVersion, first: dt.date, end: dt.date) -> None:
    tables = _tables(version)
    passed = Passage.objects.filter(area=stage.root, on__gte=first, on__lt=end)
    shown = tables.get("Beslut under perioden")
    assert (len(shown.rows) if shown else 0) == passed.count()
    closed = Questionnaire.objects.filter(root=stage.root, closed_at__isnull=False)
    days = [one.closed_at.astimezone(clock.STOCKHOLM).date() for one in closed if one.closed_at]
    by_whom = tables.get("Enkäter efter vilka de vände sig till")
    if version.kind != reports.OWNER:
        asked = sum(first <= day < end for day in days)
        assert (sum(int(row[1]) for row in by_whom.rows) if by_whom else 0) == asked


def assert_sent(stage: Stage) -> None:
    """Six reports, each sent as a frozen edition with both its files, none altered, listed for the funder to read."""
    sent = list(stage.programme.reports.select_related("sent_version__body").order_by("sent_on"))
    editions = [one.sent_version for one in sent]
    assert len(editions) == 6 and None not in editions
    kinds = [one.kind for one in editions if one]
    assert kinds == [
        reports.FUNDER, reports.OWNER, reports.FUNDER, reports.FUNDER, reports.FINAL, reports.FINAL,
    ]  # fmt: skip
    for one in editions:
        assert one is not None
        assert {file.form for file in one.files.all()} == {"pdf", "docx"}
        assert WORDS in str(one.body.content)
        assert one.body.facts, "what it rests on is frozen with it"
    listed = stage.browser(OWNER).get(reverse("programme:reports", args=[stage.root.key])).content.decode()
    assert all(file.file.sha256 in listed for one in editions if one for file in one.files.all())
    assert editions[-1] is not None
    told = _last(_tables(editions[-1])["Eget arbete i timmar"].rows)
    borne = sum(hours for _on, _kronor, hours in stage.borne)
    assert Decimal(told[-1].replace(",", ".")) == borne, "own time in the financial statement"
