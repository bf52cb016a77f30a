"""What rows of a file are: numbered, traced, read or told as faults by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from .fields import Values

F = TypeVar("F")
NUMBER, MARK = "Nr", "Spår"


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: the row as the spreadsheet counts it, the column, why in plain words, the sheet."""

    row: int
    column: str
    why: str
    sheet: str


@dataclass(frozen=True)
class Line(Generic[F]):
    """A row of the file: where it stands, which stored row it is (None: a new one), its trace, what it says, and the
    fields that the file has no column for though it may have."""

    row: int
    number: int | None
    mark: str
    facts: F
    missing: frozenset[str] = frozenset()


@dataclass
class SheetContents:
    """What a file says on sheets of facts (by a sheet's key), what is wrong in it, and the columns not read."""

    sheets: dict[str, list[Line[Values]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def row_number(cells: Mapping[str, str], row: int, wrong: list[Fault], tab: str) -> int | None:
    """Which stored row a row is; None for a new one. What is wrong is added to `wrong`."""
    text = cells.get(NUMBER, "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 15:
        why = _("Numret ska stå som det stod i filen. Lämna det tomt på en ny rad.")
        wrong.append(Fault(row, NUMBER, why, tab))
        return None
    return int(text)
