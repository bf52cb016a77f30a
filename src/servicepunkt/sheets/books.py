"""What the sheets of one room have in common: who may write in them, and how a place's writes stay in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from servicepunkt.people.roles import Right
from servicepunkt.places.models import Place

from .models import NoneSaid


@dataclass(frozen=True)
class Book:
    """The sheets of one room. `key` is the room's name and the namespace of its addresses.

    `open` locks the place's own row of the room until the transaction ends, gives it a new version and returns it: all
    writes about one place come one after another. `version_of` is that version; 0 before anything has been written.
    `none` is the room's table of sheets on which nothing is found.
    """

    key: str
    keep: Right
    none: type[NoneSaid]
    open: Callable[[Place], Any]
    version_of: Callable[[Place], int]

    def page(self, name: str) -> str:
        """The name of one of the book's addresses."""
        return f"{self.key}:{name}"
