"""Money is whole öre; kronor are read and written the way people do, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.money import kronor, parse_kronor


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "0 kr"),
        (1_000_000, "10 000 kr"),
        (1050, "10,50 kr"),
        (5, "0,05 kr"),
        (-123_456_700, "−1 234 567 kr"),
    ],
)
def test_ore_are_read_as_kronor(ore: int, text: str) -> None:
    assert kronor(ore) == text.replace(" ", "\u00a0"), "the spaces do not break"


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("10 000", 1_000_000),
        ("10000,5", 1_000_050),
        ("10.50 kr", 1050),
        ("99 kronor", 9900),
        (" 7 SEK ", 700),
        ("-12", -1200),
    ],
)
def test_people_write_amounts_in_many_ways(typed: str, ore: int) -> None:
    assert parse_kronor(typed) == ore


@pytest.mark.parametrize("typed", ["", "tio", "1,234", "1.000.000", "1e6", "10 000 ,", "1 kr 50", "½", "9" * 13, "--1"])
def test_what_is_no_amount_is_refused_with_a_plain_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="Skriv beloppet i kronor"):
        parse_kronor(typed)


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_what_is_shown_can_be_typed_in_again(ore: int) -> None:
    assert parse_kronor(kronor(ore)) == ore
