"""Each block of a document in a Word file."""

from collections.abc import Sequence

from docx.document import Document as File
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Written

from . import blocks as b
from . import charts, maps
from . import word_parts as parts
from .blocks_form import Slip
from .letters import visible
from .outline import Entry, Shown, entries, turned

BOX = "☐"
_MAP_MM = 80
_CODE_MM = 32
_LANDSCAPE_MM = 253


def write(file: File, document: b.Document, blocks: Sequence[Shown], pages: Sequence[int]) -> None:
    """All blocks at the end of the file. `pages` are those of the contents' headings, in the same order."""
    writer = _Writer(file, document, entries(tuple(blocks)), pages)
    for one, sideways in zip(blocks, turned(blocks), strict=True):
        writer.block(one, sideways)


class _Writer:
    """Writes blocks one after another and counts what a file needs numbers for."""

    def __init__(self, file: File, document: b.Document, entries: Sequence[Entry], pages: Sequence[int]) -> None:
        self.file, self.document, self.entries, self.pages = file, document, entries, pages
        self.pictures = self.bookmarks = 0
        self.turned = False

    def block(self, one: Shown, sideways: bool) -> None:
        """One block, on an upright page or on one turned on its side."""
        if sideways != self.turned:
            self._turn(sideways)
        match one.block:
            case b.Heading():
                self.heading(one.block, one.anchor)
            case b.Table():
                self.table(one.block, one.caption, one.number)
            case b.Chart() | b.Map() | b.Figure():
                self.figure(one)
            case b.Choice() | b.Matrix() | b.Lines() | b.NumberBox():
                self.question(one.block, one)
            case b.Masthead() | b.Cover():
                self.first(one.block)
            case b.Poster():
                self.poster(one.block)
            case _:
                self.plain(one)

    def plain(self, one: Shown) -> None:
        """Blocks of text, and the small ones of a form."""
        match one.block:
            case b.Paragraph(text):
                self.say(text)
            case b.Bullets(items, numbered):
                self.items(items, numbered)
            case b.Callout(title, text):
                self.say(title, parts.BOXED, bold=True)
                self.say(text, parts.BOXED)
            case b.Code():
                self.code(one.block)
            case b.Marking(title, tick, undo):
                self.say(title, parts.BOXED, bold=True)
                self.say(f"☒ {tick}", parts.BOXED)
                self.say(f"■ {undo}", parts.BOXED)
            case b.PageBreak():
                self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case b.Slips(slips):
                for slip in slips:
                    self.slip(slip)
            case b.Contents(title):
                self.contents(title)
            case _:
                style = "Normal" if isinstance(one.block, b.Signatures) else parts.REMARK
                for line in one.lines:
                    self.say(line, style)

    def say(self, text: str, style: str = "Normal", *, bold: bool = False) -> Written:
        """A paragraph; its line breaks stay."""
        paragraph = self.file.add_paragraph(style=style)
        paragraph.add_run(visible(text)).bold = bold or None
        return paragraph

    def heading(self, block: b.Heading, anchor: str) -> None:
        """A heading, with a name when the contents lead to it."""
        paragraph = self.say(block.text, f"Heading {block.level}")
        if anchor:
            self.bookmarks += 1
            parts.bookmark(paragraph, self.bookmarks, _bookmark(anchor))

    def items(self, items: Sequence[str], numbered: bool) -> None:
        """A list; every numbered one begins at 1."""
        number = self._new_numbers() if numbered else None
        for item in items:
            paragraph = self.say(item, "List Number" if numbered else "List Bullet")
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_numId().val = number
                properties.get_or_add_ilvl().val = 0

    def _new_numbers(self) -> int:
        """A numbering of its own with the look of Word's "List Number"."""
        style = self.file.styles["List Number"].element
        numbering = self.file.part.numbering_part.element
        old = numbering.num_having_numId(style.pPr.numPr.numId.val)
        made = numbering.add_num(old.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def caption(self, text: str, kind: str, number: int) -> None:
        """A caption whose number is a field, so that it counts on when somebody adds a figure."""
        paragraph = self.file.add_paragraph(style="Caption")
        before, digits, after = visible(text).partition(str(number))
        paragraph.add_run(before)
        parts.field(paragraph, f"SEQ {kind} \\* ARABIC", digits)
        paragraph.add_run(after)

    def table(self, table: b.Table, caption: str, number: int = 0) -> None:
        """A table with its caption above; the header is repeated on every page, a row is never divided."""
        if number:
            self.caption(caption, "Tabell", number)
        else:
            self.say(caption, "Caption")
        made = self.file.add_table(rows=1, cols=len(table.head), style="Table Grid")
        width = Mm(_LANDSCAPE_MM if self.turned else parts.BODY_MM) // len(table.head)
        _mark_row(made.rows[0]._tr, "w:tblHeader")
        for cell, text in zip(made.rows[0].cells, table.head, strict=True):
            _fill(cell, text, bold=True)
        for row in table.rows:
            added = made.add_row()
            _mark_row(added._tr, "w:cantSplit")
            for cell, text in zip(added.cells, row, strict=True):
                _fill(cell, text)
        for column in table.numeric:
            for cell in made.columns[column].cells:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for column in made.columns:
            column.width = width
        self.file.add_paragraph().paragraph_format.space_after = Pt(0)

    def figure(self, one: Shown) -> None:
        """A drawing with its caption below, and the numbers or places that stand beside it."""
        match one.block:
            case b.Chart():
                self.say(one.block.title, parts.DRAWING_NAME)
                self.picture(charts.draw(one.block), one.alt, parts.BODY_MM)
            case b.Map():
                self.say(one.block.title, parts.DRAWING_NAME)
                self.picture(maps.draw(one.block), one.alt, _MAP_MM)
            case b.Figure():
                self.picture(one.block.svg, one.alt, parts.BODY_MM)
        if one.caption:
            self.caption(one.caption, "Figur", one.number)
        if one.table is not None:
            self.table(one.table, one.table.caption)
        for line in one.lines:
            self.say(line, parts.SOURCE)

    def picture(self, svg: str, alt: str, width_mm: float) -> None:
        """A drawing in a paragraph of its own, kept with its caption."""
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        self.pictures += 1
        parts.picture(paragraph, svg, alt, width_mm, self.pictures)

    def code(self, code: b.Code) -> None:
        """A code's drawing, what it stands for, and what to do with it."""
        self.picture(code.svg, code.alt, _CODE_MM)
        self.say(code.text, bold=True)
        if code.caption:
            self.say(code.caption)

    def slip(self, slip: Slip) -> None:
        """A slip to hand out, one after another: the file has no lines to cut along."""
        self.say(slip.title, bold=True)
        self.picture(slip.code.svg, slip.code.alt, 26)
        self.say(slip.label)
        self.say(slip.code.text, bold=True)
        self.say(slip.text)
        self.say(slip.address, bold=True)

    def first(self, block: b.Masthead | b.Cover) -> None:
        """What stands around the title: a form's top or a report's cover page."""
        if isinstance(block, b.Cover) and block.marking:
            self.say(block.marking, bold=True)
        self.say(block.above, parts.ABOVE)
        self.say(self.document.title, "Title")
        if isinstance(block, b.Masthead):
            if block.lead:
                self.say(block.lead, parts.LEAD)
            if block.code is not None:
                self.code(block.code)
        elif block.subtitle:
            self.say(block.subtitle, "Subtitle")
        for label, text in block.facts:
            self.labelled(label, text, 45)
        if isinstance(block, b.Cover):
            if block.organisation:
                self.say(block.organisation, bold=True)
            self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def poster(self, block: b.Poster) -> None:
        """A poster's title and parts; how large its letters are is said by the file's styles."""
        self.say(block.above, parts.ABOVE)
        self.say(self.document.title, "Title")
        if block.lead:
            self.say(block.lead, parts.LEAD)
        for part in block.parts:
            self.say(part.title, "Heading 1")
            for sort, lines in part.groups:
                if sort == "item":
                    self.items([line.text for line in lines], numbered=False)
                for line in lines if sort != "item" else ():
                    self.labelled(line.label, line.text, 60) if line.label else self.say(line.text)

    def labelled(self, label: str, text: str, wide_mm: int) -> None:
        """A label and what it says beside it, the texts below one another."""
        paragraph = self.say(f"{label}\t", bold=True)
        paragraph.add_run(visible(text))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(wide_mm))
        paragraph.paragraph_format.left_indent = Mm(wide_mm)
        paragraph.paragraph_format.first_line_indent = -Mm(wide_mm)

    def contents(self, title: str) -> None:
        """Word's own table of contents, already filled; each line is a link, its page a field of its own."""
        self.say(title, parts.TOC)
        paragraph = None
        for number, (entry, page) in enumerate(zip(self.entries, self.pages, strict=True)):
            paragraph = self.file.add_paragraph(style=f"toc {entry.level}")
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                Mm(parts.BODY_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            if number == 0:
                parts.begin_field(paragraph, 'TOC \\o "1-2" \\h \\z')
            before = len(paragraph._p)
            paragraph.add_run(f"{' '.join(visible(entry.text).split())}\t")
            parts.field(paragraph, f"PAGEREF {_bookmark(entry.anchor)} \\h", str(page))
            # What was just written moves into the link.
            written = list(paragraph._p)[before:]
            link = parts.link(paragraph, _bookmark(entry.anchor))
            link.extend(written)
        if paragraph is not None:
            parts.end_field(paragraph)

    def question(self, block: b.Question, one: Shown) -> None:
        """A question's text and answers; the outline level makes it a heading without a line in the contents."""
        head = self.say(f"{block.number} {block.text}", parts.QUESTION)
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(one.level - 1))
        head._p.get_or_add_pPr().append(level)
        for line in one.lines:
            self.say(line)
        match block:
            case b.Choice():
                for number, option in enumerate(block.options):
                    sign = f"{b.SIGNS[number]} " if block.numbered and number < len(b.SIGNS) else ""
                    written = self.say(f"{sign}{BOX} {option.text}")
                    if option.write:
                        _line(written)
            case b.Matrix():
                self.matrix(block)
            case b.Lines():
                for _ in range(block.lines):
                    _line(self.file.add_paragraph())
            case b.NumberBox():
                self.say(f"{BOX * block.digits} {block.unit}".strip())

    def matrix(self, block: b.Matrix) -> None:
        """A box for each row and column."""
        made = self.file.add_table(rows=1, cols=len(block.columns) + 1, style="Table Grid")
        _mark_row(made.rows[0]._tr, "w:tblHeader")
        for cell, text in zip(made.rows[0].cells, (block.row_name, *block.columns), strict=True):
            _fill(cell, text, bold=True)
        for row in block.rows:
            added = made.add_row()
            _mark_row(added._tr, "w:cantSplit")
            for cell, text in zip(added.cells, (row, *[BOX] * len(block.columns)), strict=True):
                _fill(cell, text)

    def _turn(self, wide: bool) -> None:
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        section.different_first_page_header_footer = False
        self.turned = wide


def _bookmark(anchor: str) -> str:
    """A name Word knows as one it made itself, so that its own contents take it over."""
    return f"_Toc{anchor.rpartition('-')[2].zfill(8)}"


def _line(paragraph: Written) -> None:
    parts.border(paragraph, "bottom")


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(visible(text)).bold = bold or None


def _mark_row(row: CT_Row, what: str) -> None:
    mark = OxmlElement(what)
    row.get_or_add_trPr().append(mark)
