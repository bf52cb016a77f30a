from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicepunkt.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register what they do, prove and remind of.
        from servicepunkt.people import accounts, evidence, journal_words, logins, reminding, topics  # noqa: F401

        topics.connect()
