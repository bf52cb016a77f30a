"""Work done in the background: who asked for what, how far it has come, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of work for a worker. It belongs to a worker for a while (`taken_until`); a killed worker's job comes
    back.

    `account_id`, `area_id` (the programme's) and `place_id` are plain numbers: whose it is and what it is about.
    `arguments` and `facts` (what came of it) hold identities, codes and numbers, never personal text; `words` a text
    that somebody typed for it and that is forgotten when the work has ended.

    `turn` grows each time a worker takes the job: what an earlier turn's worker still writes is of no effect. While the
    job waits, `taken_until` says when it may be tried again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        RUNNING = "running", "Pågår"
        DONE = "done", "Klart"
        FAILED = "failed", "Gick inte"
        CANCELLED = "cancelled", "Avbrutet"

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    account_id = models.BigIntegerField(null=True)
    area_id = models.BigIntegerField(null=True)
    place_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=10, default="sv")
    back = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    result_name = models.CharField(max_length=150, blank=True)
    result_size = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="jobs_open"),
            models.Index(fields=["account_id", "-id"], name="jobs_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in (Job.State.WAITING, Job.State.RUNNING)
