"""The seeded road network that everything is measured on: a made country's streets, with bends, as a `RoadNetwork`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from narhet.bench.country import SQUARES, drawn, made_country, read_country
from narhet.bench.extra import nearest_of
from narhet.bench.streets import CROWDING, STREET_KMH, Streets, streets
from narhet.errors import BadQueryError
from narhet.roads.network import BOARDING, KINDS, Floats, Ints, Longs, RoadNetwork, components, from_arcs
from narhet.roads.profiles import Profile, load_profile, travel_times
from narhet.roads.store import open_network, save
from narhet.roads.sweref import SWEREF99_TM

NODES = 3_200_000
"""Nodes of the whole country."""

JUNCTIONS = 0.66
"""Share of the nodes that are junctions or dead ends; the others bend a link."""

KINDS_OF_SERVICE, FACILITIES = 30, 2_000

CELLS = "cells.npz"
_KIND = ("ferry", "unclassified", "tertiary", "primary", "trunk")  # by level, from -1
_LEAST = 3.0  # metres between two nodes
_SIDE = 0.3  # kilometres about a square's middle where facilities stand


@dataclass(frozen=True, slots=True)
class Made:
    """A network with people and facilities on it.

    Attributes
    ----------
    roads : RoadNetwork
        Strongly connected.
    profile, tenths : Profile, (m,) int32
        The car's travel times.
    node : (p,) int32
        The node nearest to the middle of each populated square.
    people, ages, area : (p,), (p, 5) int64, (p,) int32
        As in `Country`.
    kinds : (30, f) int32
        Nodes of the facilities of every kind of service.
    """

    roads: RoadNetwork
    profile: Profile
    tenths: Ints
    node: Ints
    people: Longs
    ages: Longs
    area: Ints
    kinds: Ints


def made_network(
    nodes: int = NODES, *, seed: int = 1, facilities: int = FACILITIES, population: str | Path | None = None
) -> Made:
    """Make a network of exactly so many nodes; the same arguments give the same arrays.

    A smaller network is a smaller country with as many people, junctions and populated squares a square kilometre.

    Parameters
    ----------
    nodes : at least 300; 3,200,000 for all of Sweden with its 114,161 populated squares.
    seed : another one gives another country.
    facilities : of each kind, at most one in a square; drawn by people to the power 0.6.
    population : a register of squares instead of a made one, see `read_country`.

    Raises
    ------
    BadQueryError
        Too few nodes.
    BadTableError
        The register cannot be read.
    MissingPackageError
        SciPy is not installed.

    Notes
    -----
    O(n log n), more than a minute for the whole country.
    """
    if nodes < 300 or facilities < 1:
        raise BadQueryError("A made network has at least 300 nodes and one facility of each kind.")
    squares = max(10, round(SQUARES * nodes / NODES))
    country = read_country(population, squares, seed=seed) if population else made_country(squares, seed=seed)
    laid = streets(country, round(JUNCTIONS * nodes), seed=seed)
    roads, at = _roads(laid, nodes, f"{country.source}; made roads, seed {seed}", seed)
    profile = load_profile("car")
    chance = np.random.default_rng([seed, 5])
    middle = np.stack([country.east, country.north], axis=1)
    weight = np.maximum(country.people, 1) ** CROWDING
    many = min(facilities, len(middle))
    stands = np.concatenate([chance.permutation(drawn(chance, weight, many)) for _ in range(KINDS_OF_SERVICE)])
    beside = middle[stands] + chance.uniform(-_SIDE, _SIDE, (len(stands), 2))
    return Made(
        roads,
        profile,
        travel_times(roads, profile),
        nearest_of(at, middle),
        country.people,
        country.ages,
        country.area,
        nearest_of(at, beside).reshape(KINDS_OF_SERVICE, many),
    )


def save_made(made: Made, folder: str | Path) -> str:
    """Store the roads with the car's times, and people and facilities beside them as `cells.npz`; tells the key."""
    key = save(made.roads, folder, weights={"car": (made.profile, made.tenths)})
    np.savez(Path(folder) / CELLS, node=made.node, people=made.people, ages=made.ages, area=made.area, kinds=made.kinds)
    return key


def made_key(folder: str | Path) -> str:
    """The key of the roads that `save_made` stored."""
    return open_network(folder).key


def open_made(folder: str | Path) -> Made:
    """What `save_made` stored; the roads are mapped from disk."""
    stored = open_network(folder)
    profile = load_profile("car")
    known = stored.times(profile)  # none if the profile has changed since
    tenths = travel_times(stored.network, profile) if known is None else known
    with np.load(Path(folder) / CELLS) as cells:
        return Made(
            stored.network, profile, tenths, cells["node"], cells["people"], cells["ages"],
            cells["area"], cells["kinds"],
        )  # fmt: skip


def _roads(laid: Streets, nodes: int, source: str, seed: int) -> tuple[RoadNetwork, Floats]:
    """Bend the links and number the nodes along a curve, so that neighbours lie near each other for every engine."""
    chance = np.random.default_rng([seed, 4])
    at, tail, head, metres, link = _bent(chance, laid, nodes)
    level = laid.level[link]
    back = ~_oneway(laid)[link]
    order = np.argsort(_along_a_curve(at), kind="stable")
    name = np.empty(nodes, np.int32)
    name[order] = np.arange(nodes, dtype=np.int32)
    longitude, latitude = SWEREF99_TM.to_degrees(at[order, 0] * 1000, at[order, 1] * 1000)
    kind = np.array([KINDS.index(word) for word in _KIND], np.uint8)[level + 1]
    kind[laid.kmh[link] == STREET_KMH] = KINDS.index("residential")
    marks = np.where(level < 0, BOARDING, 0).astype(np.uint8)
    both = [np.concatenate([column, column[back]]) for column in (metres, kind, laid.kmh[link], marks, link)]
    roads = from_arcs(
        longitude,
        latitude,
        name[np.concatenate([tail, head[back]])],
        name[np.concatenate([head, tail[back]])],
        metres=both[0],
        kind=both[1],
        kmh=both[2],
        marks=both[3],
        way=both[4],
        source=source,
    )
    return roads, at[order]


def _bent(chance: np.random.Generator, laid: Streets, nodes: int) -> tuple[Floats, Longs, Longs, Floats, Longs]:
    """Give links the remaining nodes as bends: (places of all nodes, tail, head, metres and link of each piece)."""
    junctions, links = len(laid.at), len(laid.link)
    begin, end = laid.at[laid.link[:, 0]], laid.at[laid.link[:, 1]]
    length = np.hypot(*(end - begin).T)
    weight = np.where(laid.level < 0, 0, np.sqrt(length))  # a ferry goes straight
    bends = chance.multinomial(nodes - junctions, weight / weight.sum())
    pieces = bends + 1
    link = np.repeat(np.arange(links), pieces)
    step = np.arange(len(link)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    last = step == bends[link]
    bend = np.cumsum(~last) + junctions - 1  # the node at the end of each piece that is not its link's last
    tail = np.where(step == 0, laid.link[link, 0], np.concatenate([[0], bend[:-1]]))
    head = np.where(last, laid.link[link, 1], bend)
    on = link[~last]
    along = (step[~last] + 1) / pieces[on]
    across = (end - begin)[on][:, ::-1] * (-1, 1) * chance.normal(0, 0.06, len(on))[:, None]
    at = np.concatenate([laid.at, begin[on] + (end - begin)[on] * along[:, None] + across])
    detour = np.where(laid.level < 0, 1.0, chance.uniform(1.02, 1.25, links))
    metres = np.maximum(_LEAST, 1000 * np.hypot(*(at[tail] - at[head]).T) * detour[link])
    return at, tail, head, metres, link


def _oneway(laid: Streets) -> npt.NDArray[np.bool_]:
    """One-way links, but none without which some junction could not be reached or left."""
    back = ~laid.oneway
    tail = np.concatenate([laid.link[:, 0], laid.link[back, 1]])
    head = np.concatenate([laid.link[:, 1], laid.link[back, 0]])
    nowhere = np.zeros(len(laid.at))
    part = components(from_arcs(nowhere, nowhere, tail, head, metres=np.zeros(len(tail)), source="junctions")).of_node
    within: npt.NDArray[np.bool_] = part[laid.link[:, 0]] == part[laid.link[:, 1]]
    return laid.oneway & within


def _along_a_curve(at: Floats) -> Longs:
    """Each place's number along Morton's curve (1966) over a square of 2^20 by 2^20."""
    low, size = at.min(axis=0), np.ptp(at, axis=0).max()
    number = np.zeros(len(at), np.int64)
    for axis in (0, 1):
        bits = ((at[:, axis] - low[axis]) / size * ((1 << 20) - 1)).astype(np.int64)
        for shift, mask in (
            (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
            (2, 0x3333333333333333), (1, 0x5555555555555555),
        ):  # fmt: skip
            bits = (bits | bits << shift) & mask
        number |= bits << axis
    return number
