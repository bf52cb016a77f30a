"""Documents as Word files that a clerk can go on editing: true headings, captions, numbers and contents, no macros.

The same words and numbers as the page and the PDF. Drawings become pictures with their alternative texts. A question
of a form becomes its text and its answers, without the room to write that paper needs.
"""

import io
import zipfile
from datetime import UTC, datetime

from django.utils import translation
from docx import Document as new_file
from docx.document import Document as File

from . import outline, word_blocks, word_parts
from .blocks import Cover, Document, Masthead, Poster, Slips
from .letters import visible
from .pdf import UNDATED, heading_pages
from .posters import SMALLEST, fit_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(document: Document, *, at: datetime = UNDATED) -> bytes:
    """A document as the bytes of a .docx; the same bytes every time for the same document, moment and versions.

    `at` is the aware moment written as the file's date. The contents already hold their lines, with the pages of the
    PDF: Word counts its own when someone renews the field (F9).
    """
    blocks = outline.shown(document)
    file = new_file()
    word_parts.prepare(file, document, outline.words(document)["page"], at)
    if fit := fit_of(document):
        word_parts.enlarge(file, fit.points or SMALLEST)
    if not isinstance(document.blocks[0], Masthead | Cover | Slips | Poster):
        file.add_paragraph(visible(document.title), style="Title")
    with translation.override(document.language):
        word_blocks.write(file, document, blocks, heading_pages(document))
    return _same_every_time(file, at)


def _same_every_time(file: File, at: datetime) -> bytes:
    """The file with one date on all its parts: a zip otherwise holds the moment it was written."""
    raw, out = io.BytesIO(), io.BytesIO()
    file.save(raw)
    day = max(at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as same:
        for part in parts.infolist():
            about = zipfile.ZipInfo(part.filename, day.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            same.writestr(about, parts.read(part))
    return out.getvalue()
