"""Reads of the way of working: a place's path, a requirement with what was said, a gate, a method and how two
differ."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from servicepunkt.core import clock
from servicepunkt.core.evidence import Question, find, registered, spoken
from servicepunkt.core.text import localised
from servicepunkt.people.models import Holding
from servicepunkt.places.models import AreaPlace

from .actions import Lack, lacking, latest_confirmations
from .models import Adoption, Confirmation, Passage, Progress, Statement
from .progress import SETTLED, compute
from .spec import Confirmation as ConfirmationSpec
from .spec import Gate, Goal, GoalPart, MethodSpec, PrincipleGroup, Requirement, Step, Task
from .versions import spec_of


@dataclass(frozen=True)
class RequirementRow:
    """A requirement as it stands at a place: state, why, when, by whom, and where the facts are."""

    spec: Requirement
    state: str
    why: str
    since_on: dt.date | None
    by: str
    link: str
    note: str
    attachment: bool
    due_on: dt.date | None
    overdue: bool

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in SETTLED


@dataclass(frozen=True)
class TaskRow:
    """A task with its requirements and when it is due."""

    spec: Task
    rows: list[RequirementRow]
    due_on: dt.date | None

    @property
    def settled(self) -> int:
        """How many of its requirements are settled."""
        return sum(row.settled for row in self.rows)

    @property
    def done(self) -> bool:
        """Whether nothing is left of it."""
        return self.settled == len(self.rows)


@dataclass(frozen=True)
class StepRow:
    """A step with its tasks; `current` is the first with something left."""

    spec: Step
    tasks: list[TaskRow]
    done: bool
    current: bool

    @property
    def title(self) -> str:
        """Its title in the language of the moment."""
        return self.spec.title.here()


@dataclass(frozen=True)
class PrincipleRow:
    """A group of principles with where each stands."""

    spec: PrincipleGroup
    rows: list[RequirementRow]

    @property
    def settled(self) -> int:
        """How many of its principles hold (or do not concern the place)."""
        return sum(row.settled for row in self.rows)


@dataclass(frozen=True)
class Path:
    """A place's whole way: steps, principles, and counts by state."""

    method: MethodSpec
    steps: list[StepRow]
    principles: list[PrincipleRow]
    counts: dict[str, int]
    overdue: int
    next: RequirementRow | None


def _row(requirement: Requirement, progress: Progress | None, today: dt.date) -> RequirementRow:
    if progress is None:
        return RequirementRow(requirement, Progress.State.NOT_MET, "", None, "", "", "", False, None, False)
    statement = progress.statement
    return RequirementRow(
        spec=requirement,
        state=progress.state,
        why=spoken(progress.sentence, progress.values),
        since_on=progress.since_on,
        by=localised(progress.seat) if progress.seat else "",
        link=progress.link,
        note=statement.note if statement else "",
        attachment=bool(statement and statement.attachment_id),
        due_on=progress.due_on,
        overdue=progress.state == Progress.State.NOT_MET and progress.due_on is not None and progress.due_on < today,
    )


def path_of(adoption: Adoption, place_id: int) -> Path:
    """Where a place stands in every step, task, requirement and principle. One query."""
    spec, today = spec_of(adoption.version), clock.today()
    remembered = {
        p.requirement: p
        for p in Progress.objects.filter(area_id=adoption.area_id, place_id=place_id).select_related(
            "seat", "statement"
        )
    }
    rows = {r.key: _row(r, remembered.get(r.key), today) for r in spec.requirements}
    steps: list[StepRow] = []
    for step in spec.steps:
        tasks = []
        for task in step.tasks:
            of_task = [rows[r.key] for r in task.requirements]
            tasks.append(TaskRow(task, of_task, next((r.due_on for r in of_task if r.due_on), None)))
        done = all(task.done for task in tasks)
        steps.append(StepRow(step, tasks, done, current=not done and all(s.done for s in steps)))
    current = next((s for s in steps if s.current), None)
    left = [r for t in current.tasks for r in t.rows if not r.settled] if current else []
    return Path(
        method=spec,
        steps=steps,
        principles=[PrincipleRow(g, [rows[r.key] for r in g.requirements]) for g in spec.principles],
        counts={str(s): sum(r.state == s for r in rows.values()) for s in Progress.State},
        overdue=sum(r.overdue for r in rows.values()),
        next=min(left, key=lambda r: r.due_on or dt.date.max, default=None),
    )


@dataclass(frozen=True)
class Said:
    """A statement as it is read: who said what, when, with note and attachment."""

    id: int
    says: str
    on: dt.date
    at: dt.datetime
    seat: str
    holder: str
    note: str
    attachment_name: str
    counts: bool


def said_about(adoption: Adoption, place_id: int, requirement: Requirement) -> list[Said]:
    """Everything said about a requirement at a place, newest first. Three queries at most.

    `counts` marks the one that decides; none does when evidence decides (then they are notes).
    """
    statements = list(
        Statement.objects.filter(area_id=adoption.area_id, place_id=place_id, requirement=requirement.key)
        .select_related("seat", "attachment")
        .order_by("-id")
    )
    names = _names_when(statements)
    return [
        Said(
            id=s.pk,
            says=s.says,
            on=s.on,
            at=s.at,
            seat=localised(s.seat),
            holder=names.get(s.pk, ""),
            note=s.note,
            attachment_name=s.attachment.name if s.attachment else "",
            counts=number == 0 and (requirement.is_stated or s.says == Statement.Says.NOT_RELEVANT),
        )
        for number, s in enumerate(statements)
    ]


def _names_when(spoken_rows: Iterable[Statement | Confirmation]) -> dict[int, str]:
    """For each thing said, the name of the person whose account said it (empty for a removed account). One query."""
    rows = list(spoken_rows)
    people = dict(
        Holding.objects.filter(person__account__id__in=[r.account_id for r in rows if r.account_id]).values_list(
            "person__account__id", "person__name"
        )
    )
    return {r.pk: people.get(r.account_id or 0, "") for r in rows}


@dataclass(frozen=True)
class PartyAnswer:
    """A gate's confirmation as it stands: who may give it, and what was answered last."""

    spec: ConfirmationSpec
    answer: Confirmation | None
    by: str
    who: str


@dataclass(frozen=True)
class GateStatus:
    """Where a place stands at a gate: binding requirements, the parties' answers, what is missing, passages so far."""

    gate: Gate
    rows: list[RequirementRow]
    parties: list[PartyAnswer]
    missing: list[Lack]
    passages: list[Passage]

    @property
    def open(self) -> bool:
        """Whether the decision can be taken now."""
        return not self.missing

    @property
    def passed_fully(self) -> bool:
        """Whether it has been passed at full scale."""
        return any(p.mode == Passage.Mode.FULL for p in self.passages)


def gate_status(adoption: Adoption, place_id: int, gate: Gate, services: tuple[str, ...] | None = None) -> GateStatus:
    """A gate as it stands now, from the facts (not from memory), at full scale or for a stage with these services."""
    spec, today = spec_of(adoption.version), clock.today()
    binding = list(spec.binding(gate, services))
    answers = compute(adoption, [place_id], today, [r.key for r in binding])[place_id]
    confirmations = latest_confirmations(adoption.area_id, place_id, gate.key)
    names = _names_when(confirmations.values())
    seats = {
        p.requirement: p
        for p in Progress.objects.filter(area_id=adoption.area_id, place_id=place_id).select_related(
            "seat", "statement"
        )
    }
    rows = []
    for requirement in binding:
        answer = answers[requirement.key]
        remembered = seats.get(requirement.key)
        rows.append(
            RequirementRow(
                spec=requirement,
                state=answer.state,
                why=spoken(answer.sentence, answer.values),
                since_on=answer.since_on,
                by=localised(remembered.seat) if remembered and remembered.seat else "",
                link=answer.link,
                note=remembered.statement.note if remembered and remembered.statement else "",
                attachment=bool(remembered and remembered.statement and remembered.statement.attachment_id),
                due_on=answer.due_on,
                overdue=answer.state == Progress.State.NOT_MET and answer.due_on is not None and answer.due_on < today,
            )
        )
    parties = []
    for one in gate.confirmations:
        given = confirmations.get(one.key)
        parties.append(
            PartyAnswer(one, given, localised(given.seat) if given else "", names.get(given.pk, "") if given else "")
        )
    passages = Passage.objects.filter(area_id=adoption.area_id, place_id=place_id, gate=gate.key)
    return GateStatus(
        gate=gate,
        rows=rows,
        parties=parties,
        missing=lacking(spec, gate, answers, confirmations, services),
        passages=list(passages.select_related("seat", "frozen").order_by("id")),
    )


@dataclass(frozen=True)
class PartFigure:
    """One condition of a goal: how many places meet it, or None when it cannot be measured yet."""

    spec: GoalPart
    count: int | None


@dataclass(frozen=True)
class GoalFigure:
    """How far a goal is met: places that meet all its parts, or None when some part cannot be measured yet."""

    spec: Goal
    places: int
    wanted: int | None
    count: int | None
    parts: list[PartFigure]

    @property
    def reached(self) -> bool:
        """Whether enough places meet it."""
        return self.count is not None and self.wanted is not None and self.count >= self.wanted


def goals(adoption: Adoption, on: dt.date | None = None) -> list[GoalFigure]:
    """Every goal of a programme's method, counted over its places from the evidence of a day (today). Never from a
    typed-in number."""
    spec, today = spec_of(adoption.version), on or clock.today()
    place_ids = frozenset(AreaPlace.objects.filter(root_id=adoption.area_id).values_list("place_id", flat=True))
    question = Question(adoption.area_id, place_ids, {}, today)
    asked: dict[tuple[str, tuple[tuple[str, object], ...]], set[int]] = {}
    out = []
    for goal in spec.goals:
        meeting = set(place_ids)
        parts = []
        for part in goal.parts:
            if not part.measurable:
                parts.append(PartFigure(part, None))
                continue
            key = (part.evidence, tuple(sorted(part.params.items())))
            if key not in asked:
                findings = find(part.evidence, question.about(part.params))
                asked[key] = {place_id for place_id, finding in findings.items() if finding.met}
            met = asked[key]
            meeting &= met
            parts.append(PartFigure(part, len(met)))
        count = len(meeting) if goal.measurable else None
        wanted = -(-round(len(place_ids) * goal.share * 1000) // 1000) if goal.share else None
        out.append(GoalFigure(goal, len(place_ids), wanted, count, parts))
    return out


@dataclass(frozen=True)
class Difference:
    """What a newer version of a method adds, takes away and changes, by requirement."""

    added: list[Requirement]
    removed: list[Requirement]
    changed: list[tuple[Requirement, Requirement]]

    @property
    def nothing(self) -> bool:
        """Whether no requirement differs."""
        return not (self.added or self.removed or self.changed)


def difference(old: MethodSpec, new: MethodSpec) -> Difference:
    """How the requirements of two methods differ."""
    before, after = {r.key: r for r in old.requirements}, {r.key: r for r in new.requirements}
    return Difference(
        added=[r for key, r in after.items() if key not in before],
        removed=[r for key, r in before.items() if key not in after],
        changed=[(before[key], r) for key, r in after.items() if key in before and before[key] != r],
    )


def evidence_title(name: str) -> str:
    """What a piece of evidence shows, in the language of the moment."""
    return str(registered()[name].title)
