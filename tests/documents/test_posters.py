"""Posters: one page in letters as large as there is room for; what does not fit is refused, with what to shorten."""

import io
import re
from dataclasses import replace
from pathlib import Path

import outloud
import pdfua
import pytest
from docx import Document as open_word

from servicepunkt.documents import html, pdf, word
from servicepunkt.documents.blocks import (
    Block,
    Bullets,
    Document,
    DocumentError,
    Heading,
    Paragraph,
    Poster,
    PosterLine,
    PosterPart,
    Reference,
    Table,
)
from servicepunkt.documents.posters import SMALLEST, fit_of, poster_of

from .reading import letter_sizes, tags, texts
from .samples import POSTER, document

LONG = "Vägledning till kommunens och statens e-tjänster, med tid att sitta ner och göra klart hela ärendet"


def poster(items: int, text: str = LONG) -> Document:
    lines = tuple(PosterLine(f"{text} {number}", item=True) for number in range(1, items + 1))
    return document(
        replace(POSTER, parts=(PosterPart("Det här finns", lines), *POSTER.parts[1:])),
        title="Servicepunkten i Norrbäck", footer="Provet · 3 november 2026",
    )  # fmt: skip


@pytest.mark.parametrize("items", [1, 4, 8])
def test_a_poster_is_one_accessible_page_with_text_of_at_least_16_points(items: int, tmp_path: Path) -> None:
    made = pdf.render(poster(items))
    path = tmp_path / "poster.pdf"
    path.write_bytes(made)
    assert len(texts(made)) == 1
    sizes = sorted(letter_sizes(made))
    assert sizes[0] == 12 and sizes[1] >= SMALLEST * 0.9, "the imprint, then the line above the title"
    assert sizes[-1] >= 40, "the headline"
    assert [tag.name for tag in tags(made) if re.fullmatch("Title|H[1-6]", tag.name)] == ["Title", "H1", "H1"]
    assert list(pdfua.validate(str(path)).findings) == [] and outloud.check(str(path)).errors == 0


def test_its_letters_shrink_as_its_texts_grow_until_they_are_too_small_and_it_is_refused() -> None:
    fits = [fit_of(poster(items)) for items in (1, 5, 9, 30)]
    points = [fit.points for fit in fits if fit]
    assert points[:3] == sorted((one for one in points[:3] if one), reverse=True) and points[0] != points[2]
    assert points[3] is None
    with pytest.raises(DocumentError, match=r"16 punkters text.*millimeter för hög. Korta först här: ”Det här finns”"):
        pdf.render(poster(30))
    with pytest.raises(DocumentError, match="ryms inte"):
        pdf.render(document(replace(POSTER, lead="Alla är välkomna. " * 120)))


def test_no_poster_that_is_printed_has_a_second_page_or_a_word_outside_the_paper() -> None:
    """From where it fits to where it does not, a line at a time: there is no text that slips through between."""
    refused = False
    for items in range(8, 30, 2):
        fit = fit_of(poster(items))
        assert fit is not None
        if fit.points is None:
            refused = True
        else:
            assert not refused and len(texts(pdf.render(poster(items)))) == 1
    assert refused
    word_of_40 = document(replace(POSTER, lead="Ö" * 40), title="Servicepunktsinvigningsceremoni i Norrbäck")
    assert "".join(texts(pdf.render(word_of_40))).count("Ö") == 40 + "".join(texts(pdf.render(document(POSTER)))).count(
        "Ö"
    )


def test_the_longest_part_is_named_first_and_the_word_file_has_the_same_size() -> None:
    fit = fit_of(poster(9))
    assert fit is not None and fit.longest == ("Det här finns", "Öppettider")
    assert f"med {fit.points} punkters text" in fit.words
    content = word.render(poster(9))
    styles = open_word(io.BytesIO(content)).styles
    assert styles["Normal"].font.size.pt == fit.points and styles["Title"].font.size.pt >= 40


def test_a_poster_is_made_of_parts_without_sources_and_the_first_is_its_lead() -> None:
    parts: list[tuple[str, list[Block]]] = [
        ("Överst", [Heading(1, "Överst"), Paragraph("Välkommen!")]),
        ("Tider", [Heading(1, "Tider"), Heading(2, "Sommar"), Table(("Dag", "Öppet"), (("måndag", "10–16"),), "x"),
                   Reference("x", "Ortens plan", "2026-10-31")]),
        ("Finns", [Heading(1, "Finns"), Bullets(("Post",))]),
        ("Tom", []),
    ]  # fmt: skip
    made = poster_of("Backe", parts)
    assert made == Poster("Backe", "Välkommen!", (
        PosterPart("Tider", (PosterLine("Sommar"), PosterLine("10–16", "måndag"))),
        PosterPart("Finns", (PosterLine("Post", item=True),)),
    ))  # fmt: skip


def test_a_poster_stands_alone_and_prints_hostile_texts_as_they_are() -> None:
    with pytest.raises(DocumentError, match="stands alone"):
        document(POSTER, Paragraph("mer"))
    hostile = document(Poster("#x", "<b>$x$</b>", (PosterPart("*a*", (PosterLine("#panic()", "_b_"),)),)))
    assert "#panic()" in "".join(texts(pdf.render(hostile)))
    assert "&lt;b&gt;" in str(html.render(hostile))
