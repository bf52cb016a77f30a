"""The forms in which national lists come: known by their columns, each with how a row becomes a service.

Pipos (Tillväxtverket's register of services) as a manual workbook; points of interest; post and parcel agents;
health facilities of OpenStreetMap.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.core.words import search_key
from servicepunkt.places.actions import municipalities
from servicepunkt.places.distance import Point
from servicepunkt.ui.projection import SWEREF99_TM

from .models_register import Kind, Reason
from .register_kinds import kind_of_agent, kind_of_facility, kind_of_form, kind_of_layer

Cells = Mapping[str, str]
"""The texts of a row by column title in lower case."""

LAT, LON = (55.0, 69.2), (10.9, 24.3)
NORTH, EAST = (6_000_000.0, 7_800_000.0), (100_000.0, 1_100_000.0)
"""Where SWEREF 99 TM's northings and eastings lie, Sweden and well around it: no number can be either."""
_NUMBER = re.compile(r"[-+]?\d{1,10}(?:\.\d{1,20})?")


class NoPoint(Exception):
    """A row has no point that can be used: `reason` says why."""

    def __init__(self, reason: Reason, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


@dataclass(frozen=True)
class Told:
    """What a row says about a service, apart from where it lies."""

    kind: Kind
    name: str
    operator: str = ""
    address: str = ""
    municipality_code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Format:
    """A form of a list. `needs` are its columns, `same` those by which one row repeats another, `x` and `y` its
    coordinates' columns; `metres` says that they are in SWEREF 99 TM. `words`: source and licence where they are known.
    """

    key: str
    title: Promise
    needs: frozenset[str]
    same: Sequence[str]
    x: str
    y: str
    metres: bool
    words: str
    tell: Callable[[Cells], Told]


def _together(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _municipality(name: str) -> str:
    return _by_name().get(search_key(name).removesuffix(" kommun").removesuffix(" stad"), "")


@cache
def _by_name() -> Mapping[str, str]:
    out = {search_key(name): code for code, (name, _county) in municipalities().items()}
    return {**out, **{name.removesuffix("s"): code for name, code in out.items() if name.endswith("s")}, **out}


def _code(text: str) -> str:
    code = text.zfill(4)
    return code if code in municipalities() else ""


def _pipos(cells: Cells) -> Told:
    return Told(
        kind_of_form(cells["serviceform"]),
        cells["namn"],
        cells.get("huvudman", ""),
        _together(cells.get("adress", ""), " ".join([cells.get("postnummer", ""), cells.get("postort", "")]).strip()),
        _municipality(cells.get("kommun", "")),
        cells["serviceform"],
    )


def _poi(cells: Cells) -> Told:
    abroad = cells.get("country", "") if cells.get("country") not in ("Sverige", "Sweden", "SE") else ""
    return Told(
        kind_of_layer(cells["layer"], cells["category"]),
        cells["location"] or cells["name"],
        cells["name"] if cells["location"] else "",
        _together(cells.get("address", ""), cells.get("city", "")),
        detail=_together(cells["category"], abroad),
    )


def _agent(cells: Cells) -> Told:
    days = cells["delivery_days"]
    with translation.override("sv"):  # what is stored is Swedish, as the list itself
        often = (
            ngettext("%(days)s dag i veckan", "%(days)s dagar i veckan", int(days)) % {"days": days}
            if days.isdecimal() and len(days) < 3
            else days
        )
    return Told(
        kind_of_agent(cells["operator"], cells["type"]),
        cells["name"],
        cells["operator"],
        _together(cells.get("address", ""), " ".join([cells.get("postcode", ""), cells.get("city", "")]).strip()),
        _code(cells.get("kommunkod", "")),
        _together(cells["type"].replace("_", " "), often),
    )


def _health(cells: Cells) -> Told:
    return Told(kind_of_facility(cells["facility"]), cells["name"], detail=cells["facility"])


FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format(
            "pipos",
            gettext_lazy("Pipos serviceregister"),
            frozenset({"serviceform", "namn", "x", "y"}),
            ("serviceform", "huvudman", "namn", "adress", "postnummer", "postort", "x", "y"),
            "x",
            "y",
            True,
            "Pipos, Tillväxtverket",
            _pipos,
        ),
        Format(
            "poi",
            gettext_lazy("Butiker och andra serviceställen"),
            frozenset({"layer", "category", "name", "location", "lat", "lon"}),
            ("name", "location", "lat", "lon"),
            "lat",
            "lon",
            False,
            "",
            _poi,
        ),
        Format(
            "post-agents",
            gettext_lazy("Post- och paketombud"),
            frozenset({"operator", "type", "delivery_days", "name", "lat", "lon"}),
            ("operator", "type", "delivery_days", "name", "address", "postcode", "city", "lat", "lon", "kommunkod"),
            "lat",
            "lon",
            False,
            "",
            _agent,
        ),
        Format(
            "osm-health",
            gettext_lazy("Vård och apotek i OpenStreetMap"),
            frozenset({"facility", "name", "lat", "lon"}),
            ("facility", "name", "lat", "lon"),
            "lat",
            "lon",
            False,
            "© OpenStreetMap-bidragsgivare, ODbL",
            _health,
        ),
    )
}


def format_of(titles: Sequence[str]) -> Format | None:
    """The form with these columns (in lower case), or None."""
    known = set(titles)
    return next((one for one in FORMATS.values() if one.needs <= known), None)


def number(text: str) -> float:
    """A number as a spreadsheet or a person writes it: 6 651 411,19 or 59.33. Raises ValueError."""
    bare = re.sub(r"\s", "", text).replace(",", ".").replace("\u2212", "-")
    if not _NUMBER.fullmatch(bare):
        raise ValueError(text)
    return float(bare)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


class Points:
    """Reads the points of one file. In a file in metres, X is northing or easting; the first row that has any says
    which, for no number can be both, and a row that says otherwise has them swapped."""

    def __init__(self, form: Format) -> None:
        self.form = form
        self.x_is_north: bool | None = None

    def read(self, cells: Cells) -> Point:
        """The point of a row in degrees, in Sweden. Raises NoPoint."""
        x, y = cells.get(self.form.x, ""), cells.get(self.form.y, "")
        said = f"{x[:50]} / {y[:50]}"
        if not x and not y:
            raise NoPoint(Reason.NO_POINT)
        try:
            one, other = number(x), number(y)
        except ValueError:
            raise NoPoint(Reason.BAD_POINT, said) from None
        return self._from_metres(one, other, said) if self.form.metres else self._checked((one, other), said)

    def _from_metres(self, one: float, other: float, said: str) -> Point:
        if one == 0 and other == 0:
            raise NoPoint(Reason.NO_POINT, said)
        x_is_north = _within(one, NORTH) and _within(other, EAST)
        if not x_is_north and not (_within(one, EAST) and _within(other, NORTH)):
            raise NoPoint(Reason.OUTSIDE, said)
        if self.x_is_north is None:
            self.x_is_north = x_is_north
        if x_is_north is not self.x_is_north:
            raise NoPoint(Reason.SWAPPED, said)
        return self._checked(SWEREF99_TM.locate(*((one, other) if x_is_north else (other, one))), said)

    @staticmethod
    def _checked(point: Point, said: str) -> Point:
        lat, lon = point
        if _within(lat, LAT) and _within(lon, LON):
            return point
        raise NoPoint(Reason.SWAPPED if _within(lon, LAT) and _within(lat, LON) else Reason.OUTSIDE, said)


def known_columns() -> str:
    """The columns of every form that is read, in words."""
    return "; ".join(
        _("%(title)s: %(columns)s") % {"title": one.title, "columns": ", ".join(sorted(one.needs))}
        for one in FORMATS.values()
    )
