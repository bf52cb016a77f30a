"""Where every requirement stands: computed from evidence and statements, remembered in one row per place and
requirement.

What is remembered is only a memory. When an action is committed, what stands on the facts of the rooms it wrote in is
renewed for the places it touched; once an hour everything is, for all (the calendar moves); and `servicepunkt check`
computes it afresh and compares.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from servicepunkt.core import clock
from servicepunkt.core.actions import Touch, listen
from servicepunkt.core.duties import duty
from servicepunkt.core.evidence import Finding, Question, find, registered
from servicepunkt.places.models import Area, AreaPlace

from .models import Adoption, Passage, Progress, Standing, Statement
from .spec import MethodSpec, Requirement
from .versions import adoption_of, spec_of

State = Progress.State
MET = (State.EVIDENCE, State.STATEMENT)
SETTLED = (State.EVIDENCE, State.STATEMENT, State.NOT_RELEVANT)


@dataclass(frozen=True)
class Answer:
    """Where one requirement stands at one place, and why."""

    state: str
    sentence: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)
    link: str = ""
    since_on: dt.date | None = None
    seat_id: int | None = None
    statement_id: int | None = None
    due_on: dt.date | None = None


def _due(spec: MethodSpec, starts_on: dt.date) -> dict[str, dt.date]:
    """The last day of the month each requirement is due in, for those that have one."""
    out: dict[str, dt.date] = {}
    for step in spec.steps:
        for task in step.tasks:
            month = task.due_month if task.due_month is not None else step.due_month
            if month is not None:
                day = clock.month_end(clock.first_of_month(starts_on, month))
                out.update({requirement.key: day for requirement in task.requirements})
    return out


def latest_statements(root_id: int, place_ids: Iterable[int]) -> dict[tuple[int, str], Statement]:
    """The statement that counts for each place and requirement. One query."""
    latest = (
        Statement.objects.filter(area_id=root_id, place_id__in=list(place_ids))
        .values("place_id", "requirement")
        .annotate(last=Max("id"))
        .values("last")
    )
    return {(s.place_id, s.requirement): s for s in Statement.objects.filter(id__in=latest)}


_SAID = {"met": State.STATEMENT, "not_relevant": State.NOT_RELEVANT, "not_met": State.NOT_MET}


def _said(statement: Statement, due_on: dt.date | None) -> Answer:
    state = _SAID[statement.says]
    return Answer(state, since_on=statement.on, seat_id=statement.seat_id, statement_id=statement.pk, due_on=due_on)


def _answer(
    requirement: Requirement, finding: Finding | None, statement: Statement | None, due_on: dt.date | None
) -> Answer:
    """Evidence first; else a statement where the method lets people say; else what evidence says is missing."""
    if finding is not None and finding.met:
        since_on = finding.since_on
        return Answer(State.EVIDENCE, finding.sentence, finding.values, finding.link, since_on, due_on=due_on)
    if statement is not None and (requirement.is_stated or statement.says == Statement.Says.NOT_RELEVANT):
        return _said(statement, due_on)
    if finding is not None:
        return Answer(State.NOT_MET, finding.sentence, finding.values, finding.link, due_on=due_on)
    return Answer(State.NOT_MET, gettext_noop("Ingen har intygat detta ännu."), due_on=due_on)


def _rest(requirement: Requirement, answers: Mapping[str, Answer]) -> Finding:
    """A requirement that rests on others: met when all of them are (what is not relevant does not count)."""
    known = [answers[key] for key in requirement.rests_on]
    met = sum(a.state in MET for a in known)
    left = sum(a.state not in SETTLED for a in known)
    values: dict[str, str | int] = {"met": met, "total": len(known)}
    if left or not met:
        return Finding(False, gettext_noop("%(met)s av %(total)s krav som detta vilar på är uppfyllda."), values)
    since_on = max((a.since_on for a in known if a.since_on), default=None)
    if stated := sum(a.state == State.STATEMENT for a in known):
        sentence = gettext_noop("Alla %(total)s krav som detta vilar på är uppfyllda, %(stated)s av dem genom intyg.")
        if stated == len(known) == 1:
            sentence = gettext_noop("Det krav som detta vilar på är uppfyllt genom intyg.")
        elif stated == len(known):
            sentence = gettext_noop("Alla %(total)s krav som detta vilar på är uppfyllda, alla genom intyg.")
        return Finding(True, sentence, {**values, "stated": stated}, since_on=since_on)
    sentence = gettext_noop("Alla %(total)s krav som detta vilar på är uppfyllda.")
    if len(known) == 1:
        sentence = gettext_noop("Det krav som detta vilar på är uppfyllt.")
    return Finding(True, sentence, values, since_on=since_on)


def _no_stronger_than_its_ground(answer: Answer) -> Answer:
    """What rests on somebody's word is itself stated: a word must never look like evidence."""
    if answer.state == State.EVIDENCE and answer.values.get("stated"):
        return replace(answer, state=State.STATEMENT)
    return answer


def _in_order_of_rest(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Those of the requirements that rest on others, each after those it rests on (the reader has refused circles)."""
    out: list[Requirement] = []
    waiting = [r for r in requirements if r.rests_on]
    done = {r.key for r in requirements if not r.rests_on}
    while waiting:
        ready = [r for r in waiting if done.issuperset(r.rests_on)]
        out += ready
        done |= {r.key for r in ready}
        waiting = [r for r in waiting if r.key not in done]
    return out


def _needed(spec: MethodSpec, keys: Iterable[str] | None) -> list[Requirement]:
    """The requirements asked about with all that they rest on, in the order of the method; None asks about all."""
    if keys is None:
        return list(spec.requirements)
    out: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in out:
            out.add(key)
            waiting += spec.requirement(key).rests_on
    return [r for r in spec.requirements if r.key in out]


Known: TypeAlias = Mapping[tuple[int, str], Answer]


def compute(
    adoption: Adoption,
    place_ids: Iterable[int],
    on: dt.date,
    keys: Iterable[str] | None = None,
    known: Known | None = None,
) -> dict[int, dict[str, Answer]]:
    """Every requirement's answer for every place, in the order of the method, straight from the facts.

    `keys` asks about these requirements only, and about what they rest on: a gate reads nothing else. Answers that
    are `known` to stand for every place are taken as they are, with the day they are due by anew. One query for
    the statements and a constant number for each piece of evidence that is asked for, however many places.
    """
    known = known or {}
    spec = spec_of(adoption.version)
    needed = _needed(spec, keys)
    wanted = frozenset(place_ids)
    statements = latest_statements(adoption.area_id, wanted)
    due = _due(spec, adoption.starts_on)
    out: dict[int, dict[str, Answer]] = {place_id: {} for place_id in wanted}
    question = Question(adoption.area_id, wanted, {}, on)
    asked: dict[tuple[str, tuple[tuple[str, object], ...]], Mapping[int, Finding]] = {}

    def settle(requirement: Requirement, place_id: int, finding: Finding | None) -> None:
        statement = statements.get((place_id, requirement.key))
        out[place_id][requirement.key] = _answer(requirement, finding, statement, due.get(requirement.key))

    for requirement in needed:
        if requirement.rests_on:
            continue
        if all((place_id, requirement.key) in known for place_id in wanted):
            for place_id in wanted:
                kept = replace(known[place_id, requirement.key], due_on=due.get(requirement.key))
                out[place_id][requirement.key] = kept
            continue
        findings: Mapping[int, Finding] = {}
        if not requirement.is_stated:
            key = (requirement.evidence, tuple(sorted(requirement.params.items())))
            if key not in asked:
                asked[key] = find(requirement.evidence, question.about(requirement.params))
            findings = asked[key]
        for place_id in wanted:
            settle(requirement, place_id, findings.get(place_id))
    for requirement in _in_order_of_rest(needed):
        for place_id in wanted:
            settle(requirement, place_id, _rest(requirement, out[place_id]))
            out[place_id][requirement.key] = _no_stronger_than_its_ground(out[place_id][requirement.key])
    return {place_id: {r.key: answers[r.key] for r in needed} for place_id, answers in out.items()}


_REMEMBERED = ("number", "state", "sentence", "values", "link", "since_on", "seat_id", "statement_id", "due_on")
Remembered: TypeAlias = tuple[object, ...]


def _remembered(number: int, answer: Answer) -> Remembered:
    """What a progress row remembers of an answer, in the order of `_REMEMBERED`."""
    return (
        number, answer.state, answer.sentence, answer.values, answer.link, answer.since_on, answer.seat_id,
        answer.statement_id, answer.due_on,
    )  # fmt: skip


def _answer_of(row: Remembered) -> Answer:
    """The answer that a progress row remembers."""
    said: dict[str, Any] = dict(zip(_REMEMBERED, row, strict=True))
    del said["number"]
    return Answer(**said)


def _memory(root_id: int, place_ids: Iterable[int]) -> dict[tuple[int, str], Remembered]:
    """What is remembered for each place and requirement. One query; plain rows, because there are thousands."""
    rows = Progress.objects.filter(area_id=root_id, place_id__in=list(place_ids))
    return {(row[0], row[1]): row[2:] for row in rows.values_list("place_id", "requirement", *_REMEMBERED)}


def standing_of(
    adoption: Adoption, place_id: int, answers: Mapping[str, Answer], gates: list[str], on: dt.date
) -> Standing:
    """A place's progress in one row. Its step is the first with something left; the next thing is the first left, by
    due date."""
    spec = spec_of(adoption.version)
    count = {state: sum(a.state == state for a in answers.values()) for state in State}
    left = [
        (answers[r.key].due_on or dt.date.max, number, r.key, step.key)
        for step in spec.steps
        for number, r in enumerate(step.requirements)
        if answers[r.key].state == State.NOT_MET
    ]
    order = {step.key: i for i, step in enumerate(spec.steps)}
    first = min(left, key=lambda row: (order[row[3]], row[0], row[1]), default=None)
    return Standing(
        area_id=adoption.area_id,
        place_id=place_id,
        step=first[3] if first else "",
        evidence=count[State.EVIDENCE],
        statement=count[State.STATEMENT],
        not_met=count[State.NOT_MET],
        not_relevant=count[State.NOT_RELEVANT],
        overdue=sum(a.state == State.NOT_MET and a.due_on is not None and a.due_on < on for a in answers.values()),
        next_requirement=first[2] if first else "",
        next_due_on=first[0] if first and first[0] != dt.date.max else None,
        gates=gates,
    )


_STANDING = (
    "step", "evidence", "statement", "not_met", "not_relevant", "overdue", "next_requirement", "next_due_on", "gates",
)  # fmt: skip


def _passed(root_id: int, place_ids: Iterable[int]) -> dict[int, list[str]]:
    out: dict[int, list[str]] = defaultdict(list)
    rows = Passage.objects.filter(area_id=root_id, place_id__in=list(place_ids)).order_by("id")
    for place_id, gate in rows.values_list("place_id", "gate"):
        if gate not in out[place_id]:
            out[place_id].append(gate)
    return out


PORTION = 50
"""Places renewed in one transaction: a tenth of a second, so that no writer waits long for SQLite's only lock."""


def _portions(place_ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(place_ids), PORTION):
        yield place_ids[first : first + PORTION]


def renew(
    root_id: int,
    place_ids: Iterable[int] | None = None,
    on: dt.date | None = None,
    rooms: frozenset[str] | None = None,
) -> int:
    """Compute and remember the progress of some or all places of a programme; the number of rows that had to change.

    `rooms`: only these have been written in, so what stands on the facts of others is as remembered. Fifty places at a
    time, each portion in a transaction of its own: what is remembered can always be computed again.
    Raises Adoption.DoesNotExist when the programme has adopted no method.
    """
    adoption_of(root_id)
    on = on or clock.today()
    if place_ids is None:
        place_ids = AreaPlace.objects.filter(root_id=root_id).values_list("place_id", flat=True)
    return sum(_renew(root_id, portion, on, rooms) for portion in _portions(sorted(place_ids)))


def _as_remembered(spec: MethodSpec, memory: Mapping[tuple[int, str], Remembered], rooms: frozenset[str]) -> Known:
    """The answers that nothing written in these rooms can have changed."""
    if "method" in rooms:  # somebody's statement may bear on any of them
        return {}
    evidence = registered()
    stand = {
        requirement.key
        for requirement in spec.requirements
        if not requirement.rests_on and (requirement.is_stated or not evidence[requirement.evidence].reads & rooms)
    }
    return {key: _answer_of(row) for key, row in memory.items() if key[1] in stand}


def _renew(root_id: int, place_ids: list[int], on: dt.date, rooms: frozenset[str] | None) -> int:
    changed: list[Progress] = []
    with transaction.atomic():
        # Locked before anything is read: of two renewals at once, the later one sees what both writers wrote.
        members = AreaPlace.objects.select_for_update().filter(root_id=root_id, place_id__in=place_ids).order_by("id")
        wanted = {member.place_id for member in members}
        adoption = adoption_of(root_id)
        known = _memory(root_id, wanted)
        stands = {} if rooms is None else _as_remembered(spec_of(adoption.version), known, rooms)
        answers = compute(adoption, wanted, on, known=stands)
        passed = _passed(root_id, wanted)
        for place_id, of_place in answers.items():
            for number, (key, answer) in enumerate(of_place.items()):
                fresh = _remembered(number, answer)
                if known.pop((place_id, key), None) != fresh:
                    values = dict(zip(_REMEMBERED, fresh, strict=True))
                    changed.append(Progress(area_id=root_id, place_id=place_id, requirement=key, **values))
        for place_id, key in known:
            Progress.objects.filter(area_id=root_id, place_id=place_id, requirement=key).delete()
        Progress.objects.bulk_create(
            changed,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["area", "place", "requirement"],
            update_fields=[name.removesuffix("_id") for name in _REMEMBERED],
        )
        standings = {s.place_id: s for s in Standing.objects.filter(area_id=root_id, place_id__in=wanted)}
        fresh_standings = [standing_of(adoption, p, a, passed.get(p, []), on) for p, a in answers.items()]
        Standing.objects.bulk_create(
            [one for one in fresh_standings if not _stands(standings.get(one.place_id), one)],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["area", "place"],
            update_fields=list(_STANDING),
        )
    return len(changed) + len(known)


def _stands(standing: Standing | None, fresh: Standing) -> bool:
    """Whether a place's own row says what it would say if it were made now."""
    return standing is not None and all(getattr(standing, name) == getattr(fresh, name) for name in _STANDING)


def differences(root_id: int, on: dt.date | None = None) -> list[tuple[int, str]]:
    """Place and requirement of every remembered row that is not what the facts say now (for `servicepunkt check`).

    An empty requirement stands for the place's own row, the one that overviews read.
    """
    adoption, on = adoption_of(root_id), on or clock.today()
    places = list(AreaPlace.objects.filter(root_id=root_id).order_by("id").values_list("place_id", flat=True))
    out: list[tuple[int, str]] = []
    for portion in _portions(places):
        known, passed = _memory(root_id, portion), _passed(root_id, portion)
        standings = {s.place_id: s for s in Standing.objects.filter(area_id=root_id, place_id__in=portion)}
        for place_id, of_place in compute(adoption, portion, on).items():
            for number, (key, answer) in enumerate(of_place.items()):
                if known.pop((place_id, key), None) != _remembered(number, answer):
                    out.append((place_id, key))
            fresh = standing_of(adoption, place_id, of_place, passed.get(place_id, []), on)
            if not _stands(standings.get(place_id), fresh):
                out.append((place_id, ""))
        out += known
    gone = Progress.objects.filter(area_id=root_id).exclude(place_id__in=places).values_list("place_id", "requirement")
    left = Standing.objects.filter(area_id=root_id).exclude(place_id__in=places).values_list("place_id", flat=True)
    return [*out, *gone, *((place_id, "") for place_id in left)]


def _rooms_of(spec: MethodSpec) -> set[str]:
    """The rooms whose facts a method's requirements stand on."""
    evidence = registered()
    named = {r.evidence for r in spec.requirements if not r.is_stated and not r.rests_on}
    return {"method"}.union(*(evidence[name].reads for name in named))


def _after_action(touches: frozenset[Touch]) -> None:
    """Renew the touched places, in every programme they belong to; a touch that names only an area renews all of it."""
    by_root: dict[int, set[int] | None] = {}
    named = {t.place_id for t in touches if t.place_id is not None}
    for root_id, place_id in AreaPlace.objects.filter(place_id__in=named).values_list("root_id", "place_id"):
        places = by_root.setdefault(root_id, set())
        if places is not None:
            places.add(place_id)
    whole = {t.area_id for t in touches if t.place_id is None and t.area_id is not None}
    for area in Area.objects.filter(pk__in=whole):
        by_root[area.parent_id or area.pk] = None
    touched_rooms = {t.room for t in touches}
    latest = Adoption.objects.filter(area_id__in=by_root).values("area_id").annotate(last=Max("id")).values("last")
    adoptions = Adoption.objects.select_related("version").defer("version__source").filter(id__in=latest)
    for adoption in adoptions.order_by("area_id"):
        if touched_rooms & _rooms_of(spec_of(adoption.version)):
            renew(adoption.area_id, by_root[adoption.area_id], rooms=frozenset(touched_rooms))


def connect() -> None:
    """Have progress renewed after every action."""
    listen(_after_action)


@duty("method.renew", every=dt.timedelta(hours=1))
def renew_all() -> None:
    """Renew every programme: what is overdue depends on the day, so overviews are right again soon after midnight."""
    for root_id in sorted(set(Adoption.objects.values_list("area_id", flat=True))):
        renew(root_id)
