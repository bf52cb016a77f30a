"""Exempelprogrammet, played from its first day: seats, statements, money, meetings, reports, and the gate."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from functools import partial

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.method.actions import Upload, confirm, pass_gate, state
from servicepunkt.method.models import Statement
from servicepunkt.method.reading import shipped_method
from servicepunkt.method.spec import MethodSpec, Requirement
from servicepunkt.method.versions import read
from servicepunkt.people.access import Spot
from servicepunkt.people.actions import add_local_seat, seat_person
from servicepunkt.people.models import Body, Seat
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Area, Place
from servicepunkt.programme.actions import account_for, load_programme, pay
from servicepunkt.programme.actions_meetings import set_meeting
from servicepunkt.programme.models import Outlay, Programme
from servicepunkt.programme.reading import shipped_programme
from servicepunkt.supply.actions import Filled, say_nothing_here, take_in

from .accounts import ALI, EXAMPLE, JOHAN, KARIN, MARGARETA, SOFIA, Invented
from .agreements_telling import tell_agreements
from .budgets import tell_budget
from .fact_sheets import FACT_SHEETS, filled_sheets
from .inventories import INVENTORIES, area_answers
from .meetings_telling import tell_meetings
from .memo import seat_programme
from .needs_telling import tell_needs
from .plan_sheets import tell_plan_sheets
from .plan_telling import tell_plan
from .reports_telling import tell_office
from .story import Story
from .village_telling import tell_facts
from .villages import VILLAGES, Day, Start, Village

OFFICER = Invented("Ebba Skogsdal", "ebba@example.com")
SEATED: tuple[tuple[Role, str | None, Invented], ...] = (
    (Role.OWNER, None, MARGARETA),
    (Role.COORDINATOR, None, KARIN),
    (Role.LEADER, "sodra", JOHAN),
    (Role.LEADER, "norra", JOHAN),
    (Role.STEERING_MEMBER, None, SOFIA),
    (Role.FUNDER, None, ALI),
    (Role.CONVENER, None, Invented("Rut Hedmarker", "rut@example.com")),
    (Role.STEERING_MEMBER, None, Invented("Henrik Solander", "henrik@example.com")),
    (Role.BOARD, None, Invented("Birger Alfredsson", "birger@example.com")),
)
METHOD = "hallbara-lokala-servicelosningar"
GATE = "start"
SAID_PER_DAY = 4

# Purpose, kronor, village (or none), what for, when.
OUTLAYS: tuple[tuple[str, int, str, str, Day], ...] = (
    ("general", 18_500, "", "Handledning för grundinventering, tryck och porto", Day(1, 15)),
    ("local", 42_000, "kantarellboda", "Ramp och automatisk dörr till servicepunkten", Day(5, 18)),
    ("general", 12_000, "", "Utbildningsdag för lokala projektgrupper", Day(4, 22)),
)


def tell_example(story: Story, starts_on: dt.date) -> None:
    """Everything that has happened in Exempelprogrammet, from `starts_on`, the first of a month."""
    Telling(story, starts_on).tell()


class Telling:
    """One telling: the story it goes into, and the day everything is counted from."""

    def __init__(self, story: Story, starts_on: dt.date) -> None:
        self.story = story
        self.starts_on = starts_on
        self.said: dict[tuple[str, str], int] = {}

    def day(self, when: Day) -> dt.date:
        """A day of the story in the calendar."""
        return clock.first_of_month(self.starts_on, when.month) + dt.timedelta(days=when.day - 1)

    def tell(self) -> None:
        """Tell it all; nothing happens before the story is played."""
        on = self.story.on
        on(self.starts_on, lambda: load_programme(raw=shipped_programme(EXAMPLE), starts_on=self.starts_on))
        on(self.starts_on, lambda: seat_programme(self.story, EXAMPLE, SEATED))
        # What is told from here on needs the programme, which is there only when the story has come so far.
        spec = shipped_spec()
        for village in VILLAGES:
            self._tell_village(village, spec)
        for number, outlay in enumerate(OUTLAYS):
            on(self.day(outlay[4]), partial(self._pay, number))
        for month in range(1, 7):
            on(self.day(Day(month, 25)), self._meet)
        tell_office(self.story, self.day)
        tell_meetings(self.story, self.day)

    def _tell_village(self, village: Village, spec: MethodSpec) -> None:
        on = self.story.on
        if village.contact:
            on(self.day(village.seated), partial(self._seat_locally, village))
        self._tell_supply(village)
        self._tell_statements(village, spec)
        tell_facts(self.story, village, self.day)
        tell_plan_sheets(self.story, village.slug, village.contact, partial(self._in_task, village), places)
        tell_needs(self.story, village, self.day)
        tell_budget(self.story, village, self.day)
        tell_plan(self.story, village, self.day)
        tell_agreements(self.story, village, self.day)
        if village.cheque:
            on(self.day(village.cheque.paid), partial(self._pay_cheque, village.slug))
            if village.cheque.accounted:
                on(self.day(village.cheque.accounted), partial(self._account_for_cheque, village.slug))
        if village.start:
            on(self.day(village.start.confirmed), partial(self._confirm, village, village.start))
            if village.start.passed:
                on(self.day(village.start.passed), partial(self._pass, village.slug, village.start))

    # --- supply -------------------------------------------------------------------------------------------------------

    def _tell_supply(self, village: Village) -> None:
        """The baseline inventory in the month of its task, what the mapping added and the areas in theirs."""
        inventory = INVENTORIES.get(village.slug)
        if inventory is None:
            return
        first = Filled(inventory.first, (), ())
        self.story.on(self.day(Day(village.tasks["moment-3"], 13)), partial(self._take_in, village, first, {}))
        for task, filled, nothing in (
            ("kartlaggning", Filled(inventory.mapped, (), ()), inventory.nothing),
            ("utbud", Filled((), (), area_answers(inventory)), {}),
        ):
            if task in village.tasks and (filled or nothing):
                self.story.on(self.day(Day(village.tasks[task], 13)), partial(self._take_in, village, filled, nothing))
        for task in FACT_SHEETS[village.slug].rows if village.slug in FACT_SHEETS else ():
            self.story.on(self.day(Day(village.tasks[task], 13)), partial(self._fill_sheets, village, task))

    def _in_task(self, village: Village, task: str, what: Callable[[], object]) -> None:
        """Play something in the month of a village's task, before what is stated in it."""
        self.story.on(self.day(Day(village.tasks[task], 13)), what)

    def _fill_sheets(self, village: Village, task: str) -> None:
        """The sheets of facts that were written in the month of a task."""
        sheets = filled_sheets(FACT_SHEETS[village.slug], task, clock.today())
        self._take_in(village, Filled((), (), (), sheets), {})

    def _take_in(self, village: Village, filled: Filled, nothing: Mapping[str, str]) -> None:
        root, place = places(village.slug)
        contact = village.contact
        if contact is None:
            raise ValueError(f"nobody in {village.slug} can write down what it has")
        access = self.story.access(contact)
        seat = access.seat_for(Right.KEEP_SUPPLY, Spot(root.pk, None, place.pk))
        by = Actor(access.account_id, seat.seat_id if seat else None)
        if filled:
            take_in(root=root, place=place, filled=filled, seen_version=None, actor=by)
        for sector, note in nothing.items():
            say_nothing_here(root=root, place=place, sector=sector, note=note, actor=by)

    # --- statements ---------------------------------------------------------------------------------------------------

    def _tell_statements(self, village: Village, spec: MethodSpec) -> None:
        groups = [(task.key, task.requirements) for task in spec.tasks]
        groups += [(group.key, group.requirements) for group in spec.principles]
        said_in: dict[int, int] = {}
        for key, requirements in groups:
            if key not in village.tasks:
                continue
            month = village.tasks[key]
            for requirement in requirements:
                if not requirement.is_stated or requirement.key in village.skip | set(village.not_relevant):
                    continue
                number = said_in[month] = said_in.get(month, -1) + 1
                # From the 14th on: those who speak were seated before, and the month is long enough.
                day = self.day(Day(month, 14 + number // SAID_PER_DAY))
                note = village.notes.get(requirement.key, "")
                self.story.on(day, partial(self._say, village, requirement, Statement.Says.MET, note))
        last = self.day(Day(6, 2))
        for key, reason in village.not_relevant.items():
            self.story.on(last, partial(self._say, village, spec.requirement(key), Statement.Says.NOT_RELEVANT, reason))
        for key, reason in village.taken_back.items():
            self.story.on(last, partial(self._say, village, spec.requirement(key), Statement.Says.NOT_MET, reason))

    def _say(self, village: Village, requirement: Requirement, says: str, note: str) -> None:
        root, place = places(village.slug)
        speaker = _speaker(village, requirement)
        about = (village.slug, requirement.key)
        attached = village.attachments.get(requirement.key)
        statement = state(
            root=root,
            place=place,
            requirement_key=requirement.key,
            says=says,
            on=clock.today(),
            note=note,
            upload=Upload(attached[0], attached[1].encode()) if attached else None,
            seen_statement_id=self.said.get(about),
            access=self.story.access(speaker),
        )
        self.said[about] = statement.pk

    # --- people -------------------------------------------------------------------------------------------------------

    def _seat_locally(self, village: Village) -> None:
        root, place = places(village.slug)
        group = Body.objects.get(area=root, place=place, kind=Body.Kind.LOCAL_GROUP)
        for role, person in ((Role.CONTACT_PERSON, village.contact), (Role.MUNICIPALITY, village.municipality)):
            if person:
                self.story.seat(Seat.objects.get(body=group, role=role), person)
                self.story.account(person)
        for title, name in village.members:
            seat = add_local_seat(body=group, title=title, actor=SYSTEM)
            seat_person(
                seat=seat, name=name, email="", from_on=clock.today(), to_on=None, substitute=False, actor=SYSTEM
            )
        if village.interviewer:
            seat = add_local_seat(body=group, title="Intervjuaren", actor=SYSTEM, role=Role.INTERVIEWER)
            self.story.seat(seat, village.interviewer)
            self.story.account(village.interviewer)
        officer = Seat.objects.get(body__area=root, place=place, role=Role.COUNTY_BOARD)
        self.story.seat(officer, OFFICER)
        self.story.account(OFFICER)

    # --- money, meetings ----------------------------------------------------------------------------------------------

    def _pay(self, number: int) -> None:
        purpose, kronor, slug, text, _when = OUTLAYS[number]
        pay(
            programme=Programme.objects.get(slug=EXAMPLE),
            place=places(slug)[1] if slug else None,
            purpose=purpose,
            kind=Outlay.Kind.OTHER,
            text=text,
            amount_ore=kronor * 100,
            paid_on=clock.today(),
            request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/outlay/{number}"),
            actor=SYSTEM,
        )

    def _pay_cheque(self, slug: str) -> None:
        programme = Programme.objects.get(slug=EXAMPLE)
        pay(
            programme=programme,
            place=places(slug)[1],
            purpose=Outlay.Purpose.LOCAL,
            kind=Outlay.Kind.CHEQUE,
            text="Lokal serviceutvecklingscheck",
            amount_ore=programme.cheque_ore,
            paid_on=clock.today(),
            request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/cheque/{slug}"),
            actor=SYSTEM,
        )

    def _account_for_cheque(self, slug: str) -> None:
        cheque = Outlay.objects.get(programme__slug=EXAMPLE, place__slug=slug, kind=Outlay.Kind.CHEQUE)
        account_for(outlay=cheque, accounted_on=clock.today(), seen_version=cheque.version, actor=SYSTEM)

    def _meet(self) -> None:
        """Late in a month: note the meeting held, plan the one of the running window."""
        today = clock.today()
        programme = Programme.objects.get(slug=EXAMPLE)
        for meeting in programme.meetings.filter(window_from__lte=today, held_on=None):
            planned = meeting.planned_on or meeting.window_to - dt.timedelta(days=20)
            held = planned if planned <= today else None
            set_meeting(meeting=meeting, planned_on=planned, held_on=held, seen_version=meeting.version, actor=SYSTEM)

    # --- the gate -----------------------------------------------------------------------------------------------------

    def _confirm(self, village: Village, start: Start) -> None:
        root, place = places(village.slug)
        said = [("village", village.contact, "Vi är redo."), ("assessment", JOHAN, start.assessment)]
        if start.municipality_says_yes:
            said.append(("municipality", village.municipality, ""))
        for key, person, note in said:
            if person is None:
                raise ValueError(f"nobody in {village.slug} can confirm as {key}")
            confirm(
                root=root,
                place=place,
                gate_key=GATE,
                key=key,
                yes=True,
                on=clock.today(),
                note=note,
                seen_confirmation_id=None,
                access=self.story.access(person),
            )

    def _pass(self, slug: str, start: Start) -> None:
        root, place = places(slug)
        pass_gate(
            root=root,
            place=place,
            gate_key=GATE,
            stage=start.stage,
            services=start.services,
            on=clock.today(),
            access=self.story.access(KARIN),
        )


def shipped_spec() -> MethodSpec:
    """The way of working that Exempelprogrammet is loaded with."""
    return read(shipped_method(METHOD))


def _speaker(village: Village, requirement: Requirement) -> Invented:
    """Who speaks on a requirement: of those the method names, the first whom the village has.

    Raises ValueError when it has none of them: then the village's tasks are told wrongly.
    """
    of_role = {
        Role.CONTACT_PERSON: village.contact,
        Role.MUNICIPALITY: village.municipality,
        Role.COUNTY_BOARD: OFFICER,
        Role.LEADER: JOHAN,
        Role.COORDINATOR: KARIN,
    }
    named = requirement.by or (Role.CONTACT_PERSON,)
    people = [of_role.get(Role(role)) for role in named]
    for person in people:
        if person:
            return person
    raise ValueError(f"nobody in {village.slug} can speak on {requirement.key}")


def places(slug: str) -> tuple[Area, Place]:
    """The programme's area and one of its places."""
    return Area.objects.get(key=EXAMPLE, parent=None), Place.objects.get(slug=slug)
