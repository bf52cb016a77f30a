"""What every file sent to this room must pass before it is read: its kind, its size unpacked, and its cells.

Nothing is opened before its size unpacked is known, and nothing is held whole that may be large.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from servicepunkt.core.actions import ActionRefused

LONGEST_CELL = 5000
MOST_PARTS = 1000
_CHUNK = 1024 * 1024
_OVERLAP = 200  # what is looked for in a part is shorter, so it is found across two chunks

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]{0,100}\bref=\"([A-Z0-9:]{1,30})\"")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s>/]")
_READ_WHOLE = re.compile(r"xl/(?:styles|workbook)\.xml|\[Content_Types\]\.xml|docProps/.*|.*\.rels")
"""Parts that openpyxl makes objects of before anything can be counted: 25 MB of cell styles took it 40 seconds."""
MOST_WHOLE = 2 * 1024 * 1024
MOST_CELLS, CELLS_A_ROW = 600_000, 20
MOST_TEXTS, TEXTS_A_ROW = 200_000, 10
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"'](?!utf-?8|us-ascii)", re.I)
"""Excel writes UTF-8. In another encoding what is looked for would not be found."""
_WEB_PAGE = re.compile(
    rb"\A\s*(?:<!--.{0,500}-->\s*)?<(?:!doctype\s+html|html|head|meta|table|body|div)\b", re.I | re.S
)
_XML = re.compile(rb"\A\s*<\?xml\b", re.I)
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ufffd\ud800-\udfff]")
_ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
DAMAGED = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
           IndexError, NotImplementedError, EOFError, OSError, zlib.error)  # fmt: skip
"""What zipfile, zlib and openpyxl raise on a workbook that does not hold together."""


class FileNotTaken(ActionRefused):
    """The file as a whole cannot be read. The message says why, and what to do, in the user's language."""


class Formula(str):
    """A cell that holds a formula; only values are read."""


class Percent(float):
    """A number that the spreadsheet shows as a percentage: 0.12 stands there as 12 %."""


def refuse_other_kinds(beginning: bytes) -> None:
    """Raises FileNotTaken when a file's first bytes tell that it is neither a workbook of today nor plain text."""
    if not beginning:
        raise FileNotTaken(_("Filen är tom."))
    if beginning.startswith(_OLD_EXCEL):
        raise FileNotTaken(
            _("Filen är en gammal Excelfil (.xls) eller har lösenord. Spara den som .xlsx utan lösenord.")
        )
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileNotTaken(_("Filen är sparad i UTF-16. Välj ”CSV UTF-8” när du sparar."))
    without_mark = beginning.removeprefix(b"\xef\xbb\xbf")
    if _WEB_PAGE.match(without_mark) or _XML.match(without_mark):
        raise FileNotTaken(_("Filen är en webbsida, vad den än heter. Öppna den i Excel och spara den som .xlsx."))


def damaged() -> FileNotTaken:
    """What is said of a workbook that does not hold together."""
    return FileNotTaken(
        _("Filen är skadad eller är ingen Excelfil. Öppna den i Excel eller LibreOffice och spara den som .xlsx.")
    )


def check_archive(file: IO[bytes], *, most_unpacked: int, most_rows: int, spare: int = 1) -> None:
    """Look at a workbook's archive before anything is unpacked, then for what one from people never has.

    `most_unpacked` in bytes, for all parts together; `most_rows` for each sheet, where `spare` times as many may stand
    if the rest are empty but formatted. Memory does not grow with the file. Raises FileNotTaken.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > most_unpacked or len(parts) > MOST_PARTS:
                raise FileNotTaken(
                    _("Filen är för stor när den packas upp. Den får vara högst %(most)s MB.")
                    % {"most": most_unpacked // (1024 * 1024)}
                )
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise FileNotTaken(_("Filen är ingen Excelfil. Spara den som .xlsx och försök igen."))
            if "xl/vbaProject.bin" in names:
                raise FileNotTaken(_("Filen har makron. Spara den som .xlsx, utan makron."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(archive, part, most_rows, spare)
    except FileNotTaken:
        raise
    except (*DAMAGED, RuntimeError):  # RuntimeError: a part is locked with a password
        raise damaged() from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most_rows: int, spare: int) -> None:
    """A part may be any name's: which one is a sheet stands in the file itself, so rows are counted in all of them."""
    rows, cells, texts, before = 0, 0, 0, b""
    if _READ_WHOLE.fullmatch(part.filename) and part.file_size > MOST_WHOLE:
        raise _too_much()
    for chunk in _chunks(archive, part):
        seen = before + chunk
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or (not before and _foreign(chunk)):
            raise FileNotTaken(
                _("Filen har innehåll som inte hör hemma i en Excelfil. Öppna den i Excel och spara den igen.")
            )
        if merged := _MERGED.search(seen):
            raise FileNotTaken(
                _("Filen har sammanslagna celler (%(cells)s). Dela upp dem så att varje sak har sin egen rad.")
                % {"cells": merged[1].decode()}
            )
        rows += len(_ROW.findall(chunk))  # one cut in two by a chunk does not matter
        cells += len(_CELL.findall(chunk))
        texts += len(_TEXT.findall(chunk))
        if rows > spare * most_rows:
            raise too_many_rows(most_rows)
        if cells > max(MOST_CELLS, CELLS_A_ROW * most_rows) or texts > max(MOST_TEXTS, TEXTS_A_ROW * most_rows):
            raise _too_much()
        before = seen[-_OVERLAP:]


def _foreign(beginning: bytes) -> bool:
    """Whether a part is written in another encoding than Excel's."""
    return b"\x00" in beginning[:200] or _ENCODING.match(beginning[:300]) is not None


def _too_much() -> FileNotTaken:
    return FileNotTaken(
        _("Filen har för många celler eller format. Kopiera raderna till en ny fil, och spara den som .xlsx.")
    )


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            yield chunk


def too_many_rows(most: int) -> FileNotTaken:
    """What is said of a file with more rows than are read."""
    shown = f"{most:,}".replace(",", "\u00a0")
    return FileNotTaken(_("Filen har för många rader. Den får ha högst %(most)s.") % {"most": shown})


def refuse_hidden(sheet: Any) -> None:
    """Raises FileNotTaken for a sheet that whoever sent the file may never have seen."""
    if sheet.sheet_state != "visible":
        raise FileNotTaken(
            _("Bladet ”%(sheet)s” är dolt. Visa det i Excel, se efter vad som står där, och spara filen igen.")
            % {"sheet": sheet.title}
        )


def cell_value(cell: Any) -> Any:
    """What a workbook's cell holds; a formula and a percentage are told apart from what they look like."""
    if cell.data_type == "f":
        return Formula(cell.value)
    if cell.data_type == "n" and isinstance(cell.value, (int, float)) and "%" in str(cell.number_format):
        return Percent(cell.value)
    return cell.value


def day_in_words(value: Any) -> Any:
    """A cell in a column for days, as its text where the spreadsheet has made it a day; anything else as it is."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def unreadable(value: Any) -> str:
    """Why a cell cannot be taken as it stands, in a plain sentence; nothing when it can."""
    if isinstance(value, Formula) or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return _("Cellen har en formel. Skriv värdet i stället.")
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return _("Cellen har blivit ett datum eller klockslag. Gör om den till text och skriv till exempel 8–12.")
    if isinstance(value, bool):
        return _("Cellen har blivit sant eller falskt. Gör om den till text.")
    if isinstance(value, Percent):
        return _("Cellen visas som procent. Gör om den till text.")
    text = str(value or "")
    if text in _ERROR_VALUES:
        return _("Cellen har ett felvärde från Excel (%(value)s).") % {"value": text}
    if len(text) > LONGEST_CELL:
        return _("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST_CELL}
    if _STRANGE.search(text):
        return _("Cellen har tecken som inte går att läsa. Skriv om den.")
    return ""
