"""The area that is reached from a place within so many minutes, or from which it is reached, as polygons and a map."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from narhet.cli import asking, showing
from narhet.cli.asking import Placed, Roads
from narhet.cli.telling import step
from narhet.drawing import Classes, rising, write_picture
from narhet.errors import BadQueryError
from narhet.files.columns import Column, Points
from narhet.files.points import write_table
from narhet.files.writing import Shapes
from narhet.isochrones import REACH, Isochrone, isochrones
from narhet.maps import Area, Caption, Marks, map_svg
from narhet.roads.network import Ints
from narhet.roads.snapping import snap

HELP = "the area within so many minutes of places"
EXAMPLE = "narhet isochrone roads --from 19.17,65.12 --minutes 10,20,30 -o area.geojson --map area.svg"
MINUTES = "10,20,30"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    parser.add_argument(
        "--from", action="append", dest="starts", metavar="LON,LAT", help="a place, in WGS84 degrees; several"
    )
    parser.add_argument("--points", type=Path, metavar="FILE", help=f"places in a file instead ({asking.FORMATS})")
    parser.add_argument("--each", action="store_true", help="an area for each place, not one for all")
    parser.add_argument("--to", action="store_true", help="travel to the places instead of from them")
    parser.add_argument("--minutes", default=MINUTES, help=f"limits ({MINUTES})")
    parser.add_argument(
        "--reach", type=float, default=REACH, metavar="METRES", help=f"from a road that count as reached ({REACH:g})"
    )
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="the areas (.geojson, .gpkg, .parquet)")
    parser.add_argument("--map", type=Path, metavar="FILE", help="a map as .svg or .png")


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    showing.check_outputs(asked)
    if asked.out and asked.out.suffix.lower() == ".csv":
        raise BadQueryError("A CSV file cannot hold areas: write .geojson, .gpkg or .parquet.")
    minutes = asking.minutes_of(asked.minutes)
    roads = Roads.opened(asked.folder, asked.profile)
    places = _places(asked, roads)
    groups: list[tuple[str, Ints]] = [("all places", places.nodes)]
    if asked.each or len(places.found) == 1:
        groups = [(name, places.nodes[i : i + 1]) for i, name in enumerate(places.names)]
    found = []
    for name, nodes in groups:
        step(f"What is reached: {name}")
        limits = asking.tenths_of(minutes)
        areas = isochrones(roads.network, roads.times, nodes, limits, to=asked.to, reach=asked.reach)
        found += [(name, value, area) for value, area in zip(minutes, areas, strict=True)]
    print(f"{roads.source}. Areas lie within {asked.reach:g} metres of roads that are reached.")
    asking.tell_refused(places, {})
    print(f"{'place':32}{'minutes':>9}{'square kilometres':>20}")
    for name, value, area in found:
        print(f"{name[:31]:32}{value:>9g}{area.square_metres / 1e6:>20,.1f}")
    if asked.out:
        _write(asked.out, found)
        print(f"Written to {asked.out}.")
    if asked.map:
        _draw(asked, roads, places, minutes, found)


def _places(asked: argparse.Namespace, roads: Roads) -> Placed:
    """Where to begin; at least one place on a road."""
    if bool(asked.starts) == bool(asked.points):
        raise BadQueryError("Say where with --from LON,LAT or with --points FILE, one of them.")
    if asked.points:
        return asking.placed_points(asked, roads)
    read = [_pair(words) for words in asked.starts]
    longitude, latitude = (np.array(column, np.float64) for column in zip(*read, strict=True))
    number = np.arange(1, len(read) + 1)
    points = Points((), longitude, latitude, tuple(asked.starts), number, "place", "--from")
    places = Placed(points, snap(roads.grid, longitude, latitude, limit=asked.limit))
    if not len(places.found):
        raise BadQueryError(f"{', '.join(asked.starts)}: no road within {asked.limit:g} metres.")
    return places


def _pair(words: str) -> tuple[float, float]:
    try:
        longitude, latitude = (float(part) for part in words.split(","))
    except ValueError:
        raise BadQueryError(f"Write a place as LON,LAT, for example 19.17,65.12, not “{words}”.") from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadQueryError(f"{words} is no place on earth: longitude first, then latitude.")
    return longitude, latitude


def _write(path: Path, found: Sequence[tuple[str, float, Isochrone]]) -> None:
    columns = [
        Column("place", [name for name, _, _ in found]),
        Column("minutes", [value for _, value, _ in found]),
        Column("square_kilometres", [area.square_metres / 1e6 for _, _, area in found], 2),
    ]
    write_table(path, columns, Shapes([area.polygons for _, _, area in found]))


def _draw(
    asked: argparse.Namespace,
    roads: Roads,
    places: Placed,
    minutes: Sequence[float],
    found: Sequence[tuple[str, float, Isochrone]],
) -> None:
    """The longest limit lowest."""
    colours = rising(len(minutes) + 1)
    areas = [
        Area(
            f"within {value:g} min",
            colours[number],
            [polygon for _, own, area in found if own == value for polygon in area.polygons],
        )
        for number, value in reversed(list(enumerate(minutes)))
    ]
    marks = [Marks("place", places.points.longitude[places.found], places.points.latitude[places.found])]
    title = "Reaches the place in time" if asked.to else "Reached from the place in time"
    none = np.zeros(0, np.float64)
    svg = map_svg(
        none, none, none.astype(np.int32), Classes((), ()), Caption(title, roads.source, showing.today()),
        marks=marks, areas=areas, roads=roads.network,
    )  # fmt: skip
    write_picture(asked.map, svg)
    print(f"Map written to {asked.map}.")
