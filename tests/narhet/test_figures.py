"""People are counted in the band of their travel time, each once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narhet.dijkstra import UNREACHABLE
from narhet.errors import BadFiguresError
from narhet.figures import band_of, counting, figures


def test_a_time_on_a_limit_belongs_to_the_nearer_band_and_no_way_to_the_last() -> None:
    limits = counting([1], [0, 600]).limits
    assert band_of(np.array([0, 1, 600, 601, UNREACHABLE], np.int32), limits).tolist() == [0, 1, 1, 2, 2]


@given(
    seed=st.integers(0, 2**16),
    kinds=st.integers(1, 3),
    points=st.integers(0, 30),
    groups=st.integers(1, 3),
    limits=st.lists(st.integers(0, 20), unique=True, max_size=4).map(sorted),
)
def test_everyone_is_counted_once_where_the_words_say(
    seed: int, kinds: int, points: int, groups: int, limits: list[int]
) -> None:
    chance = np.random.default_rng(seed)
    tenths = chance.integers(0, 25, (kinds, points)).astype(np.int32)
    tenths[chance.random(tenths.shape) < 0.1] = UNREACHABLE
    people, area = chance.integers(0, 9, (points, groups)), chance.integers(0, 3, points)
    found = figures(tenths, counting(people, np.array(limits, np.int32), area=area, areas=4))
    ends = [-1, *limits, UNREACHABLE]
    for kind in range(kinds):
        for place in range(4):
            for column in range(len(limits) + 1):
                inside = (tenths[kind] > ends[column]) & (tenths[kind] <= ends[column + 1]) & (area == place)
                assert found[kind, place, :, column].tolist() == people[inside].sum(axis=0).tolist()


def test_what_cannot_be_counted_is_refused_with_the_reason() -> None:
    with pytest.raises(BadFiguresError, match="at least 0, one row"):
        counting([1, -1], [600])
    with pytest.raises(BadFiguresError, match="at least 0, one row"):
        counting([0.5], [600])
    with pytest.raises(BadFiguresError, match="each of the 2 points"):
        counting([1, 1], [600], area=[0])
    with pytest.raises(BadFiguresError, match="area 5, but there are 2"):
        counting([1, 1], [600], area=[0, 5], areas=2)
    with pytest.raises(BadFiguresError, match="must rise"):
        counting([1], [600, 600])
    with pytest.raises(BadFiguresError, match="must rise"):
        counting([1], [UNREACHABLE])
    with pytest.raises(BadFiguresError, match="whole tenths"):
        counting([1], [1.5])
    with pytest.raises(BadFiguresError, match="one travel time for each of the 2"):
        figures(np.zeros((1, 3), np.int32), counting([1, 1], [600]))
