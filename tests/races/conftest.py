"""Two people at the same moment: each in a thread with a connection of its own, on the database the suite runs on."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import close_old_connections, connections

from servicepunkt.core import clock
from tests.method.building import TODAY, Village, programme, village
from tests.told import told_once

Outcome = Any
"""What a call returned, or the exception it raised."""


def at_once(*calls: Callable[[], object]) -> list[Outcome]:
    """Make all calls at the same moment, and give back what came of each, in the order given."""
    barrier, out = Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        close_old_connections()
        try:
            connections["default"].ensure_connection()
            barrier.wait(30)
            out[number] = call()  # type: ignore[call-overload]
        except Exception as raised:  # noqa: BLE001 - handed to the test, which judges it
            out[number] = raised  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return out


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def by(transactional_db: None) -> Village:
    """A village with its leader, contact person and municipality seated."""
    return told_once("a village of two", lambda: village(programme(2)))
