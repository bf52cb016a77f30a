"""What the villages of the national programme have on their sheets of facts."""

import datetime as dt
from collections.abc import Iterable, Mapping

from servicepunkt.plan.models import PremisesChoice
from servicepunkt.plan.sheets import by_key as plan_by_key
from servicepunkt.sheets.spec import stored, tidy
from servicepunkt.supply.evidence import MEMO_SECTORS
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
_HELP = {"what": "Vägledning", "area": "bibliotek", "level": "guidance", "channel": "on_site", "competence": "E-tjänst"}
PLAN: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "offering": (
        *({**_HELP, "who": sector, "sector": sector, "begins": "start"} for sector in MEMO_SECTORS),
        {**_HELP, "who": "Kommunen senare", "sector": "municipal", "begins": "later", "about_when": "nästa år"},
    ),
    "techservice": tuple(
        {"kind": kind, "what": "Hjälp", "who": "Affären", "days": "mån–fre", "takes": "Plats"}
        for kind in ("commerce", "health", "postman")
    ),
    "openingweek": (
        {"name": "Veckan", **{f"day{day}": "8–17" for day in range(5)}, "people": "1", "need": "Eftermiddagar"},
    ),
    "staffing": (
        {"function": "Värd", "paid": "paid", "week_minutes": "45", "hour_ore": "285", "competences": "E-tjänst",
         "when_ill": "Jouren"},
    ),
    "training": ({"what": "Vägledning", "task": "E-tjänst", "giver": "Kommunen", "when": "I höst"},),
    "confidentiality": ({"task": "Ansökan", "secret": "Inkomst", "who_may": "Värden", "how": "Eget rum"},),
    "safety": ({"function": "warmth", "what": "Elverk", "with_whom": "Kommunen"},),
}  # fmt: skip
"""What their plans say, whole enough to let a service point start."""
DAYS = {"connectivity": "seen_on", "statecompany": "contacted_on"}
"""The sheets whose rows have a day on which they were true."""


def fill_sheets(place_ids: Iterable[int], on: dt.date) -> None:
    """Give places the sheets that their pre-study and plan rest on, told on a day, and the first premises as chosen."""
    places = list(place_ids)
    sheets = [(by_key[key], rows) for key, rows in ROWS.items()]
    for sheet, rows in [*sheets, *((plan_by_key[key], rows) for key, rows in PLAN.items())]:
        key = sheet.key
        day = {DAYS[key]: on.isoformat()} if key in DAYS else {}
        said = [
            tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in {**row, **day}.items()}) for row in rows
        ]
        made = [stored(sheet, one) for one in said]
        sheet.model._default_manager.bulk_create(
            (sheet.model(place_id=place_id, **one) for place_id in places for one in made), batch_size=1000
        )
    PremisesChoice.objects.bulk_create(
        PremisesChoice(place_id=place_id, name=ROWS["premises"][0]["name"], why="Nära alla", owner="Kommunen")
        for place_id in places
    )
