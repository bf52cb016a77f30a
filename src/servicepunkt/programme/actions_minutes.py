"""What is written of a meeting once it is held: attendance, its minutes, and word to the owner's board.

Each locks the meeting first. What the adjusted minutes say is settled: nothing of that meeting changes after them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.text import localised
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Holding, Seat

from .actions_meetings import keep, lock_meeting, not_cancelled, set_meeting, unchanged
from .models import Attendance, Meeting
from .queries_meetings import minuted

MINUTES = "minutes"
"""The kind of document that minutes are."""

# --- attendance -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sat:
    """How a seat was filled: by a person in the room or at a distance, or not (`person_id` None: absence was told)."""

    person_id: int | None
    how: str


def _refuse_wrong_sitters(meeting: Meeting, sat: Mapping[int, Sat]) -> dict[tuple[int, int], bool]:
    """Who may sit where that day, and whether as a substitute. Raises ActionRefused for anybody else."""
    day = meeting.held_on or meeting.planned_on or clock.today()
    rows = Holding.objects.filter(held_on(day), seat__body=meeting.body).order_by("-substitute")
    may = {(row.seat_id, row.person_id): row.substitute for row in rows}
    people = [one.person_id for one in sat.values() if one.person_id is not None]
    if len(people) != len(set(people)):
        raise ActionRefused(_("En och samma person kan bara sitta på en plats."))
    for seat_id, one in sat.items():
        if one.person_id is not None and (seat_id, one.person_id) not in may:
            raise ActionRefused(_("Någon har inte den platsen den dagen, varken som ordinarie eller ersättare."))
    return may


@action
def note_attendance(
    *,
    meeting: Meeting,
    sat: Mapping[int, Sat],
    chair_id: int | None,
    secretary_id: int | None,
    adjusters: Sequence[int],
    seen_version: int,
    actor: Actor,
) -> Meeting:
    """Note how the body's seats were filled (`sat`, by seat; a seat left out is not noted), who led and wrote, and
    which seats adjust the minutes. A seat is filled once: by its holder or a substitute.

    Raises ChangedMeanwhile, ActionRefused: adjusted minutes, a cancelled meeting, somebody who does not hold the seat
    that day or sits on two, a chair or adjuster who is not there, a chair who adjusts.
    """
    meeting = lock_meeting(meeting.pk)
    unchanged(seen_version, meeting.version)
    not_cancelled(meeting)
    may = _refuse_wrong_sitters(meeting, sat)
    there = {seat_id for seat_id, one in sat.items() if one.person_id is not None}
    if {*adjusters, chair_id} - {None} - there:
        raise ActionRefused(_("Ordförande och justerare väljs bland dem som är med på mötet."))
    if chair_id is not None and chair_id in adjusters:
        raise ActionRefused(_("Den som leder mötet kan inte också vara justerare."))
    if secretary_id is not None and not Seat.objects.filter(pk=secretary_id, body__area=meeting.body.area).exists():
        raise ActionRefused(_("Sekreteraren behöver ha en plats i någon av programmets grupper."))
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            seat_id=seat_id,
            person_id=one.person_id,
            how=one.how if one.person_id is not None else Attendance.How.ABSENT,
            substitute=may[seat_id, one.person_id] if one.person_id is not None else False,
            adjuster=seat_id in adjusters,
        )
        for seat_id, one in sat.items()
    )
    meeting.chair_id, meeting.secretary_id = chair_id, secretary_id
    return keep(meeting, "attend", actor)


# --- minutes, and word to the board -----------------------------------------------------------------------------------


@action
def open_minutes(*, meeting: Meeting, actor: Actor) -> Draft:
    """The draft of a meeting's minutes, opened when there is none; the meeting is thereby noted as held.

    Raises ActionRefused: cancelled, its day is to come, attendance or adjusters are missing.
    """
    meeting = lock_meeting(meeting.pk, settled=True)
    if meeting.held_on is None:
        meeting = set_meeting(
            meeting=meeting, planned_on=meeting.planned_on, held_on=meeting.planned_on or clock.today(),
            seen_version=meeting.version, actor=actor,
        )  # fmt: skip
    if not meeting.attendance.filter(adjuster=True).exists():
        raise ActionRefused(_("För in närvaron och välj minst en justerare innan du öppnar protokollet."))
    day = meeting.held_on or clock.today()
    with override("sv"):
        told = {"body": localised(meeting.body), "day": date_format(day, "j F Y")}
        title = _("Protokoll: %(body)s %(day)s") % told
    return open_draft(
        kind=MINUTES,
        subject=meeting.pk,
        title=title,
        root=meeting.programme.area,
        place=None,
        period=(day, day + dt.timedelta(days=1)),
        actor=actor,
    )


@action
def settle_minutes(*, meeting_id: int, version: FrozenVersion, actor: Actor) -> Meeting:
    """The minutes are adjusted: this frozen version says what the meeting was. Part of the freezing transaction."""
    meeting = lock_meeting(meeting_id, settled=True)
    meeting.minutes_version = version
    return keep(meeting, "adjust", actor)


@action
def tell_board(*, meeting: Meeting, told_on: dt.date, seen_version: int, actor: Actor) -> Meeting:
    """Note that the owner's board has got the adjusted minutes. Raises ChangedMeanwhile, ActionRefused: minutes not
    adjusted yet, a day to come or before the meeting."""
    meeting = lock_meeting(meeting.pk, settled=True)
    if meeting.board_told_on == told_on:
        return meeting
    unchanged(seen_version, meeting.version)
    if not minuted(meeting) or meeting.held_on is None:
        raise ActionRefused(_("Styrelsen får det justerade protokollet. Det är inte justerat än."))
    if not meeting.held_on <= told_on <= clock.today():
        raise ActionRefused(_("Dagen ska ligga mellan mötet och i dag."))
    meeting.board_told_on = told_on
    return keep(meeting, "tell", actor)


@action
def answer_for_board(*, meeting: Meeting, answer: str, seen_version: int, actor: Actor) -> Meeting:
    """Note what the owner's board answered. Raises ChangedMeanwhile, ActionRefused: the board has not been told, no
    text, a personal identity number."""
    meeting = lock_meeting(meeting.pk, settled=True)
    if meeting.board_answer == answer.strip():
        return meeting
    unchanged(seen_version, meeting.version)
    refuse_identity_numbers(answer)
    if meeting.board_told_on is None:
        raise ActionRefused(_("Styrelsen har inte fått protokollet än."))
    meeting.board_answer = answer.strip()
    return keep(meeting, "answer", actor)
