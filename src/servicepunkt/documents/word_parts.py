"""The parts of a Word file that python-docx has no word for: fields, borders, styles, marks, pictures from drawings."""

import io
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import typst
from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .blocks import Cover, Document, Poster
from .drawings import printable_drawing
from .letters import visible
from .pdf import fonts

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
HIGHEST_MM = 220
BODY_MM = 166
"""How wide text is on the page: as on the PDF's."""
FONT = "Calibri"
ABOVE, LEAD, QUESTION, BOXED, REMARK = "Ovanför titeln", "Ingress", "Fråga", "Ruta", "Anmärkning"
SOURCE, DRAWING_NAME, TOC = "Källa", "Figurens namn", "TOC Heading"
_BLACK = RGBColor(0, 0, 0)
_DOTS = 200
"""Dots to an inch in pictures: sharp on paper, small in a mail."""


def prepare(file: File, document: Document, page_words: str, at: datetime) -> None:
    """An empty file's paper, styles, language, facts about itself and foot."""
    _paper(file)
    _styles(file, LANGUAGES[document.language])
    about = file.core_properties
    about.title, about.language = visible(document.title)[:255], LANGUAGES[document.language]
    about.author = about.last_modified_by = "Servicepunkt"
    about.comments, about.revision = "", 1
    about.created = about.modified = at.astimezone(UTC)
    section = file.sections[0]
    section.different_first_page_header_footer = isinstance(document.blocks[0], Cover)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(BODY_MM), WD_TAB_ALIGNMENT.RIGHT)
    border(foot, "top")
    if isinstance(document.blocks[0], Poster):
        foot.add_run(visible(document.footer))
        return
    foot.add_run(f"{visible(document.footer)}\t")
    before, _, rest = page_words.partition("{page}")
    between, _, after = rest.partition("{pages}")
    foot.add_run(before)
    field(foot, "PAGE", "1")
    foot.add_run(between)
    field(foot, "NUMPAGES", "1")
    foot.add_run(after)


def _paper(file: File) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(18), Mm(22)


def _styles(file: File, language: str) -> None:
    """Word's own styles in black and one typeface, and the few that a report needs besides."""
    styles: Any = file.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    spoken = defaults.find(qn("w:lang"))
    for part in ("val", "eastAsia", "bidi"):
        spoken.set(qn(f"w:{part}"), language)
    sizes = {"Normal": 11, "Title": 26, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}
    sizes |= {"Caption": 11, "Subtitle": 16, TOC: 17}
    for name, size in sizes.items():
        style = styles[name]
        _face(style, size, bold=name not in ("Normal", "Subtitle"))
        style.paragraph_format.keep_with_next = name not in ("Normal", "Title", "Subtitle")
    styles["Normal"].paragraph_format.space_after = Pt(6)
    border(styles["Title"], None)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    for name in (ABOVE, LEAD, QUESTION, BOXED, REMARK, SOURCE, DRAWING_NAME):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = styles["Normal"], True
        _face(made, {ABOVE: 14, LEAD: 12, QUESTION: 12.5}.get(name, 11), bold=name in (ABOVE, QUESTION, DRAWING_NAME))
    for name in (QUESTION, DRAWING_NAME):
        styles[name].paragraph_format.keep_with_next = True
        styles[name].paragraph_format.space_before = Pt(12)
    for name, side in ((BOXED, "left"), (REMARK, "left"), (SOURCE, None)):
        styles[name].paragraph_format.left_indent = Mm(4) if side else None
        border(styles[name], side)
    for level in (1, 2):
        made = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        made.base_style = styles["Normal"]
        made.paragraph_format.left_indent = Mm(5 * (level - 1))
        made.paragraph_format.space_after = Pt(3)


def enlarge(file: File, points: int) -> None:
    """Styles for a poster whose text has so many points. A title has 40 at the least, as on the PDF."""
    styles: Any = file.styles
    sizes = {"Normal": points, "Title": max(40, points * 2), "Heading 1": points * 1.2}
    sizes |= {ABOVE: points * 0.9, LEAD: points}
    for name, size in sizes.items():
        styles[name].font.size = Pt(round(size))
    for name in ("List Bullet", "Normal"):
        styles[name].paragraph_format.space_after = Pt(2)
    styles["Heading 1"].paragraph_format.space_before = Pt(points * 0.6)


def _face(style: Any, size: float, *, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = _BLACK
    fonts_of = style.element.rPr.rFonts
    for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts_of.attrib.pop(qn(f"w:{part}"), None)
    for part in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts_of.set(qn(f"w:{part}"), FONT)


def border(thing: Any, side: str | None) -> None:
    """A line on one side of a paragraph or of a style's paragraphs; None takes away what is there."""
    properties = thing._p.get_or_add_pPr() if isinstance(thing, Paragraph) else thing.element.get_or_add_pPr()
    old = properties.find(qn("w:pBdr"))
    if old is not None:
        properties.remove(old)
    if side is None:
        return
    lines = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", "444444")):
        line.set(qn(f"w:{name}"), value)
    lines.append(line)
    # The schema wants borders before shading, tabs, spacing and indents (ECMA-376-1, 17.3.1.26).
    properties.insert_element_before(
        lines, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
        "w:outlineLvl", "w:rPr", "w:sectPr"
    )  # fmt: skip


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word works out anew, with what it shows until then."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """The beginning of a field whose shown content follows."""
    _field_mark(paragraph, "begin")
    said = OxmlElement("w:instrText")
    said.set(qn("xml:space"), "preserve")
    said.text = f" {instruction} "
    paragraph.add_run()._r.append(said)
    _field_mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    """The end of a field."""
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def bookmark(paragraph: Paragraph, number: int, name: str) -> None:
    """A name on a paragraph that a link in the same file can lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = paragraph.runs[0]._r if paragraph.runs else None
    if first is None:
        paragraph._p.append(start)
    else:
        first.addprevious(start)
    paragraph._p.append(end)


def link(paragraph: Paragraph, name: str) -> Any:
    """A link to a bookmark; what is then added to the paragraph's end with `move_into` stands in it."""
    made = OxmlElement("w:hyperlink")
    made.set(qn("w:anchor"), name)
    made.set(qn("w:history"), "1")
    paragraph._p.append(made)
    return made


def picture(paragraph: Paragraph, svg: str, alt: str, width_mm: float, number: int) -> None:
    """A drawing as a picture in the text, with its alternative text; a high one is made smaller, to fit on its page."""
    run = paragraph.add_run()
    shape = run.add_picture(io.BytesIO(as_png(svg, width_mm)), width=Mm(width_mm))
    if shape.height > HIGHEST_MM * Mm(1):
        shape.width, shape.height = Mm(round(width_mm * HIGHEST_MM * Mm(1) / shape.height)), Mm(HIGHEST_MM)
    about = shape._inline.docPr
    about.set("id", str(number))
    about.set("name", f"Bild {number}")
    about.set("descr", visible(alt))


@lru_cache(maxsize=64)
def as_png(svg: str, width_mm: float) -> bytes:
    """A drawing as PNG, set by typst with the house's typeface alone."""
    page = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        '#set text(font: "Source Sans Pro", fallback: false)\n'
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {width_mm}mm)'
    )
    made = typst.compile(
        page.encode(),
        format="png",
        ppi=_DOTS,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": printable_drawing(svg)},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no picture")
    return made
