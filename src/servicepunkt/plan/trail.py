"""Addresses of the plan's pages, and the way back to the plan from each of them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from servicepunkt.people.pages import Here
from servicepunkt.people.views import crumbs_to


def address(here: Here, name: str, *args: str | int) -> str:
    """The address of one of the plan's pages at this place."""
    return reverse(f"plan:{name}", args=[here.root.key, here.place.slug, *args])


def under_plan(here: Here, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the plan, and what more is given."""
    return [*crumbs_to(here), (_("Planen"), address(here, "plan")), *more]
