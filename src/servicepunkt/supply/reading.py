"""Reading a filled-in file: an xlsx workbook or a CSV file becomes rows, or is refused with a sentence that helps.

Nothing is opened before its size unpacked is known, only values are read, and what cannot be understood is told by
row and column.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .columns import (
    ANSWER,
    AREA,
    AREAS_SHEET,
    MARK,
    NUMBER,
    OFFERS_SHEET,
    OSM,
    WORDS,
    Contents,
    F,
    Fault,
    Line,
    area_line,
    line,
    offer_columns,
)
from .facts import MORE_FIELDS
from .incoming import (
    DAMAGED,
    FileNotTaken,
    Formula,
    cell_value,
    check_archive,
    damaged,
    day_in_words,
    refuse_hidden,
    refuse_other_kinds,
    too_many_rows,
    unreadable,
)
from .sheet_files import day_columns, fact_line
from .sheets import SHEETS, Sheet

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_FAULTS = 200
HEADINGS_SOUGHT = 20

READ_SHEETS = (OFFERS_SHEET, AREAS_SHEET, *(sheet.tab for sheet in SHEETS))

Row = tuple[int, Sequence[Any]]


def read(name: str, raw: bytes) -> Contents:
    """What a filled-in file says. `name` is the file's name; what the bytes are decides. Raises FileNotTaken."""
    if len(raw) > MOST_BYTES:
        raise FileNotTaken(_("Filen är för stor. Den får vara högst 5 MB."))
    refuse_other_kinds(raw[:4000])
    contents = Contents()
    if raw.startswith(b"PK"):
        _read_workbook(raw, contents)
    else:
        _read_csv(name, raw, contents)
    if not (contents.lines or contents.areas or contents.sheets or contents.faults):
        raise FileNotTaken(_("Filen har inga ifyllda rader."))
    return contents


def _read_workbook(raw: bytes, contents: Contents) -> None:
    check_archive(io.BytesIO(raw), most_unpacked=MOST_UNPACKED, most_rows=MOST_ROWS, spare=4)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.title in READ_SHEETS]
            for sheet in sheets:
                refuse_hidden(sheet)
            rows = {sheet.title: list(_rows(sheet)) for sheet in sheets}
        finally:
            book.close()
    except DAMAGED:
        raise damaged() from None
    if not rows:
        raise FileNotTaken(
            _("Filen har inget blad som heter ”%(offers)s” eller ”%(areas)s”. Använd filen som hämtas här.")
            % {"offers": OFFERS_SHEET, "areas": AREAS_SHEET}
        )
    if OFFERS_SHEET in rows:
        _take_offers(rows[OFFERS_SHEET], contents)
    if AREAS_SHEET in rows:
        _take_areas(rows[AREAS_SHEET], contents)
    for one in SHEETS:
        if one.tab in rows:
            _take_facts(one, rows[one.tab], contents)


def first_sheet(raw: bytes) -> list[Sequence[Any]]:
    """The cells of the first sheet of a workbook that is not one of ours; only values. Raises FileNotTaken."""
    refuse_other_kinds(raw[:4000])
    check_archive(io.BytesIO(raw), most_unpacked=MOST_UNPACKED, most_rows=MOST_ROWS, spare=4)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            return [cells for _row, cells in _rows(book.worksheets[0])]
        finally:
            book.close()
    except DAMAGED:
        raise damaged() from None


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says about its own size need not be true
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > 4 * MOST_ROWS:
            raise too_many_rows(MOST_ROWS)
        yield number, [cell_value(cell) for cell in cells]


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
    titles, told = offer_columns(), _("Samma tjänst står redan på rad %(row)s.")
    optional = frozenset({OSM, *(titles[name] for name in MORE_FIELDS)})
    table = _Table(OFFERS_SHEET, [*titles.values(), OSM], told, optional=optional)
    contents.lines += _take_rows(rows, table, line, lambda facts: facts.same_key, titles["service"], contents)


def _take_facts(sheet: Sheet, rows: Iterable[Row], contents: Contents) -> None:
    titles, told = list(sheet.columns.values()), _("Samma sak står redan på rad %(row)s.")
    table = _Table(sheet.tab, titles, told, frozenset(day_columns(sheet)))
    found = _take_rows(
        rows, table, partial(fact_line, sheet), sheet.same_key, sheet.columns[sheet.same[0]], contents
    )  # fmt: skip
    if found:
        contents.sheets[sheet.key] = found


@dataclass(frozen=True)
class _Table:
    """A sheet of numbered rows: its name, its columns, what is said of a row that stands twice, the columns whose cells
    may be days, and those that a file need not have."""

    tab: str
    titles: Sequence[str]
    twice: str
    days: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _take_rows(
    rows: Iterable[Row],
    table: _Table,
    read_line: Callable[[int, Mapping[str, str]], tuple[Line[F] | None, list[Fault]]],
    same_key: Callable[[F], str],
    key_column: str,
    contents: Contents,
) -> list[Line[F]]:
    """The rows of a sheet; what is wrong in them goes to the contents' faults. Raises FileNotTaken for too many."""
    out: list[Line[F]] = []
    wanted = [NUMBER, *table.titles, MARK]
    for row, cells in _filled(rows, wanted, {NUMBER, MARK, *table.optional}, table.tab, contents, table.days):
        if len(out) >= MOST_ROWS:
            raise too_many_rows(MOST_ROWS)
        found, wrong = read_line(row, cells)
        contents.faults += wrong
        if found:
            out.append(found)
    places: dict[object, int] = {}
    for one in out:
        for what, column in ((one.number, NUMBER), (same_key(one.facts), key_column)):
            if what is None:
                continue
            if what in places:
                contents.faults.append(Fault(one.row, column, table.twice % {"row": places[what]}, table.tab))
                break
            places[what] = one.row
    return out


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


def _filled(
    rows: Iterable[Row],
    wanted: Sequence[str],
    optional: set[str],
    sheet: str,
    contents: Contents,
    days: frozenset[str] = frozenset(),
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the headings that have anything in them, by column. A row with a cell that cannot be read is told
    as a fault and left out. Raises FileNotTaken for headings that are not there."""
    coming = iter(rows)
    head = next((cells for _row, cells in coming if any(cell not in (None, "") for cell in cells)), ())
    needed = {title.casefold() for title in wanted if title not in optional}
    if not needed & _titles(head):
        ahead = list(islice(coming, HEADINGS_SOUGHT))
        further = next((row for row, cells in ahead if needed <= _titles(cells)), None)
        if further is not None:
            raise FileNotTaken(
                _("Rubrikerna på bladet ”%(sheet)s” står på rad %(row)s. Ta bort raderna ovanför.")
                % {"sheet": sheet, "row": further}
            )
        coming = chain(ahead, coming)
    places = _headings(head, wanted, optional, sheet, contents)
    for row, cells in coming:
        said = {title: _said(cells, place, title in days) for title, place in places.items()}
        if all(value is None or not str(value).strip() for value in said.values()):
            continue
        wrong = [Fault(row, title, why, sheet) for title, value in said.items() if (why := unreadable(value))]
        contents.faults += wrong
        if len(contents.faults) > MOST_FAULTS:
            raise FileNotTaken(_("Filen har fler än 200 fel. Hämta en ny fil här och börja om från den."))
        if not wrong:
            yield row, {title: _text(value) for title, value in said.items()}


def _said(cells: Sequence[Any], place: int, day: bool) -> Any:
    value = cells[place] if place < len(cells) else None
    return day_in_words(value) if day else value


def _titles(cells: Sequence[Any]) -> set[str]:
    return {" ".join(str(cell or "").split()).casefold() for cell in cells}


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


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value).strip()
