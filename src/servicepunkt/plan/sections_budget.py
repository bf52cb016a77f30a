"""What the budget tells in documents: five years as a table, the verdict line by line, and what the budget stands."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.documents.blocks import Figure
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling
from servicepunkt.ui.fan import drawn

from . import budget_words as words
from .budget.counting import Outcome, count
from .budget.facts import Budget
from .budget.scenarios import fan, scenarios
from .budget.verdict import verdict
from .budget_drawn import names, to_draw
from .queries_budget import budget_of

NONE = gettext_lazy("Budgeten är inte påbörjad.")
ABOUT_A_PLACE = gettext_lazy("Budgeten hör till en ort, och dokumentet handlar inte om någon.")


def _begun(asked: Asked, tell: Telling) -> Budget | None:
    """The place's budget; without one, that is said and nothing is returned. Five queries."""
    if asked.place is None:
        tell.say(str(ABOUT_A_PLACE))
        return None
    budget = budget_of(asked.place)
    if not (budget.costs or budget.incomes or budget.sales):
        tell.say(str(NONE))
        return None
    return budget


def _years(outcome: Outcome) -> list[str]:
    return [str(year.year) for year in outcome.years]


@section("plan.budget_table", gettext_lazy("Budget för fem år"))
def budget_table(asked: Asked) -> Section:
    """Incomes by payer, costs by kind, result and money in hand, year by year; own time beside them."""
    tell = Telling(asked, _("Ortens budget"))
    budget = _begun(asked, tell)
    if budget is None:
        return tell.section()
    outcome = count(budget)
    tell.say(_("I kassan från början: %(opening)s. Tabellen visar hela kronor; det räknas på öret.") % {
        "opening": kronor(outcome.opening_ore),
    })  # fmt: skip
    tell.table(
        _("Budgeten år för år, i kronor"),
        (_("Kronor"), *_years(outcome)),
        ((row.title, *row.cells) for row in words.table(outcome)),
        numeric=range(1, len(outcome.years) + 1),
    )
    hours = sum(one.hours for one in budget.own_time)
    if hours:
        value = kronor(sum(one.value_ore for one in budget.own_time))
        tell.figures(_("Egen tid per år, inte räknad som pengar"), [
            (_("Timmar"), words.number(hours)), (_("Värderas till"), value),
        ])  # fmt: skip
    return tell.section()


@section("plan.budget_verdict", gettext_lazy("Är finansieringen långsiktigt säkrad?"))
def budget_verdict(asked: Asked) -> Section:
    """The verdict and every line it rests on, with the figures."""
    tell = Telling(asked, _("Ortens budget"))
    budget = _begun(asked, tell)
    if budget is None:
        return tell.section()
    found = verdict(budget)
    tell.say(words.conclusion(found))
    tell.fact(_("Bedömning"), words.conclusion(found))
    for title, texts in words.grouped(found):
        tell.head(title)
        tell.list(texts)
        for number, text in enumerate(texts, start=1):
            tell.fact(f"{title} {number}", text)
    return tell.section()


@section("plan.budget_scenarios", gettext_lazy("Vad budgeten tål"))
def budget_scenarios(asked: Asked) -> Section:
    """The scenarios, and the fan with its assumptions."""
    tell = Telling(asked, _("Ortens budget"))
    budget = _begun(asked, tell)
    if budget is None:
        return tell.section()
    tell.table(
        _("Om något blir annorlunda"),
        (_("Vad som ändras"), _("Kassa efter fem år, kronor"), _("Hur det går")),
        (
            (
                words.scenario_said(one, budget),
                words.whole(one.outcome.years[-1].balance_ore),
                words.ends_said(one.outcome),
            )
            for one in scenarios(budget)
        ),
        numeric=(1,),
    )
    three = fan(budget)
    tell.table(
        _("Kassa vid årets slut, från lågt till högt, i kronor"),
        (_("Kronor"), *_years(three.likely)),
        (
            (title, *(words.whole(year.balance_ore) for year in way.years))
            for title, way in zip(names(), (three.low, three.likely, three.high), strict=True)
        ),
        numeric=range(1, len(three.likely.years) + 1),
    )
    fan_drawn = to_draw(three)
    tell.add(Figure(drawn(fan_drawn, paper=True), fan_drawn.description, fan_drawn.title))
    tell.list(words.assumptions(budget))
    return tell.section()
