import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from servicepunkt.demo import demo_accounts
from tests.cli.conftest import Script, environment

ANSWER_WITHIN_SECONDS = 60
MOST_MEGABYTES = 250


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The server running in a folder of its own, once it has said that it answers."""
    command = [sys.executable, "-m", "servicepunkt", *arguments, "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    os.set_blocking(server.stdout.fileno(), True)
    try:
        for line in server.stdout:
            if f"http://127.0.0.1:{port}/" in line:
                break
        else:
            pytest.fail(f"the server ended with {server.wait()}")
        yield server
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait(ANSWER_WITHIN_SECONDS)
        server.stdout.close()


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def _log_in(port: int, email: str, password: str) -> int:
    """The status after logging in: 302 leads on, 200 shows the form again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/konto/login/")
        answer = connection.getresponse()
        answer.read()
        token = answer.getheader("Set-Cookie", "").partition("csrftoken=")[2].partition(";")[0]
        body = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
        connection.request("POST", "/konto/login/", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _family(pid: int) -> list[int]:
    """A process and all that it has started, and they in turn."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _megabytes(pids: list[int]) -> float:
    """Memory of processes; what they share is divided among them."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _all_gone(pids: list[int]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if not any(
            Path(f"/proc/{pid}/cmdline").is_file() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids
        ):
            return True
        time.sleep(0.2)
    return False


def test_the_demonstration_in_an_empty_folder(tmp_path: Path) -> None:
    port = _free_port()
    with serving(tmp_path, port, "demo") as server:
        assert _get(port, "/healthz")[0] == 200
        status, page = _get(port, "/konto/login/")
        assert status == 200
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert _get(port, style)[0] == 200
        for account in demo_accounts():
            assert account.email in page
            assert _log_in(port, account.email, account.password) == 302
            assert _log_in(port, account.email, "something else") == 200
        family = _family(server.pid)
        assert len(family) == 3  # the watcher, the one that answers, the worker
        assert _megabytes(family) < MOST_MEGABYTES
        server.terminate()
        assert server.wait(20) == 0
        assert _all_gone(family)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["servicepunkt-demo"]


def test_a_killed_server_leaves_nobody_behind_and_starts_again(tmp_path: Path) -> None:
    port = _free_port()
    with serving(tmp_path, port, "serve") as server:
        family = _family(server.pid)
        server.send_signal(signal.SIGKILL)
        server.wait()
        assert _all_gone(family)
    with serving(tmp_path, port, "serve", "--no-worker") as server:
        assert _get(port, "/healthz")[0] == 200
        assert len(_family(server.pid)) == 2
        second = subprocess.run(
            [sys.executable, "-m", "servicepunkt", "serve", "--port", str(port)],
            cwd=tmp_path, env=environment(), capture_output=True, text=True,
        )  # fmt: skip
        assert second.returncode == 1
        assert second.stderr.startswith(f"Cannot listen on 127.0.0.1 port {port}: ")
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0


def test_demo_data_is_not_loaded_beside_other_content(script: Script, tmp_path: Path) -> None:
    assert script("load-programme", "exempelprogrammet").returncode == 0
    (tmp_path / "servicepunkt-data").rename(tmp_path / "servicepunkt-demo")
    for arguments in ([], ["--fresh"]):
        done = script("demo", "--port", str(_free_port()), *arguments)
        assert done.returncode == 1
        assert "other programmes" in done.stderr or "was not made by `servicepunkt demo`" in done.stderr
    assert (tmp_path / "servicepunkt-demo" / "servicepunkt.sqlite3").is_file()


def test_the_demonstrations_passwords_are_worth_nothing_outside_it(tmp_path: Path) -> None:
    port = _free_port()
    with serving(tmp_path, port, "demo"):
        pass
    (tmp_path / "servicepunkt-demo").rename(tmp_path / "servicepunkt-data")
    with serving(tmp_path, port, "serve", "--no-worker"):
        account = demo_accounts()[0]
        assert account.email not in _get(port, "/konto/login/")[1]
        assert _log_in(port, account.email, account.password) == 200
