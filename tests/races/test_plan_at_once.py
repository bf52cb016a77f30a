"""Two at the same moment in a place's plan: its sheets, its budget, its chapters. Nothing that was typed is lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ChangedMeanwhile
from servicepunkt.people.roles import Role
from servicepunkt.plan import actions_budget, actions_chapters
from servicepunkt.plan.book import BOOK, version_of
from servicepunkt.plan.book_budget import version_of as budget_version
from servicepunkt.plan.lines_budget import COSTS
from servicepunkt.plan.models import Budget, Chapter, ChapterDecision, CostLine, Staffing
from servicepunkt.plan.sheets.working import STAFFING
from servicepunkt.sheets.actions import FactChange, FactTwice, FilledSheet, add_fact, change_fact, remove_fact
from servicepunkt.sheets.actions import take_in_sheets as take_in
from servicepunkt.sheets.models import Fact
from tests.builders import sit
from tests.plan import walk
from tests.plan.budget import making as budget
from tests.plan.budget.test_pages import sent as sent_line
from tests.plan.sheet_making import Plan, make_plan, values
from tests.plan.test_sheets import sent
from tests.races.conftest import at_once
from tests.races.test_two_at_once import raised
from tests.supply.making import text_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 2


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    return make_plan()


@pytest.fixture
def browsers(plan: Plan) -> tuple[Client, Client]:
    """The contact person's and the municipality's, who both write the plan."""
    return plan.client, sit(plan.programme, Role.MUNICIPALITY, "Klara Kommun", plan.place)


def _adding(plan: Plan, function: str) -> Callable[[], object]:
    said = values("staffing", function=function)
    return partial(add_fact, root=plan.programme.area, place=plan.place, sheet=STAFFING, values=said, actor=SYSTEM)


def _changing(plan: Plan, fact: Fact, needs: str, seen: int = 1) -> Callable[[], object]:
    said = values("staffing", competences=needs)
    return partial(
        change_fact, root=plan.programme.area, fact=fact, sheet=STAFFING, values=said, seen_version=seen, actor=SYSTEM
    )


def test_two_rows_of_a_sheet_at_once_are_both_there_and_the_same_row_once(plan: Plan) -> None:
    for number in range(ROUNDS):
        assert raised(at_once(_adding(plan, f"Värd {number}"), _adding(plan, f"Vakt {number}"))) == []
        assert raised(at_once(*[_adding(plan, f"Samma {number}")] * 2)) == [FactTwice]
    assert Staffing.objects.count() == 3 * ROUNDS
    assert version_of(plan.place) == 3 * ROUNDS, "every write has a version of its own"


def test_the_second_at_a_row_is_told_and_both_texts_are_on_the_page(
    plan: Plan, browsers: tuple[Client, Client]
) -> None:
    fact = plan.add("staffing")
    texts = ("Körkort och tålamod", "Truckkort")

    def post(number: int) -> HttpResponse:
        form: dict[str, Any] = sent("staffing", 1, competences=texts[number])
        return browsers[number].post(plan.url("fact", "staffing", fact.pk), form)  # type: ignore[return-value]

    answers = at_once(lambda: post(0), lambda: post(1))
    assert sorted(one.status_code for one in answers) == [302, 409]
    late = text_of(next(one for one in answers if one.status_code == 409))
    assert all(text in late for text in texts) and "Någon annan hann spara före dig" in late


def test_one_takes_a_row_away_while_another_writes_in_it(plan: Plan, browsers: tuple[Client, Client]) -> None:
    for _round in range(ROUNDS):
        fact = plan.add("staffing")
        address = plan.url("fact", "staffing", fact.pk)
        remove = partial(remove_fact, root=plan.programme.area, fact=fact, sheet=STAFFING, seen_version=1, actor=SYSTEM)
        form: dict[str, Any] = sent("staffing", 1, competences="Truckkort och ork")
        removed, answer = at_once(remove, partial(browsers[1].post, address, form))
        if isinstance(removed, ChangedMeanwhile):
            assert answer.status_code == 302 and Staffing.objects.get().competences == "Truckkort och ork"
        else:
            assert answer.status_code in (404, 409), "told that it is gone"
            assert answer.status_code == 404 or "Truckkort och ork" in text_of(answer), "and keeps what was typed"
        Staffing.objects.all().delete()


def test_a_file_and_a_page_at_the_same_row_do_not_both_win(plan: Plan) -> None:
    for _round in range(ROUNDS):
        fact = plan.add("staffing")
        change = FactChange(fact.pk, values("staffing", competences="Filen"), 1)
        new = values("staffing", function="Ny i filen")
        filled = [FilledSheet(STAFFING, [new], [change])]
        file = partial(
            take_in, root=plan.programme.area, place=plan.place, book=BOOK, filled=filled,
            seen_version=version_of(plan.place), actor=SYSTEM,
        )  # fmt: skip
        assert raised(at_once(file, _changing(plan, fact, "Sidan"))) == [ChangedMeanwhile]
        fact.refresh_from_db()
        came = fact.competences == "Filen"  # type: ignore[attr-defined]
        assert Staffing.objects.count() == (2 if came else 1), "the file is taken in whole or not at all"
        Staffing.objects.all().delete()


@pytest.fixture
def village(transactional_db: None) -> budget.Village:
    return budget.make_village()


def test_a_budget_line_saved_by_two_at_once_keeps_one_and_shows_the_other(village: budget.Village) -> None:
    line = village.add("costline")
    other = sit(village.programme, Role.MUNICIPALITY, "Klara Kommun", village.place)
    address = village.url("fact", "kostnader", line.pk)
    forms: list[dict[str, Any]] = [sent_line("costline", 1, amount_ore=said) for said in ("300 000", "400 000")]
    answers = at_once(partial(village.client.post, address, forms[0]), partial(other.post, address, forms[1]))
    assert sorted(one.status_code for one in answers) == [302, 409]
    late = text_of(next(one for one in answers if one.status_code == 409)).replace("\xa0", " ")
    assert "300 000" in late and "400 000" in late
    assert CostLine.objects.get().version == 2


def test_two_budget_lines_and_the_frame_at_once_are_counted_once_each(village: budget.Village) -> None:
    village.frame()
    frame = actions_budget.Frame(budget.FIRST, 5_000_00, 50, 100, 100)
    keep = partial(
        actions_budget.set_frame, root=village.programme.area, place=village.place, frame=frame,
        seen_version=budget_version(village.place), actor=SYSTEM,
    )  # fmt: skip
    add = partial(
        add_fact, root=village.programme.area, place=village.place, sheet=COSTS, values=budget.values("costline"),
        actor=SYSTEM,
    )  # fmt: skip
    outcomes = at_once(add, add, keep)
    refused = raised(outcomes)
    assert refused.count(FactTwice) == 1 and CostLine.objects.count() == 1
    late = ChangedMeanwhile in refused
    assert Budget.objects.get().opening_ore == (0 if late else 5_000_00), "told, or saved: never half"


def test_a_chapter_written_by_two_at_once_keeps_one_and_tells_the_other(plan: Plan) -> None:
    where: dict[str, Any] = {"root": plan.programme.area, "place": plan.place, "key": walk.CHAPTER}

    def write(text: str) -> Callable[[], object]:
        facts = actions_chapters.ChapterFacts(None, text, "Antas.", "", True)
        return partial(actions_chapters.write_chapter, **where, facts=facts, seen_version=0, actor=SYSTEM)

    assert raised(at_once(write("Den ena texten"), write("Den andra texten"))) == [ChangedMeanwhile]
    assert Chapter.objects.get().version == 1


def test_a_chapter_is_decided_as_it_was_read_or_not_at_all(plan: Plan) -> None:
    where: dict[str, Any] = {"root": plan.programme.area, "place": plan.place, "key": walk.CHAPTER}
    write = partial(actions_chapters.write_chapter, **where, actor=SYSTEM)
    row = write(facts=walk.FACTS, seen_version=0)
    decide = partial(
        actions_chapters.decide_chapter, **where, on=clock.today(), body="Gruppen", minutes="3",
        seen_version=row.version, actor=SYSTEM,
    )  # fmt: skip
    assert raised(at_once(decide, decide)) == [], "the same decision sent twice is one"
    assert ChapterDecision.objects.count() == 1
    row.refresh_from_db()
    other = actions_chapters.ChapterFacts(None, "Något helt annat.", "Antas inte.", "", True)
    change = partial(write, facts=other, seen_version=row.version)
    again = partial(decide, minutes="4", seen_version=row.version)
    assert len(raised(at_once(change, again))) == 1
    for one in ChapterDecision.objects.select_related("frozen"):
        assert "Något helt annat." not in str(one.frozen.content), "nobody decided on what they had not read"
