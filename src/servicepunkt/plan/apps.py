from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "servicepunkt.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove and tells in documents is registered where it stands.
        from servicepunkt.plan import evidence_budget, evidence_sheets, sections_budget  # noqa: F401
