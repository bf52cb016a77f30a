"""What tests of drafts stand on: the day, the invented kinds, the people."""

from collections.abc import Iterator

import pytest

from servicepunkt.core import clock
from tests.builders import TODAY
from tests.documents.office import Facts, Office, office, registered


@pytest.fixture
def facts() -> Iterator[Facts]:
    with clock.fixed(TODAY), registered() as found:
        yield found


@pytest.fixture
def prov(facts: Facts, db: None) -> Office:
    return office()
