"""The nearest facilities of points in regions: in one process, or on a Dask cluster. The answers are those of the
whole network, whatever the regions: what is not proven is asked again farther out, in the end of all roads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.nearest import Kinds, Nearest
from narhet.regions.clips import Flags, cut, frame_of
from narhet.regions.cluster import connected
from narhet.regions.tasks import Answer, StoredTimes, Task, answer
from narhet.roads.network import Ints, Longs, RoadNetwork

OVERLAP = 20_000.0
"""Metres that a region reaches beyond its points at first. Too little costs another round, too much double work."""

ROUNDS = 4
"""How often the overlap is tried and doubled before all roads are asked: up to 160 km from 20."""

_LEAST = 1_000.0  # metres; an overlap of 0 is not doubled

Told = Callable[[str, int, int | None], None]
"""What is done, how much of it, of how much (None: not known)."""


class Runner(Protocol):
    """Somewhere where tasks are done."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Answer]]:
        """Each task with its answer, in any order."""
        ...


@dataclass(frozen=True, slots=True)
class Regions:
    """How a run went.

    Attributes
    ----------
    regions : int
    rounds : tuple of int
        Answers (kinds × points) that were proven in each round; the last number are those asked of all roads.
    nodes : int
        Of the largest region with its overlap.
    """

    regions: int
    rounds: tuple[int, ...]
    nodes: int


def nearest_by_regions(
    roads: RoadNetwork,
    tenths: Ints,
    points: npt.ArrayLike,
    kinds: Kinds,
    *,
    nearest: int = 1,
    to: bool = True,
    regions: int = 4,
    overlap: float = OVERLAP,
    dask: str | None = None,
    stored: StoredTimes | None = None,
    told: Told | None = None,
) -> tuple[Nearest, Regions]:
    """The nearest facilities of each kind from every point, region by region; as `Nearness.nearest` of the whole.

    The points are cut into regions of equal number. Each region is answered from the roads inside the rectangle around
    its points, grown by the overlap. The places where roads leave that rectangle are one more kind of facility: an
    answer nearer than the nearest of them is that of the whole network. The others are asked again with the overlap
    doubled, after `ROUNDS` rounds of all roads.

    Parameters
    ----------
    roads : RoadNetwork
        May be mapped from disk; a region's part of it is copied.
    tenths : (m,) int32
        Travel times of its arcs, `UNREACHABLE` where one may not be used.
    points : (p,) nodes of the network; may repeat.
    kinds : for each kind the nodes of its facilities; a kind may be empty.
    nearest : 1, 2 or 3
    to : travel from the points to the facilities (the default), else from the facilities to the points.
    regions : how many; more need less memory each, and have more overlap together.
    overlap : metres
    dask : address of a Dask scheduler, as `tcp://scheduler:8786`; in this process if left out.
        Whoever can reach a Dask cluster can run programs on it: use one of your own, in a closed network.
    stored : where workers may find these roads and times. Those who do not see them are sent what they need.
    told : called as regions are done.

    Returns
    -------
    Nearest, Regions

    Raises
    ------
    BadQueryError
        A node outside the network, no points or kinds, or impossible numbers of facilities, regions or metres.
    ClusterError
        Dask is not there, does not answer, or its workers fail.

    Notes
    -----
    A region of c nodes costs O(n) for reading the places, and per kind O(c log c) or, when there are many kinds, one
    hierarchy. Kinds with fewer than `nearest` facilities that can be reached, or far fewer than regions, end up with
    all roads: one plain Dijkstra a kind, some 40 bytes an arc.
    """
    asked = _checked(roads, tenths, points, kinds, nearest, regions, overlap)
    work: AbstractContextManager[Runner] = nullcontext(_Here(roads, tenths))
    if dask is not None:
        work = connected(dask, roads, tenths, stored)
    with work as runner:
        run = _Run(runner, roads, *asked, nearest, to, told or _silent)
        run.rounds(regions, overlap)
    return run.found, Regions(run.regions, tuple(run.proven), run.nodes)


class _Here:
    """One region after the other, in this process."""

    def __init__(self, roads: RoadNetwork, tenths: Ints) -> None:
        self.roads, self.tenths = roads, tenths

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Answer]]:
        for task in tasks:
            yield task, answer(self.roads, self.tenths, task)


class _Run:
    """What is known so far, and what is not proven yet."""

    def __init__(
        self,
        runner: Runner,
        roads: RoadNetwork,
        points: Ints,
        facilities: list[Ints],
        nearest: int,
        to: bool,
        told: Told,
    ) -> None:
        shape = (len(facilities), nearest, len(points))
        self.runner, self.told, self.nearest, self.to = runner, told, nearest, to
        self.points, self.facilities = points, facilities
        self.longitude, self.latitude = roads.longitude[points], roads.latitude[points]
        self.found = Nearest(np.full(shape, UNREACHABLE, np.int32), np.full(shape, -1, np.int32))
        self.open: Flags = np.ones((len(facilities), len(points)), np.bool_)
        self.proven: list[int] = []
        self.regions = self.nodes = 0

    def rounds(self, regions: int, overlap: float) -> None:
        """Ask until all is proven."""
        groups = cut(self.longitude, self.latitude, regions)
        self.regions = len(groups)
        for _ in range(ROUNDS):
            self._ask([task for group in groups if (task := self._task(group, overlap))])
            if not self.open.any():
                return
            overlap = max(2 * overlap, _LEAST)
        self._ask([self._of_all(int(kind)) for kind in np.flatnonzero(self.open.any(axis=1))])

    def _task(self, group: Longs, overlap: float) -> Task | None:
        """What is open in a region; None if nothing is."""
        still = self.open[:, group]
        kinds = np.flatnonzero(still.any(axis=1))
        at = group[still.any(axis=0)]
        if not len(at):
            return None
        frame = frame_of(self.longitude[at], self.latitude[at]).grown(overlap)
        facilities = tuple(self.facilities[kind] for kind in kinds)
        return Task(at, self.points[at], kinds, facilities, self.nearest, self.to, frame)

    def _of_all(self, kind: int) -> Task:
        at = np.flatnonzero(self.open[kind])
        only = np.array([kind])
        return Task(at, self.points[at], only, (self.facilities[kind],), self.nearest, self.to, None)

    def _ask(self, tasks: Sequence[Task]) -> None:
        before = int(self.open.sum())
        for number, (task, got) in enumerate(self.runner.run(tasks), start=1):
            for row, kind in enumerate(task.kinds):
                holds = got.proven[row]
                at = task.at[holds]
                self.found.tenths[kind][:, at] = got.tenths[row][:, holds]
                self.found.facility[kind][:, at] = got.facility[row][:, holds]
                self.open[kind, at] = False
            if task.frame is not None:
                self.nodes = max(self.nodes, got.nodes)
            self.told(f"Round {len(self.proven) + 1}, regions", number, len(tasks))
        self.proven.append(before - int(self.open.sum()))


def _checked(
    roads: RoadNetwork,
    tenths: Ints,
    points: npt.ArrayLike,
    kinds: Kinds,
    nearest: int,
    regions: int,
    overlap: float,
) -> tuple[Ints, list[Ints]]:
    if tenths.shape != (roads.arcs,):
        raise BadQueryError(f"Give one travel time for each of the {roads.arcs} arcs.")
    if nearest not in (1, 2, 3):
        raise BadQueryError(f"Ask for the 1, 2 or 3 nearest facilities, not {nearest}.")
    if regions < 1 or not 0 <= overlap < np.inf:
        raise BadQueryError(f"Give at least one region and an overlap in metres, not {regions} and {overlap}.")
    facilities = [_nodes(kind, roads.nodes, "facility") for kind in kinds]
    where = _nodes(points, roads.nodes, "point")
    if not len(where) or not facilities:
        raise BadQueryError("There are no points to measure from, or no kinds of facility to measure to.")
    return where, facilities


def _nodes(values: npt.ArrayLike, nodes: int, what: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise BadQueryError(f"Give each {what} as the whole number of its node, in one list.")
    if array.size and (array.min() < 0 or array.max() >= nodes):
        raise BadQueryError(f"A {what} stands on a node outside 0 … {nodes - 1}.")
    return array.astype(np.int32)


def _silent(stage: str, done: int, total: int | None) -> None:
    pass
