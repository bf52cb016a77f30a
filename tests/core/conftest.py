"""Fixtures for tests of what lies under everything."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from servicepunkt.core import appendonly, files
from tests.core.content import database_url, fill

RunKilled = Callable[[str], None]


@pytest.fixture
def no_files() -> None:
    """An empty file store; other tests leave files behind."""
    shutil.rmtree(files.folder(), ignore_errors=True)


@pytest.fixture
def filled(transactional_db: None, no_files: None) -> None:
    """A database with something in every room."""
    assert appendonly.missing() == []
    fill()


@pytest.fixture
def run_killed(tmp_path: Path) -> RunKilled:
    """Run code in a process of its own, on the database and files under test; the code must get itself killed."""

    def run(code: str) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SERVICEPUNKT_DATA": str(settings.DATA_DIR),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        head = "import os, signal\nfrom servicepunkt.cli import platform\nplatform.start()\n"
        head += "def die(): os.kill(os.getpid(), signal.SIGKILL)\n"
        done = subprocess.run(
            [sys.executable, "-c", head + code], env=env, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run
