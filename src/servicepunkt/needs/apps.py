from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "servicepunkt.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the room can prove, its duties and its background work are registered where they stand.
        from servicepunkt.needs import entry, evidence, paper_jobs, publishing, releases, sections  # noqa: F401
