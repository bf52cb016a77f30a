"""The Word file: a clerk can go on editing it, and a screen reader finds its way in it."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document as open_word
from docx.document import Document as File
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from servicepunkt.documents.blocks import Bullets, Contents, Document, Paragraph, Table
from servicepunkt.documents.letters import fit
from servicepunkt.documents.pdf import heading_pages
from servicepunkt.documents.word import render

from .agreeing import pieces_in_word
from .hostile import HOSTILE, everywhere
from .reading import squeezed, texts
from .report import report
from .samples import REPORT, document, every_block

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(document: Document) -> File:
    return open_word(io.BytesIO(render(document)))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_headings_are_words_own_styles_so_that_the_navigation_pane_shows_them() -> None:
    found = [(p.style.name, p.text) for p in opened(report()).paragraphs if p.style and "Heading" in str(p.style.name)]
    assert found[:4] == [
        ("TOC Heading", "Innehåll"),
        ("Heading 1", "Sammanfattning"),
        ("Heading 2", "Vad invånarna säger"),
        ("Heading 2", "Nästa halvår"),
    ]
    assert ("Heading 3", "Så räknas kraven") in found


def test_title_language_and_date_are_in_the_file() -> None:
    at = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    file = open_word(io.BytesIO(render(report(), at=at)))
    about = file.core_properties
    assert (about.title, about.language) == ("Hållbara lokala servicelösningar i tio orter", "sv-SE")
    assert (about.created, about.modified, about.author) == (at, at, "Servicepunkt")
    assert {lang.get(qn("w:val")) for lang in file.styles.element.iter(qn("w:lang"))} == {"sv-SE"}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render(report()) == render(report())
    assert render(report()) != render(report(), at=datetime(2026, 9, 1, tzinfo=UTC))


def test_every_picture_says_what_it_shows() -> None:
    drawings = list(opened(every_block(REPORT)).element.iter(qn("wp:docPr")))
    assert len({drawing.get("id") for drawing in drawings}) == len(drawings) > 5
    said = [drawing.get("descr") for drawing in drawings]
    assert "Stapeldiagram: Hur långt orterna har kommit. Talen står i tabellen intill." in said
    assert all(said)


def test_a_tables_header_is_repeated_and_its_rows_hold_together() -> None:
    for table in opened(report()).tables:
        first, *rest = table.rows
        assert first._tr.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in rest)


def _fields(xml: bytes) -> list[str]:
    return [(found.text or "").strip() for found in ElementTree.fromstring(xml).iter(f"{W}instrText")]


def test_pages_captions_and_contents_are_fields_that_word_counts_anew() -> None:
    inside = parts(render(report()))
    foot = next(xml for name, xml in inside.items() if "footer" in name and b"PAGE" in xml)
    assert _fields(foot) == ["PAGE", "NUMPAGES"]
    fields = _fields(inside["word/document.xml"])
    assert fields[0] == 'TOC \\o "1-2" \\h \\z'
    assert fields.count("SEQ Figur \\* ARABIC") == 4
    assert fields.count("SEQ Tabell \\* ARABIC") == 3
    marks = re.findall(rb'fldCharType="(\w+)"', inside["word/document.xml"])
    assert marks.count(b"begin") == marks.count(b"separate") == marks.count(b"end") == len(fields)


def test_the_contents_are_filled_with_links_to_headings_and_the_pages_of_the_pdf() -> None:
    file = opened(report())
    lines = [p for p in file.paragraphs if p.style and str(p.style.name).startswith("toc ")]
    shown = [tuple(line.text.split("\t")) for line in lines]
    assert [page for _, page in shown] == [str(page) for page in heading_pages(report())]
    assert shown[0] == ("Sammanfattning", "3")
    targets = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))]
    assert len(links) == len(shown)
    assert set(links) <= targets


def test_contents_without_any_heading_are_only_their_title() -> None:
    assert pieces_in_word(document(Contents("Innehåll"), Paragraph("x")))[1:] == [("H1", "Innehåll"), ("text", "x")]


def test_each_numbered_list_begins_at_one() -> None:
    file = opened(document(Bullets(("a", "b"), True), Paragraph("x"), Bullets(("c",), True)))
    numbers = [mark.get(qn("w:val")) for mark in file.element.iter(qn("w:numId"))]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = file.part.numbering_part.element
    starts = {int(num.numId): num.find(f"{W}lvlOverride/{W}startOverride") for num in numbering.num_lst}
    assert all(starts[int(number)].get(qn("w:val")) == "1" for number in numbers)


def test_a_wide_table_has_a_page_on_its_side_and_the_rest_stands_upright() -> None:
    words = tuple(f"Rubrikord{number:02}" for number in range(10))
    file = opened(document(Paragraph("före"), Table(words, (words,), "Bred"), Paragraph("efter")))
    assert [part.orientation for part in file.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert all(not part.footer.is_linked_to_previous for part in file.sections[:1])
    assert all(part.footer.is_linked_to_previous for part in file.sections[1:])


def test_a_cover_has_no_foot() -> None:
    assert opened(report()).sections[0].different_first_page_header_footer
    assert not opened(every_block()).sections[0].different_first_page_header_footer


def test_nothing_in_the_file_runs_or_points_outside() -> None:
    for content in (render(report()), render(every_block(REPORT))):
        inside = parts(content)
        assert not [name for name in inside if re.search(r"vba|macro|activeX|embeddings|\.bin", name)]
        assert not [name for name, xml in inside.items() if name.endswith(".rels") and b"External" in xml]


# The order that ECMA-376-1 gives the properties of a paragraph (17.3.1.26), as far as the files use them.
ORDER = """
    pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs suppressAutoHyphens spacing ind
    contextualSpacing jc outlineLvl rPr sectPr
"""


def test_properties_stand_in_the_order_that_word_demands() -> None:
    for name, xml in parts(render(every_block(REPORT))).items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for properties in ElementTree.fromstring(xml).iter(f"{W}pPr"):
            names = [child.tag.removeprefix(W) for child in properties]
            assert names == sorted(names, key=ORDER.split().index), name


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_written(text: str) -> None:
    content = render(everywhere(text[:290]))
    written = squeezed("".join(said for _, said in pieces_in_word(everywhere(text[:290]))))
    assert written.count(squeezed(fit(text[:290]))) >= 22
    for name, xml in parts(content).items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(xml)
    assert set(_fields(parts(content)["word/document.xml"])) <= {"SEQ Tabell \\* ARABIC"}


def test_libreoffice_reads_every_page(tmp_path: Path) -> None:
    """Where it is installed; elsewhere the file's parts are well-formed XML, which says less."""
    path = tmp_path / "report.docx"
    path.write_bytes(render(report()))
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not installed: only the XML was read")
        for name, xml in parts(path.read_bytes()).items():
            assert not name.endswith(".xml") or ElementTree.fromstring(xml).tag
        return
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        timeout=120,
        capture_output=True,
    )
    written = squeezed("".join(texts(path.with_suffix(".pdf").read_bytes())))
    assert all(text in written for kind, text in pieces_in_word(report()) if kind not in ("alt", "text"))
