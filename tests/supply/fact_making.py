"""What tests of the sheets of facts write down: a full row of every kind, and one that is wrong in its own way."""

from dataclasses import dataclass
from typing import Any

from servicepunkt.core.actions import SYSTEM
from servicepunkt.sheets import actions
from servicepunkt.sheets.columns import MARK, NUMBER
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.spec import Sheet, tidy
from servicepunkt.supply.sheets import by_key
from tests.supply.making import Village

FULL: dict[str, dict[str, str]] = {
    "premises": {
        "name": "Gamla skolan", "kind": "Skola", "owner": "Kommunen", "address": "Skolvägen 2",
        "way_there": "Mitt i byn", "step_free": "Ja", "accessible_toilet": "Nej", "door_width": "Ja",
        "hearing_loop": "Nej", "privacy_corner": "Ja", "own_entrance": "Ja", "power": "Ja", "backup_power": "Nej",
        "heating": "Pellets", "water": "Ja", "connection": "Fiber", "down_mbit": "250", "up_mbit": "100",
        "area_m2": "140", "rent_ore": "48 000,50", "free_from_on": "2026-09-01", "opening": "Alla dagar",
        "note": "Två\nrader",
    },
    "connectivity": {
        "where": "Norra byn", "technology": "Mobilt bredband", "down_mbit": "12", "up_mbit": "2", "told": "Uppmätt",
        "telia": "Bra", "tele2": "Fläckvis", "telenor": "Ingen", "tre": "Ingen", "source": "Egen mätning",
        "seen_on": "2026-03-01", "missing": "Fiber till elva hus",
    },
    "agentservice": {
        "service": "Läkemedel", "located": "På annan ort", "who": "Butiken", "distance_m": "14,5",
        "handling_days": "2", "hours": "vardagar", "note": "Ring först",
    },
    "statecompany": {
        "company": "Annat statligt bolag", "other_name": "Sveaskog", "contacted_role": "Regionchef",
        "contacted_on": "2026-03-02", "answer": "Ja", "product_range": "Ved", "words": "Gärna",
    },
    "association": {
        "name": "Bygdegårdsföreningen", "offers": "Kaffe", "receives": "inget", "resource_how": "Nycklar",
        "note": "Obs",
    },
    "company": {
        "name": "Snickeriet", "branch": "Bygg", "offers": "Bänkar", "ways_in": "Ett telefonnummer",
        "would_help": "Bredband", "note": "Obs",
    },
    "localproduct": {
        "product": "Honung", "producer": "Ängens Biodling", "months": "nov–jan, aug", "amount": "Tio burkar",
        "cold": "Nej", "heavy": "Ja", "ride_along": "Kanske", "sold_at_point": "Ja", "note": "Obs",
    },
    "transport": {
        "name": "Bokbussen", "purpose": "Bibliotek", "runner": "Kommunen", "owner": "Kommunen", "vehicle": "Buss",
        "capacity": "Halvfull", "days": "mån–ons, fre", "stops": "8.15 Skolan\nVägkorset\n9.05 Affären",
        "round_m": "72,25", "take_along": "Ja", "take_along_words": "Små paket", "note": "Var fjärde vecka",
    },
}  # fmt: skip
"""Every field of every sheet, as people write it."""

KINDS = list(FULL)


def values(key: str, **new: str) -> Values:
    """A full row, with some fields said otherwise."""
    sheet = by_key[key]
    said = {**FULL[key], **new}
    return tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in said.items()})


def first_text(sheet: Sheet) -> str:
    """A field of free words that does not make a row this one and no other."""
    return {
        "premises": "owner", "connectivity": "source", "agentservice": "hours", "statecompany": "words",
        "association": "offers", "company": "branch", "localproduct": "amount", "transport": "capacity",
    }[sheet.key]  # fmt: skip


@dataclass
class Facts:
    """A village's sheets: written by the actions, read and sent by the contact person's browser."""

    by: Village

    def add(self, key: str, **new: str) -> Fact:
        return actions.add_fact(
            root=self.by.programme.area, place=self.by.place, sheet=by_key[key], values=values(key, **new), actor=SYSTEM
        )

    def change(self, fact: Fact, key: str, **new: str) -> Fact:
        return actions.change_fact(
            root=self.by.programme.area, fact=fact, sheet=by_key[key], values=values(key, **new),
            seen_version=fact.version, actor=SYSTEM,
        )  # fmt: skip

    def remove(self, fact: Fact, key: str) -> None:
        actions.remove_fact(
            root=self.by.programme.area, fact=fact, sheet=by_key[key], seen_version=fact.version, actor=SYSTEM
        )

    def none(self, key: str, note: str = "Vi har frågat runt.") -> None:
        actions.say_none(root=self.by.programme.area, place=self.by.place, sheet=by_key[key], note=note, actor=SYSTEM)

    def url(self, name: str, key: str, *more: int) -> str:
        return self.by.url(name, by_key[key].slug, *more)


def head(sheet: Sheet) -> list[str]:
    """The headings of a sheet in a file."""
    return [NUMBER, *sheet.columns.values(), MARK]


def row(sheet: Sheet, **new: Any) -> list[Any]:
    """A row of a file as somebody would fill it in."""
    said: dict[str, Any] = {**FULL[sheet.key], **new}
    return [None, *(said.get(name) or None for name in sheet.columns), None]


def cell(made: Any, sheet: Sheet, name: str, line: int = 2) -> Any:
    """A cell of a sheet in an opened file."""
    return made[sheet.tab].cell(line, head(sheet).index(sheet.columns[name]) + 1)
