"""What every write about a place's supply stands on: the lock on its inventory, and words that may be kept."""

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.places.models import Place

from .models import Inventory

LONGEST_WORDS = 300


def open_inventory(place: Place) -> Inventory:
    """The place's inventory, locked until the transaction ends, with a new version."""
    Place.objects.select_for_update().get(pk=place.pk)
    inventory, _made = Inventory.objects.get_or_create(place=place)
    inventory.version += 1
    inventory.save()
    return inventory


def changed() -> ChangedMeanwhile:
    """What is raised when somebody else was first."""
    return ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def check_words(words: str, without: str) -> None:
    """Raises ActionRefused (with the sentence `without` when nothing is said) for words that may not be kept."""
    if not words:
        raise ActionRefused(without)
    if len(words) > LONGEST_WORDS:
        raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST_WORDS})
    refuse_identity_numbers(words)
