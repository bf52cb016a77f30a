"""Premises side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from servicepunkt.places.models import Place
from servicepunkt.sheets.fields import Field, Text, Values, unknown
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.queries import all_rows

from .models_facts import Premises
from .sheets.spaces import PREMISES

MOST_COMPARED = 6


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
