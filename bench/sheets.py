"""What the villages of the national programme have on their sheets of facts."""

import datetime as dt
from collections.abc import Iterable, Mapping

from servicepunkt.plan.lines_budget import by_key as budget_by_key
from servicepunkt.plan.models import Budget, CostLine, PremisesChoice
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
BUDGET: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "costline": tuple(
        {"what": kind, "kind": kind, "amount_ore": "20 000", "rhythm": "yearly", "project_only": "no",
         "sure": "calculated", "source": "Kassören"}
        for kind in CostLine.Kind.values
    ),
    "incomeline": (
        {"payer": "Kommunen", "what": "Uppdrag", "kind": "agreement", "certainty": "signed", "project": "no",
         "amount_ore": "100 000", "source": "Avtalet"},
    ),
}  # fmt: skip
"""A budget that holds: what it costs is paid for by one who has signed."""
DAYS = {"connectivity": "seen_on", "statecompany": "contacted_on"}
"""The sheets whose rows have a day on which they were true."""


def fill_sheets(place_ids: Iterable[int], on: dt.date) -> None:
    """Give places the sheets that their pre-study and plan rest on, told on a day, and the first premises as chosen."""
    places = list(place_ids)
    known = {**by_key, **plan_by_key, **budget_by_key}
    first = {"costline": {"first_year": str(on.year)}, "incomeline": {"first_on": f"{on.year}-01-01"}}
    for key, rows in {**ROWS, **PLAN, **BUDGET}.items():
        sheet = known[key]
        day = {DAYS[key]: on.isoformat()} if key in DAYS else first.get(key, {})
        said = [
            tidy(sheet, {name: sheet.fields[name].parse(text) for name, text in {**row, **day}.items()}) for row in rows
        ]
        made = [stored(sheet, one) for one in said]
        sheet.model._default_manager.bulk_create(
            (sheet.model(place_id=place_id, **one) for place_id in places for one in made), batch_size=1000
        )
    Budget.objects.bulk_create(Budget(place_id=place_id, first_year=on.year) for place_id in places)
    PremisesChoice.objects.bulk_create(
        PremisesChoice(place_id=place_id, name=ROWS["premises"][0]["name"], why="Nära alla", owner="Kommunen")
        for place_id in places
    )
