"""Travel time from every point of a table to the nearest facility of each kind, as a table and in figures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Hierarchy, Metric
from narhet.hierarchy.store import keep_hierarchy, kept_hierarchy
from narhet.nearest import Nearest, Nearness
from narhet.roads.network import Ints
from narhet.roads.profiles import load_profile, travel_times
from narhet.roads.snapping import REASONS, SnapGrid, Snapped, snap, snap_grid
from narhet.roads.store import open_network
from narhet.tables import Points, read_points, write_table

HELP = "travel time to the nearest facilities"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="stored roads, see narhet build")
    parser.add_argument("--points", type=Path, required=True, metavar="FILE", help="CSV with lon and lat columns")
    parser.add_argument(
        "--to", action="append", required=True, metavar="KIND=FILE", help="a kind of facility and its CSV; several"
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the table to write")
    parser.add_argument("-p", "--profile", default="car", metavar="NAME", help="how people travel (car)")
    parser.add_argument("-n", "--nearest", type=int, default=1, choices=(1, 2, 3), help="how many of each kind (1)")
    parser.add_argument("--outward", action="store_true", help="travel from the facilities to the points instead")
    parser.add_argument("--limit", type=float, default=2000, metavar="METRES", help="farthest from a road (2000)")
    parser.add_argument("--threads", type=int, default=2)


@dataclass(frozen=True)
class _Placed:
    """Points of a table and the nodes they stand on."""

    points: Points
    snapped: Snapped

    @property
    def found(self) -> Ints:
        """Which of them stand on a node."""
        return np.flatnonzero(self.snapped.node >= 0).astype(np.int32)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    metric, grid, source = _opened(asked.folder, asked.profile)
    kinds = {name: _placed(path, grid, asked.limit) for name, path in _kinds(asked.to).items()}
    points = _placed(asked.points, grid, asked.limit)
    if not len(points.found):
        raise BadQueryError(f"No point of {asked.points} lies within {asked.limit:g} metres of a road.")
    at = [kind.snapped.node[kind.found] for kind in kinds.values()]
    sites = np.unique(np.concatenate(at))
    nearness = Nearness(
        metric, points.snapped.node[points.found], sites=sites, to=not asked.outward, threads=asked.threads
    )
    found = nearness.nearest(at, nearest=asked.nearest)
    write_table(asked.out, _columns(points, kinds, asked.nearest), _rows(points, kinds, found))
    print(f"{source}; profile {asked.profile}.")
    _tell(points, kinds, found)
    print(f"Written to {asked.out}.")


def _kinds(given: list[str]) -> dict[str, Path]:
    kinds: dict[str, Path] = {}
    for one in given:
        name, _, path = one.partition("=")
        if not (name and path) or name in kinds:
            raise BadQueryError(f"Write each kind once and as KIND=FILE, for example shop=shops.csv, not “{one}”.")
        kinds[name] = Path(path)
    return kinds


def _opened(folder: Path, name: str) -> tuple[Metric, SnapGrid, str]:
    stored, profile = open_network(folder), load_profile(name)
    times = stored.times(profile)
    if times is None:
        times = travel_times(stored.network, profile)
    hierarchy = kept_hierarchy(folder, stored.key)
    if hierarchy is None:
        hierarchy = Hierarchy.of(stored.network)
        keep_hierarchy(folder, stored.key, hierarchy)
    return hierarchy.metric(times), snap_grid(stored.network, times < UNREACHABLE), stored.network.source


def _placed(path: Path, grid: SnapGrid, limit: float) -> _Placed:
    points = read_points(path)
    return _Placed(points, snap(grid, points.longitude, points.latitude, limit=limit))


def _columns(points: _Placed, kinds: Mapping[str, _Placed], nearest: int) -> list[str]:
    out = [*points.points.columns, "metres_to_road", "refused"]
    for kind in kinds:
        for number in range(1, nearest + 1):
            name = kind if number == 1 else f"{kind}_{number}"
            out += [f"{name}_minutes", name]
    return out


def _rows(points: _Placed, kinds: Mapping[str, _Placed], found: Nearest) -> Iterator[list[object]]:
    """A row of cells for every point; those that stand on no road say why and have no times."""
    names = [[kind.points.names[i] for i in kind.found] for kind in kinds.values()]
    place = np.full(len(points.points.rows), -1, np.int64)
    place[points.found] = np.arange(len(points.found))
    for i, cells in enumerate(points.points.rows):
        metres = points.snapped.metres[i]
        row: list[object] = [*cells, f"{metres:.0f}" if np.isfinite(metres) else ""]
        row.append("" if place[i] >= 0 else REASONS[points.snapped.reason[i]])
        for kind, called in enumerate(names):
            for number in range(found.tenths.shape[1]):
                facility = found.facility[kind, number, place[i]] if place[i] >= 0 else -1
                known = facility >= 0
                row.append(f"{found.tenths[kind, number, place[i]] / 600:.2f}" if known else "")
                row.append(called[facility] if known else "")
        yield row


def _tell(points: _Placed, kinds: Mapping[str, _Placed], found: Nearest) -> None:
    for name, one in (("points", points), *kinds.items()):
        for reason, count in one.snapped.refused().items():
            print(f"{name}: {count:,} of {len(one.points.rows):,} left out, {reason}.")
    print(f"{'kind':20}{'facilities':>11}{'reached':>11}{'median':>9}{'90 %':>9}{'farthest':>10}  minutes")
    for number, (name, kind) in enumerate(kinds.items()):
        tenths = found.tenths[number, 0]
        minutes = tenths[tenths < UNREACHABLE] / 600
        figures = [*np.percentile(minutes, [50, 90]), minutes.max()] if len(minutes) else [np.nan] * 3
        told = "".join(f"{value:>{width}.1f}" for value, width in zip(figures, (9, 9, 10), strict=True))
        print(f"{name:20}{len(kind.found):>11,}{len(minutes):>11,}{told}")
