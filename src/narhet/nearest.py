"""Travel time from all points to the nearest facilities of each kind, over a hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import BITS, UNREACHABLE
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Metric
from narhet.hierarchy.sweeper import Entered, Labels, Sweeper, Taken
from narhet.hierarchy.sweeps import passes
from narhet.roads.network import Ints, Longs

Kinds = Sequence[npt.ArrayLike]

TIMES = Labels(32)
"""Plain travel times, 16 kinds side by side."""

ENOUGH = 4 * 36_000
"""Labels are packed into 32 bits where there is room for a time of four hours; almost always it is enough."""


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
    threads : how many threads share a question; the answer is the same.

    Raises
    ------
    BadQueryError
        A node outside the network, or no points.

    Notes
    -----
    Made in O(n + a). `times` is O(k s): s arcs above points and sites, k kinds, 16 kinds for nearly the price of one.
    Several threads share the subtrees of the hierarchy, not the kinds, so that its arcs are read once. Questions may be
    asked by several threads at the same time; each needs 64 bytes for a node above the points and sites.
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
        if threads < 1:
            raise BadQueryError(f"Give at least one thread, not {threads}.")
        way = passes(metric, where, self.points, to=to, parts=threads)
        self._number = way.number[metric.rank]
        self._site = np.zeros(nodes, np.bool_)
        self._site[where] = True
        self._sweeper = Sweeper(way, self._number[self.points])

    @property
    def held(self) -> int:
        """Bytes of memory that this holds between questions, the metric's own not counted."""
        return self._sweeper.held + self.points.nbytes + self._number.nbytes + self._site.nbytes

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
        result = np.empty((len(facilities), 1, len(self.points)), np.int32)
        self._fill(facilities, TIMES, Nearest(result, np.empty((0, 0, 0), np.int32)))
        return result[:, 0]

    def nearest(self, kinds: Kinds, *, nearest: int = 1) -> Nearest:
        """The one, two or three nearest facilities of each kind, with their numbers; otherwise as `times`.

        Raises
        ------
        BadQueryError
            As `times`, and `nearest` is not 1, 2 or 3.
        """
        if nearest not in (1, 2, 3):
            raise BadQueryError(f"Ask for the 1, 2 or 3 nearest facilities, not {nearest}.")
        facilities = self._checked(kinds)
        shape = (len(facilities), nearest, len(self.points))
        result = Nearest(np.empty(shape, np.int32), np.empty(shape, np.int32))
        bits = max(1, max(len(kind) for kind in facilities).bit_length())
        packed, wide = Labels(32, bits, nearest), Labels(64, BITS, nearest)
        if packed.most < ENOUGH:
            self._fill(facilities, wide, result)
            return result
        lacking = self._fill(facilities, packed, result)
        doubtful = self._doubtful(facilities, lacking)
        if len(doubtful):
            again = Nearest(result.tenths[doubtful], result.facility[doubtful])
            self._fill([facilities[kind] for kind in doubtful], wide, again)
            result.tenths[doubtful], result.facility[doubtful] = again.tenths, again.facility
        return result

    def _doubtful(self, facilities: list[Ints], lacking: Longs) -> Longs:
        """Kinds with points that found nothing although there is a way, for want of room in the label."""
        nearest = np.arange(lacking.shape[1])
        short = np.array([nearest < len(kind) for kind in facilities]) & (lacking > 0)
        doubtful = np.flatnonzero(short.any(axis=1))
        if len(doubtful):
            cut_off = (self.times([facilities[kind] for kind in doubtful]) == UNREACHABLE).sum(axis=1)
            doubtful = doubtful[(short[doubtful] & (lacking[doubtful] != cut_off[:, None])).any(axis=1)]
        return doubtful

    def _fill(self, facilities: list[Ints], form: Labels, result: Nearest) -> Longs:
        """Sweep as many kinds at a time as there are lanes; how many points found nothing, by kind and place."""
        lacking = np.empty(result.tenths.shape[:2], np.int64)
        for begin in range(0, len(facilities), form.lanes):
            own = slice(begin, begin + form.lanes)
            taken = Taken(result.tenths[own], result.facility[own])
            lacking[own] = self._sweeper.sweep(self._entered(facilities[own]), form, taken)
        return lacking

    def _entered(self, facilities: list[Ints]) -> Entered:
        sizes = [len(kind) for kind in facilities]
        return Entered(
            self._number[np.concatenate(facilities)],
            np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            np.concatenate([np.arange(size, dtype=np.int32) for size in sizes]),
        )

    def _checked(self, kinds: Kinds) -> list[Ints]:
        if not len(kinds):
            raise BadQueryError("There are no kinds of facility to measure to.")
        facilities = [np.asarray(kind) for kind in kinds]
        if any(kind.ndim != 1 or (kind.size and kind.dtype.kind not in "iu") for kind in facilities):
            raise BadQueryError("Give each facility as the whole number of its node, in one list for each kind.")
        every = _nodes(np.concatenate([kind.astype(np.int64) for kind in facilities]), len(self._site), "facility")
        strange = np.flatnonzero(~self._site[every])
        parts = np.cumsum([len(kind) for kind in facilities])
        if len(strange):
            kind = int(np.searchsorted(parts, strange[0], side="right"))
            raise BadQueryError(f"Kind {kind}: node {every[strange[0]]} was not among the sites that were announced.")
        facilities = np.split(every, parts[:-1])
        return facilities


def _nodes(values: npt.ArrayLike, nodes: int, what: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise BadQueryError(f"Give each {what} as the whole number of its node, in one list.")
    if array.size and (array.min() < 0 or array.max() >= nodes):
        raise BadQueryError(f"A {what} stands on a node outside 0 … {nodes - 1}.")
    return array.astype(np.int32)
