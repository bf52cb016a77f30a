"""A place with its contact person, municipality and region seated, on one fixed day."""

from collections.abc import Iterator

import pytest

from servicepunkt.core import clock
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making
from tests.builders import TODAY, place, programme
from tests.told import told_once


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    def seated() -> Programme:
        made = programme()
        making.seated(made, place(made))
        return made

    return told_once("the parties' people", seated)


@pytest.fixture
def home(prov: Programme) -> Place:
    return place(prov)
