from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "servicepunkt.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.documents import freezing, journal_words  # noqa: F401 - register a job, a duty, words
