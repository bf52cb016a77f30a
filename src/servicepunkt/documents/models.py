"""Frozen versions: what was decided or sent, exactly as it stood."""

from typing import ClassVar

from django.db import models

from servicepunkt.core.models import AppendOnly
from servicepunkt.places.models import Area, Place


class FrozenVersion(AppendOnly):
    """A document's content at the moment of decision, with its SHA-256. `schema` tells how to read it in ten years."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    schema = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area", "place", "kind"], name="frozen_of_place")]

    def __str__(self) -> str:
        return self.title
