"""Every story in the browser is told in the demonstration, on one fixed day, in demo mode, and watched."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core import clock
from servicepunkt.needs.models import Questionnaire
from tests.browser_stories.answering import ask
from tests.browser_stories.demonstration import tell
from tests.browser_stories.staging import TODAY, Witness

HASHERS = ["servicepunkt.demo.hashers.DemoHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def demonstration(live_server: LiveServer) -> Iterator[None]:
    """The demonstration is loaded, its passwords are accepted, and nobody has failed to log in yet."""
    cache.clear()
    with override_settings(DEMO=True, PASSWORD_HASHERS=HASHERS), clock.fixed(TODAY):
        tell()
        yield


@pytest.fixture(autouse=True)
def witness(live_server: LiveServer, page: Page) -> Iterator[Witness]:
    """Watches the first browser of every story, and others it is told to; complains in the end."""
    watching = Witness(live_server)
    watching.watch(page.context)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def asked() -> Questionnaire:
    """A questionnaire that is open in a village of the demonstration."""
    return ask()


@pytest.fixture
def line_is_bad(witness: Witness) -> Iterator[None]:
    """The browser itself complains of a line that is down: stories about that ask for this."""
    yield
    witness.complaints[:] = [one for one in witness.complaints if "net::ERR" not in one]
