from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "servicepunkt.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, tells and reminds of, its duties and its background work, register where they stand.
        from servicepunkt.needs import (  # noqa: F401
            chasing,
            entry,
            evidence,
            journal_words,
            paper_jobs,
            publishing,
            releases,
            sections,
        )
