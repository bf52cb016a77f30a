"""The columns of the file that is filled in at the kitchen table, its drop-downs, and what a cell's text means.

The file is in Swedish whoever fetches it: it is handed round in the village.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core.distances import parse_km
from servicepunkt.core.words import search_key
from servicepunkt.sheets.columns import MARK, Fault, Line, SheetContents, row_number

from .facts import DAY_FIELDS, MORE_FIELDS, PLAIN_FIELDS, TITLES, Facts, faults, tidy, worded
from .hours import (
    More,
    Schedule,
    parse_exceptions,
    parse_hours,
    parse_osm,
    parse_rows,
    parse_special,
    usual_more,
)
from .models import AreaAnswer, Channel, Level, Located, Resource, Sector
from .reference import areas, municipal_areas

OFFERS_SHEET, AREAS_SHEET = "Utbud", "Kommunala områden"
OSM = "Öppettider (OSM)"
"""A column that is only read: lists from registers have their hours in OpenStreetMap's grammar."""
AREA, ANSWER, WORDS = "Område", "Svar", "På vilket sätt, eller varför inte"
MOST_SHOWN, MOST_WORDS = 40, 8


@cache
def offer_columns() -> Mapping[str, str]:
    """The fields of an offer and what their columns are called, in order."""
    with translation.override("sv"):
        return {name: str(title) for name, title in TITLES.items()}


@cache
def options() -> Mapping[str, Mapping[str, str]]:
    """What can be chosen in a column: the words, and what they mean. Sorted as the drop-down shows them."""
    with translation.override("sv"):
        out = {
            "sector": {str(label): value for value, label in Sector.choices},
            "area": {area.title.sv: key for key, area in areas().items()},
            "level": {str(label): value for value, label in Level.choices},
            "channel": {str(label): value for value, label in Channel.choices},
            "located": {str(label): value for value, label in Located.choices},
            "resource": {str(label): value for value, label in Resource.choices if value},
            "answer": {str(label): value for value, label in AreaAnswer.Answer.choices},
        }
    return out


Take = Callable[[str, Callable[[str], object], object], object]
"""Reads a field of a row by what it means; the last is what stands when it cannot be read."""


@dataclass(frozen=True)
class AreaLine:
    """A row of the file about a municipal area. `mark` tells as which version and what it was fetched."""

    row: int
    area: str
    answer: str
    words: str
    mark: str


@dataclass
class Contents(SheetContents):
    """Everything a file says: offers and municipal areas besides the sheets of facts."""

    lines: list[Line[Facts]] = field(default_factory=list)
    areas: list[AreaLine] = field(default_factory=list)


def in_swedish(facts: Facts) -> dict[str, str]:
    """An offer's fields as the file writes them."""
    with translation.override("sv"):
        return worded(facts)


def line(row: int, cells: Mapping[str, str]) -> tuple[Line[Facts] | None, list[Fault]]:
    """What a row about an offer says. `cells` by column title. None with everything that is wrong, told by column."""
    wrong: list[Fault] = []
    titles = offer_columns()

    def take(name: str, meaning: Callable[[str], object], otherwise: object) -> object:
        try:
            return meaning(cells.get(titles[name], ""))
        except ValueError as why:
            wrong.append(Fault(row, titles[name], str(why), OFFERS_SHEET))
            return otherwise

    number = row_number(cells, row, wrong, OFFERS_SHEET)
    values = {
        name: take(name, _chosen(name), "") if name in options() else cells.get(title, "")
        for name, title in titles.items()
        if name in PLAIN_FIELDS and name != "distance_m"
    }
    values["distance_m"] = take("distance_m", parse_km, None)
    schedule = _schedule(row, cells, take, wrong)
    facts = tidy(Facts(**values, hours=schedule.week, more=schedule.more))  # type: ignore[arg-type]
    already = {fault.column for fault in wrong}
    wrong += [Fault(row, titles[name], why, OFFERS_SHEET) for name, why in faults(facts) if titles[name] not in already]
    missing = frozenset() if cells.get(OSM) else frozenset(name for name in MORE_FIELDS if titles[name] not in cells)
    return (None if wrong else Line(row, number, cells.get(MARK, ""), facts, missing)), wrong


def _schedule(row: int, cells: Mapping[str, str], take: Take, wrong: list[Fault]) -> Schedule:
    """The opening hours of a row: from its own column in OSM's grammar, or from days and the rest."""
    titles = offer_columns()
    if text := cells.get(OSM, ""):
        if any(cells.get(titles[name]) for name in (*DAY_FIELDS, *MORE_FIELDS)):
            why = _("Skriv öppettiderna per dag eller i den här kolumnen, inte på båda sätten.")
            wrong.append(Fault(row, OSM, why, OFFERS_SHEET))
            return Schedule()
        try:
            return parse_osm(text)
        except ValueError as why:
            wrong.append(Fault(row, OSM, str(why), OFFERS_SHEET))
            return Schedule()
    week: Any = tuple(take(day, parse_hours, ()) for day in DAY_FIELDS)
    usual = usual_more(week)

    def special(name: str, otherwise: tuple[str, object]) -> Any:
        return take(name, parse_special, otherwise) if cells.get(titles[name]) else otherwise

    rows: Any = take("rows", parse_rows, ())
    exceptions: Any = take("exceptions", parse_exceptions, ())
    holidays, holiday_spans = special("holidays", (usual.holidays, ()))
    eves, eve_spans = special("eves", (usual.eves, ()))
    return Schedule(week, More(rows, holidays, holiday_spans, eves, eve_spans, exceptions))


@cache
def _meant(name: str) -> Mapping[str, str]:
    """What a column's words mean, however they are cased: made once, not for each of thousands of cells."""
    return {search_key(words): value for words, value in options()[name].items()}


def _chosen(name: str) -> Callable[[str], str]:
    def meaning(text: str) -> str:
        if not text:
            if name in ("located", "resource"):
                return ""
            raise ValueError(_("Fyll i det här."))
        found = _meant(name).get(search_key(text))
        if found is None:
            words = list(options()[name])
            shown = ", ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
            raise ValueError(
                _("”%(text)s” finns inte i listan. Välj något av: %(known)s.")
                % {"text": text[:MOST_SHOWN], "known": shown}
            )
        return found

    return meaning


def area_line(row: int, cells: Mapping[str, str]) -> tuple[AreaLine | None, list[Fault]]:
    """What a row about a municipal area says; None with what is wrong."""
    known = {search_key(area.title.sv): area.key for area in municipal_areas()}
    key = known.get(search_key(cells.get(AREA, "")))
    if key is None:
        return None, [Fault(row, AREA, _("Området finns inte i listan."), AREAS_SHEET)]
    words = " ".join(cells.get(WORDS, "").split())
    try:
        answer = _chosen("answer")(cells[ANSWER]) if cells.get(ANSWER) else ""
    except ValueError as why:
        return None, [Fault(row, ANSWER, str(why), AREAS_SHEET)]
    return AreaLine(row, key, answer, words, cells.get(MARK, "")), []
