"""Progress is a memory: whatever people do, in whatever order, it is what the facts say."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from servicepunkt.core import clock, duties
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.evidence import Finding, Question, find
from servicepunkt.core.models import DutyRun, JournalEntry
from servicepunkt.method import progress
from servicepunkt.method.models import Progress, Standing
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.actions import end_holding, seat_person
from servicepunkt.people.models import Holding, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.actions import account_for, divide, load_programme
from servicepunkt.programme.models import Outlay
from tests.method.building import (
    STARTS_ON,
    TODAY,
    Someone,
    Village,
    changed,
    cheque,
    general,
    places_of,
    programme,
    programme_file,
    sit,
    village,
    work_by,
)

STATED = ("traffad", "vision", "kommunalt-valt", "statligt-valt", "finansiering")
EXTRA = """
[[steps.tasks.requirements]]
key = "nytt"
title = "Något nytt"
evidence = "method.rests_on"
params = { all = ["vision", "kontaktperson"] }

[[steps]]
key = "tva"
"""
# The second version lacks what people could say first, and asks for something that rests on others.
OTHER = changed(
    (
        '[[steps.tasks.requirements]]\nkey = "traffad"\ntitle = "Bygden är träffad"\nevidence = "stated"\n'
        'by = ["leader"]\nhelp = "Skriv när."\n',
        "",
    ),
    ('\n[[steps]]\nkey = "tva"\n', EXTRA),
)


class Life:
    """Villages in which things happen at random, but the same things every time for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.programme = programme(3)
        self.villages = [village(self.programme, n) for n in (1, 2, 3)]
        again = programme_file(3).replace('slug = "byarna"', 'slug = "samma-byar"')
        self.twin = load_programme(raw=again.encode())
        self.villages[0].make_ready()
        self.villages[0].pass_gate(self.villages[0].leader)
        self.newest = 1
        self.happened: Counter[str] = Counter()

    def step(self) -> None:
        """One thing happens, or is refused."""
        rare = (self.leave, self.divide, self.adopt, self.tomorrow, self.decide, self.prepare)
        often = (self.speak, self.answer, self.seat, self.pay, self.account)
        deed: Callable[[Village], object] = self.random.choice([*rare, *often, *often])
        try:
            deed(self.random.choice(self.villages))
        except ActionRefused:
            return
        self.happened[deed.__name__] += 1

    def someone(self, by: Village) -> Someone:
        return self.random.choice([by.leader, by.contact, by.municipality])

    def speak(self, by: Village) -> None:
        known = {r.key for r in spec_of(adoption_of(self.programme.area_id).version).requirements}
        requirement = self.random.choice(sorted(known & set(STATED) | {"redovisad", "check"}))
        says = self.random.choice(["met", "met", "met", "not_met", "not_relevant"])
        by.say(self.someone(by), requirement, says, note=self.random.choice(["", "Därför", "Nu"]))

    def answer(self, by: Village) -> None:
        key = self.random.choice(["village", "municipality", "assessment"])
        by.answer(self.someone(by), key, yes=self.random.random() < 0.9)

    def prepare(self, by: Village) -> None:
        by.make_ready()

    def decide(self, by: Village) -> None:
        stage = self.random.choice(["", "Etapp 1", "Etapp 2"])
        by.pass_gate(by.leader, stage=stage, services=(self.random.choice(["kommunal", "statlig"]),) if stage else ())

    def seat(self, by: Village) -> None:
        seat = self.random.choice(
            list(Seat.objects.filter(place=by.place, body__area=self.programme.area).order_by("id"))
        )
        name = self.random.choice(["Anna", "Bo", "Cilla"])
        seat_person(
            seat=seat, name=name, email=f"{name.lower()}@exempel.test", substitute=self.random.random() < 0.2,
            from_on=clock.today() + dt.timedelta(days=self.random.choice([-10, 0, 3])),
            to_on=self.random.choice([None, clock.today() + dt.timedelta(days=5)]), actor=SYSTEM,
        )  # fmt: skip

    def leave(self, by: Village) -> None:
        holdings = list(Holding.objects.filter(seat__place=by.place, to_on=None).order_by("id"))
        if holdings:
            end_holding(holding=self.random.choice(holdings), to_on=clock.today(), seen_to_on=None, actor=SYSTEM)

    def pay(self, by: Village) -> None:
        if self.random.random() < 0.5:
            general(self.programme, kronor=7_000)
        else:
            cheque(self.programme, by.place, kronor=self.random.choice([9_000, 10_000]))

    def account(self, by: Village) -> None:
        for paid in Outlay.objects.filter(place=by.place):
            day = self.random.choice([None, clock.today()])
            account_for(outlay=paid, accounted_on=day, seen_version=paid.version, actor=SYSTEM)

    def divide(self, by: Village) -> None:
        member = AreaPlace.objects.get(root=self.programme.area, place=by.place)
        area = self.random.choice([None, *self.programme.area.parts.all()])
        divide(membership=member, area=area, uncertain=False, note="", seen_version=member.version, actor=SYSTEM)

    def adopt(self, by: Village) -> None:
        self.newest += 1
        text = OTHER.replace('version = "2"', f'version = "{self.newest}"')
        work_by(self.programme, text if self.newest % 2 == 0 else changed(version=str(self.newest)))

    def tomorrow(self, by: Village) -> None:
        clock._fixed = clock.now() + dt.timedelta(days=self.random.choice([1, 4, 30]))
        assert "method.renew" in duties.run_due()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_what_is_remembered_is_what_the_facts_say(seed: int) -> None:
    life = Life(seed)
    for number in range(60):
        life.step()
        for one in (life.programme, life.twin):
            assert progress.differences(one.area_id) == [], f"after step {number}: {life.happened}"
    assert len(life.happened) >= 8 and life.happened.total() >= 30, life.happened


@pytest.mark.django_db
def test_a_renewal_finds_nothing_left_to_do_after_an_action() -> None:
    by = village(programme(2))
    by.make_ready()
    by.pass_gate(by.leader)
    assert progress.renew(by.programme.area_id) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["changed", "gone", "made up", "overview"])
def test_a_tampered_memory_is_found_and_made_right(harm: str) -> None:
    by = village(programme(2))
    rows = Progress.objects.filter(area=by.programme.area, place=by.place)
    if harm == "changed":
        rows.filter(requirement="vision").update(state="evidence", sentence="Allt är klart.")
    elif harm == "gone":
        rows.filter(requirement="vision").delete()
    elif harm == "made up":
        Progress.objects.create(area=by.programme.area, place=by.place, requirement="vad", number=99, state="statement")
    else:
        Standing.objects.filter(place=by.place).update(overdue=0, not_met=0)
    wanted = {"made up": "vad", "overview": ""}.get(harm, "vision")
    assert progress.differences(by.programme.area_id) == [(by.place.pk, wanted)]
    progress.renew(by.programme.area_id)
    assert progress.differences(by.programme.area_id) == []


def standing(by: Village) -> Standing:
    return Standing.objects.get(area=by.programme.area, place=by.place)


@pytest.mark.django_db
def test_what_is_overdue_moves_with_the_clock() -> None:
    """January's task is due on its last day and late on the next, without anybody touching anything."""
    with clock.fixed(STARTS_ON):
        by = village(programme())
        assert standing(by).overdue == 0
    lines = JournalEntry.objects.count()
    with clock.fixed(dt.date(2026, 1, 31)):
        duties.run_due()
        assert (standing(by).overdue, standing(by).next_due_on) == (0, dt.date(2026, 1, 31))
        assert DutyRun.objects.get(name="method.renew").ran_at == clock.now()
    with clock.fixed(dt.date(2026, 2, 1)):
        assert "method.renew" in duties.run_due()
        assert standing(by).overdue == 2, "the meeting and the vision"
        assert by.leader.client.get(by.url()).content.decode().count("Försenat") >= 2
    with clock.fixed(dt.date(2026, 3, 1)):
        duties.run_due()
        assert standing(by).overdue == 4, "also the cheque and its account"
    assert JournalEntry.objects.count() == lines


@pytest.mark.django_db
def test_a_seat_begins_and_ends_by_the_calendar() -> None:
    one = programme()
    place = places_of(one)[0]
    sit(one, Role.CONTACT_PERSON, place, name="Karin", from_on=dt.date(2026, 3, 12), to_on=dt.date(2026, 3, 20))
    seen = {}
    for day in (10, 11, 12, 19, 20):
        with clock.fixed(dt.date(2026, 3, day)):
            duties.run_due()
            seen[day] = Progress.objects.get(area=one.area, place=place, requirement="kontaktperson").state
    assert seen == {10: "not_met", 11: "not_met", 12: "evidence", 19: "evidence", 20: "not_met"}


@pytest.mark.django_db
def test_a_place_in_two_programmes_stands_where_each_of_them_says() -> None:
    by = village(programme())
    twin = load_programme(raw=programme_file().replace('slug = "byarna"', 'slug = "samma-by"').encode())
    by.say(by.leader, "traffad")
    states = dict(Progress.objects.filter(place=by.place, requirement="traffad").values_list("area_id", "state"))
    assert states == {by.programme.area_id: "statement", twin.area_id: "not_met"}


@pytest.mark.django_db
def test_the_first_thing_left_in_the_first_open_step_comes_next() -> None:
    by = village(programme())
    assert (standing(by).step, standing(by).next_requirement) == ("ett", "traffad")
    by.say(by.leader, "traffad")
    by.say(by.contact, "vision")
    assert standing(by).next_requirement == "check"
    paid = cheque(by.programme, by.place)
    account_for(outlay=paid, accounted_on=TODAY, seen_version=paid.version, actor=SYSTEM)
    assert (standing(by).step, standing(by).next_requirement) == ("tva", "kommunalt-valt")
    by.make_ready()
    by.pass_gate(by.leader)
    assert (standing(by).step, standing(by).next_requirement, standing(by).gates) == ("", "", ["start"])


@pytest.mark.django_db
def test_money_moves_the_principle_for_every_place() -> None:
    one = programme(2)
    first, second = places_of(one)
    cheque(one, first)

    def states() -> set[str]:
        rows = Progress.objects.filter(area=one.area, requirement="mest-lokalt")
        assert {row.place_id for row in rows} == {first.pk, second.pk}
        return {row.state for row in rows}

    assert states() == {"evidence"}
    general(one, kronor=10_000)
    assert states() == {"not_met"}, "half is not most"


@pytest.mark.django_db
def test_an_action_asks_anew_only_for_what_stands_on_the_room_it_wrote_in(monkeypatch: pytest.MonkeyPatch) -> None:
    by = village(programme(1))
    asked: list[str] = []

    def noting(name: str, question: Question) -> Mapping[int, Finding]:
        asked.append(name)
        return find(name, question)

    monkeypatch.setattr(progress, "find", noting)
    cheque(by.programme, by.place)
    assert asked
    assert {name.partition(".")[0] for name in asked} == {"programme"}
    assert progress.differences(by.programme.area_id) == []
    asked.clear()
    by.say(by.leader, "vision")
    assert {name.partition(".")[0] for name in asked} > {"programme"}
