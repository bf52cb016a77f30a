"""`servicepunkt worker`: the recurring duties."""

import argparse
import logging
import os
import signal
import threading
import time

from . import platform

log = logging.getLogger("servicepunkt.worker")

EVERY_SECONDS = 30


def worker(options: argparse.Namespace) -> int:
    """Do what is due every 30 seconds until asked to stop; a round that has begun is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid() if options.with_parent else None
    platform.start_reading()
    _catch_up()
    while not stop.is_set():
        one_round()
        _wait(stop, parent)
    return 0


def _catch_up() -> None:
    """Renew remembered progress: a server that was killed may have committed facts and had no time to renew it."""
    from servicepunkt.method.progress import renew_all

    renew_all()


def _wait(stop: threading.Event, parent: int | None) -> None:
    """Wait for the next round, or until stopped. A worker that belongs to a server ends with it, however that ended."""
    until = time.monotonic() + EVERY_SECONDS
    while time.monotonic() < until and not stop.wait(1):
        if parent is not None and os.getppid() != parent:
            stop.set()


def one_round() -> list[str]:
    """Do what is due once; a database that does not answer is tried again in the next round."""
    from django.db import DatabaseError, close_old_connections, connection

    from servicepunkt.core.duties import run_due

    close_old_connections()
    try:
        return run_due()
    except DatabaseError:
        log.exception("A recurring duty failed and is tried again")
        connection.close()
        return []
