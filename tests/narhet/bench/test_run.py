"""The measuring command: every job in its table, and no ratio where answers differ or a peer is not there."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narhet.bench import jobs, peers
from narhet.bench.alone import FirstCall
from narhet.bench.growth import Point, growth_svg, growth_table
from narhet.bench.measuring import ABSENT, WRONG
from narhet.bench.network import made_network
from narhet.bench.subject import Ready, Subject
from narhet.cli import bench, main
from narhet.errors import MissingPackageError
from narhet.roads.network import Ints


def silent(words: str) -> None:
    pass


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject.of_made(made_network(1_000, facilities=20))


@pytest.fixture(scope="module")
def ready(subject: Subject) -> Ready:
    return Ready.of(subject, repeats=1, threads=1, told=silent)


def test_a_peer_that_answers_wrong_gets_no_ratio(
    subject: Subject, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Liar(peers.Scipy):
        def read(self, answer: Any) -> Ints:
            return super().read(answer) + np.int32(1)

    monkeypatch.setitem(peers.NEAREST, "scipy", Liar)
    (line,) = jobs.nearest_lines(subject, ready, ["scipy"], repeats=1, extract=False, told=silent)
    assert line.verdict == WRONG
    assert line.ratio is None
    assert "answers differ" in line.note


def test_a_peer_that_is_not_installed_is_told_in_its_line(
    subject: Subject, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(peer: str) -> str:
        raise MissingPackageError(f"This needs {peer}: install it")

    monkeypatch.setattr(jobs, "peer_version", gone)
    lines = jobs.nearest_lines(subject, ready, ["networkit"], repeats=1, extract=False, told=silent)
    lines += jobs.ready_lines(subject, ready, told=silent)
    assert [line.verdict for line in lines] == [ABSENT, ABSENT, ABSENT]
    assert all("install it" in line.note for line in lines)


def test_the_command_measures_every_job_and_keeps_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "first_call", lambda folder: FirstCall(20.0, 2.0, 0.001))  # compiles for half a minute
    out = tmp_path / "results"
    asked = ["bench", "--nodes", "1000", "--peers", "scipy", "--no-growth", "--networks", str(tmp_path), "-o", str(out)]
    assert main(asked) == 0
    told = capsys.readouterr().out
    kept = json.loads((out / "results.json").read_text(encoding="utf-8"))
    jobs_told = " | ".join(line["job"] for line in kept["lines"])
    for job in (
        "nearest of 10 kinds",
        "opened of",
        "closed of",
        "closures ranked",
        "gain at all",
        "first call",
        "memory",
    ):
        assert job in jobs_told
        assert job in told
        assert job in (out / "tables.md").read_text(encoding="utf-8")
    against = [line for line in kept["lines"] if line["peer"].startswith("scipy")]
    assert len(against) >= 5
    assert all(line["ratio"] > 0 and line["verdict"] != WRONG for line in against)


def test_what_grows_is_drawn_with_a_name_at_every_line() -> None:
    points = [
        Point(nodes, kinds, nodes / 1e5, nodes / 4e5, 0.1, kinds * nodes / 1e9, nodes * 300 + kinds)
        for nodes in (100_000, 300_000)
        for kinds in (1, 10)
    ]
    svg = growth_svg(points)
    for name in ("roads to ready", "new profile", "ask 1 kind", "ask 10 kinds", "100 k", "300 k"):
        assert f">{name}<" in svg
    assert growth_table(points).count("\n") == 5
