"""The pages are tested on one fixed day, in the third month of the programme."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from servicepunkt.core import clock
from tests.builders import TODAY


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """Passwords hashed at no cost, where many log in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
