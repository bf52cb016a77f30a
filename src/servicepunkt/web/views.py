"""The doors."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right


@page("web:home", title=_("Start"), about=About.NOTHING)
def home(request: HttpRequest) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("web:healthz", title=_("Hälsa"), about=About.NOTHING)
def healthz(request: HttpRequest) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("web:account", title=_("Mitt konto"), about=About.ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("web:permissions", title=_("Vem får se och göra vad"), about=About.NOTHING)
def permissions(request: HttpRequest) -> HttpResponse:
    """Coming."""
    return HttpResponse("")


@page("web:accessibility", title=_("Tillgänglighet"), about=About.NOTHING)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Coming."""
    return HttpResponse("")

