"""Pages of a programme."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right


@page("programme:calendar", title=_("Kalender"), about=About.PROGRAMME, see=Right.SEE_FIGURES, chapter=4, locally=True)
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:meeting", title=_("Möte"), about=About.PROGRAMME, see=Right.SEE_FIGURES, save=Right.EDIT_PROGRAMME, locally=True)
def meeting(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:report", title=_("Rapport"), about=About.PROGRAMME, see=Right.SEE_FIGURES, save=Right.EDIT_PROGRAMME, locally=True)
def report(request: HttpRequest, here: Here, report: int) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:money", title=_("Pengar"), about=About.PROGRAMME, see=Right.SEE_MONEY, save=Right.KEEP_MONEY, chapter=5, locally=True)
def money(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:outlay", title=_("Utbetalning"), about=About.PROGRAMME, see=Right.SEE_MONEY, save=Right.KEEP_MONEY, locally=True)
def outlay(request: HttpRequest, here: Here, outlay: int) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:division", title=_("Indelning"), about=About.PROGRAMME, see=Right.SEE_PLACE, chapter=6, locally=True)
def division(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:divide", title=_("Ortens region"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.EDIT_PROGRAMME)
def divide(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:about", title=_("Om programmet"), about=About.PROGRAMME, see=Right.SEE_FIGURES, chapter=7, locally=True)
def about(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:journal", title=_("Logg"), about=About.PROGRAMME, see=Right.SEE_JOURNAL, chapter=9)
def journal(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("programme:place_journal", title=_("Logg"), about=About.PLACE, see=Right.SEE_JOURNAL, chapter=5)
def place_journal(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")

