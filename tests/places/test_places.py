"""A place is kept once under its address, with its villages and its people with source and year."""

import pytest
from django.db import IntegrityError, transaction

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.models import JournalEntry
from servicepunkt.core.text import Text
from servicepunkt.places.actions import PlaceFacts, keep_place, load_division
from servicepunkt.places.models import Area, AreaPlace, County, Municipality, Place, Population, Village
from tests.method.building import TODAY

pytestmark = pytest.mark.django_db


def facts(**other: object) -> PlaceFacts:
    known: dict[str, object] = {
        "slug": "backe", "name": "Backe", "villages": ["Backe"], "municipality_code": "2313", "point": (63.8, 16.4),
        "point_source": "Prov", "people": 498, "people_year": 2020, "people_definition": Text("Tätort", "Locality"),
        "people_source": "SCB", "is_invented": False,
    }  # fmt: skip
    return PlaceFacts(**{**known, **other})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _division() -> None:
    load_division()


def test_the_division_is_swedens_and_can_be_loaded_again() -> None:
    load_division()
    assert (County.objects.count(), Municipality.objects.count()) == (21, 290)
    assert Municipality.objects.get(code="2313").name == "Strömsund"
    assert Municipality.objects.get(code="2313").county.name == "Jämtlands län"
    assert not Municipality.objects.exclude(county__code__in=County.objects.values("code")).exists()


def test_the_same_facts_again_change_nothing_and_newer_ones_are_taken_in() -> None:
    first = keep_place(facts=facts(), actor=SYSTEM)
    assert keep_place(facts=facts(), actor=SYSTEM) == first
    assert (Place.objects.count(), Village.objects.count(), Population.objects.count()) == (1, 1, 1)
    keep_place(facts=facts(people=510), actor=SYSTEM)
    keep_place(facts=facts(people=505, people_year=2025, villages=["Backe", "Västra Backe"]), actor=SYSTEM)
    assert list(Population.objects.order_by("year").values_list("year", "people")) == [(2020, 510), (2025, 505)]
    assert [v.name for v in first.villages.all()] == ["Backe", "Västra Backe"]
    assert JournalEntry.objects.filter(verb="keep", place_id=first.pk).count() == 4


def test_a_name_is_sorted_and_found_the_swedish_way() -> None:
    place = keep_place(facts=facts(slug="almsta-vaddo", name="Älmsta/Väddö"), actor=SYSTEM)
    assert Place.objects.get(search_key__contains="väddö") == place
    assert place.sort_key > Place.keys("Vedevåg")["sort_key"]


@pytest.mark.parametrize("point", [(59.3, 0.0), (48.9, 16.4), (63.8, None)])
def test_a_point_outside_sweden_is_refused_by_the_database(point: tuple[float, float]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_place(facts=facts(point=point), actor=SYSTEM)
    assert not Place.objects.exists()


def test_a_place_is_in_a_programme_once() -> None:
    place, root = keep_place(facts=facts(), actor=SYSTEM), Area.objects.create(key="rot", title="Rot")
    AreaPlace.objects.create(root=root, place=place)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPlace.objects.create(root=root, place=place)


def test_population_is_known_by_the_newest_figure_for_all_people() -> None:
    counted = keep_place(facts=facts(people_year=2020), actor=SYSTEM)
    keep_place(facts=facts(people=505, people_year=2025), actor=SYSTEM)
    unknown = keep_place(facts=facts(slug="tomt", name="Tomt", people=None), actor=SYSTEM)
    for place in (counted, unknown):
        Population.objects.create(
            place=place, year=2030, definition="Kvinnor", source="Prov", sex="k", age_from=None, people=1
        )
    found = find("places.population_known", Question(0, frozenset({counted.pk, unknown.pk}), {}, TODAY))
    assert found[counted.pk].met and found[counted.pk].values == {"people": 505, "year": 2025, "source": "SCB"}
    assert not found[unknown.pk].met
