"""Letters that paper can show, and what stands instead of those it cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.documents.letters import fit, printable, unprintable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Åre, Öje & Älvsbyn – 100 % ½ €", "Åre, Öje & Älvsbyn – 100 % ½ €"),
        ("A\u030are", "Åre"),
        ("Jåhkåmåhkke, Čohkkiras, Ŋ", "Jåhkåmåhkke, Čohkkiras, Ŋ"),
        ("Привет, Ελλάδα", "Привет, Ελλάδα"),
        ("bra 🙂!", "bra [slightly smiling face]!"),
        ("👍🏽 ❤️", "[thumbs up sign] [heavy black heart]"),
        ("\U0001d400\U0001d401", "AB"),
        ("A\u200b\u030are", "Åre"),
        ("ab\u200bc\u202ed\x00e\ufeff", "abcde"),
        ("rad 1\r\nrad 2\rrad 3\u2028rad 4", "rad 1\nrad 2\nrad 3\nrad 4"),
        ("村\ud800\ue000", "???"),
    ],
)
def test_what_has_no_form_is_said_in_another_way(typed: str, printed: str) -> None:
    assert fit(typed) == printed


@given(st.text())
def test_only_letters_with_a_form_are_left(text: str) -> None:
    assert all(ord(letter) in printable() or letter in "\n\t" for letter in fit(text))
    assert fit(fit(text)) == fit(text)


def test_a_page_can_warn_of_what_paper_will_show_differently() -> None:
    assert unprintable("Hej 🙂 A\u030are\u200b\r\n") == {"🙂"}
    assert unprintable("村") == {"村"}
