"""What is reached within a time: the travel times of all nodes, and areas around the roads that are reached.

An area holds all places within `reach` metres of a road that is travelled within the limit, as far as the time lasts on
each road. The distance to the nearest such place is worked out at the corners of a grid of squares, and the area's
outline is the line of equal distance between them (marching squares; Lorensen and Cline 1987 in the plane).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import BITS, NONE, UNREACHABLE, backwards, labels
from narhet.errors import BadQueryError
from narhet.files.writing import Polygons, Rings
from narhet.roads.network import EARTH, KINDS, Floats, Ints, Longs, RoadNetwork

REACH = 300.0
"""Metres from a road that count as reached."""

FINE = 3
"""Squares to `reach`: the outline lies right to a few per cent of it."""

MOST = 60_000_000
"""Corners of the grid that are held in memory at most, 4 bytes each."""

Singles = npt.NDArray[np.float32]
_FERRY = KINDS.index("ferry")


@dataclass(frozen=True, slots=True)
class Isochrone:
    """What is reached within a limit.

    Attributes
    ----------
    tenths : int
        The limit.
    polygons : polygons in WGS84 degrees
        Outer rings against the clock, holes with it (RFC 7946); none where nothing is reached.
    square_metres : float
        Their area.
    """

    tenths: int
    polygons: Polygons
    square_metres: float


def times_from(roads: RoadNetwork, tenths: Ints, at: npt.ArrayLike, *, to: bool = False) -> Ints:
    """Travel time between places and every node: to the nearest in time of them, or from it.

    Parameters
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
    at : nodes of the places, at least one
    to : travel from the nodes to the places; else (the default) from the places to the nodes.

    Returns
    -------
    (n,) int32
        Tenths of a second, `UNREACHABLE` where there is no way.

    Raises
    ------
    BadQueryError
        No places, one outside the network, or not one time for every arc.

    Notes
    -----
    Dijkstra, O(m log m).
    """
    nodes = np.asarray(at)
    if nodes.ndim != 1 or not nodes.size or nodes.dtype.kind not in "iu":
        raise BadQueryError("Give at least one place as the whole number of its node, in one list.")
    if nodes.min() < 0 or nodes.max() >= roads.nodes:
        raise BadQueryError(f"A place stands on a node outside 0 … {roads.nodes - 1}.")
    times = np.ascontiguousarray(tenths, np.int32)
    if times.shape != (roads.arcs,) or (len(times) and times.min() < 0):
        raise BadQueryError(f"Give one travel time of at least 0 for each of the {roads.arcs} arcs.")
    if to:
        first, other, arc = backwards(roads.first_out, roads.head)
        found = labels(first, other, times[arc], nodes)[:, 0]
    else:
        found = labels(np.array(roads.first_out), np.array(roads.head), times, nodes)[:, 0]
    return np.where(found == NONE, UNREACHABLE, found >> BITS).astype(np.int32)


def isochrones(
    roads: RoadNetwork,
    tenths: Ints,
    at: npt.ArrayLike,
    limits: npt.ArrayLike,
    *,
    to: bool = False,
    reach: float = REACH,
) -> tuple[Isochrone, ...]:
    """The area reached within each limit; a longer limit's area holds the shorter ones'.

    Every node reached within the limit lies inside. A place farther than `reach` from all roads travelled by then lies
    outside, but for a few per cent of `reach`. Ferries carry on to the other shore; the water is not painted.

    Parameters
    ----------
    roads, tenths, at, to : as in `times_from`
    limits : tenths of a second, from 0
    reach : metres

    Returns
    -------
    tuple of Isochrone
        One for each limit, as given.

    Raises
    ------
    BadQueryError
        As `times_from`; a limit or reach that is none; an area so large that the grid would not fit: take a larger
        `reach`.

    Notes
    -----
    O(m log m + r), r metres of road reached / (reach / 3) times 64, and the grid's corners. Metres are those at the
    middle of what is reached within the longest limit; 100 km north of it they are 2 to 4 per cent off in Sweden.
    """
    wanted = np.asarray(limits)
    if wanted.ndim != 1 or not wanted.size or wanted.dtype.kind not in "iu" or wanted.min() < 0:
        raise BadQueryError("Give the limits as whole tenths of a second, from 0, in one list.")
    if not 1 <= reach < np.inf:
        raise BadQueryError(f"Give the reach around roads in metres, from 1, not {reach}.")
    found = times_from(roads, tenths, at, to=to)
    times = np.asarray(tenths)
    grid = _Grid.around(roads, _travelled(roads, times, found, int(wanted.max()), to), reach)
    own = {int(limit): _area(roads, times, found, int(limit), to, grid) for limit in np.unique(wanted)}
    return tuple(own[int(limit)] for limit in wanted)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Squares in the plane: where corner (0, 0) lies, how wide they are, how many corners there are."""

    west: float
    south: float
    side: float
    columns: int
    rows: int
    across: float
    reach: float

    @classmethod
    def around(cls, roads: RoadNetwork, travelled: tuple[Ints, Ints, Floats], reach: float) -> _Grid:
        begin, end, share = travelled
        lon, lat = (
            np.concatenate([place[begin], place[begin] + (place[end] - place[begin]) * share])
            for place in (roads.longitude, roads.latitude)
        )
        across = float(np.cos(np.deg2rad((lat.min() + lat.max()) / 2)))
        side = reach / FINE
        east, north = _plane(lon, across), _plane(lat, 1.0)
        west, south = float(east.min()) - 2 * reach, float(north.min()) - 2 * reach
        columns = int((float(east.max()) + 2 * reach - west) / side) + 2
        rows = int((float(north.max()) + 2 * reach - south) / side) + 2
        if columns * rows > MOST:
            needed = reach * np.sqrt(columns * rows / MOST)
            raise BadQueryError(
                f"What is reached is too wide to be drawn with a reach of {reach:g} metres around roads: "
                f"take at least {np.ceil(needed / 50) * 50:g}, or a shorter limit."
            )
        return cls(west, south, side, columns, rows, across, reach)

    def degrees(self, column: Floats, row: Floats) -> Floats:
        """(k, 2) longitude and latitude of places on the grid."""
        lon = np.rad2deg((self.west + column * self.side) / (EARTH * self.across))
        return np.stack([lon, np.rad2deg((self.south + row * self.side) / EARTH)], axis=1)


def _plane(degrees: Floats, across: float) -> Floats:
    return EARTH * np.deg2rad(degrees) * across


def _area(roads: RoadNetwork, tenths: Ints, found: Ints, limit: int, to: bool, grid: _Grid) -> Isochrone:
    """Measure the distance to what is reached, and draw its line."""
    away = np.full((grid.rows, grid.columns), np.inf, np.float32)
    x = (_plane(roads.longitude, grid.across) - grid.west) / grid.side
    y = (_plane(roads.latitude, 1.0) - grid.south) / grid.side
    begin, end, share = _travelled(roads, tenths, found, limit, to)
    _measure(x, y, begin, end, share, FINE + 1.5, away)
    starts, follows, places = _outline(away, float(FINE))
    rings = _rings(starts, follows, places)
    polygons, squares = _nested(rings)
    drawn = [[grid.degrees(ring[:, 0], ring[:, 1]) for ring in polygon] for polygon in polygons]
    return Isochrone(limit, drawn, squares * grid.side**2)


def _travelled(roads: RoadNetwork, tenths: Ints, found: Ints, limit: int, to: bool) -> tuple[Ints, Ints, Floats]:
    """Roads that are entered within the limit: from where, towards where, and how far of their length.

    Nodes that are reached count as roads of no length, so that the end of a ferry is there too.
    """
    near, far = (roads.head, roads.tail) if to else (roads.tail, roads.head)
    entered = np.flatnonzero((found[near] <= limit) & (tenths < UNREACHABLE) & (roads.kind != _FERRY))
    left = (limit - found[near[entered]]).astype(np.float64)
    time = tenths[entered].astype(np.float64)
    share = np.minimum(1.0, np.divide(left, time, out=np.ones(len(entered)), where=time > 0))
    alone = np.flatnonzero(found <= limit).astype(np.int32)
    return (
        np.concatenate([near[entered], alone]).astype(np.int32),
        np.concatenate([far[entered], alone]).astype(np.int32),
        np.concatenate([share, np.zeros(len(alone))]),
    )


@compiled
def _measure(x: Floats, y: Floats, begin: Ints, end: Ints, share: Floats, wide: float, away: Singles) -> None:
    """Lower every corner's distance (in squares) to that of the travelled piece of road, out to `wide` squares."""
    for i in range(len(begin)):
        ax, ay = x[begin[i]], y[begin[i]]
        dx, dy = (x[end[i]] - ax) * share[i], (y[end[i]] - ay) * share[i]
        length = dx * dx + dy * dy
        pieces = int(np.sqrt(length) / wide) + 1  # a long road is not worth the whole of its rectangle
        for piece in range(pieces):
            px, py = ax + dx * piece / pieces, ay + dy * piece / pieces
            qx, qy = ax + dx * (piece + 1) / pieces, ay + dy * (piece + 1) / pieces
            ux, uy = qx - px, qy - py
            across = ux * ux + uy * uy
            for row in range(int(min(py, qy) - wide) + 1, int(max(py, qy) + wide) + 1):
                for column in range(int(min(px, qx) - wide) + 1, int(max(px, qx) + wide) + 1):
                    along = 0.0
                    if across > 0:
                        along = min(1.0, max(0.0, ((column - px) * ux + (row - py) * uy) / across))
                    ox, oy = px + along * ux - column, py + along * uy - row
                    apart = np.sqrt(ox * ox + oy * oy)
                    if apart < away[row, column]:
                        away[row, column] = apart


@compiled
def _outline(away: Singles, level: float) -> tuple[Longs, Longs, Floats]:
    """The line of equal distance as steps with the area on their left.

    Returns
    -------
    starts, follows : (k,) int64
        The crossed side of a square (numbered) where each step begins, and where it ends.
    places : (k, 2) float64
        Column and row where each step begins.
    """
    rows, columns = away.shape
    starts, follows = [np.int64(0)], [np.int64(0)]
    place_x, place_y = [0.0], [0.0]
    # Sides of a square: 0 below, 1 right, 2 above, 3 left. A step goes in by one and out by another.
    for row in range(rows - 1):
        for column in range(columns - 1):
            case = 0
            corner = (
                np.float64(away[row, column]),
                np.float64(away[row, column + 1]),
                np.float64(away[row + 1, column + 1]),
                np.float64(away[row + 1, column]),
            )
            for number in range(4):
                if corner[number] < level:
                    case |= 1 << number
            if case == 0 or case == 15:
                continue
            for side in range(4):
                here, after = corner[side], corner[(side + 1) % 4]
                if not (here < level <= after):
                    continue
                # The area lies left of a step that goes in where, around the square, inside turns to outside;
                # it goes out at the side before, where outside turns to inside.
                out = side
                while True:
                    out = (out + 3) % 4
                    if corner[out] >= level > corner[(out + 1) % 4]:
                        break
                share = (level - here) / (after - here) if after < np.inf else 0.5
                if side == 0:
                    place_x.append(column + share)
                    place_y.append(np.float64(row))
                elif side == 1:
                    place_x.append(column + 1.0)
                    place_y.append(row + share)
                elif side == 2:
                    place_x.append(column + 1 - share)
                    place_y.append(row + 1.0)
                else:
                    place_x.append(np.float64(column))
                    place_y.append(row + 1 - share)
                starts.append(np.int64(_side(row, column, side, columns)))
                follows.append(np.int64(_side(row, column, out, columns)))
    places = np.empty((len(starts) - 1, 2), np.float64)
    for i in range(len(places)):
        places[i, 0], places[i, 1] = place_x[i + 1], place_y[i + 1]
    return np.array(starts)[1:], np.array(follows)[1:], places


@compiled
def _side(row: int, column: int, side: int, columns: int) -> int:
    """The number of a side of a square: those below and above are even, those left and right odd."""
    if side == 1:
        return 2 * (row * columns + column + 1) + 1
    if side == 2:
        return 2 * ((row + 1) * columns + column)
    return 2 * (row * columns + column) + (1 if side == 3 else 0)


def _rings(starts: Longs, follows: Longs, places: Floats) -> list[Floats]:
    """Steps joined to rings; each (k, 2) with the first place again as the last."""
    order = np.argsort(starts)
    following = order[np.searchsorted(starts[order], follows)]
    left = np.ones(len(starts), np.bool_)
    rings = []
    for begin in range(len(starts)):
        if left[begin]:
            way = [begin]
            left[begin] = False
            at = int(following[begin])
            while at != begin:
                way.append(at)
                left[at] = False
                at = int(following[at])
            rings.append(places[[*way, begin]])
    return rings


def _nested(rings: list[Floats]) -> tuple[list[Rings], float]:
    """Rings as polygons, each hole in the smallest ring around it, and the area of all in squares."""
    areas = [_signed(ring) for ring in rings]
    outer = sorted((i for i in range(len(rings)) if areas[i] > 0), key=lambda i: areas[i])
    own: dict[int, list[Floats]] = {i: [rings[i]] for i in outer}
    low = {i: rings[i].min(axis=0) for i in outer}
    high = {i: rings[i].max(axis=0) for i in outer}
    for i in range(len(rings)):
        if areas[i] < 0:
            place = rings[i][0]
            around = next(
                j for j in outer if (low[j] <= place).all() and (place <= high[j]).all() and _inside(rings[j], place)
            )
            own[around].append(rings[i])
    largest_first = [own[i] for i in reversed(outer)]
    return list(largest_first), float(sum(areas))


def _signed(ring: Floats) -> float:
    """The area within a ring, positive against the clock (Gauss)."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _inside(ring: Floats, place: Floats) -> bool:
    """Whether a place lies within a ring: a ray to the east crosses it an odd number of times."""
    above = ring[:, 1] > place[1]
    crosses = np.flatnonzero(above[1:] != above[:-1])
    begin, end = ring[crosses], ring[crosses + 1]
    at = begin[:, 0] + (place[1] - begin[:, 1]) * (end[:, 0] - begin[:, 0]) / (end[:, 1] - begin[:, 1])
    return bool((at > place[0]).sum() % 2)
