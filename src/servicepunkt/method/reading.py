"""Reads a method file: bytes in, a whole `MethodSpec` or `FileRefused` with every mistake and its line out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from importlib import resources
from math import isfinite
from types import MappingProxyType

from django.utils.translation import gettext as _

from servicepunkt.core.toml import Document, FileRefused, Problem, Table
from servicepunkt.method.spec import (
    GATE_MODES,
    GATE_PASSED,
    NO_PARAMS,
    PRINCIPLE_OWNERS,
    RESTS_ON,
    STATED,
    Chapter,
    Confirmation,
    Gate,
    Goal,
    GoalPart,
    MethodSpec,
    Param,
    PrincipleGroup,
    Requirement,
    Service,
    Step,
    Task,
)

__all__ = ["FileRefused", "Problem", "read_method", "shipped_method", "shipped_methods"]

FORMAT = 1


def shipped_methods() -> tuple[str, ...]:
    """The slugs of the method files that ship with the package, in alphabetical order."""
    folder = resources.files("servicepunkt.method") / "methods"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def shipped_method(slug: str) -> bytes:
    """The bytes of a method file that ships with the package. Raises FileNotFoundError when there is none."""
    return (resources.files("servicepunkt.method") / "methods" / f"{slug}.toml").read_bytes()


def read_method(raw: bytes, *, known_evidence: Collection[str], known_roles: Collection[str]) -> MethodSpec:
    """Read a whole way of working.

    `known_evidence` are the names that rooms have registered ("stated" is always known), `known_roles` the roles of
    seats. Raises FileRefused with all mistakes; a file is never read in part.
    """
    document = Document(raw)
    spec = _Reader(document, known_evidence, known_roles).method()
    document.raise_problems()
    return spec


class _Reader:
    """One reading of one file: what has been seen so far, so that keys are unique and references can be followed."""

    def __init__(self, document: Document, known_evidence: Collection[str], known_roles: Collection[str]) -> None:
        self.document = document
        self.known_evidence = {STATED, *known_evidence}
        self.known_roles = known_roles
        self.seen: dict[str, set[str]] = {}
        self.service_keys: tuple[str, ...] = ()
        self.requirement_tables: dict[str, Table] = {}
        self.rest_tables: list[tuple[Table, Mapping[str, Param]]] = []
        self.gate_tables: list[tuple[Table, Mapping[str, Param]]] = []

    def method(self) -> MethodSpec:
        root = self.document.root()
        if root.whole("format", least=1) != FORMAT and root.has("format"):
            root.refuse(_("Den här versionen läser bara filer med format = %(format)d.") % {"format": FORMAT}, "format")
        slug, title, version = root.key("slug"), root.two_texts("title"), root.text("version")
        source, summary = root.text("source"), root.two_texts("summary")
        services = tuple(self._service(table) for table in root.tables("services"))
        self.service_keys = tuple(service.key for service in services)
        steps = tuple(self._step(table) for table in root.tables("steps", required=True))
        principles = tuple(self._principles(table) for table in root.tables("principles"))
        gates = tuple(self._gate(table, steps) for table in root.tables("gates"))
        goals = tuple(self._goal(table) for table in root.tables("goals"))
        chapters = tuple(self._chapter(table) for table in root.tables("chapters"))
        root.done()
        told = (slug, title, version, source, summary)
        spec = MethodSpec(*told, steps, services, principles, gates, goals, chapters, FORMAT)
        self._follow_references(spec)
        return spec

    def _unique(self, table: Table, kind: str) -> str:
        key = table.key("key")
        if key in self.seen.setdefault(kind, set()):
            table.refuse(_("”%(key)s” står redan tidigare i filen; en nyckel får stå en gång.") % {"key": key}, "key")
        self.seen[kind].add(key)
        return key

    def _service(self, table: Table) -> Service:
        service = Service(self._unique(table, "service"), table.two_texts("title"))
        table.done()
        return service

    def _months(self, table: Table, within: tuple[int, int] | None = None) -> tuple[int, int] | None:
        if not table.has("months"):
            table.texts("months")
            return None
        numbers = table.numbers("months", 2)
        if numbers is None:
            return None
        first, last = int(numbers[0]), int(numbers[1])
        if (first, last) != tuple(numbers) or not 0 <= first <= last:
            table.refuse(_("”months” ska vara första och sista månaden, räknat från 0, till exempel [0, 3]."), "months")
        elif within and not within[0] <= first <= last <= within[1]:
            told = {"first": within[0], "last": within[1]}
            table.refuse(_("Månaderna ligger utanför stegets, som är %(first)d till %(last)d.") % told, "months")
        return first, last

    def _step(self, table: Table) -> Step:
        key, title, months = self._unique(table, "step"), table.two_texts("title"), self._months(table)
        tasks = tuple(self._task(one, months) for one in table.tables("tasks", required=True))
        table.done()
        return Step(key, title, tasks, months)

    def _task(self, table: Table, within: tuple[int, int] | None) -> Task:
        key, title, months = self._unique(table, "task"), table.two_texts("title"), self._months(table, within)
        requirements = tuple(self._requirement(one) for one in table.tables("requirements", required=True))
        table.done()
        return Task(key, title, requirements, months)

    def _principles(self, table: Table) -> PrincipleGroup:
        key, title = self._unique(table, "principles"), table.two_texts("title")
        owner = table.known("owner", PRINCIPLE_OWNERS)
        requirements = tuple(self._requirement(one) for one in table.tables("requirements", required=True))
        table.done()
        return PrincipleGroup(key, title, owner, requirements)

    def _requirement(self, table: Table) -> Requirement:
        key, title = self._unique(table, "requirement"), table.two_texts("title")
        self.requirement_tables.setdefault(key, table)
        evidence, params = self._evidence(table, self.known_evidence)
        by = table.all_known("by", self.known_roles, required=evidence == STATED)
        if by and evidence != STATED:
            table.refuse(_("”by” hör bara till krav som intygas; det här visas av underlag."), "by")
        requirement = Requirement(
            key=key,
            title=title,
            evidence=evidence,
            params=params,
            by=by,
            help=table.two_texts("help", required=evidence == STATED),
            memo=table.text("memo", ""),
            row=table.text("row", ""),
            services=table.all_known("services", self.service_keys),
        )
        table.done()
        return requirement

    def _evidence(self, table: Table, known: Collection[str]) -> tuple[str, Mapping[str, Param]]:
        evidence = table.known("evidence", known)
        params = self._params(table)
        if evidence == RESTS_ON:
            self.rest_tables.append((table, params))
        elif evidence == GATE_PASSED:
            self.gate_tables.append((table, params))
        elif evidence == STATED and params:
            table.refuse(_("”params” hör bara till krav som visas av underlag; det här intygas."), "params")
        return evidence, params

    def _params(self, table: Table) -> Mapping[str, Param]:
        params: dict[str, Param] = {}
        for name, value in table.free("params").items():
            if isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value)):
                params[name] = value
            elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                params[name] = tuple(value)
            else:
                message = _("”%(name)s” ska vara en text, ett tal, true eller false, eller en lista av texter.")
                table.refuse(message % {"name": name}, "params", name)
        return MappingProxyType(params)

    def _gate(self, table: Table, steps: Iterable[Step]) -> Gate:
        key, title = self._unique(table, "gate"), table.two_texts("title")
        known = self.requirement_tables
        gate = Gate(
            key=key,
            title=title,
            step=table.known("step", [step.key for step in steps]),
            requires=table.all_known("requires", known, required=True),
            every_stage=table.all_known("every_stage", known),
            modes=table.all_known("modes", GATE_MODES, required=True),
            confirmations=tuple(self._confirmation(one, key) for one in table.tables("confirmations", required=True)),
            memo=table.text("memo", ""),
        )
        if gate.every_stage and "stages" not in gate.modes:
            table.refuse(_("”every_stage” står utan att ”modes” tillåter etapper (”stages”)."), "every_stage")
        for at, one in enumerate(gate.every_stage):
            if one in known and one not in gate.requires:
                message = _("”%(key)s” binder varje etapp och måste därför också stå i ”requires”.") % {"key": one}
                table.refuse(message, "every_stage", at)
        table.done()
        return gate

    def _confirmation(self, table: Table, gate: str) -> Confirmation:
        confirmation = Confirmation(
            key=self._unique(table, f"confirmation of {gate}"),
            title=table.two_texts("title"),
            by=table.all_known("by", self.known_roles, required=True),
            note_required=table.boolean("note_required", default=False),
            memo=table.text("memo", ""),
        )
        table.done()
        return confirmation

    def _goal(self, table: Table) -> Goal:
        key, title, share = self._unique(table, "goal"), table.two_texts("title"), self._share(table)
        parts = tuple(self._goal_part(one) for one in table.tables("parts", required=True))
        goal = Goal(key, title, parts, share, table.text("memo", ""), table.text("row", ""))
        table.done()
        return goal

    def _share(self, table: Table) -> float | None:
        value = table.data.get("share")
        table.asked.append("share")
        if value is None:
            return None
        if not isinstance(value, float) or not 0 < value <= 1:
            table.refuse(_("”share” ska vara en andel större än 0 och högst 1, till exempel 0.5."), "share")
            return None
        return value

    def _goal_part(self, table: Table) -> GoalPart:
        title = table.two_texts("title")
        if table.has("awaits") == table.has("evidence"):
            table.refuse(_("En del av ett mål ska ha antingen ”evidence” eller ”awaits”."))
        table.asked += ["awaits", "evidence", "params"]
        awaits = table.key("awaits") if table.has("awaits") else ""
        provable = self.known_evidence - {STATED}
        evidence, params = self._evidence(table, provable) if table.has("evidence") else ("", NO_PARAMS)
        table.done()
        return GoalPart(title, evidence, params, awaits)

    def _chapter(self, table: Table) -> Chapter:
        """A chapter names requirements that the file has; each requirement stands in one chapter at most."""
        key, title = self._unique(table, "chapter"), table.two_texts("title")
        named = table.all_known("requirements", self.requirement_tables, required=True)
        taken = self.seen.setdefault("requirement in a chapter", set())
        for at, one in enumerate(named):
            if one in taken:
                message = _("”%(key)s” står redan i ett kapitel; ett krav får stå i högst ett.") % {"key": one}
                table.refuse(message, "requirements", at)
            taken.add(one)
        chapter = Chapter(key, title, named, table.two_texts("help", required=False))
        table.done()
        return chapter

    def _follow_references(self, spec: MethodSpec) -> None:
        """Refuse parameters that name what the file does not have, and requirements that rest on themselves."""
        for table, params in self.rest_tables:
            named = params.get("all")
            if set(params) != {"all"} or not isinstance(named, tuple) or not named:
                table.refuse(_("”method.rests_on” ska ha params = {all = [nycklar till andra krav]}."), "params")
                continue
            for at, key in enumerate(named):
                table.must_be_known(key, self.requirement_tables, "params", "all", at)
        gates = {gate.key: gate for gate in spec.gates}
        for table, params in self.gate_tables:
            if set(params) != {"gate"} or not isinstance(params["gate"], str):
                table.refuse(_('”method.gate_passed” ska ha params = {gate = "nyckel till en grind"}.'), "params")
            else:
                table.must_be_known(params["gate"], gates, "params", "gate")
        self._refuse_circles(spec, gates)

    def _refuse_circles(self, spec: MethodSpec, gates: Mapping[str, Gate]) -> None:
        """A requirement may not wait for itself, neither through others nor through a gate that requires it."""
        waits_for: dict[str, tuple[str, ...]] = {}
        for one in spec.requirements:
            waits_for[one.key] = one.rests_on
            gate = gates.get(str(one.params.get("gate"))) if one.evidence == GATE_PASSED else None
            if gate is not None:
                waits_for[one.key] = gate.requires
        for key in waits_for:
            circle = _circle(key, waits_for)
            if circle:
                told = {"circle": " → ".join(circle)}
                message = _("Kravet vilar på sig självt: %(circle)s.") % told
                self.requirement_tables[key].refuse(message, "params")


def _circle(start: str, waits_for: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A way from a key back to itself, or an empty list. Each key is visited once."""
    ways: list[list[str]] = [[start]]
    visited: set[str] = set()
    while ways:
        way = ways.pop()
        for key in waits_for.get(way[-1], ()):
            if key == start:
                return [*way, start]
            if key not in visited:
                visited.add(key)
                ways.append([*way, key])
    return []
