"""Swedish words sort, are found and become addresses as Swedes expect, whatever the database."""

from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.words import search_key, slug, sort_key

PLACES = ["Backe", "Björkvik", "Byxelkrok", "Gideå", "Vedevåg", "Älmsta/Väddö", "Örsjö"]


def test_the_alphabet_ends_with_a_ring_a_dots_o_dots() -> None:
    assert sorted(reversed(PLACES), key=sort_key) == PLACES
    assert sorted(["Ö", "Z", "Ä", "A", "Å"], key=sort_key) == ["A", "Z", "Å", "Ä", "Ö"]


def test_other_accents_sort_and_are_found_as_their_plain_letter() -> None:
    assert sort_key("Linné") == sort_key("linne") and search_key(" Linné  väg ") == "linne väg"


def test_norwegian_and_danish_letters_sort_with_their_swedish_kin() -> None:
    assert sort_key("Ærø") == sort_key("Ärö")


def test_capitals_do_not_hide_a_place_and_dots_still_tell_words_apart() -> None:
    assert search_key("ÅRE") == search_key("åre") == "åre"
    assert search_key("höra") != search_key("hora")


def test_a_letter_written_as_two_signs_is_the_same_letter() -> None:
    assert sort_key("A\u030are") == sort_key("Åre") and search_key("A\u030are") == "åre"


def test_names_become_readable_addresses() -> None:
    assert slug("Blankaholm/Solstadström") == "blankaholm-solstadstrom"
    assert slug(" Hakkas? ") == "hakkas"


@given(st.text(max_size=40))
def test_a_key_of_a_key_is_itself_and_an_address_needs_no_escaping(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(slug(text)) == slug(text)
