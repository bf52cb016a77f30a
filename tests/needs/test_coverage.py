"""Whom a questionnaire has reached: in words, never so that a number under five can be reckoned."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunkt.core.actions import SYSTEM
from servicepunkt.needs.content import AGES
from servicepunkt.needs.coverage import AgeRow, age_table, coverage, said_answers, step, veiled
from servicepunkt.needs.models import Answer, Questionnaire, Variant
from servicepunkt.needs.population import LINES, keep_population
from servicepunkt.needs.releases import latest, release
from servicepunkt.needs.suppression import age_levels
from servicepunkt.places.population import Figures, Group, seen_mark
from tests.needs import making
from tests.needs.making import Village, village
from tests.supply.making import text_of

Seen = tuple[Any, ...]


def shown(rows: tuple[AgeRow, ...] | None) -> Seen | None:
    """Everything that a table of ages lets a reader see."""
    return rows and tuple((row.title, row.everybody.of, row.women and row.women.of, row.men and row.men.of)
                          for row in rows)  # fmt: skip


def vectors(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    if not cells:
        yield ()
        return
    for number in range(most + 1):
        for rest in vectors(cells - 1, most - number):
            yield (number, *rest)


def released(exact: dict[str, int], ages: Sequence[str]) -> Seen:
    """The finest table of ages that a release could show, with exact numbers."""
    for level in age_levels(ages):
        sums = tuple(sum(exact.get(age, 0) for age in row) for row in level)
        if min(sums) >= 5:
            return tuple(zip(level, sums, strict=True))
    return ()


def attack(
    ages: Sequence[str], sexes: str, most: int, *, table: Any = age_table
) -> tuple[dict[Seen, list[tuple[int, ...]]], list[tuple[str, str]]]:
    """Every village there could be, by what somebody can know of it who knows the rules, the page, the exact number
    of answers, and the finest release; with the cells, in the order of the numbers."""
    groups = [one for one in AGES if one.key in ages]
    cells = [(age, sex) for age in ages for sex in (sexes or " ")]
    worlds: dict[Seen, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in vectors(len(cells), most):
        counted = {(age, sex.strip()): number for (age, sex), number in zip(cells, numbers, strict=True)}
        exact = {age: sum(n for (of, _sex), n in counted.items() if of == age) for age in ages}
        worlds[sum(numbers), shown(table(groups, counted, {})), released(exact, ages)].append(numbers)
    return worlds, cells


def pinned(worlds: dict[Seen, list[tuple[int, ...]]], cells: list[tuple[str, str]]) -> list[Seen]:
    """What the attacker has found out: groups under five whose number is certain, when anybody has answered."""
    places = [[n for n, (age, _sex) in enumerate(cells) if age == of] for of in dict.fromkeys(a for a, _s in cells)]
    places += [[number] for number in range(len(cells))]
    out = []
    for known, possible in worlds.items():
        for group in places:
            numbers = {sum(world[cell] for cell in group) for world in possible}
            if known[0] and len(numbers) == 1 and min(numbers) < 5:
                out.append((known, group, numbers))
    return out


@pytest.mark.parametrize(
    ("ages", "sexes", "most"),
    [
        (["13-19", "20-29"], "", 45),
        (["13-19", "20-29", "30-49"], "", 32),
        (["65-74", "75-84", "85-"], "", 32),
        (["13-19", "20-29", "30-49", "50-64"], "", 18),
        (["13-19", "20-29"], "wm", 22),
    ],
)
def test_no_group_under_five_can_be_reckoned_from_the_page_and_a_release(
    ages: list[str], sexes: str, most: int
) -> None:
    assert pinned(*attack(ages, sexes, most)) == []


def test_the_attack_finds_what_a_page_without_the_veil_gives_away() -> None:
    def open_table(groups: Any, counted: Any, _people: Any) -> tuple[AgeRow, ...]:
        from servicepunkt.needs.coverage import _age_row

        return tuple(_age_row((group,), counted, {}, False) for group in groups)

    assert pinned(*attack(["13-19", "20-29"], "", 20, table=open_table))


@given(st.integers(0, 4), st.integers(0, 4), st.lists(st.integers(0, 30), min_size=6, max_size=6))
@settings(max_examples=200)
def test_one_answer_more_or_less_under_five_reads_the_same(few: int, other: int, others: list[int]) -> None:
    """The cell's own words; whether a table can be shown at all hangs on sums, as the attack above has tried."""

    def cell(number: int) -> tuple[str, str, str] | None:
        counted = {(one.key, ""): n for one, n in zip(AGES, [number, *others], strict=True)}
        people = {one.key: {"": 40} for one in AGES}
        rows = age_table(AGES, counted, people)
        if rows is None or len(rows) < len(AGES):
            return None
        return rows[0].everybody.of, rows[0].everybody.word, rows[0].everybody.share

    one, two = cell(few), cell(other)
    assert one is None or two is None or one == two == ("färre än fem av 40", "Inte nådda än – gå och fråga", "")


@given(st.integers(0, 3000))
def test_a_number_is_never_said_larger_than_it_is(count: int) -> None:
    least, most = step(count)
    assert least <= count <= most and (least, most) == step(least) == step(most)
    assert said_answers(count) == (f"minst {count // 5 * 5}" if count >= 5 else "färre än fem")


@given(st.lists(st.sampled_from([(0, 4), (5, 9), (10, 19)]), min_size=1, max_size=4), st.integers(0, 60))
def test_a_veil_leaves_every_small_group_all_its_numbers(spans: list[tuple[int, int]], total: int) -> None:
    if not veiled(total, total, spans):
        return
    for place, (least, _most) in enumerate(spans):
        if least == 0:
            rest = [span for number, span in enumerate(spans) if number != place]
            for few in range(5):
                assert sum(one for one, _ in rest) <= total - few <= sum(one for _, one in rest)


# --- from the database --------------------------------------------------------------------------------------------


@pytest.fixture
def by(db: None) -> Village:
    made = village()
    groups = tuple(Group(sex, *line.band, 20) for line in LINES for sex in "mw")
    figures = Figures(2025, "Byn", "SCB", groups)
    keep_population(root=made.root, place=made.place, figures=figures, seen=seen_mark([]), actor=SYSTEM)
    return made


def answers(asked: Questionnaire, numbers: dict[tuple[str, str], int], *, late: bool = False) -> None:
    from uuid import uuid4

    from servicepunkt.core import clock

    Answer.objects.bulk_create(
        Answer(questionnaire=asked, key=uuid4(), channel="web", received_on=clock.today(), late=late, age=age, sex=sex,
               values="{}")
        for (age, sex), number in numbers.items()
        for _each in range(number)
    )  # fmt: skip


REACHED = {(age.key, sex): 7 for age in AGES[1:] for sex in "wm"} | {("13-19", "w"): 2, ("13-19", "m"): 1}


def test_a_group_sees_whom_it_has_not_reached_and_what_to_do(by: Village) -> None:
    asked = making.questionnaire(by.place, by.root, codes=60)
    asked.codes.filter(code__lt="TEST-0038").update(uses=1)
    answers(asked, REACHED)
    answers(asked, {("13-19", "w"): 30}, late=True)
    found = coverage(asked)
    assert found.said == "minst 85" and found.households == "minst 35 av 60"
    text = text_of(by.client.get(by.url("coverage")))
    assert "13–19 år: färre än fem av 40. Be skolan eller idrottsföreningen om hjälp." in text
    assert "minst 5 av 40" in text and "minst en tiondel" in text and "En del nådda" in text
    assert "87" not in text and "37" not in text


def test_after_the_close_the_page_says_what_the_result_covers_and_no_more(by: Village) -> None:
    asked = making.questionnaire(by.place, by.root)
    numbers = {"13-19": 7, "20-29": 12, "30-49": 16, "50-64": 9, "65-74": 25, "75-84": 11, "85-": 6}
    for age, number in numbers.items():
        for _each in range(number):
            making.answer(asked, age=age)
    making.close(asked)
    text = text_of(by.client.get(by.url("coverage")))
    assert "stängd utan resultat" in text and "Vilka saknas?" not in text
    made = release(questionnaire=asked, final=True, actor=SYSTEM)
    assert made and dict(latest([asked.pk])[asked.pk].ages()) == {
        (*((age,) if age != "85-" else (age, "")),): number for age, number in numbers.items()
    }
    making.answer(asked, age="13-19")  # too late
    text = text_of(by.client.get(by.url("coverage")))
    assert "16 av 40" in text and "7 av 40. Färre än var femte har svarat" in text and "31 %" in text
    assert "av 280 som bor här" in text and "Ungefär 31 % av dem som fick frågorna" in text
    assert "minst" not in text and "Vilka saknas?" not in text and "8 av 40" not in text


def test_a_questionnaire_that_opens_again_is_told_in_steps_again(by: Village) -> None:
    asked = making.questionnaire(by.place, by.root)
    answers(asked, REACHED)
    assert release(questionnaire=making.close(asked), final=True, actor=SYSTEM)
    Questionnaire.objects.filter(pk=asked.pk).update(state="open", closed_at=None)
    text = text_of(by.client.get(by.url("coverage")))
    assert "minst 85" in text and "87" not in text and "Vilka saknas?" in text


def test_women_and_men_are_told_apart_where_it_pins_nobody(by: Village) -> None:
    asked = making.questionnaire(by.place, by.root)
    numbers = {(age.key, sex): 9 for age in AGES for sex in "wm"} | {("30-49", "w"): 16, ("30-49", "m"): 2}
    answers(asked, numbers)
    rows = {row.groups[0].key: row for row in coverage(asked).ages or ()}
    row = rows["30-49"]
    assert row.women and row.men and (row.women.of, row.men.of) == ("minst 5 av 20", "färre än fem av 20")
    assert any(one.startswith("Män, 30–49 år: färre än fem av 20.") for one in coverage(asked).missing)


def test_before_anybody_has_answered_nothing_is_said_about_ages(by: Village) -> None:
    assert "Ingen enkät är öppnad än" in text_of(by.client.get(by.url("coverage")))
    asked = making.questionnaire(by.place, by.root)
    text = text_of(by.client.get(by.url("coverage")))
    assert "färre än fem" in text and "går inte att visa efter ålder än" in text
    answers(asked, {("85-", "w"): 1})
    assert text_of(by.client.get(by.url("coverage"))) == text, "one answer cannot be seen to arrive"
    company = making.questionnaire(by.place, by.root, Variant.COMPANY, questions=making.without("age", "sex"))
    assert "frågar inte efter ålder" in text_of(by.client.get(by.url("coverage") + f"?enkat={company.pk}"))
    assert "efter ålder än" in text_of(by.client.get(by.url("coverage"))), "people before organisations"
    assert by.client.get(by.url("coverage") + "?enkat=999999").status_code == 404


def test_where_the_people_are_not_known_nothing_is_said_of_shares(db: None) -> None:
    other = village("annan")
    answers(making.questionnaire(other.place, other.root), REACHED)
    text = text_of(other.client.get(other.url("coverage")))
    assert "är inte infört än" in text and " av 40" not in text and "Nådda" in text


def test_the_page_asks_the_same_however_many_have_answered(by: Village) -> None:
    asked, counted = making.questionnaire(by.place, by.root, codes=30), []
    for _round in range(3):
        answers(asked, REACHED)
        with CaptureQueriesContext(connection) as captured:
            by.client.get(by.url("coverage"))
        counted.append(len(captured))
    assert counted[1] == counted[2]
