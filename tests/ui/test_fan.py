"""The fan: lines where the amounts say, zero always there, names apart, words for who cannot see it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.documents.blocks import Figure
from servicepunkt.ui.fan import Fan, drawn

AMOUNTS = st.lists(st.integers(-3_000_000, 3_000_000), min_size=3, max_size=3).map(sorted)


def fan(*years: tuple[int, int, int]) -> Fan:
    """A fan with a low, a likely and a high amount for each point."""
    low, likely, high = zip(*years, strict=True)
    points = tuple(str(2026 + number) for number in range(len(years)))
    return Fan("Kassa", "Från lågt till högt.", "Tusental kronor", points, ("Låg", "Trolig", "Hög"), low, likely, high)


def numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?[\d.]+", text)]


def texts(svg: str) -> list[tuple[float, str]]:
    root = ElementTree.fromstring(svg)
    return [(float(one.attrib["y"]), one.text or "") for one in root.iter() if one.tag.endswith("text")]


def test_the_lines_follow_the_amounts_and_zero_is_a_line_of_its_own() -> None:
    svg = drawn(fan((0, 0, 0), (-100_000, 50_000, 100_000)), paper=True)
    root = ElementTree.fromstring(svg)
    (zero,) = [one for one in root.iter() if one.get("class") == "fan__zero"]
    lines = [numbers(one.attrib["d"]) for one in root.iter() if one.get("class") == "fan__line"]
    _left, at_zero, _right = numbers(zero.attrib["d"])
    low, likely, high = ([line[1], line[3]] for line in lines)
    assert low[0] == likely[0] == high[0] == at_zero
    assert high[1] < likely[1] < at_zero < low[1], "upwards is more money"
    assert abs((low[1] - at_zero) - (at_zero - high[1])) < 0.2, "as far below as above"


def test_lines_differ_without_colour() -> None:
    root = ElementTree.fromstring(drawn(fan((0, 0, 0), (1000, 2000, 3000)), paper=True))
    lines = [one for one in root.iter() if one.get("class") == "fan__line"]
    assert len({(one.get("stroke-dasharray"), one.get("stroke-width")) for one in lines}) == 3


@given(first=AMOUNTS, last=AMOUNTS)
def test_names_at_the_ends_never_lie_over_one_another_and_everything_is_inside(
    first: list[int], last: list[int]
) -> None:
    svg = drawn(fan((first[0], first[1], first[2]), (last[0], last[1], last[2])), paper=True)
    named = [y for y, text in texts(svg) if text.split(" ")[0] in ("Låg", "Trolig", "Hög")]
    assert named == sorted(named)
    assert all(below - above >= 14.9 for above, below in pairwise(named))
    assert all(0 <= y <= 230 for y, _text in texts(svg))


def test_the_page_is_told_in_words_and_the_paper_stands_alone() -> None:
    one = fan((0, 0, 0), (1000, 2000, 3000))
    page, paper = drawn(one), drawn(one, paper=True)
    assert "<desc" in page and "Från lågt till högt." in page and 'role="img"' in page
    assert Figure(paper, one.description, one.title).svg == paper, "a document takes it as it is"
    assert "Tusental kronor" in page and "Tusental kronor" in paper


def test_a_line_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one value"):
        Fan("t", "d", "u", ("2026", "2027"), ("a", "b", "c"), (1, 2), (1, 2), (1,))
