from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "servicepunkt.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.core import appendonly, caching, files, journal  # noqa: F401 - these register their duties

        appendonly.connect()
