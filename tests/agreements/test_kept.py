"""After signing: follow-ups and deductions, notice, extensions, reminders, and what follows when a party leaves."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from servicepunkt.agreements import actions_kept as kept
from servicepunkt.agreements.actions_kept import FollowUpFacts
from servicepunkt.agreements.chasing import THRESHOLDS, ends
from servicepunkt.agreements.leaving import Between, Promised, leaving
from servicepunkt.agreements.models import Agreement, FollowUp
from servicepunkt.agreements.queries import all_due, leaving_of, standings
from servicepunkt.agreements.running import Standing
from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.chasing import due_reminders
from servicepunkt.people.holders import holders_on
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from servicepunkt.supply import actions as supply
from tests.agreements import making
from tests.supply.making import SHOP

pytestmark = pytest.mark.django_db
LATER = dt.date(2027, 4, 2)
YEAR = FollowUpFacts(making.FROM, dt.date(2027, 4, 1), LATER, "not", "Ingen skärm på tolv månader.")


@pytest.fixture
def made(prov: Programme, home: Place) -> making.Made:
    return making.signed(prov.area, home)


def follow(made: making.Made, facts: FollowUpFacts = YEAR, key: uuid.UUID | None = None) -> FollowUp:
    return kept.follow_up(commitment=made.commitment, facts=facts, request_key=key or uuid.uuid4(), actor=SYSTEM)


def stands(one: Agreement, on: dt.date) -> Standing:
    return next(x for x in standings(one.root, one.place, on) if x.agreement.pk == one.pk)


# --- kept? --------------------------------------------------------------------------------------------------------


def test_the_deduction_follows_of_the_agreements_own_words(made: making.Made) -> None:
    with clock.fixed(LATER):
        assert follow(made).deduction_ore == 5_000_00  # half of a year's 10 000 kr, as was agreed
        row = FollowUp.objects.get()
        facts = replace(YEAR, kept="partly", to_on=dt.date(2026, 7, 1))
        kept.change_follow_up(follow_up=row, facts=facts, remove=False, seen_version=1, actor=SYSTEM)
        row.refresh_from_db()
        assert row.deduction_ore == 625_00  # a quarter of it, and half of that
        kept.change_follow_up(
            follow_up=row, facts=replace(facts, kept="kept", note=""), remove=False, seen_version=2, actor=SYSTEM
        )
        row.refresh_from_db()
        assert row.deduction_ore == 0


def test_a_commitment_is_due_when_its_period_has_ended_and_no_more_once_followed_up(made: making.Made) -> None:
    def due(on: dt.date) -> list[tuple[dt.date, dt.date]]:
        found = all_due(standings(made.agreement.root, made.agreement.place, on))
        return [(one.from_on, one.to_on) for one in found]

    assert due(dt.date(2027, 3, 31)) == []
    assert due(dt.date(2027, 4, 1)) == [(making.FROM, dt.date(2027, 4, 1))]
    with clock.fixed(LATER):
        follow(made)
    assert due(LATER) == []
    assert due(dt.date(2028, 4, 1)) == [(dt.date(2027, 4, 1), dt.date(2028, 4, 1))]


def test_a_follow_up_that_cannot_be_is_refused(made: making.Made) -> None:
    wrong = (
        {"to_on": making.FROM}, {"followed_on": dt.date(2027, 4, 3)}, {"note": " "},
        {"to_on": dt.date(2027, 4, 5)}, {"from_on": dt.date(2026, 3, 1)}, {"note": "19121212-1212 kom inte"},
    )  # fmt: skip
    with clock.fixed(LATER):
        for other in wrong:
            with pytest.raises(ActionRefused):
                follow(made, replace(YEAR, **other))
        key = uuid.uuid4()
        assert follow(made, key=key) == follow(made, key=key)
        with pytest.raises(ActionRefused, match="redan uppföljd"):
            follow(made)
        with pytest.raises(ChangedMeanwhile):
            kept.change_follow_up(
                follow_up=FollowUp.objects.get(), facts=YEAR, remove=True, seen_version=7, actor=SYSTEM
            )


def test_what_is_not_signed_is_not_followed_up(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    with clock.fixed(LATER), pytest.raises(ActionRefused, match="inte undertecknat"):
        follow(made)


# --- the end ------------------------------------------------------------------------------------------------------


def test_notice_ends_it_in_time_and_stands(made: making.Made) -> None:
    one = made.agreement
    with clock.fixed(dt.date(2028, 9, 30)):  # six months and a day before the first term's end
        kept.give_notice(side=made.municipality, given_on=clock.today(), why="Budgeten", actor=SYSTEM)
        kept.give_notice(side=made.municipality, given_on=clock.today(), why="Budgeten", actor=SYSTEM)
        with pytest.raises(ActionRefused, match="redan uppsagt"):
            kept.give_notice(side=made.village, given_on=clock.today(), why="", actor=SYSTEM)
    assert stands(one, dt.date(2029, 3, 31)).state == "running"
    assert stands(one, dt.date(2029, 4, 1)).state == "ended"
    assert stands(one, dt.date(2028, 9, 29)).noticed_on is None


def test_without_notice_it_goes_on_year_by_year_to_its_last(made: making.Made) -> None:
    one = made.agreement
    assert stands(one, dt.date(2029, 4, 1)).runs_until == dt.date(2030, 4, 1)
    assert stands(one, dt.date(2031, 3, 31)).state == "running"
    assert stands(one, dt.date(2031, 4, 1)).state == "ended"


def test_an_extension_that_is_decided_moves_the_end_once(prov: Programme, home: Place) -> None:
    facts = replace(making.TERMS, extending="decision", extensions=1)
    one = making.signed(prov.area, home, facts).agreement
    key = uuid.uuid4()
    with clock.fixed(dt.date(2028, 10, 1)):
        for _time in range(2):
            kept.extend(agreement=one, decided_on=clock.today(), note="§ 12", request_key=key, actor=SYSTEM)
        with pytest.raises(ActionRefused, match="inte förlängas fler"):
            kept.extend(agreement=one, decided_on=clock.today(), note="", request_key=uuid.uuid4(), actor=SYSTEM)
    assert stands(one, dt.date(2029, 4, 1)).state == "running"
    assert stands(one, dt.date(2030, 4, 1)).state == "ended"


def test_people_are_reminded_of_notice_talks_and_end_each_once(made: making.Made) -> None:
    root = made.agreement.root

    def told(on: dt.date) -> set[tuple[str, int]]:
        things = ends(root, holders_on(on), on)
        assert all(thing.place_id == made.agreement.place_id for thing in things)
        return {(one.thing.code, one.days) for one in due_reminders(things, THRESHOLDS, on)}

    assert told(dt.date(2027, 4, 1)) == set()
    assert told(dt.date(2028, 3, 3)) == {("w", -30)}  # talks begin a year before the end: 1 April 2028
    assert told(dt.date(2028, 8, 31)) == {("n", -30)}  # the last day for notice is 30 September 2028
    assert told(dt.date(2028, 9, 24)) == {("n", -7)}
    with clock.fixed(dt.date(2028, 9, 24)):
        kept.give_notice(side=made.village, given_on=clock.today(), why="", actor=SYSTEM)
    assert told(dt.date(2028, 9, 25)) == set()
    assert told(dt.date(2029, 3, 25)) == {("e", -7)}


# --- when a party leaves ------------------------------------------------------------------------------------------


def test_when_the_municipality_leaves_its_money_goes_and_the_others_are_told(made: making.Made) -> None:
    one, root, home = made.agreement, made.agreement.root, made.agreement.place
    supply.add_offer(root=root, place=home, facts=replace(SHOP, area="information"), actor=SYSTEM)
    other = making.begin(root, home, replace(making.TERMS, kind="lease", title="Hyra"))
    making.join(other, made.municipality.party)
    every = standings(root, home, dt.date(2026, 5, 1))
    found = leaving_of(stands(one, dt.date(2026, 5, 1)), every, made.municipality.party)
    assert (found.found.lost_ore, found.found.gained_ore, found.falls) == (10_000_00, 0, [])
    assert found.found.bites_on == dt.date(2029, 4, 1) and found.found.days == 1066
    assert [x.organisation for x in found.tell] == ["Byalaget"]
    assert found.menu == ["Information"] and [x.area for x in found.offers] == ["information"]
    assert found.also_in == []  # the lease is not signed


def test_leaving_is_worked_through_party_by_party() -> None:
    on, end = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
    this = Between(1, frozenset({1, 2, 3}), end)
    promised = [
        Promised(1, 1, "lokal", "Lokal", 1, 2, 100, ("samlingslokal",)),
        Promised(2, 1, "hemsandning", "Körning", 3, 2, 40),
        Promised(3, 1, "statistik", "Siffror", 3, None, 0),
        Promised(4, 2, "annat", "I ett annat avtal", 2, 1, 999),
    ]
    others = [this, Between(2, frozenset({2, 9}), end), Between(3, frozenset({1, 3}), end)]
    two = leaving(2, this, promised, others, on)
    assert [x.commitment_id for x in two.unpaid] == [1, 2] and (two.lost_ore, two.gained_ore) == (140, 0)
    assert (two.also_in, two.tell, two.days) == ((2,), (1, 3, 9), 31)
    one = leaving(1, this, promised, others, on)
    assert [x.commitment_id for x in one.falls] == [1] and [x.commitment_id for x in one.stays] == [2, 3]
    assert (one.lost_ore, one.gained_ore, one.supply) == (0, 100, ("samlingslokal",))
    whole = leaving(None, this, promised, others, on)
    assert len(whole.falls) == 3 and (whole.lost_ore, whole.gained_ore) == (140, 140) and whole.tell == (1, 2, 3)
    with pytest.raises(ValueError, match="not in the agreement"):
        leaving(8, this, promised, others, on)


def test_the_journal_holds_no_words_of_an_agreement(made: making.Made) -> None:
    with clock.fixed(LATER):
        follow(made)
    said = str(list(JournalEntry.objects.values_list("codes", flat=True)))
    for word in ("Byalaget", "Strömsund", "skärm", "0600", "Samverkan om"):
        assert word not in said
    assert Decimal(JournalEntry.objects.filter(room="agreements").count()) > 5
