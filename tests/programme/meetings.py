"""What the tests of meetings stand on: a steering group with people in its seats, and one of its meetings."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.people.models import Account, Body, Seat
from servicepunkt.people.roles import Role
from servicepunkt.programme import actions_agenda, actions_decisions
from servicepunkt.programme.actions_meetings import MeetingDetails, add_meeting, set_meeting
from servicepunkt.programme.actions_minutes import Sat, note_attendance
from servicepunkt.programme.models import Meeting, Programme
from tests.builders import TODAY, address, hold, login, programme, seat

CIA, ERSA, FIA, SARA = "Cia Ordförande", "Ersa Ersättare", "Fia Fond", "Sara Samordnare"


@dataclass
class Group:
    """A steering group: Cia leads it (Ersa is her substitute), Fia sits for the fund, Sara coordinates from outside."""

    programme: Programme
    convener: Seat
    fund: Seat

    @property
    def meeting(self) -> Meeting:
        """Its meeting of the first quarter, as it stands now."""
        return self.programme.meetings.select_related("body", "programme__area").order_by("window_from")[0]

    def person(self, name: str) -> int:
        return account(name).person_id

    def browser(self, name: str) -> Client:
        return login(name)


def account(name: str) -> Account:
    return Account.objects.get(email=address(name))


def actor(name: str, seat_: Seat | None = None) -> Actor:
    return Actor(account(name).pk, seat_.pk if seat_ else None)


def group() -> Group:
    """The group, seated since the programme began."""
    made = programme()
    convener, fund = seat(made, Role.CONVENER), seat(made, Role.FUNDER)
    hold(convener, CIA)
    hold(convener, ERSA, substitute=True)
    hold(fund, FIA)
    hold(seat(made, Role.COORDINATOR), SARA)
    return Group(made, convener, fund)


def plan(by: Group, day: dt.date = TODAY + dt.timedelta(days=10), **details: object) -> Meeting:
    """The meeting gets a day; the clock and length of an ordinary one unless said otherwise."""
    told = {"starts_at": dt.time(10), "minutes": 180, "venue": "Folkets hus", **details}
    one = by.meeting
    return set_meeting(
        meeting=one, planned_on=day, held_on=one.held_on, seen_version=one.version, actor=SYSTEM,
        details=MeetingDetails(**told),  # type: ignore[arg-type]
    )  # fmt: skip


def attend(by: Group, *, substitute: bool = False) -> Meeting:
    """Convener's seat and the fund's are filled in the room; Fia adjusts the minutes."""
    one = by.meeting
    first = by.person(ERSA if substitute else CIA)
    return note_attendance(
        meeting=one,
        sat={by.convener.pk: Sat(first, "room"), by.fund.pk: Sat(by.person(FIA), "remote")},
        chair_id=by.convener.pk,
        secretary_id=by.convener.pk,
        adjusters=[by.fund.pk],
        seen_version=one.version,
        actor=SYSTEM,
    )


FILES = {"programme:meeting_ics", "calendar:feed", "calendar:make", "calendar:end"}
"""Calendar files, and what only takes what is sent from one's own account."""
_OF_A_MEETING = (
    "meeting", "meeting_plan", "call", "cancel_meeting", "attendance", "meeting_costs", "tell_board", "board_answer",
    "new_item", "new_decision", "meeting_ics", "draft_agenda", "minutes",
)  # fmt: skip


def arguments(made: Programme) -> dict[str, list[str | int]]:
    """What stands in the addresses of meetings' pages: a meeting of the central group with a point, a decision and a
    task."""
    key = uuid.uuid4
    body = Body.objects.filter(area=made.area, kind=Body.Kind.CENTRAL_GROUP)[0]
    meeting = add_meeting(
        programme=made, body=body, planned_on=clock.today(), details=MeetingDetails(dt.time(10), 90),
        request_key=key(), actor=SYSTEM,
    )  # fmt: skip
    item = actions_agenda.write_item(
        meeting=meeting, facts=actions_agenda.ItemFacts("Bussen", "", ""), request_key=key(), actor=SYSTEM
    )
    decision = actions_decisions.take_up(
        root=made.area, meeting=meeting, facts=actions_decisions.DecisionFacts("Bussen", ""), voting=True,
        request_key=key(), actor=SYSTEM,
    )  # fmt: skip
    owner = body.seats.order_by("number", "id")[0]
    task = actions_decisions.give_task(
        root=made.area, facts=actions_decisions.TaskFacts("Bussen", owner, clock.today()), meeting=meeting,
        request_key=key(), actor=SYSTEM,
    )  # fmt: skip
    return {
        **{f"programme:{name}": [meeting.pk] for name in _OF_A_MEETING},
        **{f"programme:{name}": [meeting.pk, item.pk] for name in ("item", "move_item")},
        **{f"programme:{name}": [meeting.pk, decision.pk] for name in ("decision", "vote")},
        **{f"programme:{name}": [task.pk] for name in ("task", "change_task")},
    }
