"""What the sheets of facts prove, and where the border lies."""

import pytest

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find, spoken
from servicepunkt.sheets.actions import FilledSheet
from servicepunkt.supply.actions import Filled, take_in
from servicepunkt.supply.sheets import by_key
from tests.builders import TODAY
from tests.supply.fact_making import Facts, values
from tests.supply.making import SCHOOL, SHOP, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Facts:
    return Facts(make_village())


def proof(on: Facts, name: str, **params: object) -> bool:
    question = Question(on.by.programme.area_id, frozenset({on.by.place.pk}), params, TODAY)
    found = find(f"supply.{name}", question)[on.by.place.pk]
    assert spoken(found.sentence, found.values)
    return found.met


DECIDING = [
    "way_there", "step_free", "accessible_toilet", "door_width", "privacy_corner", "heating", "connection", "rent_ore",
]  # fmt: skip


@pytest.mark.parametrize("name", DECIDING)
def test_premises_are_compared_when_all_that_decides_is_known_of_two(on: Facts, name: str) -> None:
    speeds = {"down_mbit": "", "up_mbit": ""}
    on.add("premises", **speeds)
    assert not proof(on, "premises_compared")
    other = on.add("premises", **speeds, **{"name": "Bygdegården", name: ""})
    assert not proof(on, "premises_compared"), f"{name} decides"
    on.change(other, "premises", **speeds, name="Bygdegården")
    assert proof(on, "premises_compared")


def test_what_does_not_decide_may_be_unknown(on: Facts) -> None:
    for name in ("Skolan", "Bygdegården"):
        on.add("premises", name=name, hearing_loop="", owner="", area_m2="", free_from_on="", note="", backup_power="")
    assert proof(on, "premises_compared")


def test_one_house_is_enough_when_it_is_said_why_there_are_no_more(on: Facts) -> None:
    on.none("premises")
    assert not proof(on, "premises_compared"), "no house at all"
    house = on.add("premises", heating="")
    on.none("premises", "Byn har bara ett hus som är öppet för alla.")
    assert not proof(on, "premises_compared"), "what decides is not known of it"
    house = on.change(house, "premises")
    assert proof(on, "premises_compared")
    on.add("premises", name="Bygdegården", heating="")
    assert not proof(on, "premises_compared"), "now there are two, and one is half known"


def test_connectivity_is_described_for_houses_and_the_village(on: Facts) -> None:
    on.add("connectivity")
    assert not proof(on, "connectivity_described"), "no house yet"
    house = on.add("premises", connection="")
    assert not proof(on, "connectivity_described")
    on.change(house, "premises", connection="Fiber")
    assert proof(on, "connectivity_described")


@pytest.mark.parametrize("name", ["source", "seen_on", "missing"])
def test_connectivity_needs_source_day_and_what_is_missing(on: Facts, name: str) -> None:
    on.add("premises")
    part = on.add("connectivity", **{name: ""})
    assert not proof(on, "connectivity_described")
    on.change(part, "connectivity")
    assert proof(on, "connectivity_described")


def test_three_state_companies_have_been_contacted_whether_they_answered_or_not(on: Facts) -> None:
    on.add("statecompany", company="PostNord", other_name="", answer="Nej", product_range="")
    on.add("statecompany", company="Apoteket", other_name="", answer="Väntar på svar")
    third = on.add("statecompany", company="SJ", other_name="", answer="", contacted_on="", contacted_role="")
    assert not proof(on, "state_companies_contacted"), "one is only written down"
    assert proof(on, "state_companies_contacted", companies=2)
    on.change(third, "statecompany", company="SJ", other_name="")
    assert proof(on, "state_companies_contacted")


def test_that_there_are_no_state_companies_proves_nothing(on: Facts) -> None:
    on.none("statecompany")
    assert not proof(on, "state_companies_contacted")


@pytest.mark.parametrize(
    ("key", "evidence", "wants"),
    [
        ("association", "associations_asked", ("offers", "receives")),
        ("company", "companies_asked", ("offers", "ways_in")),
        ("transport", "transports_mapped", ("days",)),
    ],
)
def test_every_row_says_what_it_is_there_to_say_or_there_are_none(
    on: Facts, key: str, evidence: str, wants: tuple[str, ...]
) -> None:
    assert not proof(on, evidence)
    on.none(key)
    assert proof(on, evidence)
    on.add(key)
    assert proof(on, evidence)
    for want in wants:
        half = on.add(key, **{"name": "En till", want: ""})
        assert not proof(on, evidence), want
        half = on.change(half, key, name="En till")
        assert proof(on, evidence)
        on.remove(half, key)
    param = {"association": "associations", "company": "companies", "transport": "transports"}[key]
    assert not proof(on, evidence, **{param: 2})


def test_a_trip_that_is_driven_when_somebody_orders_has_no_days(on: Facts) -> None:
    on.add("transport", purpose="Anropsstyrd trafik och färdtjänst", days="")
    assert proof(on, "transports_mapped")


def test_agents_are_mapped_by_kind_and_one_that_is_nowhere_is_told_too(on: Facts) -> None:
    here = {"located": "Här på orten", "distance_m": ""}
    for service in ("Paket", "Läkemedel", "Kontantuttag"):
        on.add("agentservice", service=service, **here)
    on.add("agentservice", service="Paket", who="Macken", **here)
    assert not proof(on, "agents_mapped"), "three kinds, one of them twice"
    on.add("agentservice", service="Brev och frimärken", located="Finns inte att få", distance_m="", who="")
    assert proof(on, "agents_mapped") and not proof(on, "agents_mapped", services=5)


def test_none_of_the_agents(on: Facts) -> None:
    on.none("agentservice")
    assert proof(on, "agents_mapped")


def test_every_service_is_judged(on: Facts) -> None:
    assert not proof(on, "resources_judged"), "nothing to judge"
    on.by.add(SHOP)
    assert proof(on, "resources_judged") and not proof(on, "municipal_services_judged")
    school = on.by.add(SCHOOL)
    assert not proof(on, "resources_judged")
    on.by.change(school, **{**SCHOOL.__dict__, "resource": "no"})
    assert proof(on, "resources_judged") and proof(on, "municipal_services_judged")


def test_what_another_place_has_proves_nothing_here(on: Facts) -> None:
    other = Facts(make_village("annan"))
    for name in ("Skolan", "Bygdegården"):
        other.add("premises", name=name)
    assert proof(other, "premises_compared") and not proof(on, "premises_compared")


def test_a_file_proves_as_much_as_a_page(on: Facts) -> None:
    filled = FilledSheet(by_key["premises"], [values("premises"), values("premises", name="Bygdegården")])
    take_in(
        root=on.by.programme.area, place=on.by.place, filled=Filled((), (), (), [filled]), seen_version=0,
        actor=SYSTEM,
    )  # fmt: skip
    assert proof(on, "premises_compared")
