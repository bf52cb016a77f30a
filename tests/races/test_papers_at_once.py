"""Two who type in the same paper at the same moment: one answer, and the other is told."""

import uuid
from functools import partial

import pytest

from servicepunkt.core.actions import SYSTEM
from servicepunkt.needs.entry import Entered, NumberRefused, Typed, TypedDifferently, enter
from servicepunkt.needs.models import Answer, Channel, OpenAnswer, PaperForm, Questionnaire
from tests.method.building import Village
from tests.needs import making
from tests.races.conftest import Outcome, at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def typed(number: int, *, twice: bool = False, key: uuid.UUID | None = None, age: str = "30-49") -> Typed:
    return Typed(key or uuid.uuid4(), {**making.WHOLE, "age": age}, "", number, twice)


def both(by: Village, make: list[Typed], one: int) -> list[Outcome]:
    asked = Questionnaire.objects.get(pk=one)
    return at_once(
        *(partial(enter, questionnaire=asked, channel=Channel.PAPER, typed=each, actor=SYSTEM) for each in make)
    )


def test_a_paper_typed_by_two_at_once_is_one_answer(by: Village) -> None:
    one = making.questionnaire(by.place, by.programme.area).pk
    for number in range(1, ROUNDS + 1):
        outcomes = both(by, [typed(number), typed(number)], one)
        assert sorted(map(type, outcomes), key=str) == sorted([Entered, NumberRefused], key=str), outcomes
        assert (
            Answer.objects.count()
            == OpenAnswer.objects.count()
            == PaperForm.objects.filter(done=True).count()
            == number
        )


def test_the_same_form_sent_twice_at_once_is_one_answer(by: Village) -> None:
    one = making.questionnaire(by.place, by.programme.area).pk
    for number in range(1, ROUNDS + 1):
        same = typed(number)
        outcomes = both(by, [same, same], one)
        assert sorted(outcome.again for outcome in outcomes) == [False, True], outcomes
        assert Answer.objects.count() == number


def test_two_first_typings_at_once_are_compared_with_each_other(by: Village) -> None:
    one = making.questionnaire(by.place, by.programme.area).pk
    for number in range(1, ROUNDS + 1):
        alike = both(by, [typed(number, twice=True), typed(number, twice=True)], one)
        assert sorted(outcome.waits for outcome in alike) == [False, True], alike
        apart = both(by, [typed(100 + number, twice=True), typed(100 + number, twice=True, age="20-29")], one)
        assert sorted(map(type, apart), key=str) == sorted([Entered, TypedDifferently], key=str), apart
        assert (Answer.objects.count(), PaperForm.objects.filter(done=False).count()) == (number, number)


def test_two_second_typings_at_once_are_one_answer(by: Village) -> None:
    one = making.questionnaire(by.place, by.programme.area)
    for number in range(1, ROUNDS + 1):
        enter(questionnaire=one, channel=Channel.PAPER, typed=typed(number, twice=True), actor=SYSTEM)
        outcomes = both(by, [typed(number), typed(number)], one.pk)
        assert sorted(map(type, outcomes), key=str) == sorted([Entered, NumberRefused], key=str), outcomes
        assert Answer.objects.count() == number
