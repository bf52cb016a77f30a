"""The reference list of service areas, read from `data/areas.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from servicepunkt.core.text import Text


@dataclass(frozen=True)
class ServiceArea:
    """What a service is about. `source` says where the area is found; `account`: every place accounts for it."""

    key: str
    sector: str
    title: Text
    source: str
    account: bool


@cache
def areas() -> Mapping[str, ServiceArea]:
    """Every service area by key, in the file's order."""
    raw = tomllib.loads((resources.files("servicepunkt.supply") / "data" / "areas.toml").read_text(encoding="utf-8"))
    return {
        one["key"]: ServiceArea(
            one["key"], one["sector"], Text(one["title"], one["title_en"]), one["source"], one.get("account", False)
        )
        for one in raw["areas"]
    }


@cache
def municipal_areas() -> tuple[ServiceArea, ...]:
    """The areas that every place accounts for: the municipality's own, and the primary care that the memo names."""
    return tuple(one for one in areas().values() if one.account)
