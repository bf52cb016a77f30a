"""Reading a filled-in file: an xlsx workbook or a CSV file becomes rows, or is refused with a sentence that helps.

Nothing is opened before its size unpacked is known, only values are read, and what cannot be understood is told by
row and column.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from servicepunkt.sheets.columns import MARK, Fault
from servicepunkt.sheets.incoming import FileNotTaken, Formula
from servicepunkt.sheets.reading import (
    Row,
    Table,
    filled,
    nothing_filled_in,
    refuse_unreadable,
    take_rows,
    take_sheets,
    workbook_rows,
)

from .columns import (
    ANSWER,
    AREA,
    AREAS_SHEET,
    OFFERS_SHEET,
    OSM,
    WORDS,
    Contents,
    area_line,
    line,
    offer_columns,
)
from .facts import MORE_FIELDS
from .sheets import SHEETS

READ_SHEETS = (OFFERS_SHEET, AREAS_SHEET, *(sheet.tab for sheet in SHEETS))


def read(name: str, raw: bytes) -> Contents:
    """What a filled-in file says. `name` is the file's name; what the bytes are decides. Raises FileNotTaken."""
    refuse_unreadable(raw)
    contents = Contents()
    if raw.startswith(b"PK"):
        _read_workbook(raw, contents)
    else:
        _read_csv(name, raw, contents)
    if not (contents.lines or contents.areas or contents.sheets or contents.faults):
        raise nothing_filled_in()
    return contents


def _read_workbook(raw: bytes, contents: Contents) -> None:
    without = _("Filen har inget blad som heter ”%(offers)s” eller ”%(areas)s”. Använd filen som hämtas här.")
    rows = workbook_rows(raw, READ_SHEETS, without % {"offers": OFFERS_SHEET, "areas": AREAS_SHEET})
    if OFFERS_SHEET in rows:
        _take_offers(rows[OFFERS_SHEET], contents)
    if AREAS_SHEET in rows:
        _take_areas(rows[AREAS_SHEET], contents)
    take_sheets(SHEETS, rows, contents)


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
    table = Table(OFFERS_SHEET, [*titles.values(), OSM], told, optional=optional)
    contents.lines += take_rows(rows, table, line, lambda facts: facts.same_key, titles["service"], contents)


def _take_areas(rows: Iterable[Row], contents: Contents) -> None:
    seen: dict[str, int] = {}
    for row, cells in filled(rows, [AREA, ANSWER, WORDS, MARK], {MARK}, AREAS_SHEET, contents):
        found, wrong = area_line(row, cells)
        contents.faults += wrong
        if found is None:
            continue
        if found.area in seen:
            why = _("Området står redan på rad %(row)s.") % {"row": seen[found.area]}
            contents.faults.append(Fault(row, AREA, why, AREAS_SHEET))
        seen.setdefault(found.area, row)
        contents.areas.append(found)
