"""What every write of this room does: notices that somebody saved in between, and writes only what is new."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from servicepunkt.core.actions import Actor, ChangedMeanwhile, record
from servicepunkt.places.models import Area, AreaPlace, Place

from .models import Agreement

M = TypeVar("M", bound=models.Model)


def hold_place(root: Area, place: Place) -> None:
    """Let writes about one place come one after another. Raises AreaPlace.DoesNotExist."""
    AreaPlace.objects.select_for_update(of=("self",)).get(root=root, place=place)


def still(row: M | None) -> M:
    """The row, if nobody has taken it away. Raises ChangedMeanwhile."""
    if row is None:
        raise ChangedMeanwhile(_("Någon annan har tagit bort det här."))
    return row


def unchanged(seen: int, version: int) -> None:
    """Raises ChangedMeanwhile when somebody saved after the form was opened."""
    if seen != version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def rewrite(row: Any, told: Mapping[str, object], seen: int) -> bool:
    """Write what was told; False when it is so already. Raises ChangedMeanwhile."""
    if all(getattr(row, name) == value for name, value in told.items()):
        return False
    unchanged(seen, row.version)
    for name, value in told.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return True


def noted(verb: str, thing: models.Model, agreement: Agreement, actor: Actor, code: str = "") -> None:
    """A line in the journal about something of an agreement, inside an action. `code` is one of a closed set."""
    record(
        verb,
        thing,
        actor=actor,
        place_id=agreement.place_id,
        area_id=agreement.root_id,
        agreement=agreement.pk,
        code=code,
    )
