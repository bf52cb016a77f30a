"""What one more facility would save people, for every point as its place: a table and a map, the best ones first."""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np

from narhet.cli import asking, showing
from narhet.cli.asking import Placed, Roads
from narhet.cli.telling import step
from narhet.drawing import NOWHERE, Classes, rising
from narhet.errors import BadQueryError
from narhet.files.columns import Cell, Column, joined
from narhet.files.points import write_table
from narhet.gain import Gains, gains
from narhet.roads.network import Floats, Ints, Longs
from narhet.whatif.whatif import WhatIf

HELP = "what one more facility would save, for every place"
EXAMPLE = "narhet gain roads --points cells.csv --people pop --to shop=shops.csv -o gain.gpkg --map gain.svg"
TOP = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    asking.point_arguments(parser)
    asking.kind_arguments(parser)
    asking.band_arguments(parser)
    parser.add_argument("--kind", metavar="KIND", help="the kind to open, if there are several")
    parser.add_argument("--sites", type=Path, metavar="FILE", help="places to try; else every point")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help=f"the gain of each place ({asking.FORMATS})")
    parser.add_argument("--threads", type=int, default=2)
    showing.picture_arguments(parser, chart=False)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    showing.check_outputs(asked)
    bands = asking.minutes_of(asked.bands)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    kind = asked.kind or next(iter(kinds))
    if kind not in kinds or (asked.kind is None and len(kinds) > 1):
        raise BadQueryError(f"Say with --kind which of {', '.join(kinds)} is to be opened.")
    points = asking.placed_points(asked, roads)
    people = asking.people_of(asked, points.points)
    sites = asking.placed(asked.sites, roads, asked.limit) if asked.sites else points
    whatif = WhatIf(
        roads.network,
        roads.times,
        points.nodes,
        {kind: kinds[kind].nodes},
        people=people.total[points.found],
        limits=asking.tenths_of(bands),
        sites=sites.nodes,
        to=not asked.outward,
    )
    step(f"Trying {len(sites.found):,} places")
    found = gains(whatif, kind, sites.nodes, threads=asked.threads)
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    _tell(sites, found, bands, people.unit)
    if asked.out:
        write_table(asked.out, joined(sites.columns(), _columns(sites, found, bands)), sites.places)
        print(f"Written to {asked.out}.")
    if asked.map:
        classes, group = _classes(sites, found)
        marks = showing.marks_of({kind: kinds[kind]})
        title = f"Saved by one more {kind} here, person-minutes a trip"
        showing.draw_map(asked.map, roads, sites, None, group, classes, title, marks)


def _tell(sites: Placed, found: Gains, bands: list[float], unit: str) -> None:
    """Print the best places."""
    heads = "".join(f"{f'≤ {band:g}':>9}" for band in bands)
    print(
        f"{'':>4} {'place':32}{'person-minutes':>15}{'nearer':>10}{'first way':>10}{heads}  {unit} more within minutes"
    )
    names = sites.names
    best = found.best(len(found.node))
    _, first = np.unique(found.node[best], return_index=True)  # several points may stand on one node: told once
    for rank, i in enumerate(best[np.sort(first)][:TOP].tolist(), start=1):
        more = "".join(f"{value:>9,}" for value in found.within[i].tolist())
        told = f"{found.saved[i] / 600:>15,.0f}{found.nearer[i]:>10,}{found.reached[i]:>10,}"
        print(f"{rank:>4} {names[i][:31]:32}{told}{more}")


def _columns(sites: Placed, found: Gains, bands: list[float]) -> list[Column]:
    """Figures of every place; those on no road have none."""

    def spread(values: Longs | Floats) -> list[Cell]:
        out: list[Cell] = [None] * len(sites.points)
        for place, value in zip(sites.found.tolist(), values.tolist(), strict=True):
            out[place] = value
        return out

    return [
        Column("saved_person_minutes", spread(found.saved / 600), 1),
        Column("nearer", spread(found.nearer)),
        Column("first_way", spread(found.reached)),
        *(Column(f"more_within_{band:g}", spread(found.within[:, i])) for i, band in enumerate(bands)),
    ]


def _classes(sites: Placed, found: Gains) -> tuple[Classes, Ints]:
    """Five classes of as many places each as can be, by round limits."""
    minutes = found.saved / 600
    some = minutes[minutes > 0]
    limits = sorted({_round(value) for value in np.quantile(some, [0.2, 0.4, 0.6, 0.8])}) if len(some) else []
    group = np.where(minutes > 0, np.searchsorted(np.array(limits), minutes) + 1, 0).astype(np.int32)
    labels = ["nothing"]
    if limits:
        labels += [f"up to {limits[0]:,g}"] + [f"{a:,g}–{b:,g}" for a, b in pairwise(limits)]
    labels.append(f"over {limits[-1]:,g}" if limits else "something")
    return Classes(tuple(labels), (NOWHERE, *rising(len(labels) - 1))), sites.spread(group, -1)


def _round(value: float) -> float:
    """To two digits."""
    return float(f"{value:.2g}")
