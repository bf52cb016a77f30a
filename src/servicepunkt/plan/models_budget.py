"""The budget's facts: its frame, the lines of each kind, what is bought, legal amounts, and the accounts' sums.

What a line's fields are called, and what must hold between them, is told in `lines_budget`; here is what is stored.
"""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.places.models import Place
from servicepunkt.sheets.models import Fact

FIRST_YEARS = (2000, 2100)
MOST_PERMILLE = 500


class Budget(models.Model):
    """The frame of a place's budget. `opening_ore` is the money in hand when `first_year` begins; the spreads say, in
    per mille, how far costs and prices are tried. Its version counts every write to the budget."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    opening_ore = models.BigIntegerField(default=0)
    cost_low_permille = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(MOST_PERMILLE)])
    cost_high_permille = models.PositiveSmallIntegerField(default=100, validators=[MaxValueValidator(MOST_PERMILLE)])
    price_permille = models.PositiveSmallIntegerField(default=100, validators=[MaxValueValidator(MOST_PERMILLE)])
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_year__gte=FIRST_YEARS[0], first_year__lte=FIRST_YEARS[1]), name="budget_year_meant"
            ),
        ]


class YesOrNo(models.TextChoices):
    """An answer that must be given."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")


def _source() -> "models.CharField[str, str]":
    return models.CharField(max_length=200)


def _note() -> "models.CharField[str, str]":
    return models.CharField(max_length=500, blank=True)


def _years_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")), name=name
    )  # fmt: skip


class CostLine(Fact):
    """A cost: an amount a year (or once) in the prices of the budget's first year, and where the figure comes from."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Personal")
        RUNNING = "running", _("Drift")
        INVESTMENT = "investment", _("Investeringar")
        EQUIPMENT = "equipment", _("Inventarier")
        MARKETING = "marketing", _("Marknadsföring och information")

    class Rhythm(models.TextChoices):
        YEARLY = "yearly", _("Varje år")
        ONCE = "once", _("En gång")

    class Sure(models.TextChoices):
        QUOTED = "quoted", _("Offert eller avtal")
        CALCULATED = "calculated", _("Beräknat")
        ESTIMATED = "estimated", _("Uppskattat")

    what = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount_ore = models.BigIntegerField()
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True)
    index_permille = models.PositiveSmallIntegerField(null=True)
    project_only = models.CharField(max_length=3, choices=YesOrNo.choices)
    sure = models.CharField(max_length=10, choices=Sure.choices)
    source = _source()
    note = _note()

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_ore__gte=0), name="cost_not_below_nothing"),
            _years_in_order("cost_years_in_order"),
        ]


class IncomeLine(Fact):
    """An income: who pays what a year, from `first_on` to before `until_on` (None: no end is known), and how sure."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Avtal")
        GRANT = "grant", _("Bidrag eller stöd")
        SALES = "sales", _("Försäljning")
        RENT = "rent", _("Hyra")
        PROJECT = "project", _("Projektmedel")
        GIFT = "gift", _("Gåvor och medlemsavgifter")

    class Certainty(models.TextChoices):
        SIGNED = "signed", _("Undertecknat")
        DECIDED = "decided", _("Beslutat")
        PROMISED = "promised", _("Utlovat")
        APPLIED = "applied", _("Sökt")
        HOPED = "hoped", _("Hoppas på")

    payer = models.CharField(max_length=120)
    what = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    project = models.CharField(max_length=3, choices=YesOrNo.choices)
    amount_ore = models.BigIntegerField()
    first_on = models.DateField()
    until_on = models.DateField(null=True)
    index_permille = models.PositiveSmallIntegerField(null=True)
    source = _source()
    note = _note()

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_ore__gte=0), name="income_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("first_on")), name="income_days_in_order"
            ),
        ]


class SalesLine(Fact):
    """Sales that follow visits: visits a year (low, likely, high), kronor a visit, and the margin in per mille."""

    what = models.CharField(max_length=120)
    visits_low = models.PositiveIntegerField()
    visits = models.PositiveIntegerField()
    visits_high = models.PositiveIntegerField()
    average_ore = models.BigIntegerField()
    margin_permille = models.PositiveSmallIntegerField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True)
    index_permille = models.PositiveSmallIntegerField(null=True)
    source = _source()
    note = _note()

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(visits_low__lte=F("visits")) & Q(visits__lte=F("visits_high")), name="visits_in_order"
            ),
            models.CheckConstraint(condition=Q(margin_permille__lte=1000), name="margin_at_most_all"),
            _years_in_order("sales_years_in_order"),
        ]


class OwnTimeLine(Fact):
    """Time that people give: hours a year and what an hour is valued at. Never counted as money."""

    what = models.CharField(max_length=120)
    hours = models.PositiveIntegerField()
    hour_ore = models.BigIntegerField()
    source = _source()
    note = _note()


class Purchase(Fact):
    """A service that an authority may buy, or support it may give: value a year, years, extension, same kind elsewhere.

    `same_kind_ore`: what the authority buys of the same kind from others over the whole term. `other_aid_ore`: aid of
    minor importance that the company has got from others in the last three years.
    """

    class Group(models.TextChoices):
        ORDINARY = "ordinary", _("Varor och tjänster")
        SOCIAL = "social", _("Sociala och andra särskilda tjänster")

    class Way(models.TextChoices):
        DIRECT = "direct", _("Direktupphandling")
        COMPETED = "competed", _("Annonserad upphandling eller valfrihetssystem")
        SUPPORT = "support", _("Inget köp: stöd eller överenskommelse")

    what = models.CharField(max_length=120)
    buyer = models.CharField(max_length=120)
    group = models.CharField(max_length=10, choices=Group.choices)
    year_ore = models.BigIntegerField()
    years = models.PositiveSmallIntegerField()
    extension_years = models.PositiveSmallIntegerField()
    same_kind_ore = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices)
    aid = models.CharField(max_length=3, choices=YesOrNo.choices)
    other_aid_ore = models.BigIntegerField(null=True)
    source = _source()
    note = _note()
