"""Documents as PDF: tagged for screen readers (PDF/UA-1), lasting (PDF/A-2a), set by typst from the templates beside.

Texts travel as JSON and are placed as strings: nothing in them is ever read as typst.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation

from servicepunkt.ui.finders import font_folder

from . import charts, maps, outline
from .blocks import Chart, Contents, Document, DocumentError, Map, Poster
from .drawings import printable_drawing
from .letters import fit
from .outline import Shown
from .posters import need_fit
from .stored import to_json

if TYPE_CHECKING:
    import typst  # where it is used it is imported: a process that makes no paper need not carry it

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: list["typst.PDFStandard"] = ["ua-1", "a-2a"]
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date inside a PDF nobody gave one: PDF/A wants one, and the same document must give the same bytes."""

LARGE = 100_000
"""Letters of JSON, about four forms, from which on a layout is not worth its memory."""
KEPT_LAYOUTS = 10


def render(document: Document, *, at: datetime = UNDATED) -> bytes:
    """A document as the bytes of a PDF; the same bytes every time for the same document, moment and versions.

    `at` is the aware moment written as the file's date of creation. Letters that the typeface lacks are replaced, see
    `letters.fit`. Raises DocumentError for a poster that does not fit on its page, and
    typst.TypstError only when the program itself is broken.
    """
    return render_all((document,), at=at)


def render_all(documents: Sequence[Document], *, at: datetime = UNDATED) -> bytes:
    """Documents with the same title and language as one PDF to print: each has its own page numbers.

    Each begins on the front of a sheet, so that a printer may use both sides. Raises DocumentError when there is none
    or they are not alike.
    """
    if len({(one.title, one.language) for one in documents}) != 1:
        raise DocumentError("documents in one file have one title and one language")
    for one in documents:
        need_fit(one)
    given = _given(documents)
    import typst

    made = typst.compile(
        TEMPLATES / "main.typ",
        root=TEMPLATES,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=given,
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )
    if len(given["documents"]) > LARGE:
        _forget_layouts()
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def _forget_layouts() -> None:
    """Have typst let go of what it has laid out. It keeps that of the last ten files and a large one takes hundreds of
    megabytes; so many empty ones take a tenth of a second (measured: 0.2 instead of 0.85 GB, and five for long forms).
    """
    import typst

    for _empty in range(KEPT_LAYOUTS + 1):
        typst.compile(b" ", font_paths=fonts(), ignore_system_fonts=True)


def heading_pages(document: Document) -> list[int]:
    """The pages of the headings that stand in the contents, in order, as the PDF counts them."""
    if not any(isinstance(block, Contents) for block in document.blocks):
        return [1] * len(outline.entries(outline.shown(document)))
    return [int(page) for page in json.loads(asked_of_layout(document, "<pages>"))]


def asked_of_layout(document: Document, label: str) -> str:
    """What a template has noted under a label when it laid the document out, as JSON."""
    import typst

    return typst.query(
        TEMPLATES / "main.typ",
        label,
        field="value",
        one=True,
        root=TEMPLATES,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=_given((document,)),
    )


def _given(documents: Sequence[Document]) -> dict[str, str]:
    return {"documents": json.dumps([_for_templates(one) for one in documents], ensure_ascii=False)}


@cache
def fonts() -> "typst.Fonts":
    """The house's typeface alone, read once: no page may depend on what fonts a machine happens to have."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _for_templates(document: Document) -> dict[str, Any]:
    """The document as the templates read it: fitted letters, drawings, and what `outline` says of each block."""
    content = to_json(document)
    blocks = outline.shown(document)
    with translation.override(document.language):
        said = [_said(one) | {"turned": side} for one, side in zip(blocks, outline.turned(blocks), strict=True)]
    content["blocks"] = [block | more for block, more in zip(content["blocks"], said, strict=True)]
    fitted: dict[str, Any] = _fitted(content)
    return {**fitted, "words": outline.words(document)}


def _said(one: Shown) -> dict[str, Any]:
    """What a template needs to know of a block besides what is stored."""
    more: dict[str, Any] = {"level": one.level, "sentences": one.lines}
    if one.caption:
        more["caption"] = one.caption
    match one.block:
        case Chart():
            more |= {"svg": charts.draw(one.block), "alt": one.alt}
        case Map():
            more |= {"svg": maps.draw(one.block), "alt": one.alt}
        case Poster():
            more["parts"] = [{"title": part.title, "groups": [
                [sort, [asdict(line) for line in lines]] for sort, lines in part.groups
            ]} for part in one.block.parts]  # fmt: skip
    if one.table is not None:
        more["beside"] = asdict(one.table)
    return more


def _fitted(value: Any) -> Any:
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list | tuple):
        return [_fitted(part) for part in value]
    if isinstance(value, dict):
        return {key: printable_drawing(part) if key == "svg" else _fitted(part) for key, part in value.items()}
    return value
