"""What a document is made of: blocks of plain text, figures and questions on paper, the same for every renderer.

Texts are plain: nothing in them is markup, in any language. Every block checks itself when it is made, so that a
renderer never meets a table with a short row or a figure without words for those who cannot see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .blocks_data import SHAPES, Chart, Map, MapMark, MapPin, Series, thousandths
from .blocks_form import (
    MOST_ANSWER_COLUMNS,
    MOST_DIGITS,
    MOST_LINES,
    SIGNS,
    Choice,
    Code,
    Lines,
    Marking,
    Masthead,
    Matrix,
    NumberBox,
    Option,
    Slip,
    Slips,
)
from .blocks_poster import Poster, PosterLine, PosterPart
from .blocks_text import (
    DEEPEST,
    MOST_COLUMNS,
    Bullets,
    Callout,
    Contents,
    Cover,
    Figure,
    Heading,
    Hidden,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Signature,
    Signatures,
    Table,
)
from .checks import LONGEST_ALT, LONGEST_COLUMN, LONGEST_LABEL, LONGEST_TEXT, LONGEST_TITLE, DocumentError, need, said

__all__ = [
    "BLOCKS",
    "DEEPEST",
    "LONGEST_ALT",
    "LONGEST_COLUMN",
    "LONGEST_LABEL",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "MOST_ANSWER_COLUMNS",
    "MOST_COLUMNS",
    "MOST_DIGITS",
    "MOST_LINES",
    "QUESTIONS",
    "SHAPES",
    "SIGNS",
    "Block",
    "Bullets",
    "Callout",
    "Chart",
    "Choice",
    "Code",
    "Contents",
    "Cover",
    "Document",
    "DocumentError",
    "Figure",
    "Heading",
    "Hidden",
    "Language",
    "Lines",
    "Map",
    "MapMark",
    "MapPin",
    "Marking",
    "Masthead",
    "Matrix",
    "Note",
    "NumberBox",
    "Option",
    "PageBreak",
    "Paragraph",
    "Poster",
    "PosterLine",
    "PosterPart",
    "Question",
    "Reference",
    "Series",
    "Signature",
    "Signatures",
    "Slip",
    "Slips",
    "Table",
    "thousandths",
]

Language = Literal["sv", "en"]

Question = Choice | Matrix | Lines | NumberBox
Block = (
    Heading
    | Paragraph
    | Bullets
    | Table
    | Figure
    | Callout
    | Code
    | Masthead
    | Marking
    | Question
    | PageBreak
    | Slips
    | Chart
    | Map
    | Reference
    | Cover
    | Contents
    | Signatures
    | Note
    | Hidden
    | Poster
)
QUESTIONS = (Choice, Matrix, Lines, NumberBox)
BLOCKS: tuple[type[Block], ...] = (
    Heading,
    Paragraph,
    Bullets,
    Table,
    Figure,
    Callout,
    Code,
    Masthead,
    Marking,
    *QUESTIONS,
    PageBreak,
    Slips,
    Chart,
    Map,
    Reference,
    Cover,
    Contents,
    Signatures,
    Note,
    Hidden,
    Poster,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `footer` stands on every page, beside the page number.

    Headings begin at level 1 and never skip a level downwards (PDF/UA-1, ISO 14289-1, 7.4.2): a reader who moves by
    headings must not think that something is missing. Raises DocumentError.
    """

    title: str
    language: Language
    blocks: tuple[Block, ...]
    footer: str = ""

    def __post_init__(self) -> None:
        said("the title", self.title, LONGEST_TITLE)
        need(self.language in ("sv", "en"), f"no words in the language {self.language!r}")
        need(len(self.footer) <= 120, "the footer does not fit on a line")
        need(bool(self.blocks), "the document is empty")
        _check_headings(self.blocks)
        need(
            not any(isinstance(block, Masthead | Cover) for block in self.blocks[1:]),
            "the masthead or cover stands first",
        )
        need(
            len(self.blocks) == 1 or not any(isinstance(block, Poster) for block in self.blocks),
            "a poster stands alone",
        )
        numbers = [block.number for block in self.blocks if isinstance(block, QUESTIONS)]
        need(len(set(numbers)) == len(numbers), "two questions have the same number")


def _check_headings(blocks: Sequence[Block]) -> None:
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            need(block.level <= level + 1, f"the heading {block.text!r} skips a level")
            level = block.level
