"""Blocks of text: headings, paragraphs, lists, tables, drawings, and what a report says about itself."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .checks import (
    LONGEST_ALT,
    LONGEST_COLUMN,
    LONGEST_LABEL,
    LONGEST_TEXT,
    DocumentError,
    all_said,
    need,
    said,
)
from .drawings import refuse_unsafe

DEEPEST = 4
MOST_COLUMNS = 12
MOST_FACTS = 10
FEW_COLUMNS = 4
UPRIGHT_LETTERS = 76
"""How many letters stand on a line of an upright page, counted with a table's air."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; the document's title stands above them all and is none of them."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str

    def __post_init__(self) -> None:
        need(1 <= self.level <= DEEPEST, f"a heading has level 1 to {DEEPEST}, not {self.level}")
        said("a heading", self.text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it stays a line break."""

    kind: ClassVar[str] = "paragraph"
    text: str

    def __post_init__(self) -> None:
        said("a paragraph", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with bullets or numbers."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    numbered: bool = False

    def __post_init__(self) -> None:
        need(bool(self.items), "a list has no items")
        all_said("an item", self.items, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a caption. `numeric` are the columns, from 0, whose cells are set to the right."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    numeric: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        need(1 <= len(self.head) <= MOST_COLUMNS, f"a table has 1 to {MOST_COLUMNS} columns")
        all_said("a table's header cell", self.head, LONGEST_COLUMN)
        need(all(len(row) == len(self.head) for row in self.rows), "a row is not as long as the table's header")
        need(all(0 <= column < len(self.head) for column in self.numeric), "a numeric column is not in the table")
        said("a table's caption", self.caption, LONGEST_LABEL)

    @property
    def wide(self) -> bool:
        """Whether its words do not fit beside each other on an upright page: then it has a page turned on its side."""
        columns = zip(self.head, *self.rows, strict=True)
        longest = (max(len(word) for cell in cells for word in cell.split() or [""]) for cells in columns)
        return len(self.head) > FEW_COLUMNS and sum(min(word, 20) + 2 for word in longest) > UPRIGHT_LETTERS


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, with words for those who cannot see it. Nothing in the SVG may point outside it."""

    kind: ClassVar[str] = "figure"
    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        refuse_unsafe(self.svg, DocumentError)
        said("a figure's alternative text", self.alt, LONGEST_ALT)
        need(len(self.caption) <= LONGEST_LABEL, "a figure's caption is too long")


@dataclass(frozen=True, slots=True)
class Callout:
    """A framed box with a title: an instruction, a promise, thanks."""

    kind: ClassVar[str] = "callout"
    title: str
    text: str

    def __post_init__(self) -> None:
        said("a callout's title", self.title, LONGEST_LABEL)
        said("a callout's text", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "page_break"


def _dated(what: str, on: str) -> None:
    try:
        right = date.fromisoformat(on).isoformat() == on
    except ValueError:
        right = False
    need(right, f"{what} has no date like 2026-10-31, but {on!r}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact with where it comes from and of what day it is. `on` is a date as 2026-10-31."""

    kind: ClassVar[str] = "reference"
    text: str
    source: str
    on: str

    def __post_init__(self) -> None:
        said("a fact", self.text, LONGEST_TEXT)
        said("a fact's source", self.source, LONGEST_LABEL)
        _dated("a fact", self.on)


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover page around the document's title. It stands first or not at all.

    `above` is the kind of document ("Lägesrapport"), `subtitle` whose or of when, `facts` pairs of a label and what it
    says ("Diarienummer", "KS 2026/117"), `organisation` who answers for it, `marking` a word such as "Utkast".
    """

    kind: ClassVar[str] = "cover"
    above: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    organisation: str = ""
    marking: str = ""

    def __post_init__(self) -> None:
        said("the line above the title", self.above, LONGEST_LABEL)
        need(len(self.subtitle) <= LONGEST_LABEL, "the cover's subtitle is too long")
        need(len(self.organisation) <= LONGEST_LABEL, "the cover's organisation is too long")
        need(len(self.marking) <= LONGEST_COLUMN, "the cover's marking is too long")
        need(len(self.facts) <= MOST_FACTS, f"a cover has room for {MOST_FACTS} facts")
        for label, text in self.facts:
            said("a fact's label", label, LONGEST_COLUMN)
            said("a fact's text", text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents: the document's headings of level 1 and 2, with their pages on paper."""

    kind: ClassVar[str] = "contents"
    title: str

    def __post_init__(self) -> None:
        said("the title of the contents", self.title, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody approved the document in the platform: who, on which seat, as what, and when (2026-10-31)."""

    name: str
    seat: str
    role: str
    on: str

    def __post_init__(self) -> None:
        said("a name", self.name, LONGEST_LABEL)
        need(len(self.seat) <= LONGEST_LABEL and len(self.role) <= LONGEST_LABEL, "a seat or role is too long")
        _dated("an approval", self.on)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who approved, a line for each: "Godkänd i Servicepunkt av … den …"."""

    kind: ClassVar[str] = "signatures"
    lines: tuple[Signature, ...]

    def __post_init__(self) -> None:
        need(bool(self.lines), "nobody has approved")


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that a person put to a part which the platform wrote; `by` says who."""

    kind: ClassVar[str] = "note"
    text: str
    by: str

    def __post_init__(self) -> None:
        said("a comment", self.text, LONGEST_TEXT)
        said("who commented", self.by, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Hidden:
    """That a part was left out by a person, and why."""

    kind: ClassVar[str] = "hidden"
    title: str
    reason: str

    def __post_init__(self) -> None:
        said("what was left out", self.title, LONGEST_LABEL)
        said("why it was left out", self.reason, LONGEST_TEXT)
