"""Areas reached within a time: what is reached lies inside, what is far from all roads reached lies outside."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.files.writing import Polygons, Rings
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.isochrones import isochrones, times_from
from narhet.nearest import Nearness
from narhet.roads.network import EARTH, KINDS, Floats, Ints, RoadNetwork, from_arcs
from tests.narhet.networks import timed

KM = 180 / (np.pi * EARTH) * 1000  # degrees of latitude in a kilometre


def road(
    kilometres: list[tuple[float, float]], arcs: list[tuple[int, int]], kinds: list[int] | None = None
) -> RoadNetwork:
    """Places about 62° north, east and north in kilometres; arcs both ways."""
    at = np.array(kilometres)
    tail, head = np.array(arcs + [(b, a) for a, b in arcs]).T
    metres = 1000 * np.hypot(*(at[tail] - at[head]).T)
    return from_arcs(
        15 + at[:, 0] * KM / np.cos(np.deg2rad(62)),
        62 + at[:, 1] * KM,
        tail,
        head,
        metres=metres,
        kind=None if kinds is None else np.array(kinds * 2),
        source="drawn",
    )


def tenths(roads: RoadNetwork, kmh: float = 60) -> Ints:
    return np.rint(roads.metres.astype(np.float64) * 36 / kmh).astype(np.int32)


def covers(polygons: Polygons, lon: float, lat: float) -> bool:
    def inside(ring: Floats) -> bool:
        odd = False
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > lat) != (by > lat) and lon < ax + (lat - ay) * (bx - ax) / (by - ay):
                odd = not odd
        return odd

    def holds(rings: Rings) -> bool:
        return inside(rings[0]) and not any(inside(hole) for hole in rings[1:])

    return any(holds(rings) for rings in polygons)


def test_time_runs_out_in_the_middle_of_a_road() -> None:
    roads = road([(0, 0), (10, 0)], [(0, 1)])
    (found,) = isochrones(roads, tenths(roads), [0], [3_000])  # five minutes at 60 km/h: five kilometres
    ring = found.polygons[0][0]
    east = (ring[:, 0] - 15) * np.cos(np.deg2rad(62)) / KM
    assert east.max() == pytest.approx(5.3, abs=0.03)
    assert east.min() == pytest.approx(-0.3, abs=0.03)
    assert found.square_metres == pytest.approx(5_000 * 600 + np.pi * 300**2, rel=0.03)


def test_a_block_that_is_driven_round_has_a_hole_with_the_clock() -> None:
    roads = road([(0, 0), (4, 0), (4, 4), (0, 4)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    (found,) = isochrones(roads, tenths(roads), [0], [12_000])
    (rings,) = found.polygons
    assert len(rings) == 2
    turned = [float(np.sum(np.diff(ring[:, 0]) * (ring[1:, 1] + ring[:-1, 1] - 2 * 62))) for ring in rings]
    assert turned[0] < 0 < turned[1]
    assert all((ring[0] == ring[-1]).all() for ring in rings)
    assert not covers(found.polygons, 15 + 2 * KM / np.cos(np.deg2rad(62)), 62 + 2 * KM)


def test_a_ferry_carries_on_without_painting_the_water() -> None:
    ferry, plain = KINDS.index("ferry"), KINDS.index("tertiary")
    roads = road([(0, 0), (1, 0), (6, 0), (7, 0)], [(0, 1), (1, 2), (2, 3)], [plain, ferry, plain])
    (found,) = isochrones(roads, tenths(roads), [0], [9_000])
    assert len(found.polygons) == 2


def test_a_longer_limit_holds_the_shorter_ones_and_one_way_roads_count() -> None:
    roads = from_arcs([15.0, 15.1, 15.2], [62.0, 62.0, 62.0], [0, 1], [1, 2], metres=[5_000, 5_000], source="one way")
    away, home = (isochrones(roads, tenths(roads), [1], [2_000, 6_000], to=to) for to in (False, True))
    assert away[0].square_metres < away[1].square_metres
    assert covers(away[1].polygons, 15.2, 62) and not covers(away[1].polygons, 15.0, 62)
    assert covers(home[1].polygons, 15.0, 62) and not covers(home[1].polygons, 15.2, 62)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_reached_nodes_lie_inside_and_far_ones_outside(seed: int, to: bool) -> None:
    network = timed(40, 70, seed, largest=4_000)
    roads = network.roads
    found = times_from(roads, network.tenths, [3], to=to)
    points = np.arange(roads.nodes, dtype=np.int32)
    nearness = Nearness(Hierarchy.of(roads).metric(network.tenths), points, to=to)
    assert (found == nearness.times([np.array([3])])[0]).all()
    limit = int(np.median(found[found < UNREACHABLE]))
    x, y = roads.longitude, roads.latitude
    reach = max(1.0, 0.02 * EARTH * np.deg2rad(max(np.ptp(x), np.ptp(y), 1e-4)))
    (one,) = isochrones(roads, network.tenths, [3], [limit], to=to, reach=reach)
    for node in np.flatnonzero(found <= limit):
        assert covers(one.polygons, x[node], y[node])


def test_what_cannot_be_asked_is_told() -> None:
    roads = road([(0, 0), (10, 0)], [(0, 1)])
    times = tenths(roads)
    for wrong, said in (
        ((roads, times, [], [600]), "at least one place"),
        ((roads, times, [2], [600]), "outside 0 … 1"),
        ((roads, times[:1], [0], [600]), "for each of the 2 arcs"),
        ((roads, times, [0], [1.5]), "whole tenths"),
    ):
        with pytest.raises(BadQueryError, match=said):
            isochrones(*wrong)
    with pytest.raises(BadQueryError, match="from 1, not 0"):
        isochrones(roads, times, [0], [600], reach=0)
    wide = road([(0, 0), (900, 0), (900, 900)], [(0, 1), (1, 2)])
    with pytest.raises(BadQueryError, match="take at least"):
        isochrones(wide, tenths(wide), [0], [3_000_000], reach=100)
