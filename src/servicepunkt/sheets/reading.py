"""Reading a filled-in file: a workbook's sheets become rows, or are refused with a sentence that helps.

Nothing is opened before its size unpacked is known, only values are read, and what cannot be understood is told by
row and column.
"""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .columns import MARK, NUMBER, F, Fault, Line, SheetContents
from .incoming import (
    DAMAGED,
    FileNotTaken,
    cell_value,
    check_archive,
    damaged,
    day_in_words,
    refuse_hidden,
    refuse_other_kinds,
    too_many_rows,
    unreadable,
)
from .rows import day_columns, fact_line
from .spec import Sheet

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_FAULTS = 200
HEADINGS_SOUGHT = 20

Row = tuple[int, Sequence[Any]]
"""A row's number as the spreadsheet counts, and its cells."""


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


def workbook_rows(raw: bytes, tabs: Collection[str], without: str) -> dict[str, list[Row]]:
    """The rows of those sheets of a workbook that are named in `tabs`. Raises FileNotTaken; with the sentence `without`
    when there is none of them."""
    check_archive(io.BytesIO(raw), most_unpacked=MOST_UNPACKED, most_rows=MOST_ROWS, spare=4)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.title in tabs]
            for sheet in sheets:
                refuse_hidden(sheet)
            rows = {sheet.title: list(_rows(sheet)) for sheet in sheets}
        finally:
            book.close()
    except DAMAGED:
        raise damaged() from None
    if not rows:
        raise FileNotTaken(without)
    return rows


def read_sheets(raw: bytes, sheets: Sequence[Sheet]) -> SheetContents:
    """What a filled-in workbook of nothing but sheets of facts says. Raises FileNotTaken."""
    refuse_unreadable(raw)
    if not raw.startswith(b"PK"):
        raise FileNotTaken(_("Filen är ingen Excelfil. Spara den som .xlsx och försök igen."))
    contents = SheetContents()
    without = _("Filen har inget av bladen: %(tabs)s. Använd filen som hämtas här.") % {
        "tabs": ", ".join(one.tab for one in sheets)
    }
    rows = workbook_rows(raw, [one.tab for one in sheets], without)
    take_sheets(sheets, rows, contents)
    if not (contents.sheets or contents.faults):
        raise nothing_filled_in()
    return contents


def refuse_unreadable(raw: bytes) -> None:
    """Raises FileNotTaken when a file is too large, or of a kind that no room reads."""
    if len(raw) > MOST_BYTES:
        raise FileNotTaken(_("Filen är för stor. Den får vara högst 5 MB."))
    refuse_other_kinds(raw[:4000])


def nothing_filled_in() -> FileNotTaken:
    """What is said of a file in which nobody has written anything."""
    return FileNotTaken(_("Filen har inga ifyllda rader."))


def take_sheets(sheets: Sequence[Sheet], rows: Mapping[str, list[Row]], contents: SheetContents) -> None:
    """Read the sheets of facts that a file has, by the names of its sheets. Raises FileNotTaken."""
    for one in sheets:
        if one.tab in rows:
            _take_facts(one, rows[one.tab], contents)


def _take_facts(sheet: Sheet, rows: Iterable[Row], contents: SheetContents) -> None:
    titles, told = list(sheet.columns.values()), _("Samma sak står redan på rad %(row)s.")
    table = Table(sheet.tab, titles, told, frozenset(day_columns(sheet)))
    found = take_rows(
        rows, table, partial(fact_line, sheet), sheet.same_key, sheet.columns[sheet.same[0]], contents
    )  # fmt: skip
    if found:
        contents.sheets[sheet.key] = found


@dataclass(frozen=True)
class Table:
    """A sheet of numbered rows: its name, its columns, what is said of a row that stands twice, the columns whose cells
    may be days, and those that a file need not have."""

    tab: str
    titles: Sequence[str]
    twice: str
    days: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def take_rows(
    rows: Iterable[Row],
    table: Table,
    read_line: Callable[[int, Mapping[str, str]], tuple[Line[F] | None, list[Fault]]],
    same_key: Callable[[F], str],
    key_column: str,
    contents: SheetContents,
) -> list[Line[F]]:
    """The rows of a sheet; what is wrong in them goes to the contents' faults. Raises FileNotTaken for too many."""
    out: list[Line[F]] = []
    wanted = [NUMBER, *table.titles, MARK]
    for row, cells in filled(rows, wanted, {NUMBER, MARK, *table.optional}, table.tab, contents, table.days):
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


def filled(
    rows: Iterable[Row],
    wanted: Sequence[str],
    optional: set[str],
    sheet: str,
    contents: SheetContents,
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
    head: Sequence[Any], wanted: Sequence[str], optional: set[str], sheet: str, contents: SheetContents
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
