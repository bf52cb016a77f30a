from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narhet.errors import BadQueryError
from narhet.roads.geometry import distances, metres_between
from narhet.roads.network import CAR, FOOT, RoadNetwork, components, from_arcs
from narhet.roads.osm import read_osm
from narhet.roads.snapping import ISLAND, NO_PLACE, SNAPPED, TOO_FAR, snap, snap_grid
from tests.narhet.roads.shared import real_file


def random_network(seed: int, nodes: int, spread: float) -> RoadNetwork:
    """Nodes in clumps about Jokkmokk, streets between some of them, so that there are islands."""
    chance = np.random.default_rng(seed)
    clumps = chance.normal(0, spread, (max(nodes // 8, 1), 2))
    places = clumps[chance.integers(0, len(clumps), nodes)] + chance.normal(0, spread / 20, (nodes, 2))
    places = np.round(places, 3)  # some in the same spot
    tail, head = chance.integers(0, nodes, (2, nodes * 2))
    both = np.concatenate([tail, head]), np.concatenate([head, tail])
    modes = np.tile(chance.choice([CAR, FOOT, CAR | FOOT], len(tail)), 2)
    return from_arcs(
        19.8 + places[:, 0], 66.6 + places[:, 1], *both, metres=np.ones(len(both[0])), modes=modes, source="chance"
    )


@given(
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.sampled_from([0.001, 0.1, 2.0]),
    st.sampled_from([0.0, 300.0, 5_000.0, 1e6]),
    st.sampled_from([None, 1, 3]),
)
def test_the_grid_finds_what_trying_every_node_finds(
    seed: int, nodes: int, spread: float, limit: float, least: int | None
) -> None:
    network = random_network(seed, nodes, spread)
    open_arcs = (network.modes & CAR) != 0
    if not open_arcs.any():
        with pytest.raises(BadQueryError, match="No road"):
            snap_grid(network, open_arcs)
        return
    chance = np.random.default_rng(seed + 1)
    lon, lat = 19.8 + chance.normal(0, 2 * spread, 20), 66.6 + chance.normal(0, 2 * spread, 20)
    lon[0], lat[0] = network.longitude[0], network.latitude[0]
    snapped = snap(snap_grid(network, open_arcs, least=least), lon, lat, limit=limit)

    used = np.zeros(network.nodes, bool)
    used[network.head[open_arcs]] = used[network.tail[open_arcs]] = True
    parts = components(network, open_arcs)
    good = used & (parts.of_node == 0 if least is None else parts.sizes[parts.of_node] >= least)
    away = distances(lon[:, None], lat[:, None], network.longitude[None], network.latitude[None])
    for point in range(len(lon)):
        nearest = np.where(good, away[point], np.inf)
        if nearest.min() <= limit:
            assert snapped.reason[point] == SNAPPED and good[snapped.node[point]]
            assert snapped.metres[point] == pytest.approx(nearest.min(), abs=1e-6)
            assert nearest[snapped.node[point]] == pytest.approx(nearest.min(), abs=1e-6)
        else:
            near_island = np.where(used, away[point], np.inf).min() <= limit
            assert snapped.reason[point] == (ISLAND if near_island else TOO_FAR)
            assert snapped.node[point] == -1 and np.isinf(snapped.metres[point])


def line() -> RoadNetwork:
    """Nodes 0, 1, 2 in a row joined by car; 3 and 4 an island to the north; 5 only for walkers."""
    tail, head = [0, 1, 1, 2, 3, 4, 0, 5], [1, 0, 2, 1, 4, 3, 5, 0]
    return from_arcs(
        [15.0, 15.1, 15.2, 15.0, 15.1, 15.0],
        [60.0, 60.0, 60.0, 61.0, 61.0, 59.99],
        tail,
        head,
        metres=np.ones(8),
        modes=[CAR | FOOT] * 6 + [FOOT] * 2,
        source="test",
    )


def test_a_point_gets_node_distance_or_the_reason_why_not() -> None:
    network = line()
    grid = snap_grid(network, (network.modes & CAR) != 0)
    snapped = snap(
        grid,
        [15.09, 15.0, 15.05, 15.0, np.nan, 190.0, 15.0],
        [60.0, 59.99, 61.0, 70.0, 60.0, 60.0, np.inf],
        limit=4_000,
    )
    assert snapped.node.tolist() == [1, 0, -1, -1, -1, -1, -1]
    assert snapped.reason.tolist() == [SNAPPED, SNAPPED, ISLAND, TOO_FAR, NO_PLACE, NO_PLACE, NO_PLACE]
    assert snapped.metres[:2] == pytest.approx([558.0, 1114.1], rel=1e-3)  # a hundredth of a degree at 60°
    assert snapped.refused() == {
        "no road within the limit": 1,
        "only roads within the limit that do not connect with the rest": 1,
        "not a coordinate": 3,
    }


def test_walkers_snap_to_what_is_closed_to_cars_and_small_parts_count_when_asked() -> None:
    network = line()
    walking = snap_grid(network, (network.modes & FOOT) != 0)
    assert snap(walking, [15.0], [59.99]).node.tolist() == [5]
    assert snap(snap_grid(network, least=2), [15.04], [61.0], limit=4_000).node.tolist() == [3]


def test_wrong_questions_are_refused() -> None:
    network = line()
    with pytest.raises(BadQueryError, match="one per arc"):
        snap_grid(network, np.ones(3, bool))
    grid = snap_grid(network)
    with pytest.raises(BadQueryError, match="same length"):
        snap(grid, [1.0], [1.0, 2.0])
    for limit in (-1.0, np.nan, np.inf):
        with pytest.raises(BadQueryError, match="limit"):
            snap(grid, [15.0], [60.0], limit=limit)


def test_no_points_give_no_answers() -> None:
    assert len(snap(snap_grid(line()), [], []).node) == 0


@given(st.floats(-179, 179), st.floats(-85, 85), st.floats(-1, 1), st.floats(-1, 1))
def test_one_distance_and_many_are_the_same(lon: float, lat: float, east: float, north: float) -> None:
    one = metres_between(lon, lat, lon + east, lat + north)
    many = distances(np.array([lon]), np.array([lat]), np.array([lon + east]), np.array([lat + north]))
    assert one == pytest.approx(many[0], rel=1e-12, abs=1e-9)


def test_distances_agree_with_the_squares_of_the_population_grid() -> None:
    with gzip.open(real_file("scb_grid1km_2018.csv.gz"), "rt", encoding="utf-8") as file:
        rows = [row for _, row in zip(range(20_000), csv.DictReader(file), strict=False)]
    places = {(int(row["e_sw"]), int(row["n_sw"])): (float(row["lon"]), float(row["lat"])) for row in rows}
    pairs = [
        (places[east, north], places[east + 1000, north])
        for east, north in places
        if (east + 1000, north) in places and 450_000 < east < 550_000
    ]
    assert len(pairs) > 100
    metres = np.array([metres_between(*one, *other) for one, other in pairs])
    # Near the middle meridian a plane kilometre is 1000 / 0.9996 m on the ellipsoid; the file rounds its degrees.
    assert np.median(metres) == pytest.approx(1000.4, abs=0.3)


def test_every_point_of_a_real_road_snaps_to_itself() -> None:
    network, _ = read_osm(real_file("osm/Helsinki.osm.pbf"), modes=["foot"])
    snapped = snap(snap_grid(network, least=1), network.longitude, network.latitude)
    assert (snapped.metres == 0).all() and (snapped.reason == SNAPPED).all()
