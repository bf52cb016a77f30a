from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "servicepunkt.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.supply import evidence, evidence_facts  # noqa: F401 - registers what this room can prove
        from servicepunkt.supply import register_uploads  # noqa: F401 - registers its duty
