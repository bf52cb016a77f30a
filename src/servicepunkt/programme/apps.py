from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "servicepunkt.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, and what it tells in documents, is registered where it stands.
        from servicepunkt.programme import (  # noqa: F401
            chasing,
            evidence,
            evidence_village,
            journal_words,
            minutes,
            reports,
            sections,
            sections_money,
            sections_places,
        )
