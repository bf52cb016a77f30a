"""Reads of the budget: its lines as the engine takes them, for one place or many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from servicepunkt.core import clock
from servicepunkt.core.words import search_key
from servicepunkt.places.models import Place
from servicepunkt.sheets.models import Fact

from .budget import facts as engine
from .budget.rules import Bought
from .models_budget import Budget, CostLine, IncomeLine, OwnTimeLine, Purchase, SalesLine, YesOrNo


def frame_of(place: Place) -> Budget:
    """The budget's frame as stored, or as it would begin; then it is not saved and its version is 0."""
    return Budget.objects.filter(place=place).first() or Budget(
        place=place, first_year=clock.today().year + 1, version=0
    )


def budget_of(place: Place) -> engine.Budget:
    """A place's budget as the engine takes it. Five queries."""
    return budgets([place.pk]).get(place.pk) or engine.Budget(clock.today().year + 1)


def budgets(place_ids: Collection[int]) -> Mapping[int, engine.Budget]:
    """The budgets of the places that have one. Five queries, however many places."""
    frames = {one.place_id: one for one in Budget.objects.filter(place_id__in=place_ids)}
    costs, incomes = _by_place(CostLine, frames), _by_place(IncomeLine, frames)
    sales, own = _by_place(SalesLine, frames), _by_place(OwnTimeLine, frames)
    return {
        place_id: engine.Budget(
            frame.first_year,
            frame.opening_ore,
            tuple(_cost(one) for one in costs[place_id]),
            _incomes(incomes[place_id]),
            tuple(_sales(one) for one in sales[place_id]),
            tuple(engine.OwnTime(one.what, one.hours, one.hour_ore) for one in own[place_id]),
            engine.Spread(frame.cost_low_permille, frame.cost_high_permille, frame.price_permille),
        )
        for place_id, frame in frames.items()
    }


def _by_place(model: type[Fact], frames: Collection[int]) -> Mapping[int, list[Any]]:
    out: dict[int, list[Any]] = defaultdict(list)
    for one in model._default_manager.filter(place_id__in=frames):
        out[one.place_id].append(one)
    return out


def _cost(line: CostLine) -> engine.Cost:
    return engine.Cost(
        line.what, engine.CostKind(line.kind), line.amount_ore, line.first_year, line.last_year,
        line.rhythm == CostLine.Rhythm.ONCE, line.index_permille or 0, line.project_only == YesOrNo.YES,
    )  # fmt: skip


def _incomes(lines: Iterable[IncomeLine]) -> tuple[engine.Income, ...]:
    """The incomes. A payer written in several ways that differ only in case or spaces is the same one."""
    lines = list(lines)
    called: dict[str, str] = {}
    for name in sorted(line.payer for line in lines):
        called.setdefault(search_key(name), name)
    return tuple(
        engine.Income(
            called[search_key(line.payer)], line.what, engine.IncomeKind(line.kind), engine.Certainty(line.certainty),
            line.amount_ore, line.first_on, line.until_on, line.project == YesOrNo.YES, line.index_permille or 0,
        )
        for line in lines
    )  # fmt: skip


def _sales(line: SalesLine) -> engine.Sales:
    return engine.Sales(
        line.what, (line.visits_low, line.visits, line.visits_high), line.average_ore, line.margin_permille,
        line.first_year, line.last_year, line.index_permille or 0,
    )  # fmt: skip


def purchases(place_ids: Collection[int]) -> Mapping[int, list[tuple[Purchase, Bought]]]:
    """What the public buys or supports at the places, as the engine takes it. One query."""
    out: dict[int, list[tuple[Purchase, Bought]]] = defaultdict(list)
    for row in Purchase.objects.filter(place_id__in=place_ids):
        out[row.place_id].append((row, Bought(
            row.year_ore, row.years, row.extension_years, row.same_kind_ore, row.group == Purchase.Group.SOCIAL,
            row.way == Purchase.Way.DIRECT, row.aid == YesOrNo.YES, row.other_aid_ore or 0,
        )))  # fmt: skip
    return out
