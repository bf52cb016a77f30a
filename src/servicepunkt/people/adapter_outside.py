"""Logging in by the organisation's own login (OpenID Connect): who may, and what is said to who may not.

Nobody gets an account by it. An address that the provider vouches for must belong to an account with a seat; the
first time the two are connected, by the provider's own number for the person. What the provider tells about a person
besides is not kept, nor are its tokens.
"""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from requests import Session

from servicepunkt.core.actions import Actor

from . import accounts
from .models import Account


class OutsideLoginAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes in by the organisation's login."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Look at what the provider says, and keep nothing of it but its number for the person.

        Raises PermissionDenied when its two answers are about different people (OpenID Connect Core 5.3.2).
        """
        told = sociallogin.account.extra_data
        about, signed = told.get("userinfo") or {}, told.get("id_token") or {}
        if about and signed and about.get("sub") != signed.get("sub"):
            raise PermissionDenied
        sociallogin.told = {**signed, **about}
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in whom we know; connect whom we know by a sure address; tell everybody else why not."""
        sociallogin.token = None
        if request.user.is_authenticated or sociallogin.state.get("process", "login") != "login":
            _refuse(request, _("Du är redan inloggad. Logga ut först om du vill logga in som någon annan."))
        if sociallogin.is_existing:
            return
        email = _sure_address(request, sociallogin.told)
        account = Account.objects.filter(email__iexact=email).first()
        if account is None or not accounts.may_log_in(account):
            told = {"email": email}
            _refuse(
                request,
                _("%(email)s hör inte till någon som har en plats här. Be den som leder arbetet om en plats.") % told,
            )
        if SocialAccount.objects.filter(user=account, provider=sociallogin.account.provider).exists():
            # An address that was handed on to somebody else must not hand on the seat.
            _refuse(request, _("Kontot hör till någon annan i den här inloggningen. Logga in på ett annat sätt."))
        sociallogin.connect(request, account)
        accounts.note_way_in(account=account, verb="connect", actor=Actor(account.pk))

    def get_requests_session(self) -> Session:
        """Questions to the provider: answered by the address that was asked, not by another it sends us to."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session


def _sure_address(request: HttpRequest, told: dict[str, Any]) -> str:
    """The address that the provider vouches for, or whose domain is said to be the provider's own."""
    email = str(told.get("email") or "").strip().lower()
    if not email:
        _refuse(request, _("Inloggningen lämnade ingen e-postadress, så vi vet inte vem du är."))
    own = email.rpartition("@")[2] in settings.OIDC_DOMAINS
    if told.get("email_verified") is True or ("email_verified" not in told and own):
        return email
    _refuse(
        request, _("Inloggningen intygar inte att %(email)s är din adress. Därför släpper vi inte in dig med den.")
        % {"email": email},
    )  # fmt: skip


def _refuse(request: HttpRequest, why: str) -> NoReturn:
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"why": why}, status=403))
