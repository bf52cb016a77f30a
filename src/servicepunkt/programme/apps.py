from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "servicepunkt.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.programme import evidence, evidence_village  # noqa: F401 - registers what it can prove
