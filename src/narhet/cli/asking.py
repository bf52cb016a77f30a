"""What the commands that ask questions share: roads opened, points and facilities placed on them, people counted."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from narhet.cli.telling import note, step
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.files.columns import Box, Column, Points
from narhet.files.points import ENDINGS, read_points
from narhet.files.writing import Places
from narhet.hierarchy.hierarchy import Hierarchy, Metric
from narhet.hierarchy.store import keep_hierarchy, kept_hierarchy
from narhet.roads.network import Ints, Longs, RoadNetwork
from narhet.roads.profiles import load_profile, travel_times
from narhet.roads.snapping import REASONS, SnapGrid, Snapped, snap, snap_grid
from narhet.roads.store import open_network

FORMATS = ", ".join(ENDINGS)
BANDS = "10,20,30,60"


def road_arguments(parser: argparse.ArgumentParser) -> None:
    """Which roads, and how people travel on them."""
    parser.add_argument("folder", type=Path, help="stored roads, see narhet build")
    parser.add_argument("-p", "--profile", default="car", metavar="NAME", help="how people travel (car)")
    parser.add_argument("--limit", type=float, default=2000, metavar="METRES", help="farthest from a road (2000)")


def point_arguments(parser: argparse.ArgumentParser) -> None:
    """Where people are, and how many."""
    parser.add_argument("--points", type=Path, required=True, metavar="FILE", help=f"where people are ({FORMATS})")
    parser.add_argument("--people", metavar="COLUMN", help="people at each point; else every point counts as one")
    parser.add_argument("--area", metavar="COLUMN", help="the area of each point, such as its municipality")
    parser.add_argument("--groups", metavar="A,B,C", help="columns of people by group, such as age classes")


def kind_arguments(parser: argparse.ArgumentParser) -> None:
    """Where people go."""
    parser.add_argument(
        "--to", action="append", required=True, metavar="KIND=FILE", help="a kind of facility and its file; several"
    )
    parser.add_argument("--outward", action="store_true", help="travel from the facilities to the points instead")


def band_arguments(parser: argparse.ArgumentParser) -> None:
    """Bands of travel time."""
    parser.add_argument("--bands", default=BANDS, metavar="MINUTES", help=f"upper ends of the bands ({BANDS})")


@dataclass(frozen=True)
class Roads:
    """Stored roads under one profile."""

    folder: Path
    key: str
    network: RoadNetwork
    times: Ints
    profile: str
    stored: str | None = None
    """Hash of the profile if its times are stored with the roads."""

    @classmethod
    def opened(cls, folder: Path, profile: str) -> Roads:
        """Open them. Raises NarhetError."""
        step("Opening the roads")
        stored, way = open_network(folder), load_profile(profile)
        times = stored.times(way)
        if times is None:
            return cls(folder, stored.key, stored.network, travel_times(stored.network, way), way.name)
        return cls(folder, stored.key, stored.network, times, way.name, way.hash)

    @cached_property
    def grid(self) -> SnapGrid:
        """Nodes that points may be placed on."""
        return snap_grid(self.network, self.times < UNREACHABLE)

    @cached_property
    def metric(self) -> Metric:
        """The hierarchy with these times; made and kept if the folder has none."""
        hierarchy = kept_hierarchy(self.folder, self.key)
        if hierarchy is None:
            step("Making the hierarchy, once for these roads")
            hierarchy = Hierarchy.of(self.network)
            try:
                keep_hierarchy(self.folder, self.key, hierarchy)
            except OSError as error:
                note(f"the hierarchy cannot be kept in {self.folder} ({error.strerror}); it is made at every question.")
        step("Giving the hierarchy its travel times")
        return hierarchy.metric(self.times)

    @property
    def around(self) -> Box:
        """A rectangle around the roads, a degree wider on every side."""
        lon, lat = self.network.longitude, self.network.latitude
        return Box(float(lon.min()) - 1, float(lat.min()) - 1, float(lon.max()) + 1, float(lat.max()) + 1)

    @property
    def source(self) -> str:
        """What figures stand on, for people."""
        return f"Roads: {self.network.source}; profile {self.profile}"


@dataclass(frozen=True)
class Placed:
    """Points of a file and the nodes they stand on."""

    points: Points
    snapped: Snapped

    @property
    def found(self) -> Ints:
        """Which of them stand on a node."""
        return np.flatnonzero(self.snapped.node >= 0).astype(np.int32)

    @property
    def nodes(self) -> Ints:
        """The nodes of those."""
        return self.snapped.node[self.found]

    @property
    def names(self) -> list[str]:
        """What those are called."""
        return [self.points.names[i] for i in self.found]

    @property
    def places(self) -> Places:
        """Where all of them are."""
        return Places(self.points.longitude, self.points.latitude)

    def columns(self) -> list[Column]:
        """What is known of every point: the file's columns, how far the road is, why a point was left out."""
        metres = self.snapped.metres
        far: list[float | None] = [float(value) if np.isfinite(value) else None for value in metres]
        why = [
            None if node >= 0 else REASONS[code]
            for node, code in zip(self.snapped.node, self.snapped.reason, strict=True)
        ]
        return [*self.points.columns, Column("metres_to_road", far, 0), Column("refused", why)]

    def spread(self, values: Ints, missing: int) -> Ints:
        """Values of the found points as values of all; `missing` for the others."""
        out = np.full(len(self.points), missing, np.int32)
        out[self.found] = values
        return out


@dataclass(frozen=True)
class People:
    """Who is counted.

    Attributes
    ----------
    counts : (p, groups) int64
    groups : names
    total : (p,) int64
    area : (p,) int32
    areas : names
    unit : what a number means: people, or places where the file tells of no people
    """

    counts: Longs
    groups: tuple[str, ...]
    total: Longs
    area: Ints
    areas: tuple[str, ...]
    unit: str


def placed(path: Path, roads: Roads, limit: float) -> Placed:
    """Read points and place them. Raises NarhetError."""
    step(f"Reading {path.name}")
    points = read_points(path, around=roads.around)
    return Placed(points, snap(roads.grid, points.longitude, points.latitude, limit=limit))


def placed_points(asked: argparse.Namespace, roads: Roads) -> Placed:
    """Where people are; at least one point must stand on a road. Raises NarhetError."""
    points = placed(asked.points, roads, asked.limit)
    if not len(points.found):
        raise BadQueryError(f"No point of {asked.points} lies within {asked.limit:g} metres of a road.")
    return points


def placed_kinds(asked: argparse.Namespace, roads: Roads) -> dict[str, Placed]:
    """The facilities of every kind. Raises NarhetError."""
    return {name: placed(path, roads, asked.limit) for name, path in kind_files(asked).items()}


def kind_files(asked: argparse.Namespace) -> dict[str, Path]:
    """The file of every kind, as given by `--to`. Raises BadQueryError."""
    files: dict[str, Path] = {}
    for one in asked.to:
        name, _, path = one.partition("=")
        if not (name and path) or name in files:
            raise BadQueryError(f"Write each kind once and as KIND=FILE, for example shop=shops.csv, not “{one}”.")
        files[name] = Path(path)
    return files


def people_of(asked: argparse.Namespace, points: Points) -> People:
    """Who is counted at each point. Raises BadTableError."""
    groups = [name.strip() for name in (asked.groups or "").split(",") if name.strip()]
    counted = [points.counts(name) for name in groups]
    total = np.sum(counted, axis=0) if counted else np.ones(len(points), np.int64)
    if asked.people:
        total = points.counts(asked.people)
        groups, counted = [asked.people, *groups], [total, *counted]
    areas, area = points.areas(asked.area) if asked.area else (("all",), np.zeros(len(points), np.int32))
    known = bool(groups)
    return People(
        np.stack(counted, axis=1) if known else total[:, None],
        tuple(groups) if known else ("places",),
        total,
        area,
        areas,
        "people" if known else "places",
    )


def minutes_of(text: str) -> list[float]:
    """Bands as they are typed. Raises BadQueryError."""
    try:
        minutes = [float(part) for part in text.split(",")]
    except ValueError:
        minutes = []
    tenths = [round(value * 600) for value in minutes if 0 < value < 100_000]
    if not minutes or len(tenths) != len(minutes) or any(b <= a for a, b in pairwise(tenths)):
        raise BadQueryError(f"Write bands as rising minutes, for example {BANDS}, not “{text}”.")
    return minutes


def tenths_of(minutes: Sequence[float]) -> Ints:
    """Minutes as tenths of a second."""
    return np.array([round(value * 600) for value in minutes], np.int32)


def minutes(tenths: Ints) -> list[float | None]:
    """Tenths of a second as the minutes of a table."""
    return [None if value >= UNREACHABLE else value / 600 for value in tenths.tolist()]


def tell_refused(points: Placed, kinds: Mapping[str, Placed]) -> None:
    """Print how many points and facilities were left out, and why."""
    for name, one in (("points", points), *kinds.items()):
        for reason, count in one.snapped.refused().items():
            print(f"{name}: {count:,} of {len(one.points):,} left out, {reason}.")
