"""Many to many: every pair is Dijkstra's, and within a limit none is missing and none too much."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet import matrix as many
from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadQueryError
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.isochrones import times_from
from narhet.matrix import matrix, within
from narhet.nearest import Nearness
from tests.narhet.networks import timed


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.integers(1, 2))
def test_every_pair_is_dijkstras(seed: int, to: bool, threads: int) -> None:
    network = timed(50, 110, seed, zero=0.2)
    points = np.arange(0, 50, 3, dtype=np.int32)
    nearness = Nearness(Hierarchy.of(network.roads).metric(network.tenths), points, to=to, threads=threads)
    places = np.arange(49, -1, -2)
    found = matrix(nearness, places)
    for row, place in enumerate(places):
        assert (found[row] == times_from(network.roads, network.tenths, [place], to=to)[points]).all()
    limit = int(np.median(found))
    near = within(nearness, places, min(limit, UNREACHABLE - 1))
    for point in range(len(points)):
        own = slice(near.first[point], near.first[point + 1])
        order = sorted(
            (time, row) for row, time in enumerate(found[:, point].tolist()) if time <= limit and time < UNREACHABLE
        )
        assert list(zip(near.tenths[own].tolist(), near.facility[own].tolist(), strict=True)) == order


def test_a_matrix_too_large_for_memory_is_refused_and_written_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = timed(50, 110, 1)
    nearness = Nearness(Hierarchy.of(network.roads).metric(network.tenths), np.arange(50))
    whole = matrix(nearness, np.arange(50))
    monkeypatch.setattr(many, "ROOM", 9_999)
    with pytest.raises(BadQueryError, match=r"50 facilities × 50 points .* within a limit"):
        matrix(nearness, np.arange(50))
    place = np.memmap(tmp_path / "times", np.int32, "w+", shape=(50, 50))
    assert (matrix(nearness, np.arange(50), out=place) == whole).all()
    with pytest.raises(BadQueryError, match="form"):
        matrix(nearness, np.arange(50), out=place[:3])


def test_what_cannot_be_asked_is_told() -> None:
    network = timed(50, 110, 1)
    nearness = Nearness(Hierarchy.of(network.roads).metric(network.tenths), np.arange(50))
    with pytest.raises(BadQueryError, match="at least one facility"):
        matrix(nearness, [])
    with pytest.raises(BadQueryError, match="outside 0 … 49"):
        matrix(nearness, [50])
    with pytest.raises(BadQueryError, match="from 0, not -1"):
        within(nearness, [1], -1)
