"""Reads of the sheets of facts: how many rows each has, and a sheet's rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import CharField, Count, QuerySet, Value
from django.utils.functional import Promise

from servicepunkt.places.models import Place

from .fields import Values
from .models import Fact, NoneSaid
from .spec import Sheet, values_of

ROWS = 50


@dataclass(frozen=True)
class SheetCount:
    """A sheet, how many rows it has, and whether somebody has said that there are none (more)."""

    sheet: Sheet
    count: int
    none: bool


def counts(sheets: Sequence[Sheet], place: Place) -> list[SheetCount]:
    """Every one of a book's sheets with its number of rows. Two queries."""
    parts = [
        sheet.model._default_manager.filter(place=place)
        .order_by()
        .values("place")
        .annotate(kind=Value(sheet.key, CharField()), number=Count("id"))
        .values_list("kind", "number")
        for sheet in sheets
    ]
    found: dict[str, int] = dict(parts[0].union(*parts[1:], all=True))
    none = set(sheets[0].book.none._default_manager.filter(place=place).values_list("sheet", flat=True))
    return [SheetCount(sheet, found.get(sheet.key, 0), sheet.key in none) for sheet in sheets]


def facts(sheet: Sheet, place: Place) -> "QuerySet[Any]":
    """A place's rows on a sheet, with their stops."""
    rows: QuerySet[Any] = sheet.model._default_manager.filter(place=place)
    return rows.prefetch_related("stops") if "stops" in sheet.fields else rows


def all_rows(sheet: Sheet, place: Place) -> list[tuple[Fact, Values]]:
    """Every row of a sheet with what it says. One query, two with stops."""
    return [(fact, values_of(sheet, fact)) for fact in facts(sheet, place)]


def none_found(sheet: Sheet, place: Place) -> NoneSaid | None:
    """What somebody has said about there being none (more)."""
    return sheet.book.none._default_manager.filter(place=place, sheet=sheet.key).first()


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
        fields = [sheet.fields[name] for name in sheet.listed]
        cells = [(field.title, words[field.name] or field.unsaid(values)) for field in fields]
        out.append(ListedRow(fact, sheet.name_of(values), cells))
    return out, shown
