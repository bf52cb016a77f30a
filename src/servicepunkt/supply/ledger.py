"""What every write about a place's supply stands on: the lock on its inventory."""

from servicepunkt.places.models import Place

from .models import Inventory


def open_inventory(place: Place) -> Inventory:
    """The place's inventory, locked until the transaction ends, with a new version."""
    Place.objects.select_for_update().get(pk=place.pk)
    inventory, _made = Inventory.objects.get_or_create(place=place)
    inventory.version += 1
    inventory.save()
    return inventory


def version_of(place: Place) -> int:
    """The version of a place's inventory; 0 before anything has been written. One query."""
    return Inventory.objects.filter(place=place).values_list("version", flat=True).first() or 0
