"""What the plan tells in its documents: the village, chapters, risks, what is set aside, decisions, evidence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.text import localised
from servicepunkt.documents import plain
from servicepunkt.documents.blocks import Block, Callout, Heading
from servicepunkt.documents.kinds import Asked, Fact, Section, section, sections
from servicepunkt.documents.telling import Telling, day_said
from servicepunkt.method.models import Progress
from servicepunkt.method.queries import RequirementRow
from servicepunkt.people.queries import place_bodies
from servicepunkt.programme.models import Vision

from .models import Chapter, Risk
from .queries_chapters import ChapterRow, Plan, plan_afresh, plan_of
from .sections_sheets import NAMES

State = Chapter.State
BORROWED = (
    *NAMES, "plan.budget_table", "plan.budget_verdict", "plan.budget_scenarios", "agreements.list",
    "agreements.one_door", "agreements.commitments", "plan.promises",
)  # fmt: skip
"""Sections of other subjects and rooms that belong in the plan, in this order; those not there are left out."""


def _plan(asked: Asked) -> Plan:
    if asked.place is None:
        raise ValueError("a plan is about a place")
    return plan_of(asked.root, asked.place)


def _plan_with_evidence(asked: Asked) -> Plan:
    if asked.place is None:
        raise ValueError("a plan is about a place")
    return plan_afresh(asked.root, asked.place)


def _telling(asked: Asked) -> Telling:
    return Telling(asked, _("Ortens plan och underlag i Servicepunkt"))


@section("plan.village", gettext_lazy("Bygden och de som medverkar"))
def village(asked: Asked) -> Section:
    """The place, its vision, and the seats of the local group and its counterparts, with the organisations."""
    tell = _telling(asked)
    place = asked.place
    if place is None:
        raise ValueError("a plan is about a place")
    told = {"place": place.name, "municipality": place.municipality.name}
    tell.say(_("%(place)s ligger i %(municipality)s.") % told)
    vision = Vision.objects.filter(root=asked.root, place=place).first()
    if vision:
        tell.head(_("Bygdens vision"))
        _written(tell, vision.text)
    for body in place_bodies(asked.root, place.pk, asked.on):
        rows = [
            (seat.title, ", ".join(seat.organisations) or "–", _("tillsatt") if not seat.vacant else _("vakant"))
            for seat in body.seats
        ]
        tell.table(body.title, (_("Plats"), _("Organisation"), _("Läge")), rows)
    return tell.section()


def _written(tell: Telling, text: str) -> None:
    """What people wrote, as it stands."""
    for block in plain.blocks_of(text):
        tell.add(block)


def state_said(row: ChapterRow) -> str:
    """A chapter's state with the day and the body of its last decision."""
    if row.chapter.state in (State.DECIDED, State.CHANGED) and row.decisions:
        last = row.decisions[0]
        told = {"day": day_said(last.on), "body": last.body, "minutes": last.minutes}
        said = _("Beslutat %(day)s av %(body)s") % told
        said += f" ({last.minutes})." if last.minutes else "."
        return said if row.chapter.state == State.DECIDED else said + " " + _("Kapitlet har ändrats sedan dess.")
    return f"{row.state_label}."


def _chapter(tell: Telling, row: ChapterRow, *, decision: bool) -> None:
    tell.head(row.spec.title.here())
    tell.say(state_said(row))
    if row.owner:
        tell.say(_("Ansvarig: %(owner)s.") % {"owner": localised(row.chapter.owner)})
    if row.chapter.text:
        _written(tell, row.chapter.text)
    else:
        tell.say(_("Kapitlet är inte skrivet än."))
    if decision and row.chapter.decision:
        title = _("Beslut") if row.chapter.state == State.DECIDED else _("Förslag till beslut")
        tell.add(Callout(title, row.chapter.decision))
    questions = [line.strip() for line in row.chapter.questions.splitlines() if line.strip()]
    if questions:
        tell.head(_("Öppna frågor"), 3)
        tell.list(questions)
    _evidence(tell, row)


def _evidence(tell: Telling, row: ChapterRow) -> None:
    tell.table(
        _("Underlag: %(chapter)s") % {"chapter": row.spec.title.here()},
        (_("Krav"), _("Läge"), _("Varför"), _("Sedan")),
        [(one.spec.title.here(), *evidence_said(one)) for one in row.rows],
    )


def evidence_said(row: RequirementRow) -> tuple[str, str, str]:
    """A requirement's state, why, and since when, as cells of a table."""
    state, why = _words()[row.state], row.why
    if row.by:
        why = f"{row.note} ({row.by})" if row.note else row.by
    return state, why, day_said(row.since_on) if row.since_on else ""


@section("plan.chapters", gettext_lazy("Planen, kapitel för kapitel"))
def chapters(asked: Asked) -> Section:
    """Every chapter that the village treats: text, decision, open questions, evidence with its days."""
    tell = _telling(asked)
    for row in _plan_with_evidence(asked).treated:
        _chapter(tell, row, decision=True)
    return tell.section()


@section("plan.findings", gettext_lazy("Det förstudien visar"))
def findings(asked: Asked) -> Section:
    """Every chapter that is treated with its text and evidence, before anything is decided."""
    tell = _telling(asked)
    for row in _plan_with_evidence(asked).treated:
        _chapter(tell, row, decision=False)
    return tell.section()


@section("plan.risks", gettext_lazy("Risker och öppna frågor"))
def risks(asked: Asked) -> Section:
    """All risks, the weightiest first, and how many questions are open."""
    tell = _telling(asked)
    treated = _plan(asked).treated
    found = [(one, row) for row in treated if row.chapter.pk for one in row.chapter.risks.all()]
    found.sort(key=lambda pair: (-pair[0].weight, pair[0].pk))
    tell.table(
        _("Risker, de tyngsta först"),
        (_("Risk"), _("Kapitel"), _("Hur stor risk"), _("Hur stor skada"), _("Det vi gör")),
        [
            (
                one.what, row.spec.title.here(), str(Risk.Degree(one.likely).label), str(Risk.Degree(one.bad).label),
                one.measures,
            )
            for one, row in found
        ],
        none=_("Inga risker är införda."),
    )  # fmt: skip
    tell.table(
        _("Öppna frågor"),
        (_("Fråga"), _("Kapitel")),
        [
            (line.strip(), row.spec.title.here())
            for row in treated
            for line in row.chapter.questions.splitlines()
            if line.strip()
        ],
        none=_("Inga frågor är öppna."),
    )
    return tell.section()


@section("plan.set_aside", gettext_lazy("Ämnen som inte behandlas"))
def set_aside(asked: Asked) -> Section:
    """The topics that the village does not treat, each with its reason."""
    tell = _telling(asked)
    rows = [(row.spec.title.here(), row.chapter.reason) for row in _plan(asked).set_aside]
    tell.table(_("Ämnen som inte behandlas"), (_("Ämne"), _("Skäl")), rows, none=_("Bygden behandlar alla ämnen."))
    return tell.section()


@section("plan.decisions", gettext_lazy("Besluten"))
def decisions(asked: Asked) -> Section:
    """What was decided about each chapter: the day, the body, where it is written, the hash of what was decided on."""
    tell = _telling(asked)
    rows = [
        (
            row.spec.title.here(),
            day_said(one.on),
            one.body,
            one.minutes,
            one.frozen.sha256[:16],
        )
        for row in _plan(asked).rows
        for one in row.decisions
    ]
    head = (_("Kapitel"), _("Dag"), _("Vilka beslutade"), _("Var det står"), _("SHA-256, de första tecknen"))
    tell.table(_("Beslut om kapitlen"), head, rows, none=_("Inget kapitel är beslutat än."))
    return tell.section()


@section("plan.evidence", gettext_lazy("Underlaget"))
def evidence(asked: Asked) -> Section:
    """How far each chapter's evidence has come, and the day it was looked at."""
    tell = _telling(asked)
    tell.say(_("Så såg underlaget ut den %(day)s.") % {"day": day_said(asked.on)})
    tell.table(
        _("Underlag för varje kapitel"),
        (_("Kapitel"), *_words().values()),
        [
            (row.spec.title.here(), *(str(sum(one.state == state for one in row.rows)) for state in _words()))
            for row in _plan_with_evidence(asked).rows
        ],
        numeric=(1, 2, 3, 4),
    )
    return tell.section()


def _words() -> dict[str, str]:
    """Where a requirement can stand, in words."""
    return {
        Progress.State.EVIDENCE: _("Visat av underlag"),
        Progress.State.STATEMENT: _("Intygat"),
        Progress.State.NOT_MET: _("Återstår"),
        Progress.State.NOT_RELEVANT: _("Inte aktuellt"),
    }


@section("plan.rooms", gettext_lazy("Erbjudande, bemanning, budget och avtal"))
def rooms(asked: Asked) -> Section:
    """What other subjects and rooms tell about the plan, those of `BORROWED` that are there."""
    blocks: list[Block] = []
    facts: list[Fact] = []
    for name in BORROWED:
        found = sections().get(name)
        if found is None:
            continue
        told = found.fill(asked)
        blocks.append(Heading(2, str(found.title)))
        for block in told.blocks:
            blocks.append(Heading(min(block.level + 1, 4), block.text) if isinstance(block, Heading) else block)
        facts += told.facts
    return Section(tuple(blocks), tuple(facts))
