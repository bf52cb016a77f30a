"""National lists for tests: small files in each of the forms that are read, all invented."""

import gzip
import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from servicepunkt.core.actions import SYSTEM
from servicepunkt.places.distance import Point
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from servicepunkt.supply.actions_register import Loaded, Named, load_register
from servicepunkt.supply.register_files import Entry, opened
from tests.builders import url
from tests.supply.making import saved

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Real files, beside the project where they are to be had; nothing of them is kept here."""
PIPOS = ["Serviceform", "Huvudman", "Namn", "Adress", "Postnummer", "Postort", "Kommun", "Län", "X", "Y"]
SHOP = ["Dagligvarubutik", "Handlarna", "Lanthandeln", "Bygatan 1", "895 00", "Backe", "Strömsund", "Jämtland"]
HERE = (63.8, 16.4)
"""Where the places of the tests' programmes lie."""
NORTH, EAST = 7_075_000.0, 569_000.0
"""A point near there in SWEREF 99 TM."""
POI = ["layer", "category", "name", "location", "address", "city", "country", "urn", "lat", "lon"]
STORE = ["butiker/ica.yaml", "Dagligvarukedjor", "ICA", "ICA Nära Backe", "Storgatan 1", "Backe", "Sverige", ""]


def poi(*rows: Sequence[Any], head: Sequence[str] = POI, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file of points of interest."""
    lines = [delimiter.join(str(cell) for cell in row) for row in (head, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def store(lat: object = 63.8, lon: object = 16.4, **other: str) -> list[Any]:
    """A row about a shop."""
    cells = dict(zip(POI, STORE, strict=False))
    return [*{**cells, **other}.values(), lat, lon]


def pipos(*rows: Sequence[Any], above: Sequence[Sequence[Any]] = (), sheet: str = "Blad1") -> bytes:
    """A workbook as Pipos gives it out."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for cells in (*above, PIPOS, *rows):
        page.append(list(cells))
    return saved(made)


def form(x: object = NORTH, y: object = EAST, **other: object) -> list[Any]:
    """A row of Pipos."""
    cells = dict(zip(PIPOS, SHOP, strict=False))
    return [*{**cells, **other}.values(), x, y]


def packed(raw: bytes) -> bytes:
    """A file packed with gzip, the same bytes every time."""
    return gzip.compress(raw, mtime=0)


def point_of(slug: str) -> Point:
    """Where a place lies, in degrees."""
    found = Place.objects.get(slug=slug)
    assert found.latitude is not None and found.longitude is not None
    return found.latitude, found.longitude


def entries(raw: bytes) -> list[Entry]:
    """Every row of a file. Raises FileNotTaken."""
    with opened(io.BytesIO(raw)) as file:
        return list(file.entries())


def load(raw: bytes, key: str = "", words: str = "Prov", **more: Any) -> Loaded:
    """Read in a file as the system."""
    with ExitStack() as stack:
        file = stack.enter_context(opened(io.BytesIO(raw)))
        return load_register(file=file, named=Named(key=key, words=words), actor=SYSTEM, **more)


def send(client: Client, made: Programme, raw: bytes, name: str = "lista.csv", **more: str) -> Any:
    """Send a file on the page; what comes back is the preview, or the form with what is wrong."""
    sent = {"file": SimpleUploadedFile(name, raw), "words": "Provets källa", **more}
    return client.post(url("supply:registers", made), sent)
