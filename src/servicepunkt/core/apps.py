from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "servicepunkt.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.core import (  # noqa: F401 - journal and outbox register their duties
            appendonly,
            journal,
            mail_sending,
        )

        appendonly.connect()
