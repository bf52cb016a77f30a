"""Two programmes with one of everything, made once for each file of walks; what a test does to them is rolled back."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.template.backends.django import Template
from pytest_django.plugin import DjangoDbBlocker

from servicepunkt.core import clock
from tests.builders import TODAY
from tests.documents.office import registered
from tests.security.samples import Corner, two_programmes
from tests.security.walking import unwritten


@pytest.fixture(scope="module")
def corners(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Corner, Corner, Corner]]:
    """A place; another place of the same programme; and a place of another programme."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.fixed(TODAY), registered():
        cache.clear()  # what others have sent is not held against us, nor what we send against them
        made = two_programmes()
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE"
            )  # what is planned for empty tables takes ten times as long, and all is one transaction
        yield made
        cache.clear()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def without_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are not written out: for walks that look at what is decided before that."""
    monkeypatch.setattr(Template, "render", unwritten)
