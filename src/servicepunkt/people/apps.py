from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicepunkt.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicepunkt.people import (
            evidence,  # noqa: F401 - registers what this room can prove
            reminding,  # noqa: F401 - registers its duties
            topics,
        )

        topics.connect()
