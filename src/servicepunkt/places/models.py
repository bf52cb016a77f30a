"""Counties, municipalities, places of one or more villages, the areas that gather places, and population."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from servicepunkt.core.words import search_key, sort_key


class County(models.Model):
    """A county (län) by its two-digit code."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality (kommun) by its four-digit code, SCB's division."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A place (ort): a village, or several that go together, where people want a service point."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=80, editable=False)
    search_key = models.CharField(max_length=80, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="places")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    point_source = models.CharField(max_length=200, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,  # half a point would be neither true nor false, and slip through
                    longitude__isnull=False,
                    latitude__range=(55, 69.2),
                    longitude__range=(10.9, 24.3),
                ),
                name="place_point_in_sweden",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def keys(name: str) -> dict[str, str]:
        """The sort and search keys that belong to a name."""
        return {"sort_key": sort_key(name), "search_key": search_key(name)}


class Village(models.Model):
    """One of the villages of a place that covers several (Blankaholm and Solstadström)."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="villages")
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "name"], name="village_once")
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """People of a place by age and sex, each figure with its definition, year and source; whole place = no sex, no
    ages."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="population")
    year = models.PositiveSmallIntegerField()
    definition = models.CharField(max_length=120)
    definition_en = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200)
    sex = models.CharField(max_length=1, blank=True, default="")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["place", "year", "definition", "sex"],
                condition=Q(age_from__isnull=True),
                name="population_total_once",
            ),
            models.UniqueConstraint(
                fields=["place", "year", "definition", "sex", "age_from"],
                condition=Q(age_from__isnull=False),
                name="population_age_once",
            ),
            models.CheckConstraint(
                condition=Q(age_to__isnull=True) | Q(age_to__gt=F("age_from")), name="population_ages_in_order"
            ),
        ]


class Area(models.Model):
    """An area that gathers places: a whole programme's (no parent) or one of its programme areas (the memo's three
    regions)."""

    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], condition=Q(parent__isnull=True), name="root_area_once"),
            models.UniqueConstraint(fields=["parent", "key"], name="area_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AreaPlace(models.Model):
    """A place's part in a programme: under its root area, and in one of its programme areas when that is decided.

    `version` grows with every change, so that a form knows whether somebody saved in between.
    """

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="memberships")
    area = models.ForeignKey(Area, null=True, on_delete=models.SET_NULL, related_name="direct_memberships")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="memberships")
    uncertain = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)  # from the programme's file; a note typed here has none
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place"], name="place_once_in_programme")
        ]
