"""A guess where there are no roads to build from: straight lines with a detour; the table and the print say so."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from narhet.cli import asking
from narhet.cli.telling import step
from narhet.errors import BadQueryError
from narhet.files.columns import SWEDEN, Cell, Column, Points, joined
from narhet.files.points import check_ending, read_points, write_table
from narhet.files.writing import Places
from narhet.roads.network import Floats, Ints
from narhet.roads.straight import DETOUR, StraightLines

HELP = "a guess without roads: straight lines with a detour"
EXAMPLE = "narhet straight --points cells.csv --to shop=shops.csv -o guess.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--points", type=Path, required=True, metavar="FILE", help=f"where people are ({asking.FORMATS})"
    )
    parser.add_argument(
        "--to", action="append", required=True, metavar="KIND=FILE", help="a kind of facility and its file; several"
    )
    parser.add_argument("-n", "--nearest", type=int, default=1, choices=(1, 2, 3), help="how many of each kind (1)")
    parser.add_argument(
        "--detour", type=float, default=DETOUR, help=f"road metres for each metre of straight line ({DETOUR:g})"
    )
    parser.add_argument("--kmh", type=float, default=60.0, help="speed along the road (60)")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help=f"the table ({asking.FORMATS})")


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    check_ending(asked.out)
    lines = StraightLines(asked.detour, asked.kmh)
    files = asking.kind_files(asked)
    step(f"Reading {asked.points.name}")
    points = read_points(asked.points, around=SWEDEN)
    columns: list[Column] = []
    told = []
    for kind, path in files.items():
        facilities = read_points(path, around=SWEDEN)
        if len(facilities) < asked.nearest:
            raise BadQueryError(f"{path.name} has {len(facilities)} facilities, and {asked.nearest} are asked for.")
        found, metres = lines.nearest(
            points.longitude, points.latitude, facilities.longitude, facilities.latitude, count=asked.nearest
        )
        minutes = lines.times(metres) / 600
        columns += _columns(kind, facilities, found, minutes)
        told.append((kind, len(facilities), *np.percentile(minutes[:, 0], [50, 90]), minutes[:, 0].max()))
    columns.append(Column("based_on", [lines.source] * len(points)))
    write_table(asked.out, joined(points.columns, columns), Places(points.longitude, points.latitude))
    print(f"A guess, {lines.source}: water, mountains and missing bridges are not seen.")
    print(f"{'kind':20}{'facilities':>11}{'median':>9}{'90 %':>9}{'farthest':>10}  minutes")
    for kind, count, median, most, farthest in told:
        print(f"{kind:20}{count:>11,}{median:>9.1f}{most:>9.1f}{farthest:>10.1f}")
    print(f"Written to {asked.out}.")


def _columns(kind: str, facilities: Points, found: Ints, minutes: Floats) -> list[Column]:
    """Minutes and name of each of the nearest."""
    out = []
    for place in range(found.shape[1]):
        name = kind if place == 0 else f"{kind}_{place + 1}"
        called: list[Cell] = [facilities.names[i] for i in found[:, place].tolist()]
        out += [Column(f"{name}_minutes", minutes[:, place].tolist(), 2), Column(name, called)]
    return out
