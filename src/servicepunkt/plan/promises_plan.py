"""What the plan's own sheets and budget promise: services, opening hours, staffing, visits, costs, incomes, reserve."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.supply.hours import DAYS
from servicepunkt.supply.models import Channel, Level, Sector

from .budget.amounts import income_in, sales_in
from .budget.counting import count
from .budget.facts import Budget, CostKind, IncomeKind
from .budget.facts import Level as Estimate
from .budget.outcome import Group, Range, by_year, held
from .budget_words import months_said, number
from .hours import days_of
from .models_accounts import AccountRange, AccountSum
from .models_budget import CostLine, IncomeLine
from .models_sheets import Offering, OpeningWeek, Staffing, Unstaffed
from .promises import Line, Measured, Start, Subject, measured_by, register
from .queries_budget import budget_of
from .sheets.fields import in_hours

SERVICES_OF = {
    Sector.MUNICIPAL: {"kommunal"},
    Sector.STATE: {"statlig"},
    Sector.REGIONAL: {"regional", "statlig"},
    Sector.NONPROFIT: {"ideell"},
    Sector.COMMERCIAL: {"kommersiell"},
}
"""Which kinds of services of a way of working start a sector's services; the memo counts the region with the state."""
ALL = "all"
UNSTAFFED = "unstaffed"


def _services(start: Start) -> Iterable[Line]:
    """The offering, what comes later too; a stage promises the sectors it starts. One query."""
    for one in Offering.objects.filter(place=start.place).exclude(begins=Offering.Begins.NOT):
        if start.services is None or start.services & SERVICES_OF[Sector(one.sector)]:
            yield Line(
                "plan.services", one.same_key, one.what, one.who, one.about_when, one.level, one.channel, one.begins
            )


def _say_service(line: Line) -> str:
    begins = str(Offering.Begins(line.begins).label)
    when = f"{begins} ({line.words})" if line.words else begins
    return ", ".join([when, str(Level(line.level).label), str(Channel(line.channel).label), line.who])


def _hours(start: Start) -> Iterable[Line]:
    """Every day of each planned week, and the week's hours; minutes. One query."""
    for week in OpeningWeek.objects.filter(place=start.place):
        days = days_of(week)
        minutes = sum(day.minutes for day in days)
        yield Line("plan.hours", f"{week.same_key}:week", week.name, amount=minutes)
        for weekday, day in enumerate(days):
            yield Line(
                "plan.hours", f"{week.same_key}:{weekday}", week.name, words=day.hours, amount=day.minutes,
                weekday=weekday,
            )  # fmt: skip


def _name_hours(line: Line) -> str:
    if line.weekday is None:
        return _("%(week)s: hela veckan") % {"week": line.name}
    return _("%(week)s: %(day)s") % {"week": line.name, "day": str(DAYS[line.weekday]).lower()}


def _say_hours(line: Line) -> str:
    if line.weekday is None:
        return _say_week(line)
    return line.words or _("stängt")


def _say_week(line: Line) -> str:
    return _("%(hours)s timmar i veckan") % {"hours": in_hours(line.amount or 0)}


def _staffing(start: Start) -> Iterable[Line]:
    """Minutes a week with pay, by volunteers, lent by a party, and open with nobody there. Two queries."""
    minutes: Counter[str] = Counter()
    for paid, week in Staffing.objects.filter(place=start.place).values_list("paid", "week_minutes"):
        minutes[paid] += week
    for week in Unstaffed.objects.filter(place=start.place).values_list("week_minutes", flat=True):
        minutes[UNSTAFFED] += week
    for key in (*Staffing.Paid.values, UNSTAFFED):
        if minutes[key]:
            yield Line("plan.staffing", key, key, amount=minutes[key])


def _name_staffing(line: Line) -> str:
    return _("Öppet utan bemanning") if line.key == UNSTAFFED else str(Staffing.Paid(line.key).label)


def _begun(start: Start) -> Budget | None:
    budget = start.once("plan.budget", lambda: budget_of(start.place))
    return budget if budget.costs or budget.incomes or budget.sales else None


def _visits(start: Start) -> Iterable[Line]:
    """Visits a year, low, likely and high, all sales together. Five queries."""
    budget = _begun(start)
    for year in budget.years if budget else ():
        on = [one for one in (budget.sales if budget else ()) if one.first_year <= year <= (one.last_year or year)]
        if on:
            low, likely, high = (sum(one.visits_at(level) for one in on) for level in Estimate)
            yield Line("plan.visits", str(year), str(year), low=low, amount=likely, high=high, year=year)


def _say_visits(line: Line) -> str:
    told = {"likely": number(line.amount), "low": number(line.low), "high": number(line.high)}
    return _("%(likely)s besök (lågt %(low)s, högt %(high)s)") % told


def _costs(start: Start) -> Iterable[Line]:
    """Every kind's costs in each year, öre. Five queries."""
    budget = _begun(start)
    for year in count(budget).years if budget else ():
        for kind in CostKind:
            ore = year.costs[kind]
            yield Line("plan.costs", f"{year.year}:{kind}", str(kind), amount=ore, year=year.year)


def _incomes(start: Start) -> Iterable[Line]:
    """Every kind's incomes in each year, öre, and all together: what the accounts can be held against. Five queries."""
    budget = _begun(start)
    for year in budget.years if budget else ():
        ore: Counter[IncomeKind] = Counter()
        for one in budget.incomes if budget else ():
            ore[one.kind] += income_in(one, year, budget.first_year if budget else year)
        for sale in budget.sales if budget else ():
            ore[IncomeKind.SALES] += sales_in(sale, year, budget.first_year if budget else year)
        for kind in IncomeKind:
            if ore[kind]:
                yield Line("plan.incomes", f"{year}:{kind}", str(kind), amount=ore[kind], year=year)
        yield Line("plan.incomes", f"{year}:{ALL}", ALL, amount=ore.total(), year=year)


def _reserve(start: Start) -> Iterable[Line]:
    """Months of reserve at each year's end, in tenths. Five queries."""
    budget = _begun(start)
    for year in count(budget).years if budget else ():
        if year.reserve_tenths is not None:
            yield Line("plan.reserve", str(year.year), str(year.year), amount=year.reserve_tenths, year=year.year)


def _name_cost(line: Line) -> str:
    return f"{line.year}: {CostLine.Kind(line.name).label}"


def _name_income(line: Line) -> str:
    kind = _("Alla intäkter") if line.name == ALL else IncomeLine.Kind(line.name).label
    return f"{line.year}: {kind}"


def _say_ore(line: Line) -> str:
    return kronor(line.amount or 0)


def _say_reserve(line: Line) -> str:
    return _("%(months)s månader vid årets slut") % {"months": months_said(line.amount)}


register(Subject("plan.services", gettext_lazy("Service"), 10, _services, _say_service, lives=True))
register(Subject("plan.hours", gettext_lazy("Öppettider"), 20, _hours, _say_hours, _name_hours, lives=True))
register(
    Subject("plan.staffing", gettext_lazy("Bemanning"), 30, _staffing, _say_week, _name_staffing, more=0, lives=True)
)
register(Subject("plan.visits", gettext_lazy("Besök per år"), 40, _visits, _say_visits))
register(Subject("plan.costs", gettext_lazy("Kostnader per år"), 50, _costs, _say_ore, _name_cost, more=-1))
register(Subject("plan.incomes", gettext_lazy("Intäkter per år"), 60, _incomes, _say_ore, _name_income))
register(Subject("plan.reserve", gettext_lazy("Reserv"), 70, _reserve, _say_reserve))


def _accounts(start: Start) -> tuple[Mapping[tuple[int, Group], int], frozenset[int]]:
    """What the accounts come to by year and group, and the years that are over and booked to their end."""
    own = [
        Range(one.first_account, one.last_account, Group(one.group))
        for one in AccountRange.objects.filter(place=start.place)
    ]
    rows = list(AccountSum.objects.filter(place=start.place).values_list("year", "month", "account", "amount_ore"))
    sums = by_year((year, account, ore) for year, _month, account, ore in rows)
    came: dict[tuple[int, Group], int] = {}
    for year in {year for year, _account in sums}:
        for one in held(Budget(year), sums, own)[year]:
            came[year, one.group] = one.outcome_ore
    over = frozenset(year for year, month, _account, _ore in rows if month == 12 and year < start.on.year)
    return came, over


def _outcome(start: Start, lines: Sequence[Line], group_of: Mapping[str, Group]) -> Mapping[str, Measured]:
    came, over = start.once("plan.accounts", lambda: _accounts(start))
    out = {}
    for line in lines:
        group = group_of.get(line.name)
        if group and line.year is not None and (line.year, group) in came:
            ore = came[line.year, group]
            said = _("Bokfört: %(amount)s") if line.year in over else _("Bokfört hittills: %(amount)s")
            out[line.key] = Measured(said % {"amount": kronor(ore)}, line.year in over, ore)
    return out


@measured_by("plan.costs")
def costs_booked(start: Start, lines: Sequence[Line]) -> Mapping[str, Measured]:
    """What the accounts say each kind of cost came to. Two queries."""
    return _outcome(start, lines, {str(kind): Group(kind.value) for kind in CostKind})


@measured_by("plan.incomes")
def incomes_booked(start: Start, lines: Sequence[Line]) -> Mapping[str, Measured]:
    """What the accounts say all incomes came to: they do not tell one kind from another. Two queries."""
    return _outcome(start, lines, {ALL: Group.INCOME})
