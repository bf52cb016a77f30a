"""Travel times between many points and many kinds of facility by two passes over what both need of the hierarchy.

A way from a point to a facility climbs the hierarchy and then descends. So one pass upward from all facilities and one
downward to all points find the least time; all kinds go along side by side, in the lanes of one cache line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.hierarchy.hierarchy import Flags, Metric
from narhet.roads.network import Ints, Longs


@dataclass(frozen=True, slots=True)
class Passes:
    """The part of a hierarchy that lies above given facilities and given points, ready to be swept.

    Nodes are renumbered by rank, s of them. `into` arcs are those of the upward pass, grouped by their *upper* end;
    `onto` arcs those of the downward pass, grouped by their *lower* end.

    Attributes
    ----------
    number : (n,) int32
        New number of each rank, -1 where the node is not needed.
    into_first, into_from, into_tenths : (s + 1,) int64, int32, int32
    onto_first, onto_from, onto_tenths : (s + 1,) int64, int32, int32
    """

    number: Ints
    into_first: Longs
    into_from: Ints
    into_tenths: Ints
    onto_first: Longs
    onto_from: Ints
    onto_tenths: Ints


def passes(metric: Metric, facilities: Ints, points: Ints, *, to: bool = True) -> Passes:
    """Pick what the two passes need.

    Parameters
    ----------
    metric : Metric
    facilities, points : nodes of the road network
    to : travel from the points to the facilities; else from the facilities to the points.

    Notes
    -----
    O(n + a), once for a set of points and all facilities that may be asked about.
    """
    up = (metric.up_first, metric.up_head, metric.up_tenths)
    down = (metric.down_first, metric.down_head, metric.down_tenths)
    rise, fall = (down, up) if to else (up, down)
    above_facilities = _closure(rise[0], rise[1], metric.rank[facilities])
    above_points = _closure(fall[0], fall[1], metric.rank[points])
    wanted = above_facilities | above_points
    number = np.where(wanted, np.cumsum(wanted) - 1, -1).astype(np.int32)
    size = int(wanted.sum())
    return Passes(
        number,
        *_grouped(*rise, above_facilities, number, size, True),
        *_grouped(*fall, above_points, number, size, False),
    )


@compiled
def _closure(first: Longs, head: Ints, start: Ints) -> Flags:
    met = np.zeros(len(first) - 1, np.bool_)
    for r in start:
        met[r] = True
    for r in range(len(met)):
        if met[r]:
            for i in range(first[r], first[r + 1]):
                met[head[i]] = True
    return met


@compiled
def _grouped(
    first: Longs, head: Ints, tenths: Ints, chosen: Flags, number: Ints, size: int, by_upper: bool
) -> tuple[Longs, Ints, Ints]:
    group = np.zeros(size + 1, np.int64)
    for r in range(len(chosen)):
        if chosen[r]:
            for i in range(first[r], first[r + 1]):
                group[(number[head[i]] if by_upper else number[r]) + 1] += 1
    for s in range(size):
        group[s + 1] += group[s]
    at = group[:-1].copy()
    origin = np.empty(group[size], np.int32)
    cost = np.empty(group[size], np.int32)
    for r in range(len(chosen)):
        if chosen[r]:
            for i in range(first[r], first[r + 1]):
                own, other = number[r], number[head[i]]
                if by_upper:
                    own, other = other, own
                origin[at[own]] = other
                cost[at[own]] = tenths[i]
                at[own] += 1
    return group, origin, cost
