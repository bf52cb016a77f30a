from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "servicepunkt.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove and reminds of, and its duties, are registered where they stand.
        from servicepunkt.needs import chasing, entry, evidence, publishing, releases  # noqa: F401
