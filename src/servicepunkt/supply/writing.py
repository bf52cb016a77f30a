"""The file to fill in at the kitchen table: help, offers, municipal areas and sheets of facts, with drop-downs.

Text stays text."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core.cells import starts_a_formula
from servicepunkt.places.models import Place

from .columns import (
    ANSWER,
    AREA,
    AREAS_SHEET,
    HELP_SHEET,
    MARK,
    NUMBER,
    OFFERS_SHEET,
    WORDS,
    in_swedish,
    offer_columns,
    options,
)
from .facts import mark
from .importing import answer_mark
from .queries import all_offers, answers
from .queries_facts import all_rows
from .reading import MOST_ROWS
from .reference import municipal_areas
from .sheets import SHEETS, Sheet
from .sheets import mark as fact_mark
from .sheets.fields import Choice

LISTS_SHEET = "Listor"
EMPTY_ROWS = 200
WIDTHS = {
    "service": 34,
    "provider": 28,
    "area": 30,
    "address": 28,
    "resource_how": 34,
    "note": 40,
    "rows": 30,
    "exceptions": 30,
}


def workbook(place: Place) -> bytes:
    """A place's inventory and municipal areas as an xlsx workbook, in Swedish."""
    out = io.BytesIO()
    # Strings are written as strings: what somebody typed is never run as a formula or made a link.
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with translation.override("sv"), xlsxwriter.Workbook(out, rules) as book:
        sheet = _Sheet(book)
        sheet.help(place)
        sheet.offers(place)
        sheet.areas(place)
        for one in SHEETS:
            sheet.facts(one, place)
        sheet.lists()
    return out.getvalue()


class _Sheet:
    """One workbook while it is written."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.quoted = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
        self.fixed = book.add_format({"num_format": "@", "font_color": "#595959", "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.choices: dict[tuple[str, ...], int] = {}

    def help(self, place: Place) -> None:
        """The first sheet: how to fill in the others."""
        sheet = self.book.add_worksheet(HELP_SHEET)
        sheet.set_column(0, 0, 100, self.plain)
        sheet.write_string(0, 0, _("Utbudet i %(place)s") % {"place": place.name}, self.head)
        for row, text in enumerate(_help(), start=1):
            sheet.write_string(row, 0, text, self.plain)

    def offers(self, place: Place) -> None:
        """The offers, and empty rows below for new ones."""
        sheet = self.book.add_worksheet(OFFERS_SHEET)
        titles = offer_columns()
        rows = [
            [str(offer.pk), *(said[name] for name in titles), mark(facts, offer.version)]
            for offer, facts in all_offers(place)
            for said in [in_swedish(facts)]
        ]
        self._table(sheet, [NUMBER, *titles.values(), MARK], rows, fixed={0, len(titles) + 1})
        last = min(len(rows) + EMPTY_ROWS, MOST_ROWS)
        for column, name in enumerate(titles, start=1):
            sheet.set_column(column, column, WIDTHS.get(name, 14), self.text)
            if name in options():
                self._drop_down(sheet, column, last, options()[name])

    def areas(self, place: Place) -> None:
        """Every municipal area with what has been answered."""
        sheet = self.book.add_worksheet(AREAS_SHEET)
        known, rows = answers(place), []
        words = {value: label for label, value in options()["answer"].items()}
        for area in municipal_areas():
            stored = known.get(area.key)
            said = [words.get(stored.answer, ""), stored.words] if stored else ["", ""]
            rows.append([area.title.sv, *said, answer_mark(stored)])
        self._table(sheet, [AREA, ANSWER, WORDS, MARK], rows, fixed={0, 3})
        for column, width in enumerate((44, 28, 60)):
            sheet.set_column(column, column, width, self.text)
        self._drop_down(sheet, 1, len(rows), options()["answer"])

    def facts(self, kind: Sheet, place: Place) -> None:
        """The rows of a sheet of facts, and empty rows below for new ones."""
        sheet = self.book.add_worksheet(kind.tab)
        rows = [
            [str(fact.pk), *kind.words(values).values(), fact_mark(kind, values, fact.version)]
            for fact, values in all_rows(kind, place)
        ]
        self._table(sheet, [NUMBER, *kind.columns.values(), MARK], rows, fixed={0, len(kind.columns) + 1})
        last = len(rows) + EMPTY_ROWS
        for column, field in enumerate(kind.fields.values(), start=1):
            sheet.set_column(column, column, field.width, self.text)
            if isinstance(field, Choice):
                self._drop_down(sheet, column, last, field.words())

    def lists(self) -> None:
        """What the drop-downs choose from, on a hidden sheet: a list typed into the cell's rule may be 255 letters."""
        sheet = self.book.add_worksheet(LISTS_SHEET)
        for words, column in self.choices.items():
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)
        sheet.hide()

    def _table(self, sheet: Any, head: Sequence[str], rows: Sequence[Sequence[str]], fixed: set[int]) -> None:
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

    def _drop_down(self, sheet: Any, column: int, last: int, words: Iterable[str]) -> None:
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


def _help() -> list[str]:
    return [
        _("Bladet ”Utbud” har en rad för varje tjänst som finns i dag. Fyll på med nya tjänster nederst."),
        _("Ändra inte kolumnerna ”Nr” och ”Spår”. De säger vilken tjänst raden är. På en ny rad står inget där."),
        _("Cellerna med lista har en pil: välj ett av orden."),
        _("Öppettider skrivs per dag som 8–12, 13–16.30. Lämna tomt när det är stängt."),
        _("Helgdagar och Aftnar: skriv Stängt, Som vanligt eller tider. Tomt är stängt."),
        _("Aftnar är midsommarafton, julafton och nyårsafton."),
        _("Vissa veckor eller månader: en rad per tid, som ”udda veckor: tis 13–16” eller ”juni–augusti: mån 10–14”."),
        _("Undantag: en rad per datum, som ”2026-12-23: stängt (inventering)”."),
        _("Avstånd skrivs bara för det som finns på annan ort, i km."),
        _("På telefon och digitalt: lämna ”Var” och ”Avstånd i km” tomma."),
        _("Myndighetsuppgift kan bara en myndighet ha (lag 2019:212). Andra kan informera, vägleda eller vara ombud."),
        _("En rad som tas bort ur filen tas inte bort ur systemet. Det görs på tjänstens egen sida."),
        _("Bladen efter det har en rad för varje lokal, ombud, förening, företag, produkt och tur. Fyll på nederst."),
        _("Dagar i kalendern skrivs 2026-05-01, belopp i kronor, veckodagar som mån–fre och månader som maj–sep."),
        _("Hållplatser skrivs i samma cell med semikolon emellan: 8.15 Skolan; 8.40 Affären."),
        _("Bladet ”Kommunala områden” ska ha ett svar på varje rad, och på vilket sätt eller varför inte."),
        _("Skriv inga personnummer och inga namn på privatpersoner."),
    ]  # fmt: skip
