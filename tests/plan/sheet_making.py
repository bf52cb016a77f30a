"""What tests of the plan's sheets write down: a full row of every sheet, as people write it."""

from dataclasses import dataclass

from django.test import Client

from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.plan.sheets import by_key
from servicepunkt.programme.models import Programme
from servicepunkt.sheets import actions
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.spec import tidy
from servicepunkt.supply.models import Premises, Sector
from servicepunkt.supply.sheets import by_key as supply_by_key
from tests.builders import place, programme, sit, url
from tests.supply.fact_making import values as supply_values

FULL: dict[str, dict[str, str]] = {
    "offering": {
        "what": "Hjälp med e-tjänster", "sector": "Kommunal", "area": "Bibliotek", "begins": "Senare",
        "about_when": "hösten 2027", "level": "Vägledning", "channel": "På plats", "who": "Kommunen",
        "competence": "E-tjänster", "source": "Bokbussen", "note": "Två\nrader",
    },
    "techservice": {
        "kind": "Lantbrevbärare", "what": "Tar med recept", "who": "PostNord", "days": "mån, ons",
        "takes": "Avtal", "note": "Obs",
    },
    "openingweek": {
        "name": "Vanliga veckor", "day0": "8–12, 13–17", "day1": "8–17", "day2": "8–17", "day3": "8–19", "day4": "8–17",
        "day5": "10–12.30", "day6": "10–11", "people": "1", "need": "Eftermiddagar", "hindrance": "Lunchen",
        "note": "Obs",
    },
    "staffing": {
        "function": "Servicevärd", "paid": "Med lön", "week_minutes": "20,25", "hour_ore": "285,50",
        "competences": "E-tjänster", "when_ill": "Den andra värden", "note": "Obs",
    },
    "unstaffed": {
        "when": "Vardagar 17–21", "week_minutes": "20", "way_in": "Kod", "available": "Paket", "help_by": "Jouren",
        "note": "Obs",
    },
    "training": {
        "what": "Vägledning", "task": "E-tjänster", "giver": "Kommunen", "when": "Före starten", "cost_ore": "0",
        "note": "Obs",
    },
    "confidentiality": {
        "task": "Hjälp med ansökan", "secret": "Inkomst", "who_may": "Värden", "how": "I eget rum",
        "rule": "OSL 26 kap. 1 §", "note": "Obs",
    },
    "safety": {
        "function": "Värmestuga", "what": "Elverk", "with_whom": "Kommunen", "contact_organisation": "Kommunen",
        "contact_function": "Beredskapssamordnaren", "contact_phone": "0640-123 45", "practised_on": "2026-03-01",
        "note": "Obs",
    },
}  # fmt: skip
"""Every field of every sheet, as people write it."""

KINDS = list(FULL)
TEXT = {
    "offering": "competence", "techservice": "takes", "openingweek": "need", "staffing": "competences",
    "unstaffed": "available", "training": "giver", "confidentiality": "secret", "safety": "with_whom",
}  # fmt: skip
"""A field of free words that does not make a row this one and no other."""


def values(key: str, **new: str) -> Values:
    """A full row, with some fields said otherwise."""
    sheet = by_key[key]
    return tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in {**FULL[key], **new}.items()})


def many(key: str, *, without: str = "") -> list[Values]:
    """The rows that let a sheet prove all it can, but for a service of the sector `without`."""
    if key == "offering":
        wanted = [one for one in Sector if one.value != without]
        return [values(key, what=f"Tjänst {one.value}", sector=str(one.label)) for one in wanted]
    if key == "techservice":
        return [values(key, kind=kind) for kind in ("E-handel", "E-hälsa", "Lantbrevbärare")]
    if key == "safety":
        return [values(key, practised_on="")]  # a story may be told of an earlier year
    return [values(key)]


@dataclass
class Plan:
    """A place with its plan's sheets, written by the actions and met with the contact person's browser."""

    programme: Programme
    place: Place
    client: Client

    def add(self, key: str, **new: str) -> Fact:
        return actions.add_fact(
            root=self.programme.area, place=self.place, sheet=by_key[key], values=values(key, **new), actor=SYSTEM
        )

    def change(self, fact: Fact, key: str, **new: str) -> Fact:
        return actions.change_fact(
            root=self.programme.area, fact=fact, sheet=by_key[key], values=values(key, **new),
            seen_version=fact.version, actor=SYSTEM,
        )  # fmt: skip

    def none(self, key: str) -> None:
        actions.say_none(
            root=self.programme.area, place=self.place, sheet=by_key[key], note="Vi har prövat det.", actor=SYSTEM
        )

    def house(self, **new: str) -> Premises:
        """Premises on the supply's sheet."""
        sheet = supply_by_key["premises"]
        made = actions.add_fact(
            root=self.programme.area, place=self.place, sheet=sheet, values=supply_values("premises", **new),
            actor=SYSTEM,
        )  # fmt: skip
        assert isinstance(made, Premises)
        return made

    def url(self, name: str, *more: str | int) -> str:
        """An address of the plan; a sheet is named by its key."""
        args = [by_key[one].slug if one in by_key else one for one in more if isinstance(one, str)]
        return url(f"plan:{name}", self.programme, self.place.slug, *args, *(n for n in more if isinstance(n, int)))


def make_plan(key: str = "prov") -> Plan:
    made = programme(key)
    return Plan(made, place(made), sit(made, Role.CONTACT_PERSON, f"Kontakten i {key}", place(made)))
