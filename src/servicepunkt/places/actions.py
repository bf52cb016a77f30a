"""Writes about places: the official division, and a place with its villages and population."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from servicepunkt.core.actions import Actor, action, record
from servicepunkt.core.text import Text

from .models import County, Municipality, Place, Population, Village


@lru_cache(maxsize=1)
def municipalities() -> Mapping[str, tuple[str, str]]:
    """Every municipality: code to name and county code (Statistics Sweden's division; see data/README.md)."""
    return {row["code"]: (row["name"], row["county_code"]) for row in _rows("municipalities.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("servicepunkt.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@action
def load_division() -> None:
    """Have all counties and municipalities in the database. Safe to repeat."""
    County.objects.bulk_create(
        [County(code=r["code"], name=r["name"]) for r in _rows("counties.csv")],
        update_conflicts=True, unique_fields=["code"], update_fields=["name"],
    )  # fmt: skip
    Municipality.objects.bulk_create(
        [Municipality(code=code, name=name, county_id=county) for code, (name, county) in municipalities().items()],
        update_conflicts=True, unique_fields=["code"], update_fields=["name", "county"],
    )  # fmt: skip


@dataclass(frozen=True)
class PlaceFacts:
    """What is known of a place: its villages, where it lies, and one figure for its people."""

    slug: str
    name: str
    villages: Sequence[str]
    municipality_code: str
    point: tuple[float, float] | None
    point_source: str
    people: int | None
    people_year: int
    people_definition: Text
    people_source: str
    is_invented: bool


@action
def keep_place(*, facts: PlaceFacts, actor: Actor) -> Place:
    """Make a place, or bring the one with this slug up to the facts given. The same facts again change nothing."""
    place, _made = Place.objects.update_or_create(
        slug=facts.slug,
        defaults={
            "name": facts.name,
            "municipality_id": facts.municipality_code,
            "latitude": facts.point[0] if facts.point else None,
            "longitude": facts.point[1] if facts.point else None,
            "point_source": facts.point_source,
            "is_invented": facts.is_invented,
            **Place.keys(facts.name),
        },
    )
    for number, name in enumerate(facts.villages):
        Village.objects.update_or_create(place=place, name=name, defaults={"number": number})
    if facts.people is not None:
        Population.objects.update_or_create(
            place=place,
            year=facts.people_year,
            definition=facts.people_definition.sv,
            sex="",
            age_from=None,
            defaults={
                "definition_en": facts.people_definition.en,
                "people": facts.people,
                "source": facts.people_source,
            },
        )
    record("keep", place, actor=actor, place_id=place.pk)
    return place
