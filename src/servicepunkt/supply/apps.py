from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "servicepunkt.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.supply import evidence, evidence_facts, register_uploads, sections  # noqa: F401 - they register
