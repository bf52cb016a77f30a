"""How allauth meets our accounts: nobody signs up, and what it says is said in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import accounts
from .models import Account


class SeatAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made for persons with seats (`servicepunkt add-user`, the organisation page), never by sign-up."""

    # allauth's own Swedish is stiff and spells "Epost"; these are the messages people meet.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Kontot är avstängt."),
        "email_password_mismatch": _("E-postadressen eller lösenordet stämmer inte."),
        "duplicate_email": _("Adressen används redan av ett annat konto."),
        "enter_current_password": _("Skriv det lösenord du har nu."),
        "incorrect_code": _("Koden stämmer inte. Vänta på nästa kod och försök igen."),
        "incorrect_password": _("Lösenordet stämmer inte."),
        "invalid_or_expired_key": _("Länken gäller inte längre."),
        "invalid_password_reset": _("Länken för att byta lösenord gäller inte längre. Be om en ny."),
        "too_many_login_attempts": _("För många försök att logga in. Vänta en stund och försök sedan igen."),
        "same_as_current": _("Det nya måste skilja sig från det du har nu."),
        "rate_limited": _("Det blev för många försök på kort tid. Vänta en stund och försök sedan igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Stop whoever has no seat any more, by whatever way they came, after they have shown who they are."""
        if user.is_active and not accounts.may_log_in(user):
            clear_login(request)
            return render(request, "account/account_ended.html", {"last_on": accounts.last_day(user)}, status=403)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm that it is still you, in our words."""
        words = {
            "reauthenticate": gettext("Skriv lösenordet"),
            "mfa_reauthenticate": gettext("Skriv en kod"),
            "mfa_reauthenticate:webauthn": gettext("Använd nyckeln"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in ways]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of logging in, and keys that replace the password."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": SeatAccountAdapter.error_messages["incorrect_code"],
        "incorrect_key": _("Nyckeln stämmer inte. Försök igen, eller logga in på ett annat sätt."),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a key is called until its owner says something better."""
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """How the browser names us when it asks for a key: by the platform's name. The host is what binds the key."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Servicepunkt"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """How the browser lists the account among its keys."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.person.name}
