"""What the plan's sheets prove, and where the border lies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find, spoken
from servicepunkt.plan.actions_sheets import choose_premises
from servicepunkt.plan.models import PremisesChoice
from tests.builders import TODAY, place
from tests.plan.sheet_making import Plan, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_plan()


def proof(plan: Plan, name: str, **params: object) -> bool:
    question = Question(plan.programme.area_id, frozenset({plan.place.pk}), params, TODAY)
    found = find(f"plan.{name}", question)[plan.place.pk]
    assert spoken(found.sentence, found.values)
    return found.met


@pytest.mark.parametrize(
    ("sector", "label"),
    [("municipal", "Kommunal"), ("state", "Statlig"), ("nonprofit", "Ideell"), ("commercial", "Kommersiell")],
)
def test_a_sector_is_decided_by_a_service_or_by_why_there_is_none(plan: Plan, sector: str, label: str) -> None:
    other = "Regional"
    plan.add("offering", sector=other)
    assert not proof(plan, "offering_decided", sector=sector)
    fact = plan.add("offering", what="Annat", sector=label)
    assert proof(plan, "offering_decided", sector=sector)
    plan.change(fact, "offering", what="Annat", sector=other)
    assert not proof(plan, "offering_decided", sector=sector)
    plan.add("offering", what="Inget", sector=label, begins="Ska inte finnas", about_when="", note="Vi har frågat.")
    assert proof(plan, "offering_decided", sector=sector)


def test_the_future_is_told_by_what_comes_later(plan: Plan) -> None:
    fact = plan.add("offering", begins="Från start", about_when="")
    assert not proof(plan, "future_told")
    plan.change(fact, "offering")
    assert proof(plan, "future_told")


@pytest.mark.parametrize("level", ["Vägledning", "Ombud"])
def test_help_says_what_competence_it_takes(plan: Plan, level: str) -> None:
    assert not proof(plan, "help_defined")
    plan.add("offering", what="Hylla", level="Information", competence="")
    assert not proof(plan, "help_defined"), "information is no help with anything"
    fact = plan.add("offering", level=level, competence="")
    assert not proof(plan, "help_defined")
    plan.change(fact, "offering", level=level)
    assert proof(plan, "help_defined")
    plan.add("offering", what="Bortvalt", begins="Ska inte finnas", about_when="", competence="")
    assert proof(plan, "help_defined"), "what will not be there takes nothing"


@pytest.mark.parametrize(
    ("name", "key", "field"),
    [
        ("staffing_decided", "staffing", "when_ill"),
        ("knowledge_decided", "staffing", "competences"),
        ("training_planned", "training", "giver"),
        ("training_planned", "training", "when"),
        ("confidentiality_defined", "confidentiality", "secret"),
        ("confidentiality_defined", "confidentiality", "who_may"),
        ("confidentiality_defined", "confidentiality", "how"),
        ("safety_considered", "safety", "what"),
        ("safety_considered", "safety", "with_whom"),
        ("hours_need_told", "openingweek", "need"),
        ("hours_need_told", "openingweek", "people"),
    ],
)
def test_every_row_must_say_what_it_is_there_to_say(plan: Plan, name: str, key: str, field: str) -> None:
    assert not proof(plan, name), "nothing is written"
    fact = plan.add(key, **{field: ""})
    assert not proof(plan, name)
    plan.change(fact, key)
    assert proof(plan, name)
    first = {"staffing": "function", "training": "task", "confidentiality": "task", "safety": "function",
             "openingweek": "name"}[key]  # fmt: skip
    plan.add(key, **{first: "Vatten" if key == "safety" else "En till", field: ""})
    assert not proof(plan, name), "one row is half told"


def test_safety_may_be_considered_and_left(plan: Plan) -> None:
    plan.none("safety")
    assert proof(plan, "safety_considered")


@pytest.mark.parametrize(
    ("kind", "label"), [("commerce", "E-handel"), ("health", "E-hälsa"), ("postman", "Lantbrevbärare")]
)
def test_each_kind_of_tech_service_is_planned_by_itself(plan: Plan, kind: str, label: str) -> None:
    plan.add("techservice", kind="Annat")
    assert not proof(plan, "tech_planned", kind=kind)
    fact = plan.add("techservice", kind=label, takes="")
    assert not proof(plan, "tech_planned", kind=kind)
    plan.change(fact, "techservice", kind=label, days="")
    assert proof(plan, "tech_planned", kind=kind) is (kind != "postman"), "the postman comes on certain days"
    fact.refresh_from_db()
    plan.change(fact, "techservice", kind=label)
    assert proof(plan, "tech_planned", kind=kind)


OFFICE = {f"day{number}": "8–17" for number in range(5)}
CLOSED = {f"day{number}": "" for number in range(7)}


def test_opening_hours_are_decided_when_some_day_is_open(plan: Plan) -> None:
    fact = plan.add("openingweek", **CLOSED)
    assert not proof(plan, "hours_decided")
    plan.change(fact, "openingweek", **{**CLOSED, "day6": "10–11"})
    assert proof(plan, "hours_decided")


def test_office_hours_are_kept_or_it_is_said_what_hinders(plan: Plan) -> None:
    assert not proof(plan, "office_hours_considered")
    fact = plan.add("openingweek", **{**OFFICE, "day5": "", "day6": ""}, hindrance="")
    assert proof(plan, "office_hours_considered"), "8–17 Monday to Friday, closed at weekends"
    for change in ({"day4": "8–16.59"}, {"day0": "8–12, 12.01–17"}, {"day2": ""}):
        fact.refresh_from_db()
        plan.change(fact, "openingweek", **{**OFFICE, **change}, hindrance="")
        assert not proof(plan, "office_hours_considered"), change
    fact.refresh_from_db()
    plan.change(fact, "openingweek", day2="", hindrance="Pengarna")
    assert proof(plan, "office_hours_considered")
    plan.add("openingweek", name="Sommar", day0="", hindrance="")
    assert not proof(plan, "office_hours_considered"), "the summer is not told"


def test_premises_are_chosen_from_the_list(plan: Plan) -> None:
    assert not proof(plan, "premises_chosen")
    house = plan.house()
    choose_premises(
        root=plan.programme.area, place=plan.place, premises_id=house.pk, why="Nära", owner="Kommunen", before="",
        seen_version=0, actor=SYSTEM,
    )  # fmt: skip
    assert proof(plan, "premises_chosen")
    house.delete()
    assert proof(plan, "premises_chosen") and PremisesChoice.objects.get().name == "Gamla skolan", "the choice was made"


def test_all_evidence_asks_the_database_equally_often_for_one_place_and_for_two(plan: Plan) -> None:
    names = ["help_defined", "future_told", "staffing_decided", "office_hours_considered", "premises_chosen"]
    other = place(plan.programme, 2)

    def asked(ids: frozenset[int]) -> int:
        question = Question(plan.programme.area_id, ids, {}, TODAY)
        with CaptureQueriesContext(connection) as queries:
            for name in names:
                assert set(find(f"plan.{name}", question)) == ids
        return len(queries)

    assert asked(frozenset({plan.place.pk})) == asked(frozenset({plan.place.pk, other.pk})) == 3
