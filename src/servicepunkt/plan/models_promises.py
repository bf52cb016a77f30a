"""What was promised at a start, and what was decided about it since. Nothing here is ever changed or removed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from servicepunkt.core.models import AppendOnly
from servicepunkt.method.models import Passage
from servicepunkt.places.models import Area, Place


class StartPromise(AppendOnly):
    """That the plan's promises were kept when a start was decided: one row for each passage of the start's gate.

    `on` is the day of the decision, `at` the moment when it was recorded and the plan was read.
    """

    root = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="start_promises")
    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="promise")
    on = models.DateField()
    at = models.DateTimeField()


class PromiseSaid(AppendOnly):
    """What is promised about one thing. What `amount` counts is told by the line's subject (minutes a week, öre ...).

    `begins`, `level` and `channel` are the offering's own words; days are half-open. A function, an organisation or a
    role may stand here, never a person.
    """

    name = models.CharField(max_length=300)
    who = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=900, blank=True)
    level = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    begins = models.CharField(max_length=8, blank=True)
    low = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        abstract = True


class PromisedLine(PromiseSaid):
    """One thing that was promised. `key` is what it is recognised by within its subject as long as the plan has it."""

    promise = models.ForeignKey(StartPromise, on_delete=models.PROTECT, related_name="lines")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(null=True)
    weekday = models.PositiveSmallIntegerField(null=True, help_text="0 is Monday")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["promise", "subject", "key"], name="promised_line_once"),
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lte=6), name="promised_weekday"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(low__lte=F("amount")) & Q(amount__lte=F("high")),
                name="promised_in_order",
            ),
        ]


class ChangedPromise(PromiseSaid):
    """A new decision about a promise: what holds instead, or (`away`) that it holds no longer. The first one stays."""

    line = models.ForeignKey(PromisedLine, on_delete=models.PROTECT, related_name="changes")
    away = models.BooleanField()
    body = models.CharField(max_length=120)
    decided_on = models.DateField()
    reason = models.CharField(max_length=500)
    request_key = models.UUIDField(unique=True)
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(body="") & ~Q(reason=""), name="changed_promise_decided"),
        ]
