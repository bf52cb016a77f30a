"""What tests of this room make: facts, a village with people, and files of every kind."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from servicepunkt.sheets.columns import MARK, NUMBER
from servicepunkt.supply import actions
from servicepunkt.supply.columns import OFFERS_SHEET, offer_columns
from servicepunkt.supply.facts import Facts
from servicepunkt.supply.models import Offer
from servicepunkt.supply.writing import workbook
from tests.builders import place, programme, sit, url

SHOP = Facts(
    "commercial", "dagligvaror", "Lanthandeln", "Dagligvaror", "information", "on_site", "here", "Bygatan 1",
    hours=(((540, 1080),),) * 5 + ((), ()), resource="yes", resource_how="Kan ta disken", note="Två\nrader",
)  # fmt: skip
TAX = Facts("state", "skatt", "Skatteverket", "Deklaration", "authority", "digital")
SCHOOL = Facts("municipal", "skola", "Kommunen", "Grundskola", "authority", "on_site", "elsewhere", "", 14500)
HEAD = [NUMBER, *offer_columns().values(), MARK]
SAID = {
    "Sektor": "Ideell", "Område": "Samlingslokal och mötesplats", "Tjänst": "Bygdegården",
    "Vem som erbjuder": "Hembygdsföreningen", "Nivå": "Information", "Hur": "På plats", "Var": "Här på orten",
}  # fmt: skip


@dataclass
class Village:
    """A village with a contact person's browser."""

    programme: Programme
    place: Place
    client: Client

    def url(self, name: str, *more: str | int) -> str:
        return url(f"supply:{name}", self.programme, self.place.slug, *more)

    def add(self, facts: Facts = SHOP) -> Offer:
        return actions.add_offer(root=self.programme.area, place=self.place, facts=facts, actor=SYSTEM)

    def change(self, offer: Offer, **new: Any) -> Offer:
        facts = replace(SHOP, **new)
        return actions.change_offer(
            root=self.programme.area, offer=offer, facts=facts, seen_version=offer.version, actor=SYSTEM
        )

    def send(self, raw: bytes, name: str = "utbud.xlsx") -> Any:
        """Send a file; what comes back is the preview, or the form with what is wrong."""
        return self.client.post(self.url("import"), {"file": SimpleUploadedFile(name, raw)})

    def take_in(self, preview: Any) -> Any:
        """Save what was previewed."""
        return self.client.post(self.url("import"), {"packed": preview.context["packed"]})


def make_village(key: str = "prov") -> Village:
    made = programme(key)
    return Village(made, place(made), sit(made, Role.CONTACT_PERSON, f"Kontakten i {key}", place(made)))


def row(**said: str) -> list[str]:
    """A row of the file; columns by title with spaces as underscores."""
    cells = {**SAID, **{title.replace("_", " "): text for title, text in said.items()}}
    return [cells.get(title, "") for title in HEAD]


def book(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD, sheet: str = OFFERS_SHEET) -> bytes:
    """An xlsx file as Excel would write it."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    page.append(list(head))
    for cells in rows:
        page.append([cell or None for cell in cells])
    return saved(made)


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def edited(place: Place, edit: Callable[[Any], object]) -> bytes:
    """The exported file after somebody has filled something in."""
    made = load_workbook(io.BytesIO(workbook(place)))
    edit(made)
    return saved(made)


def as_csv(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD, delimiter: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    return out.getvalue().encode("utf-8-sig")


def with_part(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip archive with one part rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return out.getvalue()


def text_of(response: Any) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def first_cell(title: str, value: object) -> bytes:
    """A file whose only row has `value` in one column."""
    cells: list[Any] = row()
    cells[HEAD.index(title)] = value
    return book([cells])
