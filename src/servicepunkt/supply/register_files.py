"""Reading a file with a national list: a workbook or a CSV file, packed with gzip or not, row by row.

Every row becomes a service, or a remark that says why not, or both; no row is left out without a remark. Memory does
not grow with the number of rows, but for a short trace of each by which repeats are known.
"""

import codecs
import csv
import gzip
import hashlib
import io
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from servicepunkt.core.identity_numbers import holds_identity_number
from servicepunkt.places.distance import Point
from servicepunkt.sheets.incoming import (
    DAMAGED,
    FileNotTaken,
    Formula,
    cell_value,
    check_archive,
    damaged,
    refuse_hidden,
    refuse_other_kinds,
    too_many_rows,
    unreadable,
)

from .models_register import TAKEN_ANYWAY, Reason, RegisterRemark, RegisterService
from .register_formats import Format, NoPoint, Points, Told, format_of, known_columns

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
HEADINGS_SOUGHT = 20
_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_ANOTHER_TURN = re.compile(rb"\xc3[\x84\x85\x96\xa4\xa5\xa9\xb6]|\xed[\xa0-\xbf][\x80-\xbf]")
"""å, ä, ö or é in UTF-8, or half a pair of UTF-16: never found in a text that is truly Windows-1252."""

LONGEST: Mapping[str, int] = {
    name: int(getattr(RegisterService._meta.get_field(name), "max_length", 0) or 0)
    for name in ("name", "operator", "address", "detail")
}
LONGEST_SAID = int(RegisterRemark._meta.get_field("said").max_length or 0)

Numbered = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class Remark:
    """Why a row is in the report; `said` is what stood there, the column, or the row that it repeats."""

    reason: Reason
    name: str = ""
    said: str = ""


@dataclass(frozen=True)
class Entry:
    """A row of the file, as a spreadsheet counts rows: what it tells and where that lies, if the row can be taken."""

    row: int
    told: Told | None
    point: Point | None
    remarks: Sequence[Remark] = field(default_factory=tuple)


@dataclass(frozen=True)
class RegisterFile:
    """An open file: which form it has, the SHA-256 of its bytes, its headings and the rows below them (read once)."""

    form: Format
    sha256: str
    _titles: Sequence[str]
    _rows: Iterator[Numbered]

    def entries(self) -> Iterator[Entry]:
        """Every row that has anything in it. Raises FileNotTaken for what only shows further down in the file."""
        seen: dict[bytes, int] = {}
        points, count = Points(self.form), 0
        for row, values in self._rows:
            if all(value is None or not str(value).strip() for value in values):
                continue
            count += 1
            if count > MOST_ROWS:
                raise too_many_rows(MOST_ROWS)
            yield self._entry(row, values, seen, points)

    def _entry(self, row: int, values: Sequence[Any], seen: dict[bytes, int], points: Points) -> Entry:
        cells, wrong = self._cells(values)
        if wrong:
            return Entry(row, None, None, [wrong])
        told, remarks = self.form.tell(cells), []
        first = seen.setdefault(self._trace(cells), row)
        shown = told.name[: LONGEST["name"]]
        if first != row:
            remarks.append(Remark(Reason.REPEAT, shown, str(first)))
        point = None
        try:
            point = points.read(cells)
        except NoPoint as no_point:
            remarks.append(Remark(no_point.reason, shown, no_point.said[:LONGEST_SAID]))
            if no_point.reason is Reason.BAD_POINT and holds_identity_number(no_point.said):
                return Entry(row, None, None, [Remark(Reason.IDENTITY)])
        if unfit := _unfit(told):
            return Entry(row, None, None, [unfit])
        taken = all(one.reason in TAKEN_ANYWAY for one in remarks)
        return Entry(row, told if taken else None, point if taken else None, remarks)

    def _cells(self, values: Sequence[Any]) -> tuple[dict[str, str], Remark | None]:
        said = list(values)
        while len(said) > len(self._titles) and said[-1] in (None, ""):
            said.pop()
        if len(said) != len(self._titles):
            return {}, Remark(Reason.RAGGED, said=f"{len(said)} / {len(self._titles)}")
        for title, value in zip(self._titles, said, strict=True):
            if title and unreadable(value):
                return {}, Remark(Reason.UNREADABLE, said=title[:LONGEST_SAID])
        return {title: _text(value) for title, value in zip(self._titles, said, strict=True) if title}, None

    def _trace(self, cells: Mapping[str, str]) -> bytes:
        said = "\x1f".join(cells.get(title, "") for title in self.form.same)
        return hashlib.blake2b(said.encode(), digest_size=12).digest()


def _unfit(told: Told) -> Remark | None:
    """Why what a row tells cannot be stored, if so. What holds an identity number is not even shown."""
    if any(holds_identity_number(getattr(told, name)) for name in LONGEST):
        return Remark(Reason.IDENTITY)
    if not told.name:
        return Remark(Reason.NO_NAME)
    for name, longest in LONGEST.items():
        if len(getattr(told, name)) > longest:
            return Remark(Reason.TOO_LONG, told.name[: LONGEST["name"]], f"{len(getattr(told, name))} > {longest}")
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())


@contextmanager
def opened(file: IO[bytes]) -> Iterator[RegisterFile]:
    """Open a file with a national list. Raises FileNotTaken, here or while its rows are read."""
    file.seek(0)
    with tempfile.SpooledTemporaryFile(max_size=_CHUNK) as unpacked:
        sha256 = _unpack(file, unpacked)
        unpacked.seek(0)
        beginning = unpacked.read(4000)
        refuse_other_kinds(beginning)
        reading = _workbook(unpacked) if beginning.startswith(_ZIP) else _table(unpacked)
        with reading as rows:
            form, titles, below = _headings(rows)
            yield RegisterFile(form, sha256, titles, below)


def _unpack(file: IO[bytes], unpacked: IO[bytes]) -> str:
    """Copy a file, unpacked when it is gzip, and give back the SHA-256 of the file as it was sent."""
    total = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        total.update(chunk)
    file.seek(0)
    packed = file.read(2) == _GZIP
    file.seek(0)
    source: gzip.GzipFile | IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file
    size = 0
    try:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > MOST_UNPACKED:
                raise FileNotTaken(
                    _("Filen är för stor när den packas upp. Den får vara högst %(most)s MB.")
                    % {"most": MOST_UNPACKED // (1024 * 1024)}
                )
            unpacked.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise FileNotTaken(_("Den packade filen är skadad eller avbruten. Hämta den igen.")) from None
    return total.hexdigest()


# --- workbooks --------------------------------------------------------------------------------------------------------


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[Iterator[Numbered]]:
    check_archive(file, most_unpacked=MOST_UNPACKED, most_rows=MOST_ROWS + HEADINGS_SOUGHT)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except DAMAGED:
        raise damaged() from None
    try:
        yield _sheet_rows(book)
    finally:
        with suppress(OSError):
            book.close()


def _sheet_rows(book: Any) -> Iterator[Numbered]:
    """The rows of the first sheet that has headings we know; of the first sheet, if none has."""
    try:
        sheets = list(book.worksheets)
        for sheet in sheets:
            sheet.reset_dimensions()  # what the file says about its own size need not be true
        known = [sheet for sheet in sheets if any(format_of(_titles(cells)) for _row, cells in _beginning(sheet))]
        if not sheets:
            raise damaged()
        if known:
            refuse_hidden(known[0])
        for number, cells in enumerate((known or sheets)[0].iter_rows(max_col=MOST_COLUMNS), start=1):
            yield number, [cell_value(cell) for cell in cells]
    except FileNotTaken:
        raise
    except DAMAGED:
        raise damaged() from None


def _beginning(sheet: Any) -> Iterator[Numbered]:
    for number, cells in enumerate(sheet.iter_rows(max_row=HEADINGS_SOUGHT, max_col=MOST_COLUMNS), start=1):
        yield number, [cell.value for cell in cells]


# --- text files -------------------------------------------------------------------------------------------------------


@contextmanager
def _table(file: IO[bytes]) -> Iterator[Iterator[Numbered]]:
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        beginning = [text.readline(_CHUNK) for _line in range(HEADINGS_SOUGHT)]
        text.seek(0)
        heading = next((one for one in beginning if format_of(_titles(_split(one)))), beginning[0])
        yield _csv_rows(text, ";" if heading.count(";") > heading.count(",") else ",")
    finally:
        text.detach()


def _split(line: str) -> list[str]:
    return line.replace(";", ",").replace('"', "").split(",")


def _encoding(file: IO[bytes]) -> str:
    """How a text is written: UTF-8, or the Windows-1252 of older Swedish files. Raises FileNotTaken for others."""
    if any(b"\x00" in chunk for chunk in _chunks(file)):
        raise FileNotTaken(_("Filen är varken Excel (.xlsx) eller CSV."))
    if _decodes(file, "utf-8"):
        return "utf-8-sig"
    before = b""
    for chunk in _chunks(file):
        if _ANOTHER_TURN.search(before + chunk):
            raise FileNotTaken(_("Filen blandar olika teckenkodningar. Välj ”CSV UTF-8” när du sparar."))
        before = chunk[-2:]
    if not _decodes(file, "cp1252"):
        raise FileNotTaken(_("Filen är varken sparad i UTF-8 eller Windows-1252. Välj ”CSV UTF-8” när du sparar."))
    return "cp1252"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(text: Iterable[str], delimiter: str) -> Iterator[Numbered]:
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
            yield number, [Formula(cell) if cell.lstrip().startswith("=") else cell for cell in cells]
    except csv.Error:
        raise FileNotTaken(
            _("Filen går inte att läsa som CSV. Kolla citattecknen kring texter med komma eller semikolon.")
        ) from None


# --- headings ---------------------------------------------------------------------------------------------------------


def _titles(cells: Sequence[Any]) -> list[str]:
    out = [" ".join(str(cell or "").split()).casefold()[:80] for cell in cells]
    while out and not out[-1]:
        out.pop()
    return out


def _headings(rows: Iterator[Numbered]) -> tuple[Format, list[str], Iterator[Numbered]]:
    """The form, the column titles, and the rows below. Headings may stand a little down, below a title and a date."""
    first: list[str] = []
    for _number, cells in islice(rows, HEADINGS_SOUGHT):
        titles = _titles(cells)
        form = format_of(titles)
        if form is not None:
            twice = [title for title in titles if title and titles.count(title) > 1]
            if twice:
                raise FileNotTaken(_("Kolumnen ”%(title)s” finns två gånger.") % {"title": twice[0]})
            return form, titles, rows
        first = first or titles
    raise FileNotTaken(
        _("Filens kolumner känns inte igen: %(found)s. De listor som kan läsas har kolumnerna – %(known)s.")
        % {"found": ", ".join(first)[:120] or "–", "known": known_columns()}
    )
