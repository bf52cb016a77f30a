"""What the accounts have come to, by account and month, and where a village puts accounts otherwise than BAS does."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.places.models import Place
from servicepunkt.sheets.models import Fact


class AccountSum(models.Model):
    """What an account came to in a month, in öre: debits above 0. No text of the accounts is kept."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    account = models.PositiveSmallIntegerField()
    amount_ore = models.BigIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["year", "month", "account"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "year", "month", "account"], name="account_sum_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="account_month_in_year"),
        ]


class AccountRange(Fact):
    """Accounts that belong to another kind here than in BAS."""

    class Group(models.TextChoices):
        INCOME = "income", _("Intäkter")
        GOODS = "goods", _("Varuinköp, dras från intäkterna")
        STAFF = "staff", _("Personal")
        RUNNING = "running", _("Drift")
        INVESTMENT = "investment", _("Investeringar")
        EQUIPMENT = "equipment", _("Inventarier")
        MARKETING = "marketing", _("Marknadsföring och information")
        OUTSIDE = "outside", _("Räknas inte")

    first_account = models.PositiveSmallIntegerField()
    last_account = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, choices=Group.choices)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(last_account__gte=F("first_account")), name="accounts_in_order"),
        ]
