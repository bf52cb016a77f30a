"""The jobs of the table that ask for the nearest facilities, or make roads ready: a peer and narhet in the same run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from narhet.bench.measuring import ABSENT, WRONG, DifferentAnswerError, Line, clocked, line, measured, same
from narhet.bench.peers import NEAREST, Pandana, Question, peer_version
from narhet.bench.subject import Ready, Subject, Told
from narhet.errors import MissingPackageError
from narhet.nearest import Nearness
from narhet.roads.network import Ints

NEAREST_RATIOS = {"scipy": (120, 250), "networkit": (250, 600), "routingkit-cch": (15, 30)}
EXTRACT_RATIOS = (50, 200)
READY_RATIOS, PROFILE_RATIOS = (8, 15), (30, 50)
PAIRS = 200
"""Pairs of nodes on which Pandana's answers are compared."""


def nearest_lines(
    subject: Subject, ready: Ready, peers: Sequence[str], *, repeats: int, calls: int = 1, extract: bool, told: Told
) -> list[Line]:
    """All kinds for all points: one line for each peer, then what narhet takes for more than times.

    A turn is `calls` calls. `extract` takes the goals for a real extract, which are against SciPy alone.
    """
    what = f"nearest of {len(subject.kinds)} kinds × {len(subject.kinds[0]):,} for {len(subject.points):,} points"
    job = f"{what}, real extract" if extract else what
    question = Question(subject.roads, subject.tenths, subject.points, subject.kinds)
    lines = []
    for name in peers:
        if name not in NEAREST:
            continue
        least, aim = NEAREST_RATIOS[name] if not extract else EXTRACT_RATIOS if name == "scipy" else (None, None)
        told(f"{job}: {name}")
        lines.append(
            judged_line(job, name, partial(_against, job, name, question, ready, (repeats, calls), least, aim))
        )
    return lines


def _against(
    job: str,
    name: str,
    question: Question,
    ready: Ready,
    turns: tuple[int, int],
    least: float | None,
    aim: float | None,
) -> Line:
    version = peer_version(name)
    peer = NEAREST[name](question)
    own = ready.nearness.times(question.kinds)
    for number, kind in enumerate(question.kinds):
        same(f"kind {number}", own[number], peer.read(peer.ask(kind)))
    return measured(
        job,
        f"{name} {version}",
        lambda: sum(clocked(peer.ask, kind)[0] for kind in question.kinds),
        lambda: clocked(ready.nearness.times, question.kinds)[0],
        repeats=turns[0],
        calls=turns[1],
        least=least,
        aim=aim,
        note=f"medians of {turns[0]} turns" + (f", each of {turns[1]} calls" if turns[1] > 1 else ""),
    )


def told_lines(subject: Subject, ready: Ready, *, repeats: int) -> list[Line]:
    """What narhet takes alone: one thread, and the identity of one, two and three nearest."""
    alone = Nearness(
        ready.metric, subject.points, sites=np.unique(np.concatenate([subject.points, *subject.kinds])), threads=1
    )
    asked: list[tuple[str, Callable[[], object]]] = [("times, one thread", partial(alone.times, subject.kinds))]
    for many in (1, 2, 3):
        words = "the nearest" if many == 1 else f"the {many} nearest"
        asked.append((f"{words} with identity", partial(ready.nearness.nearest, subject.kinds, nearest=many)))
    lines = []
    for job, work in asked:
        work()
        runs = [clocked(work)[0] for _ in range(repeats)]
        lines.append(Line(job, "–", None, float(np.median(runs)), runs={"narhet": runs}))
    return lines


def ready_lines(subject: Subject, ready: Ready, *, told: Told) -> list[Line]:
    """Roads to ready, and a new speed profile, against the making of Pandana's network."""
    jobs = (
        (f"roads to ready ({subject.roads.nodes:,} nodes)", ready.whole, READY_RATIOS),
        ("new speed profile", ready.profile, PROFILE_RATIOS),
    )
    told("roads to ready: pandana")
    try:
        seconds, version = _pandana(subject, ready)
    except (MissingPackageError, DifferentAnswerError) as error:
        return [lost(job, "pandana", error) for job, _, _ in jobs]
    note = f"pandana built once, narhet's median of {len(ready.whole)}; {PAIRS} pairs compared"
    return [
        line(job, f"pandana {version}", {"peer": [seconds], "narhet": runs}, least=least, aim=aim, note=note)
        for job, runs, (least, aim) in jobs
    ]


def _pandana(subject: Subject, ready: Ready) -> tuple[float, str]:
    """(seconds of building, version), answers compared."""
    version = peer_version("pandana")
    peer = Pandana(Question(subject.roads, subject.tenths, subject.points, subject.kinds))
    chance = np.random.default_rng(2)
    start, end = chance.integers(0, subject.roads.nodes, (2, PAIRS)).astype(np.int32)
    same("pairs", _between(ready, start, end), peer.pairs(start, end))
    return peer.seconds, version


def _between(ready: Ready, start: Ints, end: Ints) -> Ints:
    times = Nearness(ready.metric, start, sites=np.unique(end)).times([end[i : i + 1] for i in range(len(end))])
    return np.ascontiguousarray(times.diagonal())


def judged_line(job: str, peer: str, work: Callable[[], Line]) -> Line:
    """The line, or why there is none: the peer is not installed, or the two do not answer alike."""
    try:
        return work()
    except (MissingPackageError, DifferentAnswerError) as error:
        return lost(job, peer, error)


def lost(job: str, peer: str, error: Exception) -> Line:
    """A line without times."""
    verdict = WRONG if isinstance(error, DifferentAnswerError) else ABSENT
    return Line(job, peer, None, None, verdict=verdict, note=str(error))
