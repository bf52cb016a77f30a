"""What tests of the budget write down: a full line of every sheet, and a village that keeps a budget."""

from dataclasses import dataclass

from django.test import Client

from servicepunkt.core.actions import SYSTEM
from servicepunkt.demo.budgets import BUDGETS, filled
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Area, Place
from servicepunkt.plan import actions_budget as actions
from servicepunkt.plan.book_budget import BUDGET, version_of
from servicepunkt.plan.lines_budget import COSTS, INCOMES, by_key
from servicepunkt.plan.models import IncomeLine
from servicepunkt.programme.models import Programme
from servicepunkt.sheets.actions import FilledSheet, add_fact, take_in_sheets
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.spec import tidy
from tests.builders import place, programme, sit, url

FIRST = 2027
FULL: dict[str, dict[str, str]] = {
    "costline": {
        "what": "Värd på halvtid", "kind": "Personal", "amount_ore": "260 000", "rhythm": "Varje år",
        "first_year": "2027", "last_year": "2029", "index_permille": "2,5", "sure": "Beräknat",
        "source": "Kassörens beräkning", "project_only": "Nej", "note": "Två\nrader",
    },
    "incomeline": {
        "payer": "Kommunen", "what": "Uppdrag", "kind": "Avtal", "amount_ore": "100 000,50", "first_on": "2027-01-01",
        "until_on": "2031-12-31", "index_permille": "2", "certainty": "Undertecknat", "project": "Nej",
        "source": "Avtalet", "note": "Obs",
    },
    "salesline": {
        "what": "Kafé", "visits_low": "1 000", "visits": "2000", "visits_high": "3000", "average_ore": "45",
        "margin_permille": "40", "first_year": "2027", "last_year": "", "index_permille": "", "source": "Enkäten",
        "note": "Obs",
    },
    "purchase": {
        "what": "Bokutlämning", "buyer": "Kommunen", "group": "Varor och tjänster", "year_ore": "60 000", "years": "3",
        "extension_years": "2", "same_kind_ore": "0", "way": "Direktupphandling", "aid": "Nej", "other_aid_ore": "",
        "source": "Upphandlaren", "note": "Obs",
    },
    "accountrange": {
        "first_account": "6100", "last_account": "6199", "group": "Marknadsföring och information",
        "note": "Trycksaker",
    },
    "owntimeline": {
        "what": "Städning", "hours": "120", "hour_ore": "220", "source": "Schemat", "note": "Obs",
    },
}  # fmt: skip
"""Every field of every sheet, as people write it."""


def values(key: str, **new: str) -> Values:
    """A full line, with some fields said otherwise."""
    sheet = by_key[key]
    return tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in {**FULL[key], **new}.items()})


def write_budget(root: Area, place: Place, first: int, certainty: str = "signed") -> None:
    """A small budget with every kind of cost, all of it borne by one payer who is so sure."""
    kinds = ("Personal", "Drift", "Investeringar", "Inventarier", "Marknadsföring och information")
    years = {"first_year": str(first), "last_year": "", "index_permille": ""}
    costs = [values("costline", what=kind, kind=kind, amount_ore="20 000", **years) for kind in kinds]
    income = values(
        "incomeline", certainty=str(IncomeLine.Certainty(certainty).label), first_on=f"{first}-01-01", until_on="",
        index_permille="",
    )  # fmt: skip
    filled = [FilledSheet(COSTS, costs), FilledSheet(INCOMES, [income])]
    frame = actions.Frame(first, 0, 50, 100, 100)
    version = version_of(place)
    actions.set_frame(root=root, place=place, frame=frame, seen_version=version, actor=SYSTEM)
    take_in_sheets(root=root, place=place, book=BUDGET, filled=filled, seen_version=None, actor=SYSTEM)


@dataclass
class Village:
    """A village with a contact person's browser."""

    programme: Programme
    place: Place
    client: Client

    def url(self, name: str, *more: str | int) -> str:
        return url(f"budget:{name}", self.programme, self.place.slug, *more)

    def add(self, key: str, **new: str) -> Fact:
        return add_fact(
            root=self.programme.area, place=self.place, sheet=by_key[key], values=values(key, **new), actor=SYSTEM
        )

    def frame(self, opening_ore: int = 0, seen_version: int = 0) -> None:
        actions.set_frame(
            root=self.programme.area, place=self.place, frame=actions.Frame(FIRST, opening_ore, 50, 100, 100),
            seen_version=seen_version, actor=SYSTEM,
        )  # fmt: skip

    def tell(self, slug: str) -> None:
        """The budget of one of the demonstration's villages."""
        self.frame(BUDGETS[slug].opening * 100)
        take_in_sheets(
            root=self.programme.area, place=self.place, book=BUDGET, filled=filled(BUDGETS[slug], FIRST),
            seen_version=None, actor=SYSTEM,
        )  # fmt: skip


def make_village(key: str = "prov", number: int = 1, made: Programme | None = None) -> Village:
    made = made or programme(key)
    here = place(made, number)
    return Village(made, here, sit(made, Role.CONTACT_PERSON, f"Kontakten i {key} {number}", here))
