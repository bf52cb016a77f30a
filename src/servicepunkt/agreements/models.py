"""Whom a place has agreements with, which it needs, and what each says. What happens after signing: `models_kept`."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.models import FrozenWhen
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.models import Level

from .models_kept import Extension as Extension
from .models_kept import FollowUp as FollowUp
from .models_kept import Kept as Kept
from .models_kept import Notice as Notice
from .models_kept import PaperSignature as PaperSignature
from .terms import Term


class StandsFor(models.TextChoices):
    """Whom a party speaks for."""

    VILLAGE = "village", _("Bygden")
    MUNICIPALITY = "municipality", _("Kommunen")
    COUNTY = "county", _("Länsstyrelsen eller Regionen")
    STATE = "state", _("Statlig myndighet")
    COMPANY = "company", _("Företag")
    ASSOCIATION = "association", _("Förening")


AUTHORITIES = (StandsFor.MUNICIPALITY, StandsFor.COUNTY, StandsFor.STATE)


class TimePer(models.TextChoices):
    """How time expected of a party is said."""

    WEEK = "week", _("timmar i veckan")
    MONTH = "month", _("timmar i månaden")
    POST = "post", _("procent av en tjänst")


class HoursPer(models.TextChoices):
    """How hours that a commitment takes are said."""

    WEEK = "week", _("i veckan")
    MONTH = "month", _("i månaden")


_OF_A_SIGNED_ONE = "EXISTS (SELECT 1 FROM agreements_agreement WHERE id = {row}.agreement_id AND signed_id IS NOT NULL)"


class Party(FrozenWhen):
    """An organisation that a place has or will have agreements with, and the one door into it.

    The contact is a function ("landsbygdsutvecklaren"), never a person's name. `answer_hours` are working hours. Once
    it has signed something, who it is stays; contact, deputy and time can always change.
    """

    frozen_when = (
        "EXISTS (SELECT 1 FROM agreements_side JOIN agreements_agreement ON agreements_agreement.id = agreement_id "
        "WHERE party_id = {row}.id AND signed_id IS NOT NULL)"
    )
    still_open = (
        "contact_function", "contact_phone", "contact_email", "deputy_function", "deputy_phone", "deputy_email",
        "answer_hours", "time_amount", "time_per", "time_for", "time_on", "door_on", "version",
    )  # fmt: skip

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="agreement_parties")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="agreement_parties")
    organisation = models.CharField(max_length=120)
    same_key = models.CharField(max_length=120, editable=False)
    stands_for = models.CharField(max_length=12, choices=StandsFor.choices)
    contact_function = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    deputy_function = models.CharField(max_length=120, blank=True)
    deputy_phone = models.CharField(max_length=40, blank=True)
    deputy_email = models.EmailField(blank=True)
    answer_hours = models.PositiveSmallIntegerField(null=True)
    time_amount = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    time_per = models.CharField(max_length=5, choices=TimePer.choices, blank=True)
    time_for = models.CharField(max_length=300, blank=True)
    time_on = models.DateField(null=True, help_text="the day the time expected was settled")
    door_on = models.DateField(null=True, help_text="the day contact, deputy and answer time were all known")
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["same_key", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place", "same_key"], name="agreement_party_once"),
            models.CheckConstraint(
                condition=Q(time_amount__isnull=True, time_per="") | Q(time_amount__gte=0) & ~Q(time_per=""),
                name="agreement_party_time_said",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation

    @property
    def is_authority(self) -> bool:
        """Whether it may handle matters of an authority."""
        return self.stands_for in AUTHORITIES

    @property
    def door_open(self) -> bool:
        """Whether one knows whom to turn to, who stands in, and when an answer comes."""
        reached = self.contact_phone or self.contact_email
        return bool(self.contact_function and reached and self.deputy_function and self.answer_hours)


class Kind(models.TextChoices):
    """What an agreement is about."""

    COOPERATION = "cooperation", _("Samverkansavtal om servicepunkten")
    MENU = "menu", _("Köp av uppgifter ur menyn")
    LEASE = "lease", _("Hyra av lokal")
    AGENT = "agent", _("Ombudsavtal")
    AUTHORITY = "authority", _("Serviceavtal mellan myndigheter (lag 2019:212)")
    STAFFING = "staffing", _("Bemanning")
    OTHER = "other", _("Annat avtal")


class Needed(models.Model):
    """An agreement that a place needs. `parties` has a party on each line: "Organisation: roll"."""

    class State(models.TextChoices):
        NEEDED = "needed", _("Behövs")
        NEGOTIATED = "negotiated", _("Förhandlas")
        READY = "ready", _("Klart att skriva under")
        SIGNED = "signed", _("Undertecknat")
        ENDED = "ended", _("Avslutat")

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="agreements_needed")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="agreements_needed")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parties = models.TextField()
    why = models.CharField(max_length=500)
    wanted_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEEDED)
    listed_on = models.DateField()
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="needed_agreement_place")]

    @property
    def between(self) -> list[tuple[str, str]]:
        """The parties: organisation and role (which may be empty)."""
        return [(name.strip(), role.strip()) for name, _c, role in (x.partition(":") for x in self.parties.split("\n"))]


class Agreement(FrozenWhen):
    """What the parties agree on, while it is negotiated and after. Once signed, nothing in it or below it changes.

    `to_on` is the first day after the first term. What is signed lies in `signed`, a frozen document. An agreement
    that `replaces` another takes its place from `from_on`, once signed.
    """

    frozen_when = "{row}.signed_id IS NOT NULL"
    still_open = ("needed_id",)

    class Extending(models.TextChoices):
        NONE = "none", _("Förlängs inte")
        AUTOMATIC = "automatic", _("Förlängs av sig självt om ingen säger upp det")
        DECISION = "decision", _("Förlängs om parterna beslutar det")

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="agreements")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="agreements")
    needed = models.ForeignKey(Needed, null=True, on_delete=models.SET_NULL, related_name="agreements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    intention_years = models.PositiveSmallIntegerField(default=0)
    extending = models.CharField(max_length=10, choices=Extending.choices, default=Extending.NONE)
    extension_months = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    index_per_mille = models.PositiveSmallIntegerField(default=0)
    notice_months = models.PositiveSmallIntegerField(default=6)
    warning_months = models.PositiveSmallIntegerField(default=12)
    follow_months = models.PositiveSmallIntegerField(default=12)
    transfer = models.TextField(blank=True)
    ending = models.TextField(blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    signed = models.OneToOneField(FrozenVersion, null=True, on_delete=models.PROTECT, related_name="agreement")
    signed_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-from_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="agreement_place")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="agreement_term_in_order"),
            models.CheckConstraint(
                condition=Q(extending="none", extension_months=0, extensions=0)
                | ~Q(extending="none") & Q(extension_months__gte=1, extensions__gte=1),
                name="agreement_extension_said",
            ),
            models.CheckConstraint(
                condition=Q(signed__isnull=True, signed_on__isnull=True)
                | Q(signed__isnull=False, signed_on__isnull=False, dropped_on__isnull=True),
                name="agreement_signed_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(dropped_on__isnull=True), name="agreement_replaced_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def term(self, decided: int = 0) -> Term:
        """Its rules about time. `decided` is how many extensions have been decided."""
        return Term(
            self.from_on,
            self.to_on,
            "automatic" if self.extending == "automatic" else "decision" if self.extending == "decision" else "none",
            self.extension_months,
            self.extensions,
            self.notice_months,
            self.warning_months,
            decided,
        )

    @property
    def last_on(self) -> dt.date:
        """The last day of the first term."""
        return self.to_on - dt.timedelta(days=1)


class Side(FrozenWhen):
    """A party of one agreement: its role in it, and whether it signs here (a seat approves) or on paper."""

    frozen_when = _OF_A_SIGNED_ONE
    closed_to_new = True

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="sides")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sides")
    role = models.CharField(max_length=120, blank=True)
    signs_here = models.BooleanField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "party"], name="agreement_side_once")
        ]


class Commitment(FrozenWhen):
    """What a party promises in an agreement. `amount_ore` is what the `payer` pays the `doer` a year.

    Without days of its own it holds as long as the agreement. `deduction_percent` of the sum for a period is
    deducted when it was not kept in that period.
    """

    frozen_when = _OF_A_SIGNED_ONE
    closed_to_new = True

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="commitments")
    menu = models.CharField(max_length=20)
    doer = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="does")
    payer = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="pays")
    what = models.CharField(max_length=500)
    level = models.CharField(max_length=12, choices=Level.choices)
    measure = models.CharField(max_length=300, blank=True, help_text="the service level in words that can be checked")
    amount_ore = models.BigIntegerField(default=0)
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    hours_per = models.CharField(max_length=5, choices=HoursPer.choices, blank=True)
    deduction_percent = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount_ore__gte=0), name="commitment_not_negative"),
            models.CheckConstraint(condition=Q(amount_ore=0) | Q(payer__isnull=False), name="commitment_has_payer"),
            models.CheckConstraint(condition=Q(deduction_percent__lte=100), name="commitment_deduction_a_part"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="commitment_in_order",
            ),
        ]
