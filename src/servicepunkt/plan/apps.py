from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "servicepunkt.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, tells in documents and makes documents of, is registered where it stands.
        from servicepunkt.plan import (  # noqa: F401
            actions_promises,
            evidence_budget,
            evidence_chapters,
            evidence_influence,
            evidence_sheets,
            journal_words,
            kinds_applying,
            kinds_chapters,
            kinds_extract,
            kinds_notice,
            promises_plan,
            sections_applying,
            sections_budget,
            sections_chapters,
            sections_extract,
            sections_influence,
            sections_notice,
            sections_promises,
            sections_sheets,
        )
