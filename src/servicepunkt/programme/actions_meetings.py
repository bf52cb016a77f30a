"""Every write of meetings as such: one planned, added, called, cancelled.

Each locks the meeting first. What the adjusted minutes say is settled: nothing of that meeting changes after them.
"""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core import clock, mail
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.text import localised
from servicepunkt.people.models import Body

from .invitation import called_to, invitation, time_of
from .models import Meeting, Programme
from .queries_meetings import minuted

CALL = "meeting"
"""The kind of letter that an invitation is."""
USUAL_MINUTES = 180
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class MeetingDetails:
    """How a meeting goes: from `starts_at`, `minutes` long (0: not said), in a room (`venue`) or by `link`, with a
    `message` to those who are called."""

    starts_at: dt.time | None = None
    minutes: int = 0
    venue: str = ""
    link: str = ""
    message: str = ""


def unchanged(seen: int, version: int) -> None:
    """Raise ChangedMeanwhile when the version seen is not the one stored."""
    if seen != version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def lock_meeting(meeting_id: int, *, settled: bool = False) -> Meeting:
    """The meeting, locked to the end of the transaction. Raises ActionRefused when its minutes are adjusted, unless
    what is written may come after them (`settled`)."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body", "programme").get(pk=meeting_id)
    if not settled and minuted(meeting):
        raise ActionRefused(_("Protokollet är justerat. Dagordning, närvaro och beslut kan inte ändras längre."))
    return meeting


def keep(meeting: Meeting, verb: str, actor: Actor) -> Meeting:
    """Store a changed meeting as its next version, with its line in the journal."""
    meeting.version += 1
    meeting.save()
    record(verb, meeting, actor=actor, area_id=meeting.programme.area_id)
    return meeting


def _told(details: MeetingDetails, planned_on: dt.date | None) -> dict[str, object]:
    if not 0 <= details.minutes <= LONGEST_MINUTES:
        raise ActionRefused(_("Ett möte kan inte vara längre än ett dygn."))
    if details.starts_at and not planned_on:
        raise ActionRefused(_("Bestäm vilken dag mötet är innan du skriver klockslaget."))
    refuse_identity_numbers(details.venue, details.message)
    return {**asdict(details), "venue": details.venue.strip(), "message": details.message.strip()}


@action
def set_meeting(
    *,
    meeting: Meeting,
    planned_on: dt.date | None,
    held_on: dt.date | None,
    seen_version: int,
    actor: Actor,
    details: MeetingDetails | None = None,
) -> Meeting:
    """Plan a meeting on a day, or note that it was held; `details` (None: as they were) say how it goes.

    A planned day lies in the meeting's window; a meeting that people added takes its window along. Raises
    ChangedMeanwhile, or ActionRefused: another day, a meeting held in the future, cancelled or with adjusted minutes,
    a personal identity number.
    """
    meeting = lock_meeting(meeting.pk)
    told = {"planned_on": planned_on, "held_on": held_on, **(_told(details, planned_on) if details else {})}
    if all(getattr(meeting, name) == value for name, value in told.items()):
        return meeting
    unchanged(seen_version, meeting.version)
    not_cancelled(meeting)
    if planned_on != meeting.planned_on:
        _within(meeting, planned_on)
    if held_on and held_on > clock.today():
        raise ActionRefused(_("Mötet kan inte redan vara hållet en dag som inte har varit."))
    for name, value in told.items():
        setattr(meeting, name, value)
    return keep(meeting, "plan", actor)


def not_cancelled(meeting: Meeting) -> None:
    """Raise ActionRefused for a meeting that was cancelled."""
    if meeting.cancelled_on:
        raise ActionRefused(_("Mötet är inställt."))


def window_said(meeting: Meeting) -> str:
    """Between which days a meeting is to be held, as a sentence."""
    last = meeting.window_to - dt.timedelta(days=1)
    days = {"first": date_format(meeting.window_from, "j F Y"), "last": date_format(last, "j F Y")}
    return _("Mötet ska hållas mellan %(first)s och %(last)s.") % days


def _within(meeting: Meeting, day: dt.date | None) -> None:
    """See to it that a planned day lies in the window."""
    if day is None or meeting.window_from <= day < meeting.window_to:
        return
    if meeting.request_key is None:
        raise ActionRefused(window_said(meeting))
    meeting.window_from, meeting.window_to = day, day + dt.timedelta(days=1)


@action
def add_meeting(
    *,
    programme: Programme,
    body: Body,
    planned_on: dt.date,
    details: MeetingDetails,
    request_key: uuid.UUID,
    actor: Actor,
) -> Meeting:
    """Add a meeting beside those of the programme's file. The same form sent twice (`request_key`) adds it once.

    Raises ActionRefused: another programme's or a place's body, a personal identity number.
    """
    known = Meeting.objects.filter(request_key=request_key, programme=programme).first()
    if known:
        return known
    if body.area_id != programme.area_id or body.place_id is not None:
        raise ActionRefused(_("Gruppen hör inte till programmet."))
    told = _told(details, planned_on)
    hours = round(Decimal(details.minutes or USUAL_MINUTES) / 60, 1)
    meeting = Meeting.objects.create(
        programme=programme, body=body, window_from=planned_on, window_to=planned_on + dt.timedelta(days=1),
        planned_on=planned_on, hours_min=hours, hours_max=hours, request_key=request_key, **told,
    )  # fmt: skip
    record("plan", meeting, actor=actor, area_id=programme.area_id)
    return meeting


# --- the invitation ---------------------------------------------------------------------------------------------------


def _send(meeting: Meeting, subject: str, body: str) -> int:
    """Put a letter to everybody who is called in the outbox; how many. Who has no address gets none."""
    reached = [one for one in called_to(meeting) if one.email]
    for one in reached:
        mail.put(
            key=f"meeting:{meeting.pk}:{meeting.calls}:{one.person_id}",
            kind=CALL,
            address=one.email,
            subject=subject,
            body=body,
            account_id=one.account_id,
            area_id=meeting.programme.area_id,
        )
    return len(reached)


@action
def call_meeting(*, meeting: Meeting, seen_calls: int, seen_version: int, actor: Actor) -> Meeting:
    """Send the invitation to everybody who holds a seat in the body on the meeting's day, and note that it was sent.

    `seen_calls` says how often it had been sent when the page was opened: the same sending asked for twice is done
    once. Sending again after a change raises the calendar's SEQUENCE. Raises ChangedMeanwhile when the meeting was
    changed since, ActionRefused: no day, a day that has been, held or cancelled, nobody to reach.
    """
    meeting = lock_meeting(meeting.pk)
    if meeting.calls > seen_calls:
        return meeting
    unchanged(seen_version, meeting.version)
    not_cancelled(meeting)
    if meeting.held_on:
        raise ActionRefused(_("Mötet är redan hållet."))
    if meeting.planned_on is None:
        raise ActionRefused(_("Bestäm dagen innan du skickar kallelsen."))
    if meeting.planned_on < clock.today():
        raise ActionRefused(_("Mötesdagen har redan varit."))
    subject, body = invitation(meeting)
    meeting.calls += 1
    if not _send(meeting, subject, body):
        raise ActionRefused(_("Ingen i gruppen har en e-postadress. Lägg till adresser under Grupper först."))
    meeting.called_at = clock.now()
    return keep(meeting, "call", actor)


@action
def cancel_meeting(*, meeting: Meeting, reason: str, seen_version: int, actor: Actor) -> Meeting:
    """Cancel a meeting that has not been held. Who had been called is told, with the reason. Done already, it does
    nothing. Raises ChangedMeanwhile, ActionRefused: held already, no reason, a personal identity number."""
    meeting = lock_meeting(meeting.pk)
    if meeting.cancelled_on:
        return meeting
    unchanged(seen_version, meeting.version)
    reason = reason.strip()
    refuse_identity_numbers(reason)
    if meeting.held_on:
        raise ActionRefused(_("Mötet är redan hållet."))
    if not reason:
        raise ActionRefused(_("Skriv varför mötet ställs in."))
    meeting.cancelled_on, meeting.cancelled_reason = clock.today(), reason
    if meeting.called_at:
        with override("sv"):
            day = {"body": localised(meeting.body), "day": time_of(meeting)}
            subject = _("Inställt: %(body)s %(day)s") % day
            body = _("Mötet med %(body)s %(day)s är inställt.") % day
            why = _("Skäl: %(reason)s") % {"reason": reason}
        meeting.calls += 1
        _send(meeting, subject, f"{body}\n\n{why}")
    return keep(meeting, "cancel", actor)
