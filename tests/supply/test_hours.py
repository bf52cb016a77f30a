"""Opening hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.distances import parse_km, say_km
from servicepunkt.supply.hours import parse_hours, say_hours, say_week


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8-12, 13-16.30", ((480, 720), (780, 990))),
        ("08:00–17:00", ((480, 1020),)),
        ("kl. 13 – 15 och 9–12", ((540, 720), (780, 900))),
        ("dygnet runt", ((0, 1440),)),
        ("stängt", ()),
        ("", ()),
    ],
)
def test_hours_are_read_as_written(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_hours(text) == spans


@pytest.mark.parametrize(
    "text", ["8", "12-8", "8-25", "8.75-9", "8-12, 11-13", "ibland", "18-02", "8-24.30", "1-2," * 7 + "8-9"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_hours(text)


@given(st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=6))
def test_every_day_said_is_read_back(pairs: list[tuple[int, int]]) -> None:
    edges = sorted({edge for pair in pairs for edge in pair})
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))[:6]
    assert parse_hours(say_hours(spans)) == spans


def test_a_week_in_one_line() -> None:
    day, friday = ((480, 1020),), ((480, 720), (780, 900))
    assert say_week([day, day, day, day, friday, (), ()]) == "mån–tor 8–17; fre 8–12, 13–15"
    assert say_week([(), day, (), (), (), (), day]) == "tis 8–17; sön 8–17"
    assert say_week([()] * 7) == ""


@given(st.integers(1, 2_000_000))
def test_kilometres_said_are_read_back(metres: int) -> None:
    assert parse_km(say_km(metres)) == metres
