"""The plan's sheets as a book: kept by those who keep the plan, in order by a row of the place's own."""

from servicepunkt.people.roles import Right
from servicepunkt.places.models import Place
from servicepunkt.sheets.books import Book

from .models_sheets import PlanNone, PlanSheets


def open_sheets(place: Place) -> PlanSheets:
    """The place's sheets in the plan, locked until the transaction ends, with a new version."""
    Place.objects.select_for_update().get(pk=place.pk)
    sheets, _made = PlanSheets.objects.get_or_create(place=place)
    sheets.version += 1
    sheets.save()
    return sheets


def version_of(place: Place) -> int:
    """The version of a place's sheets in the plan; 0 before anything has been written. One query."""
    return PlanSheets.objects.filter(place=place).values_list("version", flat=True).first() or 0


BOOK = Book("plan", Right.KEEP_PLAN, PlanNone, open_sheets, version_of)
