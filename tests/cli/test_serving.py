import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from servicepunkt.core import clock
from servicepunkt.demo import demo_accounts
from tests.cli.conftest import Script, environment

LOGIN = "/konto/login/"
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


class Visitor:
    """Somebody with a browser: keeps cookies, sends forms with the token of their page."""

    def __init__(self, port: int) -> None:
        self.at = f"http://127.0.0.1:{port}"
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def form(self, path: str) -> tuple[str, dict[str, str]]:
        """A page, and the hidden fields of its last form with a token."""
        page = self.opener.open(self.at + path, timeout=20).read().decode()
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        return page, dict(hidden)

    def send(self, path: str, fields: dict[str, str], upload: tuple[str, bytes] | None = None) -> str:
        """Send a form as a browser does; the address it led to."""
        edge = "----servicepunkt"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        body = "".join(parts).encode()
        if upload:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="{upload[0]}"\r\n\r\n'
            body += head.encode() + upload[1] + b"\r\n"
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        request = Request(self.at + path, body + f"--{edge}--\r\n".encode(), headers)
        address: str = self.opener.open(request, timeout=20).geturl()
        return address.removeprefix(self.at)

    def log_in(self, email: str, password: str) -> bool:
        """Whether the password was accepted."""
        hidden = self.form(LOGIN)[1]
        return self.send(LOGIN, {**hidden, "login": email, "password": password}) != LOGIN


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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration has been told once; tests take copies."""
    folder = tmp_path_factory.mktemp("told")
    with serving(folder, _free_port(), "demo"):
        return folder


def test_the_demonstration_in_an_empty_folder(tmp_path: Path) -> None:
    port = _free_port()
    with serving(tmp_path, port, "demo") as server:
        assert _get(port, "/healthz")[0] == 200
        status, page = _get(port, LOGIN)
        assert status == 200
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert _get(port, style)[0] == 200
        for account in demo_accounts():
            assert account.email in page
            assert Visitor(port).log_in(account.email, account.password)
        assert not Visitor(port).log_in(demo_accounts()[0].email, "something else")
        family = _family(server.pid)
        assert len(family) == 3  # the watcher, the one that answers, the worker
        assert _megabytes(family) < MOST_MEGABYTES
        server.terminate()
        assert server.wait(20) == 0
        assert _all_gone(family)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["servicepunkt-demo"]


@pytest.mark.usefixtures("begun")
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


@pytest.mark.usefixtures("begun")
def test_demo_data_is_not_loaded_beside_other_content(script: Script, tmp_path: Path) -> None:
    (tmp_path / "servicepunkt-data").rename(tmp_path / "servicepunkt-demo")
    for arguments in ([], ["--fresh"]):
        done = script("demo", "--port", str(_free_port()), *arguments)
        assert done.returncode == 1
        assert "other programmes" in done.stderr or "was not made by `servicepunkt demo`" in done.stderr
    assert (tmp_path / "servicepunkt-demo" / "servicepunkt.sqlite3").is_file()


def test_the_demonstrations_passwords_are_worth_nothing_outside_it(told: Path, tmp_path: Path) -> None:
    port = _free_port()
    shutil.copytree(told / "servicepunkt-demo", tmp_path / "servicepunkt-data")
    with serving(tmp_path, port, "serve", "--no-worker"):
        account = demo_accounts()[0]
        assert account.email not in _get(port, LOGIN)[1]
        assert not Visitor(port).log_in(account.email, account.password)


STATE = "/program/exempelprogrammet/ort/blabarsvik/krav/utbyte-med-andra-projekt/"


def _write_until_killed(port: int, family: list[int], after: int) -> list[str]:
    """State the same requirement again and again, each time with another file; kill all while that goes on."""
    visitor, saved = Visitor(port), []
    assert visitor.log_in("elin@example.com", "servicepunkt")

    def kill() -> None:
        for pid in family:
            os.kill(pid, signal.SIGKILL)

    try:
        for number in range(1000):
            note = f"gång {number}"
            hidden = visitor.form(STATE)[1]
            fields = {**hidden, "says": "met", "on": str(clock.today()), "note": note}
            if number == after:
                threading.Timer(0.02, kill).start()
            assert visitor.send(STATE, fields, ("bilaga.txt", note.encode())) == STATE
            saved.append(note)
    except (URLError, OSError, http.client.HTTPException):
        return saved
    pytest.fail("the server went on answering")


def test_a_server_killed_while_somebody_writes_leaves_nothing_half_done(
    script: Script, told: Path, tmp_path: Path
) -> None:
    port = _free_port()
    shutil.copytree(told / "servicepunkt-demo", tmp_path / "servicepunkt-demo")
    with serving(tmp_path, port, "demo") as server:
        saved = _write_until_killed(port, _family(server.pid), after=6)
        assert server.wait() == -signal.SIGKILL
    assert len(saved) >= 6
    database = tmp_path / "servicepunkt-demo" / "servicepunkt.sqlite3"
    with closing(sqlite3.connect(database)) as rows:
        notes = [n for (n,) in rows.execute("SELECT note FROM method_statement WHERE note LIKE 'gång %' ORDER BY id")]
        assert notes[: len(saved)] == saved  # what was told to be saved is there
        assert len(notes) <= len(saved) + 1
        written = "SELECT thing_id FROM core_journalentry WHERE thing = 'statement' ORDER BY thing_id"
        assert (
            rows.execute(written).fetchall() == rows.execute("SELECT id FROM method_statement ORDER BY id").fetchall()
        )
        attached = "SELECT attachment_id FROM method_statement WHERE note LIKE 'gång %' ORDER BY id"
        stored = "SELECT id FROM core_storedfile WHERE name = 'bilaga.txt' ORDER BY id"
        assert rows.execute(attached).fetchall() == rows.execute(stored).fetchall()
    with serving(tmp_path, port, "demo"):
        assert _get(port, "/healthz")[0] == 200
        until = time.monotonic() + 20  # the worker renews what a killed server left behind
        (tmp_path / "servicepunkt-data").symlink_to("servicepunkt-demo")
        while (found := script("check")).returncode and time.monotonic() < until:
            time.sleep(0.5)
    assert found.returncode == 0, found.stdout + found.stderr
