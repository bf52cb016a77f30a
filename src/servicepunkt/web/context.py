"""What the frame of every page needs: the main menu, the version, and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from servicepunkt.core.text import localised
from servicepunkt.people.pages import access_for
from servicepunkt.places.models import Area


def _menu(request: HttpRequest) -> list[dict[str, object]]:
    """The start page and each programme the user has a seat in. Two queries at most."""
    if not request.user.is_authenticated:
        return []
    home = reverse("web:home")
    items: list[dict[str, object]] = [{"url": home, "title": _("Start"), "current": request.path == home}]
    for root in Area.objects.filter(pk__in=access_for(request).roots).order_by("title"):
        url = reverse("programme:programme", args=[root.key])
        items.append({"url": url, "title": localised(root), "current": request.path.startswith(url)})
    return items


def _outside_login() -> dict[str, object] | None:
    """The organisation's own login, where one is set up: for a button on the login page."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if not apps:
        return None
    return {"url": reverse("openid_connect_login", args=[apps[0]["provider_id"]]), "name": settings.OIDC_NAME}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for ui/base.html. The menu is looked up only when a page shows it."""
    return {
        "nav_items": SimpleLazyObject(lambda: _menu(request)) if hasattr(request, "user") else [],
        "demo_mode": settings.DEMO,
        "demo_accounts": SimpleLazyObject(import_string(settings.DEMO_ACCOUNTS)) if settings.DEMO else [],
        "demo_survey": SimpleLazyObject(import_string(settings.DEMO_SURVEY)) if settings.DEMO else None,
        "outside_login": _outside_login(),
        "version": settings.VERSION,
    }
