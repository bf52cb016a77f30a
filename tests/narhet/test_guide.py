"""The guide can be followed: its programs and commands run on the real data and print what it says they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from narhet.cli import main
from tests.narhet.roads.shared import SHARED, real_file

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "narhet-guide.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_whoever_follows_the_guide_gets_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real_file("norrbotten_bus_graph_2022.json")
    (tmp_path / "data").symlink_to(SHARED, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    commands = printed = 0
    told: set[str] = set()
    for language, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        if language == "python":  # "# name.py: …" or "# name.py" is its first line
            (tmp_path / text.split()[1].rstrip(":")).write_text(text, "utf-8")
        elif language == "sh":
            told = {line.rstrip() for command in text.splitlines() for line in followed(command, capsys)}
            commands += len(text.splitlines())
        elif commands:  # what stands before the first command needs the network
            expected = [line for line in text.splitlines() if line not in ("", "…")]
            assert [line for line in expected if line not in told] == []
            printed += len(expected)
    assert commands >= 8 and printed > 30
    assert (tmp_path / "map-post.svg").stat().st_size > 5_000


def followed(command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run a line of the guide; what it prints."""
    program, *words = shlex.split(command)
    if program == "narhet":
        assert main(words) == 0, capsys.readouterr().err
        return capsys.readouterr().out.splitlines()
    assert program == "python"
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([sys.executable, *words], capture_output=True, text=True, encoding="utf-8", env=path)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()
