"""Counting answers: by question, option and age, streamed, so that a million answers take no more room than a hundred.

Exact counts never leave this room: `releases` decides what of them can be shown.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .content import Asked, Content, Kind, Role
from .models import Answer, Questionnaire
from .suppression import Partition, age_levels, ordered, singles

CHUNK = 5000
NOT_ANSWERED = ""
"""The option of those who did not answer a question: with it, everybody stands somewhere."""
TICKED, NOT_TICKED = "1", "0"

_STEPS = (1, 2, 3, 5, 10, 20, 50)


@dataclass(frozen=True)
class Item:
    """One thing that is counted: a question, a row of a matrix, or one box of a question where one may tick many.

    `ladder` is the fixed steps in which its options may be joined; without one any may be folded. `most` is how many
    boxes of the question one may tick (0: all).
    """

    question: str
    row: str = ""
    option: str = ""
    options: tuple[str, ...] = (TICKED, NOT_TICKED)
    required: bool = False
    ladder: tuple[Partition, ...] = ()
    most: int = 0

    @property
    def key(self) -> str:
        """How the item is named in a release."""
        return "|".join((self.question, self.row, self.option)).rstrip("|")

    @property
    def is_box(self) -> bool:
        """Whether it is a box that is ticked or not."""
        return bool(self.option)


def number_classes(asked: Asked) -> dict[str, tuple[int, int]]:
    """The classes of a whole number, {key: (from, to)} with both ends within.

    Fixed by the question, not by the answers: each number its own class up to eight of them, else 1–2–5 steps.
    """
    low, high = asked.lowest, asked.highest
    if high - low < 8:
        return {str(number): (number, number) for number in range(low, high + 1)}
    starts = [low]
    for power in range(9):
        starts += [step * 10**power for step in _STEPS if low < step * 10**power <= high]
    starts = sorted(set(starts))
    return {
        f"{start}-{end}" if end > start else str(start): (start, end)
        for start, end in zip(starts, [*(one - 1 for one in starts[1:]), high], strict=True)
    }


def items(content: Content) -> list[Item]:
    """Everything that is counted of a questionnaire, in its order."""
    return [item for asked in content.questions for item in _items(asked)]


def _items(asked: Asked) -> Iterator[Item]:
    options = tuple(one.key for one in asked.options)
    if asked.kind is Kind.NUMBER:
        yield Item(asked.key, options=tuple(number_classes(asked)), required=asked.required)
    elif asked.kind is Kind.ONE:
        ladder = age_levels(options) if asked.role is Role.AGE else ()
        yield Item(asked.key, options=options, required=asked.required, ladder=ladder)
    elif asked.kind is Kind.MATRIX:
        ladder = ordered(options, (NOT_ANSWERED,)) if asked.role is Role.SERVICES else ()
        for row in asked.rows:
            yield Item(asked.key, row.key, options=options, ladder=ladder)
    elif asked.kind is Kind.MANY:
        for option in options:
            yield Item(asked.key, option=option, most=asked.most, ladder=(singles((TICKED, NOT_TICKED)),))
    elif asked.kind is Kind.GRID:
        for row in asked.rows:
            for option in options:
                yield Item(asked.key, row.key, option, ladder=(singles((TICKED, NOT_TICKED)),))


@dataclass
class Counted:
    """Exact counts: of answers, of answers by age, and of each item by option and age."""

    answers: int = 0
    ages: Counter[str] = field(default_factory=Counter)
    fine: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def options(self, item: Item) -> tuple[str, ...]:
        """The options of an item with those who did not answer, unless everybody had to."""
        if item.is_box or (item.required and not self.fine[item.key].get(NOT_ANSWERED)):
            return item.options
        return (*item.options, NOT_ANSWERED)


def count(questionnaire: Questionnaire, content: Content) -> Counted:
    """Count every answer that was not late. One query, streamed."""
    rows = Answer.objects.filter(questionnaire=questionnaire, late=False).order_by()
    return tally(content, rows.values_list("age", "values").iterator(chunk_size=CHUNK))


def tally(content: Content, rows: Iterable[tuple[str, str]]) -> Counted:
    """Count answers given as (age, JSON of values)."""
    out = Counted()
    asked_age = content.asked(Role.AGE)
    offered = {one.key for one in asked_age.options} if asked_age else set()
    counters = [_Counter(asked) for asked in content.questions if asked.kind is not Kind.TEXT]
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ages = [age if age in offered else NOT_ANSWERED for age, _values in chunk]
        values = [json.loads(raw) for _age, raw in chunk]
        out.answers += len(chunk)
        out.ages.update(ages)
        for counter in counters:
            counter.take(ages, values)
    for counter in counters:
        out.fine |= counter.fine(out.ages)
    if asked_age:  # the age that stands in the answer's own column, so that the margin of every table is one and same
        out.fine[asked_age.key] = {age: Counter({age: number}) for age, number in out.ages.items()}
    return out


class _Counter:
    """Counts one question. A chunk is first counted by whole value (fast), then value by value."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.items = list(_items(asked))
        self.found: dict[str, dict[str, Counter[str]]] = {
            item.key: {option: Counter() for option in (*item.options, NOT_ANSWERED)} for item in self.items
        }
        self.classes = number_classes(asked) if asked.kind is Kind.NUMBER else {}

    def take(self, ages: Sequence[str], values: Sequence[Mapping[str, Any]]) -> None:
        """Count a chunk."""
        key, kind = self.asked.key, self.asked.kind
        if kind in (Kind.ONE, Kind.NUMBER):
            self._one(self.items[0], Counter(zip(ages, [one.get(key, "") for one in values], strict=True)))
        elif kind is Kind.MANY:
            self._many("", Counter(zip(ages, [tuple(one.get(key, ())) for one in values], strict=True)))
        else:
            rows = [one.get(key) or {} for one in values]
            if kind is Kind.MATRIX:
                for item in self.items:
                    row = item.row
                    self._one(item, Counter(zip(ages, [one.get(row, "") for one in rows], strict=True)))
            else:
                for row in dict.fromkeys(item.row for item in self.items):
                    self._many(row, Counter(zip(ages, [tuple(one.get(row, ())) for one in rows], strict=True)))

    def _one(self, item: Item, counted: Counter[tuple[str, Any]]) -> None:
        found = self.found[item.key]
        for (age, value), number in counted.items():
            option = self._class(value) if self.classes else value
            found[option if option in found else NOT_ANSWERED][age] += number

    def _many(self, row: str, counted: Counter[tuple[str, tuple[str, ...]]]) -> None:
        boxes = {item.option: self.found[item.key][TICKED] for item in self.items if item.row == row}
        for (age, chosen), number in counted.items():
            for option in chosen:
                if option in boxes:
                    boxes[option][age] += number

    def _class(self, value: object) -> str:
        if not isinstance(value, int):
            return NOT_ANSWERED
        return next((key for key, (low, high) in self.classes.items() if low <= value <= high), NOT_ANSWERED)

    def fine(self, ages: Counter[str]) -> dict[str, dict[str, Counter[str]]]:
        """What was counted, by item, option and age; a box that was not ticked is the rest of its age."""
        for item in self.items:
            if item.is_box:
                found = self.found[item.key]
                found.pop(NOT_ANSWERED, None)
                found[NOT_TICKED] = Counter({age: ages[age] - found[TICKED][age] for age in ages})
        return self.found
