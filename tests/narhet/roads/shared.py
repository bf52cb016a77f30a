"""What the tests of roads share: small maps as text, and the folder of real files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from narhet.roads.network import RoadNetwork

Nodes: TypeAlias = Mapping[int, tuple[float, float] | tuple[float, float, str]]
"""Number → longitude, latitude and, if any, tags."""

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def real_file(name: str) -> Path:
    """A file of the shared data folder beside the repository; without it the test is skipped, saying so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no real data here: {path} is missing")
    return path


def write_map(folder: Path, nodes: Nodes, ways: list[str]) -> Path:
    """Write an .opl file. `ways` are "1,2,3 highway=primary,oneway=yes"; a node's third value its tags."""
    lines = [
        f"n{number} x{place[0]} y{place[1]}" + (f" T{place[2]}" if len(place) == 3 else "")
        for number, place in sorted(nodes.items())
    ]
    for number, text in enumerate(ways, 100):
        points, _, tags = text.partition(" ")
        tags = tags.replace(" ", "%20%").replace("@", "%40%")
        lines.append(f"w{number} T{tags} N{','.join('n' + point for point in points.split(','))}")
    path = folder / "map.opl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def arcs_of(network: RoadNetwork, mode: int, places: Nodes) -> set[tuple[int, int]]:
    """Arcs open to a mode as pairs of the map's node numbers, found back by their places."""
    number = {(round(lon, 6), round(lat, 6)): node for node, (lon, lat, *_) in places.items()}
    names = [number[round(lon, 6), round(lat, 6)] for lon, lat in zip(network.longitude, network.latitude, strict=True)]
    return {
        (names[tail], names[head])
        for tail, head, modes in zip(network.tail, network.head, network.modes, strict=True)
        if modes & mode
    }
