"""What is measured on: roads with points, people and facilities, and what narhet makes ready of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from narhet.bench.measuring import clocked
from narhet.bench.network import Made
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Hierarchy, Metric
from narhet.nearest import Nearness
from narhet.roads.network import Ints, Longs, RoadNetwork, components
from narhet.roads.osm import read_osm
from narhet.roads.profiles import load_profile, travel_times

KINDS = 10
"""Kinds of service that are asked for."""

SPARSE = 28
"""Nodes for each point on an extract: as many as the whole country has for each populated square."""

Told = Callable[[str], None]
"""Says what is being done."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Roads with points and facilities.

    Attributes
    ----------
    name : str
    roads : RoadNetwork
    tenths : (m,) int32
    points : (p,) int32 nodes
    kinds : nodes of each kind's facilities
    people : (p, groups) int64
    area : (p,) int32
    """

    name: str
    roads: RoadNetwork
    tenths: Ints
    points: Ints
    kinds: tuple[Ints, ...]
    people: Longs
    area: Ints

    @classmethod
    def of_made(cls, made: Made) -> Subject:
        """The made country with its first `KINDS` kinds, in memory as if it had just been made."""
        arrays: dict[str, Any] = {
            field.name: np.array(value)
            for field in fields(made.roads)
            if isinstance(value := getattr(made.roads, field.name), np.ndarray)
        }
        roads = replace(made.roads, **arrays)
        name = f"{roads.nodes:,} nodes, {roads.arcs:,} arcs, {len(made.node):,} squares"
        kinds = tuple(np.ascontiguousarray(kind) for kind in made.kinds[:KINDS])
        return cls(name, roads, np.array(made.tenths), made.node, kinds, made.ages, made.area)

    @classmethod
    def of_extract(cls, path: str | Path, *, seed: int = 1) -> Subject:
        """An OpenStreetMap extract by car; points and facilities drawn on the largest part that hangs together.

        All of its nodes are kept, as a peer would get them that does not simplify roads.

        Raises
        ------
        BadRoadsError
            The file cannot be read.
        BadQueryError
            It has too few roads.
        """
        roads, _ = read_osm(path, modes=["car"], spacing=0)
        tenths = travel_times(roads, load_profile("car"))
        parts = components(roads, tenths < UNREACHABLE)
        nodes = np.flatnonzero(parts.of_node == 0).astype(np.int32)
        if len(nodes) < 300:
            raise BadQueryError(
                f"{Path(path).name} has only {len(nodes)} nodes that cars can reach; take a larger one."
            )
        chance = np.random.default_rng(seed)
        points = np.sort(chance.choice(nodes, max(1, len(nodes) // SPARSE), replace=False))
        many = max(1, min(2_000, len(nodes) // 50))
        kinds = tuple(chance.choice(nodes, many, replace=False) for _ in range(KINDS))
        name = (
            f"{Path(path).name}: {roads.nodes:,} nodes, {roads.arcs:,} arcs, {len(points):,} points, {many} facilities"
        )
        people = np.ones((len(points), 1), np.int64)
        return cls(name, roads, tenths, points, kinds, people, np.zeros(len(points), np.int32))


@dataclass(frozen=True, slots=True)
class Ready:
    """What narhet makes of a subject before it can be asked, with how long each run of each step took in seconds."""

    hierarchy: Hierarchy
    metric: Metric
    nearness: Nearness
    order: list[float]
    times: list[float]
    points: list[float]

    @classmethod
    def of(cls, subject: Subject, *, repeats: int, threads: int, told: Told) -> Ready:
        """Make it `repeats` times, and keep the last."""
        order, times, points = [], [], []
        sites = np.unique(np.concatenate([subject.points, *subject.kinds]))
        for number in range(repeats):
            told(f"narhet made ready, {number + 1} of {repeats}")
            seconds, hierarchy = clocked(Hierarchy.of, subject.roads)
            order.append(seconds)
            seconds, metric = clocked(hierarchy.metric, subject.tenths)
            times.append(seconds)
            seconds, nearness = clocked(Nearness, metric, subject.points, sites=sites, threads=threads)
            points.append(seconds)
        return cls(hierarchy, metric, nearness, order, times, points)

    @property
    def whole(self) -> list[float]:
        """Seconds from roads to answers, each run."""
        return [sum(run) for run in zip(self.order, self.times, self.points, strict=True)]

    @property
    def profile(self) -> list[float]:
        """Seconds from a new speed profile to answers, each run."""
        return [sum(run) for run in zip(self.times, self.points, strict=True)]
