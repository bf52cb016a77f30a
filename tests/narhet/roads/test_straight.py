from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.errors import BadQueryError
from narhet.roads.geometry import distances
from narhet.roads.straight import DETOUR, StraightLines
from tests.narhet.roads.shared import real_file


def test_the_detour_is_what_the_bus_graph_gives_without_its_impossible_stretches() -> None:
    bus = json.loads(real_file("norrbotten_bus_graph_2022.json").read_text("utf-8"))
    edges = np.array(
        [
            (edge[2], edge[5])
            for edge in bus["edges_from_to_roadm_medianSec_ntrips_greatcirclem"]
            if edge[2] and edge[2] >= edge[5] > 0
        ]
    )
    ratios = edges[:, 0] / edges[:, 1]
    assert np.average(ratios, weights=edges[:, 1]) == pytest.approx(DETOUR, abs=0.005)
    assert np.quantile(ratios, [0.5, 0.9]) == pytest.approx([1.12, 1.54], abs=0.005)


def test_lines_are_stretched_timed_and_say_what_they_are() -> None:
    lines = StraightLines(detour=1.5, kmh=36)
    metres = lines.metres([15.0], [60.0], [15.0], [60.01])
    assert metres == pytest.approx([1.5 * 1114.1], rel=1e-3)
    assert lines.times(np.array([0.0, 0.001, 1000.0])).tolist() == [0, 1, 1000]
    assert lines.source == "no roads: straight lines × 1.5 at 36 km/h"
    assert "straight lines × 1.17" in StraightLines().source


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 600), st.integers(1, 90), st.sampled_from([0.01, 1.0, 8.0]))
def test_the_nearest_are_those_that_trying_all_finds(seed: int, points: int, goals: int, spread: float) -> None:
    chance = np.random.default_rng(seed)
    lon, lat = 15 + chance.normal(0, spread, points), np.clip(62 + chance.normal(0, spread / 2, points), -85, 85)
    goal_lon = np.round(15 + chance.normal(0, spread, goals), 2)
    goal_lat = np.clip(np.round(62 + chance.normal(0, spread, goals), 2), -85, 85)
    count = min(3, goals)
    found, metres = StraightLines().nearest(lon, lat, goal_lon, goal_lat, count=count)
    away = distances(lon[:, None], lat[:, None], goal_lon[None], goal_lat[None])
    best = np.argsort(away, axis=1, kind="stable")[:, :count]
    assert np.array_equal(found, best)
    assert metres == pytest.approx(np.take_along_axis(away, best, axis=1) * DETOUR)


def test_wrong_questions_are_refused() -> None:
    for detour, kmh in ((0.9, 60.0), (np.nan, 60.0), (1.2, 0.0), (1.2, np.nan)):
        with pytest.raises(BadQueryError):
            StraightLines(detour, kmh)
    lines = StraightLines()
    for goals, count, reason in (([], 1, "there are 0"), ([15.0], 2, "there are 1"), ([np.nan], 1, "coordinate")):
        with pytest.raises(BadQueryError, match=reason):
            lines.nearest([15.0], [60.0], goals, [60.0] * len(goals), count=count)
    with pytest.raises(BadQueryError, match="2 longitudes and 1 latitudes"):
        lines.metres([15.0, 16.0], [60.0], [1.0], [1.0])
