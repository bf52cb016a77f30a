"""The map: pins where they belong, told apart by shape, reachable and not on top of each other."""

import re
from itertools import combinations
from math import hypot
from time import perf_counter
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from servicepunkt.ui import map as sweden
from servicepunkt.ui import shapes
from servicepunkt.ui.map import Area, Pin, draw_map, stages_of

STAGES = stages_of(["Inte börjat", "Steg 1", "Steg 2", "Steg 3"], reached="Startad")
SOUTH = Pin("Påryd", 56.57, 15.92, "0", "Påryd", "/orter/paryd/")
MIDDLE = Pin("Backe", 63.82, 16.39, "2", "Backe", "/orter/backe/")
NORTH = Pin("Kuttainen", 68.39, 22.84, "reached", "Kuttainen", "/orter/kuttainen/")


def places(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'translate\(([\d.-]+) ([\d.-]+)\)">', svg)]


def many(number: int, url: str | None = "/x") -> list[Pin]:
    return [
        Pin(f"Ort {i}", 55.6 + i * 7919 % 997 / 997 * 12.5, 13 + i * 104729 % 997 / 997 * 8, STAGES[i % 5].key, url=url)
        for i in range(number)
    ]


def test_the_base_map_holds_every_county_and_municipality_and_is_small() -> None:
    base = shapes.base_map()
    assert len(base.svg) < 150_000
    left, top, right, bottom = base.bounds
    # Sweden is 1 572 km long; the outlines are generalised.
    assert 1_500 < (bottom - top) / 10 < 1_600
    assert 600 < (right - left) / 10 < 700
    ElementTree.fromstring(base.svg)


def test_a_reader_of_boundaries_refuses_what_is_not_an_area() -> None:
    point = b"\x01\x01\x00\x00\x00" + bytes(16)
    with pytest.raises(ValueError, match="kind 1"):
        list(shapes.read_wkb(point))


def test_places_lie_within_the_outline_of_their_county() -> None:
    left, top, right, bottom = shapes.base_map().bounds
    for pin in (SOUTH, MIDDLE, NORTH):
        x, y = shapes.to_sheet(pin.lat, pin.lon)
        assert left < x < right
        assert top < y < bottom


def test_keyboard_order_runs_from_north_to_south() -> None:
    drawn = draw_map([SOUTH, NORTH, MIDDLE], STAGES)
    assert re.findall(r'href="(/orter/[a-z]+/)"', drawn) == ["/orter/kuttainen/", "/orter/backe/", "/orter/paryd/"]


def test_a_pin_says_its_stage_in_words_and_shape() -> None:
    drawn = draw_map([MIDDLE, NORTH._replace(uncertain=True)], STAGES)
    assert 'aria-label="Backe: Steg 2"' in drawn
    assert 'aria-label="Kuttainen: Startad (osäker)"' in drawn
    assert "pin__pie" in drawn
    assert "pin__house" in drawn
    assert "Steg 2 (1)" in drawn


def test_a_title_with_markup_in_it_is_only_text() -> None:
    drawn = draw_map([Pin("<b>&", 60, 15, "0", "<i>", '/"x')], STAGES, title="<script>")
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert '/"x' not in drawn


@pytest.mark.parametrize("number", [2, 16, 60])
def test_pins_do_not_overlap_even_at_the_same_point(number: int) -> None:
    pins = [MIDDLE] * number
    drawn = draw_map(pins, STAGES)
    spots = places(re.sub(r"<figcaption>.*", "", drawn))
    assert len(spots) == number
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(spots, 2)) > 28.9 - 0.2
    assert drawn.count("pin__leader") == number - 1


def test_an_unknown_stage_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw_map([MIDDLE._replace(stage="nowhere")], STAGES)


def test_focus_shows_only_the_part_where_the_pins_are() -> None:
    whole, part = draw_map([MIDDLE], STAGES), draw_map([MIDDLE], STAGES, focus="pins")

    def scale(svg: str) -> float:
        found = re.search(r"scale\(([\d.]+)\)", svg)
        assert found
        return float(found[1])

    assert scale(part) > 3 * scale(whole)
    assert scale(draw_map([], STAGES, focus=Area(56, 14, 58, 17))) > 2 * scale(whole)
    assert scale(draw_map([], STAGES, focus="pins")) == scale(whole)


def test_six_hundred_pins_are_small_marks_without_links_and_quick() -> None:
    pins = many(600)
    draw_map(pins, STAGES)  # the base map is drawn once per process
    start = perf_counter()
    drawn = draw_map(pins, STAGES)
    taken = perf_counter() - start
    assert drawn.count("pin--small") == 600
    assert "<a " not in drawn
    assert 'role="img"' in drawn
    # About 20 ms on a quiet machine; the limit leaves room for a busy one.
    assert taken < 0.25


def test_a_map_for_a_document_carries_its_own_outlines() -> None:
    drawn = draw_map([MIDDLE], STAGES, base_url="")
    assert "<use" not in drawn
    assert drawn.count("vector-effect") == 3


def test_the_tag_draws_the_map() -> None:
    template = Template('{% load ui %}{% sweden_map pins stages title="Orter" description="Se tabellen." %}')
    drawn = template.render(Context({"pins": [MIDDLE], "stages": STAGES}))
    assert '<title id="karta-titel">Orter</title>' in drawn
    assert '<desc id="karta-text">Se tabellen.</desc>' in drawn
    ElementTree.fromstring(drawn.replace("&nbsp;", " "))


def test_names_that_would_cover_each_other_are_left_out() -> None:
    drawn = draw_map([MIDDLE._replace(label="Ett mycket långt ortnamn i norr")] * 30, STAGES)
    assert 0 < drawn.count("pin__label") < 30
    assert sweden.LABELLED == 30
