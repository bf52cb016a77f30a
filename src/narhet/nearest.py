"""Travel time from all points to the nearest facilities of each kind, over a hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import BITS, NONE, UNREACHABLE
from narhet.errors import BadQueryError
from narhet.hierarchy import lanes
from narhet.hierarchy.hierarchy import Metric
from narhet.hierarchy.sweeps import Passes, passes
from narhet.roads.network import Ints, Longs

Kinds = Sequence[npt.ArrayLike]
Number = TypeVar("Number", bound=np.generic)

PASSES = {1: lanes.pass_nearest, 2: lanes.pass_two_nearest, 3: lanes.pass_three_nearest}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest facilities of every kind, from every point.

    Attributes
    ----------
    tenths : (kinds, nearest, points) int32
        Travel time in tenths of a second, rising along `nearest`; `UNREACHABLE` where there is no further facility.
    facility : (kinds, nearest, points) int32
        Its number within its kind, -1 where there is none; of equally near ones the lowest.
    """

    tenths: Ints
    facility: Ints


class Nearness:
    """A fixed set of points under one metric, ready to be asked about facilities again and again.

    Parameters
    ----------
    metric : Metric
    points : (p,) nodes of the road network; may repeat.
    sites : nodes where facilities may stand, anywhere if left out. Facilities elsewhere cannot be asked about.
    to : travel from the points to the facilities (the default), else from the facilities to the points.
    threads : how many kinds' groups go side by side.

    Raises
    ------
    BadQueryError
        A node outside the network, or no points.

    Notes
    -----
    Made in O(n + a). `times` is O(k s): s arcs above points and sites, k kinds, 16 kinds for nearly the price of one.
    """

    def __init__(
        self,
        metric: Metric,
        points: npt.ArrayLike,
        *,
        sites: npt.ArrayLike | None = None,
        to: bool = True,
        threads: int = 1,
    ) -> None:
        nodes = len(metric.rank)
        self.points = _nodes(points, nodes, "point")
        if not len(self.points):
            raise BadQueryError("There are no points to measure from.")
        where = np.arange(nodes, dtype=np.int32) if sites is None else _nodes(sites, nodes, "site")
        self.threads = threads
        self._passes: Passes = passes(metric, where, self.points, to=to)
        self._number = self._passes.number[metric.rank]
        self._site = np.zeros(nodes, np.bool_)
        self._site[where] = True
        self._at_points = self._number[self.points]

    def times(self, kinds: Kinds) -> Ints:
        """Travel time to the nearest facility of each kind.

        Parameters
        ----------
        kinds : for each kind the nodes of its facilities; a kind may be empty.

        Returns
        -------
        (kinds, points) int32
            Tenths of a second, `UNREACHABLE` where no facility can be reached.

        Raises
        ------
        BadQueryError
            No kinds, or a facility where none may stand.
        """
        facilities = self._checked(kinds)
        result = np.empty((len(facilities), len(self.points)), np.int32)
        groups = _groups(len(facilities), lanes.TIME_LANES, self.threads)
        self._each(partial(self._times, facilities, result), groups)
        return result

    def nearest(self, kinds: Kinds, *, nearest: int = 1) -> Nearest:
        """The one, two or three nearest facilities of each kind, with their numbers; otherwise as `times`.

        Raises
        ------
        BadQueryError
            As `times`, and `nearest` is not 1, 2 or 3.
        """
        if nearest not in PASSES:
            raise BadQueryError(f"Ask for the 1, 2 or 3 nearest facilities, not {nearest}.")
        facilities = self._checked(kinds)
        shape = (len(facilities), nearest, len(self.points))
        result = Nearest(np.empty(shape, np.int32), np.empty(shape, np.int32))
        groups = _groups(len(facilities), lanes.LABEL_LANES, self.threads)
        self._each(partial(self._nearest, facilities, result), groups)
        return result

    def _checked(self, kinds: Kinds) -> list[Ints]:
        if not len(kinds):
            raise BadQueryError("There are no kinds of facility to measure to.")
        facilities = [_nodes(kind, len(self._site), "facility") for kind in kinds]
        for kind, nodes in enumerate(facilities):
            strangers = nodes[~self._site[nodes]]
            if len(strangers):
                raise BadQueryError(f"Kind {kind}: node {strangers[0]} was not among the sites that were announced.")
        return facilities

    def _each(self, work: partial[None], groups: list[range]) -> None:
        if len(groups) == 1 or self.threads == 1:
            for group in groups:
                work(group)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, groups))

    def _times(self, facilities: list[Ints], result: Ints, group: range) -> None:
        rows = _aligned(len(self._passes.into_first) - 1, 1, lanes.TIME_LANES, np.int32)
        rows.fill(UNREACHABLE)
        for lane, kind in enumerate(group):
            rows[self._number[facilities[kind]], 0, lane] = 0
        way = self._passes
        lanes.pass_times(way.into_first, way.into_from, way.into_tenths, True, rows)
        lanes.pass_times(way.onto_first, way.onto_from, way.onto_tenths, False, rows)
        for lane, kind in enumerate(group):
            result[kind] = rows[self._at_points, 0, lane]

    def _nearest(self, facilities: list[Ints], result: Nearest, group: range) -> None:
        nearest = result.tenths.shape[1]
        rows = _aligned(len(self._passes.into_first) - 1, nearest, lanes.LABEL_LANES, np.int64)
        rows.fill(NONE)
        for lane, kind in enumerate(group):
            _enter(rows, lane, self._number[facilities[kind]])
        way = self._passes
        PASSES[nearest](way.into_first, way.into_from, way.into_tenths, True, rows)
        PASSES[nearest](way.onto_first, way.onto_from, way.onto_tenths, False, rows)
        for lane, kind in enumerate(group):
            found = rows[self._at_points, :, lane].T
            reached = found < UNREACHABLE << BITS
            result.tenths[kind] = np.where(reached, found >> BITS, UNREACHABLE)
            result.facility[kind] = np.where(reached, found & ((1 << BITS) - 1), -1)


def _nodes(values: npt.ArrayLike, nodes: int, what: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise BadQueryError(f"Give each {what} as the whole number of its node, in one list.")
    if array.size and (array.min() < 0 or array.max() >= nodes):
        raise BadQueryError(f"A {what} stands on a node outside 0 … {nodes - 1}.")
    return array.astype(np.int32)


def _groups(kinds: int, width: int, threads: int) -> list[range]:
    """Kinds side by side: as many as the lanes hold, fewer where that gives every thread some."""
    wanted = max(-(-kinds // width), min(threads, kinds))
    size = -(-kinds // wanted)
    return [range(begin, min(begin + size, kinds)) for begin in range(0, kinds, size)]


def _aligned(nodes: int, nearest: int, width: int, dtype: type[Number]) -> npt.NDArray[Number]:
    """An array whose rows begin on cache lines."""
    size = nodes * nearest * width
    item = np.dtype(dtype).itemsize
    room = np.empty(size + 64 // item, dtype)
    begin = -room.ctypes.data // item % (64 // item)
    return room[begin : begin + size].reshape(nodes, nearest, width)


@compiled
def _enter(rows: Longs, lane: int, at: Ints) -> None:
    """Put facilities into their nodes' rows; where several share a node the lowest numbers are kept."""
    for facility in range(len(at)):
        for j in range(rows.shape[1]):
            if rows[at[facility], j, lane] == NONE:
                rows[at[facility], j, lane] = facility
                break
