"""Reads of people: bodies with their seats and who holds them, a seat's history, and what one's own seats give."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.models import JournalEntry, identity
from servicepunkt.core.text import localised
from servicepunkt.places.models import Area, AreaPlace

from .access import Access
from .accounts import opened
from .models import Account, Body, Holding, Invitation, Seat
from .roles import COUNTERPARTS, RIGHT_TITLES, ROLES, Right, Role

GROUPS = 50


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a seat, did or will. `last_on` is their last day in it, None while that is open.

    `has_account`: whether they can log in. `invitation_id` is the newest invitation sent to them, and `invited_until`
    the last moment it can be used; None when it is used, withdrawn or too old.
    """

    holding_id: int
    person_id: int
    name: str
    email: str
    has_account: bool
    from_on: dt.date
    last_on: dt.date | None
    substitute: bool
    when: str
    invitation_id: int | None = None
    invited_until: dt.datetime | None = None


@dataclass(frozen=True)
class SeatRow:
    """A seat as it is on a day: what it stands for, who holds it, who steps in, who comes next.

    `convener` is false where the title says it already.
    """

    id: int
    title: str
    role: str
    organisations: list[str]
    area: str
    convener: bool
    co_opted: bool
    vacant_note: str
    counterpart: bool
    holders: list[Holder]
    substitutes: list[Holder]
    coming: list[Holder]

    @property
    def vacant(self) -> bool:
        """Whether nobody ordinarily holds it."""
        return not self.holders


@dataclass(frozen=True)
class BodyRow:
    """A body with its seats in order."""

    id: int
    title: str
    seats: list[SeatRow]

    @property
    def filled(self) -> int:
        """How many of its seats have a holder."""
        return sum(not seat.vacant for seat in self.seats)


NOW, BEFORE, LATER = "now", "before", "later"


def _holder(row: Holding, today: dt.date, accounts: frozenset[int]) -> Holder:
    gone = row.to_on is not None and row.to_on <= today
    return Holder(
        holding_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        email=row.person.email,
        has_account=row.person_id in accounts,
        from_on=row.from_on,
        last_on=row.to_on - dt.timedelta(days=1) if row.to_on else None,
        substitute=row.substitute,
        when=LATER if row.from_on > today else BEFORE if gone else NOW,
    )


def _seat_row(seat: Seat, holders: list[Holder], root_id: int) -> SeatRow:
    now = [h for h in holders if h.when == NOW]
    title = localised(seat)
    role = str(ROLES[Role(seat.role)].title)
    return SeatRow(
        id=seat.pk,
        title=title,
        role=role if role != title and (seat.place_id is None or seat.role == Role.INTERVIEWER) else "",
        organisations=[o.name for o in sorted(seat.organisations.all(), key=lambda o: o.sort_key)],
        area=localised(seat.area) if seat.area_id != root_id else "",
        convener=seat.role == Role.CONVENER and title.casefold() != _("sammankallande"),
        co_opted=seat.co_opted,
        vacant_note=localised(seat, "vacant_note"),
        counterpart=seat.role in COUNTERPARTS,
        holders=[h for h in now if not h.substitute],
        substitutes=[h for h in now if h.substitute],
        coming=[h for h in holders if h.when == LATER],
    )


def _body_rows(bodies: Iterable[Body], root_id: int, today: dt.date) -> list[BodyRow]:
    """The bodies with seats, organisations and holders of today and later. Three queries, however many seats."""
    shown = list(bodies)
    seats = list(
        Seat.objects.filter(body__in=shown)
        .select_related("area")
        .prefetch_related("organisations")
        .order_by("number", "id")
    )
    by_seat: dict[int, list[Holder]] = defaultdict(list)
    rows = Holding.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=today), seat__body__in=shown)
    for row in rows.select_related("person").order_by("from_on", "id"):
        by_seat[row.seat_id].append(_holder(row, today, frozenset()))
    by_body: dict[int, list[SeatRow]] = defaultdict(list)
    for seat in seats:
        by_body[seat.body_id].append(_seat_row(seat, by_seat[seat.pk], root_id))
    return [BodyRow(body.pk, localised(body), by_body[body.pk]) for body in shown]


def programme_bodies(root: Area, today: dt.date) -> list[BodyRow]:
    """The programme's own bodies (no place's). Four queries, however many seats."""
    return _body_rows(Body.objects.filter(area=root, place=None), root.pk, today)


def place_bodies(root: Area, place_id: int, today: dt.date) -> list[BodyRow]:
    """A place's local group first, then its counterpart at the region or county board. Four queries."""
    return _body_rows(Body.objects.filter(area=root, place_id=place_id), root.pk, today)


@dataclass(frozen=True)
class GroupRow:
    """A place's local group in short: the contact person, who stands for the municipality, how many are members."""

    slug: str
    place: str
    municipality: str
    contact: str
    municipal: str
    people: int


def local_groups(access: Access, root: Area, today: dt.date, page: str) -> tuple[list[GroupRow], PageOf[AreaPlace]]:
    """The local groups of the places the user may see, in Swedish order, fifty a page. Three queries."""
    areas, places = access.areas_and_places(Right.SEE_PLACE, root.pk)
    visible = Q() if root.pk in areas else Q(area_id__in=areas) | Q(place_id__in=places)
    query = AreaPlace.objects.filter(visible, root=root).select_related("place__municipality")
    shown = Paginator(query.order_by("place__sort_key", "id"), GROUPS).get_page(page)
    members = list(shown.object_list)
    rows = (
        Holding.objects.exclude(seat__role=Role.INTERVIEWER)
        .filter(
            Q(to_on__isnull=True) | Q(to_on__gt=today),
            from_on__lte=today,
            substitute=False,
            seat__body__kind=Body.Kind.LOCAL_GROUP,
            seat__body__area=root,
            seat__place_id__in=[m.place_id for m in members],
        )
        .values_list("seat__place_id", "seat__role", "person_id", "person__name")
    )
    names: dict[tuple[int, str], str] = {}
    people: dict[int, set[int]] = defaultdict(set)
    for place_id, role, person_id, name in rows:
        if place_id is not None:
            names.setdefault((place_id, role), name)
            people[place_id].add(person_id)
    return [
        GroupRow(
            slug=m.place.slug,
            place=m.place.name,
            municipality=m.place.municipality.name,
            contact=names.get((m.place_id, Role.CONTACT_PERSON), ""),
            municipal=names.get((m.place_id, Role.MUNICIPALITY), ""),
            people=len(people[m.place_id]),
        )
        for m in members
    ], shown


@dataclass(frozen=True)
class SeatHistory:
    """A seat with everybody who has held it or will, newest first."""

    seat: SeatRow
    body: str
    holders: list[Holder]


def _invitations(people: list[int]) -> dict[int, dict[str, Any]]:
    """The newest invitation of each person, as fields of a Holder. One query."""
    now, newest = clock.now(), {}
    for one in Invitation.objects.filter(person_id__in=people).order_by("id"):
        open_still = one.used_at is None and one.ended_at is None and one.expires_at > now
        newest[one.person_id] = {"invitation_id": one.pk, "invited_until": one.expires_at if open_still else None}
    return newest


def seat_history(seat: Seat, root_id: int, today: dt.date) -> SeatHistory:
    """A seat and all its holders. Four queries."""
    rows = list(seat.holdings.select_related("person").order_by("-from_on", "-id"))
    people = [row.person_id for row in rows]
    accounts = frozenset(opened(Account.objects.filter(person_id__in=people)).values_list("person_id", flat=True))
    invited = _invitations(people)
    holders = [replace(_holder(row, today, accounts), **invited.get(row.person_id, {})) for row in rows]
    return SeatHistory(_seat_row(seat, holders, root_id), localised(seat.body), holders)


@dataclass(frozen=True)
class OwnSeat:
    """A seat of one's own: what it covers, from when to when, and what it gives the right to."""

    title: str
    body: str
    root: str
    root_key: str
    covers: str
    substitute: bool
    from_on: dt.date
    last_on: dt.date | None
    begun: bool
    gives: list[str]


def own_seats(account_id: int, today: dt.date) -> list[OwnSeat]:
    """The seats an account's person holds now or will hold. One query."""
    rows = (
        Holding.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=today), person__account__id=account_id)
        .select_related("seat__area__parent", "seat__place", "seat__body")
        .order_by("seat__area__parent_id", "seat__area_id", "seat__number", "seat_id", "from_on")
    )
    out = []
    for row in rows:
        seat, root = row.seat, row.seat.area.parent or row.seat.area
        rights = ROLES[Role(seat.role)].rights
        whole = _("hela programmet") if seat.area == root else localised(seat.area)
        out.append(
            OwnSeat(
                title=localised(seat),
                body=localised(seat.body),
                root=localised(root),
                root_key=root.key,
                covers=seat.place.name if seat.place else whole,
                substitute=row.substitute,
                from_on=row.from_on,
                last_on=row.to_on - dt.timedelta(days=1) if row.to_on else None,
                begun=row.from_on <= today,
                gives=[str(RIGHT_TITLES[right]) for right in Right if right in rights],
            )
        )
    return out


@dataclass(frozen=True)
class LastChange:
    """Who last wrote about a thing, and when."""

    who: str
    at: dt.datetime


def last_change(thing: models.Model) -> LastChange | None:
    """The newest line in the journal about a thing, in words; None when there is none. Two queries."""
    room, kind, number = identity(thing)
    entry = JournalEntry.objects.filter(room=room, thing=kind, thing_id=number).order_by("-id").first()
    if entry is None:
        return None
    account = Account.objects.filter(pk=entry.account_id or 0).select_related("person").first()
    return LastChange(account.person.name if account else _("Någon annan"), entry.at)
