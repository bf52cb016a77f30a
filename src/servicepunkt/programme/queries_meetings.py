"""Reads of meetings, decisions and tasks: what is open and with whom, in a constant number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.text import localised
from servicepunkt.people.access import Access
from servicepunkt.people.models import Body, Seat
from servicepunkt.people.pages import Here
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area

from .models import Decision, Meeting, Task
from .queries import DueItem

PLAN, CALL, HOLD, MINUTES, BOARD = "plan", "call", "hold", "minutes", "board"
"""What a meeting waits for: a day, its invitation, that it is held, adjusted minutes, word to the owner's board."""


def last_day(meeting: Meeting) -> dt.date:
    """The last day of the window a meeting is to be held in."""
    return meeting.window_to - dt.timedelta(days=1)


def day_of(meeting: Meeting) -> dt.date:
    """The day of a meeting: when it was held, else when it is planned, else the last day of its window."""
    return meeting.held_on or meeting.planned_on or last_day(meeting)


def is_late(meeting: Meeting, today: dt.date) -> bool:
    """Whether its day has passed, and it was neither held nor cancelled."""
    return meeting.held_on is None and meeting.cancelled_on is None and day_of(meeting) < today


def minuted(meeting: Meeting) -> bool:
    """Whether its minutes are adjusted and still hold. A query when they are, unless `minutes_version` is fetched."""
    return meeting.minutes_version is not None and not hasattr(meeting.minutes_version, "withdrawal")


def meeting_title(meeting: Meeting) -> str:
    """What a meeting is called: its body."""
    return localised(meeting.body)


@dataclass(frozen=True)
class OpenMeeting:
    """A meeting that waits for something (`waits`: PLAN, CALL, HOLD, MINUTES or BOARD), the body whose it is, its day.

    The day is the planned one or the day it was held; the last day of its window while no day is set.
    """

    id: int
    what: str
    body_id: int
    day: dt.date
    waits: str


def _waits(meeting: Meeting) -> str:
    if meeting.held_on:
        if not minuted(meeting):
            return MINUTES
        return "" if meeting.board_told_on else BOARD
    if meeting.planned_on is None:
        return PLAN
    return HOLD if meeting.called_at else CALL


def meetings_open(root: Area) -> list[OpenMeeting]:
    """Every meeting of a programme that waits for something, in order of time. One query."""
    rows = (
        Meeting.objects.filter(programme__area=root, cancelled_on=None)
        .filter(Q(minutes_version=None) | Q(board_told_on=None) | Q(minutes_version__withdrawal__isnull=False))
        .select_related("body", "minutes_version__withdrawal")
    )
    out = [OpenMeeting(one.pk, meeting_title(one), one.body_id, day_of(one), _waits(one)) for one in rows]
    return sorted((one for one in out if one.waits), key=lambda one: (one.day, one.id))


@dataclass(frozen=True)
class OpenTask:
    """A task that is not done: what, the seat that owns it, the place it is about (or none), its last day."""

    id: int
    what: str
    owner_id: int
    owner: str
    place_id: int | None
    day: dt.date

    @property
    def late(self) -> bool:
        """Whether its last day has passed."""
        return self.day < clock.today()


def _open_tasks(tasks: Iterable[Task]) -> list[OpenTask]:
    return [OpenTask(t.pk, t.title, t.owner_id, localised(t.owner), t.place_id, t.due_on) for t in tasks]


def tasks_open(root: Area) -> list[OpenTask]:
    """Every task of a programme that is not done, the latest first. One query."""
    return _open_tasks(Task.objects.filter(area=root, done_on=None).select_related("owner"))


def own_tasks(access: Access, root_id: int, until: dt.date) -> list[DueItem]:
    """What the user's seats are to have done by a day, as items of the start page. One query."""
    seats = [seat.seat_id for seat in access.seats if seat.root_id == root_id]
    today = clock.today()
    rows = Task.objects.filter(area_id=root_id, owner_id__in=seats, done_on=None, due_on__lte=until)
    return [DueItem(t.due_on, t.title, _("Din uppgift"), t.due_on < today, "own_task", t.pk) for t in rows]


def bodies_of(root: Area) -> QuerySet[Body]:
    """The bodies whose meetings a programme keeps: its own, not those of its places."""
    return Body.objects.filter(area=root, place=None)


def seats_in(access: Access, body: Body) -> list[Seat]:
    """The seats of a body that the user holds today, ordinary ones before those held as a substitute. One query."""
    held = [seat.seat_id for seat in access.seats]
    found = {seat.pk: seat for seat in Seat.objects.filter(pk__in=held, body=body)}
    return [found[pk] for pk in held if pk in found]


def sees_inside(here: Here, meeting: Meeting) -> bool:
    """Whether the user may read a meeting's agenda, attendance and decisions: whoever sits in the body, and whoever
    may see the places of a whole area. A village's people and funders outside the body see its day only. One query.
    """
    if any(s.root_id == here.root.pk and s.place_id is None and s.gives(Right.SEE_PLACE) for s in here.access.seats):
        return True
    return bool(seats_in(here.access, meeting.body))


def decisions_open(root: Area, *, but: Meeting | None = None) -> list[Decision]:
    """Decisions that no meeting has taken: asked for or postponed; `but` leaves those of a meeting out. One query."""
    rows = Decision.objects.filter(area=root, outcome__in=[Decision.Outcome.OPEN, Decision.Outcome.POSTPONED])
    if but is not None:
        rows = rows.exclude(meeting=but)
    return list(rows.select_related("meeting", "place"))
