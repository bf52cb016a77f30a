"""The session store: Django's own in the database, whose rows also say whose they are, since when and in which browser.

So where somebody is logged in is read from the sessions themselves and can never differ from them.
"""

import re
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from servicepunkt.core import clock

from .models_login import LoginSession

BEGAN, BROWSER = "login_began", "login_browser"

# Order matters: most browsers also call themselves by the names of older ones.
_PROGRAMS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(user_agent: str) -> str:
    """Roughly which browser and machine, such as "Firefox, Windows"; empty when it does not say."""
    program = next((name for sign, name in _PROGRAMS if re.search(rf"\b{sign}/", user_agent)), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return ", ".join(part for part in (program, system) if part)


class SessionStore(DatabaseSessionStore):
    """Sessions as rows of `LoginSession`."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table."""
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """A row with what the session says of the login."""
        row = cast(LoginSession, super().create_model_instance(data))
        if data.get(SESSION_KEY):
            row.account_id = int(data[SESSION_KEY])
            row.browser = str(data.get(BROWSER, ""))
            row.began_at = parse_datetime(data.get(BEGAN, ""))
        return row


@receiver(user_logged_in)
def note_login(request: HttpRequest | None, **_kwargs: Any) -> None:
    """Keep in the session when the login was and roughly in which browser."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = clock.now().isoformat()
        request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))
