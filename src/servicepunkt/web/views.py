"""The doors: the front page, one's own start page and account, health, and what is open to all about the platform."""

from dataclasses import dataclass
from typing import NoReturn, cast

from allauth.account.views import password_reset as allauth_password_reset
from allauth.account.views import password_reset_done as allauth_password_reset_done
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from servicepunkt.core import clock
from servicepunkt.core.text import localised
from servicepunkt.method.versions import adoption_of
from servicepunkt.people.access import Access
from servicepunkt.people.pages import About, access_for, page
from servicepunkt.people.queries import own_seats
from servicepunkt.people.views_work import own_jobs
from servicepunkt.places.models import Area
from servicepunkt.programme import counting, queries
from servicepunkt.programme.queries_own import OwnPlace, due_for, own_places

from . import permissions as table

PLACES_SHOWN = 6
# Each programme shown in full asks about ten questions of the database; further ones are links.
PROGRAMMES_IN_FULL = 2


@dataclass(frozen=True)
class DueLink:
    """Something that is due, with the page to go to. Items of ui/components/due.html."""

    due_on: object
    title: str
    what: str
    overdue: bool
    url: str


@dataclass(frozen=True)
class OwnProgramme:
    """A programme as its people meet it on the start page."""

    root: Area
    title: str
    seats: list[str]
    local: bool
    is_invented: bool
    places: int
    started: int
    overdue: int
    own: list[OwnPlace]
    own_total: int
    due: list[DueLink]


def _address(item: queries.DueItem, root: Area) -> str:
    """The page of something that is due."""
    if item.kind == "task":
        return reverse("method:method", args=[root.key])
    if item.id is None:
        return reverse("programme:calendar", args=[root.key])
    page_of = {"own_task": "programme:task", "meeting": "programme:meeting", "report": "programme:report"}
    return reverse(page_of[item.kind], args=[root.key, item.id])


def _own_programme(access: Access, root: Area) -> OwnProgramme:
    programme, adoption = queries.programme_of(root), adoption_of(root.pk)
    _steps, tallies = counting.tallies(adoption)
    own, total = own_places(access, adoption, PLACES_SHOWN)
    return OwnProgramme(
        root=root,
        title=localised(root),
        seats=[seat.title for seat in access.seats if seat.root_id == root.pk],
        local=all(seat.place_id is not None for seat in access.seats if seat.root_id == root.pk),
        is_invented=programme.is_invented,
        places=sum(t.places for t in tallies),
        started=sum(t.reached for t in tallies),
        overdue=sum(t.overdue for t in tallies),
        own=own,
        own_total=total,
        due=[
            DueLink(item.due_on, item.title, item.what, item.overdue, _address(item, root))
            for item in due_for(access, programme, adoption)
        ],
    )


@page("web:home", title=_("Startsidan"), about=About.NOTHING)
def home(request: HttpRequest) -> HttpResponse:
    """What Servicepunkt is, for visitors; one's own programmes, places and what is due, for people with a seat."""
    if not request.user.is_authenticated:
        return render(request, "web/front.html")
    access = access_for(request)
    roots = list(Area.objects.filter(pk__in=access.roots).order_by("title"))
    context = {
        "name": request.user.person.name,
        "programmes": [_own_programme(access, root) for root in roots[:PROGRAMMES_IN_FULL]],
        "more": [
            (localised(root), reverse("programme:programme", args=[root.key])) for root in roots[PROGRAMMES_IN_FULL:]
        ],
        "days": queries.DUE_DAYS,
    }
    return render(request, "web/home.html", context)


@never_cache
@page("web:healthz", title=_("Om servern svarar"), about=About.NOTHING)
def healthz(request: HttpRequest) -> HttpResponse:
    """For monitoring: 200 with the version when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable", "version": settings.VERSION}, status=503)
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@page("web:account", title=_("Mitt konto"), about=About.ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """One's own seats, from when to when and what they give, what one has asked for, and the way to logging in."""
    seats = own_seats(cast(int, request.user.pk), clock.today())
    return render(request, "web/account.html", {"seats": seats, "jobs": own_jobs(request)})


@page("web:permissions", title=_("Vem får se och göra vad"), about=About.NOTHING)
def permissions(request: HttpRequest) -> HttpResponse:
    """The permission table, made from the code."""
    return render(request, "web/permissions.html", {"tables": table.tables(), "roles": table.role_rows()})


@page("web:accessibility", title=_("Tillgänglighet"), about=About.NOTHING)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (lag 2018:1937)."""
    return render(request, "web/accessibility.html", {"contact": settings.CONTACT})


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponse:
    """The login library's own page when letters can be sent; else a page that says whom to ask."""
    if settings.MAIL_CONFIGURED:
        return cast(HttpResponse, allauth_password_reset(request))
    return render(request, "web/no_letters.html", {"contact": settings.CONTACT})


@login_not_required
def password_reset_done(request: HttpRequest) -> HttpResponse:
    """After asking for a letter: that it is on its way, which is said only where letters can be sent."""
    if settings.MAIL_CONFIGURED:
        return cast(HttpResponse, allauth_password_reset_done(request))
    return render(request, "web/no_letters.html", {"contact": settings.CONTACT})


@login_not_required
def no_such_page(request: HttpRequest) -> NoReturn:
    """Stands before a page of the login library that we do not have."""
    raise Http404
