"""What the walks over every page need to know of the plan's pages: their arguments, files, and whose they are."""

from servicepunkt.places.models import Place
from servicepunkt.plan.models import Staffing

FILES = {"plan:export"}
"""Answers that are files."""
ABOUT_ONE = {"plan:fact"}
"""Pages that are there only when something has been written."""
THE_VILLAGES_OWN = {"plan:new_fact", "plan:import"}
"""Pages on which a village writes; the owner does not."""


def arguments(place: Place) -> dict[str, list[str | int]]:
    """The arguments of the pages that are there at a place."""
    out: dict[str, list[str | int]] = {"plan:sheet": ["erbjudandet"], "plan:new_fact": ["oppettider"]}
    one = Staffing.objects.filter(place=place).first()
    return {**out, "plan:fact": ["bemanning", one.pk]} if one else out
