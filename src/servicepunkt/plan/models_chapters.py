"""The project plan of a place: its chapters with risks, what was decided about each, and the editions of the whole."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.models import Seat
from servicepunkt.places.models import Area, Place


class Chapter(models.Model):
    """A chapter of the way of working at a place: what its people have written, and how far it has come.

    `key` is the chapter's in the way of working. `decided_sha256` is the hash of what was last decided, so that what is
    changed afterwards shows. `said` are the statements that were made when the chapter was set aside.
    """

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", _("Ej påbörjat")
        WRITING = "writing", _("Skrivs")
        READY = "ready", _("Klart för beslut")
        DECIDED = "decided", _("Beslutat")
        CHANGED = "changed", _("Ändrat sedan beslutet")
        SET_ASIDE = "set_aside", _("Behandlas inte")

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="plan_chapters")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plan_chapters")
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOT_BEGUN)
    owner = models.ForeignKey(Seat, null=True, on_delete=models.SET_NULL, related_name="plan_chapters")
    text = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    ready = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    said = models.JSONField(default=list)
    chosen_on = models.DateField(null=True, help_text="the day it was first begun or set aside")
    decided_sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place", "key"], name="one_chapter_a_place"),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(reason=""),
                name="chapter_set_aside_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "changed"]) | ~Q(decided_sha256=""), name="chapter_decided_has_hash"
            ),
        ]

    @property
    def set_aside(self) -> bool:
        """Whether the village does not treat it."""
        return self.state == self.State.SET_ASIDE

    @property
    def has_decision(self) -> bool:
        """Whether something has been decided about it that still counts, changed since or not."""
        return self.state in (self.State.DECIDED, self.State.CHANGED)


class Risk(models.Model):
    """What can go wrong about a chapter's subject: how likely, how bad (1 to 3), and what is done about it."""

    class Degree(models.IntegerChoices):
        LITTLE = 1, _("Liten")
        SOME = 2, _("Medel")
        MUCH = 3, _("Stor")

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="risks")
    what = models.CharField(max_length=300)
    likely = models.PositiveSmallIntegerField(choices=Degree.choices)
    bad = models.PositiveSmallIntegerField(choices=Degree.choices)
    measures = models.TextField(blank=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(likely__gte=1, likely__lte=3, bad__gte=1, bad__lte=3), name="risk_in_three_degrees"
            )
        ]

    @property
    def weight(self) -> int:
        """Likelihood times harm, 1 to 9: what to look at first."""
        return self.likely * self.bad


class ChapterDecision(models.Model):
    """What a body decided about a chapter on a day, and the frozen content it decided on. Never changed."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="decisions")
    on = models.DateField()
    body = models.CharField(max_length=120)
    minutes = models.CharField(max_length=200, blank=True)
    content_sha256 = models.CharField(max_length=64)
    frozen = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="chapter_decision")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]


class Edition(models.Model):
    """An approved document of the plan: which frozen version it is. Made in the transaction that freezes it."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="plan_editions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plan_editions")
    frozen = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="plan_edition")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="plan_edition_place")]
