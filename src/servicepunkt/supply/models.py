"""What a place has today: offers with opening hours, sectors that have nothing, and municipal areas accounted for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.places.models import Place

from .hours.schedule import LONGEST_WHY, DayMode, Weeks
from .models_facts import AgentService as AgentService
from .models_facts import Association as Association
from .models_facts import Company as Company
from .models_facts import Connectivity as Connectivity
from .models_facts import LocalProduct as LocalProduct
from .models_facts import NoneFound as NoneFound
from .models_facts import Premises as Premises
from .models_facts import StateCompany as StateCompany
from .models_facts import Stop as Stop
from .models_facts import Transport as Transport
from .models_register import RegisterRemark as RegisterRemark
from .models_register import RegisterService as RegisterService
from .models_register import RegisterSource as RegisterSource


class Sector(models.TextChoices):
    """Who stands behind a service."""

    STATE = "state", _("Statlig")
    REGIONAL = "regional", _("Regional")
    MUNICIPAL = "municipal", _("Kommunal")
    NONPROFIT = "nonprofit", _("Ideell")
    COMMERCIAL = "commercial", _("Kommersiell")


class Level(models.TextChoices):
    """How far a service goes. Only authorities may handle matters for one another (law 2019:212)."""

    INFORMATION = "information", _("Information")
    GUIDANCE = "guidance", _("Vägledning")
    AGENT = "agent", _("Ombud")
    AUTHORITY = "authority", _("Myndighetsuppgift")


class Channel(models.TextChoices):
    """How people meet a service."""

    ON_SITE = "on_site", _("På plats")
    MOBILE = "mobile", _("Mobil, gör uppehåll")
    PHONE = "phone", _("Telefon")
    DIGITAL = "digital", _("Digitalt")


class Located(models.TextChoices):
    """Whether a service is found at the place itself."""

    HERE = "here", _("Här på orten")
    ELSEWHERE = "elsewhere", _("På annan ort")


class Resource(models.TextChoices):
    """Whether a service could become a resource at the service point."""

    UNKNOWN = "", _("Inte bedömt")
    YES = "yes", _("Ja")
    MAYBE = "maybe", _("Kanske")
    NO = "no", _("Nej")


PUBLIC = (Sector.STATE, Sector.REGIONAL, Sector.MUNICIPAL)
WITHOUT_PLACE = (Channel.PHONE, Channel.DIGITAL)


class Inventory(models.Model):
    """What a place has, as a whole. `version` grows with every write, so that a file knows whether it is still so."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="inventory")
    version = models.PositiveIntegerField(default=0)


class Offer(models.Model):
    """A service that somebody offers the people of a place today. `distance_m` is by road, in metres."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="offers")
    sector = models.CharField(max_length=12, choices=Sector.choices)
    area = models.CharField(max_length=40)
    provider = models.CharField(max_length=120)
    service = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=Level.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    located = models.CharField(max_length=10, choices=Located.choices, blank=True)
    address = models.CharField(max_length=200, blank=True)
    distance_m = models.PositiveIntegerField(null=True)
    resource = models.CharField(max_length=6, choices=Resource.choices, blank=True)
    resource_how = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    holidays = models.CharField(max_length=6, choices=DayMode.choices, default=DayMode.CLOSED)
    eves = models.CharField(max_length=6, choices=DayMode.choices, default=DayMode.CLOSED)
    same_key = models.CharField(max_length=64, editable=False)
    search_key = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["sort_key", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "same_key"], name="offer_once"),
            models.CheckConstraint(
                condition=~Q(level="authority") | Q(sector__in=PUBLIC), name="authority_by_authority"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=WITHOUT_PLACE, located="") | (~Q(channel__in=WITHOUT_PLACE) & ~Q(located="")),
                name="offer_located_if_met",
            ),
            models.CheckConstraint(
                condition=Q(located="elsewhere", distance_m__isnull=False)
                | (~Q(located="elsewhere") & Q(distance_m__isnull=True)),
                name="offer_elsewhere_has_distance",
            ),
            models.CheckConstraint(
                condition=Q(holidays__in=DayMode.values, eves__in=DayMode.values), name="offer_days_known"
            ),
        ]

    def __str__(self) -> str:
        return self.service


class OpenHours(models.Model):
    """When an offer is open on a weekday (Monday is 0), in minutes after midnight, half open.

    It holds in all ISO weeks, the odd or the even ones, from the first to the last month said, both counted.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()
    weeks = models.CharField(max_length=4, choices=Weeks.choices, blank=True, default="")
    first_month = models.PositiveSmallIntegerField(default=1)
    last_month = models.PositiveSmallIntegerField(default=12)

    class Meta:
        ordering: ClassVar[list[str]] = ["weekday", "from_minute", "weeks", "first_month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(weekday__lt=7, to_minute__lte=1440, to_minute__gt=F("from_minute")), name="hours_in_day"
            ),
            models.CheckConstraint(
                condition=Q(
                    weeks__in=Weeks.values,
                    first_month__gte=1,
                    first_month__lte=12,
                    last_month__gte=1,
                    last_month__lte=12,
                ),
                name="hours_in_year",
            ),
            models.UniqueConstraint(
                fields=["offer", "weekday", "from_minute", "weeks", "first_month", "last_month"], name="hours_once"
            ),
        ]


class SpecialHours(models.Model):
    """Hours of an offer on holidays, on eves or on a single date. A date that is closed goes from 0 to 0."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Helgdagar")
        EVE = "eve", _("Aftnar")
        DATE = "date", _("Undantag")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="special")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    on = models.DateField(null=True)
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=LONGEST_WHY, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "from_minute"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="date", on__isnull=False) | Q(kind__in=["holiday", "eve"], on__isnull=True, why=""),
                name="special_date_has_day",
            ),
            models.CheckConstraint(
                condition=Q(to_minute__lte=1440, to_minute__gt=F("from_minute"))
                | Q(kind="date", from_minute=0, to_minute=0),
                name="special_in_day",
            ),
            models.UniqueConstraint(
                fields=["offer", "kind", "from_minute"], condition=Q(on__isnull=True), name="special_once"
            ),
            models.UniqueConstraint(
                fields=["offer", "on", "from_minute"], condition=Q(on__isnull=False), name="special_date_once"
            ),
        ]


class NothingHere(models.Model):
    """Somebody has looked and found that a sector offers nothing here. It goes when the sector gets an offer."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="nothing")
    sector = models.CharField(max_length=12, choices=Sector.choices)
    note = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "sector"], name="nothing_once")
        ]


class AreaAnswer(models.Model):
    """Where a municipal area is found, and how or why not, for one place. Taken back: both texts are empty."""

    class Answer(models.TextChoices):
        HERE = "here", _("Här, vid servicepunkten")
        ELSEWHERE = "elsewhere", _("På annan plats")
        NOT_RELEVANT = "not_relevant", _("Inte aktuellt")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="area_answers")
    area = models.CharField(max_length=40)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "area"], name="area_answer_once")
        ]
