"""What the budget stands: the same lines counted under other assumptions, and the fan from low to high."""

from dataclasses import dataclass
from enum import StrEnum

from .counting import PLANNED, Outcome, Terms, count
from .facts import SURE, Budget, Certainty, Level

LIKELY = SURE | {Certainty.PROMISED}
"""The incomes that the fan's likely line counts."""


class What(StrEnum):
    """A change that the budget is put to."""

    PLANNED = "planned"
    WITHOUT_PROJECT = "without_project"
    ONLY_SURE = "only_sure"
    COSTS_HIGH = "costs_high"
    VISITS_LOW = "visits_low"
    VISITS_HIGH = "visits_high"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    PAYER_OUT = "payer_out"


@dataclass(frozen=True)
class Scenario:
    """A change, the payer it is about (if it is about one), and what the five years come to."""

    what: What
    outcome: Outcome
    payer: str = ""


def scenarios(budget: Budget) -> tuple[Scenario, ...]:
    """Every scenario, as planned first; those that the budget has nothing for are left out."""
    spread = budget.spread
    out = [Scenario(What.PLANNED, count(budget))]
    if any(one.project for one in budget.incomes) or any(one.project_only for one in budget.costs):
        out.append(Scenario(What.WITHOUT_PROJECT, count(budget.without_project())))
    out.append(Scenario(What.ONLY_SURE, count(budget.only(SURE))))
    out.append(Scenario(What.COSTS_HIGH, count(budget, Terms(cost_permille=spread.cost_high))))
    if budget.sales:
        out += [
            Scenario(What.VISITS_LOW, count(budget, Terms(visits=Level.LOW))),
            Scenario(What.VISITS_HIGH, count(budget, Terms(visits=Level.HIGH))),
            Scenario(What.PRICE_LOW, count(budget, Terms(price_permille=-spread.price))),
            Scenario(What.PRICE_HIGH, count(budget, Terms(price_permille=spread.price))),
        ]
    out += [Scenario(What.PAYER_OUT, count(budget.without_payer(payer)), payer) for payer in budget.payers]
    return tuple(out)


@dataclass(frozen=True)
class Fan:
    """Three ways the five years may go. In every year low is at most likely, and likely at most high."""

    low: Outcome
    likely: Outcome
    high: Outcome


def fan(budget: Budget) -> Fan:
    """Low: only what is signed or decided, costs high, visits and prices low. Likely: promised money too, the rest as
    planned. High: all incomes, costs low, visits and prices high."""
    spread = budget.spread
    return Fan(
        count(budget.only(SURE), Terms(Level.LOW, spread.cost_high, -spread.price)),
        count(budget.only(LIKELY), PLANNED),
        count(budget, Terms(Level.HIGH, -spread.cost_low, spread.price)),
    )
