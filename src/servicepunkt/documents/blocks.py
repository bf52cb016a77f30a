"""What a document is made of: blocks of plain text, figures and questions on paper, the same for every renderer.

Texts are plain: nothing in them is markup, in any language. Every block checks itself when it is made, so that a
renderer never meets a table with a short row or a figure without words for those who cannot see it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from .drawings import refuse_unsafe

Language = Literal["sv", "en"]

LONGEST_TITLE = 200
LONGEST_LABEL = 300
LONGEST_COLUMN = 60
"""A column's header: more would stand letter by letter down the page."""
LONGEST_ALT = 1_000
LONGEST_TEXT = 100_000
DEEPEST = 4
MOST_COLUMNS = 12
MOST_ANSWER_COLUMNS = 7
MOST_LINES = 25
MOST_DIGITS = 12
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
"""What a numbered option is called, so that one keystroke chooses it when a paper is typed in."""


class DocumentError(ValueError):
    """A document that cannot be shown whole. Says which block and what is wrong, for the one who builds it."""


def _need(right: bool, what: str) -> None:
    if not right:
        raise DocumentError(what)


def _said(what: str, text: str, longest: int) -> None:
    _need(bool(text.strip()), f"{what} is empty")
    _need(len(text) <= longest, f"{what} is longer than {longest} characters")


def _all_said(what: str, texts: Iterable[str], longest: int) -> None:
    for text in texts:
        _said(what, text, longest)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; the document's title stands above them all and is none of them."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str

    def __post_init__(self) -> None:
        _need(1 <= self.level <= DEEPEST, f"a heading has level 1 to {DEEPEST}, not {self.level}")
        _said("a heading", self.text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it stays a line break."""

    kind: ClassVar[str] = "paragraph"
    text: str

    def __post_init__(self) -> None:
        _said("a paragraph", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with bullets or numbers."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    numbered: bool = False

    def __post_init__(self) -> None:
        _need(bool(self.items), "a list has no items")
        _all_said("an item", self.items, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a caption. `numeric` are the columns, from 0, whose cells are set to the right."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    numeric: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _need(1 <= len(self.head) <= MOST_COLUMNS, f"a table has 1 to {MOST_COLUMNS} columns")
        _all_said("a table's header cell", self.head, LONGEST_COLUMN)
        _need(all(len(row) == len(self.head) for row in self.rows), "a row is not as long as the table's header")
        _need(all(0 <= column < len(self.head) for column in self.numeric), "a numeric column is not in the table")
        _said("a table's caption", self.caption, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, with words for those who cannot see it. Nothing in the SVG may point outside it."""

    kind: ClassVar[str] = "figure"
    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        refuse_unsafe(self.svg, DocumentError)
        _said("a figure's alternative text", self.alt, LONGEST_ALT)
        _need(len(self.caption) <= LONGEST_LABEL, "a figure's caption is too long")


@dataclass(frozen=True, slots=True)
class Callout:
    """A framed box with a title: an instruction, a promise, thanks."""

    kind: ClassVar[str] = "callout"
    title: str
    text: str

    def __post_init__(self) -> None:
        _said("a callout's title", self.title, LONGEST_LABEL)
        _said("a callout's text", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Code:
    """A code on paper: a QR drawing for the phone, and beside it what a person types instead.

    `text` is shown large and is what the code stands for; `caption` says what to do with it. See `drawings.qr`.
    """

    kind: ClassVar[str] = "code"
    svg: str
    alt: str
    text: str
    caption: str = ""

    def __post_init__(self) -> None:
        refuse_unsafe(self.svg, DocumentError)
        _said("a code's alternative text", self.alt, LONGEST_ALT)
        _said("a code's text", self.text, 40)
        _need(len(self.caption) <= LONGEST_LABEL, "a code's caption is too long")


@dataclass(frozen=True, slots=True)
class Masthead:
    """The top of a first page, around the document's title: a line above it, a lead, facts, and a code.

    `facts` are pairs of a label and what it says ("Svara senast", "30 september 2026"). It stands first or not at all.
    """

    kind: ClassVar[str] = "masthead"
    above: str
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    code: Code | None = None

    def __post_init__(self) -> None:
        _said("the line above the title", self.above, LONGEST_LABEL)
        for label, text in self.facts:
            _said("a fact's label", label, 60)
            _said("a fact's text", text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Marking:
    """How to tick on paper: a drawn box with a cross beside `tick`, a blackened one beside `undo`."""

    kind: ClassVar[str] = "marking"
    title: str
    tick: str
    undo: str

    def __post_init__(self) -> None:
        _said("the title of how to tick", self.title, LONGEST_LABEL)
        _all_said("how to tick", (self.tick, self.undo), LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to tick. `key` is what the answer is stored as, not printed; `write` draws a line to write on."""

    key: str
    text: str
    write: bool = False

    def __post_init__(self) -> None:
        _said("an option's key", self.key, 100)
        _said("an option", self.text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class _Question:
    number: str
    text: str

    def _check(self) -> None:
        _need(re.fullmatch(r"\w{1,4}", self.number) is not None, f"{self.number!r} is no number for a question")
        _said(f"question {self.number}", self.text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Choice(_Question):
    """A question with boxes to tick: one of them, or `many`.

    `numbered` prints each option's sign (SIGNS) beside its box, for those who type in the answers.
    """

    kind: ClassVar[str] = "choice"
    options: tuple[Option, ...]
    many: bool = False
    help: str = ""
    numbered: bool = False

    def __post_init__(self) -> None:
        self._check()
        _need(bool(self.options), f"question {self.number} has nothing to choose")
        keys = [option.key for option in self.options]
        _need(len(set(keys)) == len(keys), f"question {self.number} has two options with the same key")


@dataclass(frozen=True, slots=True)
class Matrix(_Question):
    """Rows held against columns, a box in every cell: one box in each row, or `many`.

    `row_name` heads the column of row labels ("Tjänst"), so that no header cell is empty.
    """

    kind: ClassVar[str] = "matrix"
    row_name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    many: bool = False
    help: str = ""

    def __post_init__(self) -> None:
        self._check()
        _need(bool(self.rows), f"question {self.number} has no rows")
        right = 1 <= len(self.columns) <= MOST_ANSWER_COLUMNS
        _need(right, f"question {self.number} needs 1 to {MOST_ANSWER_COLUMNS} columns, has {len(self.columns)}")
        _all_said(f"a row of question {self.number}", (self.row_name, *self.rows), LONGEST_LABEL)
        _all_said(f"a column of question {self.number}", self.columns, LONGEST_COLUMN)


@dataclass(frozen=True, slots=True)
class Lines(_Question):
    """A question answered in words, on ruled lines 9 mm apart."""

    kind: ClassVar[str] = "lines"
    lines: int
    help: str = ""

    def __post_init__(self) -> None:
        self._check()
        _need(1 <= self.lines <= MOST_LINES, f"question {self.number} needs 1 to {MOST_LINES} lines")


@dataclass(frozen=True, slots=True)
class NumberBox(_Question):
    """A question answered with a whole number, one box for each digit, and what is counted ("personer")."""

    kind: ClassVar[str] = "number"
    digits: int
    unit: str = ""
    help: str = ""

    def __post_init__(self) -> None:
        self._check()
        _need(1 <= self.digits <= MOST_DIGITS, f"question {self.number} needs 1 to {MOST_DIGITS} digits")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "page_break"


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip to cut out and hand over: whose it is about, a code, and what to do with it.

    `code.text` is shown large under `label` ("Hushållets kod"), `code.caption` is not shown; `address` is what a person
    types who cannot use the drawing.
    """

    title: str
    label: str
    code: Code
    address: str
    text: str

    def __post_init__(self) -> None:
        _said("a slip's title", self.title, 80)
        _said("the label of a slip's code", self.label, 40)
        _said("a slip's address", self.address, 100)
        _said("a slip's text", self.text, 200)


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips to cut out, eight on a page, with lines to cut along."""

    kind: ClassVar[str] = "slips"
    slips: tuple[Slip, ...]

    def __post_init__(self) -> None:
        _need(bool(self.slips), "there are no slips")


Question = Choice | Matrix | Lines | NumberBox
Block = (
    Heading | Paragraph | Bullets | Table | Figure | Callout | Code | Masthead | Marking | Question | PageBreak | Slips
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
        _said("the title", self.title, LONGEST_TITLE)
        _need(self.language in ("sv", "en"), f"no words in the language {self.language!r}")
        _need(len(self.footer) <= 120, "the footer does not fit on a line")
        _need(bool(self.blocks), "the document is empty")
        _check_headings(self.blocks)
        _need(not any(isinstance(block, Masthead) for block in self.blocks[1:]), "the masthead stands first")
        numbers = [block.number for block in self.blocks if isinstance(block, QUESTIONS)]
        _need(len(set(numbers)) == len(numbers), "two questions have the same number")


def _check_headings(blocks: Sequence[Block]) -> None:
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            _need(block.level <= level + 1, f"the heading {block.text!r} skips a level")
            level = block.level
