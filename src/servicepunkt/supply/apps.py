from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "servicepunkt.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, its duty and its background work are registered where they stand.
        from servicepunkt.supply import evidence, evidence_facts, register_jobs, register_uploads  # noqa: F401
