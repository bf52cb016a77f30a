"""The file to fill in at the kitchen table: help, offers, municipal areas and sheets of facts, with drop-downs."""

from functools import partial

from django.utils.translation import gettext as _

from servicepunkt.places.models import Place
from servicepunkt.sheets.columns import MARK, NUMBER
from servicepunkt.sheets.reading import MOST_ROWS
from servicepunkt.sheets.writing import EMPTY_ROWS, Workbook, written

from .columns import ANSWER, AREA, AREAS_SHEET, OFFERS_SHEET, WORDS, in_swedish, offer_columns, options
from .facts import mark
from .importing import answer_mark
from .queries import all_offers, answers
from .reference import municipal_areas
from .sheets import SHEETS

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
    return written(partial(_fill, place))


def _fill(place: Place, to: Workbook) -> None:
    to.help(_("Utbudet i %(place)s") % {"place": place.name}, _help())
    _offers(to, place)
    _areas(to, place)
    for one in SHEETS:
        to.facts(one, place)


def _offers(to: Workbook, place: Place) -> None:
    """The offers, and empty rows below for new ones."""
    sheet = to.book.add_worksheet(OFFERS_SHEET)
    titles = offer_columns()
    rows = [
        [str(offer.pk), *(said[name] for name in titles), mark(facts, offer.version)]
        for offer, facts in all_offers(place)
        for said in [in_swedish(facts)]
    ]
    to.table(sheet, [NUMBER, *titles.values(), MARK], rows, fixed={0, len(titles) + 1})
    last = min(len(rows) + EMPTY_ROWS, MOST_ROWS)
    for column, name in enumerate(titles, start=1):
        sheet.set_column(column, column, WIDTHS.get(name, 14), to.text)
        if name in options():
            to.drop_down(sheet, column, last, options()[name])


def _areas(to: Workbook, place: Place) -> None:
    """Every municipal area with what has been answered."""
    sheet = to.book.add_worksheet(AREAS_SHEET)
    known, rows = answers(place), []
    words = {value: label for label, value in options()["answer"].items()}
    for area in municipal_areas():
        stored = known.get(area.key)
        said = [words.get(stored.answer, ""), stored.words] if stored else ["", ""]
        rows.append([area.title.sv, *said, answer_mark(stored)])
    to.table(sheet, [AREA, ANSWER, WORDS, MARK], rows, fixed={0, 3})
    for column, width in enumerate((44, 28, 60)):
        sheet.set_column(column, column, width, to.text)
    to.drop_down(sheet, 1, len(rows), options()["answer"])


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
