"""`servicepunkt serve` and `servicepunkt demo`: granian, with a worker beside it.

This process only watches over the others and never loads Django: preparing, answering and the recurring duties each run
in a process of their own. All of them end with this one, also when it is killed.
"""

import argparse
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from . import platform
from .failures import CommandFailed
from .preparing import DEMO_MARK

# Each thread keeps a database connection; Python runs one of them at a time anyway.
THREADS = 4
KILL_AFTER_SECONDS = 15
ANSWER_WITHIN_SECONDS = 60
RESTART_AFTER_SECONDS = 5

Application = Callable[..., Any]


def serve(options: argparse.Namespace) -> int:
    """Prepare, then serve until stopped (SIGTERM or Ctrl+C)."""
    _demand_free_port(options.host, options.port)
    return _prepare(["--no-migrate"] if options.no_migrate else []) or _run(
        options.host, options.port, workers=options.workers, with_worker=not options.no_worker
    )


def demo(options: argparse.Namespace) -> int:
    """Serve demonstration data from ./servicepunkt-demo, loading it first when it is not there."""
    os.environ["SERVICEPUNKT_DEMO"] = "1"
    os.environ.setdefault("SERVICEPUNKT_DATA", "servicepunkt-demo")
    os.environ.setdefault("SERVICEPUNKT_ADDRESS", f"http://127.0.0.1:{options.port}/")  # links in its letters
    _demand_free_port(options.host, options.port)
    if options.fresh:
        _throw_demo_away()
    print("Getting the demonstration ready", flush=True)
    return _prepare(["--demo"]) or _run(options.host, options.port, workers=1, with_worker=True)


def _throw_demo_away() -> None:
    """Remove what a demonstration left in its data folder. Raises CommandFailed where it is not certain to be one."""
    folder = platform.data_folder()
    if os.environ.get("DATABASE_URL"):
        raise CommandFailed("--fresh removes the demonstration's own SQLite database only; DATABASE_URL names another.")
    if not folder.exists():
        return
    if not (folder / DEMO_MARK).is_file():
        raise CommandFailed(f"{folder} was not made by `servicepunkt demo`, so nothing was removed.")
    for name in ("servicepunkt.sqlite3", "servicepunkt.sqlite3-wal", "servicepunkt.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "files", ignore_errors=True)


def _demand_free_port(host: str, port: int) -> None:
    """Raise CommandFailed when the address cannot be listened on (granian itself would share a port silently)."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandFailed(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. Another port: --port {port % 65535 + 1}"
        ) from error


def _prepare(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "servicepunkt", "prepare", *arguments]).returncode


# --- the worker beside ------------------------------------------------------------------------------------------------


class _Worker:
    """The worker's process; started again when it ends in error."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.stopping.is_set():
            self.process = subprocess.Popen([sys.executable, "-m", "servicepunkt", "worker", "--with-parent"])
            if self.process.wait() == 0:  # it was asked to stop, by us or by Ctrl+C
                return
            self.stopping.wait(RESTART_AFTER_SECONDS)

    def stop(self) -> None:
        self.stopping.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(KILL_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


# --- the server -------------------------------------------------------------------------------------------------------


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, so that a killed server leaves nobody answering on its port."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _application(_target: str) -> Application:
    """The WSGI application, loaded in the process that answers pages."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from servicepunkt.wsgi import application

    return application


def _run(host: str, port: int, *, workers: int, with_worker: bool) -> int:
    server = Server(
        "servicepunkt.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        websockets=False,
    )
    beside = _Worker()
    if with_worker:
        server.on_startup(beside.start)
    server.on_shutdown(beside.stop)
    threading.Thread(target=_announce, args=(host, port), daemon=True).start()
    server.serve(target_loader=_application)
    print("Stopped", flush=True)
    return 0


def _announce(host: str, port: int) -> None:
    """Say where the platform is, once it answers there."""
    shown = f"[{host}]" if ":" in host else host
    until = time.monotonic() + ANSWER_WITHIN_SECONDS
    while time.monotonic() < until:
        if _answers(host, port):
            demo_words = " with demonstration data" if os.environ.get("SERVICEPUNKT_DEMO") == "1" else ""
            print(f"Servicepunkt answers{demo_words} on http://{shown}:{port}/ (stop with Ctrl+C)", flush=True)
            return
        time.sleep(0.3)
    print(f"Servicepunkt has not answered within {ANSWER_WITHIN_SECONDS} seconds", file=sys.stderr, flush=True)


def _answers(host: str, port: int) -> bool:
    """Whether /healthz answers that all is well."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    named = os.environ.get("SERVICEPUNKT_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    connection = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": named})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
