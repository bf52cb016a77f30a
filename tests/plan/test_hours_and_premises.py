"""Planned opening hours held against office hours, need and cost; and which premises are chosen, when two choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.people.roles import Role
from servicepunkt.plan.actions_sheets import choose_premises
from servicepunkt.plan.hours import OFFICE, open_minutes, per_open_hour, week_cost
from servicepunkt.plan.models import PremisesChoice
from servicepunkt.plan.sheets.fields import in_hours
from servicepunkt.programme.models import Programme
from tests.builders import place, sit
from tests.needs.making import Village as NeedsVillage
from tests.needs.test_gap import EVENINGS, answered
from tests.plan.sheet_making import Plan, make_plan
from tests.supply.making import text_of


@pytest.fixture
def plan() -> Plan:
    return make_plan()


@given(st.integers(0, 10_080), st.integers(0, 10_000_000))
def test_a_weeks_cost_is_the_hours_times_the_price_to_the_nearest_ore(minutes: int, hour_ore: int) -> None:
    assert abs(week_cost(minutes, hour_ore) - minutes * hour_ore / 60) <= 0.5


@given(st.integers(0, 10**9), st.integers(1, 10_080))
def test_an_open_hour_costs_its_share_to_the_nearest_ore(cost_ore: int, minutes: int) -> None:
    found = per_open_hour(cost_ore, minutes)
    assert found is not None and abs(found * minutes - cost_ore * 60) * 2 <= minutes
    assert per_open_hour(cost_ore, 0) is None


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_minutes_within_office_hours_are_those_of_every_minute(ends: list[int]) -> None:
    ends = sorted(ends)[: len(ends) // 2 * 2]
    spans = tuple(zip(ends[::2], ends[1::2], strict=True))
    every = {minute for start, end in spans for minute in range(start, end)}
    assert open_minutes(spans) == len(every)
    assert open_minutes(spans, OFFICE) == len([one for one in every if OFFICE[0] <= one < OFFICE[1]])


def test_minutes_are_said_in_hours() -> None:
    assert [in_hours(one) for one in (0, 45, 60, 450, 65)] == ["0", "0,75", "1", "7,5", "1,08"]


@pytest.mark.django_db
def test_the_page_holds_hours_against_office_hours_and_cost(plan: Plan) -> None:
    assert "Inga öppettider är nedskrivna än." in text_of(plan.client.get(plan.url("hours")))
    days = {f"day{number}": "10–16" for number in range(5)}
    plan.add("openingweek", **{**days, "day3": "10–19", "day5": "", "day6": ""}, hindrance="")
    plan.add("staffing", week_minutes="33", hour_ore="300")
    plan.add("staffing", function="Kaffevärd", paid="Ideellt", week_minutes="10", hour_ore="")
    text = text_of(plan.client.get(plan.url("hours")))
    assert "Öppet 33 timmar i veckan." in text and "det står inte vad som hindrar" in text
    assert "En öppen timme kostar 300 kr i bemanning." in text, "33 paid hours over 33 open ones"
    assert (
        "Bemanningen är 43 timmar i veckan och kostar 9 900 kr." in text
        and "stängt 3 tim" in text
        and "stängt 2 tim" in text
    )
    assert "Ingen enkät till invånarna är redovisad än." in text


@pytest.mark.django_db
def test_premises_are_chosen_on_their_page_and_two_who_choose_see_one_another(plan: Plan) -> None:
    client = plan.client
    assert "Ingen lokal är nedskriven än." in text_of(client.get(plan.url("premises")))
    school, hall = plan.house(), plan.house(name="Bygdegården")
    said = {"seen_version": 0, "premises": school.pk, "why": "Nära alla", "owner": "Kommunen", "before": "Ramp"}
    saved = client.post(plan.url("premises"), said, follow=True)
    assert saved.redirect_chain == [(plan.url("sheets"), 302)], "there is nothing left to cancel"
    assert "Valet av lokal är sparat." in text_of(saved)
    choice = PremisesChoice.objects.get()
    assert (choice.name, choice.why, choice.owner, choice.before) == ("Gamla skolan", "Nära alla", "Kommunen", "Ramp")
    late = client.post(plan.url("premises"), {**said, "premises": hall.pk, "why": "Billigast"})
    text = text_of(late)
    assert late.status_code == 409 and "Gamla skolan" in text and "Bygdegården" in text and "Nära alla" in text
    assert late.context["form"]["why"].value() == "Billigast", "nothing typed is lost"
    again = {**said, "premises": hall.pk, "seen_version": late.context["form"].data["seen_version"]}
    assert client.post(plan.url("premises"), again).status_code == 302
    county = sit(plan.programme, Role.COUNTY_BOARD, "Läns Man", plan.place)
    read = text_of(county.get(plan.url("premises")))
    assert "Bygdegården" in read and "Spara valet" not in read
    assert county.post(plan.url("premises"), again).status_code == 403
    hall.delete()
    assert "den står inte på bladet Lokaler längre" in text_of(client.get(plan.url("premises")))


@pytest.mark.django_db
def test_premises_of_another_place_cannot_be_chosen(plan: Plan) -> None:
    house = plan.house()
    elsewhere = place(Programme.objects.get(), 2)
    with pytest.raises(ActionRefused, match="står inte på ortens blad"):
        choose_premises(
            root=plan.programme.area, place=elsewhere, premises_id=house.pk, why="Nära", owner="Kommunen", before="",
            seen_version=0, actor=SYSTEM,
        )  # fmt: skip
    with pytest.raises(ActionRefused, match="personnummer"):
        choose_premises(
            root=plan.programme.area, place=plan.place, premises_id=house.pk, why="811218-9876", owner="Kommunen",
            before="", seen_version=0, actor=SYSTEM,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_page_holds_hours_against_when_people_said_they_can_come(plan: Plan) -> None:
    answered(NeedsVillage(plan.programme, plan.place, plan.client))
    plan.add("openingweek", **{f"day{number}": "10–16" for number in range(5)}, day5="", day6="")
    text = text_of(plan.client.get(plan.url("hours")))
    wanted = sum(len(parts) for parts in EVENINGS.values())
    assert f"Det är stängt under {wanted} av de tider då många vill komma." in text, "the evenings, not Monday forenoon"
    plan.add("openingweek", name="Kvällar", **{f"day{number}": "9–12, 16–21" for number in range(7)})
    text = text_of(plan.client.get(plan.url("hours")))
    assert "Det är öppet alla de tider då många vill komma." in text
