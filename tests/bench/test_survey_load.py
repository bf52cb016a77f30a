"""The survey's load judges itself: an answer that is lost, doubled or half stored is seen. Nothing is timed."""

from random import Random
from typing import Any

import pytest

from bench.survey_data import answer_to
from bench.survey_load import Phone, _phones, _verdict, broken, report
from servicepunkt.needs.content import check, dump
from tests.needs import making

MADE = {"key": "prov", "codes": ["C0DE-0000"], "content": dump(making.content()), "database": "prov 1"}


def stored(phones: list[Phone]) -> dict[str, Any]:
    """What the database holds when all went well."""
    words = {str(one.body["words"]): 1 for one in phones}
    return {"keys": [one.key for one in phones], "words": words, "uses": len(phones)}


def verdict(phones: list[Phone], found: dict[str, Any]) -> list[str]:
    run = {"database": "prov 1", "kills": 0, "seconds_down": 0, **_verdict(phones, found)}
    assert "| sent | 20 |" in report([run])
    return broken([run])


@pytest.fixture
def phones() -> list[Phone]:
    made = _phones(MADE, 20, 600, Random(1))
    for one in made:
        one.told = "received"
        one.page_ms = one.answer_ms = one.told_after_s = 1.0
    return made


def test_what_the_phones_send_is_a_right_answer() -> None:
    for number in range(50):
        checked = check(making.content(), answer_to(MADE["content"], Random(number), "Telefon"))  # type: ignore[arg-type]
        assert checked.faults == {} and len(checked.values) == 7


def test_all_stored_once_is_all_right(phones: list[Phone]) -> None:
    assert verdict(phones, stored(phones)) == []
    assert len({one.key for one in phones}) == 20
    assert sum(one.loses_the_line for one in phones) == 2


def test_an_answer_that_is_gone_or_there_twice_is_told(phones: list[Phone]) -> None:
    found = stored(phones)
    found["keys"] = [*found["keys"][1:], found["keys"][1]]
    assert verdict(phones, found) == ["prov 1: lost 1", "prov 1: doubled 1"]


def test_an_answer_that_is_half_stored_is_told(phones: list[Phone]) -> None:
    found = stored(phones)
    found["words"].popitem()
    found["uses"] -= 1
    assert verdict(phones, found) == ["prov 1: own_words_missing 1", "prov 1: code_uses_missing 1"]


def test_a_phone_that_never_heard_is_told(phones: list[Phone]) -> None:
    phones[3].told = ""
    assert verdict(phones, stored(phones)) == ["prov 1: never_told 1"]
