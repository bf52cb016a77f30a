"""Blocks of a form on paper: its top, how to tick, the questions, and slips to hand out."""

import re
from dataclasses import dataclass
from typing import ClassVar

from .checks import LONGEST_ALT, LONGEST_COLUMN, LONGEST_LABEL, DocumentError, all_said, need, said
from .drawings import refuse_unsafe

MOST_ANSWER_COLUMNS = 7
MOST_LINES = 25
MOST_DIGITS = 12
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
"""What a numbered option is called, so that one keystroke chooses it when a paper is typed in."""


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
        said("a code's alternative text", self.alt, LONGEST_ALT)
        said("a code's text", self.text, 40)
        need(len(self.caption) <= LONGEST_LABEL, "a code's caption is too long")


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
        said("the line above the title", self.above, LONGEST_LABEL)
        for label, text in self.facts:
            said("a fact's label", label, 60)
            said("a fact's text", text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Marking:
    """How to tick on paper: a drawn box with a cross beside `tick`, a blackened one beside `undo`."""

    kind: ClassVar[str] = "marking"
    title: str
    tick: str
    undo: str

    def __post_init__(self) -> None:
        said("the title of how to tick", self.title, LONGEST_LABEL)
        all_said("how to tick", (self.tick, self.undo), LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to tick. `key` is what the answer is stored as, not printed; `write` draws a line to write on."""

    key: str
    text: str
    write: bool = False

    def __post_init__(self) -> None:
        said("an option's key", self.key, 100)
        said("an option", self.text, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class _Question:
    number: str
    text: str

    def _check(self) -> None:
        need(re.fullmatch(r"\w{1,4}", self.number) is not None, f"{self.number!r} is no number for a question")
        said(f"question {self.number}", self.text, LONGEST_LABEL)


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
        need(bool(self.options), f"question {self.number} has nothing to choose")
        keys = [option.key for option in self.options]
        need(len(set(keys)) == len(keys), f"question {self.number} has two options with the same key")


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
        need(bool(self.rows), f"question {self.number} has no rows")
        right = 1 <= len(self.columns) <= MOST_ANSWER_COLUMNS
        need(right, f"question {self.number} needs 1 to {MOST_ANSWER_COLUMNS} columns, has {len(self.columns)}")
        all_said(f"a row of question {self.number}", (self.row_name, *self.rows), LONGEST_LABEL)
        all_said(f"a column of question {self.number}", self.columns, LONGEST_COLUMN)


@dataclass(frozen=True, slots=True)
class Lines(_Question):
    """A question answered in words, on ruled lines 9 mm apart."""

    kind: ClassVar[str] = "lines"
    lines: int
    help: str = ""

    def __post_init__(self) -> None:
        self._check()
        need(1 <= self.lines <= MOST_LINES, f"question {self.number} needs 1 to {MOST_LINES} lines")


@dataclass(frozen=True, slots=True)
class NumberBox(_Question):
    """A question answered with a whole number, one box for each digit, and what is counted ("personer")."""

    kind: ClassVar[str] = "number"
    digits: int
    unit: str = ""
    help: str = ""

    def __post_init__(self) -> None:
        self._check()
        need(1 <= self.digits <= MOST_DIGITS, f"question {self.number} needs 1 to {MOST_DIGITS} digits")


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
        said("a slip's title", self.title, 80)
        said("the label of a slip's code", self.label, 40)
        said("a slip's address", self.address, 100)
        said("a slip's text", self.text, 200)


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips to cut out, eight on a page, with lines to cut along."""

    kind: ClassVar[str] = "slips"
    slips: tuple[Slip, ...]

    def __post_init__(self) -> None:
        need(bool(self.slips), "there are no slips")
