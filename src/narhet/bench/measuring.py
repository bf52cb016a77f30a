"""How a job is measured: answers compared first, then both take turns, and medians are set against each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
T = TypeVar("T")

MET, AIM, MISSED, WRONG, ABSENT, TOLD = "at least met", "aim met", "MISSED", "WRONG", "not measured", "told"
"""Verdicts of a line."""


class DifferentAnswerError(Exception):
    """A peer and narhet do not answer alike; no time is worth anything then."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes
    ----------
    job : str
    peer : str
        With its version, or why it is not there.
    theirs, ours : float or None
        Seconds, medians; None where nothing was measured.
    least, aim : float or None
        Ratios that bind and that are aimed at; None where the line only tells.
    verdict : str
    note : str
        What was extrapolated, how many repeats.
    runs : name → seconds of every single run
    """

    job: str
    peer: str
    theirs: float | None
    ours: float | None
    least: float | None = None
    aim: float | None = None
    verdict: str = TOLD
    note: str = ""
    runs: dict[str, list[float]] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times longer the peer takes."""
        return self.theirs / self.ours if self.theirs is not None and self.ours else None


def judged(ratio: float | None, least: float | None, aim: float | None) -> str:
    """The verdict on a ratio."""
    if ratio is None or least is None:
        return TOLD
    return MISSED if ratio < least else AIM if aim is not None and ratio >= aim else MET


def measured(
    job: str,
    peer: str,
    theirs: Callable[[], float],
    ours: Callable[[], float],
    *,
    repeats: int,
    calls: int = 1,
    least: float | None = None,
    aim: float | None = None,
    note: str = "",
) -> Line:
    """Let both take turns; each call does the work once and tells its seconds.

    Where the work is short a turn is `calls` of them in a row, and tells their mean.

    Peers whose single run is long enough to be steady may answer from one run (`theirs` then repeats a number).
    """
    runs: dict[str, list[float]] = {"peer": [], "narhet": []}
    for _ in range(repeats):
        for name, work in (("peer", theirs), ("narhet", ours)):
            runs[name].append(sum(work() for _ in range(calls)) / calls)
    return line(job, peer, runs, least=least, aim=aim, note=note)


def line(
    job: str,
    peer: str,
    runs: dict[str, list[float]],
    *,
    least: float | None = None,
    aim: float | None = None,
    note: str = "",
    times: float = 1.0,
) -> Line:
    """A line of runs that were made, the peer's times `times` where it was extrapolated."""
    theirs, ours = float(np.median(runs["peer"])) * times, float(np.median(runs["narhet"]))
    verdict = judged(theirs / ours, least, aim)
    return Line(job, peer, theirs, ours, least, aim, verdict, note, runs)


def clocked(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[float, T]:
    """(seconds on the clock, what it gave)."""
    begin = time.perf_counter()
    result = work(*args, **kwargs)
    return time.perf_counter() - begin, result


def same(what: str, ours: npt.ArrayLike, theirs: npt.ArrayLike) -> None:
    """Compare two answers number by number.

    Raises
    ------
    DifferentAnswerError
        They differ; says in how many places, and shows the first.
    """
    one, other = np.asarray(ours), np.asarray(theirs)
    if one.shape != other.shape:
        raise DifferentAnswerError(f"{what}: narhet answers {one.shape} numbers, the peer {other.shape}")
    differ = np.argwhere(one != other)
    if len(differ):
        at = tuple(differ[0])
        raise DifferentAnswerError(
            f"{what}: {len(differ):,} of {one.size:,} answers differ, the first at {', '.join(map(str, at))}: "
            f"narhet {one[at]}, the peer {other[at]}"
        )
