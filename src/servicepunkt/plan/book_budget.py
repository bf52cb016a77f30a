"""The budget's sheets as a book: kept by those who keep the plan, in order by the budget's own row."""

from servicepunkt.core import clock
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Place
from servicepunkt.sheets.books import Book

from .models_budget import Budget
from .models_sheets import PlanNone


def open_budget(place: Place) -> Budget:
    """The place's budget, locked until the transaction ends, with a new version. Its first year is the next one until
    somebody has said another."""
    Place.objects.select_for_update().get(pk=place.pk)
    budget, _made = Budget.objects.get_or_create(place=place, defaults={"first_year": clock.today().year + 1})
    budget.version += 1
    budget.save()
    return budget


def version_of(place: Place) -> int:
    """The version of a place's budget; 0 before anything has been written. One query."""
    return Budget.objects.filter(place=place).values_list("version", flat=True).first() or 0


BUDGET = Book("budget", Right.KEEP_PLAN, PlanNone, open_budget, version_of)
