"""What the budget can prove: that it is drawn up, that the costs are stated, and whether long-term financing is
secured."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .budget.counting import count
from .budget.facts import Budget, CostKind
from .budget.rules import judge
from .budget.verdict import verdict
from .queries_budget import budgets, purchases
from .rules_of_law import amounts, values_on

PAGE, STANDS = "budget:budget", "budget:stands"
PROCUREMENT = "budget:procurement"
NONE = gettext_noop("Budgeten är inte påbörjad.")


def _known(question: Question) -> Mapping[int, Budget]:
    """The budgets of all that is asked about, read once."""
    return question.once("plan.budgets", lambda: budgets(question.place_ids))


@evidence("plan.budget_made", _("Det finns en budget"))
def budget_made(question: Question) -> Mapping[int, Finding]:
    """Met when the place has a budget with costs and somebody who pays. Every line has a source: none is stored
    without."""
    known, out = _known(question), {}
    for place_id in question.place_ids:
        budget = known.get(place_id)
        if budget is None:
            out[place_id] = Finding(False, NONE, {}, PAGE)
            continue
        incomes = len(budget.incomes) + len(budget.sales)
        values = {
            "costs": len(budget.costs), "incomes": incomes, "first": budget.years[0], "last": budget.years[-1],
        }  # fmt: skip
        sentence = gettext_noop(
            "Budgeten gäller %(first)s–%(last)s med %(costs)s rader kostnader och %(incomes)s rader intäkter."
        )
        out[place_id] = Finding(bool(budget.costs and incomes), sentence, values, PAGE)
    return out


@evidence("plan.costs_stated", _("Kostnaderna är beräknade"))
def costs_stated(question: Question) -> Mapping[int, Finding]:
    """Met when every kind of cost the memo names has a line; a line of 0 with its source is one."""
    known, out = _known(question), {}
    for place_id in question.place_ids:
        budget = known.get(place_id)
        if budget is None:
            out[place_id] = Finding(False, NONE, {}, PAGE)
            continue
        there = {cost.kind for cost in budget.costs}
        total = sum(year.cost_ore for year in count(budget).years)
        values: dict[str, str | int] = {"done": len(there), "wanted": len(CostKind), "kronor_ore": total}
        sentence = (
            gettext_noop("Alla fem slag av kostnader är beräknade, tillsammans %(kronor)s på fem år.")
            if len(there) == len(CostKind)
            else gettext_noop("%(done)s av %(wanted)s slag av kostnader är beräknade.")
        )
        out[place_id] = Finding(len(there) == len(CostKind), sentence, values, PAGE)
    return out


@evidence("plan.financing_secured", _("Finansieringen är långsiktigt säkrad"))
def financing_secured(question: Question) -> Mapping[int, Finding]:
    """Met when the budget's verdict says so: docs/budget.md."""
    known, out = _known(question), {}
    for place_id in question.place_ids:
        budget = known.get(place_id)
        if budget is None:
            out[place_id] = Finding(False, NONE, {}, PAGE)
            continue
        found = verdict(budget)
        values: dict[str, str | int] = {"first": budget.years[0], "last": budget.years[-1]}
        if found.secured:
            sentence = gettext_noop(
                "Undertecknade och beslutade pengar bär kostnaderna %(first)s–%(last)s, utan projektpengar."
            )
        elif found.gaps:
            gap = found.gaps[0]
            values |= {"year": gap.year, "kronor_ore": gap.ore["gap"]}
            sentence = gettext_noop("Vid slutet av %(year)s saknas %(kronor)s, utan projektpengar.")
        else:
            sentence = gettext_noop("Finansieringen är inte säkrad. Sidan Tål budgeten det? säger varför.")
        out[place_id] = Finding(found.secured, sentence, values, STANDS)
    return out


@evidence("plan.procurement_checked", _("Upphandling och stöd är prövade"))
def procurement_checked(question: Question) -> Mapping[int, Finding]:
    """Met when at least one purchase or support is written down and each holds against the limits, over its whole
    term."""
    bought = question.once("plan.purchases", lambda: purchases(question.place_ids))
    limits = question.once("plan.limits", lambda: amounts(values_on(question.root_id, question.on)))
    out = {}
    for place_id in question.place_ids:
        judged = [judge(one, limits) for _row, one in bought[place_id]]
        over = sum(not one.holds for one in judged)
        values: dict[str, str | int] = {"count": len(judged), "over": over}
        if not judged:
            sentence = gettext_noop("Inget köp eller stöd är prövat än.")
        elif over:
            sentence = gettext_noop("%(over)s av %(count)s köp eller stöd går över en gräns.")
        else:
            sentence = gettext_noop("%(count)s köp eller stöd är prövade för hela avtalstiden och ryms inom gränserna.")
        out[place_id] = Finding(bool(judged) and not over, sentence, values, PROCUREMENT)
    return out
