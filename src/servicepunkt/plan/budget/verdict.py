"""Whether long-term financing is secured, line by line. The rules stand in docs/budget.md.

What is counted: incomes that are signed or decided and are not project money, sales at the low estimate of visits, and
all costs except those taken on only with project money.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .amounts import income_in
from .counting import Outcome, Terms, Year, count
from .facts import SURE, Budget, CostKind, Income, Level


class Why(StrEnum):
    """What a line of the verdict says."""

    NO_COSTS = "no_costs"
    KIND_MISSING = "kind_missing"
    PROJECT_ZERO = "project_zero"
    PROJECT_COSTS_OUT = "project_costs_out"
    NOT_SURE = "not_sure"
    SALES_LOW = "sales_low"
    PAYER_ENDS = "payer_ends"
    YEAR_COVERED = "year_covered"
    YEAR_FROM_RESERVE = "year_from_reserve"
    YEAR_GAP = "year_gap"
    LASTS = "lasts"
    LASTS_NOT = "lasts_not"
    COSTS_HIGH_GAP = "costs_high_gap"


class Weight(StrEnum):
    """Whether a line speaks for the financing, against it, or tells how it was counted."""

    FOR = "for"
    AGAINST = "against"
    TOLD = "told"


@dataclass(frozen=True)
class Line:
    """A line of the verdict: what it says, how it weighs, and its figures in öre. `permille`: the share tried."""

    why: Why
    weight: Weight
    year: int = 0
    payer: str = ""
    until_on: dt.date | None = None
    ore: Mapping[str, int] = field(default_factory=dict)
    kinds: tuple[CostKind, ...] = ()
    permille: int = 0


@dataclass(frozen=True)
class Verdict:
    """The verdict: secured when no line speaks against it. `counted` are the five years as they were counted."""

    lines: tuple[Line, ...]
    counted: Outcome

    @property
    def secured(self) -> bool:
        """Whether nothing speaks against."""
        return not any(line.weight is Weight.AGAINST for line in self.lines)

    @property
    def gaps(self) -> tuple[Line, ...]:
        """The years in which money is missing."""
        return tuple(line for line in self.lines if line.why is Why.YEAR_GAP)


def secured_part(budget: Budget) -> Budget:
    """What the verdict counts of a budget."""
    return budget.without_project().only(SURE)


LOW = Terms(visits=Level.LOW)


def verdict(budget: Budget) -> Verdict:
    """Weigh a budget. The same lines always give the same verdict, whatever order they stand in."""
    kept = secured_part(budget)
    counted = count(kept, LOW)
    lines = [
        *_costs_told(budget),
        *_not_counted(budget),
        *_sales_told(budget, counted),
        *_endings(kept),
        *_years(counted),
        *_lasting(counted),
        *_high_costs(kept, counted),
    ]
    return Verdict(tuple(lines), counted)


def _costs_told(budget: Budget) -> list[Line]:
    if not budget.costs:
        return [Line(Why.NO_COSTS, Weight.AGAINST)]
    missing = tuple(kind for kind in CostKind if not any(cost.kind is kind for cost in budget.costs))
    return [Line(Why.KIND_MISSING, Weight.AGAINST, kinds=missing)] if missing else []


def _over_plan(budget: Budget, incomes: list[Income]) -> int:
    return sum(income_in(one, year, budget.first_year) for one in incomes for year in budget.years)


def _not_counted(budget: Budget) -> list[Line]:
    """What is in the budget but not in the verdict: project money, and by payer what is not sure."""
    out = []
    if project := _over_plan(budget, [one for one in budget.incomes if one.project]):
        out.append(Line(Why.PROJECT_ZERO, Weight.TOLD, ore={"amount": project}))
    before, after = count(budget), count(budget.without_project())
    costs = sum(year.cost_ore for year in before.years) - sum(year.cost_ore for year in after.years)
    if costs:
        out.append(Line(Why.PROJECT_COSTS_OUT, Weight.TOLD, ore={"amount": costs}))
    for payer in budget.payers:
        loose = [one for one in budget.incomes if one.payer == payer and not one.project and one.certainty not in SURE]
        if amount := _over_plan(budget, loose):
            out.append(Line(Why.NOT_SURE, Weight.TOLD, payer=payer, ore={"amount": amount}))
    return out


def _sales_told(budget: Budget, counted: Outcome) -> list[Line]:
    if not budget.sales:
        return []
    low = sum(year.sales_ore for year in counted.years)
    planned = sum(year.sales_ore for year in count(budget).years)
    return [Line(Why.SALES_LOW, Weight.TOLD, ore={"low": low, "planned": planned})]


def _endings(kept: Budget) -> list[Line]:
    """Payers whose last counted income ends before the plan does; what they paid in a year falls away after that."""
    out = []
    for payer in kept.payers:
        theirs = [one for one in kept.incomes if one.payer == payer]
        ends = [one.until_on for one in theirs if one.until_on is not None]
        if len(ends) < len(theirs) or not ends or max(ends) >= kept.until_on:
            continue
        last = max(ends)
        if last > dt.date(kept.first_year, 1, 1):
            amount = sum(one.amount_ore for one in theirs if one.until_on == last)
            out.append(Line(Why.PAYER_ENDS, Weight.TOLD, payer=payer, until_on=last, ore={"amount": amount}))
    return out


def _years(counted: Outcome) -> list[Line]:
    return [_year(year) for year in counted.years]


def _year(year: Year) -> Line:
    ore = {
        "income": year.income_ore, "cost": year.cost_ore, "result": year.result_ore, "balance": year.balance_ore,
    }  # fmt: skip
    if year.balance_ore < 0:
        return Line(Why.YEAR_GAP, Weight.AGAINST, year.year, ore={**ore, "gap": -year.balance_ore})
    if year.result_ore < 0:
        return Line(Why.YEAR_FROM_RESERVE, Weight.FOR, year.year, ore={**ore, "taken": -year.result_ore})
    return Line(Why.YEAR_COVERED, Weight.FOR, year.year, ore=ore)


def _lasting(counted: Outcome) -> list[Line]:
    """In the last year the running costs must be carried by the year's own incomes: money in hand is used up."""
    last = counted.years[-1]
    if not last.cost_ore:
        return []
    if last.running_ore < 0:
        return [Line(Why.LASTS_NOT, Weight.AGAINST, last.year, ore={"missing": -last.running_ore})]
    return [Line(Why.LASTS, Weight.FOR, last.year, ore={"over": last.running_ore})]


def _high_costs(kept: Budget, counted: Outcome) -> list[Line]:
    """Told, not weighed: the year in which money would be missing if costs became high."""
    if counted.runs_out or not kept.spread.cost_high:
        return []
    gone = count(kept, Terms(Level.LOW, kept.spread.cost_high)).runs_out
    if gone is None:
        return []
    gap = {"gap": -gone.balance_ore}
    return [Line(Why.COSTS_HIGH_GAP, Weight.TOLD, gone.year, ore=gap, permille=kept.spread.cost_high)]
