"""Persons and organisations, bodies and their seats, who holds a seat and when, and accounts to log in with."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from servicepunkt.core.words import sort_key
from servicepunkt.places.models import Area, Place

from .models_login import Invitation, LoginSession
from .roles import ROLES, Role

__all__ = [
    "Account", "AccountManager", "Body", "Holding", "Invitation", "LoginSession", "Organisation", "Person", "Seat",
]  # fmt: skip


class Organisation(models.Model):
    """An organisation that owns, funds, or has a seat."""

    class Sector(models.TextChoices):
        STATE = "state", "Statlig"
        REGIONAL = "regional", "Regional"
        MUNICIPAL = "municipal", "Kommunal"
        NONPROFIT = "nonprofit", "Ideell"
        COMMERCIAL = "commercial", "Kommersiell"

    name = models.CharField(max_length=120, unique=True)
    sort_key = models.CharField(max_length=120, editable=False)
    sector = models.CharField(max_length=12, choices=Sector.choices)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who can hold a seat. As little as possible: a name, and an address to reach them."""

    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=120, editable=False)
    email = models.EmailField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="person_email_once")
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def keys(name: str) -> dict[str, str]:
        """The sort key that belongs to a name."""
        return {"sort_key": sort_key(name)}


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What a person logs in with. Rights come from the person's seats, never from the account."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # The day it was found that the person's last seat had ended; a new seat empties it (`accounts`).
    ended_on = models.DateField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class Body(models.Model):
    """A group that meets and decides: the central group, the steering group, the board, a place's local group."""

    class Kind(models.TextChoices):
        CENTRAL_GROUP = "central_group", "Central projektgrupp"
        STEERING_GROUP = "steering_group", "Styr- och referensgrupp"
        BOARD = "board", "Projektägarens styrelse"
        LOCAL_GROUP = "local_group", "Lokal projektgrupp"
        COUNTERPARTS = "counterparts", "Kommun och länsstyrelse"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="bodies")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="bodies")
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="local_group", place__isnull=False) | ~Q(kind="local_group"),
                name="local_group_has_place",
            ),
            models.UniqueConstraint(fields=["area", "place"], condition=Q(kind="local_group"), name="local_group_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A chair in a body. It has a role and a title, and stays when its holder leaves. It covers an area, or one
    place in it."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=[(r.value, ROLES[r].title) for r in Role])
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="seats")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="seats")
    organisations = models.ManyToManyField(Organisation, related_name="seats")
    co_opted = models.BooleanField(default=False)
    vacant_note = models.CharField(max_length=120, blank=True)
    vacant_note_en = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(role__in=[r.value for r in Role if ROLES[r].local]),
                name="place_seat_has_local_role",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(role__in=[r.value for r in Role if ROLES[r].local]),
                name="local_role_has_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """Who holds a seat, from a day up to but not including another; as its ordinary holder or as a substitute."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    substitute = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["substitute", "from_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="holding_in_order"
            ),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(to_on__isnull=True, substitute=False), name="one_open_holder_a_seat"
            ),
        ]


class MailChoice(models.Model):
    """How an account wants to hear of one kind of thing. Without a row: as the kind itself suggests."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", "Genast"
        DAILY = "daily", "Samlat, högst ett brev om dagen"
        WEEKLY = "weekly", "Samlat, högst ett brev i veckan"
        NEVER = "never", "Aldrig"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=40)
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "kind"], name="mail_choice_once")
        ]


class Reminded(models.Model):
    """That somebody was told of something, by the reminder's key: written in one transaction with the letter.

    A key without account or letter marks that a day's or a week's gathered letters are all written.
    """

    key = models.CharField(max_length=160, unique=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    letter = models.ForeignKey("core.Letter", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_index=True)
