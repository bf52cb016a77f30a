"""Running the two passes of a sweep, by one thread or by several."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import UNREACHABLE
from narhet.hierarchy.lanes import LINE, Groups, Rows, climb, descend, soon
from narhet.hierarchy.sweeps import Passes
from narhet.roads.network import Bytes, Ints, Longs

AHEAD = 32
"""How many points' rows are fetched at a time: they lie anywhere, and each alone would be waited for."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The form of a lane's labels: `time << bits | facility` in `width` bits, the `nearest` of them."""

    width: int
    bits: int = 0
    nearest: int = 1

    @property
    def lanes(self) -> int:
        """Lanes that lie side by side."""
        return 8 * LINE // self.width

    @property
    def none(self) -> int:
        """The label of no facility."""
        return (1 << (self.width - 1)) - 1

    @property
    def most(self) -> int:
        """A time for which there is no room: labels with it tell nothing. `UNREACHABLE` is never told as a time."""
        return min(self.none >> self.bits, UNREACHABLE)

    @property
    def groups(self) -> Groups:
        """The form in which `climb` and `descend` are told of `nearest`."""
        return (0,) * self.nearest


@dataclass(frozen=True, slots=True)
class Entered:
    """Facilities put into a sweep: each one's row, lane and number, by rising number within a lane."""

    row: Ints
    lane: Ints
    facility: Ints


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a sweep's answers go.

    Attributes
    ----------
    tenths : (lanes in use, nearest, points) int32
    facility : the same, or (0, 0, 0) where it is not asked for
    """

    tenths: Ints
    facility: Ints


class Sweeper:
    """Passes and the points whose rows are read after them; keeps the rows of one sweep for the next.

    Parameters
    ----------
    way : Passes
    at : (p,) int32, the rows of the points.
    """

    def __init__(self, way: Passes, at: Ints) -> None:
        self.way = way
        self._at = at
        self._kept: list[Bytes] = []

    @property
    def held(self) -> int:
        """Bytes of memory, the kept rows among them."""
        return self.way.held + self._at.nbytes + sum(room.nbytes for room in self._kept)

    def sweep(self, entered: Entered, form: Labels, taken: Taken) -> Longs:
        """Fill `taken` with the nearest of what was entered.

        Returns
        -------
        (lanes in use, nearest) int64
            How many points found nothing, for want of a way or of room in the label.
        """
        way = self.way
        room = self._room(form)
        rows, met = _aligned(room, way.rows, form), np.empty(way.rows, np.uint8)
        lacking = np.zeros((way.parts, *taken.tenths.shape[:2]), np.int64)

        def rise(part: int) -> None:
            for begin, end in _ranges(way, part):
                if begin == end:
                    continue
                _prepare(rows, met, begin, end, form.none, form.bits, entered.row, entered.lane, entered.facility)
            begin, end = way.begin[part], way.begin[part + 1]
            climb(way.into_first, way.into, way.above, met, begin, end, form.bits, form.groups, rows)

        def fall(part: int) -> None:
            begin, end = way.begin[part], way.begin[part + 1]
            descend(way.onto_first, way.onto, begin, end, form.bits, form.groups, rows)

        def read(part: int) -> None:
            own = np.array([part, part + 1]) * len(self._at) // way.parts
            _gather(rows, self._at, own[0], own[1], form.bits, form.most, taken.tenths, taken.facility, lacking[part])

        def cross() -> None:
            begin, end = way.begin[-1], way.rows
            if begin == end:
                return
            met[begin:] = 1
            climb(way.into_first, way.into, way.above, met, begin, end, form.bits, form.groups, rows)
            descend(way.onto_first, way.onto, begin, end, form.bits, form.groups, rows)

        _in_turn(way.parts, rise, cross, fall, read)
        self._kept.append(room)
        total: Longs = lacking.sum(axis=0)
        return total

    def _room(self, form: Labels) -> Bytes:
        """Memory for the rows: what an earlier sweep has left, if it is enough. New memory is as slow as a pass."""
        size = LINE * (self.way.rows * form.nearest + 1)
        try:
            room = self._kept.pop()
        except IndexError:
            return np.empty(size, np.uint8)
        return room if len(room) >= size else np.empty(size, np.uint8)


def _in_turn(
    parts: int,
    rise: Callable[[int], None],
    cross: Callable[[], None],
    fall: Callable[[int], None],
    read: Callable[[int], None],
) -> None:
    """All parts up, then the top, then all parts down, then the points; parts by threads of their own."""
    if parts == 1:
        rise(0)
        cross()
        fall(0)
        read(0)
        return
    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(rise, range(parts)))
        cross()
        list(pool.map(fall, range(parts)))
        list(pool.map(read, range(parts)))


def _ranges(way: Passes, part: int) -> list[tuple[int, int]]:
    copy = way.copy(part)
    return [(int(way.begin[part]), int(way.begin[part + 1])), (copy.start, copy.stop)]


def _aligned(room: Bytes, rows: int, form: Labels) -> npt.NDArray[Any]:
    """Rows that begin on cache lines."""
    begin = -room.ctypes.data % LINE
    dtype = np.uint32 if form.width == 32 else np.uint64
    return room[begin : begin + rows * form.nearest * LINE].view(dtype).reshape(rows, form.nearest, form.lanes)


@compiled
def _prepare(
    rows: Rows, met: Bytes, begin: int, end: int, none: int, bits: int, row: Ints, lane: Ints, facility: Ints
) -> None:
    """Empty the rows begin … end - 1 and put the facilities that stand there into them; of many the lowest numbers."""
    rows[begin:end] = none
    met[begin:end] = 0
    for i in range(len(row)):
        at = row[i]
        if begin <= at < end:
            met[at] = 1
            for j in range(rows.shape[1]):
                if rows[at, j, lane[i]] == none:
                    rows[at, j, lane[i]] = facility[i] & ((1 << bits) - 1)
                    break


@compiled
def _gather(
    rows: Rows,
    at: Ints,
    begin: int,
    end: int,
    bits: int,
    most: int,
    tenths: Ints,
    facility: Ints,
    lacking: Longs,
) -> None:
    """Read the rows of points begin … end - 1, some at a time, while those of the next are fetched."""
    mask = np.int64((1 << bits) - 1)
    named = facility.shape[0] > 0
    for start in range(begin, end, AHEAD):
        stop = min(start + AHEAD, end)
        for i in range(stop, min(stop + AHEAD, end)):
            soon(rows, at[i])
        for lane in range(tenths.shape[0]):
            for j in range(tenths.shape[1]):
                missed = np.int64(0)
                out = tenths[lane, j]
                for i in range(start, stop):
                    time = np.int64(np.uint64(rows[at[i], j, lane]) >> np.uint64(bits))
                    missed += np.int64(time >= most)
                    out[i] = time if time < most else UNREACHABLE
                lacking[lane, j] += missed
                if named:
                    for i in range(start, stop):
                        known = tenths[lane, j, i] < UNREACHABLE
                        facility[lane, j, i] = np.int64(rows[at[i], j, lane]) & mask if known else -1
