"""What an office keeps of a programme: meetings in detail, decisions and tasks, and what each organisation bore."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.models import Account, Organisation, Person, Seat
from servicepunkt.places.models import Area, Place


class AgendaItem(models.Model):
    """A point of a meeting's agenda: drafted from the state of things, or written."""

    meeting = models.ForeignKey("programme.Meeting", on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    notes = models.TextField(blank=True, help_text="what was said, for the minutes")
    drafted = models.CharField(max_length=40, blank=True, help_text="what it was drafted from; else written by hand")
    request_key = models.UUIDField(null=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]


class Attendance(models.Model):
    """A seat at a meeting: who sat there, ordinary holder or substitute, or nobody. A seat is filled once."""

    class How(models.TextChoices):
        ROOM = "room", _("På plats")
        REMOTE = "remote", _("På distans")
        ABSENT = "absent", _("Anmält förhinder")

    meeting = models.ForeignKey("programme.Meeting", on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices)
    substitute = models.BooleanField(default=False)
    adjuster = models.BooleanField(default=False, help_text="approves the minutes (justerare)")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="a_seat_attends_once")
        ]


class Decision(models.Model):
    """A decision: open until a meeting has decided it. Text and outcome stand in the minutes."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Inte beslutat")
        YES = "yes", _("Bifall")
        NO = "no", _("Avslag")
        POSTPONED = "postponed", _("Bordlagt")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("programme.Meeting", null=True, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="decisions")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_on = models.DateField(null=True)
    voting = models.BooleanField(default=False, help_text="whether the seats are asked to vote")
    request_key = models.UUIDField(null=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "postponed"]) | Q(decided_on__isnull=False), name="decided_on_a_day"
            )
        ]


class Vote(models.Model):
    """A seat's vote in a decision: ordinary holder or substitute, never both."""

    class Answer(models.TextChoices):
        YES = "yes", _("Ja")
        NO = "no", _("Nej")
        ABSTAIN = "abstain", _("Avstår")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField()
    answer = models.CharField(max_length=8, choices=Answer.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "seat"], name="a_seat_votes_once")
        ]


class Task(models.Model):
    """Something to be done, by a seat before a day; from a decision or taken on by itself."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("programme.Meeting", null=True, on_delete=models.PROTECT, related_name="tasks")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    request_key = models.UUIDField(null=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]


class Contribution(models.Model):
    """What an organisation bore: own time in hours, or money by kind of cost; at a meeting or otherwise.

    Own time is hours without money (`amount_ore` 0): what an hour is worth is a rate in the report, not a fact here.
    """

    class Kind(models.TextChoices):
        OWN_TIME = "own_time", "Eget arbete"
        STAFF = "staff", "Personal"
        TRAVEL = "travel", "Resor och logi"
        PREMISES = "premises", "Lokaler och kontor"
        SERVICES = "services", "Köpta tjänster"
        EQUIPMENT = "equipment", "Utrustning"
        INFORMATION = "information", "Information och spridning"
        OTHER = "other", "Övrigt"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("programme.Meeting", null=True, on_delete=models.PROTECT, related_name="contributions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    amount_ore = models.BigIntegerField(default=0)
    on = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="own_time", hours__gt=0, amount_ore=0) | (~Q(kind="own_time") & Q(amount_ore__gt=0)),
                name="time_or_money",
            )
        ]


class CalendarFeed(models.Model):
    """A person's private calendar address: only the hash of its key is kept; a new one ends the old."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="calendar_feed")
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
