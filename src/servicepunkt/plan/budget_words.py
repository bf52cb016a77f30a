"""What the engine's figures say in plain Swedish: the verdict's lines, the scenarios, the fan's assumptions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core.money import decimal_mark, kronor, kronor_typed, per_cent
from servicepunkt.core.money import grouped as apart
from servicepunkt.documents.telling import day_said

from .budget.counting import Outcome, Year
from .budget.facts import Budget, CostKind
from .budget.scenarios import Scenario, What
from .budget.verdict import Line, Verdict, Weight, Why
from .models_budget import CostLine


def kind_said(kind: CostKind) -> str:
    """A kind of cost in words."""
    return str(CostLine.Kind(kind.value).label)


def listed(words: Sequence[str]) -> str:
    """Words as people list them: "drift, inventarier och personal"."""
    return _(" och ").join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def percent(permille: int) -> str:
    """Per mille as per cent: 25 -> "2,5 %", in English "2.5%"."""
    whole, rest = divmod(permille, 10)
    return per_cent(f"{whole}{decimal_mark()}{rest}" if rest else str(whole))


def whole(ore: int) -> str:
    """An amount in a table of kronor: whole kronor, nearest, without their unit."""
    return kronor_typed((ore + 50) // 100 * 100)


def number(value: int | None) -> str:
    """A number with its thousands apart; a dash when there is none."""
    return "–" if value is None else apart(value)


def months_said(tenths: int | None) -> str:
    """Months of reserve: 35 -> "3,5"; a dash when there is nothing to pay."""
    return "–" if tenths is None else f"{tenths // 10}{decimal_mark()}{tenths % 10}"


@dataclass(frozen=True)
class SaidLine:
    """A line of the verdict in words; `weight` is "for", "against" or "told"."""

    weight: str
    text: str


def conclusion(found: Verdict) -> str:
    """The verdict in one sentence."""
    if found.secured:
        return _("Finansieringen är långsiktigt säkrad.")
    if found.gaps:
        first = found.gaps[0]
        return _("Finansieringen är inte långsiktigt säkrad. Vid slutet av %(year)s saknas %(gap)s.") % {
            "year": first.year, "gap": kronor(first.ore["gap"]),
        }  # fmt: skip
    return _("Finansieringen är inte långsiktigt säkrad.")


def verdict_said(found: Verdict) -> list[SaidLine]:
    """Why, line by line, each with its figures."""
    return [SaidLine(line.weight.value, _said(line)) for line in found.lines]


def grouped(found: Verdict) -> list[tuple[str, list[str]]]:
    """The lines under what they weigh, what speaks against first; groups without lines are left out."""
    titles = {
        Weight.AGAINST: _("Det här brister"),
        Weight.FOR: _("Det här håller"),
        Weight.TOLD: _("Så har det räknats"),
    }
    said = verdict_said(found)
    groups = [(title, [line.text for line in said if line.weight == weight]) for weight, title in titles.items()]
    return [(title, texts) for title, texts in groups if texts]


def against(found: Verdict) -> list[str]:
    """Only what speaks against, in words."""
    return [_said(line) for line in found.lines if line.weight is Weight.AGAINST]


def _said(line: Line) -> str:
    values: dict[str, str | int] = {name: kronor(ore) for name, ore in line.ore.items()}
    values |= {"year": line.year, "payer": line.payer, "share": percent(line.permille)}
    if line.kinds:
        values["kinds"] = listed([kind_said(kind).lower() for kind in line.kinds])
    if line.until_on:
        values["day"] = day_said(line.until_on - dt.timedelta(days=1))
    return _sentences()[line.why] % values


def _sentences() -> dict[Why, str]:
    return {
        Why.NO_COSTS: _("Budgeten har inga kostnader än."),
        Why.KIND_MISSING: _("Det finns inga kostnader för %(kinds)s. Blir det inga, så skriv 0 kronor och varför."),
        Why.PROJECT_ZERO: _("Projektpengar räknas inte. I budgeten är de %(amount)s på fem år."),
        Why.PROJECT_COSTS_OUT: _(
            "Kostnader som ni bara tar om projektpengarna kommer räknas inte heller: %(amount)s på fem år."
        ),
        Why.NOT_SURE: _(
            "%(payer)s: %(amount)s på fem år är inte säkra pengar. De räknas först när de är undertecknade eller "
            "beslutade."
        ),
        Why.SALES_LOW: _(
            "Försäljningen är räknad på det lägsta antalet besök. Den ger %(low)s på fem år, i stället för %(planned)s."
        ),
        Why.PAYER_ENDS: _("%(payer)s betalar till och med %(day)s. Därefter faller %(amount)s per år bort."),
        Why.YEAR_COVERED: _(
            "%(year)s går ihop: intäkter %(income)s, kostnader %(cost)s, resultat %(result)s. Vid årets slut finns "
            "%(balance)s i kassan."
        ),
        Why.YEAR_FROM_RESERVE: _(
            "%(year)s klaras med sparade pengar: intäkter %(income)s, kostnader %(cost)s. Ur kassan tas %(taken)s, och "
            "vid årets slut finns %(balance)s kvar."
        ),
        Why.YEAR_GAP: _(
            "%(year)s räcker inte pengarna: intäkter %(income)s, kostnader %(cost)s. Vid årets slut saknas %(gap)s."
        ),
        Why.LASTS: _(
            "Det håller också efter de fem åren: %(year)s räcker årets intäkter till de löpande kostnaderna, och "
            "%(over)s blir över."
        ),
        Why.LASTS_NOT: _(
            "Det håller inte efter de fem åren: %(year)s är de löpande kostnaderna %(missing)s större än årets "
            "intäkter."
        ),
        Why.COSTS_HIGH_GAP: _(
            "Blir kostnaderna %(share)s högre räcker pengarna inte: vid slutet av %(year)s saknas %(gap)s."
        ),
    }


def scenario_said(scenario: Scenario, budget: Budget) -> str:
    """What a scenario changes, in words."""
    spread = budget.spread
    return {
        What.PLANNED: _("Som budgeten är skriven"),
        What.WITHOUT_PROJECT: _("Utan projektpengar"),
        What.ONLY_SURE: _("Bara det som är undertecknat eller beslutat"),
        What.COSTS_HIGH: _("Kostnaderna blir %(share)s högre") % {"share": percent(spread.cost_high)},
        What.VISITS_LOW: _("Besöken blir så få som ni räknar med som lägst"),
        What.VISITS_HIGH: _("Besöken blir så många som ni räknar med som högst"),
        What.PRICE_LOW: _("Ett besök ger %(share)s mindre") % {"share": percent(spread.price)},
        What.PRICE_HIGH: _("Ett besök ger %(share)s mer") % {"share": percent(spread.price)},
        What.PAYER_OUT: _("%(payer)s betalar inte") % {"payer": scenario.payer},
    }[scenario.what]


def ends_said(outcome: Outcome) -> str:
    """Whether the money lasts, in words."""
    gone = outcome.runs_out
    if gone is None:
        return _("Pengarna räcker alla fem åren.")
    return _("Pengarna tar slut %(year)s. Då saknas %(gap)s.") % {"year": gone.year, "gap": kronor(-gone.balance_ore)}


def assumptions(budget: Budget) -> list[str]:
    """What each edge of the fan rests on."""
    spread = budget.spread
    shares = {"high": percent(spread.cost_high), "low": percent(spread.cost_low), "price": percent(spread.price)}
    return [
        _("Låg: bara intäkter som är undertecknade eller beslutade, %(high)s högre kostnader och det lägsta antalet "
          "besök. Varje besök ger %(price)s mindre.") % shares,
        _("Trolig: även utlovade intäkter. Kostnader och besök är som i budgeten."),
        _("Hög: alla intäkter i budgeten, %(low)s lägre kostnader och det högsta antalet besök. Varje besök ger "
          "%(price)s mer.") % shares,
        _("Projektpengar räknas bara för den tid de gäller. Egen tid räknas aldrig som pengar."),
    ]  # fmt: skip


@dataclass(frozen=True)
class TableRow:
    """A row of the five-year table: its title, an amount in words for each year, and how it is set (sum, result)."""

    title: str
    cells: tuple[str, ...]
    kind: str = ""


def table(outcome: Outcome) -> list[TableRow]:
    """The five years as rows: incomes by payer, costs by kind, result, balance and reserve."""
    years = outcome.years
    out = [
        TableRow(payer, _cells([year.payers[payer] for year in years]))
        for payer in sorted(years[0].payers)
    ]  # fmt: skip
    if any(year.sales_ore for year in years):
        out.append(TableRow(_("Försäljning efter besök"), _cells([year.sales_ore for year in years])))
    out.append(TableRow(_("Intäkter tillsammans"), _cells([year.income_ore for year in years]), "sum"))
    out += [TableRow(kind_said(kind), _cells([year.costs[kind] for year in years])) for kind in CostKind]
    out.append(TableRow(_("Kostnader tillsammans"), _cells([year.cost_ore for year in years]), "sum"))
    out.append(TableRow(_("Resultat"), _cells([year.result_ore for year in years]), "sum"))
    out.append(TableRow(_("Kassa vid årets slut"), _cells([year.balance_ore for year in years]), "sum"))
    out.append(TableRow(_("Reserv i månader"), tuple(months_said(year.reserve_tenths) for year in years)))
    return out


def _cells(amounts: Sequence[int]) -> tuple[str, ...]:
    return tuple(whole(ore) for ore in amounts)


def thousands(ore: int) -> int:
    """Whole thousands of kronor, for drawings."""
    return (ore + 50_000) // 100_000


def bars(years: Sequence[Year]) -> list[tuple[str, tuple[float, ...]]]:
    """Incomes and costs of each year in thousands of kronor, one bar each."""
    out: list[tuple[str, tuple[float, ...]]] = []
    for year in years:
        out.append((_("%(year)s, intäkter") % {"year": year.year}, (thousands(year.income_ore), 0)))
        out.append((_("%(year)s, kostnader") % {"year": year.year}, (0, thousands(year.cost_ore))))
    return out
