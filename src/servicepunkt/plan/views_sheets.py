"""Pages of the plan's sheets: all of them, each one, their file, planned opening hours and the premises chosen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.editing import refuse
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.queries import last_change
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.spec import Sheet
from servicepunkt.sheets.views import SheetPages
from servicepunkt.sheets.views_files import FilePages
from servicepunkt.supply.models import Offer, Premises

from . import queries_sheets
from .actions_sheets import choose_premises
from .book import BOOK
from .forms_sheets import PremisesForm, typed_choice
from .models_sheets import Offering, PremisesChoice
from .sheets import SHEETS, by_slug
from .sheets.offering import OFFERING, source_of
from .sheets.working import OPENING
from .trail import under_plan


def under(here: Here) -> dict[str, Any]:
    """What a page below the list of sheets needs: the way back to it."""
    back = reverse("plan:sheets", args=[here.root.key, here.place.slug])
    return {"here": here, "crumbs": under_plan(here, (_("Planens blad"), back)), "back": back}


def _further(here: Here, sheet: Sheet) -> tuple[str, str] | None:
    if sheet is OPENING:
        return _("Jämför med behov och kostnad"), reverse("plan:hours", args=[here.root.key, here.place.slug])
    if sheet is OFFERING and here.may(Right.KEEP_PLAN):
        return _("Hämta ur utbudet"), reverse("plan:from_supply", args=[here.root.key, here.place.slug])
    return None


def _begun(request: HttpRequest, here: Here, sheet: Sheet) -> Values | None:
    """A row of the offering that comes from an offer of today's supply begins with what stands there."""
    number = request.GET.get("utbud", "")
    if sheet is not OFFERING or not number.isdecimal() or len(number) > 17:
        return None
    offer = Offer.objects.filter(pk=number, place=here.place).first()
    return queries_sheets.offered(offer) if offer else None


def _target(here: Here, fact: Fact) -> tuple[str, str] | None:
    """The row of today's supply that a row of the offering builds on."""
    if not isinstance(fact, Offering) or fact.offer_id is None:
        return None
    offer = Offer.objects.get(pk=fact.offer_id)
    return source_of(offer), reverse("supply:offer", args=[here.root.key, here.place.slug, offer.pk])


PAGES = SheetPages(BOOK, by_slug, under, gettext_lazy("Till planens blad"), _further, _begun, _target)
FILES = FilePages(
    PAGES, SHEETS, "sheets", "plan", gettext_lazy("Planens blad för %(place)s"),
    gettext_lazy("Fyll i erbjudandet, bemanningen och de andra bladen i Excel."),
)  # fmt: skip


@page("plan:sheets", title=gettext_lazy("Planens blad"), about=About.PLACE, see=Right.SEE_PLACE)
def sheets(request: HttpRequest, here: Here) -> HttpResponse:
    """Every sheet of the plan with what stands on it and what is missing, and the premises chosen."""
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "chapters": chapters(here, "plan:plan"),
        "sheets": queries_sheets.overview(here.root, here.place),
        "choice": PremisesChoice.objects.filter(place=here.place).exclude(name="").first(),
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/sheets.html", context)


@page("plan:sheet", title=gettext_lazy("Ett blad i planen"), about=About.PLACE, see=Right.SEE_PLACE)
def sheet(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """The rows of one sheet."""
    return PAGES.sheet(request, here, sheet)


@page(
    "plan:none_found",
    title=gettext_lazy("Säga att inget behövs på ett blad i planen"),
    about=About.PLACE,
    save=Right.KEEP_PLAN,
    saves_only=True,
)
def none_found(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Say that there is nothing for a sheet, or take it back."""
    return PAGES.none_found(request, here, sheet)


@page(
    "plan:new_fact",
    title=gettext_lazy("Ny rad på ett blad i planen"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def new_fact(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Write down a row."""
    return PAGES.new_fact(request, here, sheet)


@page(
    "plan:fact",
    title=gettext_lazy("En rad på ett blad i planen"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_PLAN,
)
def fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """A row in full, and a form to change it for those who may."""
    return PAGES.fact(request, here, sheet, fact)


@page(
    "plan:remove_fact",
    title=gettext_lazy("Ta bort en rad på ett blad i planen"),
    about=About.PLACE,
    save=Right.KEEP_PLAN,
    saves_only=True,
)
def remove_fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """Take away a row that is no more."""
    return PAGES.remove_fact(request, here, sheet, fact)


@page(
    "plan:from_supply", title=gettext_lazy("Hämta ur utbudet till erbjudandet"), about=About.PLACE, see=Right.KEEP_PLAN
)
def from_supply(request: HttpRequest, here: Here) -> HttpResponse:
    """The services of today that can become a resource at the service point, to take into the offering."""
    new = reverse("plan:new_fact", args=[here.root.key, here.place.slug, OFFERING.slug])
    back = reverse("plan:sheet", args=[here.root.key, here.place.slug, OFFERING.slug])
    context = {**under(here), "rows": queries_sheets.resources(here.place), "new_url": new}
    crumbs = [*context["crumbs"], (OFFERING.title, back)]
    return render(request, "plan/from_supply.html", {**context, "crumbs": crumbs, "back": back})


@page("plan:export", title=gettext_lazy("Planens blad som Excelfil"), about=About.PLACE, see=Right.SEE_PLACE)
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The sheets as a file to fill in."""
    return FILES.export(here)


@page(
    "plan:import",
    title=gettext_lazy("Läsa in planens blad ur en fil"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def import_file(request: HttpRequest, here: Here) -> HttpResponse:
    """Send a filled-in file, see what it changes, and save it as a whole."""
    return FILES.import_file(request, here)


@page("plan:hours", title=gettext_lazy("Öppettider mot behov och kostnad"), about=About.PLACE, see=Right.SEE_PLACE)
def hours(request: HttpRequest, here: Here) -> HttpResponse:
    """Planned opening hours held against office hours, the survey and the cost of staffing."""
    back = reverse("plan:sheet", args=[here.root.key, here.place.slug, OPENING.slug])
    context = {**under(here), "found": queries_sheets.planned_hours(here.root, here.place), "sheet_url": back}
    return render(request, "plan/hours.html", context)


@page(
    "plan:premises",
    title=gettext_lazy("Val av lokal"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_PLAN,
)
def premises(request: HttpRequest, here: Here) -> HttpResponse:
    """Which premises the service point is to have, why, who owns them and what must be done before."""
    every = list(Premises.objects.filter(place=here.place))
    choice = PremisesChoice.objects.filter(place=here.place).select_related("premises").first()
    form = PremisesForm(every, request.POST if request.method == "POST" else None, initial=typed_choice(choice))
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            choose_premises(
                root=here.root, place=here.place, premises_id=said["premises"], why=said["why"], owner=said["owner"],
                before=said["before"], seen_version=said["seen_version"], actor=actor(here, Right.KEEP_PLAN),
            )  # fmt: skip
        except ChangedMeanwhile:
            choice = PremisesChoice.objects.get(place=here.place)
            met = _conflict(form, choice)
            form = PremisesForm(every, seen_again(request.POST, "seen_version", choice.version))
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Valet av lokal är sparat."))
            return redirect("plan:sheets", root=here.root.key, place=here.place.slug)
    context = {
        **under(here),
        "every": every,
        "choice": choice if choice and choice.name else None,
        "form": form,
        "conflict": met,
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/premises.html", context, status=409 if met else 422 if form.is_bound else 200)


def _conflict(form: PremisesForm, choice: PremisesChoice) -> Conflict:
    change = last_change(choice)
    mine = {**form.cleaned_data, "premises": form.names.get(form.cleaned_data["premises"], "")}
    theirs = {"premises": choice.name, "why": choice.why, "owner": choice.owner, "before": choice.before}
    pairs = [
        Pair(str(form.fields[name].label), str(mine[name]), theirs[name])
        for name in theirs
        if str(mine[name]) != theirs[name]
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)
