"""Five years counted: costs by kind, incomes by payer, result and balance, reserve and break-even."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .amounts import cost_in, income_in, per_visit, sales_in
from .facts import Budget, CostKind, Level


@dataclass(frozen=True)
class Terms:
    """Under which assumptions a budget is counted: the visits, and what is added to costs and prices in per mille."""

    visits: Level = Level.LIKELY
    cost_permille: int = 0
    price_permille: int = 0


PLANNED = Terms()


@dataclass(frozen=True)
class Year:
    """A year of the plan. `balance_ore` is the money in hand when it ends; `once_ore` the costs that fall only once."""

    year: int
    costs: Mapping[CostKind, int]
    payers: Mapping[str, int]
    sales_ore: int
    once_ore: int
    balance_ore: int

    @property
    def cost_ore(self) -> int:
        """All costs of the year."""
        return sum(self.costs.values())

    @property
    def income_ore(self) -> int:
        """All incomes of the year, what stays of sales among them."""
        return sum(self.payers.values()) + self.sales_ore

    @property
    def result_ore(self) -> int:
        """What is left of the year, below 0 when it does not go round."""
        return self.income_ore - self.cost_ore

    @property
    def running_ore(self) -> int:
        """The result without costs that fall only once."""
        return self.result_ore + self.once_ore

    @property
    def reserve_tenths(self) -> int | None:
        """For how many tenths of a month the money in hand at the year's end would pay the year's costs; None without
        costs."""
        if not self.cost_ore:
            return None
        return max(0, self.balance_ore) * 120 // self.cost_ore


@dataclass(frozen=True)
class Outcome:
    """A budget counted."""

    opening_ore: int
    years: tuple[Year, ...]

    @property
    def runs_out(self) -> Year | None:
        """The first year that ends without money."""
        return next((year for year in self.years if year.balance_ore < 0), None)

    @property
    def lowest_ore(self) -> int:
        """The lowest balance at the end of a year."""
        return min(year.balance_ore for year in self.years)


def count(budget: Budget, terms: Terms = PLANNED) -> Outcome:
    """Count five years under some assumptions."""
    years, balance, first = [], budget.opening_ore, budget.first_year
    for year in budget.years:
        costs: Counter[CostKind] = Counter({kind: 0 for kind in CostKind})
        payers: Counter[str] = Counter({payer: 0 for payer in budget.payers})
        once = 0
        for cost in budget.costs:
            ore = cost_in(cost, year, first, terms.cost_permille)
            costs[cost.kind] += ore
            once += ore if cost.once else 0
        for income in budget.incomes:
            payers[income.payer] += income_in(income, year, first)
        sold = sum(sales_in(one, year, first, terms.visits, terms.price_permille) for one in budget.sales)
        balance += payers.total() + sold - costs.total()
        years.append(Year(year, costs, payers, sold, once, balance))
    return Outcome(budget.opening_ore, tuple(years))


@dataclass(frozen=True)
class BreakEven:
    """What a year needs from sales to go round: öre that stay, and visits at the planned average (None without
    sales)."""

    year: int
    needed_ore: int
    visits: int | None
    planned_visits: int


def break_even(budget: Budget) -> tuple[BreakEven, ...]:
    """For each year, what sales must bring for the result to be 0, everything else as planned.

    Where there are several kinds of sales, the visits are thought to grow or shrink alike in all of them.
    """
    out = []
    for year in count(budget).years:
        needed = max(0, year.cost_ore - sum(year.payers.values()))
        brings: Fraction = Fraction(0)
        visits = 0
        for one in budget.sales:
            each = per_visit(one, year.year, budget.first_year)
            brings += each * one.visits_at(Level.LIKELY)
            visits += one.visits_at(Level.LIKELY) if each else 0
        out.append(BreakEven(year.year, needed, math.ceil(needed * visits / brings) if brings else None, visits))
    return tuple(out)
