"""An answer that is being stored while its questionnaire is closed or opened again: late or counted, never neither."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection

from servicepunkt.core.actions import SYSTEM
from servicepunkt.needs import answering, publishing
from servicepunkt.needs.models import Answer, Questionnaire, State
from tests.method.building import Village
from tests.needs import making
from tests.races.conftest import at_once

WAIT_S = 2.0
"""How long an answer is held up before its commit: time enough for whoever does not wait for it."""


def held_up(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[Any]:
    """Answer with a code, and `act` when the answer has looked whether the questionnaire is open."""
    looked, acted = Event(), Event()
    use_code = answering._use_code

    def slowly(*args: Any) -> None:
        looked.set()
        acted.wait(WAIT_S)
        use_code(*args)

    def meanwhile() -> object:
        if connection.vendor == "postgresql":  # SQLite lets nobody write meanwhile
            assert looked.wait(30)
        try:
            return act()
        finally:
            acted.set()

    monkeypatch.setattr(answering, "_use_code", slowly)
    one = Questionnaire.objects.get()
    return at_once(partial(making.answer, one, code="TEST-0001"), meanwhile)


def test_an_answer_that_has_seen_the_questionnaire_open_is_stored_before_the_close(
    by: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = making.questionnaire(by.place, by.programme.area, codes=1)
    counted: list[int] = []

    def close() -> None:
        publishing.close(questionnaire=one, actor=SYSTEM)
        counted.append(Answer.objects.filter(late=False).count())

    outcomes = held_up(monkeypatch, close)
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert counted == [Answer.objects.filter(late=False).count()]


def test_an_answer_that_has_seen_the_questionnaire_closed_is_counted_when_it_opens_again(
    by: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = making.close(making.questionnaire(by.place, by.programme.area, codes=1))
    outcomes = held_up(monkeypatch, partial(publishing.reopen, questionnaire=one, closes_on=None, actor=SYSTEM))
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert Questionnaire.objects.get().state == State.OPEN
    assert not Answer.objects.filter(late=True).exists()
