"""How a village keeps its say over the service point: influence, a log of decisions, and the operating form chosen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from servicepunkt.places.models import Area, Place


class Influence(models.Model):
    """How the village has a say, how decisions are made, and how development goes on: one row a place."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="influences")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="influences")
    influence = models.TextField(blank=True)
    deciding = models.TextField(blank=True)
    development = models.TextField(blank=True)
    development_who = models.CharField(max_length=200, blank=True)
    development_often = models.CharField(max_length=120, blank=True)
    written_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place"], name="one_influence_a_place")
        ]


class LogEntry(models.Model):
    """A decision about the village's service point: the day, what, by which body, where it is written."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="plan_log")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plan_log")
    on = models.DateField()
    what = models.CharField(max_length=500)
    body = models.CharField(max_length=120)
    written_in = models.CharField(max_length=200, blank=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="plan_log_place")]


class OperatingForm(models.Model):
    """A village's answers to the plain questions about operating forms, and the form it has chosen, with why."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="operating_forms")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="operating_forms")
    answers = models.JSONField(default=dict)
    chosen = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    chosen_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place"], name="one_operating_form_a_place"),
            models.CheckConstraint(
                condition=Q(chosen="", chosen_on__isnull=True) | (~Q(chosen="") & Q(chosen_on__isnull=False)),
                name="operating_form_chosen_on_a_day",
            ),
        ]
