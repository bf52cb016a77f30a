"""Rules of law: what the calculators say, what amounts they use, and purchases over their whole term."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.plan.budget.rules import (
    Bought,
    HomeDelivery,
    Result,
    ServiceGrant,
    Shop,
    home_delivery_grant,
    judge,
    operating_grant,
    service_grant,
)
from servicepunkt.plan.models import LegalValue
from servicepunkt.plan.rules_of_law import amounts, parse_amount, set_value, shipped, values_on
from tests.builders import TODAY, sit, url
from tests.plan.budget.making import Village, make_village
from tests.supply.making import text_of

LIMITS = amounts(shipped())
SHOP = Shop(True, False, 12_000, 6_000_000_00, 45, 1500, True, True)


def _not_met(result: Result) -> dict[str, bool | None]:
    return {one.code: one.met for one in result.conditions if one.met is not True}


def test_a_shop_that_meets_everything_may_get_the_years_highest_amount() -> None:
    found = operating_grant(SHOP, LIMITS)
    assert found.may is True and found.amount_ore == 370_000_00


@pytest.mark.parametrize(
    ("change", "code", "met"),
    [
        ({"distance_m": 10_000}, "remote", False),
        ({"distance_m": 10_001}, "remote", True),
        ({"distance_m": 3_000, "island": True}, "remote", True),
        ({"distance_m": 3_000, "island": None}, "remote", None),
        ({"turnover_ore": 11_000_000_00}, "turnover", True),
        ({"turnover_ore": 11_000_000_01}, "turnover", False),
        ({"turnover_ore": 400_000_00, "hours": 20}, "turnover_low", None),  # the sources differ
        ({"hours": 39}, "hours", False),
        ({"hours": 20, "turnover_ore": 1_999_999_99}, "hours", True),
        ({"hours": 19, "turnover_ore": None}, "hours", False),
        ({"hours": 30, "turnover_ore": None}, "hours", None),
        ({"articles": 999}, "articles", False),
        ({"articles": 999, "turnover_ore": 1_000_000_00}, "articles", None),
        ({"fresh": False}, "fresh", False),
        ({"fresh": False, "turnover_ore": 1_000_000_00}, "fresh", True),
        ({"plan": None}, "plan", None),
    ],
)
def test_each_condition_of_the_operating_grant_has_its_own_limit(
    change: dict[str, object], code: str, met: bool | None
) -> None:
    found = operating_grant(replace(SHOP, **change), LIMITS)  # type: ignore[arg-type]
    assert {one.code: one.met for one in found.conditions}[code] is met
    assert found.may is not True or met is True


def test_nothing_known_is_neither_yes_nor_no() -> None:
    for found in (
        operating_grant(Shop(), LIMITS), service_grant(ServiceGrant(), LIMITS),
        home_delivery_grant(HomeDelivery(), LIMITS),
    ):  # fmt: skip
        assert found.may is None and all(one.met is None for one in found.conditions)


def test_the_operating_grant_is_taken_from_the_service_grant() -> None:
    asked = ServiceGrant(True, True, False, 3, 100_000_00)
    assert service_grant(asked, LIMITS).amount_ore == 150_000_00
    assert service_grant(replace(asked, special=True), LIMITS).amount_ore == 200_000_00
    assert service_grant(replace(asked, driftstod_ore=370_000_00), LIMITS).amount_ore == 0
    assert _not_met(service_grant(replace(asked, years=4), LIMITS)) == {"years": False}


@pytest.mark.parametrize(
    ("cost", "fee", "each"), [(200, 20, 90), (200, 0, 100), (300, 0, 100), (100, 20, 40), (20, 20, 0)]
)
def test_the_state_pays_half_of_a_delivery_and_at_most_a_hundred_kronor(cost: int, fee: int, each: int) -> None:
    asked = HomeDelivery(True, True, cost * 100, fee * 100, 50)
    assert home_delivery_grant(asked, LIMITS).amount_ore == each * 100 * 50


def test_home_delivery_is_supported_from_half_a_price_base_amount_a_year() -> None:
    asked = HomeDelivery(True, True, 100_00, 0, 296)
    assert home_delivery_grant(asked, LIMITS).may is True
    assert _not_met(home_delivery_grant(replace(asked, deliveries=295), LIMITS)) == {"least": False}
    assert _not_met(home_delivery_grant(replace(asked, deliveries=None), LIMITS)) == {"least": None}


def test_special_reasons_excuse_distance_and_turnover_and_nothing_else() -> None:
    far, poor = replace(SHOP, distance_m=9_000), replace(SHOP, turnover_ore=12_000_000_00)
    assert all(operating_grant(one, LIMITS).for_reasons for one in (far, poor, replace(far, turnover_ore=None)))
    assert not operating_grant(SHOP, LIMITS).for_reasons
    assert not operating_grant(replace(far, hours=10), LIMITS).for_reasons


def test_a_contract_counts_with_its_extensions_and_what_is_bought_of_the_same_kind() -> None:
    ornskoldsvik = Bought(50_000_00, 5, 0)  # five years of the highest fee: 250 000 kr
    assert judge(ornskoldsvik, LIMITS).total_ore == 250_000_00 and judge(ornskoldsvik, LIMITS).holds
    assert judge(replace(ornskoldsvik, same_kind_ore=449_999_99), LIMITS).holds
    assert not judge(replace(ornskoldsvik, same_kind_ore=450_000_00), LIMITS).holds, "it must be below the limit"
    assert judge(replace(ornskoldsvik, same_kind_ore=450_000_00, social=True), LIMITS).holds
    assert judge(replace(ornskoldsvik, same_kind_ore=450_000_00, direct=False), LIMITS).holds
    assert judge(Bought(100_000_00, 4, 3), LIMITS).total_ore == 700_000_00


@given(st.integers(0, 2_000_000_00), st.integers(1, 9), st.integers(0, 9), st.integers(0, 4_000_000_00))
def test_aid_counts_three_years_and_what_others_gave(ore: int, years: int, more: int, others: int) -> None:
    found = judge(Bought(ore, years, more, aid=True, other_aid_ore=others, direct=False), LIMITS)
    assert found.aid_ore == ore * min(3, years + more) + others
    assert found.aid_holds == (found.aid_ore <= 300_000 * 11_00)


def test_shipped_values_have_law_source_and_days() -> None:
    for one in shipped().values():
        assert one.law and one.source and one.holds_from <= one.checked_on and one.title.en
        assert parse_amount(one.unit, one.typed) == one.amount, one.key
        assert one.confirmed or one.note.en, f"{one.key}: a value that is not confirmed says why"


@pytest.fixture
def on(db: None) -> Village:
    return make_village()


def _set(on: Village, amount: int, holds_from: dt.date = TODAY, **new: Any) -> LegalValue:
    said: dict[str, Any] = {"law": "SFS 2027:1", "source": "Regeringen.se", "checked_on": TODAY, **new}
    return set_value(
        root=on.programme.area, key="driftstod.max_year", amount=amount, holds_from=holds_from, **said, actor=SYSTEM
    )


def test_a_new_value_holds_from_its_day_and_the_old_ones_stay(on: Village) -> None:
    root = on.programme.area_id
    first = _set(on, 380_000_00)
    assert _set(on, 380_000_00) == first and LegalValue.objects.count() == 1, "the same twice is once"
    _set(on, 400_000_00, TODAY + dt.timedelta(days=30))
    value = values_on(root, TODAY)["driftstod.max_year"]
    assert value.amount == 380_000_00 and value.own and value.source == "Regeringen.se"
    assert values_on(root, TODAY + dt.timedelta(days=30))["driftstod.max_year"].amount == 400_000_00
    assert values_on(root, TODAY - dt.timedelta(days=1))["driftstod.max_year"].amount == 370_000_00
    assert JournalEntry.objects.filter(room="plan").latest("id").codes == {
        "key": "driftstod.max_year", "amount": 400_000_00,
    }  # fmt: skip
    words: list[dict[str, Any]] = [{"source": ""}, {"law": "x" * 201}, {"source": "19640823-3234"}]
    for wrong in words:
        with pytest.raises(ActionRefused):
            _set(on, 1, **wrong)
    with pytest.raises(ActionRefused):
        _set(on, -1)


def test_only_who_edits_the_programme_enters_a_value_and_all_see_where_it_comes_from(on: Village) -> None:
    table, one = url("budget:legal_values", on.programme), url("budget:legal_value", on.programme, "lou.direct")
    sent = {
        "amount": "800 000", "law": "LOU 19 a kap.", "source": "Konkurrensverket 2026", "holds_from": str(TODAY),
        "checked_on": str(TODAY),
    }  # fmt: skip
    assert "Konkurrensverket" in text_of(on.client.get(table)) and one not in on.client.get(table).content.decode()
    assert on.client.post(one, sent).status_code == 403
    chair = sit(on.programme, Role.COORDINATOR, "Sara Samordnare")
    assert one in chair.get(table).content.decode()
    assert chair.post(one, {**sent, "amount": "mycket"}).status_code == 422
    assert chair.post(one, sent).status_code == 302
    assert "800 000 kr" in text_of(on.client.get(table)).replace("\xa0", " ")
    assert "Konkurrensverket 2026" in text_of(chair.get(one))
    assert chair.get(url("budget:legal_value", on.programme, "finns.inte")).status_code == 404


def test_a_calculator_says_each_condition_its_law_and_that_it_must_be_checked(on: Village) -> None:
    assert "Särskilt driftstöd" in text_of(on.client.get(on.url("rules")))
    answers = {
        "all_year": "yes", "island": "no", "fresh": "yes", "plan": "yes", "distance_m": "12,5",
        "turnover_ore": "6 000 000", "hours": "45", "articles": "1500",
    }  # fmt: skip
    page = text_of(on.client.get(on.url("rule", "driftstod"), answers)).replace("\xa0", " ")
    assert "Alla villkor är uppfyllda. Högst 370 000 kr på ett år." in page
    assert "Kontrollera att det gäller i dag" in page and "2000:284" in page and "2026-11-23" in page
    assert "Alla belopp i räkningen är inte bekräftade." in page and "Inte bekräftat 2026-11-23" in page
    page = text_of(on.client.get(on.url("rule", "driftstod"), {**answers, "distance_m": "8"}))
    assert "Bara vid särskilda skäl kan Regionen ändå ge stödet." in page
    page = text_of(on.client.get(on.url("rule", "driftstod"), {**answers, "hours": "10"}))
    assert "Stödet går inte att få" in page and "inte uppfyllt" in page and "Högst" not in page
    assert "Skriv avståndet i km" in text_of(on.client.get(on.url("rule", "driftstod"), {"distance_m": "långt"}))
    assert on.client.get(on.url("rule", "annat")).status_code == 404
    home = {"plan": "yes", "documented": "yes", "cost_ore": "200", "fee_ore": "20", "deliveries": "200"}
    page = text_of(on.client.get(on.url("rule", "hemsandning"), home)).replace("\xa0", " ")
    assert "Högst 18 000 kr på ett år." in page and "är inte bekräftade" not in page


def test_purchases_over_a_limit_are_shown_and_prove_nothing(on: Village) -> None:
    def met() -> bool:
        question = Question(on.programme.area_id, frozenset({on.place.pk}), {}, TODAY)
        return find("plan.procurement_checked", question)[on.place.pk].met

    assert not met()
    on.add("purchase")
    assert met()
    assert "Direktupphandling går: värdet är under 700 000 kr." in text_of(
        on.client.get(on.url("procurement"))
    ).replace("\xa0", " ")
    on.add("purchase", what="Skolskjuts", year_ore="140 000")
    assert not met()
    assert "Direktupphandling går inte" in text_of(on.client.get(on.url("procurement")))
    set_value(
        root=on.programme.area, key="lou.direct", amount=700_001_00, law="LOU", source="Ny gräns", holds_from=TODAY,
        checked_on=TODAY, actor=SYSTEM,
    )  # fmt: skip
    assert met(), "the programme's own value is the one that counts"
