"""The way of working is tested on one fixed day, in the third month of the small programme."""

from collections.abc import Iterator

import pytest

from servicepunkt.core import clock
from tests.method.building import TODAY, Village, programme, village
from tests.told import told_once


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def by(db: None) -> Village:
    """A village with its leader, contact person and municipality seated."""
    return told_once("a village", lambda: village(programme()))
