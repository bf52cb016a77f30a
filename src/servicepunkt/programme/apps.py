from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "servicepunkt.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.programme import (  # noqa: F401 - registers what it can prove, and what it reminds of
            chasing,
            evidence,
            evidence_village,
        )
