#!/usr/bin/env python3
"""Everything a developer runs, with nothing but Python (3.11 or newer) and git to begin with.

    python3 dev.py demo [--port N]      set up, then serve the platform with demonstration data
    python3 dev.py test [pytest ...]    set up, then all checks and all tests, on SQLite and on PostgreSQL
    python3 dev.py setup                only set up
    python3 dev.py check                only the checks that need no test run
    python3 dev.py bench                set up, then the benchmarks (see docs/benchmarks.md)
    python3 dev.py messages [--check]   bring the English translation in step with the code
    python3 dev.py lock [--upgrade]     write requirements*.txt anew from pyproject.toml (needs uv)

All packages go into `.venv` in this folder, from the hash-pinned lock; a second run finds them there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"Servicepunkt needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: python3.11 dev.py")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = str(BIN / "python")
LOCK = ROOT / "requirements-dev.txt"
LOG = ROOT / "build" / "postgresql.log"
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

Command = Sequence[str]


def say(text: str) -> None:
    """Tell what happens now, in order with the output of the commands that follow."""
    print(f"\n» {text}", flush=True)


def run(command: Command, env: Mapping[str, str] | None = None) -> None:
    """Run a command that must succeed.

    Raises SystemExit with the command as explanation when it does not.
    """
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        sys.exit(f"\nThis command failed, see above: {' '.join(command)}")


# --- set up -----------------------------------------------------------------------------------------------------------


def can_apt_get() -> bool:
    """Whether missing system packages can simply be installed: root on Debian or a relative of it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_get(package: str) -> None:
    """Install one Debian package and what it needs."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "--quiet"], env)
    run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", package], env)


def chromium() -> str | None:
    """The browser for the tests: the one named by CHROMIUM, else the first found on this machine."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else BROWSERS))
    return next((path for path in found if path), None)


def find_browser() -> str:
    """The browser for the tests, installed first where that is possible.

    Raises SystemExit with advice where it is not.
    """
    if not chromium() and not os.environ.get("CHROMIUM") and can_apt_get():
        say("Installing Chromium for the browser tests")
        apt_get("chromium")
    path = chromium()
    if path is None:
        sys.exit(
            "\nThe tests need Chromium or Google Chrome, and none was found.\n"
            "Install one (on Debian: apt-get install chromium),\n"
            "or name it: CHROMIUM=/path/to/chromium python3 dev.py test\n"
            "The demonstration runs without: python3 dev.py demo"
        )
    return path


def digest(*parts: str | Path) -> str:
    """One hash over texts and the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def once(name: str, key: str, work: Callable[[], None]) -> None:
    """Do `work` unless it was finished for this `key` before. An interrupted run is not finished."""
    stamp = VENV / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text() == key:
        return
    stamp.unlink(missing_ok=True)
    work()
    stamp.write_text(key)


def install_packages() -> None:
    """Make `.venv` from nothing and install exactly the locked packages: with uv if it is here, else with pip."""
    uv = shutil.which("uv")
    say(f"Installing the locked packages into .venv with {'uv' if uv else 'pip'} (once; the first time takes a minute)")
    if uv:
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)])
        run([uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", str(LOCK)])
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships Python without it
        package = f"python3.{sys.version_info.minor}-venv"
        if not can_apt_get():
            sys.exit(f"\nThis Python cannot make virtual environments. On Debian: apt-get install {package}")
        apt_get(package)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(LOCK)])


def install_project() -> None:
    """Install the project itself for editing; everything it and its build need is in the lock already."""
    say("Installing the project for editing")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if uv := shutil.which("uv"):
        run([uv, "pip", "install", "--python", PYTHON, *options])
        return
    if subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode:
        run([PYTHON, "-m", "ensurepip"])  # uv made this .venv and is not here any more
    run([PYTHON, "-m", "pip", "install", *options])


def prepare() -> None:
    """Bring `.venv`, the project in it and the compiled translations up to date. Costs nothing when they are."""
    once("packages", digest(sys.version, str(ROOT), LOCK), install_packages)
    once("project", digest(ROOT / "pyproject.toml", ROOT / "build_hook.py"), install_project)
    for po in (ROOT / "src").glob("**/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            run([PYTHON, "build_hook.py"])
            break


# --- checks and tests -------------------------------------------------------------------------------------------------

CHECKS: Mapping[str, Command] = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet"],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet"],
    "mypy": [str(BIN / "mypy")],
    "import layers": [str(BIN / "lint-imports"), "--no-logo", "--cache-dir", "build/imports"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "translation": [PYTHON, "-m", "tools.messages", "--check"],
}

Result = tuple[str, bool, float]  # what ran, whether it passed, seconds


def test_environment() -> dict[str, str]:
    """The caller's environment without the settings of a platform of the caller's own: no test may touch that."""
    own = ("DATABASE_URL", "SECRET_KEY", "DJANGO_", "SERVICEPUNKT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    data = ROOT / "build" / "test-data"
    data.mkdir(parents=True, exist_ok=True)
    return {**env, "DJANGO_SETTINGS_MODULE": "servicepunkt.settings", "SERVICEPUNKT_DATA": str(data)}


def run_checks() -> list[Result]:
    """Run every check, also after a failed one, so that one run shows all there is to mend."""
    results = []
    for name, command in CHECKS.items():
        say(name)
        start = time.monotonic()
        passed = subprocess.run(command, cwd=ROOT, env=test_environment()).returncode == 0
        results.append((name, passed, time.monotonic() - start))
    return results


def run_suites(pytest_args: Sequence[str]) -> list[Result]:
    """Run the tests on both databases side by side, one core each; PostgreSQL's output follows when it is done."""
    pytest = [PYTHON, "-m", "pytest", *pytest_args]
    env = {**test_environment(), "CHROMIUM": find_browser()}
    start = time.monotonic()
    with LOG.open("wb") as log:
        own_folders = ["--override-ini=cache_dir=build/pytest-postgresql", "--output=build/failures-postgresql"]
        command = [PYTHON, "-m", "tests.postgres", *pytest, *own_folders]
        # A session of its own: Ctrl-C comes to us, and we tell it to stop its server.
        other = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            say("tests on SQLite (PostgreSQL runs meanwhile)")
            sqlite = subprocess.run(pytest, cwd=ROOT, env=env).returncode == 0
            results = [("tests on SQLite", sqlite, time.monotonic() - start)]
            postgres = other.wait() == 0
        except BaseException:
            other.terminate()
            other.wait()
            raise
    results.append(("tests on PostgreSQL", postgres, time.monotonic() - start))
    say("tests on PostgreSQL")
    print(LOG.read_text(encoding="utf-8", errors="replace"), flush=True)
    return results


def summarise(results: Sequence[Result]) -> int:
    """Print one line for each result and return the exit code: 0 when all passed, else 1."""
    say("summary")
    for name, passed, seconds in results:
        print(f"  {'passed' if passed else 'FAILED'}  {name:<22}{seconds:6.1f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


# --- commands ---------------------------------------------------------------------------------------------------------


def demo(port: int) -> int:
    """Serve the platform with demonstration data until it is stopped."""
    prepare()
    command = [str(BIN / "servicepunkt"), "demo", "--port", str(port)]
    sys.stdout.flush()
    os.execv(command[0], command)


def test(pytest_args: Sequence[str]) -> int:
    """All checks and all tests, on both databases."""
    prepare()
    find_browser()  # a missing browser is told before the long part
    return summarise([*run_checks(), *run_suites(pytest_args)])


def lock(uv_args: Sequence[str]) -> int:
    """Write both lock files anew: every package for every platform with its hashes, no address of any registry."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Writing the lock needs uv (python3 -m pip install uv). Everything else runs without it.")
    common = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    common += ["--custom-compile-command", "python3 dev.py lock", *uv_args, "pyproject.toml"]
    run([*common, "--output-file", "requirements.txt"])
    run([*common, "--group", "dev", "--constraint", "requirements.txt", "--output-file", "requirements-dev.txt"])
    return 0


def main(argv: Sequence[str]) -> int:
    """Read the command line and do what it says; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("setup", "check"):
        commands.add_parser(name)
    commands.add_parser("test", add_help=False)
    commands.add_parser("bench", add_help=False)
    commands.add_parser("demo").add_argument("--port", type=int, default=8000)
    commands.add_parser("lock").add_argument("--upgrade", action="store_true")
    commands.add_parser("messages").add_argument("--check", action="store_true")
    options, rest = parser.parse_known_args(argv)
    if rest and options.command not in ("test", "bench"):
        parser.error(f"unknown: {' '.join(rest)}")
    os.chdir(ROOT)
    if options.command == "demo":
        return demo(options.port)
    if options.command == "test":
        return test(rest)
    if options.command == "bench":
        return subprocess.run([PYTHON, "-m", "bench", *rest], cwd=ROOT).returncode
    if options.command == "lock":
        return lock(["--upgrade"] if options.upgrade else [])
    prepare()
    if options.command == "check":
        return summarise(run_checks())
    if options.command == "messages":
        return subprocess.run([PYTHON, "-m", "tools.messages", *(["--check"] if options.check else [])]).returncode
    find_browser()
    say("Ready. Next: python3 dev.py demo, or python3 dev.py test")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stopped run still stops what it started
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
