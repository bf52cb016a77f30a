from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "servicepunkt.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.places import evidence  # noqa: F401 - registers what this room can prove
