"""One's own calendar: its private address, made anew or taken away, and the calendar itself without logging in."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import Actor
from servicepunkt.people.models import Account
from servicepunkt.people.pages import About, page

from . import feed
from .models import CalendarFeed
from .views_meetings import CALENDAR_FILE


def _account(request: HttpRequest) -> Account:
    return cast(Account, request.user)


def _show(request: HttpRequest, address: str) -> HttpResponse:
    row = CalendarFeed.objects.filter(account=_account(request)).first()
    webcal = "webcal://" + address.split("://", 1)[1] if address else ""
    context = {
        "feed": row,
        "address": address,
        "webcal": webcal,
        "crumbs": [(_("Mitt konto"), reverse("web:account"))],
    }
    return render(request, "programme/my_calendar.html", context)


@page("calendar:mine", title=gettext_lazy("Min kalender"), about=About.ACCOUNT)
def mine(request: HttpRequest) -> HttpResponse:
    """Whether one has a private calendar address, and what a calendar program gets from it."""
    return _show(request, "")


@page("calendar:make", title=gettext_lazy("Ny adress till min kalender"), about=About.ACCOUNT, saves_only=True)
def make(request: HttpRequest) -> HttpResponse:
    """Make a new address, which ends the old; shown in this answer and never again."""
    account = _account(request)
    key = feed.make_address(account=account, actor=Actor(account.pk))
    answer = _show(request, request.build_absolute_uri(reverse("calendar:feed", args=[key])))
    answer["Cache-Control"] = "no-store"
    return answer


@page("calendar:end", title=gettext_lazy("Ta bort adressen till min kalender"), about=About.ACCOUNT, saves_only=True)
def end(request: HttpRequest) -> HttpResponse:
    """End the address."""
    account = _account(request)
    feed.take_away(account=account, actor=Actor(account.pk))
    messages.success(request, _("Adressen är borttagen. Kalenderprogram som använder den får inget mer."))
    return redirect("calendar:mine")


@page("calendar:feed", title=gettext_lazy("En persons kalender"), about=About.NOTHING)
def ics(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of whoever the key belongs to; 404 for an unknown or ended one."""
    found = feed.feed_of(key)
    if found is None:
        raise Http404
    answer = HttpResponse(feed.own_calendar(found[1]), content_type=CALENDAR_FILE)
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    return answer
