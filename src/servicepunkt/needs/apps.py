from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "servicepunkt.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.needs import evidence, publishing  # noqa: F401 - registers what it can prove, and its duties
