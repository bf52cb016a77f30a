"""Read roads from an OpenStreetMap extract (.osm.pbf, .osm, .opl …), a GeoPackage of NVDB (.gpkg) or a table of edges
(.csv) and store them, ready for questions: travel times of the profiles asked for, and the hierarchy that makes answers
fast."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import get_args

from narhet.cli.telling import Progress, step
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.hierarchy.store import keep_hierarchy
from narhet.roads.edges import Policy, read_edges
from narhet.roads.network import RoadNetwork
from narhet.roads.nvdb import read_nvdb
from narhet.roads.osm import read_osm
from narhet.roads.profiles import load_profile, profile_names, travel_times
from narhet.roads.store import save

HELP = "read roads and store them"
EXAMPLE = "narhet build norrbotten-latest.osm.pbf -o roads --profile car --profile bicycle"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("roads", type=Path, help="the road file")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FOLDER", help="where the roads are stored")
    parser.add_argument(
        "-p",
        "--profile",
        action="append",
        metavar="NAME",
        help=f"a way to travel: {', '.join(profile_names())}, or a TOML file; may be given several times (car)",
    )
    parser.add_argument(
        "--without-length",
        choices=get_args(Policy),
        default="refuse",
        help="what to do with edges of a table whose metres are missing or 0 (refuse the table)",
    )


def run(asked: argparse.Namespace) -> None:
    """Build. Raises NarhetError."""
    profiles = [load_profile(name) for name in asked.profile or ["car"]]
    roads = _read(asked.roads, tuple(dict.fromkeys(profile.mode for profile in profiles)), asked.without_length)
    weights = {profile.name: (profile, travel_times(roads, profile)) for profile in profiles}
    key = save(roads, asked.out, weights=weights)
    step("Making the hierarchy")
    keep_hierarchy(asked.out, key, Hierarchy.of(roads))
    print(f"Stored in {asked.out}.")


def _read(path: Path, modes: tuple[str, ...], without_length: Policy) -> RoadNetwork:
    if path.suffix.lower() == ".csv":
        roads, table = read_edges(path, without_length=without_length)
        print(f"{roads.source}: {roads.nodes:,} nodes and {roads.arcs:,} arcs from {table.rows:,} rows.")
        for why, many in Counter(why for _, why in table.dropped).items():
            print(f"Left out: {many:,} rows, because {why}.")
        return roads
    if path.suffix.lower() == ".gpkg":
        step(f"Reading {path.name}")
        roads, report = read_nvdb(path, modes=modes)
    else:
        roads, report = read_osm(path, modes=modes, progress=Progress())
    print(report)
    return roads
