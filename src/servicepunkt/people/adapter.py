"""How allauth meets our accounts: nobody signs up, and what it says is said in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


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

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of logging in."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": SeatAccountAdapter.error_messages["incorrect_code"],
    }
