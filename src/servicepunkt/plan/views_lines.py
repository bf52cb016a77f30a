"""Pages of the budget's sheets: a sheet's lines, one line, and the budget as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.spec import Sheet
from servicepunkt.sheets.views import SheetPages
from servicepunkt.sheets.views_files import FilePages

from .book_budget import BUDGET
from .lines_budget import EVERY, FIRST_YEAR, by_slug
from .queries_budget import frame_of
from .views_budget import under


def _begun(_request: HttpRequest, here: Here, sheet: Sheet) -> Values | None:
    """What stands in the form of a new line: the budget's first year."""
    if FIRST_YEAR.name not in sheet.fields:
        return None
    return {**sheet.empty(), FIRST_YEAR.name: frame_of(here.place).first_year}


PAGES = SheetPages(BUDGET, by_slug, under, gettext_lazy("Till budgeten"), begun=_begun)
FILES = FilePages(
    PAGES, EVERY, "budget", "budget", gettext_lazy("Budgeten för %(place)s"),
    gettext_lazy("Fyll i kostnader, intäkter, försäljning, egen tid och inköp i Excel."),
)  # fmt: skip


@page("budget:sheet", title=gettext_lazy("Ett av budgetens blad"), about=About.PLACE, see=Right.SEE_PLACE)
def sheet(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """The lines of one of the budget's sheets."""
    return PAGES.sheet(request, here, sheet)


@page(
    "budget:new_fact",
    title=gettext_lazy("Ny rad i budgeten"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def new_fact(request: HttpRequest, here: Here, sheet: str) -> HttpResponse:
    """Write a line; afterwards the next one, if there are more."""
    return PAGES.new_fact(request, here, sheet)


@page(
    "budget:fact",
    title=gettext_lazy("En rad i budgeten"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_PLAN,
)
def fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """A line in full, and a form to change it for those who may."""
    return PAGES.fact(request, here, sheet, fact)


@page(
    "budget:remove_fact",
    title=gettext_lazy("Ta bort en rad ur budgeten"),
    about=About.PLACE,
    save=Right.KEEP_PLAN,
    saves_only=True,
)
def remove_fact(request: HttpRequest, here: Here, sheet: str, fact: int) -> HttpResponse:
    """Take a line away; taken away twice, the second is told so."""
    return PAGES.remove_fact(request, here, sheet, fact)


@page("budget:export", title=gettext_lazy("Budgeten som Excelfil"), about=About.PLACE, see=Right.SEE_PLACE)
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The budget's lines as a file to fill in."""
    return FILES.export(here)


@page(
    "budget:import",
    title=gettext_lazy("Läsa in en ifylld budgetfil"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def import_file(request: HttpRequest, here: Here) -> HttpResponse:
    """What a filled-in file would change, and to take it in."""
    return FILES.import_file(request, here)
