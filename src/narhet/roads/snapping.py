"""Points onto the network: the nearest node that can be used, how far away it is, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.errors import BadQueryError
from narhet.roads.geometry import metres_between, metres_per_degree
from narhet.roads.network import Bytes, Floats, Ints, Longs, RoadNetwork, components

SNAPPED, TOO_FAR, ISLAND, NO_PLACE = range(4)
REASONS = (
    "snapped",
    "no road within the limit",
    "only roads within the limit that do not connect with the rest",
    "not a coordinate",
)
"""What the codes in `Snapped.reason` mean."""

_A_CELL = 2  # nodes in a cell of the grid, on average over the network's rectangle
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class SnapGrid:
    """Nodes sorted into cells of equal degrees. Made once by `snap_grid`, used for any number of points.

    Attributes
    ----------
    node : (k,) int32
        Usable nodes, cell by cell.
    longitude, latitude : (k,) float64
        Their places.
    good : (k,) bool
        Whether the node hangs together with the rest of the network.
    first : (columns × rows + 1,) int64
        Where each cell begins.
    west, south, width, height : float
        Corner of the grid and size of a cell, degrees.
    columns, rows : int
    """

    node: Ints
    longitude: Floats
    latitude: Floats
    good: npt.NDArray[np.bool_]
    first: Longs
    west: float
    south: float
    width: float
    height: float
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Snapped:
    """Where points came to lie.

    Attributes
    ----------
    node : (p,) int32
        -1 where refused.
    metres : (p,) float64
        From the point to its node; infinite where refused.
    reason : (p,) uint8
        `SNAPPED`, `TOO_FAR`, `ISLAND` or `NO_PLACE`; in words `REASONS[code]`.
    """

    node: Ints
    metres: Floats
    reason: Bytes

    def refused(self) -> dict[str, int]:
        """Reason in words → number of points refused for it."""
        counts = np.bincount(self.reason, minlength=len(REASONS))
        return {REASONS[code]: int(counts[code]) for code in (TOO_FAR, ISLAND, NO_PLACE) if counts[code]}


def snap_grid(
    network: RoadNetwork, open_arcs: npt.NDArray[np.bool_] | None = None, *, least: int | None = None
) -> SnapGrid:
    """Sort a network's nodes for snapping. O(n + m).

    Parameters
    ----------
    network : RoadNetwork
        Must not lie across the 180th meridian.
    open_arcs : (m,) bool, optional
        Arcs that may be used: `travel_times(network, profile) < UNREACHABLE`. All if left out.
    least : int, optional
        A node is good if so many nodes reach each other where it lies. If left out, only the largest such part is.

    Raises
    ------
    BadQueryError
        No arc is open, or `open_arcs` has not one entry per arc.
    """
    allowed = np.ones(network.arcs, np.bool_) if open_arcs is None else np.asarray(open_arcs, np.bool_)
    if allowed.shape != (network.arcs,):
        raise BadQueryError(f"open_arcs must be {network.arcs} truth values, one per arc, not {allowed.shape}.")
    used = np.zeros(network.nodes, np.bool_)
    used[network.head[allowed]] = True
    used[network.tail[allowed]] = True
    nodes = np.flatnonzero(used)
    if not len(nodes):
        raise BadQueryError("No road of the network is open to this mode: there is nothing to snap to.")
    parts = components(network, allowed)
    good = parts.of_node == 0 if least is None else parts.sizes[parts.of_node] >= least
    lon, lat = network.longitude[nodes], network.latitude[nodes]
    west, south = float(lon.min()), float(lat.min())
    across, up = max(float(lon.max()) - west, 1e-6), max(float(lat.max()) - south, 1e-6)
    # Cells about as wide as high in metres.
    squash = max(float(np.cos(np.deg2rad((south + lat.max()) / 2))), 0.01)
    side = np.sqrt(across * squash * up / min(max(len(nodes) / _A_CELL, 1), _MOST_CELLS))
    columns = int(min(np.ceil(across * squash / side), _MOST_CELLS)) or 1
    rows = int(min(np.ceil(up / side), _MOST_CELLS)) or 1
    width, height = across / columns * (1 + 1e-12), up / rows * (1 + 1e-12)
    column = np.minimum(((lon - west) / width).astype(np.int64), columns - 1)
    row = np.minimum(((lat - south) / height).astype(np.int64), rows - 1)
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    first = np.zeros(columns * rows + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=columns * rows), out=first[1:])
    sorted_nodes = nodes[order].astype(np.int32)
    return SnapGrid(
        sorted_nodes, lon[order], lat[order], good[sorted_nodes], first, west, south, width, height, columns, rows
    )


def snap(grid: SnapGrid, longitude: npt.ArrayLike, latitude: npt.ArrayLike, *, limit: float = 2_000.0) -> Snapped:
    """Snap points to their nearest good nodes, exactly; of nodes equally near, the one with the lowest number.

    Parameters
    ----------
    grid : SnapGrid
    longitude, latitude : (p,) WGS84 degrees
    limit : float
        Metres beyond which a point is refused.

    Raises
    ------
    BadQueryError
        The two arrays differ in length, or the limit is no length.
    """
    lon, lat = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    if lon.ndim != 1 or lon.shape != lat.shape:
        raise BadQueryError(f"longitude {lon.shape} and latitude {lat.shape} must be two lists of the same length.")
    if not 0 <= limit < np.inf:
        raise BadQueryError(f"The limit must be a number of metres, not {limit}.")
    node, metres, reason = _snap(
        lon,
        lat,
        limit,
        grid.node,
        grid.longitude,
        grid.latitude,
        grid.good,
        grid.first,
        (grid.west, grid.south, grid.width, grid.height),
        grid.columns,
        grid.rows,
    )
    return Snapped(node, metres, reason)


@compiled
def _snap(
    lon: Floats,
    lat: Floats,
    limit: float,
    node: Ints,
    node_lon: Floats,
    node_lat: Floats,
    good: npt.NDArray[np.bool_],
    first: Longs,
    frame: tuple[float, float, float, float],
    columns: int,
    rows: int,
) -> tuple[Ints, Floats, Bytes]:
    """Rings of cells around each point's own, until what lies outside them cannot be nearer than what was found."""
    west, south, width, height = frame
    found = np.full(len(lon), -1, np.int32)
    metres = np.full(len(lon), np.inf)
    reason = np.full(len(lon), TOO_FAR, np.uint8)
    for point in range(len(lon)):
        x, y = lon[point], lat[point]
        if not (abs(x) <= 180 and abs(y) <= 90):
            reason[point] = NO_PLACE
            continue
        column = min(max(int((x - west) // width), 0), columns - 1)
        row = min(max(int((y - south) // height), 0), rows - 1)
        ring = 0
        while True:
            low, high = max(row - ring, 0), min(row + ring, rows - 1)
            left, right = max(column - ring, 0), min(column + ring, columns - 1)
            for at_row in range(low, high + 1):
                edge = at_row == row - ring or at_row == row + ring
                # Inside the ring only its two ends are new.
                step = 1 if edge or ring == 0 else 2 * ring
                start = left if edge or column - ring >= 0 else column + ring
                for at_column in range(start, right + 1, step):
                    cell = at_row * columns + at_column
                    for at in range(first[cell], first[cell + 1]):
                        away = metres_between(x, y, node_lon[at], node_lat[at])
                        if away > limit:
                            continue
                        if not good[at]:
                            if found[point] < 0:
                                reason[point] = ISLAND
                        elif away < metres[point] or (away == metres[point] and node[at] < found[point]):
                            found[point], metres[point], reason[point] = node[at], away, SNAPPED
            if _outside(x, y, left, right, low, high, frame, columns, rows) > min(metres[point], limit):
                break
            ring += 1
    return found, metres, reason


@compiled
def _outside(
    x: float,
    y: float,
    left: int,
    right: int,
    low: int,
    high: int,
    frame: tuple[float, float, float, float],
    columns: int,
    rows: int,
) -> float:
    """Metres that a node outside a block of cells is away at least; infinite if the block is the whole grid."""
    west, south, width, height = frame
    bottom, top = south + low * height, south + (high + 1) * height
    # A degree of longitude is shortest at the end of the block, or of the way to it, that is nearest a pole.
    furthest = max(abs(y), abs(bottom), abs(top))
    east_degree = metres_per_degree(min(furthest, 90.0))[0]
    north_degree = metres_per_degree(0.0)[1]  # shortest at the equator
    least = np.inf
    if left > 0:
        least = min(least, abs(x - (west + left * width)) * east_degree)
    if right < columns - 1:
        least = min(least, abs(west + (right + 1) * width - x) * east_degree)
    if low > 0:
        least = min(least, abs(y - bottom) * north_degree)
    if high < rows - 1:
        least = min(least, abs(top - y) * north_degree)
    return least * (1 - 1e-9)
