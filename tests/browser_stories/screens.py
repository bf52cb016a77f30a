"""A page that the handbook speaks of."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from servicepunkt.demo.accounts import Invented

WIDTH = 390


@dataclass(frozen=True)
class Screen:
    """A page as somebody meets it. `prepare` is done there first; the picture begins at an element."""

    who: Invented | None
    address: str
    prepare: Callable[[Page], None] | None = None
    begins: str = "main h1"
    height: int = 560
    pictured: bool = True
