"""The menu that agreements are built from, read from `data/menu.toml` and checked when it is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from servicepunkt.core.text import Text
from servicepunkt.supply.models import Level
from servicepunkt.supply.reference import areas

OTHER = "annat"


@dataclass(frozen=True)
class Dish:
    """Something that is often promised: what, how far it goes, its usual price a year in öre (0: none is known).

    `supply` names the areas of the inventory that it touches.
    """

    key: str
    title: Text
    what: Text
    level: str
    usual_ore: int
    price: Text
    source: str
    supply: tuple[str, ...]


@cache
def menu() -> Mapping[str, Dish]:
    """Everything on the menu by key, in the file's order. Raises ValueError when the file does not hold together."""
    raw = tomllib.loads((resources.files("servicepunkt.agreements") / "data" / "menu.toml").read_text(encoding="utf-8"))
    out: dict[str, Dish] = {}
    for one in raw["menu"]:
        dish = Dish(
            one["key"],
            Text(one["title"], one["title_en"]),
            Text(one["what"], one["what_en"]),
            str(Level(one["level"])),
            one["kronor"] * 100,
            Text(one["price"], one["price_en"]),
            one["source"],
            tuple(one["supply"]),
        )
        if dish.key in out or not set(dish.supply) <= set(areas()):
            raise ValueError(f"{dish.key} stands twice on the menu, or touches an area that is not there")
        out[dish.key] = dish
    return out


def title_of(key: str) -> str:
    """What something on the menu is called in the language of the moment; what is no longer on it, its key."""
    found = menu().get(key)
    return found.title.here() if found else key
