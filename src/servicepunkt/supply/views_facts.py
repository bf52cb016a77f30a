"""Pages of the sheets of facts: a sheet's rows, one row, that there are none, and premises side by side."""

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

from . import actions_facts, queries_facts
from .forms import SeenForm
from .forms_facts import FactForm, NoneForm, typed_fact
from .models_facts import Fact
from .sheets import Sheet, by_slug, differences, values_of
from .sheets.spaces import PREMISES
from .views import under


def _sheet(slug: str) -> Sheet:
    try:
        return by_slug[slug]
    except KeyError:
        raise Http404 from None


def _address(here: Here, sheet: Sheet) -> str:
    return reverse("supply:sheet", args=[here.root.key, here.place.slug, sheet.slug])


def _under_sheet(here: Here, sheet: Sheet) -> dict[str, Any]:
    """What a page below a sheet needs: the way back to it."""
    context, back = under(here), _address(here, sheet)
    return {**context, "crumbs": [*context["crumbs"], (sheet.title, back)], "back": back, "sheet": sheet}


@page("supply:sheet", title=gettext_lazy("Ett blad med uppgifter"), about=About.PLACE, see=Right.SEE_PLACE)
def sheet(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """The rows of one sheet."""
    return _list(request, here, _sheet(sheet))


def _list(request: HttpRequest, here: Here, one: Sheet, refused: NoneForm | None = None) -> HttpResponse:
    rows, page_obj = queries_facts.listed(one, here.place, request.GET.get("page", "1"))
    context = {
        **under(here),
        "sheet": one,
        "columns": [one.fields[name].title for name in one.listed],
        "rows": rows,
        "page_obj": page_obj,
        "none": queries_facts.none_found(one, here.place),
        "none_form": refused or NoneForm(),
        "may_be_none": page_obj.paginator.count < one.enough,
        "compares": one is PREMISES and page_obj.paginator.count > 0,
        "keeps": here.may(Right.KEEP_SUPPLY),
    }
    return render(request, "supply/sheet.html", context, status=422 if refused else 200)


@page(
    "supply:none_found",
    title=gettext_lazy("Säga att inget finns för ett blad"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def none_found(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Say that there is nothing (more) for a sheet, or take it back."""
    one, by = _sheet(sheet), actor(here, Right.KEEP_SUPPLY)
    if request.POST.get("taken_back"):
        actions_facts.take_back_none(root=here.root, place=here.place, sheet=one, actor=by)
        return redirect(_address(here, one))
    form = NoneForm(request.POST)
    if form.is_valid():
        try:
            actions_facts.say_none(
                root=here.root, place=here.place, sheet=one, note=form.cleaned_data["note"], actor=by
            )
        except ActionRefused as refused:
            form.add_error("note", str(refused))
        else:
            messages.success(request, _("Det är noterat."))
            return redirect(_address(here, one))
    return _list(request, here, one, form)


@page(
    "supply:new_fact",
    title=gettext_lazy("Ny rad på ett blad"),
    about=About.PLACE,
    see=Right.KEEP_SUPPLY,
    save=Right.KEEP_SUPPLY,
)
def new_fact(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Write down a row; afterwards the next one, if there are more."""
    one = _sheet(sheet)
    form = FactForm(one, request.POST if request.method == "POST" else None, initial={"seen_version": 0})
    if form.is_bound and form.is_valid():
        values = form.values()
        try:
            actions_facts.add_fact(
                root=here.root, place=here.place, sheet=one, values=values, actor=actor(here, Right.KEEP_SUPPLY)
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("”%(name)s” är sparad.") % {"name": one.name_of(values)})
            if "more" in request.POST:
                return redirect("supply:new_fact", root=here.root.key, place=here.place.slug, sheet=one.slug)
            return redirect(_address(here, one))
    return _row_page(request, here, one, form, title=one.new)


@page(
    "supply:fact",
    title=gettext_lazy("En rad på ett blad"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_SUPPLY,
)
def fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """A row in full, and a form to change it for those who may."""
    one = _sheet(sheet)
    stored = _stored(here, one, fact)
    if stored is None:
        return _gone(request, here, one, fact)
    values = values_of(one, stored)
    posted = request.POST if request.method == "POST" else None
    form = FactForm(one, posted, initial=typed_fact(one, values, stored.version))
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            actions_facts.change_fact(
                root=here.root, fact=stored, sheet=one, values=form.values(),
                seen_version=form.cleaned_data["seen_version"], actor=actor(here, Right.KEEP_SUPPLY),
            )  # fmt: skip
        except ChangedMeanwhile:
            stored = _stored(here, one, fact)
            if stored is None:
                return _gone(request, here, one, fact)
            met = _conflict(one, form, stored)
            form = FactForm(one, seen_again(request.POST, "seen_version", stored.version))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect(_address(here, one))
    return _row_page(request, here, one, form, title=one.name_of(values), stored=stored, met=met)


def _stored(here: Here, sheet: Sheet, number: int) -> Fact | None:
    return queries_facts.facts(sheet, here.place).filter(pk=number).first()


def _conflict(sheet: Sheet, form: FactForm, stored: Fact) -> Conflict:
    change = last_change(stored)
    pairs = [
        Pair(one.label, one.mine, one.theirs) for one in differences(sheet, form.values(), values_of(sheet, stored))
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)


def _gone(request: HttpRequest, here: Here, sheet: Sheet, number: int) -> HttpResponse:
    """The row is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

    Raises Http404 for a row that this place never had.
    """
    change = removed(sheet.model, number, here.place)
    if change is None:
        raise Http404
    if request.method != "POST":
        messages.error(request, _("Raden är borttagen."))
        return redirect(_address(here, sheet))
    form = FactForm(sheet, seen_again(request.POST, "seen_version", 0))
    met = Conflict(change.who, change.at, [], removed=True)
    return _row_page(request, here, sheet, form, title=sheet.new, met=met)


def _row_page(
    request: HttpRequest,
    here: Here,
    sheet: Sheet,
    form: FactForm,
    *,
    title: str | Promise,
    stored: Fact | None = None,
    met: Conflict | None = None,
) -> HttpResponse:
    """A row, or a form for a new one. What is typed on a row that is gone is sent as a new one."""
    words = sheet.words(values_of(sheet, stored)) if stored else {}
    context = {
        **_under_sheet(here, sheet),
        "title": title,
        "form": form,
        "conflict": met,
        "fact": stored,
        "told": [
            (heading, [(field.title, words[field.name]) for field in fields if words[field.name]])
            for heading, fields in sheet.groups
        ]
        if stored
        else [],
        "keeps": here.may(Right.KEEP_SUPPLY),
        "save_to": reverse("supply:new_fact", args=[here.root.key, here.place.slug, sheet.slug]) if not stored else "",
    }
    status = 409 if met else 422 if form.is_bound else 200
    return render(request, "supply/fact.html", context, status=status)


@page(
    "supply:remove_fact",
    title=gettext_lazy("Ta bort en rad på ett blad"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def remove_fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """Take away a row that is no more; taken away twice, the second is told so."""
    one, form = _sheet(sheet), SeenForm(request.POST)
    stored = _stored(here, one, fact)
    if stored is None:
        if removed(one.model, fact, here.place) is None:
            raise Http404
        messages.info(request, _("Raden var redan borttagen."))
        return redirect(_address(here, one))
    seen = form.cleaned_data["seen_version"] if form.is_valid() else 0
    name = one.name_of(values_of(one, stored))
    try:
        actions_facts.remove_fact(
            root=here.root, fact=stored, sheet=one, seen_version=seen, actor=actor(here, Right.KEEP_SUPPLY)
        )
    except ChangedMeanwhile as changed:
        messages.error(request, _("%(why)s Raden är kvar.") % {"why": changed})
        return redirect("supply:fact", root=here.root.key, place=here.place.slug, sheet=one.slug, fact=fact)
    messages.success(request, _("”%(name)s” är borttagen.") % {"name": name})
    return redirect(_address(here, one))


@page("supply:compare", title=gettext_lazy("Lokaler sida vid sida"), about=About.PLACE, see=Right.SEE_PLACE)
def compare(request: HttpRequest, here: Here) -> HttpResponse:
    """Premises as columns, criteria as rows."""
    found = queries_facts.comparison(here.place, request.GET.getlist("lokal"))
    context = {
        **_under_sheet(here, PREMISES),
        "found": found,
        "most": queries_facts.MOST_COMPARED,
        "chooses": len(found.choice) > 2,
    }
    return render(request, "supply/compare.html", context)
