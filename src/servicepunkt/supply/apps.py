from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "servicepunkt.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, tells in documents, its duty and its background work are registered where they stand.
        from servicepunkt.supply import (  # noqa: F401
            evidence,
            evidence_facts,
            journal_words,
            register_jobs,
            register_uploads,
            sections,
        )
