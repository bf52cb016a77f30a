"""A report as paper: cover, contents, page numbers, wide tables, no need of colour. Makes pictures to look at."""

import io
import re
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from servicepunkt.documents import charts, maps
from servicepunkt.documents.blocks import (
    SHAPES,
    Chart,
    Contents,
    Heading,
    Map,
    MapMark,
    MapPin,
    Paragraph,
    Reference,
    Series,
    Table,
)
from servicepunkt.documents.letters import fit
from servicepunkt.documents.pdf import heading_pages, render, render_all
from servicepunkt.documents.word_parts import as_png
from tests.browser import PICTURES

from .reading import squeezed, tags, texts
from .report import report
from .samples import REPORT, document, every_block

AT = datetime(2026, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> bytes:
    return render(report(), at=AT)


def colourful(made: bytes, scale: float = 1.0) -> list[Image.Image]:
    """Each page as a picture with its colours."""
    with pypdfium2.PdfDocument(made) as file:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in file]


def test_a_report_loses_nothing_in_black_and_white(made: bytes) -> None:
    """There is no colour in it at all; the pictures are for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(colourful(made), 1):
        page.save(PICTURES / f"document-report-pdf-{number:02}.png")
        red, green, blue = page.split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_every_page_but_the_cover_carries_its_number(made: bytes) -> None:
    first, *rest = texts(made)
    assert "Sida" not in first
    assert "Utkast" in first
    for number, page in enumerate(rest, 2):
        assert f"Sida {number} av {len(rest) + 1}" in page


def test_the_contents_tell_the_pages_where_headings_stand(made: bytes) -> None:
    pages = texts(made)
    lines = re.findall(r"^(.+?)[ .]*\.[ .]*(\d+)\s*$", pages[1], re.MULTILINE)
    assert [int(page) for _, page in lines] == heading_pages(report())
    heads = [block.text for block in report().blocks if isinstance(block, Heading) and block.level <= 2]
    assert [squeezed(text) for text, _ in lines] == [squeezed(text) for text in heads]
    for text, page in lines:
        assert squeezed(text) in squeezed(pages[int(page) - 1])


def test_lines_of_the_contents_lead_to_their_headings(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as file:
        links = [note for note in file.pages[1].Annots if note.Subtype == "/Link"]
    assert len(links) == len(heading_pages(report()))


def test_documents_in_one_file_have_contents_of_their_own() -> None:
    first = document(Contents("Innehåll"), Heading(1, "Norrbäck"), Paragraph("x"))
    second = document(Contents("Innehåll"), Heading(1, "Sörlunda"), Paragraph("y"))
    pages = texts(render_all([first, second]))
    assert [page.count("Norrbäck") for page in pages] == [2, 0, 0]
    assert [page.count("Sörlunda") for page in pages] == [0, 0, 2]


def test_a_table_too_wide_for_the_page_is_turned_with_its_page() -> None:
    head = tuple(f"Rubrikord{number:02}" for number in range(10))
    file = render(document(Paragraph("före"), Table(head, (head,) * 60, "Bred"), Paragraph("efter")))
    with pypdfium2.PdfDocument(file) as pages:
        turned = [page.get_width() > page.get_height() for page in pages]
    assert turned == [False, True, True, True, False]
    assert all(fit(word) in squeezed(page) for page in texts(file)[1:4] for word in head)
    narrow = Table(("a", "b", "c", "d", "e", "f", "g", "h"), (tuple("12345678"),), "Smal")
    assert not narrow.wide


def test_a_turned_table_takes_its_headings_and_its_source_along() -> None:
    head = tuple(f"Rubrikord{number:02}" for number in range(10))
    blocks = (Heading(1, "Överst"), Paragraph("före"), Heading(2, "Bredden"), Table(head, (head,), "Bred"))
    pages = texts(render(document(*blocks, Reference("Talen", "Blad", "2026-09-15"), Paragraph("efter"))))
    assert len(pages) == 3
    assert "Överst" in pages[0] and "Bredden" not in pages[0]
    assert "Bredden" in pages[1] and "Blad" in pages[1]
    assert "efter" in pages[2]


def test_a_map_and_its_places_stand_on_the_same_page() -> None:
    drawn = next(block for block in REPORT if isinstance(block, Map))
    for lines in (5, 25, 40):
        pages = texts(render(document(Paragraph("\n".join("fyllning" for _ in range(lines))), drawn)))
        home = next(page for page in pages if drawn.title in page)
        assert drawn.caption in home
        assert "Platserna i figur 1" in home
        assert "Åbyn" in home


def test_drawings_are_figures_with_words_and_their_numbers_are_tables() -> None:
    found = tags(render(every_block(REPORT)))
    alts = [tag.alt for tag in found if tag.name == "Figure"]
    assert "Stapeldiagram: Hur långt orterna har kommit. Talen står i tabellen intill." in alts
    assert "Karta över Sverige med två orter" in alts
    assert [tag.name for tag in found].count("Table") == 2 + 3


def test_the_marks_of_a_map_differ_in_form_alone() -> None:
    looks = set()
    for shape in SHAPES:
        drawn = Map("x", (MapPin.at("x", 63.0, 15.0, "a"),), (MapMark("a", "x", shape),), "x", "x")
        looks.add(Image.open(io.BytesIO(as_png(maps.draw(drawn), 60))).convert("1").tobytes())
    assert len(looks) == len(SHAPES)


def test_the_series_of_a_chart_differ_without_colour() -> None:
    drawn = charts.draw(Chart("x", ("a",), tuple(Series(name, (1000,)) for name in "abcd"), "kr", "x"))
    colours = set(re.findall(r'(?:fill|stroke)="#(\w+)"', drawn))
    assert all(len(set(re.findall("..", colour if len(colour) == 6 else colour * 2))) == 1 for colour in colours)
    bars = [
        f"{fill}{'+' if 'path' in more else ''}"
        for fill, more in re.findall(r'<rect [^>]*fill="(#\w+)"[^>]*/>(<\w+)', drawn)
    ]
    assert bars[:4] == bars[4:8]
    assert len({*bars[:2], bars[2]}) == 3
    assert 'stroke-linecap="round"' in drawn


@pytest.mark.parametrize(("labels", "series"), [(30, 1), (24, 2), (18, 3), (14, 4), (12, 1)])
def test_the_largest_charts_stand_on_one_page_in_letters_one_can_read(labels: int, series: int) -> None:
    names = tuple(f"En ganska lång etikett som har många ord, nummer {number}" for number in range(labels))
    rows = tuple(Series(f"Serie {number}", (1000,) * labels) for number in range(series))
    chart = Chart("Ett stort diagram", names, rows, "kr", "Så stort det får vara")
    home = next(page for page in texts(render(document(chart))) if "Ett stort diagram" in page)
    assert "Figur 1. Så stort det får vara" in home
    high = float(re.findall(r'viewBox="\S+ \S+ \S+ (\d+)"', charts.draw(chart))[0])
    # On paper it is at most 225 mm high, and 470 units are 166 mm.
    assert charts.FONT * min(1, 225 / (high * 166 / charts.WIDTH)) >= 7


def test_numbers_stand_at_the_bars_as_in_the_table() -> None:
    chart = Chart("x", ("a", "b"), (Series("x", (1_234_500, None)), Series("y", (7_500, 2_000_000))), "kr", "x")
    page = texts(render(document(chart)))[0]
    for number in ("1 234,5", "7,5", "2 000,0", "–"):
        assert page.replace("\xa0", " ").count(number) == 2
    assert page.count("…") == 0


def test_missing_numbers_alone_make_a_chart_too() -> None:
    page = texts(render(document(Chart("x", ("a",), (Series("y", (None,)),), "kr", "Inget att visa"))))[0]
    assert page.count("–") == 2
