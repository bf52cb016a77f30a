"""Two writers race and nothing is lost, doubled or half done; what is remembered is right afterwards."""

import uuid
from collections.abc import Iterator
from functools import partial

import pytest
from django.http import HttpResponse

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.method import progress
from servicepunkt.method.actions import GateClosed, adopt, load_method
from servicepunkt.method.models import Adoption, Confirmation, Passage, Statement
from servicepunkt.people.actions import end_holding, make_account, seat_person
from servicepunkt.people.models import Account, Holding, Person
from servicepunkt.people.roles import Role
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.actions_meetings import set_meeting
from servicepunkt.programme.actions_village import (
    BalanceFacts,
    MeetingFacts,
    keep_balance,
    note_meeting,
    write_vision,
)
from servicepunkt.programme.models import Balance, Meeting, Outlay, Programme, VillageMeeting, Vision
from tests.method.building import (
    TODAY,
    Someone,
    Village,
    changed,
    cheque,
    general,
    programme_file,
    seat_of,
    sit,
    village,
    work_by,
)
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4  # a race is not lost every time


@pytest.fixture(autouse=True)
def _memory_is_right_afterwards(transactional_db: None) -> Iterator[None]:
    yield
    for root_id in set(Adoption.objects.values_list("area_id", flat=True)):
        assert progress.differences(root_id) == []


def raised(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


def test_of_two_statements_at_once_one_is_saved_and_the_other_told(by: Village) -> None:
    for number in range(ROUNDS):
        mine, theirs = f"Kontaktpersonens ord {number}", f"Ledarens ord {number}"
        seen = Statement.objects.order_by("-id").values_list("id", flat=True).first()
        outcomes = at_once(
            partial(by.say, by.contact, "vision", note=mine, seen=seen),
            partial(by.say, by.leader, "vision", note=theirs, seen=seen),
        )
        assert raised(outcomes) == [ChangedMeanwhile], outcomes
        saved = next(one for one in outcomes if isinstance(one, Statement))
        assert Statement.objects.count() == number + 1
        assert by.row("vision").statement_id == saved.pk


def test_the_one_who_was_second_keeps_what_was_typed(by: Village) -> None:
    url = by.url("method:requirement", "vision")
    notes = ["Kontaktpersonens långa text", "Ledarens långa text"]
    browsers = [by.contact.client, by.leader.client]
    for browser in browsers:
        browser.get(url)

    def post(number: int) -> HttpResponse:
        form = {"says": "met", "on": "2026-03-01", "note": notes[number], "seen": ""}
        return browsers[number].post(url, form)  # type: ignore[return-value]

    answers = at_once(lambda: post(0), lambda: post(1))
    assert sorted(a.status_code for a in answers) == [302, 409]
    told = next(a for a in answers if a.status_code == 409).content.decode()
    assert all(note in told for note in notes)


def test_the_same_form_sent_twice_at_once_is_saved_once(by: Village) -> None:
    statement = at_once(*[lambda: by.say(by.contact, "vision", note="Ord", seen=None)] * 2)
    assert statement[0] == statement[1] == Statement.objects.get()
    answer = at_once(*[lambda: by.answer(by.contact, "village")] * 2)
    assert answer[0] == answer[1] == Confirmation.objects.get()
    for pay in (
        lambda key: cheque(by.programme, by.place, key=key),
        lambda key: general(by.programme, kronor=5, key=key),
    ):
        key, before = uuid.uuid4(), Outlay.objects.count()
        paid = at_once(*[partial(pay, key)] * 2)
        assert not raised(paid), paid
        assert paid[0] == paid[1] and Outlay.objects.count() == before + 1
    assert JournalEntry.objects.filter(verb__in=("state", "confirm", "pay")).count() == 4


def test_a_gate_passed_by_two_at_once_is_passed_once(by: Village) -> None:
    coordinator = sit(by.programme, Role.COORDINATOR, name="Sam Ordnare")
    for number in range(ROUNDS):
        where = village(load(f"grind-{number}"))
        where.make_ready()
        other = sit(where.programme, Role.COORDINATOR, name=coordinator.account.person.name)
        outcomes = at_once(partial(where.pass_gate, where.leader), partial(where.pass_gate, other))
        assert not raised(outcomes), outcomes
        assert outcomes[0] == outcomes[1]
        assert Passage.objects.count() == FrozenVersion.objects.count() == number + 1
        assert JournalEntry.objects.filter(verb="decide").count() == number + 1


def load(key: str) -> Programme:
    return load_programme(raw=programme_file(key=key).encode())


def test_what_is_taken_back_while_the_gate_is_passed_comes_wholly_before_or_wholly_after(by: Village) -> None:
    for number in range(ROUNDS):
        where = village(load(f"tillbaka-{number}"))
        where.make_ready()
        passage, taken = at_once(
            partial(where.pass_gate, where.leader),
            partial(where.say, where.contact, "finansiering", "not_met", note="Pengarna försvann"),
        )
        assert isinstance(taken, Statement)
        assert where.row("finansiering").state == "not_met"
        if isinstance(passage, GateClosed):
            assert "Finansieringen är säkrad" in passage.missing
            assert not Passage.objects.filter(place=where.place).exists()
            assert not FrozenVersion.objects.filter(place=where.place).exists()
        else:
            rested_on = {r["key"]: r["state"] for r in passage.frozen.content["requirements"]}
            assert rested_on["finansiering"] == "statement"
            lines = list(
                JournalEntry.objects.filter(place_id=where.place.pk).order_by("id").values_list("verb", flat=True)
            )
            assert lines.index("decide") < len(lines) - 1 - lines[::-1].index("state"), "the decision came first"


def test_a_no_said_while_the_gate_is_passed_comes_wholly_before_or_wholly_after(by: Village) -> None:
    by.make_ready()
    passage, _no = at_once(
        lambda: by.pass_gate(by.leader), lambda: by.answer(by.municipality, "municipality", yes=False, note="Nej")
    )
    if isinstance(passage, GateClosed):
        assert passage.missing == ["Kommunen säger ja"] and not Passage.objects.exists()
    else:
        assert all(c["yes"] for c in passage.frozen.content["confirmations"])


def test_a_cheque_paid_by_two_at_once_is_paid_once(by: Village) -> None:
    for number in range(ROUNDS):
        where = village(load(f"check-{number}"))
        outcomes = at_once(*[partial(cheque, where.programme, where.place)] * 2)
        assert raised(outcomes) == [ActionRefused], outcomes
        assert Outlay.objects.filter(place=where.place).count() == 1
        assert where.row("check").state == where.row("mest-lokalt").state == "evidence"


def test_two_persons_cannot_be_put_in_the_same_seat_at_once(by: Village) -> None:
    for number in range(ROUNDS):
        seat = seat_of(by.programme, Role.LOCAL_MEMBER, by.place, title=f"Ledamot {number}")

        def put(name: str, seat: object = seat) -> Holding:
            return seat_person(
                seat=seat, name=name, email=f"{name.lower()}@exempel.test", from_on=TODAY, to_on=None,  # type: ignore[arg-type]
                substitute=False, actor=SYSTEM,
            )  # fmt: skip

        outcomes = at_once(partial(put, "Anna"), partial(put, "Bo"))
        assert raised(outcomes) == [ActionRefused], outcomes
        assert Holding.objects.filter(seat=seat).count() == 1
    assert by.row("grupp").state == "evidence"


def test_a_new_person_put_in_two_seats_at_once_is_one_person(by: Village) -> None:
    for number in range(ROUNDS):
        seats = [seat_of(by.programme, Role.LOCAL_MEMBER, by.place, title=f"{t} {number}") for t in ("Ett", "Två")]
        email = f"ny-{number}@exempel.test"
        outcomes = at_once(
            *[
                partial(
                    seat_person,
                    seat=seat,
                    name="Ny Person",
                    email=email,
                    from_on=TODAY,
                    to_on=None,
                    substitute=False,
                    actor=SYSTEM,
                )
                for seat in seats
            ]
        )
        assert not raised(outcomes), outcomes
        assert Person.objects.get(email=email).holdings.count() == 2


def test_an_account_made_twice_at_once_is_one_account(by: Village) -> None:
    for number in range(ROUNDS):
        email = f"konto-{number}@exempel.test"
        outcomes = at_once(*[partial(make_account, name="Ny", email=email, password=None, actor=SYSTEM)] * 2)
        assert not raised(outcomes), outcomes
        assert Account.objects.get(email=email).person.email == email


def test_the_last_one_leaving_while_somebody_speaks_leaves_the_memory_right(by: Village) -> None:
    def leave(who: Someone) -> Holding:
        return end_holding(holding=who.holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)

    at_once(
        lambda: leave(by.contact),
        lambda: leave(by.municipality),
        lambda: by.say(by.leader, "traffad"),
        lambda: cheque(by.programme, by.place),
    )
    assert [by.row(key).state for key in ("kontaktperson", "kommunen-med", "traffad", "check")] == [
        "not_met", "not_met", "statement", "evidence",
    ]  # fmt: skip


def test_words_said_while_the_programme_changes_its_way_of_working_stand_under_the_new_one(by: Village) -> None:
    for number in range(2, 2 + ROUNDS):
        text = changed(("members = 2", f"members = {number + 3}"), version=str(number))
        outcomes = at_once(
            partial(work_by, by.programme, text),
            partial(by.say, by.leader, "traffad", note=f"Gång {number}"),
            partial(by.say, by.contact, "vision", note=f"Gång {number}"),
        )
        assert not raised(outcomes), outcomes
        assert by.row("grupp").values["wanted"] == number + 3
        assert progress.differences(by.programme.area_id) == []


def test_a_version_adopted_by_two_at_once_is_adopted_once(by: Village) -> None:
    for number in range(2, 2 + ROUNDS):
        version = load_method(raw=changed(version=str(number)).encode(), actor=SYSTEM)
        seen = Adoption.objects.filter(area=by.programme.area).latest("id").pk
        once = partial(adopt, area=by.programme.area, version=version, starts_on=TODAY, note="", seat_id=None)
        outcomes = at_once(*[partial(once, seen_adoption_id=seen, actor=SYSTEM)] * 2)
        assert raised(outcomes) == [ActionRefused], outcomes
        assert Adoption.objects.filter(version=version).count() == 1


def test_two_versions_adopted_at_once_are_adopted_one_after_another_with_open_eyes(by: Village) -> None:
    one, other = (load_method(raw=changed(version=v).encode(), actor=SYSTEM) for v in ("2", "3"))
    seen = Adoption.objects.filter(area=by.programme.area).latest("id").pk
    choose = partial(adopt, area=by.programme.area, starts_on=TODAY, note="", seat_id=None, actor=SYSTEM)
    outcomes = at_once(*[partial(choose, version=v, seen_adoption_id=seen) for v in (one, other)])
    assert raised(outcomes) == [ChangedMeanwhile], outcomes


def test_a_meeting_moved_by_two_at_once_is_moved_by_one(by: Village) -> None:
    meeting = Meeting.objects.get(programme=by.programme)

    def plan(day: int) -> Meeting:
        return set_meeting(
            meeting=meeting, planned_on=TODAY.replace(day=day), held_on=None, seen_version=1, actor=SYSTEM
        )

    outcomes = at_once(lambda: plan(20), lambda: plan(25))
    assert raised(outcomes) == [ChangedMeanwhile], outcomes
    assert Meeting.objects.get().version == 2


def test_a_programme_loaded_twice_at_once_is_loaded_once(transactional_db: None) -> None:
    text = programme_file(method="hallbara-lokala-servicelosningar").encode()
    outcomes = at_once(*[lambda: load_programme(raw=text)] * 2)
    assert not raised(outcomes), outcomes
    assert outcomes[0] == outcomes[1] == Programme.objects.get()
    assert JournalEntry.objects.filter(verb="load", room="programme").count() == 1


def test_of_two_first_visions_and_two_first_balances_at_once_one_is_saved(by: Village) -> None:
    root, place = by.programme.area, by.place
    visions = at_once(*(
        partial(write_vision, root=root, place=place, text=text, written_on=TODAY, seen_version=0, actor=SYSTEM)
        for text in ("Den ena", "Den andra")
    ))  # fmt: skip
    assert raised(visions) == [ChangedMeanwhile], visions
    balances = at_once(*(
        partial(
            keep_balance, root=root, place=place, seen_version=0, actor=SYSTEM,
            facts=BalanceFacts(women, 2, 0, 0, False, "", TODAY),
        )
        for women in (2, 3)
    ))  # fmt: skip
    assert raised(balances) == [ChangedMeanwhile], balances
    assert (Vision.objects.count(), Balance.objects.count()) == (1, 1)


def test_the_same_meeting_sent_twice_at_once_is_noted_once(by: Village) -> None:
    key, facts = uuid.uuid4(), MeetingFacts("open", TODAY, "Byalaget", 9, True)
    send = partial(note_meeting, root=by.programme.area, place=by.place, facts=facts, request_key=key, actor=SYSTEM)
    assert raised(at_once(send, send)) == []
    assert VillageMeeting.objects.count() == 1
