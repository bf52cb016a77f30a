"""Versions of ways of working, what seats have stated and confirmed, gates passed, and the memory of progress."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from servicepunkt.core.models import AppendOnly, StoredFile
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.models import Seat
from servicepunkt.places.models import Area, Place


class MethodVersion(AppendOnly):
    """A way of working, exactly as its file was when it was loaded."""

    slug = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["slug", "version"], name="method_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Adoption(AppendOnly):
    """A programme's decision to work by a version of a method. The latest is in force; the ones before tell the
    history."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="adoptions")
    starts_on = models.DateField(help_text="the first day of the method's month 0")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()


class Spoken(AppendOnly):
    """What somebody says in a seat about a place, dated. The seat's title and holder are looked up when it is shown."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(null=True)
    on = models.DateField()
    note = models.TextField(max_length=4000, blank=True)
    attachment = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Statement(Spoken):
    """A seat's word on a requirement. The latest one for a place and requirement counts; older ones stay as notes."""

    class Says(models.TextChoices):
        MET = "met", "Uppfyllt"
        NOT_MET = "not_met", "Återstår"
        NOT_RELEVANT = "not_relevant", "Inte aktuellt"

    requirement = models.CharField(max_length=80)
    says = models.CharField(max_length=12, choices=Says.choices)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area", "place", "requirement", "-id"], name="statement_latest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(says="not_relevant") | ~Q(note=""), name="not_relevant_has_reason")
        ]


class Confirmation(Spoken):
    """A seat's yes or no at a gate: the village's, the municipality's, the leadership's overall assessment. The
    latest counts."""

    gate = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    yes = models.BooleanField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area", "place", "gate", "key", "-id"], name="confirmation_latest")
        ]


class Passage(AppendOnly):
    """The recorded decision that a place has passed a gate, at full scale or one stage of it. It stays passed."""

    class Mode(models.TextChoices):
        FULL = "full", "Fullskaligt"
        STAGE = "stage", "Etapp"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="passages")
    gate = models.CharField(max_length=80)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    stage = models.CharField(max_length=120, blank=True)
    services = models.JSONField(default=list)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(null=True)
    on = models.DateField()
    frozen = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="passage")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "place", "gate", "stage"], name="stage_once"),
            models.CheckConstraint(
                condition=Q(mode="full", stage="") | Q(mode="stage") & ~Q(stage=""), name="stage_named"
            ),
        ]


class Progress(models.Model):
    """A memory of where a requirement stands at a place. Computed from facts; rebuilt and compared by `servicepunkt
    check`."""

    class State(models.TextChoices):
        EVIDENCE = "evidence", "Visat av underlag"
        STATEMENT = "statement", "Intygat"
        NOT_MET = "not_met", "Återstår"
        NOT_RELEVANT = "not_relevant", "Inte aktuellt"

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    requirement = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    sentence = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    since_on = models.DateField(null=True)
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "place", "requirement"], name="progress_once")
        ]


class Standing(models.Model):
    """A place's progress in one row, for overviews: counts, the step it is in, and the next thing to do."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="standings")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="standings")
    step = models.CharField(max_length=80)
    evidence = models.PositiveSmallIntegerField()
    statement = models.PositiveSmallIntegerField()
    not_met = models.PositiveSmallIntegerField()
    not_relevant = models.PositiveSmallIntegerField()
    overdue = models.PositiveSmallIntegerField()
    next_requirement = models.CharField(max_length=80, blank=True)
    next_due_on = models.DateField(null=True)
    gates = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "place"], name="standing_once"),
            models.CheckConstraint(condition=Q(overdue__lte=F("not_met")), name="overdue_is_not_met"),
        ]
