"""Who may sit where at a meeting, what each organisation bore, and the programme's calendar month by month."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.people.access import Access, held_on
from servicepunkt.people.models import Body, Holding, Organisation, Seat
from servicepunkt.places.models import Area, Place

from .models import Attendance, Contribution, Meeting, Programme, ReportDue
from .queries import calendar
from .queries_meetings import day_of, is_late, last_day
from .queries_office import report_rows


@dataclass(frozen=True)
class Sitter:
    """Somebody who may sit on a seat that day."""

    person_id: int
    name: str
    substitute: bool


@dataclass
class SeatThatDay:
    """A seat of the body with who may fill it on the meeting's day, and how it was filled if that is noted."""

    seat_id: int
    title: str
    organisations: list[Organisation]
    people: list[Sitter] = field(default_factory=list)
    noted: Attendance | None = None


def meeting_day(meeting: Meeting) -> dt.date:
    """The day that decides who holds the seats: of the meeting, or today while it has none."""
    return meeting.held_on or meeting.planned_on or clock.today()


def seats_that_day(meeting: Meeting) -> list[SeatThatDay]:
    """Every seat of the body, in order. Four queries."""
    seats = Seat.objects.filter(body=meeting.body).prefetch_related("organisations").order_by("number", "id")
    rows = {
        one.pk: SeatThatDay(one.pk, localised(one), sorted(one.organisations.all(), key=lambda o: o.sort_key))
        for one in seats
    }
    holdings = Holding.objects.filter(held_on(meeting_day(meeting)), seat__body=meeting.body).select_related("person")
    for row in holdings.order_by("substitute", "id"):
        rows[row.seat_id].people.append(Sitter(row.person_id, row.person.name, row.substitute))
    for noted in meeting.attendance.select_related("person"):
        if noted.seat_id in rows:
            rows[noted.seat_id].noted = noted
    return list(rows.values())


def programme_seats(root: Area) -> QuerySet[Seat]:
    """The seats of the programme's own bodies: who can write at a meeting, or be given something to do."""
    return (
        Seat.objects.filter(body__area=root, body__place=None)
        .select_related("body")
        .order_by("body__number", "body_id", "number", "id")
    )


def places_of(root: Area) -> list[Place]:
    """The programme's places, in Swedish order. One query."""
    return list(Place.objects.filter(memberships__root=root).order_by("sort_key", "id"))


@dataclass(frozen=True)
class Bearing:
    """What an organisation bore at a meeting, and what it is proposed to have borne in own time (`hours`)."""

    organisation: Organisation
    people: int
    noted: list[Contribution]

    @property
    def said(self) -> list[str]:
        """What is noted, in words."""
        lines = []
        for one in self.noted:
            hours = _("%(hours)s timmar") % {"hours": number_format(one.hours.normalize(), use_l10n=True)}
            borne = hours if one.hours else kronor(one.amount_ore)
            lines.append(f"{Contribution.Kind(one.kind).label}: {borne}")
        return lines

    def has(self, kind: str) -> bool:
        """Whether something of the kind is noted."""
        return any(one.kind == kind for one in self.noted)


def bearings(meeting: Meeting) -> list[Bearing]:
    """Every organisation with somebody at the meeting, and what it bore. A seat that stands for several counts for the
    first of them. Five queries."""
    people: dict[int, int] = defaultdict(int)
    organisations: dict[int, Organisation] = {}
    for row in seats_that_day(meeting):
        if row.organisations and row.noted and row.noted.person_id is not None:
            people[row.organisations[0].pk] += 1
            organisations[row.organisations[0].pk] = row.organisations[0]
    noted: dict[int, list[Contribution]] = defaultdict(list)
    for one in meeting.contributions.select_related("organisation"):
        organisations.setdefault(one.organisation_id, one.organisation)
        noted[one.organisation_id].append(one)
    ordered = sorted(organisations.values(), key=lambda one: one.sort_key)
    return [Bearing(one, people[one.pk], noted[one.pk]) for one in ordered]


@dataclass(frozen=True)
class Entry:
    """A meeting or a report in the calendar. `mine`: of a body the user sits in."""

    day: dt.date
    title: str
    meeting: Meeting | None
    report: ReportDue | None
    last_day: dt.date
    late: bool
    mine: bool
    state: str = ""


@dataclass(frozen=True)
class Month:
    """A month of the calendar; `current`: the one we are in."""

    first: dt.date
    entries: list[Entry]
    current: bool


def months(programme: Programme, access: Access) -> list[Month]:
    """The calendar month by month: each meeting on its day or the last of its window, each report when it is due.

    Five queries.
    """
    today = clock.today()
    meetings, reports = calendar(programme)
    held = [seat.seat_id for seat in access.seats]
    mine = set(Body.objects.filter(seats__in=held).values_list("pk", flat=True))
    entries = [
        Entry(day_of(m), localised(m.body), m, None, last_day(m), is_late(m, today), m.body_id in mine)
        for m in meetings
    ]
    entries += [
        Entry(row.due_on, row.title, None, row.report, row.due_on, row.late(today), False, row.state_title)
        for row in report_rows(programme.area, reports)
    ]
    by_month: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (one.day, one.report is not None, one.title)):
        by_month[entry.day.replace(day=1)].append(entry)
    now = today.replace(day=1)
    return [Month(first, rows, first == now) for first, rows in sorted(by_month.items())]


def waits_text(waits: str) -> str:
    """What a meeting waits for, in words."""
    return {
        "plan": _("Dagen är inte bestämd"),
        "call": _("Kallelsen är inte skickad"),
        "hold": _("Kallelsen är skickad"),
        "minutes": _("Protokollet är inte justerat"),
        "board": _("Styrelsen har inte fått protokollet"),
        "": _("Allt är klart"),
    }[waits]
