"""Pages of the budget's sheets: a sheet's lines, one line, and taking a line away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.queries import last_change, removed
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.supply.forms import SeenForm
from servicepunkt.supply.forms_facts import typed_fact
from servicepunkt.supply.models_facts import Fact
from servicepunkt.supply.sheets import Sheet, differences, values_of

from . import actions_budget as actions
from . import queries_budget as queries
from .forms_budget import LineForm
from .lines_budget import FIRST_YEAR, by_slug
from .views_budget import under


def _sheet(slug: str) -> Sheet:
    try:
        return by_slug[slug]
    except KeyError:
        raise Http404 from None


def _address(here: Here, sheet: Sheet) -> str:
    return reverse("plan:budget_lines", args=[here.root.key, here.place.slug, sheet.slug])


@page("plan:budget_lines", title=gettext_lazy("Ett av budgetens blad"), about=About.PLACE, see=Right.SEE_PLACE)
def lines(request: HttpRequest, here: Here, lines: str) -> HttpResponse:
    """The lines of one of the budget's sheets."""
    sheet = _sheet(lines)
    context = {
        **under(here),
        "sheet": sheet,
        "columns": [sheet.fields[name].title for name in sheet.listed],
        "rows": queries.listed(sheet, here.place),
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/budget_lines.html", context)


@page(
    "plan:new_line",
    title=gettext_lazy("Ny rad i budgeten"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def new_line(request: HttpRequest, here: Here, lines: str) -> HttpResponse:
    """Write a line; afterwards the next one, if there are more."""
    sheet = _sheet(lines)
    form = LineForm(sheet, request.POST if request.method == "POST" else None, initial=_begun(here, sheet))
    if form.is_bound and form.is_valid():
        values = form.values()
        try:
            actions.add_line(
                root=here.root, place=here.place, sheet=sheet, values=values, actor=actor(here, Right.KEEP_PLAN)
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("”%(name)s” är sparad.") % {"name": sheet.name_of(values)})
            if "more" in request.POST:
                return redirect("plan:new_line", root=here.root.key, place=here.place.slug, lines=sheet.slug)
            return redirect(_address(here, sheet))
    return _line_page(request, here, sheet, form, title=sheet.new)


def _begun(here: Here, sheet: Sheet) -> dict[str, object]:
    """What stands in the form of a new line: the budget's first year."""
    begun: dict[str, object] = {"seen_version": 0}
    if FIRST_YEAR.name in sheet.fields:
        begun[FIRST_YEAR.name] = str(queries.frame_of(here.place).first_year)
    return begun


@page(
    "plan:line",
    title=gettext_lazy("En rad i budgeten"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_PLAN,
)
def line(request: HttpRequest, here: Here, lines: str, line: int) -> HttpResponse:
    """A line in full, and a form to change it for those who may."""
    sheet = _sheet(lines)
    stored = queries.line_of(sheet, here.place, line)
    if stored is None:
        return _gone(request, here, sheet, line)
    values = values_of(sheet, stored)
    posted = request.POST if request.method == "POST" else None
    form = LineForm(sheet, posted, initial=typed_fact(sheet, values, stored.version))
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.change_line(
                root=here.root, line=stored, sheet=sheet, values=form.values(),
                seen_version=form.cleaned_data["seen_version"], actor=actor(here, Right.KEEP_PLAN),
            )  # fmt: skip
        except ChangedMeanwhile:
            stored = queries.line_of(sheet, here.place, line)
            if stored is None:
                return _gone(request, here, sheet, line)
            met = _conflict(sheet, form, stored)
            form = LineForm(sheet, seen_again(request.POST, "seen_version", stored.version))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect(_address(here, sheet))
    return _line_page(request, here, sheet, form, title=sheet.name_of(values), stored=stored, met=met)


def _conflict(sheet: Sheet, form: LineForm, stored: Fact) -> Conflict:
    change = last_change(stored)
    pairs = [
        Pair(one.label, one.mine, one.theirs) for one in differences(sheet, form.values(), values_of(sheet, stored))
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)


def _gone(request: HttpRequest, here: Here, sheet: Sheet, number: int) -> HttpResponse:
    """The line is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

    Raises Http404 for a line that this place never had.
    """
    change = removed(sheet.model, number, here.place)
    if change is None:
        raise Http404
    if request.method != "POST":
        messages.error(request, _("Raden är borttagen."))
        return redirect(_address(here, sheet))
    form = LineForm(sheet, seen_again(request.POST, "seen_version", 0))
    met = Conflict(change.who, change.at, [], removed=True)
    return _line_page(request, here, sheet, form, title=sheet.new, met=met)


def _line_page(
    request: HttpRequest,
    here: Here,
    sheet: Sheet,
    form: LineForm,
    *,
    title: str | Promise,
    stored: Fact | None = None,
    met: Conflict | None = None,
) -> HttpResponse:
    """A line, or a form for a new one. What is typed on a line that is gone is sent as a new one."""
    said = sheet.words(values_of(sheet, stored)) if stored else {}
    context: dict[str, Any] = {
        **under(here),
        "sheet": sheet,
        "sheet_url": _address(here, sheet),
        "title": title,
        "form": form,
        "conflict": met,
        "line": stored,
        "told": [(field.title, said[name]) for name, field in sheet.fields.items() if said.get(name)],
        "keeps": here.may(Right.KEEP_PLAN),
        "save_to": reverse("plan:new_line", args=[here.root.key, here.place.slug, sheet.slug]) if not stored else "",
    }
    context["crumbs"] = [*context["crumbs"], (sheet.title, _address(here, sheet))]
    status = 409 if met else 422 if form.is_bound else 200
    return render(request, "plan/budget_line.html", context, status=status)


@page(
    "plan:remove_line",
    title=gettext_lazy("Ta bort en rad ur budgeten"),
    about=About.PLACE,
    save=Right.KEEP_PLAN,
    saves_only=True,
)
def remove_line(request: HttpRequest, here: Here, lines: str, line: int) -> HttpResponse:
    """Take a line away; taken away twice, the second is told so."""
    sheet, form = _sheet(lines), SeenForm(request.POST)
    stored = queries.line_of(sheet, here.place, line)
    if stored is None:
        if removed(sheet.model, line, here.place) is None:
            raise Http404
        messages.info(request, _("Raden var redan borttagen."))
        return redirect(_address(here, sheet))
    seen = form.cleaned_data["seen_version"] if form.is_valid() else 0
    name = sheet.name_of(values_of(sheet, stored))
    try:
        actions.remove_line(
            root=here.root, line=stored, sheet=sheet, seen_version=seen, actor=actor(here, Right.KEEP_PLAN)
        )
    except ChangedMeanwhile as changed:
        messages.error(request, _("%(why)s Raden är kvar.") % {"why": changed})
        return redirect("plan:line", root=here.root.key, place=here.place.slug, lines=sheet.slug, line=line)
    messages.success(request, _("”%(name)s” är borttagen.") % {"name": name})
    return redirect(_address(here, sheet))
