"""The bank of questions: whole, in two languages, and a good beginning for everybody it is meant for."""

import re

import pytest

from servicepunkt.needs import bank
from servicepunkt.needs.content import AGES, DAY_PARTS, WEEKDAYS, Kind, Role, check, dump, load
from servicepunkt.needs.forms_answer import minutes
from servicepunkt.needs.models import Variant
from servicepunkt.places.models import Village as PartOfPlace
from servicepunkt.supply.reference import areas
from tests.needs import making

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("variant", Variant.values)
def test_every_variant_begins_with_something_that_can_be_opened(variant: str) -> None:
    content = bank.start(variant, making.village().place)
    assert bank.faults(content, variant) == []
    assert load(dump(content)) == content
    assert "{place}" not in str(dump(content)) and "Provby 1" in content.title.sv
    assert 5 <= minutes(content) <= 15
    texts = [content.title, content.intro]
    for one in content.questions:
        texts += [one.text, *(option.text for option in (*one.options, *one.rows))]
        assert len(one.key) <= 40
    assert all(text.sv and text.en for text in texts)


def test_residents_are_asked_everything_the_core_questionnaire_asks() -> None:
    content = bank.start(Variant.RESIDENT, making.village().place)
    assert {one.role for one in content.questions if one.role} == set(Role)
    age, times, services = (content.asked(role) for role in (Role.AGE, Role.TIMES, Role.SERVICES))
    assert age and age.required and [one.key for one in age.options] == [one.key for one in AGES]
    assert times and [one.key for one in times.options] == list(DAY_PARTS)
    assert [one.key for one in times.rows] == list(WEEKDAYS)
    assert services and services.kind is Kind.MATRIX and len(services.options) == 4
    sectors = {areas()[one.area].sector for one in services.rows}
    assert {"municipal", "state", "nonprofit", "commercial"} <= sectors
    assert [one.key for one in content.questions if one.required] == ["age"], "nobody is forced to answer more"


@pytest.mark.parametrize("variant", Variant.values)
def test_services_of_all_sectors_are_asked_about(variant: str) -> None:
    services = bank.start(variant, making.village().place).asked(Role.SERVICES)
    assert services
    sectors = {areas()[one.area].sector for one in services.rows}
    assert {"municipal", "state", "nonprofit", "commercial"} <= sectors


def test_only_people_have_an_age() -> None:
    place = making.village().place
    asking = {variant for variant in Variant if bank.start(variant, place).asked(Role.AGE)}
    assert asking == bank.ASKED_OF_PEOPLE
    young = bank.start(Variant.YOUTH, place).asked(Role.AGE)
    assert young and [one.key for one in young.options] == ["13-19", "20-29"]


def test_a_company_says_more_than_once_which_services_it_lives_by() -> None:
    asked = {one.key for one in bank.start(Variant.COMPANY, making.village().place).questions}
    assert {"company-branch", "company-people", "services", "company-depends", "company-ways"} <= asked
    depends = bank.bank().questions["company-depends"].asked
    assert {"broadband", "post", "paket", "drivmedel"} <= {one.key for one in depends.rows}


def test_the_parts_of_the_place_are_its_villages() -> None:
    place = making.village().place
    assert [one.text.sv for one in bank.parts_of(place)] == ["Provby 1", "Utanför Provby 1"]
    PartOfPlace.objects.create(place=place, name="Strandby", number=2)
    assert [one.text.sv for one in bank.parts_of(place)] == ["Provby 1", "Strandby", "Någon annanstans i bygden"]


def test_an_answer_fits_what_the_bank_asks() -> None:
    content = bank.start(Variant.RESIDENT, making.village().place)
    raw = {"age": "65-74", "services": {"dagligvaror": "4"}, "times": {"mon": ["evening"]}, "help": ["bankid"]}
    checked = check(content, raw)
    assert checked.faults == {} and checked.values == raw


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('key = "sex"', 'key = "age"'), "stands twice"),
        (('text_en = "How old are you?"', ""), "both languages"),
        (('key = "dagligvaror", text = "Mataffär"', 'key = "rymdfart", text = "Mataffär"'), "no such service area"),
        (('"part", "age", "sex", "household"', '"part", "age", "sex", "finns-inte"'), "not in the bank"),
        (('options.age = ["13-19", "20-29"]', 'options.age = ["13-19", "0-5"]'), "options of age"),
        (("words.power-cut.self", "words.power-cut.oss"), "words of power-cut"),
        (('text.part = ["I vilken', 'text.children = ["I vilken'), "text of a question it does not have"),
    ],
)
def test_a_bank_that_does_not_hold_together_is_refused(change: tuple[str, str], why: str) -> None:
    from importlib import resources

    whole = (resources.files("servicepunkt.needs") / "data" / "bank.toml").read_text(encoding="utf-8")
    assert change[0] in whole
    with pytest.raises(bank.BankWrong, match=why):
        bank.read(whole.replace(change[0], change[1], 1))


def test_an_association_answers_as_one_and_its_answers_count_as_those_of_people() -> None:
    place = making.village().place
    asked = {one.key: one for one in bank.start(Variant.ASSOCIATION, place).questions}
    people = bank.as_asked("power-cut", Variant.RESIDENT, place)
    mine = asked["power-cut"]
    assert [one.key for one in mine.options] == [one.key for one in people.options]
    assert [one.text.sv for one in mine.options if one.key in ("self", "unknown")] == [
        "De klarar sig själva",
        "Vi vet inte",
    ]
    said = [text.sv for one in asked.values() for text in (one.text, one.help, *(o.text for o in one.options))]
    assert not [text for text in said if {"jag", "du", "dig", "mig"} & set(re.findall(r"\w+", text.lower()))]
