"""The columns of the file that is filled in at the kitchen table, its drop-downs, and what a cell's text means.

The file is in Swedish whoever fetches it: it is handed round in the village.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core.words import search_key

from .facts import TITLES, Facts, faults, parse_km, tidy, worded
from .hours import CLOSED, parse_hours
from .models import AreaAnswer, Channel, Level, Located, Resource, Sector
from .reference import areas, municipal_areas

OFFERS_SHEET, AREAS_SHEET, HELP_SHEET = "Utbud", "Kommunala områden", "Så gör du"
NUMBER, MARK = "Nr", "Spår"
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


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: the row as the spreadsheet counts it, the column, and why in plain words."""

    row: int
    column: str
    why: str
    sheet: str = OFFERS_SHEET


@dataclass(frozen=True)
class Line:
    """A row of the file about an offer: where it stands, which offer it is (None: a new one), its trace, its facts."""

    row: int
    number: int | None
    mark: str
    facts: Facts


@dataclass(frozen=True)
class AreaLine:
    """A row of the file about a municipal area. `mark` tells as which version and what it was fetched."""

    row: int
    area: str
    answer: str
    words: str
    mark: str


@dataclass
class Contents:
    """Everything a file says, what is wrong in it, and the columns that were not read."""

    lines: list[Line] = field(default_factory=list)
    areas: list[AreaLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def in_swedish(facts: Facts) -> dict[str, str]:
    """An offer's fields as the file writes them."""
    with translation.override("sv"):
        return worded(facts)


def line(row: int, cells: Mapping[str, str]) -> tuple[Line | None, list[Fault]]:
    """What a row about an offer says. `cells` by column title. None with everything that is wrong, told by column."""
    wrong: list[Fault] = []
    titles = offer_columns()

    def take(name: str, meaning: Callable[[str], object], otherwise: object) -> object:
        try:
            return meaning(cells.get(titles[name], ""))
        except ValueError as why:
            wrong.append(Fault(row, titles[name], str(why)))
            return otherwise

    number = _number(cells.get(NUMBER, ""), row, wrong)
    values = {
        name: take(name, _chosen(name), "") if name in options() else cells.get(title, "")
        for name, title in titles.items()
        if name not in ("distance_m", *_days())
    }
    values["distance_m"] = take("distance_m", parse_km, None)
    values["hours"] = tuple(take(day, parse_hours, ()) for day in _days())
    facts = tidy(Facts(**values))  # type: ignore[arg-type]
    already = {fault.column for fault in wrong}
    wrong += [Fault(row, titles[name], why) for name, why in faults(facts) if titles[name] not in already]
    return (None if wrong else Line(row, number, cells.get(MARK, ""), facts)), wrong


def _days() -> Iterable[str]:
    return tuple(f"day{number}" for number in range(len(CLOSED)))


def _number(text: str, row: int, wrong: list[Fault]) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 15:
        wrong.append(Fault(row, NUMBER, _("Numret ska stå som det stod i filen. Lämna det tomt för en ny tjänst.")))
        return None
    return int(text)


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
