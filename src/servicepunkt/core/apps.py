from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "servicepunkt.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These register their duties.
        from servicepunkt.core import appendonly, caching, files, jobs, journal, journal_words, mail_sending  # noqa: F401

        appendonly.connect()
