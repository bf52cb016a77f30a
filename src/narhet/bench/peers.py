"""The peers: other packages that can answer the same question, each used as its own documents advise.

A peer is given the roads as they are (arcs turned round where it searches from the facilities) before the clock runs,
parallel arcs already reduced to the least, for SciPy adds them up and others keep the last. Zero arcs are kept by all
of them: SciPy's compressed rows hold zeros that are given by name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

from narhet.bench.extra import package
from narhet.bench.measuring import clocked
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.roads.network import Ints, RoadNetwork


@dataclass(frozen=True, slots=True)
class Question:
    """Travel times from points to the nearest facility of each kind.

    Attributes
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
    points : (p,) int32 nodes
    kinds : nodes of each kind's facilities
    """

    roads: RoadNetwork
    tenths: Ints
    points: Ints
    kinds: tuple[Ints, ...]

    def arcs(self) -> tuple[Ints, Ints, Ints]:
        """(tail, head, tenths) of the open arcs, of parallel ones the fastest. O(m log m)."""
        key = self.roads.tail.astype(np.int64) * self.roads.nodes + self.roads.head
        order = np.lexsort((self.tenths, key))
        order = order[self.tenths[order] < UNREACHABLE]
        first = order[np.diff(key[order], prepend=-1) != 0]
        return self.roads.tail[first], self.roads.head[first], self.tenths[first]


class Peer(Protocol):
    """One other package, ready for one question."""

    def ask(self, facilities: Ints) -> Any:
        """The peer's own answer for the facilities of one kind: what is timed."""

    def read(self, answer: Any) -> Ints:
        """(p,) int32 tenths of a second at the points: what is compared, not timed."""


class Scipy:
    """`scipy.sparse.csgraph.dijkstra(min_only=True)` over the arcs turned round: all nodes, one thread."""

    def __init__(self, question: Question) -> None:
        self._search = package("scipy.sparse.csgraph").dijkstra
        tail, head, tenths = question.arcs()
        shape = (question.roads.nodes, question.roads.nodes)
        self._points = question.points
        self._matrix = package("scipy.sparse").csr_array((tenths.astype(np.float64), (head, tail)), shape=shape)

    def ask(self, facilities: Ints) -> Any:
        """Times to all nodes, as floating numbers."""
        return self._search(self._matrix, indices=facilities, min_only=True)

    def read(self, answer: Any) -> Ints:
        """Those at the points."""
        return _whole(answer[self._points])


class Networkit:
    """`networkit.distance.Dijkstra` from one more node for each kind, with arcs of no length to its facilities."""

    def __init__(self, question: Question) -> None:
        self._networkit = package("networkit")
        tail, head, tenths = question.arcs()
        nodes, kinds = question.roads.nodes, question.kinds
        super_tail = np.repeat(np.arange(len(kinds)) + nodes, [len(kind) for kind in kinds])
        both = (
            np.concatenate([head, super_tail]).astype(np.uint64),
            np.concatenate([tail, *kinds]).astype(np.uint64),
        )
        weight = np.concatenate([tenths, np.zeros(len(super_tail))]).astype(np.float64)
        self._graph = self._networkit.GraphFromCoo((weight, both), n=nodes + len(kinds), weighted=True, directed=True)
        self._from = {kind.tobytes(): nodes + number for number, kind in enumerate(kinds)}
        self._points = question.points

    def ask(self, facilities: Ints) -> Any:
        """Times to all nodes. The kind must be one of the question's."""
        search = self._networkit.distance.Dijkstra(self._graph, self._from[facilities.tobytes()], storePaths=False)
        search.run()
        return search.getDistances(asarray=True)

    def read(self, answer: Any) -> Ints:
        """Those at the points."""
        return _whole(np.asarray(answer)[self._points])


class RoutingKit:
    """`routingkit_cch.CCHManyToOne.distances_to_multi` with the points pinned, in its own order of the nodes."""

    def __init__(self, question: Question) -> None:
        kit = package("routingkit_cch")
        roads = question.roads
        tail, head, tenths = question.arcs()
        tails, heads = tail.tolist(), head.tolist()
        order = kit.compute_order_inertial(roads.nodes, tails, heads, roads.latitude.tolist(), roads.longitude.tolist())
        self._hierarchy = kit.CCH(order, tails, heads, True)
        self._metric = kit.CCHMetric(self._hierarchy, tenths.tolist())
        self._pinned = kit.CCHManyToOne(self._metric, question.points.tolist())

    def ask(self, facilities: Ints) -> Any:
        """Times from the points, as a list."""
        return self._pinned.distances_to_multi([(node, 0) for node in facilities.tolist()])

    def read(self, answer: Any) -> Ints:
        """The list as numbers; None is no way."""
        return _whole(np.array([np.inf if time is None else time for time in answer]))


class Pandana:
    """`pandana.Network`, whose making builds a contraction hierarchy: compared for being ready, on pairs of nodes.

    Its nearest facilities are searched from every node up to a limit, which no other peer has; so it is not asked.

    Attributes
    ----------
    seconds : float
        What the making took.
    """

    def __init__(self, question: Question) -> None:
        frame = package("pandas").DataFrame
        tail, head, tenths = question.arcs()
        x, y = question.roads.planar()
        make, weights = package("pandana").Network, frame({"tenths": tenths.astype(np.float64)})
        with silence():
            self.seconds, self._network = clocked(make, x, y, tail, head, weights, twoway=False)

    def pairs(self, start: Ints, end: Ints) -> Ints:
        """(k,) int32, travel time from each start to its end."""
        lengths = np.array(self._network.shortest_path_lengths(start, end))
        return _whole(np.where(lengths > 4_000_000, np.inf, lengths))


PACKAGES = {"scipy": "scipy", "networkit": "networkit", "routingkit-cch": "routingkit_cch", "pandana": "pandana"}
"""Peer → the module that is imported; the distribution has the peer's name."""

NEAREST: dict[str, type[Scipy] | type[Networkit] | type[RoutingKit]] = {
    "scipy": Scipy,
    "networkit": Networkit,
    "routingkit-cch": RoutingKit,
}
"""Peers that answer which facility is nearest."""


def peer_version(peer: str) -> str:
    """The installed version of a peer.

    Raises
    ------
    MissingPackageError
        It is not installed.
    """
    with silence():
        package(PACKAGES[peer])
    return version(peer)


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Peers by name, each once, in the table's order.

    Raises
    ------
    BadQueryError
        There is no such peer.
    """
    for name in names:
        if name not in PACKAGES:
            raise BadQueryError(f"There is no peer {name}; there are {', '.join(PACKAGES)}.")
    return tuple(name for name in PACKAGES if name in names)


@contextmanager
def silence() -> Iterator[None]:
    """What compiled peers print goes nowhere."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _whole(times: Any) -> Ints:
    """Floating times as whole tenths; no way, however a peer says it, is `UNREACHABLE`."""
    numbers = np.asarray(times, np.float64)
    return np.where(numbers < UNREACHABLE, np.rint(numbers), UNREACHABLE).astype(np.int32)
