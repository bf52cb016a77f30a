"""What the villages of the national programme have on their sheets of facts."""

import datetime as dt
from collections.abc import Iterable, Mapping

from servicepunkt.sheets.spec import stored, tidy
from servicepunkt.supply.sheets import by_key

HOUSE = {
    "kind": "school", "way_there": "Mitt i byn", "step_free": "yes", "accessible_toilet": "yes", "door_width": "yes",
    "privacy_corner": "yes", "heating": "Pellets", "connection": "fibre", "rent_ore": "24 000",
}  # fmt: skip
ROWS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "premises": ({**HOUSE, "name": "Skolan"}, {**HOUSE, "name": "Bygdegården", "kind": "hall"}),
    "connectivity": ({"where": "Hela bygden", "technology": "fibre", "source": "Mätning", "missing": "inget"},),
    "statecompany": tuple({"company": one, "answer": "waiting"} for one in ("postnord", "apoteket", "systembolaget")),
    "association": ({"name": "Byalaget", "offers": "Kaffe", "receives": "En lokal"},),
    "company": ({"name": "Affären", "offers": "Varor", "ways_in": "En kontakt på kommunen"},),
    "transport": tuple(
        {"name": name, "purpose": purpose, "runner": "Åkeriet", "days": "mån–fre"}
        for name, purpose in (("Posten", "post"), ("Skolbussen", "school"), ("Varorna", "goods"))
    ),
}
DAYS = {"connectivity": "seen_on", "statecompany": "contacted_on"}
"""The sheets whose rows have a day on which they were true."""


def fill_sheets(place_ids: Iterable[int], on: dt.date) -> None:
    """Give places the sheets that their pre-study rests on, told on a day."""
    places = list(place_ids)
    for key, rows in ROWS.items():
        sheet = by_key[key]
        day = {DAYS[key]: on.isoformat()} if key in DAYS else {}
        said = [
            tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in {**row, **day}.items()}) for row in rows
        ]
        made = [stored(sheet, one) for one in said]
        sheet.model._default_manager.bulk_create(
            (sheet.model(place_id=place_id, **one) for place_id in places for one in made), batch_size=1000
        )
