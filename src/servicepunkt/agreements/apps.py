from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "servicepunkt.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, tells and reminds of, and its kind of document, register where they stand.
        from servicepunkt.agreements import (  # noqa: F401
            chasing,
            evidence,
            journal_words,
            promises,
            sections,
            sections_one,
            signing,
        )
