from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicepunkt.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.people import accounts, evidence, logins  # noqa: F401 - they register what they do and prove
