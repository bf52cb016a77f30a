"""A village whose plan promises something of every subject of the plan, and whose start is ready to be decided."""

import uuid

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.plan.actions_promises import NewDecision, change_promise
from servicepunkt.plan.models import ChangedPromise, PromisedLine
from servicepunkt.plan.promises import Line, Start, kept, lines_of
from servicepunkt.plan.sheets import by_key
from servicepunkt.sheets import actions as sheets
from tests.method.building import Village, programme, village
from tests.plan.budget.making import values as budget_values
from tests.plan.budget.making import write_budget
from tests.plan.sheet_making import values

SERVICES = (("Bokutlån", "Kommunal", "Från start"), ("Pass", "Statlig", "Senare"), ("Kafé", "Ideell", "Från start"))


def add(by: Village, key: str, **new: str) -> None:
    sheets.add_fact(
        root=by.programme.area, place=by.place, sheet=by_key[key], values=values(key, **new), actor=SYSTEM
    )  # fmt: skip


def planned(by: Village) -> None:
    """Three services, a week's hours, staffing, and a budget of five years with sales."""
    from servicepunkt.plan.lines_budget import by_key as budget_sheets

    for what, sector, begins in SERVICES:
        when = "" if begins == "Från start" else "hösten 2027"
        add(by, "offering", what=what, sector=sector, begins=begins, about_when=when)
    for key in ("openingweek", "staffing", "unstaffed"):
        add(by, key)
    write_budget(by.programme.area, by.place, 2026)
    sale = budget_values("salesline", first_year="2026")
    sheets.add_fact(
        root=by.programme.area, place=by.place, sheet=budget_sheets["salesline"], values=sale, actor=SYSTEM
    )  # fmt: skip


def ready() -> Village:
    """A village that may start today."""
    by = village(programme())
    planned(by)
    by.make_ready()
    return by


def start_of(by: Village, *services: str) -> Start:
    return Start(by.programme.area, by.place, clock.today(), frozenset(services) or None)


def said(by: Village) -> list[Line]:
    """Everything promised at the place's starts, as it was first said."""
    return [one.line for each in kept(by.programme.area, by.place) for one in each.kept]


def row(by: Village, name: str) -> PromisedLine:
    return PromisedLine.objects.get(promise__place=by.place, name=name)


def decide(line: PromisedLine, *, away: bool = False, seen_change: int = 0, **more: object) -> ChangedPromise:
    """A new decision about a promise today, having seen what the plan says."""
    start = Start(line.promise.root, line.promise.place, clock.today())
    now = next((x for x in lines_of(start) if (x.subject, x.key) == (line.subject, line.key)), None)
    told = {"body": "Stämman", "decided_on": clock.today(), "reason": "Pengarna räcker inte."} | more
    return change_promise(
        line=line, facts=NewDecision(away=away, **told),  # type: ignore[arg-type]
        seen_now=now.fingerprint if now else "", seen_change=seen_change, request_key=uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip
