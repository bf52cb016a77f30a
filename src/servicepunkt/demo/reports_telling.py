"""Exempelprogrammet's office: what organisations bore, a report that was sent, one being written, and one that is late.

The sent report is written, approved and frozen by the same actions as people's clicks; its figures are the story's.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.documents.actions_drafts import write_part
from servicepunkt.documents.models import Draft
from servicepunkt.people.access import Spot
from servicepunkt.people.models import Organisation
from servicepunkt.people.roles import Right
from servicepunkt.programme.actions_costs import CostFacts, bear
from servicepunkt.programme.actions_reports import begin_report, set_report_sent
from servicepunkt.programme.models import Programme, ReportDue

from .accounts import EXAMPLE, KARIN
from .story import Story
from .villages import Day

OWNER, FUNDER = "Exempelförbundet", "Exempelverket"
COSTS: tuple[tuple[str, str, str, str, Day], ...] = (
    (OWNER, "staff", "38500", "Projektsamordnarens tid", Day(1, 24)),
    (OWNER, "own_time", "3.5", "Styr- och referensgruppens möte", Day(2, 19)),
    (FUNDER, "own_time", "3.5", "Styr- och referensgruppens möte", Day(2, 19)),
    (FUNDER, "travel", "2140", "Tåg till mötet", Day(2, 19)),
    (OWNER, "travel", "6890", "Resor till orterna", Day(3, 12)),
    (OWNER, "staff", "41200", "Projektsamordnarens tid", Day(3, 24)),
    (OWNER, "information", "9450", "Broschyr och affischer", Day(4, 9)),
    (FUNDER, "own_time", "12", "Granskning av inventeringarna", Day(5, 6)),
    (OWNER, "premises", "4200", "Hyra för utbildningsdagen", Day(5, 21)),
)
"""Who, what kind, kronor (or hours of own time), what for, when."""
SENT: Mapping[str, str] = {
    "sammanfattning": "Arbetet går framåt på fem av orterna. Mötena i bygderna har samlat fler än vi vågade hoppas.",
    "arbetssatt": "Projektledaren besöker varje ort en gång i månaden. Mellan besöken har vi ett telefonmöte.",
    "hinder": "Det är svårt att nå dem som inte går på möten.\n\n- Vi ringer på hos hushållen.\n- Vi frågar i skolan.",
}
WRITTEN: Mapping[str, str] = {"sammanfattning": "Sedan förra rapporten har den första servicepunkten startat."}


def tell_office(story: Story, day: Callable[[Day], dt.date]) -> None:
    """Costs through the months, the first report to the funder sent in its month, the second begun."""
    for number, cost in enumerate(COSTS):
        story.on(day(cost[4]), partial(_bear, number))
    story.on(day(Day(5, 25)), partial(_send_first, story))
    story.on(day(Day(6, 20)), partial(_begin_second, story))


def _programme() -> Programme:
    return Programme.objects.select_related("area", "owner").get(slug=EXAMPLE)


def _bear(number: int) -> None:
    payer, kind, much, text, _when = COSTS[number]
    own_time = kind == "own_time"
    facts = CostFacts(
        organisation=Organisation.objects.get(name=payer),
        kind=kind,
        hours=Decimal(much) if own_time else Decimal(0),
        amount_ore=0 if own_time else int(much) * 100,
        on=clock.today(),
        text=text,
    )
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/cost/{number}")
    bear(root=_programme().area, facts=facts, request_key=key, actor=SYSTEM)


def _coordinator(story: Story, right: Right) -> Actor:
    access = story.access(KARIN)
    seat = access.seat_for(right, Spot(_programme().area_id))
    if seat is None:
        raise ValueError(f"the coordinator may not {right}")
    return Actor(access.account_id, seat.seat_id)


def _to_funder(number: int) -> ReportDue:
    return (
        _programme()
        .reports.select_related("programme__area", "programme__owner")
        .filter(recipient__name=FUNDER)[number]
    )


def _write(story: Story, report: ReportDue, texts: Mapping[str, str]) -> Draft:
    by = _coordinator(story, Right.WRITE_DOCUMENTS)
    draft = begin_report(report=report, actor=by)
    for part in draft.parts.filter(key__in=texts):
        write_part(part=part, title=part.title, text=texts[part.key], seen_version=part.version, actor=by)
    return draft


def _send_first(story: Story) -> None:
    report = _to_funder(0)
    draft = _write(story, report, SENT)
    proposal = propose(draft=draft, actor=_coordinator(story, Right.WRITE_DOCUMENTS))
    approve(draft=draft, seen_sha256=proposal.sha256, actor=_coordinator(story, Right.APPROVE_DOCUMENTS))
    work_off()
    set_report_sent(
        report=report,
        sent_on=clock.today(),
        edition=draft.versions.get().pk,
        seen_version=report.version,
        actor=_coordinator(story, Right.EDIT_PROGRAMME),
    )


def _begin_second(story: Story) -> None:
    _write(story, _to_funder(1), WRITTEN)
