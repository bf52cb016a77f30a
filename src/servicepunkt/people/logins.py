"""What follows when the login library changes how somebody logs in: other sessions end, and the journal says so."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.socialaccount.signals import social_account_removed
from django.dispatch import receiver
from django.http import HttpRequest

from servicepunkt.core.actions import Actor

from . import accounts
from .models import Account, LoginSession


def other_sessions(request: HttpRequest, account: Account) -> list[str]:
    """The keys of an account's sessions, but for the one of this request."""
    everywhere = LoginSession.objects.filter(account_id=account.pk)
    return list(everywhere.exclude(session_key=request.session.session_key).values_list("session_key", flat=True))


@receiver([password_changed, password_set, password_reset])
def log_out_elsewhere(request: HttpRequest, user: Account, **_kwargs: Any) -> None:
    """A new password ends every session but the one it was changed in."""
    acting = Actor(user.pk)
    accounts.note_way_in(account=user, verb="password", actor=acting)
    accounts.end_sessions(account=user, session_keys=other_sessions(request, user), actor=acting)


@receiver(authenticator_added)
def note_added(user: Account, authenticator: Any, **_kwargs: Any) -> None:
    """A key or a second step was added."""
    accounts.note_way_in(account=user, verb=f"add_{authenticator.type}"[:20], actor=Actor(user.pk))


@receiver(authenticator_removed)
def note_removed(user: Account, authenticator: Any, **_kwargs: Any) -> None:
    """A key or a second step was removed."""
    accounts.note_way_in(account=user, verb=f"drop_{authenticator.type}"[:20], actor=Actor(user.pk))


@receiver(social_account_removed)
def note_disconnected(request: HttpRequest, socialaccount: Any, **_kwargs: Any) -> None:
    """The organisation's login was disconnected from the account."""
    accounts.note_way_in(account=socialaccount.user, verb="disconnect", actor=Actor(socialaccount.user_id))
