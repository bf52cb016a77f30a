"""A way of working as data: what a method file says, read and checked, ready to be stored or shown.

Everything here is frozen and knows neither database nor place. `method.reading` makes it from a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from servicepunkt.core.text import NO_TEXT, Text

__all__ = [
    "GATE_MODES",
    "GATE_PASSED",
    "PRINCIPLE_OWNERS",
    "RESTS_ON",
    "STATED",
    "Chapter",
    "Confirmation",
    "Gate",
    "Goal",
    "GoalPart",
    "MethodSpec",
    "Param",
    "PrincipleGroup",
    "Requirement",
    "Service",
    "Step",
    "Task",
    "Text",
]

STATED = "stated"
"""The evidence of a requirement that only people can know."""

RESTS_ON = "method.rests_on"
"""Evidence met when all requirements in its parameter `all` are met."""

GATE_PASSED = "method.gate_passed"
"""Evidence met when the gate in its parameter `gate` has been passed."""

GATE_MODES = ("full", "stages")
PRINCIPLE_OWNERS = ("projektet", "tillvaxtverket", "kommunen")

Param: TypeAlias = str | int | float | bool | tuple[str, ...]
"""What a parameter of an evidence may be."""

NO_PARAMS: Mapping[str, Param] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service that a stage of a start can list."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must hold for a place.

    `evidence` is the name of what proves it (`"people.local_group_formed"`) or `"stated"`; `by` are the roles
    that may state it. `memo` is the sentence of the source, word for word. `services` binds a stage of a start
    only when the stage lists one of them; empty binds no stage by itself.
    """

    key: str
    title: Text
    evidence: str
    params: Mapping[str, Param] = field(default_factory=lambda: NO_PARAMS, hash=False)
    by: tuple[str, ...] = ()
    help: Text = NO_TEXT
    memo: str = ""
    row: str = ""
    services: tuple[str, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Whether only people can say that it is met."""
        return self.evidence == STATED

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Keys of the requirements this one rests on; empty when it stands on something else."""
        named = self.params.get("all", ()) if self.evidence == RESTS_ON else ()
        return named if isinstance(named, tuple) else ()


@dataclass(frozen=True, slots=True)
class Task:
    """A task (moment) of a step. `months` = first and last month, 0 is the programme's first; both inclusive."""

    key: str
    title: Text
    requirements: tuple[Requirement, ...]
    months: tuple[int, int] | None = None

    @property
    def due_month(self) -> int | None:
        """The month in which it should be done, counted from 0; None when the source gives none."""
        return self.months[1] if self.months else None


@dataclass(frozen=True, slots=True)
class Step:
    """A step (steg) of the way of working, with its tasks."""

    key: str
    title: Text
    tasks: tuple[Task, ...]
    months: tuple[int, int] | None = None

    @property
    def due_month(self) -> int | None:
        """The month in which it should be done, counted from 0; None when the source gives none."""
        return self.months[1] if self.months else None

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All requirements of the step's tasks, in order."""
        return tuple(one for task in self.tasks for one in task.requirements)


@dataclass(frozen=True, slots=True)
class PrincipleGroup:
    """Principles that hold all the time, and whose they are (the project's, the funder's, the municipality's)."""

    key: str
    title: Text
    owner: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named group of requirements that a place writes about and decides together. `help` says what belongs in it."""

    key: str
    title: Text
    requirements: tuple[str, ...]
    help: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What one party must say before a gate can be passed, and which roles may say it."""

    key: str
    title: Text
    by: tuple[str, ...]
    note_required: bool = False
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A point that a place passes by a recorded decision.

    `requires` are the requirements of a start at full scale; `every_stage` those that bind every stage too.
    `modes` says whether it may be passed in full, in stages, or both. `step` is the step it belongs to.
    """

    key: str
    title: Text
    step: str
    requires: tuple[str, ...]
    every_stage: tuple[str, ...] = ()
    modes: tuple[str, ...] = ("full",)
    confirmations: tuple[Confirmation, ...] = ()
    memo: str = ""


@dataclass(frozen=True, slots=True)
class GoalPart:
    """One condition of a goal: proved by `evidence`, or waiting for a room (`awaits`) that can prove it."""

    title: Text
    evidence: str = ""
    params: Mapping[str, Param] = field(default_factory=lambda: NO_PARAMS, hash=False)
    awaits: str = ""

    @property
    def measurable(self) -> bool:
        """Whether it can be measured today."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, met by a place when all its parts are. `share` is the part of the places that must meet it, if any."""

    key: str
    title: Text
    parts: tuple[GoalPart, ...]
    share: float | None = None
    memo: str = ""
    row: str = ""

    @property
    def measurable(self) -> bool:
        """Whether every part can be measured today."""
        return all(part.measurable for part in self.parts)


@dataclass(frozen=True)
class MethodSpec:
    """A whole way of working."""

    slug: str
    title: Text
    version: str
    source: str
    summary: Text
    steps: tuple[Step, ...]
    services: tuple[Service, ...] = ()
    principles: tuple[PrincipleGroup, ...] = ()
    gates: tuple[Gate, ...] = ()
    goals: tuple[Goal, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    format: int = field(default=1)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks in the order of the steps."""
        return tuple(task for step in self.steps for task in step.tasks)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """All requirements in the order of the file: first the steps', then the principles'."""
        of_steps = [one for step in self.steps for one in step.requirements]
        return tuple(of_steps + [one for group in self.principles for one in group.requirements])

    def requirement(self, key: str) -> Requirement:
        """The requirement with this key. Raises KeyError when there is none."""
        return self._by_key[key]

    def task_of(self, key: str) -> Task | None:
        """The task that holds a requirement; None when it is a principle. Raises KeyError for an unknown key."""
        self.requirement(key)
        return next((task for task in self.tasks if any(one.key == key for one in task.requirements)), None)

    def step_of(self, key: str) -> Step | None:
        """The step that holds a requirement; None when it is a principle. Raises KeyError for an unknown key."""
        self.requirement(key)
        return next((step for step in self.steps if any(one.key == key for one in step.requirements)), None)

    def due_month(self, key: str) -> int | None:
        """The month (0 = the programme's first) in which a requirement is due: its task's, else its step's."""
        task, step = self.task_of(key), self.step_of(key)
        if task is not None and task.due_month is not None:
            return task.due_month
        return step.due_month if step is not None else None

    def gate(self, key: str) -> Gate:
        """The gate with this key. Raises KeyError when there is none."""
        return {gate.key: gate for gate in self.gates}[key]

    def goal(self, key: str) -> Goal:
        """The goal with this key. Raises KeyError when there is none."""
        return {goal.key: goal for goal in self.goals}[key]

    def chapter(self, key: str) -> Chapter:
        """The chapter with this key. Raises KeyError when there is none."""
        return {chapter.key: chapter for chapter in self.chapters}[key]

    def service(self, key: str) -> Service:
        """The kind of service with this key. Raises KeyError when there is none."""
        return {service.key: service for service in self.services}[key]

    def binding(self, gate: Gate, services: tuple[str, ...] | None) -> Iterator[Requirement]:
        """The requirements that bind a passage of a gate, in the order of the file.

        `services` None is full scale: all that the gate requires. Otherwise a stage that lists these services: those
        in `every_stage`, and those of `requires` that name one of the services.
        """
        for one in self.requirements:
            listed = services is None or bool(set(one.services) & set(services))
            if one.key in gate.every_stage or (one.key in gate.requires and listed):
                yield one

    @cached_property
    def _by_key(self) -> Mapping[str, Requirement]:
        return {one.key: one for one in self.requirements}
