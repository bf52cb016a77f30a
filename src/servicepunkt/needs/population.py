"""A place's people by the age groups of the questionnaires: typed in, or read from a file of Statistics Sweden's.

The figures belong to `places`; here stands which age groups are asked for, how a file is opened, and that what a place
needs is held against them anew.
"""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core.actions import Actor, action, record
from servicepunkt.core.text import Text
from servicepunkt.places.models import Area, Place
from servicepunkt.places.population import Figures, Group, keep_figures
from servicepunkt.places.population_files import Band, FileNotUnderstood, Found, fold, from_cells, from_json_stat
from servicepunkt.sheets.incoming import FileNotTaken
from servicepunkt.sheets.reading import first_sheet

from .content import AGES
from .models import Questionnaire

MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class AgeLine:
    """A line of the table to fill in: its key, ages and words."""

    key: str
    band: Band
    text: Text


LINES: tuple[AgeLine, ...] = (
    AgeLine("0-12", (0, 13), Text("0–12 år", "0–12 years")),
    *(AgeLine(one.key, (one.first, one.last), one.text) for one in AGES),
)
"""Children are counted as people of the place and never asked."""


@action
def keep_population(*, root: Area, place: Place, figures: Figures, seen: str, actor: Actor) -> bool:
    """Keep a place's people by age and sex; False when the same stands there already. Raises as `keep_figures`.

    Questionnaires of the place are noted with it, because what they prove rests on the population.
    """
    changed = keep_figures(root=root, place=place, figures=figures, seen=seen, actor=actor)
    asked = Questionnaire.objects.filter(place=place, releases__isnull=False).order_by("-id").first()
    if changed and asked is not None:
        record("count", asked, actor=actor, place_id=place.pk, area_id=asked.root_id, year=figures.year)
    return changed


@dataclass(frozen=True)
class FromFile:
    """What a file says: people by our age groups, and the year and source if it tells them."""

    groups: tuple[Group, ...]
    year: int | None
    source: str
    where: str


def read_file(raw: bytes) -> FromFile:
    """People by our age groups from an xlsx or CSV table or a JSON-stat 2 answer; what the bytes are decides.

    Raises FileNotUnderstood with a sentence that helps.
    """
    if not raw.strip():
        raise FileNotUnderstood(_("Filen är tom."))
    if len(raw) > MOST_BYTES:
        raise FileNotUnderstood(_("Filen är för stor. Den får vara högst 2 MB."))
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        try:
            found = from_cells(first_sheet(raw))
        except FileNotTaken as why:
            raise FileNotUnderstood(str(why)) from None
    elif raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = from_json_stat(raw.removeprefix(b"\xef\xbb\xbf"))
    else:
        found = _from_text(raw)
    groups = fold(found, [line.band for line in LINES])
    return FromFile(groups, found.year, found.source, ", ".join(sorted(found.where)))


def _from_text(raw: bytes) -> Found:
    if b"\x00" in raw:
        raise FileNotUnderstood(_("Filen är varken Excel (.xlsx), CSV eller JSON-stat."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # as Statistics Sweden's own CSV files are
    head = text[:4000]
    delimiter = max(";\t,", key=head.count)
    rows: Any = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return from_cells(list(rows))
    except csv.Error:
        raise FileNotUnderstood(_("Filen går inte att läsa som CSV.")) from None
