"""What reading a road file came to: nothing is left out of the network in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from narhet.roads.network import MODES, RoadNetwork, components

NAMED_ISLANDS = 20
"""So many of the largest islands are given with their place."""


@dataclass(frozen=True, slots=True)
class Island:
    """Roads that cannot be reached from the largest part of the network and back.

    Attributes
    ----------
    nodes : int
        Its size.
    longitude, latitude : float
        One of its nodes, WGS84 degrees.
    """

    nodes: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Connection:
    """How one mode's roads hang together.

    Attributes
    ----------
    nodes : int
        Nodes that the mode can use at all.
    largest : int
        Nodes of the largest part in which all reach each other.
    islands : int
        Number of other parts; a dead end of a one-way street is a part of one node.
    named : tuple of Island
        The largest of them, by falling size.
    """

    nodes: int
    largest: int
    islands: int
    named: tuple[Island, ...]


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What was read and what was not.

    Attributes
    ----------
    source : str
        As in the network.
    ways : int
        Roads and ferries found in the file.
    used : int
        Of them, in the network.
    skipped : reason → number of ways
        "other highway", "area", "impassable", "winter road", "closed" (nobody asked for may use it), "no nodes".
    cut : int
        Ways that lack nodes, at the border of the extract; the rest of them is used.
    missing : int
        Nodes that such ways name and the file does not hold.
    loops : int
        Small circles from a node to itself, of no use to anyone.
    puzzles : "key=value" → number of ways
        Tags whose value was not understood.
    blocked : mode → number of nodes where a barrier stops it
    nodes, arcs : int
        Of the network.
    connections : mode → Connection
    """

    source: str
    ways: int
    used: int
    skipped: Mapping[str, int]
    cut: int
    missing: int
    loops: int
    puzzles: Mapping[str, int]
    blocked: Mapping[str, int]
    nodes: int
    arcs: int
    connections: Mapping[str, Connection]

    def __str__(self) -> str:
        """The report for people, some lines."""
        lines = [
            f"{self.source}: {self.nodes:,} nodes and {self.arcs:,} arcs from {self.used:,} of {self.ways:,} ways.",
            *(f"Left out, {reason}: {count:,} ways." for reason, count in self.skipped.items()),
        ]
        if self.cut:
            lines.append(f"Cut at the border: {self.cut:,} ways, {self.missing:,} nodes missing.")
        if self.loops:
            lines.append(f"Circles from a node to itself, dropped: {self.loops:,}.")
        if self.puzzles:
            most = ", ".join(f"{tag} ({count:,})" for tag, count in list(self.puzzles.items())[:5])
            lines.append(f"Tags not understood: {sum(self.puzzles.values()):,}, most often {most}.")
        for mode, count in self.blocked.items():
            lines.append(f"Barriers that stop a {mode}: {count:,}.")
        for mode, part in self.connections.items():
            lines.append(
                f"{mode}: {part.largest:,} of {part.nodes:,} nodes reach each other; {part.islands:,} islands."
            )
            lines += [
                f"  {island.nodes:,} nodes at {island.latitude:.4f}, {island.longitude:.4f}" for island in part.named
            ]
        return "\n".join(lines)


def connections(network: RoadNetwork, modes: tuple[str, ...]) -> dict[str, Connection]:
    """How the network hangs together for each mode. O(n + m) each."""
    return {mode: _connection(network, MODES[mode]) for mode in modes}


def _connection(network: RoadNetwork, mode: int) -> Connection:
    open_arcs = (network.modes & mode) != 0
    used = np.zeros(network.nodes, np.bool_)
    used[network.head[open_arcs]] = True
    used[network.tail[open_arcs]] = True
    if not used.any():
        return Connection(0, 0, 0, ())
    parts = components(network, open_arcs)
    of_used = parts.of_node[used]
    present, first, sizes = np.unique(of_used, return_index=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    members = np.flatnonzero(used)[first[order]]
    named = tuple(
        Island(int(size), float(network.longitude[node]), float(network.latitude[node]))
        for size, node in zip(sizes[order][1 : NAMED_ISLANDS + 1], members[1 : NAMED_ISLANDS + 1], strict=True)
        if size > 1
    )
    return Connection(int(used.sum()), int(sizes[order][0]), len(present) - 1, named)
