"""Fixtures for tests of the console script."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from servicepunkt.cli import main, platform

Call = Callable[..., int]
Done = subprocess.CompletedProcess[str]
Script = Callable[..., Done]


@pytest.fixture
def call(db: None, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in this process, on the database under test."""
    for name in ("start", "start_reading", "start_writing"):
        monkeypatch.setattr(platform, name, lambda **_: None)
    return lambda *arguments: main(list(arguments))


def environment(**more: str) -> dict[str, str]:
    """An environment for a process of its own: this code, and nothing of the machine's own platform."""
    own = ("DATABASE_URL", "SECRET_KEY", "SERVICEPUNKT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


def _run(folder: Path, *arguments: str, **options: Any) -> Done:
    command = [sys.executable, "-m", "servicepunkt", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, **options)


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Run the console script as people do, in an empty folder."""
    return partial(_run, tmp_path)


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    done = _run(folder, "load-programme", "exempelprogrammet")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def begun(_begun: Path, tmp_path: Path) -> None:
    """The empty folder is none: a platform with a programme is there already (made once, copied for each test)."""
    shutil.copytree(_begun, tmp_path, dirs_exist_ok=True)
