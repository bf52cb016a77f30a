"""Reading a filled-in file: an xlsx workbook or a CSV file becomes rows, or is refused with a sentence that helps.

Nothing is opened before its size unpacked is known, only values are read, and what cannot be understood is told by
row and column.
"""

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .columns import (
    ANSWER,
    AREA,
    AREAS_SHEET,
    MARK,
    NUMBER,
    OFFERS_SHEET,
    WORDS,
    Contents,
    Fault,
    area_line,
    line,
    offer_columns,
)

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_FAULTS = 200
LONGEST_CELL = 5000

READ_SHEETS = (OFFERS_SHEET, AREAS_SHEET)

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z0-9:]{1,30})\"")
_ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_DAMAGED = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
            IndexError, NotImplementedError, EOFError, OSError, zlib.error)  # fmt: skip
"""What zipfile, zlib and openpyxl raise on a workbook that does not hold together."""


class FileNotTaken(Exception):
    """The file as a whole cannot be read. The message says why, and what to do, in the user's language."""


Row = tuple[int, Sequence[Any]]


class Formula(str):
    """A cell that holds a formula; only values are read."""


def read(name: str, raw: bytes) -> Contents:
    """What a filled-in file says. `name` is the file's name; what the bytes are decides. Raises FileNotTaken."""
    if not raw:
        raise FileNotTaken(_("Filen är tom."))
    if len(raw) > MOST_BYTES:
        raise FileNotTaken(_("Filen är för stor. Den får vara högst 5 MB."))
    if raw.startswith(_OLD_EXCEL):
        raise FileNotTaken(
            _("Filen är en gammal Excelfil (.xls) eller har lösenord. Spara den som .xlsx utan lösenord.")
        )
    contents = Contents()
    if raw.startswith(b"PK"):
        _read_workbook(raw, contents)
    else:
        _read_csv(name, raw, contents)
    if not contents.lines and not contents.areas and not contents.faults:
        raise FileNotTaken(_("Filen har inga ifyllda rader."))
    return contents


def _read_workbook(raw: bytes, contents: Contents) -> None:
    _check_archive(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            rows = {sheet.title: list(_rows(sheet)) for sheet in book.worksheets if sheet.title in READ_SHEETS}
        finally:
            book.close()
    except _DAMAGED:
        raise _damaged() from None
    if not rows:
        raise FileNotTaken(
            _("Filen har inget blad som heter ”%(offers)s” eller ”%(areas)s”. Använd filen som hämtas här.")
            % {"offers": OFFERS_SHEET, "areas": AREAS_SHEET}
        )
    if OFFERS_SHEET in rows:
        _take_offers(rows[OFFERS_SHEET], contents)
    if AREAS_SHEET in rows:
        _take_areas(rows[AREAS_SHEET], contents)


def first_sheet(raw: bytes) -> list[Sequence[Any]]:
    """The cells of the first sheet of a workbook that is not one of ours; only values. Raises FileNotTaken."""
    if raw.startswith(_OLD_EXCEL):
        raise FileNotTaken(_("Filen är en gammal Excelfil (.xls). Spara den som .xlsx."))
    _check_archive(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            return [cells for _row, cells in _rows(book.worksheets[0])]
        finally:
            book.close()
    except _DAMAGED:
        raise _damaged() from None


def _damaged() -> FileNotTaken:
    return FileNotTaken(
        _("Filen är skadad eller är ingen Excelfil. Öppna den i Excel eller LibreOffice och spara den som .xlsx.")
    )


def _check_archive(raw: bytes) -> None:
    """Look at the archive before anything is unpacked, then for what a workbook from people never has."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 1000:
                raise FileNotTaken(_("Filen är för stor när den packas upp. Den får vara högst 50 MB."))
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise FileNotTaken(_("Filen är ingen Excelfil. Spara den som .xlsx och försök igen."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(part.filename, archive.read(part))
    except FileNotTaken:
        raise
    except (*_DAMAGED, RuntimeError):  # RuntimeError: a part is locked with a password
        raise _damaged() from None


def _check_part(name: str, xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise FileNotTaken(
            _("Filen har innehåll som inte hör hemma i en Excelfil. Hämta en ny fil här och fyll i den.")
        )
    merged = _MERGED.search(xml) if name.startswith("xl/worksheets/") else None
    if merged:
        raise FileNotTaken(
            _("Filen har sammanslagna celler (%(cells)s). Dela upp dem så att varje rad är en tjänst.")
            % {"cells": merged[1].decode()}
        )


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says about its own size need not be true
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > 4 * MOST_ROWS:
            raise FileNotTaken(_("Filen har för många rader. Den får ha högst 5 000."))
        yield number, [Formula(cell.value) if cell.data_type == "f" else cell.value for cell in cells]


def _read_csv(name: str, raw: bytes, contents: Contents) -> None:
    if b"\x00" in raw[:4000]:
        raise FileNotTaken(_("Filen är varken Excel (.xlsx) eller CSV. Använd filen som hämtas här."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileNotTaken(_("Filen är inte sparad i UTF-8. Välj ”CSV UTF-8” när du sparar.")) from None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        _take_offers(((number, _csv_cells(cells)) for number, cells in enumerate(rows, start=1)), contents)
    except csv.Error:
        raise FileNotTaken(
            _("Filen går inte att läsa som CSV. Kolla citattecknen kring texter med semikolon.")
        ) from None


def _csv_cells(cells: Sequence[str]) -> list[str]:
    return [Formula(cell) if cell.lstrip().startswith("=") else cell for cell in cells]


def _take_offers(rows: Iterable[Row], contents: Contents) -> None:
    titles = offer_columns()
    for row, cells in _filled(rows, [NUMBER, *titles.values(), MARK], {NUMBER, MARK}, OFFERS_SHEET, contents):
        if len(contents.lines) >= MOST_ROWS:
            raise FileNotTaken(_("Filen har för många rader. Den får ha högst 5 000."))
        found, wrong = line(row, cells)
        contents.faults += wrong
        if found:
            contents.lines.append(found)
    _refuse_twice(contents)


def _take_areas(rows: Iterable[Row], contents: Contents) -> None:
    seen: dict[str, int] = {}
    for row, cells in _filled(rows, [AREA, ANSWER, WORDS, MARK], {MARK}, AREAS_SHEET, contents):
        found, wrong = area_line(row, cells)
        contents.faults += wrong
        if found is None:
            continue
        if found.area in seen:
            why = _("Området står redan på rad %(row)s.") % {"row": seen[found.area]}
            contents.faults.append(Fault(row, AREA, why, AREAS_SHEET))
        seen.setdefault(found.area, row)
        contents.areas.append(found)


def _refuse_twice(contents: Contents) -> None:
    numbers: dict[object, int] = {}
    for one in contents.lines:
        for what, column in ((one.number, NUMBER), (one.facts.same_key, offer_columns()["service"])):
            if what is None:
                continue
            if what in numbers:
                why = _("Samma tjänst står redan på rad %(row)s.") % {"row": numbers[what]}
                contents.faults.append(Fault(one.row, column, why))
                break
            numbers[what] = one.row


def _filled(
    rows: Iterable[Row], wanted: Sequence[str], optional: set[str], sheet: str, contents: Contents
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the headings that have anything in them, by column. A row with a cell that cannot be read is told
    as a fault and left out. Raises FileNotTaken for headings that are not there."""
    coming = iter(rows)
    head = next((cells for _row, cells in coming if any(cell not in (None, "") for cell in cells)), ())
    places = _headings(head, wanted, optional, sheet, contents)
    for row, cells in coming:
        said = {title: cells[place] for title, place in places.items() if place < len(cells)}
        if all(value is None or not str(value).strip() for value in said.values()):
            continue
        wrong = [Fault(row, title, why, sheet) for title, value in said.items() if (why := _unreadable(value))]
        contents.faults += wrong
        if len(contents.faults) > MOST_FAULTS:
            raise FileNotTaken(_("Filen har fler än 200 fel. Hämta en ny fil här och börja om från den."))
        if not wrong:
            yield row, {title: _text(value) for title, value in said.items()}


def _headings(
    head: Sequence[Any], wanted: Sequence[str], optional: set[str], sheet: str, contents: Contents
) -> dict[str, int]:
    said = [" ".join(str(cell or "").split()) for cell in head]
    known = {title.casefold(): title for title in wanted}
    places: dict[str, int] = {}
    for place, title in enumerate(said):
        right = known.get(title.casefold())
        if right is None:
            if title:
                contents.unread.append(title[:80])
        elif right in places:
            raise FileNotTaken(_("Kolumnen ”%(title)s” finns två gånger.") % {"title": right})
        else:
            places[right] = place
    missing = [title for title in wanted if title not in places and title not in optional]
    if missing:
        raise FileNotTaken(
            _("Kolumner saknas på bladet ”%(sheet)s”: %(missing)s. I en CSV-fil ska det vara semikolon emellan.")
            % {"sheet": sheet, "missing": ", ".join(missing)}
        )
    return places


def _unreadable(value: Any) -> str:
    if isinstance(value, Formula) or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return _("Cellen har en formel. Skriv värdet i stället.")
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return _("Cellen har blivit ett datum eller klockslag. Gör om den till text och skriv till exempel 8–12.")
    if isinstance(value, bool):
        return _("Cellen har blivit sant eller falskt. Gör om den till text.")
    text = str(value or "")
    if text in _ERROR_VALUES:
        return _("Cellen har ett felvärde från Excel (%(value)s).") % {"value": text}
    if len(text) > LONGEST_CELL:
        return _("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST_CELL}
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value).strip()
