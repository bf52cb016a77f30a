"""Documents as PDF: tagged for screen readers (PDF/UA-1), lasting (PDF/A-2a), set by typst from the templates beside.

Texts travel as JSON and are placed as strings: nothing in them is ever read as typst.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.ui.finders import font_folder

from .blocks import QUESTIONS, SIGNS, Document, DocumentError, Heading
from .drawings import printable_drawing
from .letters import fit
from .stored import to_json

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS = ["ua-1", "a-2a"]
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date inside a PDF nobody gave one: PDF/A wants one, and the same document must give the same bytes."""

LARGE = 100_000
"""Letters of JSON, about four forms, from which on a layout is not worth its memory."""
KEPT_LAYOUTS = 10


def render(document: Document, *, at: datetime = UNDATED) -> bytes:
    """A document as the bytes of a PDF; the same bytes every time for the same document, moment and versions.

    `at` is the aware moment written as the file's date of creation. Letters that the typeface lacks are replaced, see
    `letters.fit`. Raises typst.TypstError only when the program itself is broken.
    """
    return render_all((document,), at=at)


def render_all(documents: Sequence[Document], *, at: datetime = UNDATED) -> bytes:
    """Documents with the same title and language as one PDF to print: each has its own page numbers.

    Each begins on the front of a sheet, so that a printer may use both sides. Raises DocumentError when there is none
    or they are not alike.
    """
    if len({(one.title, one.language) for one in documents}) != 1:
        raise DocumentError("documents in one file have one title and one language")
    given = {"documents": json.dumps([_for_templates(one) for one in documents], ensure_ascii=False)}
    made = typst.compile(
        TEMPLATES / "main.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=given,
        pdf_standards=STANDARDS,  # type: ignore[arg-type]
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
    for _empty in range(KEPT_LAYOUTS + 1):
        typst.compile(b" ", font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    """The house's typeface alone, read once: no page may depend on what fonts a machine happens to have."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _for_templates(document: Document) -> dict[str, Any]:
    """The document as the templates read it: fitted letters, the words of its language, the levels of its questions."""
    content = to_json(document)
    for block, level in zip(content["blocks"], _levels(document), strict=True):
        block["level"] = level
    with translation.override(document.language):
        words = {
            "page": _("Sida {page} av {pages}"),
            "box": _("ruta"),
            "one": _("Sätt ett kryss."),
            "many": _("Du kan sätta flera kryss."),
            "row": _("Sätt ett kryss på varje rad."),
            "any": _("Sätt kryss där det passar. Du kan sätta flera på varje rad."),
            "digits": _("Skriv en siffra i varje ruta."),
            "signs": SIGNS,
        }
    fitted: dict[str, Any] = _fitted(content)
    return {**fitted, "words": words}


def _levels(document: Document) -> Iterator[int]:
    """For each block the level of heading it has: a question is one level below the heading it stands under."""
    above = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            above = block.level
        yield above + 1 if isinstance(block, QUESTIONS) else above


def _fitted(value: Any) -> Any:
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [_fitted(part) for part in value]
    if isinstance(value, dict):
        return {key: printable_drawing(part) if key == "svg" else _fitted(part) for key, part in value.items()}
    return value
