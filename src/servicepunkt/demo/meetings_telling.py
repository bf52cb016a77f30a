"""Exempelprogrammet's steering group: a meeting held, with adjusted minutes; the next one called, a task late.

Everything is done by the actions that people's own clicks call.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.method import progress
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme import actions_agenda, actions_decisions, actions_meetings, actions_minutes
from servicepunkt.programme.actions_decisions import DecisionFacts, TaskFacts
from servicepunkt.programme.actions_meetings import MeetingDetails
from servicepunkt.programme.actions_minutes import Sat
from servicepunkt.programme.bearing import bear_at_meeting
from servicepunkt.programme.models import Decision, Meeting, Vote
from servicepunkt.programme.queries_seats import bearings

from .accounts import ALI, EXAMPLE, KARIN, SOFIA, Invented
from .story import Story
from .villages import Day

RUT = Invented("Rut Hedmarker", "rut@example.com")
HENRIK = Invented("Henrik Solander", "henrik@example.com")
HELD, COMING = 1, 2
"""Which of the group's meetings: the second has been, the third is called."""
NOTES = {
    "state": "Tranbärsnäs behöver mer tid. Projektledaren åker dit före årsskiftet.",
    "money": "Inga frågor.",
}
ROOM = MeetingDetails(dt.time(10), 150, "Exempelhallen, Stora salen", "https://video.example/styrgruppen", "")


def tell_meetings(story: Story, day: Callable[[Day], dt.date]) -> None:
    """The meeting of the sixth month, its minutes adjusted a few days later, and the invitation to the next."""
    telling = _Telling(story)
    story.on(day(Day(6, 26)), telling.hold)
    for person in (SOFIA, HENRIK):
        story.on(day(Day(6, 29)), partial(telling.adjust, person))
    story.on(day(Day(7, 3)), telling.tell_board)
    story.on(day(Day(7, 20)), telling.call)


class _Telling:
    """One telling, and the story it goes into."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def _actor(self, person: Invented, seat: Seat) -> Actor:
        return Actor(self.story.account(person), seat.pk)

    def _karin(self) -> Actor:
        return self._actor(KARIN, Seat.objects.get(body__area__key=EXAMPLE, role=Role.COORDINATOR))

    @staticmethod
    def _meeting(number: int) -> Meeting:
        rows = Meeting.objects.filter(programme__slug=EXAMPLE).select_related("body", "programme__area")
        return rows.order_by("window_from")[number]

    @staticmethod
    def _seat(meeting: Meeting, person: Invented) -> Seat:
        return Seat.objects.get(body=meeting.body, holdings__person__email=person.email)

    def hold(self) -> None:
        """The meeting as it went: agenda, who was there, decisions, tasks, what it cost, and the minutes begun."""
        one, karin = self._meeting(HELD), self._karin()
        actions_meetings.set_meeting(
            meeting=one, planned_on=one.planned_on, held_on=one.held_on, details=ROOM, seen_version=one.version,
            actor=karin,
        )  # fmt: skip
        progress.renew(one.programme.area_id)  # the story is one long action, and remembers only at its end
        actions_agenda.draft_agenda(meeting=one, actor=karin)
        for item in one.agenda.filter(drafted__in=NOTES):
            facts = actions_agenda.ItemFacts(item.title, item.text, NOTES[item.drafted])
            actions_agenda.change_item(item=item, facts=facts, remove=False, seen_version=item.version, actor=karin)
        self._sit(one, karin)
        self._decide(one, karin)
        one.refresh_from_db()
        borne = {row.organisation: (Decimal("2.5") * row.people + 2, 42_000) for row in bearings(one)}
        bear_at_meeting(meeting=one, on=one.held_on or clock.today(), borne=borne, actor=karin)
        draft = actions_minutes.open_minutes(meeting=one, actor=karin)
        propose(draft=draft, actor=karin)

    def _sit(self, one: Meeting, karin: Actor) -> None:
        rut, sofia, henrik, ali = (self._seat(one, person) for person in (RUT, SOFIA, HENRIK, ALI))
        people = {seat.pk: seat.holdings.get().person_id for seat in (rut, sofia, henrik, ali)}
        one.refresh_from_db()
        actions_minutes.note_attendance(
            meeting=one,
            sat={seat: Sat(person, "remote" if seat == ali.pk else "room") for seat, person in people.items()},
            chair_id=rut.pk,
            secretary_id=karin.seat_id,
            adjusters=[sofia.pk, henrik.pk],
            seen_version=one.version,
            actor=karin,
        )

    def _decide(self, one: Meeting, karin: Actor) -> None:
        root = one.programme.area
        place = Place.objects.get(slug="tranbarsnas")
        key = partial(uuid.uuid5, uuid.NAMESPACE_URL)
        trained = actions_decisions.take_up(
            root=root, meeting=one, voting=True, request_key=key(f"{EXAMPLE}/decision/1"), actor=karin,
            facts=DecisionFacts("Utbildningsdagen hålls varje år", "Kostnaden ryms i pengarna till generella metoder."),
        )  # fmt: skip
        for person, answer in ((RUT, Vote.Answer.YES), (SOFIA, Vote.Answer.YES), (HENRIK, Vote.Answer.ABSTAIN)):
            seat = self._seat(one, person)
            actions_decisions.vote(decision=trained, seat_id=seat.pk, answer=answer, actor=self._actor(person, seat))
        actions_decisions.decide(
            decision=trained, meeting=one, facts=DecisionFacts(trained.title, trained.text), voting=True,
            outcome=Decision.Outcome.YES, seen_version=trained.version, actor=karin,
        )  # fmt: skip
        actions_decisions.take_up(
            root=root, meeting=one, voting=False, outcome=Decision.Outcome.POSTPONED, actor=karin,
            request_key=key(f"{EXAMPLE}/decision/2"),
            facts=DecisionFacts("Mobil servicepunkt provas i Tranbärsnäs", "Väntar på bygdens svar.", place),
        )  # fmt: skip
        today = clock.today()
        for number, (title, owner, days) in enumerate((
            ("Boka lokal till utbildningsdagen", Seat.objects.get(pk=karin.seat_id or 0), 14),
            ("Fråga Exempelkommunerna om bussen", self._seat(one, SOFIA), 75),
        )):  # fmt: skip
            actions_decisions.give_task(
                root=root, facts=TaskFacts(title, owner, today + dt.timedelta(days=days)), decision=trained,
                request_key=key(f"{EXAMPLE}/task/{number}"), actor=karin,
            )  # fmt: skip

    def adjust(self, person: Invented) -> None:
        """An adjuster approves the minutes; with the last one they are frozen."""
        one = self._meeting(HELD)
        draft = actions_minutes.open_minutes(meeting=one, actor=self._karin())
        by = self._actor(person, self._seat(one, person))
        if approve(draft=draft, seen_sha256=draft.proposal.sha256, actor=by):
            work_off()

    def tell_board(self) -> None:
        """The owner's board gets the minutes; its answer is awaited."""
        one = self._meeting(HELD)
        actions_minutes.tell_board(meeting=one, told_on=clock.today(), seen_version=one.version, actor=self._karin())

    def call(self) -> None:
        """The next meeting has a day, an agenda and an invitation."""
        one, karin = self._meeting(COMING), self._karin()
        actions_meetings.set_meeting(
            meeting=one, planned_on=one.window_to - dt.timedelta(days=10), held_on=None, details=ROOM,
            seen_version=one.version, actor=karin,
        )  # fmt: skip
        progress.renew(one.programme.area_id)
        actions_agenda.draft_agenda(meeting=one, actor=karin)
        one.refresh_from_db()
        actions_meetings.call_meeting(meeting=one, seen_calls=0, seen_version=one.version, actor=karin)
