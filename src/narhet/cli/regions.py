"""`--regions` and `--dask`: the nearest facilities where the roads outgrow one process or one machine."""

from __future__ import annotations

import argparse

from narhet.cli.asking import Placed, Roads
from narhet.cli.telling import Progress, note, step
from narhet.errors import BadQueryError
from narhet.nearest import Nearest
from narhet.regions.runs import OVERLAP, Regions, nearest_by_regions
from narhet.regions.tasks import StoredTimes
from narhet.roads.network import Ints

REGIONS = 16
"""On a cluster, if no number is given."""


def region_arguments(parser: argparse.ArgumentParser) -> None:
    """How to split the work."""
    group = parser.add_argument_group("roads larger than one machine (the answers stay the same)")
    group.add_argument("--regions", type=int, metavar="N", help=f"work region by region (with --dask {REGIONS})")
    group.add_argument("--overlap", type=float, metavar="METRES", help=f"beyond a region's points ({OVERLAP:.0f})")
    group.add_argument("--dask", metavar="ADDRESS", help="on a Dask cluster, such as tcp://scheduler:8786")


def by_regions(asked: argparse.Namespace) -> bool:
    """Whether it is wanted. Raises BadQueryError."""
    wanted = asked.regions is not None or asked.dask is not None
    if asked.overlap is not None and not wanted:
        raise BadQueryError("--overlap belongs to --regions or --dask: add one of them, or leave it out.")
    return wanted


def nearest_of(asked: argparse.Namespace, roads: Roads, points: Placed, kinds: list[Ints]) -> Nearest:
    """Ask region by region, and tell on stderr how it went. Raises NarhetError."""
    regions = asked.regions if asked.regions is not None else REGIONS
    step(f"Asking region by region{f' on {asked.dask}' if asked.dask else ''}")
    found, run = nearest_by_regions(
        roads.network,
        roads.times,
        points.nodes,
        kinds,
        nearest=asked.nearest,
        to=not asked.outward,
        regions=regions,
        overlap=asked.overlap if asked.overlap is not None else OVERLAP,
        dask=asked.dask,
        stored=StoredTimes(str(roads.folder.resolve()), roads.key, roads.stored) if roads.stored else None,
        told=Progress(),
    )
    note(_told(run))
    return found


def _told(run: Regions) -> str:
    first, later = run.rounds[0], sum(run.rounds[1:])
    size = f", the largest of {run.nodes:,} nodes" if run.nodes else ""
    again = f"; {later:,} had to be asked again with more roads" if later else ""
    return f"{run.regions} regions{size}; {first:,} of {first + later:,} answers proven at once{again}."
