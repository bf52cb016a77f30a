"""What is common to the rows of every sheet. No tables of their own: each room that has sheets has its own."""

from typing import ClassVar

from django.db import models

from servicepunkt.places.models import Place


class Fact(models.Model):
    """What every row on a sheet has. `same_key` is what makes it this row and no other at its place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    same_key = models.CharField(max_length=64, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["sort_key", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "same_key"], name="%(class)s_once")
        ]


class NoneSaid(models.Model):
    """Somebody has looked and found nothing (more) for a sheet, and how. It goes when the sheet's rows change."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=20)
    note = models.CharField(max_length=300)

    class Meta:
        abstract = True
