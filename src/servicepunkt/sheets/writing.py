"""The file to fill in at the kitchen table: a sheet of help and the sheets of facts, with drop-downs.

Text stays text."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils import translation

from servicepunkt.core.cells import starts_a_formula
from servicepunkt.places.models import Place

from .columns import MARK, NUMBER
from .fields import Choice
from .queries import all_rows
from .spec import Sheet, mark

LISTS_SHEET = "Listor"
EMPTY_ROWS = 200
HELP_SHEET = "Så gör du"


def written(fill: Callable[["Workbook"], None]) -> bytes:
    """An xlsx workbook in Swedish, whoever fetches it, with what `fill` writes and the lists of its drop-downs."""
    out = io.BytesIO()
    # Strings are written as strings: what somebody typed is never run as a formula or made a link.
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with translation.override("sv"), xlsxwriter.Workbook(out, rules) as book:
        sheets = Workbook(book)
        fill(sheets)
        sheets.lists()
    return out.getvalue()


class Workbook:
    """One workbook while it is written."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.quoted = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
        self.fixed = book.add_format({"num_format": "@", "font_color": "#595959", "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.choices: dict[tuple[str, ...], int] = {}

    def help(self, title: str, lines: Sequence[str]) -> None:
        """The first sheet: how to fill in the others."""
        sheet = self.book.add_worksheet(HELP_SHEET)
        sheet.set_column(0, 0, 100, self.plain)
        sheet.write_string(0, 0, title, self.head)
        for row, text in enumerate(lines, start=1):
            sheet.write_string(row, 0, text, self.plain)

    def facts(self, kind: Sheet, place: Place) -> None:
        """The rows of a sheet of facts, and empty rows below for new ones."""
        sheet = self.book.add_worksheet(kind.tab)
        rows = [
            [str(fact.pk), *kind.words(values).values(), mark(kind, values, fact.version)]
            for fact, values in all_rows(kind, place)
        ]
        self.table(sheet, [NUMBER, *kind.columns.values(), MARK], rows, fixed={0, len(kind.columns) + 1})
        last = len(rows) + EMPTY_ROWS
        for column, field in enumerate(kind.fields.values(), start=1):
            sheet.set_column(column, column, field.width, self.text)
            if isinstance(field, Choice):
                self.drop_down(sheet, column, last, field.words())

    def lists(self) -> None:
        """What the drop-downs choose from, on a hidden sheet: a list typed into the cell's rule may be 255 letters."""
        sheet = self.book.add_worksheet(LISTS_SHEET)
        for words, column in self.choices.items():
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)
        sheet.hide()

    def table(self, sheet: Any, head: Sequence[str], rows: Sequence[Sequence[str]], fixed: set[int]) -> None:
        """Headings and rows; what stands in the `fixed` columns is not for people to change."""
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self.head)
            if column in fixed:
                sheet.set_column(column, column, 14, self.fixed)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                kind = self.fixed if column in fixed else self.text
                if cell:
                    sheet.write_string(number, column, cell, self.quoted if starts_a_formula(cell) else kind)

    def drop_down(self, sheet: Any, column: int, last: int, words: Iterable[str]) -> None:
        """A column in which one of the words is chosen; columns with the same words share a list."""
        wanted = tuple(words)
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(self.choices.setdefault(wanted, len(self.choices)))
        rule = {
            "validate": "list",
            "source": f"={LISTS_SHEET}!${letter}$1:${letter}${len(wanted)}",
            "error_title": "Välj ur listan",
            "error_message": "Välj ett av orden i listan, så att filen går att läsa in.",
        }
        sheet.data_validation(1, column, last, column, rule)
