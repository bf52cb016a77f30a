"""Many to many: the travel time between every point and every facility, all of them or those within a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.nearest import Nearness
from narhet.roads.network import Ints, Longs

ROOM = 4_000_000_000
"""Bytes that a matrix may take in memory; a larger one is given its place by the caller."""

PORTION = 64
"""Facilities that are asked about at a time; sixteen go in one sweep."""


@dataclass(frozen=True, slots=True)
class Within:
    """The facilities within a limit of each point, the nearest first.

    Attributes
    ----------
    first : (p + 1,) int64
        Point i has the entries `first[i] : first[i + 1]`.
    facility, tenths : (e,) int32
        By rising time, of equals by rising number.
    """

    first: Longs
    facility: Ints
    tenths: Ints


def matrix(nearness: Nearness, facilities: npt.ArrayLike, *, out: Ints | None = None) -> Ints:
    """The travel time between every facility and every point.

    Parameters
    ----------
    nearness : Nearness
        Its points, direction and threads.
    facilities : (f,) nodes, among its sites; may repeat.
    out : (f, p) int32, optional
        Where to write, such as `numpy.memmap`, for what memory cannot hold.

    Returns
    -------
    (f, p) int32
        Tenths of a second, `UNREACHABLE` where there is no way; `out` if that was given.

    Raises
    ------
    BadQueryError
        No facilities, one where none may stand, an `out` of another form, or more than `ROOM` bytes without `out`.

    Notes
    -----
    O(f s / 16), s arcs above points and sites: PHAST with a row of lanes (Delling, Goldberg, Nowatzyk, Werneck: PHAST:
    Hardware-accelerated shortest path trees, 2011).
    """
    nodes = _list(facilities)
    shape = (len(nodes), len(nearness.points))
    if out is None:
        size = 4 * shape[0] * shape[1]
        if size > ROOM:
            raise BadQueryError(
                f"{shape[0]:,} facilities × {shape[1]:,} points take {size / 1e9:,.1f} GB: ask for those within a "
                "limit, or give a place on disk (out=numpy.memmap)."
            )
        out = np.empty(shape, np.int32)
    elif out.shape != shape or out.dtype != np.int32:
        raise BadQueryError(f"Give a place of the form {shape} and the type int32, not {out.shape} and {out.dtype}.")
    for begin in range(0, len(nodes), PORTION):
        own = nodes[begin : begin + PORTION]
        out[begin : begin + PORTION] = nearness.times([own[i : i + 1] for i in range(len(own))])
    return out


def within(nearness: Nearness, facilities: npt.ArrayLike, limit: int) -> Within:
    """The facilities within a limit of each point.

    Parameters
    ----------
    nearness, facilities : as in `matrix`
    limit : tenths of a second; at most `UNREACHABLE` - 1.

    Raises
    ------
    BadQueryError
        As `matrix`, or a limit that is no time.

    Notes
    -----
    As `matrix`, and O(e log e) for e entries; only a few sweeps' times are held besides those.
    """
    nodes = _list(facilities)
    if not 0 <= limit < UNREACHABLE:
        raise BadQueryError(f"Give the limit in tenths of a second, from 0, not {limit}.")
    found: list[tuple[Longs, Ints, Ints]] = []
    for begin in range(0, len(nodes), PORTION):
        own = nodes[begin : begin + PORTION]
        tenths = nearness.times([own[i : i + 1] for i in range(len(own))])
        facility, point = np.nonzero(tenths <= limit)
        found.append((point, (facility + begin).astype(np.int32), tenths[facility, point]))
    point, number, times = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((number, times, point))
    first = np.zeros(len(nearness.points) + 1, np.int64)
    np.cumsum(np.bincount(point, minlength=len(nearness.points)), out=first[1:])
    return Within(first, number[order].astype(np.int32), times[order].astype(np.int32))


def _list(facilities: npt.ArrayLike) -> npt.NDArray[np.integer]:
    nodes = np.asarray(facilities)
    if nodes.ndim != 1 or not nodes.size or nodes.dtype.kind not in "iu":
        raise BadQueryError("Give the nodes of at least one facility as whole numbers, in one list.")
    return nodes
