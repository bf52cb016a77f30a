"""National lists of services as they were read: which file, every service in it, and every row that gave cause."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What kind of service a row of a national list is about."""

    GROCERIES = "groceries", _("Dagligvaror")
    FUEL = "fuel", _("Drivmedel")
    PHARMACY = "pharmacy", _("Apotek")
    PHARMACY_AGENT = "pharmacy_agent", _("Apoteksombud")
    POST_AGENT = "post_agent", _("Postombud")
    PARCEL = "parcel", _("Paket")
    CASH = "cash", _("Kontanter och betaltjänster")
    BANK = "bank", _("Bank")
    SYSTEMBOLAGET = "systembolaget", _("Systembolaget")
    SYSTEMBOLAGET_AGENT = "systembolaget_agent", _("Systembolagsombud")
    HEALTH_CENTRE = "health_centre", _("Vårdcentral eller läkare")
    DENTIST = "dentist", _("Tandvård")
    HOSPITAL = "hospital", _("Sjukhus")
    SCHOOL = "school", _("Skola")
    LIBRARY = "library", _("Bibliotek")
    MEETING_HALL = "meeting_hall", _("Samlingslokal")
    SPORTS = "sports", _("Idrott")
    POLICE = "police", _("Polis")
    STATE_OFFICE = "state_office", _("Statligt kontor")
    STATION = "station", _("Station eller hållplats")
    FOOD_LODGING = "food_lodging", _("Mat och logi")
    SHOP = "shop", _("Övrig handel")
    OTHER = "other", _("Övrigt")


class Reason(models.TextChoices):
    """Why a row is in the report. Rows without a usable point are taken, but are never near anything."""

    REPEAT = "repeat", _("Upprepning")
    OUTSIDE = "outside", _("Utanför Sverige")
    SWAPPED = "swapped", _("Omkastade koordinater")
    NO_POINT = "no_point", _("Koordinater saknas")
    BAD_POINT = "bad_point", _("Koordinater som inte går att läsa")
    NO_NAME = "no_name", _("Namn saknas")
    TOO_LONG = "too_long", _("För lång text")
    UNREADABLE = "unreadable", _("Cell som inte går att läsa")
    RAGGED = "ragged", _("Fel antal celler")
    IDENTITY = "identity", _("Personnummer")


TAKEN_ANYWAY = (Reason.NO_POINT, Reason.BAD_POINT)


class RegisterSource(models.Model):
    """A national list and the file it was last read from. `words` say where it comes from and what it may be used for.

    `title` is empty for a list that goes by its format's usual name. `reading` says by which rules the file
    was read, so that it is read anew when they have changed; `version` grows with every load.
    """

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)
    without_point = models.PositiveIntegerField(default=0)
    unusable = models.PositiveIntegerField(default=0)
    reading = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.title or self.key


class RegisterService(models.Model):
    """A service of a national list: `row` is its row in the file, the point in degrees (WGS 84) or none."""

    source = models.ForeignKey(RegisterSource, on_delete=models.CASCADE, related_name="services")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    operator = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["source", "row"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["latitude", "longitude"], name="register_point"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "row"], name="register_row_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(55, 69.2),
                    longitude__range=(10.9, 24.3),
                ),
                name="register_point_in_sweden",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegisterRemark(models.Model):
    """A row that was left out, or taken without a point, and why. `said` is what stood there, or which row it repeats.

    A text that holds an identity number is never kept: then both `name` and `said` are empty.
    """

    source = models.ForeignKey(RegisterSource, on_delete=models.CASCADE, related_name="remarks")
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    name = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["source", "row", "reason"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "row", "reason"], name="register_remark_once")
        ]
