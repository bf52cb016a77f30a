"""What a budget is made of. Amounts are whole öre in the prices of the plan's first year; periods are half-open."""

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum

YEARS = 5
"""How many calendar years a plan covers: the memo asks for an agreement of five years."""
PER_MILLE = 1000


class CostKind(StrEnum):
    """The memo's kinds of costs."""

    STAFF = "staff"
    RUNNING = "running"
    INVESTMENT = "investment"
    EQUIPMENT = "equipment"
    MARKETING = "marketing"


class IncomeKind(StrEnum):
    """Where an income comes from."""

    AGREEMENT = "agreement"
    GRANT = "grant"
    SALES = "sales"
    RENT = "rent"
    PROJECT = "project"
    GIFT = "gift"


class Certainty(StrEnum):
    """How sure an income is, the surest first."""

    SIGNED = "signed"
    DECIDED = "decided"
    PROMISED = "promised"
    APPLIED = "applied"
    HOPED = "hoped"


SURE = frozenset({Certainty.SIGNED, Certainty.DECIDED})
"""What the verdict counts."""


class Level(StrEnum):
    """Which of a low, a likely and a high estimate is meant."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True)
class Cost:
    """A cost. `once`: it falls in `first_year` only. `last_year` None: for as long as the plan lasts.

    `project_only`: it is taken on only if the project money comes, and falls away with it.
    """

    name: str
    kind: CostKind
    amount_ore: int
    first_year: int
    last_year: int | None = None
    once: bool = False
    index_permille: int = 0
    project_only: bool = False


@dataclass(frozen=True)
class Income:
    """An amount a year from a payer, from `first_on` to before `until_on` (None: no end is known)."""

    payer: str
    name: str
    kind: IncomeKind
    certainty: Certainty
    amount_ore: int
    first_on: dt.date
    until_on: dt.date | None = None
    project: bool = False
    index_permille: int = 0


@dataclass(frozen=True)
class Sales:
    """Visits a year (low, likely, high), what a visit brings on average, and the margin that stays, in per mille."""

    name: str
    visits: tuple[int, int, int]
    average_ore: int
    margin_permille: int
    first_year: int
    last_year: int | None = None
    index_permille: int = 0

    def visits_at(self, level: Level) -> int:
        """The visits of an estimate."""
        return self.visits[list(Level).index(level)]


@dataclass(frozen=True)
class OwnTime:
    """Hours a year that people give, and what an hour is valued at. Shown beside the budget, never counted in it."""

    name: str
    hours: int
    hour_ore: int

    @property
    def value_ore(self) -> int:
        """What a year's hours are valued at."""
        return self.hours * self.hour_ore


@dataclass(frozen=True)
class Spread:
    """How far costs and prices may go from what is budgeted, in per mille."""

    cost_low: int = 50
    cost_high: int = 100
    price: int = 100


@dataclass(frozen=True)
class Budget:
    """A village's budget: calendar years from `first_year`, and the money in hand when it starts."""

    first_year: int
    opening_ore: int = 0
    costs: tuple[Cost, ...] = ()
    incomes: tuple[Income, ...] = ()
    sales: tuple[Sales, ...] = ()
    own_time: tuple[OwnTime, ...] = ()
    spread: Spread = field(default_factory=Spread)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the plan."""
        return tuple(range(self.first_year, self.first_year + YEARS))

    @property
    def until_on(self) -> dt.date:
        """The first day after the plan."""
        return dt.date(self.first_year + YEARS, 1, 1)

    @property
    def payers(self) -> tuple[str, ...]:
        """Everybody who pays something, each once, in order."""
        return tuple(sorted({income.payer for income in self.incomes}))

    def without_payer(self, payer: str) -> "Budget":
        """The budget when a payer drops out from the start."""
        return replace(self, incomes=tuple(one for one in self.incomes if one.payer != payer))

    def without_project(self) -> "Budget":
        """The budget with project money set to zero, and without what was to be done only with that money."""
        return replace(
            self,
            incomes=tuple(one for one in self.incomes if not one.project),
            costs=tuple(one for one in self.costs if not one.project_only),
        )

    def only(self, certainties: frozenset[Certainty]) -> "Budget":
        """The budget with only the incomes that are so sure."""
        return replace(self, incomes=tuple(one for one in self.incomes if one.certainty in certainties))
