"""A programme with a contact person, on one fixed day, for the tests that ask for them."""

from collections.abc import Iterator

import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, place, programme, sit


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """The tests' own day."""
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov(on_the_day: None) -> Programme:
    return programme()


@pytest.fixture
def kaj(prov: Programme) -> Client:
    """The contact person's browser."""
    return sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))
