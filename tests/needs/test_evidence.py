"""What needs can prove of a place, in sentences that give nobody away."""

import json
import re
import uuid
from typing import Any

import pytest

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Finding, Question, find, spoken
from servicepunkt.needs.content import AGES
from servicepunkt.needs.ideas import write_ideas
from servicepunkt.needs.models import Answer, Questionnaire, State, Variant
from servicepunkt.needs.population import LINES, keep_population
from servicepunkt.needs.publishing import close
from servicepunkt.places.population import Figures, Group, history, seen_mark
from servicepunkt.programme.actions_village import MeetingFacts, note_meeting
from servicepunkt.supply.actions import add_offer
from tests.builders import TODAY
from tests.needs import making
from tests.needs.making import Village, village
from tests.supply.making import SHOP

EACH = dict.fromkeys([one.key for one in AGES], 14)


@pytest.fixture
def by(db: None) -> Village:
    return village()


def people(by: Village, **other: int) -> None:
    groups = [Group(sex, *line.band, other.get(line.key.replace("-", "_"), 20)) for line in LINES for sex in "mw"]
    sets = history([by.place.pk]).get(by.place.pk, [])
    keep_population(
        root=by.root, place=by.place, figures=Figures(2025, "Byn", "SCB", tuple(groups)), seen=seen_mark(sets),
        actor=SYSTEM,
    )  # fmt: skip


def asked(by: Village, numbers: dict[str, int], variant: str = Variant.RESIDENT, *, codes: int = 0) -> Questionnaire:
    """A closed questionnaire with so many answers of each age."""
    made = making.questionnaire(by.place, by.root, variant, codes=codes)
    values = json.dumps({"services": {"shop": "4"}})
    Answer.objects.bulk_create(
        Answer(questionnaire=made, key=uuid.uuid4(), channel="web", received_on=clock.today(), age=age, sex="wm"[n % 2],
               values=values)
        for age, number in numbers.items() for n in range(number)
    )  # fmt: skip
    made.codes.filter(code__lt="TEST-0038").update(uses=1)
    return close(questionnaire=made, actor=SYSTEM)


def proof(by: Village, name: str, **params: Any) -> Finding:
    question = Question(by.root.pk, frozenset({by.place.pk}), params, TODAY)
    found: Finding = find(f"needs.{name}", question)[by.place.pk]
    said = spoken(found.sentence, found.values)
    assert not any(int(number) < 5 for number in re.findall(r"\b\d+\b", re.sub(r"\d+–\d+", "", said))), said
    return found


def said(found: Finding) -> str:
    return spoken(found.sentence, found.values)


def test_an_open_questionnaire_proves_nothing(by: Village) -> None:
    making.questionnaire(by.place, by.root)
    for name in ("groups_asked", "asked_in_all_sectors", "citizens_took_part", "gap_known"):
        found = proof(by, name)
        assert not found.met and said(found) == "Ingen enkät till de boende är stängd och redovisad än."


def test_the_groups_are_asked_when_each_age_has_answered(by: Village) -> None:
    people(by)
    asked(by, {**EACH, "13-19": 3}, codes=60)
    found = proof(by, "groups_asked")
    assert not found.met
    assert said(found) == (
        "Minst 58 procent av hushållen har svarat. Nådda åldrar: 20–29, 30–49, 50–64, 65–74, 75–84, 85+. Saknas: 13–19."
    )
    assert proof(by, "groups_asked", ages=("65-74", "85-")).met
    assert not proof(by, "groups_asked", ages=("65-74",), reached=15).met
    asked(by, {"13-19": 6, "20-29": 6}, Variant.YOUTH)
    found = proof(by, "groups_asked")
    assert found.met and found.since_on == TODAY
    assert said(found) == "Alla åldersgrupper har svarat, och minst 58 procent av hushållen."


def test_a_group_in_which_hardly_anybody_lives_is_not_asked_for(by: Village) -> None:
    asked(by, {**EACH, "13-19": 3})
    assert not proof(by, "groups_asked").met, "where the people are not known, every group counts"
    people(by, **{"13_19": 2})
    assert proof(by, "groups_asked").met
    people(by, **{"13_19": 3})
    assert not proof(by, "groups_asked").met
    assert proof(by, "groups_asked", people=10).met


def test_ages_that_cannot_be_told_apart_on_the_page_are_not_in_the_sentence(by: Village) -> None:
    people(by)
    asked(by, {"13-19": 0, "20-29": 5, "30-49": 5, "50-64": 0, "65-74": 0, "75-84": 0, "85-": 0})
    assert said(proof(by, "groups_asked")) == "Nådda åldrar: 13–64. Saknas: 65+."


def test_interest_groups_count_when_the_method_asks_for_them(by: Village) -> None:
    people(by)
    asked(by, EACH)
    wanted = ("resident", "company", "association")
    assert said(proof(by, "groups_asked", variants=wanted)) == "Företagen är inte frågade än."
    company = making.questionnaire(by.place, by.root, Variant.COMPANY, questions=making.without("age", "sex"))
    assert not proof(by, "groups_asked", variants=wanted).met, "still open"
    close(questionnaire=company, actor=SYSTEM)
    assert said(proof(by, "groups_asked", variants=wanted)) == "Föreningarna är inte frågade än."
    making.close(making.questionnaire(by.place, by.root, Variant.ASSOCIATION, questions=making.without("age", "sex")))
    assert proof(by, "groups_asked", variants=wanted).met


def test_what_was_released_holds_while_a_questionnaire_is_open_again(by: Village) -> None:
    people(by)
    made = asked(by, EACH)
    Questionnaire.objects.filter(pk=made.pk).update(state=State.OPEN, closed_at=None)
    assert proof(by, "groups_asked").met


def test_all_three_sectors_are_asked_about(by: Village) -> None:
    asked(by, EACH)
    assert proof(by, "asked_in_all_sectors").met
    other = village("annan")
    services = next(one for one in making.QUESTIONS if one.key == "services")
    from dataclasses import replace

    less = tuple(replace(services, rows=services.rows[:2]) if one is services else one for one in making.QUESTIONS)
    made = making.questionnaire(other.place, other.root, questions=less)
    Answer.objects.bulk_create(
        Answer(questionnaire=made, key=uuid.uuid4(), channel="web", received_on=clock.today(), age="30-49", values="{}")
        for _each in range(20)
    )
    close(questionnaire=made, actor=SYSTEM)
    assert said(proof(other, "asked_in_all_sectors")) == "Enkäten frågade inte om det som föreningar erbjuder."


def test_citizens_took_part_when_they_met_and_answered(by: Village) -> None:
    asked(by, EACH)
    assert said(proof(by, "citizens_took_part")) == "Inga idéer från ett öppet möte är införda än."

    def met(kind: str) -> None:
        facts = MeetingFacts(kind, clock.today(), "Byalaget", 30, False)
        one = note_meeting(root=by.root, place=by.place, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)
        write_ideas(root=by.root, place=by.place, lines=["Mack"], meeting=one, request_key=uuid.uuid4(), actor=SYSTEM)

    met("associations")
    assert not proof(by, "citizens_took_part").met
    met("open")
    assert proof(by, "citizens_took_part").met


def test_the_gap_is_known_when_need_and_supply_are(by: Village) -> None:
    asked(by, EACH)
    assert said(proof(by, "gap_known")) == "Ortens utbud är inte nedskrivet än."
    add_offer(root=by.root, place=by.place, facts=SHOP, actor=SYSTEM)
    assert proof(by, "gap_known").met


def test_no_piece_of_evidence_asks_more_than_twice(by: Village, django_assert_max_num_queries: Any) -> None:
    people(by)
    asked(by, EACH)
    for name in ("groups_asked", "asked_in_all_sectors", "citizens_took_part", "gap_known"):
        with django_assert_max_num_queries(2):
            proof(by, name)
