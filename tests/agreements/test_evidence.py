"""What proves that agreements are listed, signed and five years long, that time is settled and the door is one."""

import datetime as dt
from dataclasses import replace

import pytest

from servicepunkt.agreements import actions
from servicepunkt.agreements.actions_agreement import TermFacts
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.evidence import Finding, Question, find
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making
from tests.builders import TODAY, place

pytestmark = pytest.mark.django_db


def ask(prov: Programme, name: str, on: dt.date = TODAY) -> Finding:
    home = place(prov)
    both = frozenset({home.pk, place(prov, 2).pk})
    answers = find(f"agreements.{name}", Question(prov.area_id, both, {}, on))
    assert not answers[place(prov, 2).pk].met  # nothing is proved of another place
    return answers[home.pk]


def test_a_needed_agreement_names_at_least_two_parties(prov: Programme, home: Place) -> None:
    assert not ask(prov, "listed").met
    for parties in ("Byalaget: värd", "Byalaget\nbyalaget: annan roll", ": värd\nKommunen", ""):
        with pytest.raises(ActionRefused):
            making.need(prov.area, home, replace(making.NEEDED, parties=parties))
    making.need(prov.area, home)
    assert ask(prov, "listed").met and not ask(prov, "listed", TODAY - dt.timedelta(days=1)).met


def test_the_door_is_open_when_contact_deputy_and_answer_time_are_known_at_both_authorities(
    prov: Programme, home: Place
) -> None:
    making.add_party(prov.area, home, making.VILLAGE)
    making.add_party(prov.area, home, making.MUNICIPALITY)
    assert ask(prov, "municipality_time").met and not ask(prov, "county_time").met
    assert "inte båda" in ask(prov, "one_door").sentence
    county = making.add_party(prov.area, home, replace(making.COUNTY, deputy_function=""))
    assert ask(prov, "county_time").met
    found = ask(prov, "one_door")
    assert (found.met, found.values) == (False, {"closed": 1, "all": 2})
    actions.change_party(party=county, facts=making.COUNTY, remove=False, seen_version=1, actor=SYSTEM)
    assert ask(prov, "one_door").met
    gone = replace(making.COUNTY, time_amount=None, time_per="", time_for="")
    actions.change_party(party=county, facts=gone, remove=False, seen_version=2, actor=SYSTEM)
    assert not ask(prov, "county_time").met


def test_time_is_said_whole_or_not_at_all(prov: Programme, home: Place) -> None:
    for wrong in ({"time_for": ""}, {"time_per": ""}, {"time_amount": None}):
        with pytest.raises(ActionRefused):
            making.add_party(prov.area, home, replace(making.MUNICIPALITY, **wrong))


def _with(**other: object) -> TermFacts:
    return replace(making.TERMS, **other)  # type: ignore[arg-type]


def test_an_agreement_proves_nothing_until_all_have_signed_nor_when_it_is_over(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    making.sign(made.agreement, sha, making.KAJ, Role.CONTACT_PERSON)
    assert not ask(prov, "signed").met
    making.sign(made.agreement, sha, making.KLARA, Role.MUNICIPALITY)
    assert ask(prov, "signed").since_on == TODAY
    assert ask(prov, "signed", dt.date(2031, 3, 31)).met and not ask(prov, "signed", dt.date(2031, 4, 1)).met


@pytest.mark.parametrize(
    ("facts", "met", "word"),
    [
        (_with(), True, "avser fem år"),
        (_with(to_on=dt.date(2031, 4, 1), extending="none", intention_years=0), True, "löper i fem år"),
        (_with(to_on=dt.date(2031, 3, 31), extending="none", intention_years=0), False, "kortare än fem år"),
        (_with(intention_years=4), False, "kortare än fem år"),
        (_with(extending="none"), False, "inte hur det förlängs"),
        (_with(extensions=1), False, "räcker avtalet inte"),
    ],
)
def test_five_years_is_the_term_or_the_intention_with_extensions_that_reach_there(
    prov: Programme, home: Place, facts: TermFacts, met: bool, word: str
) -> None:
    making.signed(prov.area, home, facts)
    found = ask(prov, "five_years")
    assert found.met is met and word in found.sentence


def test_a_lease_alone_is_not_the_agreement_the_memo_asks_for(prov: Programme, home: Place) -> None:
    making.signed(prov.area, home, _with(kind="lease"))
    assert not ask(prov, "signed").met and not ask(prov, "five_years").met
