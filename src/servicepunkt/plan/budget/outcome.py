"""The budget held against the accounts: which kind an account belongs to, and what each kind came to in a year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .counting import count
from .facts import Budget, CostKind


class Group(StrEnum):
    """Where an account's sums go. Goods are taken from incomes, as the budget counts what stays of a sale."""

    INCOME = "income"
    GOODS = "goods"
    STAFF = CostKind.STAFF.value
    RUNNING = CostKind.RUNNING.value
    INVESTMENT = CostKind.INVESTMENT.value
    EQUIPMENT = CostKind.EQUIPMENT.value
    MARKETING = CostKind.MARKETING.value
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Range:
    """Accounts from `first` to `last`, both of them included."""

    first: int
    last: int
    group: Group


BAS: tuple[Range, ...] = (
    Range(3000, 3999, Group.INCOME),
    Range(4000, 4999, Group.GOODS),
    Range(5000, 5399, Group.RUNNING),
    Range(5400, 5499, Group.EQUIPMENT),
    Range(5500, 5899, Group.RUNNING),
    Range(5900, 5999, Group.MARKETING),
    Range(6000, 6999, Group.RUNNING),
    Range(7000, 7699, Group.STAFF),
    Range(7700, 8999, Group.OUTSIDE),
)
"""The classes of the BAS chart of accounts. Depreciation (77–78) and finance (8) are no payments of the budget's kinds;
bought assets (class 1) are left to the village, as their accounts also hold what is written off."""


def group_of(account: int, own: Sequence[Range]) -> Group:
    """Where an account belongs: the village's own narrowest range that has it, else BAS. What neither has is out."""
    found = [one for one in own if one.first <= account <= one.last]
    if found:
        return min(found, key=lambda one: (one.last - one.first, one.first)).group
    return next((one.group for one in BAS if one.first <= account <= one.last), Group.OUTSIDE)


@dataclass(frozen=True)
class Held:
    """What a group was to come to in a year, and what it came to, in öre; incomes after goods, costs above 0."""

    group: Group
    budget_ore: int
    outcome_ore: int

    @property
    def over_ore(self) -> int:
        """How much more it came to than the budget said."""
        return self.outcome_ore - self.budget_ore


def held(
    budget: Budget, sums: Mapping[tuple[int, int], int], own: Sequence[Range] = ()
) -> Mapping[int, tuple[Held, ...]]:
    """Each year of the plan that there are accounts of, group by group. `sums`: öre by calendar year and account."""
    booked = {year for year, _account in sums}
    out = {}
    for year in count(budget).years:
        if year.year not in booked:
            continue
        came: Counter[Group] = Counter()
        for (number, account), ore in sums.items():
            if number == year.year:
                came[group_of(account, own)] += ore
        income = Held(Group.INCOME, year.income_ore, -came[Group.INCOME] - came[Group.GOODS])
        costs = (Held(Group(kind.value), year.costs[kind], came[Group(kind.value)]) for kind in CostKind)
        out[year.year] = (income, *costs)
    return out


def by_year(rows: Iterable[tuple[int, int, int]]) -> Mapping[tuple[int, int], int]:
    """Sums by month as sums by year: rows of (year, account, öre)."""
    out: Counter[tuple[int, int]] = Counter()
    for year, account, ore in rows:
        out[year, account] += ore
    return out
