"""What the walks over every page need to know of the plan's pages: their arguments, files, and whose they are."""

from servicepunkt.places.models import Place
from servicepunkt.plan.models import CostLine, Staffing

FILES = {"plan:export", "budget:export"}
"""Answers that are files."""
ABOUT_ONE = {"plan:fact", "budget:fact"}
"""Pages that are there only when something has been written."""
THE_VILLAGES_OWN = {
    "plan:new_fact", "plan:import", "plan:from_supply", "budget:new_fact", "budget:import", "budget:frame",
}  # fmt: skip
"""Pages on which a village writes; the owner does not."""


def arguments(place: Place) -> dict[str, list[str | int]]:
    """The arguments of the pages that are there at a place."""
    out: dict[str, list[str | int]] = {
        "plan:sheet": ["erbjudandet"],
        "plan:new_fact": ["oppettider"],
        "budget:sheet": ["kostnader"],
        "budget:new_fact": ["intakter"],
        "budget:rule": ["driftstod"],
        "budget:legal_value": ["lou.direct"],
    }
    if one := Staffing.objects.filter(place=place).first():
        out["plan:fact"] = ["bemanning", one.pk]
    if cost := CostLine.objects.filter(place=place).first():
        out["budget:fact"] = ["kostnader", cost.pk]
    return out
