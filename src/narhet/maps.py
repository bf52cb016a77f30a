"""Maps as SVG: points or squares by class, areas, facilities, roads; with legend, scale, title, source and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from narhet import squares
from narhet.drawing import FONT, INK, LINE, QUIET, Classes, drawing, lines, text
from narhet.errors import BadQueryError
from narhet.files.columns import SWEDEN
from narhet.files.writing import Polygons
from narhet.roads.geometry import metres_per_degree
from narhet.roads.network import Floats, Longs, RoadNetwork
from narhet.roads.sweref import SWEREF99_TM

WIDEST, HIGHEST = 640.0, 860.0
"""Most units that the map itself takes."""

LEGEND = 300.0
_AIR = 16.0
_MOST_ROADS = 40_000  # arcs; with more the lines would hide the points
_SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (
    (),  # a circle
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
    ((0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)),
    ((-0.9, -1.2), (0.9, -1.2), (0, 0), (0.9, 1.2), (-0.9, 1.2), (0, 0)),
)
"""Corners of the marks, in units of their size; the forms differ also without colour."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Facilities of one kind to be marked.

    Attributes
    ----------
    name : str
    longitude, latitude : (f,) degrees
    """

    name: str
    longitude: Floats
    latitude: Floats


@dataclass(frozen=True, slots=True)
class Area:
    """An area to be filled, such as what is reached within a time.

    Attributes
    ----------
    label, colour : str
    polygons : polygons in degrees
    """

    label: str
    colour: str
    polygons: Polygons


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a map or chart.

    Attributes
    ----------
    title : str
    source : str
        Where the figures come from; a guess must say here that it is one.
    on : str
        The date, as it is to be read.
    """

    title: str
    source: str
    on: str = ""


Pair: TypeAlias = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where plane metres lie on the drawing."""

    west: float
    north: float
    scale: float
    wide: float
    high: float
    top: float
    swedish: bool
    middle: tuple[float, float]

    def plane(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> Pair:
        return _plane(longitude, latitude, self.swedish, self.middle)

    def at(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> Pair:
        east, north = self.plane(longitude, latitude)
        return _AIR + (east - self.west) * self.scale, self.top + (self.north - north) * self.scale


def map_svg(
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    group: npt.ArrayLike,
    classes: Classes,
    caption: Caption,
    *,
    people: npt.ArrayLike | None = None,
    marks: Sequence[Marks] = (),
    areas: Sequence[Area] = (),
    roads: RoadNetwork | None = None,
) -> str:
    """Draw a map; north is up.

    In Sweden it is drawn in SWEREF 99 TM, elsewhere with a degree of longitude as long as it is in the middle of the
    map. Points that are the centres of a grid's squares (100 m to 1 km in SWEREF 99 TM) are drawn as squares, others
    as dots.

    Parameters
    ----------
    longitude, latitude : (p,) WGS84 degrees
    group : (p,) whole numbers
        Each point's class; -1 for one that is not drawn.
    classes : Classes
    caption : Caption
    people : (p,) whole numbers, optional
        Counted in the legend.
    marks : facilities to be marked, each kind with a form of its own; those outside the frame are left out
    areas : filled below the points, the first one lowest
    roads : RoadNetwork, optional
        Drawn as fine lines if they are not too many.

    Returns
    -------
    SVG as text. Colours are attributes and every class has a name (`band-0` …), so that a style sheet may change them.

    Raises
    ------
    BadQueryError
        Nothing to draw, lists of different lengths, a class that does not exist.
    """
    lon, lat = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    of = np.asarray(group, np.int64)
    counts = None if people is None else np.asarray(people, np.int64)
    if not lon.shape == lat.shape == of.shape or (counts is not None and counts.shape != of.shape):
        raise BadQueryError(f"There are {len(lon)} longitudes, {len(lat)} latitudes and {len(of)} classes.")
    if of.size and (of.min() < -1 or of.max() >= len(classes.labels)):
        raise BadQueryError(f"A point has a class outside 0 … {len(classes.labels) - 1}.")
    heading = lines(caption.title, WIDEST, 20)
    sheet = _sheet(lon[of >= 0], lat[of >= 0], marks, areas, top=_AIR + 26 * len(heading) + 6)
    parts = [text(_AIR, _AIR + 18 + 26 * i, line, size=20, bold=True) for i, line in enumerate(heading)]
    parts += _clipped(sheet, [*_areas(sheet, areas), *_roads(sheet, roads), *_points(sheet, lon, lat, of, classes)])
    marks = [_inside(sheet, one) for one in marks]
    parts += _marks(sheet, marks)
    legend, told, low = _legend(sheet, of, classes, counts, marks, areas)
    bottom = max(sheet.top + sheet.high + 20, low)
    parts += [*legend, *_scale(sheet, bottom)]
    width = _AIR + sheet.wide + 24 + LEGEND + _AIR
    foot = lines(f"{caption.source}{' · ' if caption.on else ''}{caption.on}", width - 2 * _AIR, 11)
    parts.append(f'<g fill="{QUIET}">')
    parts += [text(_AIR, bottom + 38 + 15 * i, line, size=11) for i, line in enumerate(foot)]
    parts.append("</g>")
    return drawing(width, bottom + 38 + 15 * len(foot), caption.title, told, parts)


def _sheet(lon: Floats, lat: Floats, marks: Sequence[Marks], areas: Sequence[Area], *, top: float) -> _Sheet:
    """The frame is drawn around points and areas; around the marks only where there is nothing else."""
    every = [(lon, lat), *((polygon[0][:, 0], polygon[0][:, 1]) for area in areas for polygon in area.polygons)]
    if not any(len(one) for one, _ in every):
        every += [(one.longitude, one.latitude) for one in marks]
    longitude, latitude = (np.concatenate(values) for values in zip(*every, strict=True))
    if not len(longitude):
        raise BadQueryError("There is nothing to draw on the map.")
    swedish = SWEDEN.holds(longitude, latitude)
    middle = (float(longitude.min() + longitude.max()) / 2, float(latitude.min() + latitude.max()) / 2)
    east, north = _plane(longitude, latitude, swedish, middle)
    across, up = max(float(np.ptp(east)), 1000.0), max(float(np.ptp(north)), 1000.0)
    air = 0.03 * max(across, up) + 500
    across, up = across + 2 * air, up + 2 * air
    scale = min(WIDEST / across, HIGHEST / up)
    # A very narrow or flat map would leave no room for its scale.
    wide, high = max(across * scale, 220.0), max(up * scale, 220.0)
    west = float(east.min() + east.max()) / 2 - wide / scale / 2
    return _Sheet(
        west, float(north.min() + north.max()) / 2 + high / scale / 2, scale, wide, high, top, swedish, middle
    )


def _plane(longitude: npt.ArrayLike, latitude: npt.ArrayLike, swedish: bool, middle: tuple[float, float]) -> Pair:
    if swedish:
        return SWEREF99_TM.to_plane(longitude, latitude)
    east, north = metres_per_degree(middle[1])
    lon, lat = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    return (lon - middle[0]) * east, (lat - middle[1]) * north


def _clipped(sheet: _Sheet, parts: Sequence[str]) -> list[str]:
    box = f'x="{_AIR:g}" y="{sheet.top:.1f}" width="{sheet.wide:.1f}" height="{sheet.high:.1f}"'
    return [
        f'<clipPath id="sheet"><rect {box}/></clipPath>',
        f'<rect {box} fill="#f6f6f4" stroke="{LINE}" stroke-width="0.7"/>',
        '<g clip-path="url(#sheet)">',
        *parts,
        "</g>",
    ]


def _points(sheet: _Sheet, lon: Floats, lat: Floats, of: Longs, classes: Classes) -> list[str]:
    shown = of >= 0
    if not shown.any():
        return []
    east, north = sheet.plane(lon, lat)
    side = squares.side_of(east[shown], north[shown]) if sheet.swedish else 0
    parts = []
    if side:
        column = np.floor(east / side).astype(np.int64)
        row = -np.floor(north / side).astype(np.int64)
        west, top = int(column[shown].min()), int(row[shown].min())
        x = _AIR + (west * side - sheet.west) * sheet.scale
        y = sheet.top + (sheet.north - (1 - top) * side) * sheet.scale
        # A square is at least 1.3 units wide on paper or it could not be seen; neighbours then cover each other.
        more = max(1.3 - side * sheet.scale, 0) / (side * sheet.scale)
        parts.append(f'<g transform="translate({x:.2f} {y:.2f}) scale({side * sheet.scale:.5f})">')
        for number, colour in enumerate(classes.colours):
            mine = of == number
            if mine.any():
                spots = np.unique(np.stack([column[mine] - west, row[mine] - top], axis=1), axis=0)
                edge = f' stroke="{colour}" stroke-width="{more:.2f}"' if more else ""
                path = squares.outlines(spots[:, 0], spots[:, 1])
                parts.append(f'<path class="band-{number}" fill="{colour}"{edge} d="{path}"/>')
        return [*parts, "</g>"]
    x_of, y_of = sheet.at(lon, lat)
    wide = float(np.clip(70 / np.sqrt(shown.sum()), 2.2, 9.0))
    parts.append(f'<g fill="none" stroke-linecap="round" stroke-width="{wide:.1f}">')
    # A dark rim below each dot, so that light classes are seen on the light ground.
    parts.append(f'<path stroke="{INK}" stroke-width="{wide + 0.8:.1f}" d="{squares.dots(x_of[shown], y_of[shown])}"/>')
    for number, colour in enumerate(classes.colours):
        if (mine := of == number).any():
            path = squares.dots(x_of[mine], y_of[mine])
            parts.append(f'<path class="band-{number}" stroke="{colour}" d="{path}"/>')
    return [*parts, "</g>"]


def _roads(sheet: _Sheet, roads: RoadNetwork | None) -> list[str]:
    if roads is None:
        return []
    x, y = sheet.at(roads.longitude, roads.latitude)
    inside = (x > _AIR) & (x < _AIR + sheet.wide) & (y > sheet.top) & (y < sheet.top + sheet.high)
    tail = roads.tail
    arcs = np.flatnonzero(inside[tail] | inside[roads.head])
    if not 0 < len(arcs) <= _MOST_ROADS:
        return []
    a, b = tail[arcs], roads.head[arcs]
    path = squares.strokes(x[a], y[a], x[b], y[b])
    return [f'<path class="roads" fill="none" stroke="{LINE}" stroke-width="0.6" d="{path}"/>']


def _areas(sheet: _Sheet, areas: Sequence[Area]) -> list[str]:
    out = []
    for number, area in enumerate(areas):
        path = "".join(_ring(*sheet.at(ring[:, 0], ring[:, 1])) for polygon in area.polygons for ring in polygon)
        look = f'fill="{area.colour}" fill-opacity="0.75" fill-rule="evenodd" stroke="{INK}" stroke-width="0.5"'
        out.append(f'<path class="area-{number}" {look} d="{path}"/>')
    return out


def _ring(x: Floats, y: Floats) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x[:-1].tolist(), y[:-1].tolist(), strict=True)) + "z"


def _inside(sheet: _Sheet, one: Marks) -> Marks:
    """What of a kind lies within the frame."""
    x, y = sheet.at(one.longitude, one.latitude)
    kept = (x >= _AIR) & (x <= _AIR + sheet.wide) & (y >= sheet.top) & (y <= sheet.top + sheet.high)
    return Marks(one.name, one.longitude[kept], one.latitude[kept])


def _marks(sheet: _Sheet, marks: Sequence[Marks]) -> list[str]:
    out = []
    for number, one in enumerate(marks):
        x, y = sheet.at(one.longitude, one.latitude)
        size = float(np.clip(32 / np.sqrt(max(len(x), 1)), 1.1, 4.5))
        path = "".join(_mark(number, a, b, size) for a, b in zip(x.tolist(), y.tolist(), strict=True))
        out.append(f'<path class="facility-{number}" {_look(size)} d="{path}"/>')
    return out


def _look(size: float) -> str:
    return f'fill="#d81b60" stroke="#fff" stroke-width="{0.25 * size:.1f}" paint-order="stroke"'


def _mark(kind: int, x: float, y: float, size: float) -> str:
    """The form of a kind of facility around a point."""
    corners = _SHAPES[kind % len(_SHAPES)]
    if not corners:
        half = f"a{size:.1f} {size:.1f} 0 1 0"
        return f"M{x - size:.1f} {y:.1f}{half} {2 * size:.1f} 0{half} {-2 * size:.1f} 0z"
    return "M" + "L".join(f"{x + a * size:.1f} {y + b * size:.1f}" for a, b in corners) + "z"


def _legend(
    sheet: _Sheet, of: Longs, classes: Classes, people: Longs | None, marks: Sequence[Marks], areas: Sequence[Area]
) -> tuple[list[str], str, float]:
    """The drawing of it, the same in words, and where it ends."""
    left, y = _AIR + sheet.wide + 24, sheet.top + 12
    end = left + LEGEND
    points, heads = squares.counted(of, len(classes.labels), people)
    parts, told = [], []
    if points.sum():
        parts += [text(end - 80 if heads is not None else end, y, "places", size=11, anchor="end")]
        parts += [text(end, y, "people", size=11, anchor="end")] if heads is not None else []
    for number, (label, colour) in enumerate(zip(classes.labels, classes.colours, strict=True)):
        if not points.sum():
            break
        y += 22
        parts.append(_swatch(left, y, colour))
        parts.append(text(left + 26, y, label))
        parts.append(text(end - 80 if heads is not None else end, y, f"{points[number]:,}", anchor="end"))
        told.append(f"{label}: {points[number]:,} places")
        if heads is not None:
            parts.append(text(end, y, f"{heads[number]:,}", anchor="end", bold=True))
            told[-1] += f" and {heads[number]:,} people"
    for area in reversed(areas):  # the lowest is the widest, as a rule
        y += 22
        parts += [_swatch(left, y, area.colour), text(left + 26, y, area.label)]
        told.append(f"area: {area.label}")
    y += 10 if marks else 0
    for number, one in enumerate(marks):
        y += 22
        parts.append(f'<path {_look(5)} d="{_mark(number, left + 8, y - 4.5, 5)}"/>')
        parts += [text(left + 26, y, one.name), text(end, y, f"{len(one.longitude):,}", anchor="end")]
        told.append(f"{one.name}: {len(one.longitude):,} marked")
    return parts, "; ".join(told) + ".", y + 16


def _swatch(x: float, y: float, colour: str) -> str:
    box = f'x="{x:.1f}" y="{y - 11:.1f}" width="18" height="13"'
    return f'<rect {box} fill="{colour}" stroke="{LINE}" stroke-width="0.5"/>'


def _scale(sheet: _Sheet, bottom: float) -> list[str]:
    """A bar of a round length, and an arrow to the north."""
    most = 0.4 * sheet.wide / sheet.scale
    power = 10 ** np.floor(np.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    long, y = metres * sheet.scale, bottom
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    x = _AIR + sheet.wide - 8
    return [
        f'<path fill="none" stroke="{INK}" stroke-width="1.5" d="M{_AIR:g} {y - 5:.1f}v5h{long:.1f}v-5"/>',
        text(_AIR + long + 8, y + 2, label, size=FONT - 1),
        f'<path fill="{INK}" d="M{x:.1f} {y - 10:.1f}l5 13l-5 -3.5l-5 3.5z"/>',
        text(x - 12, y + 2, "N", size=FONT - 1, bold=True, anchor="end"),
    ]
