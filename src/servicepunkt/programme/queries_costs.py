"""Reads of what organisations bore: sums by kind and payer, hours of own time, and the lines themselves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.models import Organisation
from servicepunkt.places.models import Area

from .models import Contribution, Programme
from .queries import ROWS

KINDS = {
    Contribution.Kind.OWN_TIME: _("Eget arbete"),
    Contribution.Kind.STAFF: _("Personal"),
    Contribution.Kind.TRAVEL: _("Resor och logi"),
    Contribution.Kind.PREMISES: _("Lokaler och kontor"),
    Contribution.Kind.SERVICES: _("Köpta tjänster"),
    Contribution.Kind.EQUIPMENT: _("Utrustning"),
    Contribution.Kind.INFORMATION: _("Information och spridning"),
    Contribution.Kind.OTHER: _("Övrigt"),
}
"""What the kinds are called, in the order of a statement."""
Period = tuple[dt.date, dt.date] | None
"""Half open; None means all the time."""


@dataclass
class Borne:
    """What was borne: öre by payer and kind of cost, and hours of own time by payer, in Swedish order of payers."""

    ore: dict[str, dict[str, int]] = field(default_factory=dict)
    hours: dict[str, Decimal] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds of cost that occur, in the order of a statement."""
        there = {kind for of_payer in self.ore.values() for kind in of_payer}
        return [kind for kind in KINDS if kind in there]

    def of_kind(self, kind: str) -> int:
        """Everything of one kind, in öre."""
        return sum(of_payer.get(kind, 0) for of_payer in self.ore.values())

    @property
    def total_ore(self) -> int:
        """All costs together, in öre."""
        return sum(sum(of_payer.values()) for of_payer in self.ore.values())

    @property
    def total_hours(self) -> Decimal:
        """All own time together, in hours."""
        return sum(self.hours.values(), Decimal(0))


def in_period(root: Area, period: Period) -> QuerySet[Contribution]:
    """What was borne in a programme in a period."""
    rows = Contribution.objects.filter(area=root)
    return rows.filter(on__gte=period[0], on__lt=period[1]) if period else rows


def borne(root: Area, period: Period = None) -> Borne:
    """The sums by payer and kind, in a period or in all. One query."""
    rows = in_period(root, period).order_by("organisation__sort_key", "organisation_id", "kind")
    ore: dict[str, dict[str, int]] = defaultdict(dict)
    hours: dict[str, Decimal] = {}
    sums = rows.values_list("organisation__name", "kind").annotate(ore=Sum("amount_ore"), hours=Sum("hours"))
    for payer, kind, of_kind, spent in sums:
        if kind == Contribution.Kind.OWN_TIME:
            hours[payer] = Decimal(spent)
        else:
            ore[payer][kind] = int(of_kind)
    return Borne(dict(ore), hours)


def lines(root: Area, page: str) -> PageOf[Contribution]:
    """The lines, newest first, a hundred a page. Two queries."""
    rows = Contribution.objects.filter(area=root).select_related("organisation", "place", "meeting__body")
    return Paginator(rows, ROWS).get_page(page)


def all_lines(root: Area) -> list[Contribution]:
    """Every line in order of day, for a file. One query."""
    rows = Contribution.objects.filter(area=root).select_related("organisation", "place", "meeting__body")
    return list(rows.order_by("on", "id"))


def payers(programme: Programme) -> Mapping[int, Organisation]:
    """Organisations that may have borne something, by number: the owner, those reported to, those with a seat, and
    those noted before. One query, in Swedish order."""
    known = (
        Organisation.objects.filter(pk=programme.owner_id)
        | Organisation.objects.filter(reports__programme=programme)
        | Organisation.objects.filter(seats__body__area_id=programme.area_id)
        | Organisation.objects.filter(contributions__area_id=programme.area_id)
    )
    return {one.pk: one for one in known.distinct().order_by("sort_key", "id")}
