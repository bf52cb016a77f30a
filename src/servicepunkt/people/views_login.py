"""Pages about logging in: where one is logged in, and the link an invitation leads to."""

from dataclasses import dataclass
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.text import localised

from . import accounts, invitations
from .forms_login import ChoosePasswordForm
from .invitations import InvitationRefused, PasswordRefused
from .logins import other_sessions
from .models import Account, Invitation, LoginSession
from .pages import About, page

OPENINGS = {"invitation": "20/m/ip"}
"""How often links of invitations may be opened from one address; a key cannot be guessed anyway."""


@dataclass(frozen=True)
class Session:
    """Somewhere one is logged in. `number` stands for it on the page, whose reader must not get the key itself."""

    number: str
    browser: str
    began_at: object
    here: bool


def _number(session_key: str) -> str:
    return invitations.sha256_of(session_key)[:16]


def _own(request: HttpRequest) -> list[LoginSession]:
    rows = LoginSession.objects.filter(account_id=request.user.pk, expire_date__gt=clock.now())
    return list(rows.order_by("-began_at", "session_key"))


@page("login:sessions", title=gettext_lazy("Var du är inloggad"), about=About.ACCOUNT, anyone_sends=True)
def sessions(request: HttpRequest) -> HttpResponse:
    """Every place where one is logged in; POST logs out at one of the others, or at all of them."""
    if request.method == "POST":
        return _end(request, cast(Account, request.user), request.POST.get("where", ""))
    here = request.session.session_key
    rows = [Session(_number(s.session_key), s.browser, s.began_at, s.session_key == here) for s in _own(request)]
    rows.sort(key=lambda one: not one.here)
    return render(request, "people/sessions.html", {"sessions": rows})


def _end(request: HttpRequest, account: Account, where: str) -> HttpResponse:
    others = other_sessions(request, account)
    chosen = [key for key in others if where in ("all", _number(key))]
    if accounts.end_sessions(account=account, session_keys=chosen, actor=Actor(account.pk)):
        messages.success(request, _("Du är utloggad där."))
    else:
        messages.info(request, _("Du var inte inloggad där."))
    return redirect("login:sessions")


def _invited(request: HttpRequest, invitation: Invitation, form: ChoosePasswordForm) -> HttpResponse:
    seat = invitation.holding.seat
    context = {
        "invitation": invitation,
        "seat": localised(seat),
        "where": seat.place.name if seat.place else localised(seat.area),
        "form": form,
    }
    return render(request, "people/invited.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
@never_cache
@page("login:invited", title=gettext_lazy("Ta emot en inbjudan"), about=About.NOTHING, anyone_sends=True)
def invited(request: HttpRequest, key: str) -> HttpResponse:
    """The link of an invitation: who has invited to what; POST chooses a password, or a key, and logs in.

    Opening the link changes nothing, for mail programs open links by themselves.
    """
    limited = ratelimit.consume_or_429(
        request=request, app="servicepunkt.people", action="invitation", config=OPENINGS, limit_get=True
    )
    if limited:
        return cast(HttpResponse, limited)
    try:
        invitation = invitations.invitation_of(key)
        form = ChoosePasswordForm(request.POST if request.method == "POST" else None)
        if not form.is_bound or not form.is_valid():
            return _invited(request, invitation, form)
        by_key = form.cleaned_data["by_key"]
        try:
            account = invitations.accept(key=key, password=None if by_key else form.cleaned_data["password"])
        except PasswordRefused as refused:
            form.add_error("password", str(refused))
            return _invited(request, invitation, form)
    except InvitationRefused as refused:
        return render(request, "people/invitation_over.html", {"why": str(refused)}, status=410)
    return _log_in_first_time(request, account, by_key)


def _log_in_first_time(request: HttpRequest, account: Account, by_key: bool) -> HttpResponse:
    record_authentication(request, account, "invitation")
    get_adapter(request).login(request, account)
    if by_key:
        return redirect("mfa_add_webauthn")
    messages.success(request, _("Välkommen! Nu är du inloggad."))
    return redirect(settings.LOGIN_REDIRECT_URL)
