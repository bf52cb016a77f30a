"""The travel time between every point and every facility, or those within a limit, as a table of pairs."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from narhet.cli import asking
from narhet.cli.asking import Roads
from narhet.cli.telling import step
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.files.columns import Column
from narhet.files.points import check_ending, write_table
from narhet.matrix import within
from narhet.nearest import Nearness

HELP = "travel times between all points and facilities"
EXAMPLE = "narhet matrix roads --points cells.csv --to shop=shops.csv --within 60 -o pairs.parquet"
MOST = 20_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    parser.add_argument(
        "--points", type=Path, required=True, metavar="FILE", help=f"where people are ({asking.FORMATS})"
    )
    asking.kind_arguments(parser)
    parser.add_argument("--within", type=float, metavar="MINUTES", help="only pairs this near; else all with a way")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help=f"the pairs ({asking.FORMATS})")
    parser.add_argument("--threads", type=int, default=2)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    check_ending(asked.out)
    limit = UNREACHABLE - 1
    if asked.within is not None:
        if not 0 <= asked.within < UNREACHABLE / 600:
            raise BadQueryError(f"Give --within as minutes from 0, not {asked.within:g}.")
        limit = round(asked.within * 600)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    points = asking.placed_points(asked, roads)
    pairs = len(points.found) * sum(len(one.found) for one in kinds.values())
    if asked.within is None and pairs > MOST:
        raise BadQueryError(f"That would be {pairs:,} pairs: say with --within how many minutes apart they may be.")
    at = [one.nodes for one in kinds.values()]
    nearness = Nearness(
        roads.metric, points.nodes, sites=np.unique(np.concatenate(at)), to=not asked.outward, threads=asked.threads
    )
    columns: list[list[str | int | float | None]] = [[], [], [], []]
    names = points.names
    for (kind, one), nodes in zip(kinds.items(), at, strict=True):
        step(f"Asking about {len(nodes):,} of {kind}")
        if not len(nodes):
            continue
        found = within(nearness, nodes, limit)
        point = np.repeat(np.arange(len(names)), np.diff(found.first))
        called = one.names
        columns[0] += [names[i] for i in point.tolist()]
        columns[1] += [kind] * len(point)
        columns[2] += [called[i] for i in found.facility.tolist()]
        columns[3] += asking.minutes(found.tenths)
    heads = ("point", "kind", "facility", "minutes")
    write_table(
        asked.out,
        [Column(head, cells, 2 if head == "minutes" else None) for head, cells in zip(heads, columns, strict=True)],
    )
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    print(f"{len(columns[0]):,} of {pairs:,} pairs written to {asked.out}.")
