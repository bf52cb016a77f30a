"""Small random road networks for the tests: one-way roads, loops, parallel arcs, zero times, islands, ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from narhet.roads.network import Ints, RoadNetwork, from_arcs


@dataclass(frozen=True)
class Timed:
    """Roads with a travel time for every arc."""

    roads: RoadNetwork
    tenths: Ints


def timed(nodes: int, arcs: int, seed: int, *, largest: int = 40, zero: float = 0.1, twoway: float = 0.6) -> Timed:
    """Random arcs, mostly between nodes that lie near each other; small whole times, so that ties are common."""
    chance = np.random.default_rng(seed)
    x, y = chance.random(nodes), chance.random(nodes)
    tail = chance.integers(0, nodes, arcs)
    near = np.argsort(np.abs(x[:, None] - x) + np.abs(y[:, None] - y), axis=1)[:, : min(nodes, 6)]
    head = near[tail, chance.integers(0, near.shape[1], arcs)]
    back = chance.random(arcs) < twoway
    tails, heads = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    times = chance.integers(0, largest, len(tails)).astype(np.int32)
    times[chance.random(len(tails)) < zero] = 0
    order = np.argsort(tails, kind="stable")
    roads = from_arcs(15 + x, 60 + y, tails, heads, metres=times, source="random")
    return Timed(roads, times[order])


def grid(side: int, seed: int, dropped: float = 0.25) -> Timed:
    """A square of streets with some missing, both directions with times of their own."""
    chance = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    streets = np.concatenate(
        [
            np.c_[number[:, :-1].ravel(), number[:, 1:].ravel()],
            np.c_[number[:-1].ravel(), number[1:].ravel()],
        ]
    )
    streets = streets[chance.random(len(streets)) > dropped]
    tails, heads = np.concatenate([streets[:, 0], streets[:, 1]]), np.concatenate([streets[:, 1], streets[:, 0]])
    times = chance.integers(20, 600, len(tails)).astype(np.int32)
    order = np.argsort(tails, kind="stable")
    x, y = number.ravel() % side / 100, number.ravel() // side / 200
    return Timed(from_arcs(15 + x, 60 + y, tails, heads, metres=times, source="a square of streets"), times[order])


networks = st.builds(
    timed,
    st.integers(1, 40),
    st.integers(0, 120),
    st.integers(0, 2**32 - 1),
    largest=st.sampled_from([1, 3, 40, 100_000]),
    zero=st.sampled_from([0.0, 0.1, 0.9]),
    twoway=st.sampled_from([0.0, 0.6, 1.0]),
)
