"""Nobody can be told apart: attacked by reckoning, by bounds, and by going through everything that could have been."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunkt.core import clock
from servicepunkt.core.text import Text
from servicepunkt.needs import suppression
from servicepunkt.needs.content import AGES, Asked, Content, Kind
from servicepunkt.needs.counting import items
from servicepunkt.needs.results import Shown
from servicepunkt.needs.showing import as_csv, shown_questions
from servicepunkt.needs.suppression import (
    LEAST,
    Moment,
    Partition,
    Table,
    age_levels,
    as_tried,
    by_age,
    coarser,
    first_safe,
    folded,
    ordered,
    safe,
    singles,
    worth_showing,
)
from tests.needs.attacking import QUESTIONS, Attack, Person, _options, released, truth_of, village

EVERYBODY: Partition = (("",),)
Counts = tuple[int, ...]


# --- everything that could have been: the attacker knows the program --------------------------------------------------


def spread(number: int, over: int) -> Iterator[Counts]:
    """Every way in which so many persons can have given so many answers."""
    if over == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in spread(number - first, over - 1):
            yield (first, *rest)


def told(
    options: Sequence[str], ladder: Sequence[Partition], counts: Counts, past: list[Moment], final: bool
) -> Moment:
    """What a release shows of these counts."""
    fine = {option: {"": count} for option, count in zip(options, counts, strict=True)}
    if not final:
        tried = ladder[-1] if ladder else singles(options)
        return Moment(sum(counts), tried, as_tried(fine, EVERYBODY, tried, past))
    new = first_safe(fine, EVERYBODY, ladder, past) if ladder else folded(fine, EVERYBODY, singles(options), past)
    return Moment(sum(counts), None, new if new and worth_showing(new, past) else None)


def pinned(
    options: Sequence[str], came: Sequence[int], finals: Sequence[bool], ladder: Sequence[Partition] = ()
) -> list[Any]:
    """The groups under five that have one and the same number in every history that would have shown the same tables.

    `came` are how many came before each release. Groups: any of the answers, of all so far or of those who came last.
    """
    worlds: dict[Any, list[Counts]] = defaultdict(list)

    def live(at: int, so_far: Counts, past: list[Moment], numbers: Counts, shown: tuple[Any, ...]) -> None:
        if at == len(came):
            worlds[shown].append(numbers)
            return
        for new in spread(came[at], len(options)):
            now = tuple(map(sum, zip(so_far, new, strict=True)))
            moment = told(options, ladder, now, past, finals[at])
            table = moment.table and (moment.table.blocks, moment.table.cells)
            live(at + 1, now, [*past, moment], (*numbers, *new, *now), (*shown, table))

    live(0, (0,) * len(options), [], (), ())
    width, found = len(options), []
    some = [one for size in range(1, width) for one in combinations(range(width), size)]
    for shown, histories in worlds.items():
        for start in range(0, 2 * width * len(came), width):
            for one in some:
                values = {sum(numbers[start + at] for at in one) for numbers in histories}
                if len(values) == 1 and min(values) < LEAST:
                    found.append((shown, start // width, one, values))
    return found


@pytest.mark.parametrize(
    ("options", "number"), [("ab", 10), ("ab", 14), ("abc", 10), ("abc", 14), ("abc", 20), ("abcd", 16)]
)
def test_one_release_pins_nobody_even_to_one_who_knows_the_program(options: str, number: int) -> None:
    assert pinned(options, [number], [True]) == []
    assert pinned(options, [number], [False]) == []


@pytest.mark.parametrize("finals", [(False, True), (True, True), (False, False)])
@pytest.mark.parametrize(
    ("options", "came"), [("ab", (10, 10)), ("ab", (20, 5)), ("ab", (20, 12)), ("abc", (10, 10)), ("abc", (16, 11))]
)
def test_two_releases_pin_nobody(options: str, came: tuple[int, int], finals: tuple[bool, bool]) -> None:
    assert pinned(options, came, finals) == []


@pytest.mark.parametrize("finals", [(False, False, True), (False, True, True), (True, False, True), (True, True, True)])
@pytest.mark.parametrize("came", [(10, 7, 6), (14, 10, 12), (12, 20, 7)])
def test_three_releases_pin_nobody(came: tuple[int, ...], finals: tuple[bool, ...]) -> None:
    assert pinned("ab", came, finals) == []


@pytest.mark.parametrize("finals", [(False, True), (True, True)])
def test_answers_in_order_pin_nobody(finals: tuple[bool, bool]) -> None:
    assert pinned(["1", "2", ""], (16, 11), finals, ordered(["1", "2"], [""])) == []
    assert pinned(["1", "2", "3", ""], (18,), finals[1:], ordered(["1", "2", "3"], [""])) == []


@pytest.mark.parametrize(("number", "options"), [(20, "ab"), (26, "ab"), (20, "abc")])
def test_a_table_by_age_pins_nobody(number: int, options: str) -> None:
    """Two ages: all that could have been, with what is shown of answers, of ages, and of both together."""
    ages, worlds = ("young", "old"), defaultdict(list)
    rows = singles(ages)

    @cache
    def all_ages(counts: Counts) -> Table | None:
        fine = {option: {"": count} for option, count in zip(options, counts, strict=True)}
        return folded(fine, EVERYBODY, singles(options), [])

    @cache
    def all_options(counts: Counts) -> Table | None:
        return first_safe({age: {"": n} for age, n in zip(ages, counts, strict=True)}, EVERYBODY, [rows], [])

    for cells in spread(number, 2 * len(options)):
        fine = {o: dict(zip(ages, cells[2 * at : 2 * at + 2], strict=True)) for at, o in enumerate(options)}
        own = all_ages(tuple(map(sum, zip(cells[::2], cells[1::2], strict=True))))
        margin = all_options((sum(cells[::2]), sum(cells[1::2])))
        both = by_age(fine, [rows], own, (), [], []) if own and margin else None
        worlds[own, margin, both].append(cells)
    groups = [one for size in range(1, 2 * len(options)) for one in combinations(range(2 * len(options)), size)]
    for shown, histories in worlds.items():
        for one in groups:
            values = {sum(cells[at] for at in one) for cells in histories}
            assert len(values) > 1 or min(values) >= LEAST, (shown, one, values)
    assert any(both for _own, _margin, both in worlds)


def test_the_attack_wins_when_company_is_chosen_by_size() -> None:
    """The smallest first: what seems natural is what a reader can turn round."""

    def by_size(fine: Any, rows: Partition, units: Partition, past: Any) -> Table | None:
        order = sorted(units, key=lambda unit: fine[unit[0]][""])
        for number in (0, *range(2, len(units))):
            rest = tuple(key for unit in order[:number] for key in unit)
            table = Table.of(fine, rows, (*(unit for unit in units if unit[0] not in rest), *((rest,) if rest else ())))
            if safe(table, past):
                return table
        return None

    with patch(f"{__name__}.folded", by_size):
        assert pinned("abc", [20], [True])


def test_the_attack_wins_when_silence_is_not_weighed() -> None:
    with patch.object(suppression, "_not_told_by_silence", return_value=True):
        assert pinned("ab", (20, 5), (False, True))


# --- reckoning and bounds on whole questionnaires ---------------------------------------------------------------------


def history(dice: random.Random) -> list[tuple[list[Person], bool]]:
    """Who came before each of up to four releases of a village of its own, and which of these were at a close."""
    batches = [(village(dice, dice.randrange(10, 81)), dice.random() < 0.5)]
    for _ in range(dice.randrange(4)):
        batches.append((village(dice, dice.randrange(5, 40)), dice.random() < 0.6))
    return batches


def breaches(batches: Sequence[tuple[Sequence[Person], bool]], dice: random.Random) -> list[Any]:
    """All that an attacker finds out in all questions."""
    tables, found = released(batches), list[Any]()
    for item in items(QUESTIONS):
        attack, truth = Attack(item.key, tables), truth_of(item.key, batches)
        for one in attack.equations:
            assert sum(truth.get(atom, 0) for atom in one.atoms) == one.count, "what is shown must be true"
        found += [(item.key, "reckoned", *one) for one in attack.reckoned(truth, dice)]
        bounds = attack.bounds()
        for group, (low, high) in bounds.items():
            assert low <= sum(truth.get(atom, 0) for atom in group) <= high
        found += [(item.key, "pinned", *one) for one in bounds.items() if one[0] and one[1][0] == one[1][1] < LEAST]
    return found


@settings(max_examples=15)
@given(st.integers(0, 10**9))
def test_no_group_under_five_can_be_reckoned_from_all_tables_of_all_releases(seed: int) -> None:
    dice = random.Random(seed)
    assert breaches(history(dice), dice) == []


def test_the_attack_wins_when_moments_are_not_compared() -> None:
    found = []
    with patch.object(suppression, "safe", lambda new, past: new.smallest >= LEAST):
        for seed in range(2):
            dice = random.Random(seed)
            batches = [(village(dice, 40), True), (village(dice, 7), True), (village(dice, 9), True)]
            found += breaches(batches, dice)
    assert any("reckoned" in one for one in found) and any("pinned" in one for one in found)


def test_the_attack_wins_when_only_common_groups_are_compared() -> None:
    """That the groups two tables have in common have grown is not enough: the others overlap but for a few persons."""

    def joined(one: Partition, other: Partition) -> Partition:
        blocks = [set(block) for block in one]
        for block in other:
            inside = [mine for mine in blocks if mine & set(block)]
            blocks = [mine for mine in blocks if mine not in inside] + [set().union(*inside)]
        return tuple(tuple(sorted(block)) for block in blocks)

    old = Table.of({"a": {"": 11}, "b": {"": 1}, "c": {"": 9}}, EVERYBODY, (("a",), ("b", "c")))
    new = Table.of({"a": {"": 11}, "b": {"": 1}, "c": {"": 15}}, EVERYBODY, (("a", "b"), ("c",)))
    both = joined(old.blocks, new.blocks)
    grown = new.merged(EVERYBODY, both).cells[0][0] - old.merged(EVERYBODY, both).cells[0][0]
    assert new.smallest >= LEAST and old.smallest >= LEAST and grown >= LEAST
    assert new.cells[0][0] - old.cells[0][0] == 1, "the one person who chose b"
    assert not safe(new, [Moment(21, None, old)])


@pytest.mark.parametrize("seed", range(4))
def test_all_that_pages_and_files_show_is_worked_out_from_the_release(seed: int) -> None:
    """Shares, weights and intervals add nothing: they come out the same with the release and the population alone."""
    dice = random.Random(seed)
    tables = released([(village(dice, 90), True)])[0]
    people = {one.key: 30 for one in AGES}
    shown = Shown(1, 90, True, clock.now(), tables)
    lines = as_csv(QUESTIONS, shown, people).decode("utf-8-sig").splitlines()[1:]
    counts = [int(line.split(";")[4]) for line in lines]
    assert counts and min(counts) >= LEAST
    for one in shown_questions(QUESTIONS, shown, people):
        for line in one.lines:
            assert line.share.count >= LEAST and line.share.answers - line.share.count >= LEAST
        assert all(number >= 2 * LEAST for table in one.ages for number in table.answers)


# --- the parts --------------------------------------------------------------------------------------------------------


def test_an_answer_that_nobody_gave_is_not_told_from_others() -> None:
    fine = {"a": {"": 12}, "b": {"": 9}, "c": {"": 0}, "": {"": 6}}
    table = folded(fine, EVERYBODY, singles(["a", "b", "c", ""]), [])
    assert table and table.blocks == (("a",), ("b",), ("c", "")) and table.cells == ((12, 9, 6),)


def test_nothing_is_shown_when_nearly_all_agree() -> None:
    assert folded({"a": {"": 60}, "b": {"": 3}, "": {"": 1}}, EVERYBODY, singles(["a", "b", ""]), []) is None


def test_what_was_folded_stays_folded_and_each_group_grows_by_five() -> None:
    units = singles(["a", "b", "c", ""])
    first = folded({"a": {"": 12}, "b": {"": 9}, "c": {"": 2}, "": {"": 6}}, EVERYBODY, units, [])
    later = {"a": {"": 20}, "b": {"": 12}, "c": {"": 9}, "": {"": 9}}
    assert folded(later, EVERYBODY, units, [])
    second = folded(later, EVERYBODY, units, [Moment(29, None, first)])
    assert second and second.blocks == (("a",), ("b", "c", "")), "b has grown by three only, and c was folded before"


def test_important_can_be_told_as_long_as_anything_can() -> None:
    steps = ordered(["1", "2", "3", "4"], [""])
    assert steps[0] == (("1",), ("2",), ("3",), ("4",), ("",)) and steps[-1] == (("1", "2", ""), ("3", "4"))
    assert all(coarser(later, earlier) for earlier, later in pairwise(steps))


@pytest.mark.parametrize("offered", [[one.key for one in AGES], ["13-19", "20-29"], ["65-74"], []])
def test_ages_are_joined_in_fixed_steps_within_one_another(offered: list[str]) -> None:
    steps = age_levels(offered)
    assert all(coarser(later, earlier) for earlier, later in pairwise(steps))
    for step in steps:
        assert sorted(age for row in step for age in row) == sorted([*offered, ""])


def test_when_nearly_all_tick_as_many_as_they_may_the_least_ticked_box_is_not_shown() -> None:
    asks = Content(
        "resident", Text("Prov"), Text(""), (Asked("many", Kind.MANY, Text("?"), options=_options(3), most=2),)
    )
    pairs = [["1", "2"]] * 12 + [["1", "3"]] * 12 + [["2", "3"]] * 12 + [["1"]]
    tables = released([([("", {"many": chosen}) for chosen in pairs], True)], asks)[0]
    assert set(tables["items"]) == {"many||1", "many||3"} or set(tables["items"]) == {"many||1", "many||2"}
    free = [["1"], ["2"], ["3"]] * 12
    assert len(released([([("", {"many": chosen}) for chosen in free], True)], asks)[0]["items"]) == 3
