"""`servicepunkt worker`: the recurring duties, and beside them the background work that people have asked for."""

import argparse
import logging
import os
import signal
import threading
import time

from . import platform

log = logging.getLogger("servicepunkt.worker")

EVERY_SECONDS = 30
LEAVE_OFF_SECONDS = 8
"""So long a job gets to leave off when the worker is asked to stop: less than `serve` and systemd wait for it."""


def worker(options: argparse.Namespace) -> int:
    """Do what is due every 30 seconds, and jobs as they come, until asked to stop.

    A round of duties that has begun is finished first; a job is given back and begun anew by the next worker.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid() if options.with_parent else None
    platform.start_reading()
    from servicepunkt.core.jobs_running import Worker

    _catch_up()
    jobs = Worker()
    jobs.start()
    while not stop.is_set():
        one_round()
        _wait(stop, parent)
    jobs.stop(LEAVE_OFF_SECONDS)
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
