from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "servicepunkt.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.documents import freezing  # noqa: F401 - registers its job and its duty
