"""Reads of the plan's chapters: where each stands, what proves it, what is missing next, and the whole's editions."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.evidence import spoken
from servicepunkt.core.text import localised
from servicepunkt.method.models import Statement
from servicepunkt.method.progress import Answer, compute
from servicepunkt.method.queries import RequirementRow, path_of
from servicepunkt.method.spec import Chapter as ChapterSpec
from servicepunkt.method.spec import MethodSpec, Requirement
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Holding, Seat
from servicepunkt.places.models import Area, Place

from .models import Chapter, ChapterDecision, Edition

State = Chapter.State
PLAN, REPORT = "project_plan", "prestudy_report"
"""The kinds of documents about a place's plan."""


@dataclass(frozen=True)
class ChapterRow:
    """A chapter of the way of working at a place: what is written, what proves its requirements, the last decision."""

    spec: ChapterSpec
    chapter: Chapter
    owner: str
    rows: list[RequirementRow]
    decisions: list[ChapterDecision]

    @property
    def settled(self) -> int:
        """How many of its requirements have nothing left to do."""
        return sum(row.settled for row in self.rows)

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return str(State(self.chapter.state).label)

    @property
    def next(self) -> str:
        """What is missing next, in a sentence; nothing when nothing is."""
        chapter = self.chapter
        if chapter.set_aside or chapter.state == State.DECIDED:
            return ""
        if chapter.state == State.CHANGED:
            return _("Ta upp ändringen och besluta igen.")
        if chapter.owner_id is None:
            return _("Bestäm vem som ansvarar.")
        left = next((row for row in self.rows if not row.settled), None)
        if not chapter.text:
            return _("Skriv kapitlet.")
        if left is not None:
            return _("Underlag saknas: %(title)s.") % {"title": left.spec.title.here()}
        if not chapter.decision:
            return _("Skriv förslaget till beslut.")
        if not chapter.ready:
            return _("Läs igenom och märk kapitlet som klart för beslut.")
        return _("Ta upp kapitlet på gruppens möte.")


@dataclass(frozen=True)
class Plan:
    """A place's whole plan: its chapters in the order of the way of working."""

    method: MethodSpec
    rows: list[ChapterRow]

    @property
    def treated(self) -> list[ChapterRow]:
        """The chapters that the village treats."""
        return [row for row in self.rows if not row.chapter.set_aside]

    @property
    def set_aside(self) -> list[ChapterRow]:
        """The chapters that it does not treat."""
        return [row for row in self.rows if row.chapter.set_aside]

    @property
    def decided(self) -> int:
        """How many chapters are decided and not changed since."""
        return sum(row.chapter.state == State.DECIDED for row in self.rows)

    @property
    def begun(self) -> int:
        """How many of the chapters that are treated somebody has begun."""
        return sum(row.chapter.state != State.NOT_BEGUN for row in self.treated)


def plan_of(root: Area, place: Place) -> Plan:
    """Every chapter of a place's plan, its evidence as remembered. Six queries, however many chapters."""
    adoption = adoption_of(root.pk)
    path = path_of(adoption, place.pk)
    rows = {row.spec.key: row for step in path.steps for task in step.tasks for row in task.rows}
    rows |= {row.spec.key: row for group in path.principles for row in group.rows}
    return _plan(path.method, rows, root, place)


def plan_afresh(root: Area, place: Place) -> Plan:
    """Every chapter of a place's plan, its evidence computed from the facts of today: what is frozen rests on this."""
    adoption = adoption_of(root.pk)
    spec = spec_of(adoption.version)
    keys = [key for chapter in spec.chapters for key in chapter.requirements]
    answers = compute(adoption, [place.pk], clock.today(), keys)[place.pk]
    said = Statement.objects.filter(pk__in={one.statement_id for one in answers.values()}).select_related("seat")
    statements = {one.pk: one for one in said}
    rows = {key: _afresh(spec.requirement(key), answers[key], statements) for key in keys}
    return _plan(spec, rows, root, place)


def _afresh(requirement: Requirement, answer: Answer, statements: Mapping[int, Statement]) -> RequirementRow:
    statement = statements.get(answer.statement_id or 0)
    return RequirementRow(
        spec=requirement,
        state=answer.state,
        why=spoken(answer.sentence, answer.values),
        since_on=answer.since_on,
        by=localised(statement.seat) if statement and statement.seat else "",
        link=answer.link,
        note=statement.note if statement else "",
        attachment=bool(statement and statement.attachment_id),
        due_on=answer.due_on,
        overdue=False,
    )


def _plan(method: MethodSpec, rows: Mapping[str, RequirementRow], root: Area, place: Place) -> Plan:
    decisions = ChapterDecision.objects.select_related("frozen").defer("frozen__content").order_by("-id")
    stored = Chapter.objects.filter(root=root, place=place).select_related("owner")
    known = {one.key: one for one in stored.prefetch_related("risks", Prefetch("decisions", decisions))}
    holders = _holders([one.owner_id for one in known.values() if one.owner_id])
    out = []
    for spec in method.chapters:
        chapter = known.get(spec.key) or Chapter(root=root, place=place, key=spec.key, version=0)
        decided = list(chapter.decisions.all()) if chapter.pk else []
        out.append(
            ChapterRow(spec, chapter, _owner(chapter, holders), [rows[key] for key in spec.requirements], decided)
        )
    return Plan(method, out)


def _owner(chapter: Chapter, holders: dict[int, str]) -> str:
    """The seat that answers for a chapter, with its holder's name where there is one."""
    if chapter.owner is None:
        return ""
    title, name = localised(chapter.owner), holders.get(chapter.owner.pk, "")
    return f"{name}, {title}" if name else title


def _holders(seat_ids: list[int]) -> dict[int, str]:
    """Who holds seats today, by seat: ordinary holders before substitutes. One query."""
    held = Holding.objects.filter(held_on(clock.today()), seat_id__in=seat_ids).order_by("-substitute", "-id")
    return dict(held.values_list("seat_id", "person__name"))


def seats_to_choose(root: Area, place: Place) -> list[tuple[int, str]]:
    """The place's seats, each with who holds it, for whoever says who answers for a chapter. Two queries."""
    seats = list(Seat.objects.filter(body__area=root, place=place).order_by("body__number", "body_id", "number", "id"))
    holders = _holders([seat.pk for seat in seats])
    return [
        (seat.pk, f"{holders[seat.pk]}, {localised(seat)}" if seat.pk in holders else localised(seat)) for seat in seats
    ]


def editions_of(root: Area, place: Place) -> QuerySet[Edition]:
    """The approved documents of a place's plan that still hold, the newest first."""
    return (
        Edition.objects.filter(root=root, place=place, frozen__withdrawal=None)
        .select_related("frozen")
        .defer("frozen__content")
    )
