"""Amounts and numbers follow the reader's language, and what is shown can be typed back."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.evidence import spoken
from servicepunkt.core.money import grouped, kronor, kronor_typed, parse_kronor, per_cent

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("language", "ore", "said"),
    [
        ("sv", 1_000_000, "10 000 kr"),
        ("sv", -1_050, "−10,50 kr"),
        ("en", 1_000_000, "SEK 10,000"),
        ("en", -1_050, "−SEK 10.50"),
    ],
)
def test_an_amount_is_said_in_the_readers_language(language: str, ore: int, said: str) -> None:
    with translation.override(language):
        assert kronor(ore).replace("\xa0", " ") == said


@given(AMOUNTS, st.sampled_from(["sv", "en"]))
def test_what_is_shown_is_read_back_as_the_same_amount(ore: int, language: str) -> None:
    with translation.override(language):
        assert parse_kronor(kronor(ore)) == parse_kronor(kronor_typed(ore)) == ore


@pytest.mark.parametrize(("typed", "ore"), [("10,000", 10_000_00), ("10,50", 10_50), ("1,000.5", 1_000_50)])
def test_an_english_reader_may_type_commas_between_thousands(typed: str, ore: int) -> None:
    with translation.override("en"):
        assert parse_kronor(typed) == ore
    with translation.override("sv"):
        if typed == "10,50":
            assert parse_kronor(typed) == ore
        else:
            with pytest.raises(ValueError, match="Skriv beloppet"):
                parse_kronor(typed)


def test_an_evidence_sentence_keeps_öre_and_a_day_and_says_them_in_each_language() -> None:
    values: dict[str, str | int] = {"year": 2027, "kronor_ore": 1_234_500, "day": "2027-03-02"}
    sentence = "Vid slutet av %(year)s saknas %(kronor)s, utan projektpengar."
    with translation.override("sv"):
        assert "12\xa0345 kr".replace(" ", "\xa0") in spoken(sentence, values) and "2027" in spoken(sentence, values)
    with translation.override("en"):
        assert "SEK\xa012,345" in spoken(sentence, values) and "2027" in spoken(sentence, values)
        assert (grouped(12_345), per_cent("2.5")) == ("12,345", "2.5%")
