"""Programmes, their meetings, the reports that are due, and the programme's own money."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.models import Body, Organisation, Seat
from servicepunkt.places.models import Area, Place

from .models_office import AgendaItem as AgendaItem
from .models_office import Attendance as Attendance
from .models_office import CalendarFeed as CalendarFeed
from .models_office import Contribution as Contribution
from .models_office import Decision as Decision
from .models_office import Task as Task
from .models_office import Vote as Vote
from .models_village import Application as Application
from .models_village import Balance as Balance
from .models_village import VillageMeeting as VillageMeeting
from .models_village import Vision as Vision


class Programme(models.Model):
    """A programme with an owner, a period and a purpose. Its places and programme areas hang on its area."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    area = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="programme")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="owned")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reporting_until = models.DateField()
    is_invented = models.BooleanField(default=False)
    texts = models.JSONField(default=dict)
    cheque_ore = models.BigIntegerField(default=0)
    source_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="programme_in_order"),
            models.CheckConstraint(condition=Q(reporting_until__gte=F("ends_on")), name="reporting_after_end"),
        ]

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """A meeting of a body: planned within a window (the memo's quarters), later on a day, later held."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="meetings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    window_from = models.DateField()
    window_to = models.DateField(help_text="the first day after the window")
    hours_min = models.DecimalField(max_digits=4, decimal_places=1)
    hours_max = models.DecimalField(max_digits=4, decimal_places=1)
    planned_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    starts_at = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0, help_text="how long it is planned to take; 0: not said")
    venue = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True, help_text="what the invitation says besides day and place")
    called_at = models.DateTimeField(null=True, help_text="when the invitation was sent")
    calls = models.PositiveSmallIntegerField(default=0, help_text="how often it was sent: a calendar's SEQUENCE")
    board_told_on = models.DateField(null=True)
    board_answer = models.TextField(blank=True)
    link = models.URLField(max_length=300, blank=True, help_text="where those who are not in the room take part")
    chair = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_on = models.DateField(null=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    minutes_version = models.ForeignKey(
        FrozenVersion, null=True, on_delete=models.PROTECT, related_name="+", help_text="the adjusted minutes"
    )
    request_key = models.UUIDField(null=True, unique=True, help_text="of a meeting that people added; else empty")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["window_from", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(window_to__gt=F("window_from")), name="meeting_window_in_order"),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | Q(held_on__isnull=True), name="meeting_held_or_cancelled"
            ),
        ]


class ReportDue(models.Model):
    """A report that somebody expects on a day, or some time in a month (then `due_on` is its last day)."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "Lägesrapport"
        INTERIM = "interim", "Delrapport"
        FINAL = "final", "Slutrapport"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reports")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due_on = models.DateField()
    whole_month = models.BooleanField(default=False)
    financial_statement = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    sent_version = models.ForeignKey(FrozenVersion, null=True, on_delete=models.PROTECT, related_name="+")
    sent_note = models.CharField(max_length=200, blank=True, help_text="how it was sent when not as an edition here")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]


class Outlay(models.Model):
    """Money the programme pays out: to a place's own solution, or to general methods (the funder's fifth principle)."""

    class Purpose(models.TextChoices):
        LOCAL = "local", "Lokalt anpassad lösning"
        GENERAL = "general", "Generell metod"

    class Kind(models.TextChoices):
        CHEQUE = "cheque", "Lokal serviceutvecklingscheck"
        OTHER = "other", "Annan utbetalning"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="outlays")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="outlays")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=200)
    amount_ore = models.BigIntegerField()
    paid_on = models.DateField()
    accounted_on = models.DateField(null=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-paid_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount_ore__gt=0), name="outlay_positive"),
            models.CheckConstraint(
                condition=~Q(kind="cheque") | Q(purpose="local", place__isnull=False), name="cheque_is_a_places"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="local") | Q(place__isnull=False), name="local_money_has_place"
            ),
            models.UniqueConstraint(
                fields=["programme", "place"], condition=Q(kind="cheque"), name="one_cheque_a_place"
            ),
        ]
