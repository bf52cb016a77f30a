"""Cutting: points into regions, and out of the roads what lies around one region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import UNREACHABLE
from narhet.roads.geometry import metres_per_degree
from narhet.roads.network import Floats, Ints, Longs, RoadNetwork

Flags = npt.NDArray[np.bool_]

_HIGHEST = 89.0  # degrees; nearer a pole a metre is no fixed part of a degree


class Frame(NamedTuple):
    """A rectangle in degrees; its edges belong to it."""

    west: float
    south: float
    east: float
    north: float

    def grown(self, metres: float) -> Frame:
        """The rectangle that reaches at least so far beyond this one on every side."""
        furthest = min(max(abs(self.south), abs(self.north)), _HIGHEST)
        high = metres / metres_per_degree(0.0)[1]
        wide = metres / metres_per_degree(min(furthest + high, _HIGHEST))[0]
        return Frame(self.west - wide, self.south - high, self.east + wide, self.north + high)


@dataclass(frozen=True, slots=True)
class Clip:
    """Roads inside a frame, and one step beyond it: the ends of the roads that lead out (or in).

    Attributes
    ----------
    node : (c,) int32
        Numbers in the whole network, rising. All else is numbered by place in this list.
    longitude, latitude : (c,) float64
    first_out, head, tenths : (c + 1,) int64, (a,) int32, (a,) int32
        The arcs that may be used.
    border : (b,) int32
        Nodes outside the frame: whoever leaves it (or comes into it) passes one of them.
    """

    node: Ints
    longitude: Floats
    latitude: Floats
    first_out: Longs
    head: Ints
    tenths: Ints
    border: Ints


def cut(longitude: Floats, latitude: Floats, regions: int) -> list[Longs]:
    """Points in so many groups of about equal size that lie together; at most one group for each point.

    A k-d tree (Bentley 1975): the longer side of the rectangle around the points is cut where it divides their number.
    O(p log p log r).
    """
    squash = float(np.cos(np.deg2rad(latitude.mean()))) if len(latitude) else 1.0
    groups: list[Longs] = []
    waiting = [(np.arange(len(longitude)), min(regions, len(longitude)))]
    while waiting:
        group, parts = waiting.pop()
        if parts <= 1:
            groups.append(group)
            continue
        x, y = longitude[group] * squash, latitude[group]
        along = x if np.ptp(x) >= np.ptp(y) else y
        order = group[np.argsort(along, kind="stable")]
        first = parts // 2
        middle = len(order) * first // parts
        waiting += [(order[middle:], parts - first), (order[:middle], first)]
    return groups


def frame_of(longitude: Floats, latitude: Floats) -> Frame:
    """The rectangle around points."""
    return Frame(float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max()))


def clip(roads: RoadNetwork, tenths: Ints, frame: Frame, *, to: bool) -> Clip:
    """What lies inside a frame.

    Parameters
    ----------
    roads : RoadNetwork
    tenths : (m,) int32
        Travel times, `UNREACHABLE` for arcs that may not be used.
    frame : Frame
    to : travel from points in the frame to facilities, so that roads leading out count as border; else those in.

    Notes
    -----
    Reads the places of all n nodes; `to` then only the arcs inside, else the heads of all m. Other memory in proportion
    to what is inside.
    """
    inside = (roads.longitude >= frame.west) & (roads.longitude <= frame.east)
    inside &= (roads.latitude >= frame.south) & (roads.latitude <= frame.north)
    own = np.flatnonzero(inside)
    tail, arc = _leaving(roads.first_out, own) if to else _entering(roads, inside)
    times = np.asarray(tenths[arc], np.int32)
    usable = times < UNREACHABLE
    tail, head, times = tail[usable], roads.head[arc[usable]].astype(np.int64), times[usable]
    ends = head if to else tail
    node = np.union1d(own, ends[~inside[ends]])
    first_out, order = _by_tail(np.searchsorted(node, tail), len(node))
    return Clip(
        node.astype(np.int32),
        roads.longitude[node],
        roads.latitude[node],
        first_out,
        np.searchsorted(node, head)[order].astype(np.int32),
        times[order],
        np.flatnonzero(~inside[node]).astype(np.int32),
    )


def _leaving(first_out: Longs, nodes: Longs) -> tuple[Longs, Longs]:
    """(tail, number) of the arcs that leave these nodes."""
    many = np.asarray(first_out[nodes + 1] - first_out[nodes])
    before = np.cumsum(many) - many
    return np.repeat(nodes, many), np.arange(many.sum()) + np.repeat(first_out[nodes] - before, many)


def _entering(roads: RoadNetwork, inside: Flags) -> tuple[Longs, Longs]:
    """(tail, number) of the arcs that lead to nodes inside."""
    arc = np.flatnonzero(inside[roads.head])
    return np.searchsorted(roads.first_out, arc, side="right") - 1, arc


def _by_tail(tail: Longs, nodes: int) -> tuple[Longs, Longs]:
    first_out = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes), out=first_out[1:])
    return first_out, np.argsort(tail, kind="stable")
