"""How a sheet of facts stands in a file: what a row says, how it is compared, and how it travels with a preview."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.places.models import Place

from .actions import FactChange, FilledSheet
from .columns import MARK, Fault, Line, row_number
from .comparing import Compared, Stored, Ways, compare
from .fields import Day, Value, Values
from .queries import all_rows
from .spec import Sheet, differences, faults, mark, tidy


def fact_line(sheet: Sheet, row: int, cells: Mapping[str, str]) -> tuple[Line[Values] | None, list[Fault]]:
    """What a row says. `cells` by column title. None with everything that is wrong, told by column."""
    wrong: list[Fault] = []
    number = row_number(cells, row, wrong, sheet.tab)
    values: dict[str, Value] = {}
    for name, title in sheet.columns.items():
        try:
            values[name] = sheet.fields[name].parse(cells.get(title, ""))
        except ValueError as why:
            wrong.append(Fault(row, title, str(why), sheet.tab))
    if not wrong:
        values = tidy(sheet, values)
        wrong += [Fault(row, sheet.columns[name], why, sheet.tab) for name, why in faults(sheet, values)]
    return (None if wrong else Line(row, number, cells.get(MARK, ""), values)), wrong


def day_columns(sheet: Sheet) -> set[str]:
    """The columns in which a cell may be a day of the calendar."""
    return {sheet.columns[name] for name, field in sheet.fields.items() if isinstance(field, Day)}


def in_swedish(sheet: Sheet, values: Values) -> dict[str, str]:
    """A row's fields as the file writes them."""
    with translation.override("sv"):
        return sheet.words(values)


def compare_sheet(sheet: Sheet, place: Place, lines: list[Line[Values]]) -> Compared[Values]:
    """Hold a sheet of the file against what is stored. One query, two with stops."""
    known: dict[int, Stored[Values]] = {
        fact.pk: Stored(fact.version, values, sheet.name_of(values)) for fact, values in all_rows(sheet, place)
    }
    return compare(_ways(sheet), lines, known)


def _ways(sheet: Sheet) -> Ways[Values]:
    return Ways(
        tab=sheet.tab,
        key_column=sheet.columns[sheet.same[0]],
        same_key=sheet.same_key,
        mark=lambda values, version: mark(sheet, values, version),
        differences=lambda mine, theirs: differences(sheet, mine, theirs),
        gone=_("Raden med det numret finns inte på den här orten längre."),
        changed=_("Någon annan har ändrat raden sedan filen hämtades. Hämta en ny fil, eller ändra på radens sida."),
        there=_("Raden finns redan (nr %(number)s), med andra uppgifter. Hämta en ny fil och ändra på den raden."),
    )


def filled_sheet(sheet: Sheet, found: Compared[Values]) -> FilledSheet:
    """What is to be written of a sheet."""
    changes = [FactChange(number, values, version) for number, values, version in found.changes]
    return FilledSheet(sheet, [line.facts for line in found.added], changes)


def pack_lines(sheet: Sheet, lines: list[Line[Values]]) -> list[Any]:
    """A sheet's rows as plain texts, as the file writes them."""
    return [[line.row, line.number, line.mark, in_swedish(sheet, line.facts)] for line in lines]


def unpack_lines(sheet: Sheet, packed: list[Any]) -> list[Line[Values]]:
    """What `pack_lines` made."""
    with translation.override("sv"):
        return [
            Line(row, number, trace, {name: field.parse(said[name]) for name, field in sheet.fields.items()})
            for row, number, trace, said in packed
        ]
