"""The plumbing every test stands on: the databases and the browser. A room's own fixtures live beside its tests."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connections, transaction
from hypothesis import settings as property_tests
from playwright.sync_api import Browser, Page, expect

from dev import chromium
from servicepunkt.core import appendonly, frozen_rows
from tests.told import filled

# Playwright keeps an event loop in the test's thread, which Django would take for an async caller of the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Two suites share two cores: slowness is no failure, so nothing is judged by a short stopwatch.
property_tests.register_profile("unhurried", deadline=None)
property_tests.load_profile("unhurried")
expect.set_options(timeout=20_000)


_SAME = ("looks", "counts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what is the same there: what never asks the database (it may not, without the mark),
    what looks at pages, and what counts their questions. All run on SQLite, so one run has run every test."""
    if connections["default"].vendor == "sqlite":
        return
    kept = [
        one for one in items if _asks_the_database(one) and not set(_SAME) & {mark.name for mark in one.iter_markers()}
    ]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(kept)])
    items[:] = kept


def pytest_collection_finish() -> None:
    """What is loaded now stays to the end: Python need not look through it again and again for what can be thrown away,
    nor look as often. That took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _asks_the_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None or names & {"db", "transactional_db", "live_server"}
    return bool(marked)


PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give SQLite a file: in memory, all threads would share one connection and no two writers could ever race."""
    if connections["default"].vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep attached files of tests away from the files of a platform on the same machine."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is not there, and warnings fail tests


@pytest.fixture(scope="session", autouse=True)
def _emptying_is_quick() -> Iterator[None]:
    """After a transactional test, empty the tables that hold something, append-only ones too.

    Django would empty all, and then make content types, permissions and triggers anew: most of such a test's time.
    """

    def handle(self: flush.Command, **options: Any) -> None:
        connection = connections[options["database"]]
        names = filled()
        with ExitStack() as stack:
            if set(names) & {*appendonly.tables(), *frozen_rows.tables()}:
                stack.enter_context(appendonly.lifted(using=options["database"]))
            stack.enter_context(connection.constraint_checks_disabled())
            stack.enter_context(transaction.atomic(using=options["database"]))
            cursor = stack.enter_context(connection.cursor())
            for name in names:
                cursor.execute(f'DELETE FROM "{name}"')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: tests name the live server's address. Stands in for the plugin's own, which pytest 9 warns about."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; nothing is downloaded."""
    path = chromium()
    assert path is not None, "No Chromium: run python3 dev.py setup, or set CHROMIUM."
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A visitor in Sweden at a desk. The `page` fixture is hers."""
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": DESKTOP}


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A visitor in Sweden with a phone; may sit beside `page`, with cookies of its own."""
    held = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    with browser.new_context(**{**browser_context_args, **held}) as context:
        yield context.new_page()
