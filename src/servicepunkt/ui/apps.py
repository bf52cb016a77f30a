"""The room `ui`: the page frame, components, styles, charts and the map."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Knows no other room; every room with pages stands on it."""

    name = "servicepunkt.ui"
    label = "ui"
    verbose_name = _("Utseende")
