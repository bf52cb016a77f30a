"""What a document says, read out of each of its three renderings in the same form, so that they can be compared."""

import io
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from docx import Document as open_word
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from servicepunkt.documents import html, pdf, word
from servicepunkt.documents.blocks import Cover, Document, Masthead, Poster, Slips
from servicepunkt.documents.letters import fit

from .reading import squeezed, tags, texts

Piece = tuple[str, str]
"""What it is (title, H1 to H5, entry1, entry2, caption, cell, alt, text) and what it says."""

BOXES = str.maketrans("", "", "☐☒■")


def pieces_on_page(document: Document) -> list[Piece]:
    """What the page says, piece by piece. The title stands outside the article when nothing in it shows it."""
    reader = _Page()
    reader.feed(html.render(document))
    shows_title = isinstance(document.blocks[0], Masthead | Cover | Poster | Slips)
    pieces = ([] if shows_title else [("title", document.title)]) + reader.pieces
    return [(kind, _printed(text)) for kind, text in pieces if kind == "cell" or _printed(text)]


def pieces_in_word(document: Document) -> list[Piece]:
    """What the Word file says, piece by piece."""
    pieces = _word_pieces(word.render(document))
    return [(kind, _printed(text)) for kind, text in pieces if kind == "cell" or _printed(text)]


def _printed(text: str) -> str:
    """A text as paper prints it, without white space and boxes to tick."""
    return squeezed(fit(text.translate(BOXES)))


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces with the texts that follow each other as one: how they are divided is the rendering's own affair."""
    result: list[Piece] = []
    for kind, text in pieces:
        if kind == "text" and result and result[-1][0] == "text":
            result[-1] = ("text", result[-1][1] + text)
        else:
            result.append((kind, text))
    return result


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self.drawing = 0
        self.level = 0

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        look = attributes.get("class") or ""
        if tag == "svg":
            if not self.drawing:
                self.pieces.append(("alt", attributes.get("aria-label") or ""))
            self.drawing += 1
        elif re.fullmatch("h[2-6]", tag):
            self.pieces.append((f"H{int(tag[1]) - 1}", ""))
        elif "document__title" in look:
            self.pieces.append(("title", ""))
        elif entry := re.search(r"document__entry--(\d)", look):
            self.pieces.append((f"entry{entry[1]}", ""))
        elif tag in ("caption", "figcaption"):
            self.pieces.append(("caption", ""))
        elif tag in ("th", "td"):
            self.pieces.append(("cell", ""))
        elif tag in ("p", "li", "dt", "dd"):
            self.pieces.append(("text", ""))

    def handle_endtag(self, tag: str) -> None:
        self.drawing -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if not self.drawing and data.strip():
            kind, text = self.pieces[-1]
            self.pieces[-1] = (kind, text + data)


def _word_pieces(content: bytes) -> Iterator[Piece]:
    for part in open_word(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            yield from (("cell", cell.text) for row in part.rows for cell in row.cells)
        else:
            yield from _paragraph_pieces(part)


def _paragraph_pieces(paragraph: Paragraph) -> Iterator[Piece]:
    for drawing in paragraph._p.iter(qn("wp:docPr")):
        yield ("alt", drawing.get("descr") or "")
    style = (paragraph.style.name if paragraph.style else "") or ""
    level = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if level is not None:
        yield (f"H{int(level.get(qn('w:val'))) + 1}", paragraph.text)
    elif style.startswith("toc "):
        yield (f"entry{style[-1]}", paragraph.text.rpartition("\t")[0])
    elif style == "TOC Heading":
        yield ("H1", paragraph.text)
    elif style.startswith("Heading "):
        yield (f"H{style[-1]}", paragraph.text)
    else:
        yield ({"Title": "title", "Caption": "caption"}.get(style, "text"), paragraph.text)


def missing_in_pdf(document: Document, pieces: Iterable[Piece]) -> list[Piece]:
    """Those of the pieces that the PDF does not say, or not in this order: headings and drawings by their tags."""
    made = pdf.render(document)
    found = tags(made)
    written = "".join(_without_foot(page, document.footer) for page in texts(made))
    heads = [(tag.name, squeezed(tag.title)) for tag in found if re.fullmatch("H[1-5]", tag.name)]
    alts = [squeezed(tag.alt) for tag in found if tag.name == "Figure" and not tag.alt.startswith("ruta")]
    missing, at = [], 0
    for kind, text in pieces:
        if kind == "alt":
            right = bool(alts) and alts.pop(0) == text
        elif kind.startswith("H"):
            right = bool(heads) and heads.pop(0) == (kind, text)
        else:
            right = True
        place = at if kind == "alt" else written.find(text, at)
        if not right or place < 0:
            missing.append((kind, text))
        else:
            at = place if kind == "alt" else place + len(text)
    return missing + [("alt", alt) for alt in alts] + [(name, title) for name, title in heads]


def _without_foot(page: str, footer: str) -> str:
    foot = re.escape(squeezed(fit(footer))) + r"(Sida\d+av\d+)?$"
    return re.sub(foot, "", squeezed(page))
