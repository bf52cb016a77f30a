"""Pages of the sheets of facts, guarded; and premises side by side. What they show stands in the room `sheets`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.sheets.spec import Sheet
from servicepunkt.sheets.views import SheetPages

from . import queries_facts
from .book import BOOK
from .sheets import by_slug
from .sheets.spaces import PREMISES
from .views import under


def _side_by_side(here: Here, sheet: Sheet) -> tuple[str, str] | None:
    if sheet is not PREMISES or not PREMISES.model._default_manager.filter(place=here.place).exists():
        return None
    return _("Jämför sida vid sida"), reverse("supply:compare", args=[here.root.key, here.place.slug])


PAGES = SheetPages(BOOK, by_slug, under, gettext_lazy("Till utbudet"), _side_by_side, how="blad")


@page("supply:sheet", title=gettext_lazy("Ett blad med uppgifter"), about=About.PLACE, see=Right.SEE_PLACE)
def sheet(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """The rows of one sheet."""
    return PAGES.sheet(request, here, sheet)


@page(
    "supply:none_found",
    title=gettext_lazy("Säga att inget finns för ett blad"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def none_found(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Say that there is nothing (more) for a sheet, or take it back."""
    return PAGES.none_found(request, here, sheet)


@page(
    "supply:new_fact",
    title=gettext_lazy("Ny rad på ett blad"),
    about=About.PLACE,
    see=Right.KEEP_SUPPLY,
    save=Right.KEEP_SUPPLY,
)
def new_fact(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Write down a row."""
    return PAGES.new_fact(request, here, sheet)


@page(
    "supply:fact",
    title=gettext_lazy("En rad på ett blad"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_SUPPLY,
)
def fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """A row in full, and a form to change it for those who may."""
    return PAGES.fact(request, here, sheet, fact)


@page(
    "supply:remove_fact",
    title=gettext_lazy("Ta bort en rad på ett blad"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def remove_fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """Take away a row that is no more."""
    return PAGES.remove_fact(request, here, sheet, fact)


@page("supply:compare", title=gettext_lazy("Lokaler sida vid sida"), about=About.PLACE, see=Right.SEE_PLACE)
def compare(request: HttpRequest, here: Here) -> HttpResponse:
    """Premises as columns, criteria as rows."""
    found = queries_facts.comparison(here.place, request.GET.getlist("lokal"))
    context = {
        **PAGES.under_sheet(here, PREMISES),
        "found": found,
        "most": queries_facts.MOST_COMPARED,
        "chooses": len(found.choice) > 2,
    }
    return render(request, "supply/compare.html", context)
