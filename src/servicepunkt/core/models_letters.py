"""Letters by e-mail: written into the outbox with the change they tell of, sent by a worker, kept to be seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """A letter to one address. `key` says what it is about and to whom, so that nothing is said twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        SENDING = "sending", "Skickas"
        SENT = "sent", "Skickat"
        FAILED = "failed", "Kom inte fram"
        WITHDRAWN = "withdrawn", "Inställt"

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    address = models.EmailField()
    account_id = models.BigIntegerField(null=True)
    area_id = models.BigIntegerField(null=True)
    place_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["not_before"], condition=Q(state__in=["waiting", "sending"]), name="letters_open"),
            models.Index(fields=["area_id", "-id"], name="letters_of_area"),
            models.Index(fields=["account_id", "-id"], name="letters_of_account"),
        ]

    def __str__(self) -> str:
        return self.key
