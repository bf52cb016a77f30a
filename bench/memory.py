"""Memory of one served platform: `servicepunkt serve` with one worker, after two hundred pages."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

REQUESTS = 200
UP_WITHIN_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # A thread may have started some of them.
    for task in Path(f"/proc/{pid}/task").iterdir():
        children += (task / "children").read_text().split()
    return [pid, *(one for child in sorted(set(map(int, children))) for one in _family(child))]


def _megabytes(pid: int, name: str) -> float:
    """A figure of a process: Rss is all it holds, Pss counts what several processes share only once."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1]) * 1024 / 1_000_000


def _get(port: int, address: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Host": "localhost"})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def _wait_until_up(port: int) -> None:
    until = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            if _get(port, "/healthz", "") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the served platform did not answer")


def served(addresses: Iterable[str], cookie: str) -> dict[str, float]:
    """Serve, open the addresses in turn, and look: megabytes of each process, and pages a second.

    Raises RuntimeError when a page does not open. Linux only (/proc).
    """
    port, known = _free_port(), list(addresses)
    command = [sys.executable, "-m", "servicepunkt", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL)
    try:
        _wait_until_up(port)
        before = time.perf_counter()
        for number in range(REQUESTS):
            status = _get(port, known[number % len(known)], cookie)
            if status != 200:
                raise RuntimeError(f"{known[number % len(known)]} answers {status}")
        took = time.perf_counter() - before
        family = _family(server.pid)
        resident, own = ([_megabytes(pid, name) for pid in family] for name in ("Rss", "Pss"))
    finally:
        server.terminate()
        server.wait(30)
    return {
        "processes": len(family),
        "the process that answers, MB resident": max(resident),
        "all processes, MB resident": sum(resident),
        "all processes, MB with what they share counted once": sum(own),
        "pages a second, one caller": REQUESTS / took,
    }
