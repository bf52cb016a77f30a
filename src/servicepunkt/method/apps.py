from django.apps import AppConfig


class MethodConfig(AppConfig):
    name = "servicepunkt.method"
    label = "method"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.method import (
            evidence,  # noqa: F401 - registers what this room can prove
            journal_words,  # noqa: F401 - what its acts are called
            progress,
            sections,  # noqa: F401 - and what it tells in documents
        )

        progress.connect()
