"""What is written to a budget's frame. Its lines are written as every sheet's are: `sheets.actions`."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.places.models import Area, Place
from servicepunkt.sheets.ledger import changed as changed_meanwhile

from .book_budget import open_budget
from .models_budget import FIRST_YEARS, MOST_PERMILLE, Budget


@dataclass(frozen=True)
class Frame:
    """What the budget's frame says: its first year, money in hand in öre, and the spreads in per mille."""

    first_year: int
    opening_ore: int
    cost_low_permille: int
    cost_high_permille: int
    price_permille: int


@action
def set_frame(*, root: Area, place: Place, frame: Frame, seen_version: int, actor: Actor) -> Budget:
    """Say which five years the budget covers, what is in hand, and how far it is tried.

    Raises ChangedMeanwhile when somebody wrote in the budget since `seen_version` (0: no budget yet), ActionRefused for
    figures out of bounds.
    """
    if not FIRST_YEARS[0] <= frame.first_year <= FIRST_YEARS[1] or frame.opening_ore < 0:
        raise ActionRefused(_("Året eller beloppet går inte att räkna med."))
    if any(not 0 <= one <= MOST_PERMILLE for one in (
        frame.cost_low_permille, frame.cost_high_permille, frame.price_permille
    )):  # fmt: skip
        raise ActionRefused(_("En prövning kan gå högst 50 procent upp eller ner."))
    budget = open_budget(place)
    if budget.version - 1 != seen_version:
        raise changed_meanwhile()
    for name, value in vars(frame).items():
        setattr(budget, name, value)
    budget.save()
    record("keep", budget, actor=actor, place_id=place.pk, area_id=root.pk, year=frame.first_year)
    return budget
