"""Legal amounts as a programme has entered them. A row is never changed: a new value is a new row."""

from typing import ClassVar

from django.db import models

from servicepunkt.places.models import Area


class LegalValue(models.Model):
    """An amount or limit of a rule, in its unit, as it holds from a day; where it was found, and checked when."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    law = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    holds_from = models.DateField()
    checked_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["key", "-holds_from", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "key"], name="legal_by_key")]
