"""How allauth meets our accounts: nobody signs up, and whoever's last seat has ended cannot log in to anything."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class SeatAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made for persons with seats (`servicepunkt add-user`, the organisation page), never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None
