"""Reads of the sheets of facts: how many rows each has, a sheet's rows, and premises side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import CharField, Count, QuerySet, Value
from django.utils.functional import Promise

from servicepunkt.places.models import Place

from .models_facts import Fact, NoneFound, Premises
from .sheets import SHEETS, Sheet, Values, values_of
from .sheets.fields import Field, Text, unknown
from .sheets.spaces import PREMISES

ROWS, MOST_COMPARED = 50, 6


@dataclass(frozen=True)
class SheetCount:
    """A sheet, how many rows it has, and whether somebody has said that there are none (more)."""

    sheet: Sheet
    count: int
    none: bool


def counts(place: Place) -> list[SheetCount]:
    """Every sheet with its number of rows. Two queries."""
    parts = [
        sheet.model._default_manager.filter(place=place)
        .order_by()
        .values("place")
        .annotate(kind=Value(sheet.key, CharField()), number=Count("id"))
        .values_list("kind", "number")
        for sheet in SHEETS
    ]
    found: dict[str, int] = dict(parts[0].union(*parts[1:], all=True))
    none = set(NoneFound.objects.filter(place=place).values_list("sheet", flat=True))
    return [SheetCount(sheet, found.get(sheet.key, 0), sheet.key in none) for sheet in SHEETS]


def facts(sheet: Sheet, place: Place) -> "QuerySet[Any]":
    """A place's rows on a sheet, with their stops."""
    rows: QuerySet[Any] = sheet.model._default_manager.filter(place=place)
    return rows.prefetch_related("stops") if "stops" in sheet.fields else rows


def all_rows(sheet: Sheet, place: Place) -> list[tuple[Fact, Values]]:
    """Every row of a sheet with what it says. One query, two with stops."""
    return [(fact, values_of(sheet, fact)) for fact in facts(sheet, place)]


def none_found(sheet: Sheet, place: Place) -> NoneFound | None:
    """What somebody has said about there being none (more)."""
    return NoneFound.objects.filter(place=place, sheet=sheet.key).first()


@dataclass(frozen=True)
class ListedRow:
    """A row as it is listed: its name, and the words of the sheet's columns."""

    fact: Fact
    name: str
    cells: list[tuple[Promise | str, str]]


def listed(sheet: Sheet, place: Place, page: str) -> tuple[list[ListedRow], PageOf[Any]]:
    """A page of a sheet's rows. Two queries, three with stops."""
    shown = Paginator(facts(sheet, place), ROWS).get_page(page)
    out = []
    for fact in shown.object_list:
        values = values_of(sheet, fact)
        words = sheet.words(values)
        cells = [(sheet.fields[name].title, words[name]) for name in sheet.listed]
        out.append(ListedRow(fact, sheet.name_of(values), cells))
    return out, shown


@dataclass(frozen=True)
class ComparedCell:
    """What is known of a criterion in one house; `text` is empty when nothing is."""

    house: str
    text: str


@dataclass(frozen=True)
class ComparedRow:
    """A criterion with a cell for every house, and whether the known answers differ. Free words always do: not told."""

    title: Promise | str
    deciding: bool
    differs: bool
    cells: list[ComparedCell]


@dataclass(frozen=True)
class ComparedHouse:
    """A house that is compared: how much is not known of it, and how much of that is deciding."""

    fact: Fact
    name: str
    unknown: int
    deciding: int


@dataclass(frozen=True)
class Comparison:
    """Premises side by side. `choice`: all houses of the place, and whether each is among those compared."""

    houses: list[ComparedHouse]
    groups: list[tuple[Promise | str, list[ComparedRow]]]
    choice: list[tuple[Fact, str, bool]]


def comparison(place: Place, chosen: Iterable[str]) -> Comparison:
    """A place's premises side by side: those chosen by number, or the first that find room. One query."""
    every = all_rows(PREMISES, place)
    wanted = {number for number in chosen if number.isdecimal()}
    picked = [pair for pair in every if str(pair[0].pk) in wanted] or every
    picked = picked[:MOST_COMPARED]
    shown = {fact.pk for fact, _values in picked}
    return Comparison(
        [_house(fact, values) for fact, values in picked],
        [
            (title, [_row(field, picked) for field in fields if field.name in _criteria()])
            for title, fields in PREMISES.groups
        ],
        [(fact, PREMISES.name_of(values), fact.pk in shown) for fact, values in every],
    )


def _criteria() -> list[str]:
    return [name for name in PREMISES.fields if name not in ("name", "note")]


def _does_not_apply(field: Field, values: Values) -> bool:
    """A house without a connection has no speed to ask for."""
    return field.name in ("down_mbit", "up_mbit") and values["connection"] == Premises.Connection.NONE


def _house(fact: Fact, values: Values) -> ComparedHouse:
    fields = [PREMISES.fields[name] for name in _criteria()]
    open_ = [one for one in fields if unknown(values[one.name]) and not _does_not_apply(one, values)]
    return ComparedHouse(fact, PREMISES.name_of(values), len(open_), sum(one.deciding for one in open_))


def _row(field: Field, picked: list[tuple[Fact, Values]]) -> ComparedRow:
    cells = [
        ComparedCell(PREMISES.name_of(values), "–" if _does_not_apply(field, values) else field.say(values[field.name]))
        for _fact, values in picked
    ]
    differs = len({cell.text for cell in cells if cell.text}) > 1 and not isinstance(field, Text)
    return ComparedRow(field.title, field.deciding, differs, cells)
