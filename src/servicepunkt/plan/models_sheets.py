"""The plan's sheets: what is to be offered and by whom, staffed how, kept secret how, safe how. Fields' names and rules
are told in `sheets`; here is what is stored."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.places.models import Place
from servicepunkt.sheets.models import Fact, NoneSaid
from servicepunkt.supply.models import PUBLIC, Channel, Level, Offer, Premises, Sector
from servicepunkt.supply.models_facts import EVERY_DAY


class PlanSheets(models.Model):
    """A place's sheets in the plan as a whole. `version` grows with every write; its lock keeps writes in order."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="plan_sheets")
    version = models.PositiveIntegerField(default=0)


class Offering(Fact):
    """A service the service point is to have, from the start or later; or that has been considered and will not be.

    `source` names what it builds on today; `offer` is that row of the supply, when the words name one. A row that is
    taken out of the supply leaves its words.
    """

    class Begins(models.TextChoices):
        START = "start", _("Från start")
        LATER = "later", _("Senare")
        NOT = "not", _("Ska inte finnas")

    what = models.CharField(max_length=200)
    sector = models.CharField(max_length=12, choices=Sector.choices)
    area = models.CharField(max_length=40)
    begins = models.CharField(max_length=8, choices=Begins.choices)
    about_when = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    who = models.CharField(max_length=120)
    competence = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(level="authority") | Q(sector__in=PUBLIC), name="offering_authority_by_authority"
            ),
            models.CheckConstraint(condition=~Q(begins="later") | ~Q(about_when=""), name="offering_later_has_when"),
            models.CheckConstraint(condition=~Q(begins="not") | ~Q(note=""), name="offering_not_has_why"),
        ]


class Staffing(Fact):
    """A function at the service point. `week_minutes` a week; `hour_ore` is what an hour costs with social fees."""

    class Paid(models.TextChoices):
        PAID = "paid", _("Med lön")
        VOLUNTEER = "volunteer", _("Ideellt")
        LENT = "lent", _("Utlånad av en part")

    function = models.CharField(max_length=120)
    paid = models.CharField(max_length=10, choices=Paid.choices)
    week_minutes = models.PositiveIntegerField()
    hour_ore = models.PositiveBigIntegerField(null=True)
    competences = models.CharField(max_length=500, blank=True)
    when_ill = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(paid="paid") | Q(hour_ore__isnull=False), name="staffing_paid_has_cost"
            ),
            models.CheckConstraint(condition=Q(week_minutes__lte=7 * 24 * 60), name="staffing_in_week"),
        ]


class Unstaffed(Fact):
    """Time when the service point is open with nobody there: how one gets in, and who helps then."""

    when = models.CharField(max_length=120)
    week_minutes = models.PositiveIntegerField()
    way_in = models.CharField(max_length=300)
    available = models.CharField(max_length=300, blank=True)
    help_by = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(week_minutes__lte=7 * 24 * 60), name="unstaffed_in_week"),
        ]


class Training(Fact):
    """A course for those who work at the service point: for which task, from whom, when, and what it costs."""

    what = models.CharField(max_length=200)
    task = models.CharField(max_length=200)
    giver = models.CharField(max_length=120, blank=True)
    when = models.CharField(max_length=120, blank=True)
    cost_ore = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)


class Confidentiality(Fact):
    """A task in which something secret is met: what, who may see it, how help is given all the same, by which rule."""

    task = models.CharField(max_length=200)
    secret = models.CharField(max_length=500, blank=True)
    who_may = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=500, blank=True)
    rule = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)


class Safety(Fact):
    """What the service point can be when somebody needs help or in a crisis. The contact is a function, no person."""

    class Function(models.TextChoices):
        WARMTH = "warmth", _("Värmestuga")
        POWER = "power", _("El och laddning")
        WATER = "water", _("Vatten")
        FOOD = "food", _("Mat")
        MEETING = "meeting", _("Samlingsplats")
        INFORMATION = "information", _("Information i kris")
        DEFIBRILLATOR = "defibrillator", _("Hjärtstartare")
        FIRST_AID = "first_aid", _("Första hjälpen")
        COMMUNICATION = "communication", _("Telefon och radio")
        CHECK_IN = "check_in", _("Se till dem som bor ensamma")
        OTHER = "other", _("Annat")

    function = models.CharField(max_length=14, choices=Function.choices)
    what = models.CharField(max_length=300, blank=True)
    with_whom = models.CharField(max_length=300, blank=True)
    contact_organisation = models.CharField(max_length=120, blank=True)
    contact_function = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    practised_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)


class TechService(Fact):
    """Service that technology or the rural postman brings: what, by whom, which `days` (bits), and what it takes."""

    class Kind(models.TextChoices):
        COMMERCE = "commerce", _("E-handel")
        HEALTH = "health", _("E-hälsa")
        POSTMAN = "postman", _("Lantbrevbärare")
        OTHER = "other", _("Annat")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=120, blank=True)
    days = models.PositiveSmallIntegerField(default=0)
    takes = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(days__lte=EVERY_DAY), name="techservice_days_in_week"),
        ]


class OpeningWeek(Fact):
    """Planned opening hours of a week, each day as supply's hours say it: "8–12, 13–17", nothing when closed."""

    name = models.CharField(max_length=80)
    day0 = models.CharField(max_length=80, blank=True)
    day1 = models.CharField(max_length=80, blank=True)
    day2 = models.CharField(max_length=80, blank=True)
    day3 = models.CharField(max_length=80, blank=True)
    day4 = models.CharField(max_length=80, blank=True)
    day5 = models.CharField(max_length=80, blank=True)
    day6 = models.CharField(max_length=80, blank=True)
    people = models.PositiveSmallIntegerField(null=True)
    need = models.CharField(max_length=500, blank=True)
    hindrance = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)


class PremisesChoice(models.Model):
    """Which of the place's premises the service point is to have, and why. Taken back: no premises, no words.

    `name` is what they were called when they were chosen: premises that are taken off their sheet leave it behind.
    """

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="premises_choice")
    premises = models.ForeignKey(Premises, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=500, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    before = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)


class PlanNone(NoneSaid):
    """Somebody has considered a sheet of the plan and found nothing (more) to write, and how."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "sheet"], name="plan_none_once")
        ]
