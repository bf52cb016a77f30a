"""The stage on which the memo's calendar is played: its people by place and role, and the programme page as read."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from servicepunkt.agreements import signing
from servicepunkt.agreements.terms import add_months
from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor, action
from servicepunkt.core.jobs_running import work_off
from servicepunkt.core.words import slug
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.method import actions as method
from servicepunkt.method import progress
from servicepunkt.method.models import Passage
from servicepunkt.method.spec import MethodSpec
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import content_of, receive_answer
from servicepunkt.needs.content import Role as QuestionRole
from servicepunkt.needs.models import Channel as NeedsChannel
from servicepunkt.needs.models import Entrance
from servicepunkt.people.access import Access, Spot, access_of
from servicepunkt.people.actions import add_local_seat, make_account, seat_person
from servicepunkt.people.models import Account, Body, Seat
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import AreaPlace, Place
from servicepunkt.plan import actions_chapters as chapters
from servicepunkt.plan import actions_influence as influence
from servicepunkt.plan.actions_sheets import choose_premises
from servicepunkt.plan.book import BOOK
from servicepunkt.plan.kinds_chapters import begin_document
from servicepunkt.plan.lines_budget import INCOMES, PURCHASES
from servicepunkt.plan.models import IncomeLine
from servicepunkt.plan.queries_chapters import PLAN
from servicepunkt.plan.sheets import by_key as plan_by_key
from servicepunkt.programme import actions_village as village
from servicepunkt.programme.actions import account_for, load_programme, pay
from servicepunkt.programme.actions_meetings import set_meeting
from servicepunkt.programme.models import Outlay, Programme, VillageMeeting
from servicepunkt.programme.reading import shipped_programme
from servicepunkt.sheets.actions import FilledSheet, add_fact, change_fact, take_in_sheets
from servicepunkt.sheets.spec import values_of
from servicepunkt.supply.actions import Answer, Change, Filled, answer_areas, take_in
from servicepunkt.supply.facts import Facts
from servicepunkt.supply.models import Premises
from servicepunkt.supply.queries import all_offers
from servicepunkt.supply.reference import municipal_areas
from servicepunkt.supply.sheets import by_key
from tests.agreements import making
from tests.plan.budget.making import values as budget_values
from tests.plan.budget.making import write_budget
from tests.plan.sheet_making import many as plan_values
from tests.plan.sheet_making import values as plan_value
from tests.story import meetings
from tests.story.programme_page import Page, read_page
from tests.supply.fact_making import values

ASKED = ("resident", "company", "association")
MEMO = "hallbara-lokala-servicelosningar-2010"
SHEETS = {
    "premises": ("Gamla skolan", "Bygdegården"),
    "connectivity": ("Hela bygden",),
    "statecompany": ("Apoteket", "PostNord", "SJ"),
    "association": ("Byalaget",),
    "company": ("Lanthandeln",),
    "transport": ("Posten", "Skolskjutsen", "Bokbussen"),
}
"""What a village of the story has on its sheets, by the first of the fields that make a row itself."""


class Stage:
    """The memo's programme, with whoever has been given a seat so far."""

    def __init__(self, starts_on: dt.date | None = None) -> None:
        """On the memo's own days, or moved so that the programme starts on another one."""
        self.programme: Programme = load_programme(raw=shipped_programme(MEMO), starts_on=starts_on)
        self.root = self.programme.area
        self.spec: MethodSpec = spec_of(adoption_of(self.root.pk).version)
        members = AreaPlace.objects.filter(root=self.root).select_related("place", "area").order_by("id")
        self.places: dict[str, Place] = {m.place.name: m.place for m in members}
        self.regions: dict[str, str] = {m.place.name: m.area.key for m in members if m.area}
        self.accounts: dict[str, Account] = {}
        self.speakers: dict[tuple[str, Role], str] = {}
        self.leaders: dict[str, str] = {}
        self.known: dict[tuple[str, dt.date], Access] = {}
        self.borne: list[tuple[dt.date, int, Decimal]] = []
        """What organisations have borne, as it was done: day, kronor, hours of own time."""

    def person(self, name: str) -> Access:
        """What a person may do today."""
        when = (name, clock.today())
        if when not in self.known:
            self.known[when] = access_of(self.accounts[name].pk, clock.today())
        return self.known[when]

    def sit(self, name: str, seat: Seat) -> None:
        """Give somebody a seat from today; an account too, the first time."""
        self.known.clear()
        email = f"{slug(name)}@exempel.test"
        if name not in self.accounts:
            self.accounts[name] = make_account(name=name, email=email, password=None, actor=SYSTEM)
        seat_person(
            seat=seat, name=name, email=email, from_on=clock.today(), to_on=None, substitute=False, actor=SYSTEM
        )

    def seat(self, name: str, title: str) -> None:
        """Give somebody a seat of the programme, by its title."""
        self.sit(name, Seat.objects.get(body__area=self.root, place=None, title=title))

    def lead(self, name: str, region: str) -> None:
        """Seat a region's project leader."""
        self.sit(name, Seat.objects.get(role=Role.LEADER, area__key=region, area__parent=self.root))
        self.leaders[region] = name

    def seat_at(self, place: str, role: Role, name: str, title: str = "") -> None:
        """Give somebody a seat at a place; a local member's seat is opened with its title."""
        if role is Role.LOCAL_MEMBER:
            group = Body.objects.get(area=self.root, place=self.places[place], kind=Body.Kind.LOCAL_GROUP)
            seat = add_local_seat(body=group, title=title, actor=SYSTEM)
        else:
            seat = Seat.objects.get(body__area=self.root, place=self.places[place], role=role)
        self.sit(name, seat)
        self.speakers[place, role] = name

    def leader_of(self, place: str) -> str:
        """Who leads the region a place lies in."""
        return self.leaders[self.regions[place]]

    def _speaker(self, place: str, requirement: str) -> str:
        by = [Role(role) for role in self.spec.requirement(requirement).by]
        for role in (Role.CONTACT_PERSON, Role.MUNICIPALITY, Role.COUNTY_BOARD):
            if role in by and (place, role) in self.speakers:
                return self.speakers[place, role]
        return self.leader_of(place)

    def sitting(self, place: str, *requirements: str, says: str = "met", note: str = "") -> None:
        """One sitting: the requirements are stated by those the method names, and saved together."""
        self._sitting(place, requirements, says, note)

    @action
    def _sitting(self, place: str, requirements: Iterable[str], says: str, note: str) -> None:
        where = self.places[place]
        known = progress.latest_statements(self.root.pk, [where.pk])
        for key in requirements:
            seen = known.get((where.pk, key))
            method.state(
                root=self.root, place=where, requirement_key=key, says=says, on=clock.today(), note=note, upload=None,
                seen_statement_id=seen.pk if seen else None, access=self.person(self._speaker(place, key)),
            )  # fmt: skip

    def meet(self, place: str, kind: VillageMeeting.Kind, *associations: str, people: int = 12) -> None:
        """The region's leader has met somebody about the place today, and notes it."""
        actor = self._actor(self.leader_of(place), Right.NOTE_MEETINGS, place)
        facts = village.MeetingFacts(kind, clock.today(), "\n".join(associations), people, True)
        village.note_meeting(
            root=self.root, place=self.places[place], facts=facts, request_key=uuid.uuid4(), actor=actor
        )

    def write_vision(self, place: str, text: str) -> None:
        """The place's vision is written down today, by the contact person or, before there is one, the leader."""
        writer = self.speakers.get((place, Role.CONTACT_PERSON)) or self.leader_of(place)
        village.write_vision(
            root=self.root, place=self.places[place], text=text, written_on=clock.today(), seen_version=0,
            actor=self._actor(writer, Right.KEEP_VILLAGE, place),
        )  # fmt: skip

    def count_group(self, place: str) -> None:
        """The contact person says how the group is made up: even, with a young member, with integration minded."""
        village.keep_balance(
            root=self.root, place=self.places[place], seen_version=0,
            facts=village.BalanceFacts(2, 3, 0, 1, True, "Alla nya i bygden är bjudna.", clock.today()),
            actor=self._actor(self.speakers[place, Role.CONTACT_PERSON], Right.KEEP_BALANCE, place),
        )  # fmt: skip

    def seek_money(self, place: str, kronor: int) -> None:
        """The group's application to Leader is sent today."""
        village.apply_for_money(
            root=self.root, place=self.places[place], request_key=uuid.uuid4(),
            facts=village.ApplicationFacts("leader", "", "sent", kronor * 100, None, "", clock.today(), None),
            actor=self._actor(self.speakers[place, Role.CONTACT_PERSON], Right.KEEP_VILLAGE, place),
        )  # fmt: skip

    def _actor(self, who: str, right: Right, place: str) -> Actor:
        access, where = self.person(who), self.places[place]
        area = AreaPlace.objects.get(root=self.root, place=where).area_id
        seat = access.seat_for(right, Spot(self.root.pk, area, where.pk))
        assert seat is not None, f"{who} may not {right} in {place}"
        return Actor(access.account_id, seat.seat_id)

    def write_down(self, place: str, *sectors: str, each: int = 2) -> None:
        """The village writes down what it has: so many services of each sector."""
        facts = [
            Facts(sector, "information", f"Anordnare {number}", f"Tjänst {sector} {number}", "information", "phone")
            for sector in sectors
            for number in range(each)
        ]
        take_in(root=self.root, place=self.places[place], filled=Filled(facts, (), ()), seen_version=None, actor=SYSTEM)

    def judge_services(self, place: str) -> None:
        """The group says of every service in the supply whether it can be a resource."""
        where = self.places[place]
        changes = [
            Change(offer.pk, replace(facts, resource="yes", resource_how="Vid servicepunkten."), offer.version)
            for offer, facts in all_offers(where)
        ]
        take_in(root=self.root, place=where, filled=Filled((), changes, ()), seen_version=None, actor=SYSTEM)

    def fill_sheets(self, place: str, *keys: str) -> None:
        """The village fills in sheets of facts."""
        sheets = []
        for sheet in (by_key[key] for key in keys):
            today = {name: clock.today().isoformat() for name in ("seen_on", "contacted_on") if name in sheet.fields}
            rows = [values(sheet.key, **{**today, sheet.same[0]: name}) for name in SHEETS[sheet.key]]
            sheets.append(FilledSheet(sheet, rows))
        filled = Filled((), (), (), sheets)
        take_in(root=self.root, place=self.places[place], filled=filled, seen_version=None, actor=SYSTEM)

    def plan_sheets(self, place: str, *keys: str, without: str = "") -> None:
        """The village fills in sheets of its plan, with no service of the sector `without`."""
        where = self.places[place]
        filled = [FilledSheet(plan_by_key[key], plan_values(key, without=without)) for key in keys]
        take_in_sheets(root=self.root, place=where, book=BOOK, filled=filled, seen_version=None, actor=SYSTEM)

    def define_help(self, place: str) -> None:
        """The village writes down the help that its service point is to give, and what it takes."""
        filled = [FilledSheet(plan_by_key["offering"], [plan_value("offering", begins="Från start", about_when="")])]
        take_in_sheets(
            root=self.root, place=self.places[place], book=BOOK, filled=filled, seen_version=None, actor=SYSTEM
        )

    def weigh_purchases(self, place: str) -> None:
        """The municipality weighs what it can buy from others."""
        where = self.places[place]
        add_fact(root=self.root, place=where, sheet=PURCHASES, values=budget_values("purchase"), actor=SYSTEM)

    def budget(self, place: str, certainty: str) -> None:
        """The village draws up its budget, on money that is so sure."""
        write_budget(self.root, self.places[place], clock.today().year, certainty)

    def lose_money(self, place: str) -> None:
        """What the village counted on was only sought after all, and has been refused."""
        line = IncomeLine.objects.get(place=self.places[place])
        values = {**values_of(INCOMES, line), "certainty": "applied"}
        change_fact(root=self.root, fact=line, sheet=INCOMES, values=values, seen_version=1, actor=SYSTEM)

    def choose_premises(self, place: str) -> None:
        """The village chooses the first of its premises."""
        where = self.places[place]
        choose_premises(
            root=self.root, place=where, premises_id=Premises.objects.filter(place=where)[0].pk, why="Nära alla.",
            owner="Kommunen", before="", seen_version=0, actor=SYSTEM,
        )  # fmt: skip

    def account_for_areas(self, place: str) -> None:
        """The municipality says where each of its areas is found."""
        answers = [Answer(area.key, "here", "Via servicepunkten.", 0) for area in municipal_areas()]
        answer_areas(root=self.root, place=self.places[place], answers=answers, actor=SYSTEM)

    def ask(self, place: str, *, without: str = "", variants: tuple[str, ...] = ASKED) -> None:
        """The village's people, companies and associations are asked: ten of each age answer, of all but `without`."""
        where = self.places[place]
        for variant in variants:
            made = building.create(root=self.root, place=where, variant=variant, request_key=uuid.uuid4(), actor=SYSTEM)
            about = replace(building.about_of(made), entrance=Entrance.LINK)
            building.describe(questionnaire=made, about=about, seen_version=made.version, actor=SYSTEM)
            made.refresh_from_db()
            made = publishing.publish(questionnaire=made, seen=building.draft_mark(made), actor=SYSTEM)
            age = content_of(made).asked(QuestionRole.AGE)
            for one in age.options if age else ():
                for _each in range(0 if one.key == without else 10):
                    receive_answer(
                        questionnaire=made, key=uuid.uuid4(), raw={"age": one.key}, channel=NeedsChannel.PAPER
                    )
            publishing.close(questionnaire=made, actor=SYSTEM)

    def begin_plan(self, place: str) -> None:
        """The contact person takes on the plan's first chapter, and begins to write."""
        self._write_chapters(place, [self.spec.chapters[0].key])

    def choose_topics(self, place: str) -> None:
        """Every other chapter of the plan is begun."""
        self._write_chapters(place, [chapter.key for chapter in self.spec.chapters[1:]])

    @action
    def _write_chapters(self, place: str, keys: Iterable[str]) -> None:
        where, contact = self.places[place], self.speakers[place, Role.CONTACT_PERSON]
        owner = Seat.objects.get(body__area=self.root, place=where, role=Role.CONTACT_PERSON)
        for key in keys:
            chapters.write_chapter(
                root=self.root, place=where, key=key, seen_version=0,
                facts=chapters.ChapterFacts(owner.pk, "Så här vill bygden ha det.", "Kapitlet antas.", "", True),
                actor=self._actor(contact, Right.KEEP_PLAN, place),
            )  # fmt: skip

    def decide_plan(self, place: str) -> None:
        """The group decides every chapter, its say and its operating form; the contact person approves the plan."""
        self._decide_chapters(place)
        where, contact = self.places[place], self.speakers[place, Role.CONTACT_PERSON]
        writer = self._actor(contact, Right.KEEP_PLAN, place)
        draft = begin_document(kind=PLAN, root=self.root, place=where, actor=writer)
        proposal = propose(draft=draft, actor=writer)
        decider = self._actor(contact, Right.DECIDE_PLAN, place)
        assert approve(draft=draft, seen_sha256=proposal.sha256, actor=decider)
        work_off()

    @action
    def _decide_chapters(self, place: str) -> None:
        where = self.places[place]
        by = self._actor(self.speakers[place, Role.CONTACT_PERSON], Right.DECIDE_PLAN, place)
        for chapter in self.spec.chapters:
            chapters.decide_chapter(
                root=self.root, place=where, key=chapter.key, on=clock.today(), body="Den lokala gruppen",
                minutes="Protokoll 3", seen_version=1, actor=by,
            )  # fmt: skip
        told = influence.InfluenceFacts("Alla är med.", "Årsmötet beslutar.", "Vi frågar.", "Styrelsen", "Varje år")
        influence.write_influence(root=self.root, place=where, facts=told, seen_version=0, actor=by)
        influence.choose_form(
            root=self.root, place=where, chosen="ideell-forening", why="Föreningen finns.", chosen_on=clock.today(),
            seen_version=0, actor=by,
        )  # fmt: skip

    def stated_in(self, task: str, *, without: Iterable[str] = ()) -> list[str]:
        """The requirements of a task that people state, in the method's order."""
        found = next(one for one in self.spec.tasks if one.key == task)
        return [r.key for r in found.requirements if r.is_stated and r.key not in set(without)]

    def settle_parties(self, place: str) -> None:
        """The village lists its parties, whom one turns to there, the time expected, and the agreement it needs."""
        where = self.places[place]
        for facts in (making.VILLAGE, making.MUNICIPALITY, making.COUNTY):
            making.add_party(self.root, where, facts)
        making.need(self.root, where)

    def sign_agreement(self, place: str) -> None:
        """The contact person and the municipality's representative sign an agreement for five years from today."""
        today = clock.today()
        terms = replace(making.TERMS, from_on=today, to_on=add_months(today, 60), extending="none",
                        extension_months=0, extensions=0)  # fmt: skip
        one = making.ready(self.root, self.places[place], terms).agreement
        sha = making.lay(one)
        for role in (Role.CONTACT_PERSON, Role.MUNICIPALITY):
            by = self._actor(self.speakers[place, role], Right.SIGN_AGREEMENTS, place)
            signing.sign(agreement=one, seen_sha256=sha, actor=by)
        work_off()

    def answer(self, place: str, who: str, party: str, *, yes: bool = True, note: str = "") -> None:
        """A party's answer at the gate."""
        known = method.latest_confirmations(self.root.pk, self.places[place].pk, "start").get(party)
        method.confirm(
            root=self.root, place=self.places[place], gate_key="start", key=party, yes=yes, on=clock.today(), note=note,
            seen_confirmation_id=known.pk if known else None, access=self.person(who),
        )  # fmt: skip

    def say_yes(self, place: str) -> None:
        """Village and municipality say yes, and the leadership makes its overall assessment."""
        self.answer(place, self.speakers[place, Role.CONTACT_PERSON], "village")
        self.answer(place, self.speakers[place, Role.MUNICIPALITY], "municipality")
        note = "Plan, avtal och pengar håller. Vi har varit på plats."
        self.answer(place, self.leader_of(place), "assessment", note=note)

    def start(self, place: str, *, stage: str = "", services: tuple[str, ...] = ()) -> Passage:
        """The region's leader takes the decision to start, at full scale or by a stage."""
        return method.pass_gate(
            root=self.root, place=self.places[place], gate_key="start", stage=stage, services=services,
            on=clock.today(), access=self.person(self.leader_of(place)),
        )  # fmt: skip

    def pay(self, place: str, kronor: int, text: str, *, cheque: bool = False) -> None:
        """Pay for a place's own solution; without a place, for general methods."""
        pay(
            programme=self.programme, place=self.places[place] if place else None,
            purpose=Outlay.Purpose.LOCAL if place else Outlay.Purpose.GENERAL,
            kind=Outlay.Kind.CHEQUE if cheque else Outlay.Kind.OTHER, text=text, amount_ore=kronor * 100,
            paid_on=clock.today(), request_key=uuid.uuid4(), actor=SYSTEM,
        )  # fmt: skip

    def account_for_cheque(self, place: str) -> None:
        """The local group accounts for its cheque."""
        paid = Outlay.objects.get(place=self.places[place], kind=Outlay.Kind.CHEQUE)
        account_for(outlay=paid, accounted_on=clock.today(), seen_version=paid.version, actor=SYSTEM)

    def plan_meeting(self, number: int, day: dt.date) -> None:
        """Set the day of one of the five quarterly meetings."""
        one = self.programme.meetings.all()[number - 1]
        set_meeting(meeting=one, planned_on=day, held_on=None, seen_version=one.version, actor=SYSTEM)
        meetings.call(self, number)

    def hold_meeting(self, number: int) -> None:
        """The meeting is held today."""
        one = self.programme.meetings.all()[number - 1]
        set_meeting(
            meeting=one, planned_on=one.planned_on, held_on=clock.today(), seen_version=one.version, actor=SYSTEM
        )
        meetings.hold(self, number)

    def browser(self, name: str) -> Client:
        """A browser in which somebody is logged in."""
        client = Client()
        client.force_login(self.accounts[name])
        return client

    def page(self, name: str) -> Page:
        """The programme page as somebody sees it today."""
        answer = self.browser(name).get(reverse("programme:programme", args=[self.root.key]))
        assert answer.status_code == 200
        return read_page(answer.content.decode())
