"""The budget's project: what it costs while it lasts, what is applied for, and what others pay. Exact, in whole öre.

Its time is that of the project money in the budget. What is paid by the year counts for the part of the year that lies
in that time, as every term in the budget does; a cost that falls once counts whole in its year.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from .amounts import cost_in, income_in, passed, rounded, sales_in
from .facts import SURE, Budget, Certainty, Cost, CostKind


@dataclass(frozen=True)
class Paid:
    """What a payer, or the project's funder, gives during the project: the income's names, how sure, and öre."""

    payer: str
    name: str
    certainty: Certainty
    ore: int


@dataclass(frozen=True)
class Project:
    """A project from `from_on` to before `until_on`: its costs by kind, what is sought, what others pay, sales, own
    time (hours and what they are valued at, never counted as money)."""

    from_on: dt.date
    until_on: dt.date
    costs: Mapping[CostKind, int]
    sought: tuple[Paid, ...]
    others: tuple[Paid, ...]
    sales_ore: int
    hours: int
    own_time_ore: int

    @property
    def cost_ore(self) -> int:
        """All costs."""
        return sum(self.costs.values())

    @property
    def sought_ore(self) -> int:
        """All that is applied for."""
        return sum(one.ore for one in self.sought)

    @property
    def needed_ore(self) -> int:
        """What the costs take besides what is applied for; below 0 when more is applied for than it costs."""
        return self.cost_ore - self.sought_ore

    @property
    def sure_ore(self) -> int:
        """What others have signed or decided to pay."""
        return sum(one.ore for one in self.others if one.certainty in SURE)

    @property
    def others_ore(self) -> int:
        """What others pay, sure or not."""
        return sum(one.ore for one in self.others)

    @property
    def left_ore(self) -> int:
        """All incomes less all costs: 0 when they are alike, below when money is missing."""
        return self.sought_ore + self.others_ore + self.sales_ore - self.cost_ore

    def share_permille(self, ore: int) -> int:
        """An amount as a share of the costs, in whole per mille downwards; 0 without costs."""
        return ore * 1000 // self.cost_ore if self.cost_ore else 0


def project(budget: Budget) -> Project | None:
    """The budget's project, within the plan's five years; None when it has no project money."""
    money = [one for one in budget.incomes if one.project]
    starts = [one.first_on for one in money]
    if not starts:
        return None
    first = max(min(starts), dt.date(budget.first_year, 1, 1))
    until = min(max(one.until_on or budget.until_on for one in money), budget.until_on)
    if first >= until:
        return None
    years = [year for year in budget.years if first.year <= year and dt.date(year, 1, 1) < until]
    costs = dict.fromkeys(CostKind, 0)
    for cost in budget.costs:
        costs[cost.kind] += sum(_cost(cost, year, budget.first_year, first, until) for year in years)
    whole = sum((_share(year, first, until) for year in years), Fraction(0))
    paid = [_paid(budget, number, first, until, years) for number in range(len(budget.incomes))]
    return Project(
        first,
        until,
        costs,
        tuple(one for one, income in zip(paid, budget.incomes, strict=True) if income.project),
        tuple(one for one, income in zip(paid, budget.incomes, strict=True) if not income.project and one.ore),
        sum(
            rounded(sales_in(one, year, budget.first_year) * _share(year, first, until))
            for one in budget.sales
            for year in years
        ),
        sum(rounded(one.hours * whole) for one in budget.own_time),
        sum(rounded(one.value_ore * whole) for one in budget.own_time),
    )


def _share(year: int, first: dt.date, until: dt.date) -> Fraction:
    """How much of a calendar year lies in the project's time."""
    return passed(year, until) - passed(year, first)


def _cost(cost: Cost, year: int, first_year: int, first: dt.date, until: dt.date) -> int:
    amount = cost_in(cost, year, first_year)
    if cost.once:
        return amount
    return rounded(amount * passed(year, until)) - rounded(amount * passed(year, first))


def _paid(budget: Budget, number: int, first: dt.date, until: dt.date, years: list[int]) -> Paid:
    income = budget.incomes[number]
    within = replace(
        income, first_on=max(income.first_on, first), until_on=min(income.until_on or until, until)
    )  # fmt: skip
    ore = 0
    if within.until_on and within.first_on < within.until_on:
        ore = sum(income_in(within, year, budget.first_year) for year in years)
    return Paid(income.payer, income.name, income.certainty, ore)
