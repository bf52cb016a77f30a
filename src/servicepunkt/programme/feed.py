"""Calendars for people's own programs: a private, revocable address per person, and a meeting as a file (RFC 5545).

Only the hash of an address's key is kept. Times are Swedish. No person's name stands in a calendar.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from servicepunkt.core import clock, mail
from servicepunkt.core.actions import Actor, action, record
from servicepunkt.core.text import localised
from servicepunkt.people.access import Access, access_of
from servicepunkt.people.models import Account, Seat
from servicepunkt.people.roles import Right

from .models import CalendarFeed, Meeting, Programme, ReportDue, Task
from .queries import report_title

KEY_BYTES = 24
BACK = dt.timedelta(days=400)
"""How long what has been stays in a calendar: a year, and the month it is looked up in."""
USUAL = dt.timedelta(hours=3)
READ_ANEW = dt.timedelta(days=1)
"""How often it is noted that an address was read, at most: a program may ask every five minutes."""

_SWEDISH_TIME = b"""BEGIN:VTIMEZONE\r
TZID:Europe/Stockholm\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""
"""Summer time as the EU has had it since 1996 (directive 2000/84/EC): a rule, so that it never runs out."""


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@action
def make_address(*, account: Account, actor: Actor) -> str:
    """A new key for an account's calendar; the old one ends. It is told this once: only its hash is kept."""
    key = secrets.token_urlsafe(KEY_BYTES)
    told = {"key_sha256": _sha256(key), "made_at": clock.now(), "read_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(account=account, defaults=told)
    record("feed", feed, actor=actor)
    return key


@action
def take_away(*, account: Account, actor: Actor) -> None:
    """End an account's calendar address. When there is none, nothing happens."""
    feed = CalendarFeed.objects.select_for_update().filter(account=account).first()
    if feed is not None:
        record("feed", feed, actor=actor, ended=True)
        feed.delete()


@action
def _note_read(feed: CalendarFeed) -> None:
    """No line in the journal: nothing about anybody changes by a program asking again."""
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=clock.now())


def feed_of(key: str) -> tuple[CalendarFeed, Access] | None:
    """The calendar with this key and what its owner may see today; None when the key is unknown, the account is closed
    or its last seat has ended. Two queries, and a write when it was last read more than a day ago."""
    feed = CalendarFeed.objects.filter(key_sha256=_sha256(key), account__is_active=True).first()
    if feed is None:
        return None
    access = access_of(feed.account_id, clock.today())
    if not access.seats:
        return None
    if feed.read_at is None or clock.now() - feed.read_at > READ_ANEW:
        _note_read(feed)
    return feed, access


def _uid(programme: Programme, kind: str, number: int) -> str:
    """The same for the same thing for ever, and never another platform's: made of when the programme was loaded."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{programme.slug}/{programme.loaded_at.isoformat()}/{kind}/{number}"))


def _event(programme: Programme, kind: str, number: int, title: str, day: dt.date, path: str) -> Event:
    event = Event()
    event.add("uid", _uid(programme, kind, number))
    event.add("dtstamp", programme.loaded_at)
    event.add("summary", title)
    event.add("dtstart", day)
    event.add("url", mail.absolute(path))
    return event


def meeting_event(meeting: Meeting) -> Event | None:
    """A meeting as an event; None while it has no day. SEQUENCE tells how often the invitation was sent."""
    day = meeting.held_on or meeting.planned_on
    if day is None:
        return None
    programme = meeting.programme
    path = reverse("programme:meeting", args=[programme.area.key, meeting.pk])
    event = _event(programme, "meeting", meeting.pk, _("Möte: %(body)s") % {"body": localised(meeting.body)}, day, path)
    if meeting.starts_at:
        start = dt.datetime.combine(day, meeting.starts_at, clock.STOCKHOLM)
        length = dt.timedelta(minutes=meeting.minutes) if meeting.minutes else USUAL
        event.pop("dtstart")
        event.add("dtstart", start)
        event.add("dtend", (start.astimezone(dt.UTC) + length).astimezone(clock.STOCKHOLM))
    event.pop("dtstamp")
    event.add("dtstamp", meeting.called_at or programme.loaded_at)
    event.add("sequence", meeting.calls)
    event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED" if meeting.called_at else "TENTATIVE")
    where = ", ".join(part for part in (meeting.venue, meeting.link) if part)
    if where:
        event.add("location", where)
    told = [meeting.message, _("Inställt: %(why)s") % {"why": meeting.cancelled_reason} if meeting.cancelled_on else ""]
    if any(told):
        event.add("description", "\n\n".join(text for text in told if text))
    return event


def _whole_day(event: Event, description: str) -> Event:
    event.add("transp", "TRANSPARENT")
    event.add("description", description)
    return event


def _report_event(report: ReportDue) -> Event:
    path = reverse("programme:report", args=[report.programme.area.key, report.pk])
    event = _event(report.programme, "report", report.pk, report_title(report), report.due_on, path)
    return _whole_day(event, _("Ska vara inne senast den här dagen."))


def _task_event(task: Task, programme: Programme) -> Event:
    path = reverse("programme:task", args=[programme.area.key, task.pk])
    event = _event(programme, "task", task.pk, _("Uppgift: %(task)s") % {"task": task.title}, task.due_on, path)
    return _whole_day(event, _("Ska vara klart senast den här dagen."))


def _events(access: Access, today: dt.date) -> Iterator[Event]:
    """Meetings of one's bodies, reports due where one keeps them, one's own tasks. Four queries."""
    since = today - BACK
    seat_ids = [seat.seat_id for seat in access.seats]
    bodies = Seat.objects.filter(pk__in=seat_ids).values("body_id")
    meetings = Meeting.objects.filter(body__in=bodies, planned_on__gte=since) | Meeting.objects.filter(
        body__in=bodies, held_on__gte=since
    )
    for meeting in meetings.select_related("body", "programme__area").order_by("id"):
        event = meeting_event(meeting)
        if event is not None:
            yield event
    keeps = {root for root in access.roots if access.may_somewhere(Right.WRITE_DOCUMENTS, root)}
    reports = ReportDue.objects.filter(programme__area__in=keeps, sent_on=None, due_on__gte=since)
    for report in reports.select_related("recipient", "programme__area"):
        yield _report_event(report)
    programmes = {one.area_id: one for one in Programme.objects.filter(area__in=access.roots).select_related("area")}
    for task in Task.objects.filter(owner__in=seat_ids, done_on=None, due_on__gte=since):
        yield _task_event(task, programmes[task.area_id])


def as_file(events: Iterable[Event], *, title: str) -> bytes:
    """Events as a calendar file, with Swedish time explained."""
    calendar = Calendar()
    calendar.add("prodid", "-//Servicepunkt//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval;value=duration", "PT6H")
    calendar.add_component(Timezone.from_ical(_SWEDISH_TIME.decode()))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def own_calendar(access: Access) -> bytes:
    """What a person's calendar shows today. Four queries, however much there is."""
    return as_file(_events(access, clock.today()), title=_("Servicepunkt"))
