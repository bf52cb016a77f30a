"""Travel time from every point of a file to the nearest facility of each kind, as a table, in figures and on a map."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from narhet.cli import asking, showing
from narhet.cli.asking import People, Placed, Roads
from narhet.cli.regions import by_regions, nearest_of, region_arguments
from narhet.cli.telling import step
from narhet.dijkstra import UNREACHABLE
from narhet.distances import ways
from narhet.drawing import band_classes
from narhet.figures import counting, figures
from narhet.files.columns import Cell, Column, joined
from narhet.files.points import write_table
from narhet.nearest import Nearest, Nearness
from narhet.roads.network import Floats, Ints

HELP = "travel time to the nearest facilities"
EXAMPLE = "narhet nearest roads --points cells.gpkg --people pop --to shop=shops.csv -o times.gpkg --map shop.svg"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    asking.point_arguments(parser)
    asking.kind_arguments(parser)
    asking.band_arguments(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help=f"the table ({asking.FORMATS})")
    parser.add_argument("-n", "--nearest", type=int, default=1, choices=(1, 2, 3), help="how many of each kind (1)")
    parser.add_argument("--distance", action="store_true", help="also the kilometres of the fastest way (slower)")
    parser.add_argument("--threads", type=int, default=2)
    showing.picture_arguments(parser)
    region_arguments(parser)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    showing.check_outputs(asked)
    bands, split = asking.minutes_of(asked.bands), by_regions(asked)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    points = asking.placed_points(asked, roads)
    people = asking.people_of(asked, points.points)
    at = [kind.nodes for kind in kinds.values()]
    found = nearest_of(asked, roads, points, at) if split else _found(asked, roads, points, at)
    long = _lengths(asked, roads, points, at) if asked.distance else None
    write_table(asked.out, joined(points.columns(), _columns(points, kinds, found, long)), points.places)
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    _tell(kinds, found)
    times = np.stack([points.spread(tenths, UNREACHABLE) for tenths in found.tenths[:, 0]])
    counts = np.stack([showing.class_counts(tenths, bands, people.total) for tenths in times])
    showing.print_bands(list(kinds), counts, bands, people.unit)
    print(f"Written to {asked.out}.")
    _more(asked, roads, points, kinds, people, times, bands)


def _found(asked: argparse.Namespace, roads: Roads, points: Placed, kinds: list[Ints]) -> Nearest:
    sites = np.unique(np.concatenate(kinds))
    nearness = Nearness(roads.metric, points.nodes, sites=sites, to=not asked.outward, threads=asked.threads)
    step("Asking")
    return nearness.nearest(kinds, nearest=asked.nearest)


def _lengths(asked: argparse.Namespace, roads: Roads, points: Placed, kinds: list[Ints]) -> list[Floats]:
    """The metres of each kind's ways."""
    step("Measuring the ways")
    return [
        ways(roads.network, roads.times, points.nodes, nodes, nearest=asked.nearest, to=not asked.outward).metres
        for nodes in kinds
    ]


def _columns(points: Placed, kinds: Mapping[str, Placed], found: Nearest, long: list[Floats] | None) -> list[Column]:
    out = []
    for number, (kind, one) in enumerate(kinds.items()):
        names = one.names
        for place in range(found.tenths.shape[1]):
            name = kind if place == 0 else f"{kind}_{place + 1}"
            times = points.spread(found.tenths[number, place], UNREACHABLE)
            facility = points.spread(found.facility[number, place], -1)
            called: list[Cell] = [names[i] if i >= 0 else None for i in facility.tolist()]
            out += [Column(f"{name}_minutes", asking.minutes(times), 2), Column(name, called)]
            if long is not None:
                metres = np.full(len(points.points), np.nan)
                metres[points.found] = long[number][place]
                out.append(Column(f"{name}_km", (metres / 1000).tolist(), 2))
    return out


def _tell(kinds: Mapping[str, Placed], found: Nearest) -> None:
    print(f"{'kind':20}{'facilities':>11}{'reached':>11}{'median':>9}{'90 %':>9}{'farthest':>10}  minutes")
    for number, (name, kind) in enumerate(kinds.items()):
        tenths = found.tenths[number, 0]
        minutes = tenths[tenths < UNREACHABLE] / 600
        figures = [*np.percentile(minutes, [50, 90]), minutes.max()] if len(minutes) else [np.nan] * 3
        told = "".join(f"{value:>{width}.1f}" for value, width in zip(figures, (9, 9, 10), strict=True))
        print(f"{name:20}{len(kind.found):>11,}{len(minutes):>11,}{told}")


def _more(
    asked: argparse.Namespace,
    roads: Roads,
    points: Placed,
    kinds: Mapping[str, Placed],
    people: People,
    times: Ints,
    bands: list[float],
) -> None:
    """Figures, map and chart, where they are wanted."""
    if asked.figures:
        how = counting(people.counts, asking.tenths_of(bands), area=people.area, areas=len(people.areas))
        showing.write_figures(asked.figures, list(kinds), people, bands, figures(times, how))
    if asked.map:
        for number, (kind, one) in enumerate(kinds.items()):
            path = showing.file_of(asked.map, kind, len(kinds) > 1)
            title = (
                f"Travel time to the nearest {kind}" if not asked.outward else f"Travel time from the nearest {kind}"
            )
            group = showing.classes_of(times[number], bands)
            marks = showing.marks_of({kind: one})
            showing.draw_map(path, roads, points, people, group, band_classes(bands), title, marks)
    if asked.chart:
        counts = np.stack([showing.class_counts(tenths, bands, people.total) for tenths in times])
        title = f"{people.unit.capitalize()} by travel time to the nearest facility"
        showing.draw_chart(asked.chart, roads, list(kinds), counts, bands, people.unit, title=title)
