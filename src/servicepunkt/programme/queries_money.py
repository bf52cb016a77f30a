"""Reads of the money a programme pays to its places."""

from dataclasses import dataclass

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator

from servicepunkt.people.pages import Here
from servicepunkt.places.models import AreaPlace

from .models import Outlay, Programme
from .queries import ROWS, memberships


@dataclass(frozen=True)
class ChequeRow:
    """A place with its service development cheque, if it has been paid."""

    slug: str
    place: str
    outlay: Outlay | None


def cheques(here: Here, programme: Programme, page: str) -> tuple[list[ChequeRow], PageOf[AreaPlace]]:
    """The places the user may see with their cheques, in Swedish order, a hundred a page. Three queries."""
    query = memberships(here.access, here.root.pk).order_by("place__sort_key", "id")
    shown = Paginator(query, ROWS).get_page(page)
    members = list(shown.object_list)
    paid = programme.outlays.filter(kind=Outlay.Kind.CHEQUE, place_id__in=[m.place_id for m in members])
    by_place = {outlay.place_id: outlay for outlay in paid}
    return [ChequeRow(m.place.slug, m.place.name, by_place.get(m.place_id)) for m in members], shown
