"""Pages of bodies and seats."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right


@page("people:bodies", title=_("Grupper"), about=About.PROGRAMME, see=Right.SEE_PLACE, chapter=3, locally=True)
def bodies(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("people:local_group", title=_("Grupp"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.SEAT_LOCALLY, chapter=2)
def local_group(request: HttpRequest, here: Here) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("people:seat", title=_("Plats"), about=About.PROGRAMME, see=Right.SEE_PLACE, save=Right.SEAT_LOCALLY, locally=True)
def seat(request: HttpRequest, here: Here, seat: int) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("people:end", title=_("Avsluta"), about=About.PROGRAMME, save=Right.SEAT_LOCALLY, locally=True, saves_only=True)
def end(request: HttpRequest, here: Here, holding: int) -> HttpResponse:
    """Coming."""
    return HttpResponse("")

