"""Reads about sorting out: which versions may go now, what they are, and the register of those that are gone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import Q

from servicepunkt.people.models import Seat
from servicepunkt.people.pages import Here

from .kinds import kinds
from .models import Destruction, FrozenVersion
from .queries import PAGE, kind_title, versions_where
from .retention import due_on, passed, rule_of
from .rules import versions_seen

MOST_AT_ONCE = PAGE
"""As many as a page of the list shows."""


@dataclass(frozen=True)
class DueRow:
    """A version that may be sorted out: what it is, by which rule, since when."""

    version: FrozenVersion
    kind: str
    diary_number: str
    rule: str
    since: dt.date | None


@dataclass(frozen=True)
class GoneRow:
    """A line of the register: a version that was sorted out, and in which seat it was done."""

    destruction: Destruction
    version: FrozenVersion
    kind: str
    diary_number: str
    seat: str


def _may_go(here: Here, on: dt.date) -> Q:
    """The versions whose time has passed and whose kind the user approves in the whole programme."""
    mine = [key for key, kind in kinds().items() if here.may(kind.approve)]
    return versions_seen(here) & passed(on) & Q(kind__in=mine, destruction=None)


def past_their_time(here: Here, on: dt.date, page: str) -> tuple[list[DueRow], PageOf[FrozenVersion]]:
    """The versions whose time to be kept has passed on a day, oldest first. Two queries."""
    shown = Paginator(versions_where(_may_go(here, on)).order_by("at", "id"), PAGE).get_page(page)
    return [_due(one) for one in shown.object_list], shown


def chosen(here: Here, on: dt.date, numbers: Iterable[str]) -> list[DueRow]:
    """Those of the chosen versions that may be sorted out on a day, oldest first. One query."""
    wanted = Q(pk__in=_whole(numbers))
    return [_due(one) for one in versions_where(_may_go(here, on) & wanted).order_by("at", "id")]


def gone_already(here: Here, numbers: Iterable[str]) -> bool:
    """Whether one of the chosen versions has been sorted out before. One query."""
    gone = Q(pk__in=_whole(numbers), destruction__isnull=False)
    return FrozenVersion.objects.filter(versions_seen(here) & gone).exists()


def _whole(numbers: Iterable[str]) -> list[int]:
    """What is a number among texts from a form, as many as can be chosen at once."""
    kept = [number for number in numbers if number.isascii() and number.isdigit() and len(number) < 19]
    return [int(number) for number in kept[:MOST_AT_ONCE]]


def _due(one: FrozenVersion) -> DueRow:
    return DueRow(one, kind_title(one.kind, one), one.content["diary_number"], rule_of(one), due_on(one))


def register(here: Here, page: str) -> tuple[list[GoneRow], PageOf[FrozenVersion]]:
    """The versions that have been sorted out and that the user might read, the latest first. Three queries."""
    rows = versions_where(versions_seen(here) & Q(destruction__isnull=False)).order_by("-destruction__at", "-id")
    shown = Paginator(rows, PAGE).get_page(page)
    return gone_rows(shown.object_list), shown


def gone_rows(versions: Iterable[FrozenVersion]) -> list[GoneRow]:
    """Lines of the register for versions that have been sorted out. One query."""
    found = list(versions)
    titles = dict(Seat.objects.filter(pk__in={one.destruction.seat_id for one in found}).values_list("pk", "title"))
    return [
        GoneRow(
            one.destruction,
            one,
            kind_title(one.kind, one),
            one.content["diary_number"],
            titles.get(one.destruction.seat_id or 0, ""),
        )
        for one in found
    ]
