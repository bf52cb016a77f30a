"""Pages of the budget: the five years with the verdict, what it stands, and its frame."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.money import kronor
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.editing import refuse
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.queries import last_change
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.sheets.queries import counts
from servicepunkt.ui.charts import Bar

from . import actions_budget as actions
from . import budget_words as words
from . import queries_budget as queries
from .budget.counting import break_even, count
from .budget.facts import Budget as Counted
from .budget.scenarios import fan, scenarios
from .budget.verdict import verdict
from .budget_drawn import names, to_draw
from .forms_budget import FIELDS, FrameForm, frame_words, typed_frame
from .lines_budget import LINES
from .models_budget import Budget
from .trail import under_plan


def under(here: Here) -> dict[str, Any]:
    """What a page below the budget needs: the way back."""
    back = reverse("budget:budget", args=[here.root.key, here.place.slug])
    return {"here": here, "crumbs": under_plan(here, (_("Budgeten"), back)), "back": back}


@page("budget:budget", title=gettext_lazy("Budgeten"), about=About.PLACE, see=Right.SEE_PLACE)
def budget(request: HttpRequest, here: Here) -> HttpResponse:
    """The verdict, the five years as table and chart, and the way to every line."""
    counted = queries.budget_of(here.place)
    outcome, found = count(counted), verdict(counted)
    own = sum(one.value_ore for one in counted.own_time)
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "chapters": chapters(here, "plan:plan"),
        "secured": found.secured,
        "conclusion": words.conclusion(found),
        "against": words.against(found),
        "begun": bool(counted.costs or counted.incomes or counted.sales),
        "years": counted.years,
        "opening": kronor(outcome.opening_ore),
        "rows": words.table(outcome),
        "bars": [Bar(label, values) for label, values in words.bars(outcome.years)],
        "series": [_("Intäkter"), _("Kostnader")],
        "sheets": [(one.sheet, one.count) for one in counts(LINES, here.place)],
        "own_hours": sum(one.hours for one in counted.own_time),
        "own_value": kronor(own),
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/budget.html", context)


@page("budget:stands", title=gettext_lazy("Tål budgeten det?"), about=About.PLACE, see=Right.SEE_PLACE)
def stands(request: HttpRequest, here: Here) -> HttpResponse:
    """The verdict line by line, the scenarios, the fan and the break-even."""
    counted = queries.budget_of(here.place)
    found, three = verdict(counted), fan(counted)
    context = {
        **under(here),
        "years": counted.years,
        "secured": found.secured,
        "conclusion": words.conclusion(found),
        "groups": words.grouped(found),
        "scenarios": [_scenario(counted, one) for one in scenarios(counted)],
        "fan": [
            (title, [(words.whole(year.balance_ore), year.balance_ore < 0) for year in way.years])
            for title, way in zip(names(), (three.low, three.likely, three.high), strict=True)
        ],
        "drawn": to_draw(three),
        "assumptions": words.assumptions(counted),
        "points": [
            (
                point.year,
                words.whole(point.needed_ore),
                words.number(point.visits),
                words.number(point.planned_visits),
                words.months_said(year.reserve_tenths),
            )
            for point, year in zip(break_even(counted), count(counted).years, strict=True)
        ],
    }  # fmt: skip
    return render(request, "plan/budget_stands.html", context)


def _scenario(counted: Counted, one: Any) -> tuple[str, str, str, bool]:
    """A scenario in words: what changes, what is in hand at the end, how it goes, and whether the money lasts."""
    outcome = one.outcome
    last = words.whole(outcome.years[-1].balance_ore)
    return words.scenario_said(one, counted), last, words.ends_said(outcome), outcome.runs_out is None


@page(
    "budget:frame",
    title=gettext_lazy("Budgetens år och kassa"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def frame(request: HttpRequest, here: Here) -> HttpResponse:
    """Which five years the budget covers, what is in hand, and how far it is tried."""
    stored = queries.frame_of(here.place)
    form = FrameForm(request.POST if request.method == "POST" else None, initial=typed_frame(stored))
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.set_frame(
                root=here.root, place=here.place, frame=form.frame(), seen_version=form.cleaned_data["seen_version"],
                actor=actor(here, Right.KEEP_PLAN),
            )  # fmt: skip
        except ChangedMeanwhile:
            stored = queries.frame_of(here.place)
            met = _conflict(form, stored)
            form = FrameForm(seen_again(request.POST, "seen_version", stored.version))
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Sparat."))
            return redirect("budget:budget", root=here.root.key, place=here.place.slug)
    context = {**under(here), "form": form, "conflict": met}
    status = 409 if met else 422 if form.is_bound else 200
    return render(request, "plan/budget_frame.html", context, status=status)


def _conflict(form: FrameForm, stored: Budget) -> Conflict:
    change = last_change(stored)
    mine, theirs = form.frame(), frame_words(stored)
    pairs = [
        Pair(str(field.title), field.say(getattr(mine, name)), theirs[name])
        for name, field in FIELDS.items()
        if field.say(getattr(mine, name)) != theirs[name]
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)
