"""The extract for a municipal service plan as a table: a row for each service, with its gap and its measure.

What people answered stands there as the results show it, rounded and only where enough have answered.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core.cells import harmless, starts_a_formula
from servicepunkt.core.distances import say_km
from servicepunkt.needs.gap import Row as Gap
from servicepunkt.needs.gap import matrix, released
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.hours import brief
from servicepunkt.supply.models import Level, Sector
from servicepunkt.supply.queries import all_offers
from servicepunkt.supply.reference import areas
from servicepunkt.supply.sections import where_said

from .models_sheets import Offering

WIDTHS = (16, 18, 13, 30, 34, 26, 16, 16, 12, 34, 18, 30, 30, 26, 20)


@dataclass(frozen=True)
class _Planned:
    what: str
    who: str
    when: str


def head() -> tuple[str, ...]:
    """The columns' titles."""
    return (
        _("Kommun"), _("Ort"), _("Sektor"), _("Område"), _("Tjänst"), _("Utförare"), _("Nivå"), _("Var"),
        _("Avstånd i km"), _("Öppet"), _("Viktigt för"), _("Läge"), _("Åtgärd"), _("Ansvarig"), _("När"),
    )  # fmt: skip


def rows(root: Area, places: Sequence[Place]) -> Iterator[tuple[str, ...]]:
    """Every service of every place, then what is lacking there and what is planned in an area with nothing today.
    Eight queries for each place."""
    for place in places:
        found = released(root, place)
        gaps = {row.area: row for row in matrix(place, *found[0]).rows} if found else {}
        planned = _planned(place)
        where = (place.municipality.name, place.name)
        told = set()
        for offer, facts in all_offers(place):
            told.add(offer.area)
            yield (
                *where, str(Sector(offer.sector).label), _area(offer.area), offer.service, offer.provider,
                str(Level(offer.level).label), where_said(offer), say_km(offer.distance_m), brief(facts.schedule),
                *_gap(gaps.get(offer.area)), *_said(planned.get(offer.area, [])),
            )  # fmt: skip
        for area in dict.fromkeys([*gaps, *planned]):
            if area not in told:
                sector = str(Sector(areas()[area].sector).label) if area in areas() else ""
                nothing = (*where, sector, _area(area), "", "", "", "", "", "")
                yield (*nothing, *_gap(gaps.get(area)), *_said(planned.get(area, [])))


def _planned(place: Place) -> dict[str, list[_Planned]]:
    out: dict[str, list[_Planned]] = {}
    for one in Offering.objects.filter(place=place).exclude(begins=Offering.Begins.NOT).order_by("id"):
        out.setdefault(one.area, []).append(_Planned(one.what, one.who, one.about_when or _("från start")))
    return out


def _area(key: str) -> str:
    return str(areas()[key].title) if key in areas() else key


def _gap(row: Gap | None) -> tuple[str, str]:
    return (row.important, row.words) if row else ("", "")


def _said(planned: Sequence[_Planned]) -> tuple[str, str, str]:
    """What is planned in an area, its columns' lines side by side."""
    return (
        "\n".join(one.what for one in planned), "\n".join(one.who for one in planned),
        "\n".join(one.when for one in planned),
    )  # fmt: skip


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """A table with its titles for Swedish spreadsheets: semicolons, UTF-8 with its mark, nothing run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([[harmless(cell) for cell in row] for row in (head(), *table)])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(table: Sequence[Sequence[str]]) -> bytes:
    """A table with its titles as an Excel workbook with a frozen header and a filter."""
    out = io.BytesIO()
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with xlsxwriter.Workbook(out, rules) as book:
        sheet, bold = book.add_worksheet(_("Serviceplan")), book.add_format({"bold": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        for column, (title, width) in enumerate(zip(head(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(table, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, quoted if starts_a_formula(cell) else text)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(table)), len(WIDTHS) - 1)
    return out.getvalue()
