"""A road network as flat arrays: nodes with coordinates, arcs with what was read about them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.errors import BadNetworkError

Floats: TypeAlias = npt.NDArray[np.float64]
Floats32: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Number = TypeVar("Number", np.float32, np.uint8, np.int64)

CAR, BICYCLE, FOOT = 1, 2, 4
MODES = {"car": CAR, "bicycle": BICYCLE, "foot": FOOT}

GRADE, SIGNALS, GATE, BOARDING = 7, 8, 16, 32
"""What an arc's `marks` hold. `marks & GRADE` is how firm the road is: 0 not known, 1 paved … 5 soft, as the tracktype
of OpenStreetMap (https://wiki.openstreetmap.org/wiki/Key:tracktype). The others are flags: traffic signals at the arc's
end, a gate there that must be opened, a ferry that is boarded here."""

KINDS = (
    "unknown",
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "pedestrian",
    "footway",
    "cycleway",
    "path",
    "steps",
    "bridleway",
    "ferry",
)
"""Kinds of road, by OpenStreetMap's words (https://wiki.openstreetmap.org/wiki/Key:highway); an arc holds the index."""


@dataclass(frozen=True, slots=True)
class RoadNetwork:
    """Directed roads. Arcs that leave node `v` are `first_out[v] : first_out[v + 1]`; arrays are never changed.

    Attributes
    ----------
    longitude, latitude : (n,) float64
        WGS84 degrees.
    first_out : (n + 1,) int64
    head : (m,) int32
        The node that the arc leads to.
    metres : (m,) float32
        Length along the road; at least 0.
    seconds : (m,) float32
        Travel time where the source itself states one (a ferry's crossing, a table of edges), else NaN.
    kind : (m,) uint8
        Index into `KINDS`.
    kmh : (m,) uint8
        Posted speed limit, 0 where none was read.
    modes : (m,) uint8
        Who may use the arc in this direction: `CAR | BICYCLE | FOOT`.
    marks : (m,) uint8
        Firmness and flags: `GRADE`, `SIGNALS`, `GATE`, `BOARDING`; 0 where nothing is known.
    way : (m,) int64
        The source's own number of the road, so that a road can be named when it is closed; -1 where there is none.
    source : str
        What was read, for people: file name, date of the data, straight lines with their factor.
    """

    longitude: Floats
    latitude: Floats
    first_out: Longs
    head: Ints
    metres: Floats32
    seconds: Floats32
    kind: Bytes
    kmh: Bytes
    modes: Bytes
    marks: Bytes
    way: Longs
    source: str

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together.

        Raises
        ------
        BadNetworkError
            Wrong lengths or types, an arc out of the network, a negative or non-finite length, no nodes.
        """
        nodes, arcs = len(self.longitude), len(self.head)
        if not nodes:
            raise BadNetworkError("The network has no nodes.")
        for field in fields(self):
            if field.name == "source":
                continue
            wanted = (
                nodes if field.name in ("longitude", "latitude") else nodes + 1 if field.name == "first_out" else arcs
            )
            array, dtype = getattr(self, field.name), _DTYPES[field.name]
            if array.dtype != dtype or array.shape != (wanted,):
                raise BadNetworkError(
                    f"{field.name} must be {wanted} numbers of type {np.dtype(dtype).name}, "
                    f"not {array.shape} of {array.dtype.name}."
                )
        if self.first_out[0] != 0 or self.first_out[-1] != arcs or np.any(np.diff(self.first_out) < 0):
            raise BadNetworkError("first_out must rise from 0 to the number of arcs.")
        if arcs and (self.head.min() < 0 or self.head.max() >= nodes):
            raise BadNetworkError(f"An arc leads to a node outside 0 … {nodes - 1}.")
        if not (np.isfinite(self.metres).all() and (self.metres >= 0).all()):
            raise BadNetworkError("A length is negative or not a number.")
        if arcs and self.kind.max() >= len(KINDS):
            raise BadNetworkError(f"A kind of road is {self.kind.max()}; there are {len(KINDS)} kinds, from 0.")
        if (self.seconds < 0).any() or np.isinf(self.seconds).any():
            raise BadNetworkError("A travel time is negative or infinite.")
        if not (np.isfinite(self.longitude).all() and np.isfinite(self.latitude).all()):
            raise BadNetworkError("A coordinate is not a number.")

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.longitude)

    @property
    def arcs(self) -> int:
        """Number of directed arcs; a road for both directions is two."""
        return len(self.head)

    @property
    def tail(self) -> Ints:
        """(m,) int32, the node that each arc leaves. Made anew at every call, O(m)."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first_out))

    def planar(self) -> tuple[Floats, Floats]:
        """Coordinates as plane metres about the network's middle latitude (equirectangular).

        Good for cutting the network in halves and for distances of some kilometres, not for mapping: the error of a
        distance grows with the height of the network, about 2 per cent at 100 km from the middle latitude in Sweden.
        """
        middle = np.deg2rad((self.latitude.min() + self.latitude.max()) / 2)
        return EARTH * np.deg2rad(self.longitude) * np.cos(middle), EARTH * np.deg2rad(self.latitude)


EARTH = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""

_DTYPES = {
    "longitude": np.float64,
    "latitude": np.float64,
    "first_out": np.int64,
    "head": np.int32,
    "metres": np.float32,
    "seconds": np.float32,
    "kind": np.uint8,
    "kmh": np.uint8,
    "modes": np.uint8,
    "marks": np.uint8,
    "way": np.int64,
}


def from_arcs(
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    tail: npt.ArrayLike,
    head: npt.ArrayLike,
    *,
    metres: npt.ArrayLike,
    seconds: npt.ArrayLike | None = None,
    kind: npt.ArrayLike | None = None,
    kmh: npt.ArrayLike | None = None,
    modes: npt.ArrayLike | None = None,
    marks: npt.ArrayLike | None = None,
    way: npt.ArrayLike | None = None,
    source: str,
) -> RoadNetwork:
    """Make a network of arcs in any order.

    Arcs are sorted by tail, keeping their order otherwise. Parallel arcs stay (which is faster depends on the profile);
    every search takes the least of them.

    Parameters
    ----------
    longitude, latitude : (n,) WGS84 degrees
    tail, head : (m,) whole numbers in 0 … n - 1
    metres, seconds, kind, kmh, modes, marks, way : (m,)
        As in `RoadNetwork`; left out they are NaN seconds, unknown kind, no posted speed, open to all, no marks,
        way -1.

    Raises
    ------
    BadNetworkError
        The arrays have different lengths, or hold what `RoadNetwork` refuses.
    """
    nodes = len(np.asarray(longitude))
    order, first_out, heads = _by_tail(nodes, np.asarray(tail, np.int64), np.asarray(head, np.int64))
    return RoadNetwork(
        longitude=np.array(longitude, np.float64),
        latitude=np.array(latitude, np.float64),
        first_out=first_out,
        head=heads,
        metres=_column("metres", metres, 0, np.float32, order),
        seconds=_column("seconds", seconds, np.nan, np.float32, order),
        kind=_column("kind", kind, 0, np.uint8, order),
        kmh=_column("kmh", kmh, 0, np.uint8, order),
        modes=_column("modes", modes, CAR | BICYCLE | FOOT, np.uint8, order),
        marks=_column("marks", marks, 0, np.uint8, order),
        way=_column("way", way, -1, np.int64, order),
        source=source,
    )


def _by_tail(nodes: int, tails: Longs, heads: Longs) -> tuple[Longs, Longs, Ints]:
    """The order that sorts arcs by tail, where each node's arcs begin then, and the heads in that order."""
    arcs = len(tails)
    for name, array in (("tail", tails), ("head", heads)):
        if array.shape != (arcs,) or (arcs and (array.min() < 0 or array.max() >= nodes)):
            raise BadNetworkError(f"{name} must be {arcs} whole numbers in 0 … {nodes - 1}.")
    order = np.argsort(tails, kind="stable")
    first_out = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=nodes), out=first_out[1:])
    return order, first_out, heads[order].astype(np.int32)


def _column(
    name: str, values: npt.ArrayLike | None, otherwise: float, dtype: type[Number], order: Longs
) -> npt.NDArray[Number]:
    """One number per arc, of its type and in the wanted order; `otherwise` everywhere where none were given."""
    if values is None:
        return np.full(len(order), otherwise, dtype)
    array = np.asarray(values).astype(dtype, casting="unsafe")
    if array.shape != order.shape:
        raise BadNetworkError(f"{name} must be {len(order)} numbers, one per arc, not {array.shape}.")
    return array[order]


@dataclass(frozen=True, slots=True)
class Components:
    """Which parts of a network can reach each other both ways.

    Attributes
    ----------
    of_node : (n,) int32
        Number of each node's component; 0 is the largest, then by falling size.
    sizes : (k,) int64
        Nodes in each.
    """

    of_node: Ints
    sizes: Longs


def components(network: RoadNetwork, open_arcs: npt.NDArray[np.bool_] | None = None) -> Components:
    """Strongly connected components (Tarjan 1972, without recursion), over the arcs that are open. O(n + m)."""
    allowed = np.ones(network.arcs, np.bool_) if open_arcs is None else open_arcs
    raw, count = _tarjan(network.first_out, network.head, allowed)
    sizes = np.bincount(raw, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(count, np.int32)
    rank[order] = np.arange(count, dtype=np.int32)
    return Components(rank[raw], sizes[order].astype(np.int64))


@compiled
def _tarjan(first_out: Longs, head: Ints, allowed: npt.NDArray[np.bool_]) -> tuple[Ints, int]:
    nodes = len(first_out) - 1
    index = np.full(nodes, -1, np.int32)
    low = np.zeros(nodes, np.int32)
    component = np.full(nodes, -1, np.int32)
    stack = np.empty(nodes, np.int32)
    path = np.empty(nodes, np.int32)
    at = first_out[:-1].copy()
    counter = 0
    count = 0
    top = 0
    for root in range(nodes):
        if index[root] >= 0:
            continue
        depth = 0
        path[0] = root
        index[root] = low[root] = counter
        counter += 1
        stack[top] = root
        top += 1
        while depth >= 0:
            v = path[depth]
            if at[v] < first_out[v + 1]:
                arc = at[v]
                at[v] += 1
                if not allowed[arc]:
                    continue
                w = head[arc]
                if index[w] < 0:
                    index[w] = low[w] = counter
                    counter += 1
                    stack[top] = w
                    top += 1
                    depth += 1
                    path[depth] = w
                elif component[w] < 0 and index[w] < low[v]:
                    low[v] = index[w]
                continue
            if low[v] == index[v]:
                while True:
                    top -= 1
                    w = stack[top]
                    component[w] = count
                    if w == v:
                        break
                count += 1
            depth -= 1
            if depth >= 0 and low[v] < low[path[depth]]:
                low[path[depth]] = low[v]
    return component, count
