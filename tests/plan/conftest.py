"""The pages are tested on one fixed day, in the third month of the programme."""

from collections.abc import Iterator

import pytest

from servicepunkt.core import clock
from tests.builders import TODAY


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield
