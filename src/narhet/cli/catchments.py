"""Who has which facility as the nearest: people by facility and band, and how long they travel."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from narhet.catchments import Catchments, catchments
from narhet.cli import asking
from narhet.cli.asking import Placed, Roads
from narhet.cli.telling import step
from narhet.drawing import band_classes
from narhet.figures import counting
from narhet.files.columns import Cell, Column
from narhet.files.points import check_ending, write_table
from narhet.files.writing import Places
from narhet.nearest import Nearness
from narhet.roads.network import Floats, Ints

HELP = "who has which facility as the nearest"
EXAMPLE = "narhet catchments roads --points cells.csv --people pop --to shop=shops.csv -o catchments.gpkg"
TOP = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    asking.point_arguments(parser)
    asking.kind_arguments(parser)
    asking.band_arguments(parser)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="FILE", help=f"a row for each facility ({asking.FORMATS})"
    )
    parser.add_argument("--threads", type=int, default=2)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    check_ending(asked.out)
    bands = asking.minutes_of(asked.bands)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    points = asking.placed_points(asked, roads)
    people = asking.people_of(asked, points.points)
    at = [kind.nodes for kind in kinds.values()]
    sites = np.unique(np.concatenate(at))
    nearness = Nearness(roads.metric, points.nodes, sites=sites, to=not asked.outward, threads=asked.threads)
    step("Asking")
    how = counting(people.total[points.found], asking.tenths_of(bands))
    found = catchments(nearness.nearest(at), [len(nodes) for nodes in at], how)
    names = [name for one in kinds.values() for name in one.names]
    columns = [
        Column("kind", [list(kinds)[kind] for kind in found.kind.tolist()]),
        Column("facility", names),
        Column("points", found.points.tolist()),
        Column(people.unit, found.total[:, 0].tolist()),
        *(
            Column(f"{people.unit}_{label.replace(' ', '_')}", found.people[:, 0, band].tolist())
            for band, label in enumerate(band_classes(bands).labels[:-1])
        ),
        Column("mean_minutes", _minutes(found.mean), 1),
        Column("median_minutes", _minutes(found.median), 1),
        Column("most_minutes", _minutes(found.most), 1),
    ]
    write_table(asked.out, columns, _places(list(kinds.values())))
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    _tell(found, names, people.unit)
    print(f"Written to {asked.out}.")


def _places(kinds: list[Placed]) -> Places:
    longitude = np.concatenate([one.points.longitude[one.found] for one in kinds])
    return Places(longitude, np.concatenate([one.points.latitude[one.found] for one in kinds]))


def _minutes(tenths: Floats | Ints) -> list[Cell]:
    return [value / 600 if value >= 0 else None for value in tenths.tolist()]


def _tell(found: Catchments, names: list[str], unit: str) -> None:
    """Print the largest."""
    print(f"{'facility':32}{unit:>10}{'mean':>9}{'median':>9}{'farthest':>10}  minutes")
    for row in np.argsort(-found.total[:, 0], kind="stable")[:TOP].tolist():
        times = (found.mean[row], found.median[row], found.most[row])
        told = "".join(
            f"{value / 600:>{wide}.1f}" if value >= 0 else f"{'–':>{wide}}"
            for value, wide in zip(times, (9, 9, 10), strict=True)
        )
        print(f"{names[row][:31]:32}{found.total[row, 0]:>10,}{told}")
    if len(names) > TOP:
        print(f"… and {len(names) - TOP:,} more, all in the table.")
