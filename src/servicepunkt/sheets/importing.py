"""What the sheets of a filled-in file would change at a place: told before anything is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from servicepunkt.places.models import Place

from .actions import FilledSheet
from .books import Book
from .columns import Fault, Line, SheetContents
from .comparing import ChangedRow
from .fields import Values
from .rows import compare_sheet, filled_sheet, pack_lines, unpack_lines
from .spec import Sheet

LASTS = 24 * 3600
"""How many seconds a preview can be answered."""


class PreviewLost(Exception):
    """What came back is not the preview that was sent out for this place."""


@dataclass(frozen=True)
class PlannedSheet:
    """What the file would do on a sheet of facts: new rows with their names, and changed ones."""

    sheet: Sheet
    added: list[tuple[int, str]]
    changed: list[ChangedRow]

    @property
    def total(self) -> int:
        """How many rows it would write."""
        return len(self.added) + len(self.changed)


@dataclass
class SheetsPlan:
    """What the file would do. `version` is the place's in the book, which must still hold when it is done."""

    version: int
    sheets: list[PlannedSheet] = field(default_factory=list)
    left: int = 0
    faults: list[Fault] = field(default_factory=list)


def plan_sheets(
    place: Place, by_key: Mapping[str, Sheet], contents: SheetContents, out: SheetsPlan
) -> list[FilledSheet]:
    """Hold a file's sheets of facts against what is stored; what is to be written. Told in `out`.

    One or two queries for every sheet that the file has rows on.
    """
    return [_plan_sheet(place, by_key[key], lines, out) for key, lines in contents.sheets.items()]


def _plan_sheet(place: Place, sheet: Sheet, lines: list[Line[Values]], out: SheetsPlan) -> FilledSheet:
    found = compare_sheet(sheet, place, lines)
    if found.added or found.changed:
        added = [(line.row, sheet.name_of(line.facts)) for line in found.added]
        out.sheets.append(PlannedSheet(sheet, added, found.changed))
    out.left += found.left
    out.faults += found.faults
    return filled_sheet(sheet, found)


def pack_sheets(by_key: Mapping[str, Sheet], contents: SheetContents) -> dict[str, Any]:
    """The rows of a file's sheets as plain texts, to be signed and sent with the preview."""
    return {key: pack_lines(by_key[key], lines) for key, lines in contents.sheets.items()}


def unpack_sheets(by_key: Mapping[str, Sheet], said: Mapping[str, Any]) -> dict[str, list[Line[Values]]]:
    """What `pack_sheets` made."""
    return {key: unpack_lines(by_key[key], rows) for key, rows in said.items()}


def _salt(book: Book) -> str:
    return f"servicepunkt.sheets.{book.key}"


def pack(book: Book, place: Place, by_key: Mapping[str, Sheet], contents: SheetContents, version: int) -> str:
    """A workbook of nothing but sheets as a text that comes back with the form; signed, so that only what was
    previewed is saved."""
    said = {"place": place.pk, "version": version, "sheets": pack_sheets(by_key, contents)}
    return signing.dumps(said, salt=_salt(book), compress=True)


def unpack(book: Book, place: Place, by_key: Mapping[str, Sheet], packed: str) -> tuple[SheetContents, int]:
    """What `pack` made for this place, and the version then. Raises PreviewLost."""
    try:
        said = signing.loads(packed, salt=_salt(book), max_age=LASTS)
    except (signing.BadSignature, json.JSONDecodeError):
        raise PreviewLost from None
    if said["place"] != place.pk:
        raise PreviewLost
    return SheetContents(sheets=unpack_sheets(by_key, said["sheets"])), int(said["version"])
