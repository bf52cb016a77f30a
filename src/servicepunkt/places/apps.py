from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "servicepunkt.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.places import evidence, journal_words  # noqa: F401 - what it can prove, what its acts are called
