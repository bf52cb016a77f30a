"""A kept hierarchy is opened as it was written, and nothing broken is ever used."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from narhet.hierarchy.hierarchy import Hierarchy
from narhet.hierarchy.store import keep_hierarchy, kept_hierarchy
from narhet.roads.network import from_arcs
from tests.narhet.networks import grid


@pytest.fixture
def hierarchy() -> Hierarchy:
    return Hierarchy.of(grid(12, seed=3).roads)


def test_what_was_kept_comes_back_and_replaces_what_was_there(tmp_path: Path, hierarchy: Hierarchy) -> None:
    assert kept_hierarchy(tmp_path, "a") is None
    keep_hierarchy(tmp_path, "a", Hierarchy.of(grid(5, seed=1).roads))
    keep_hierarchy(tmp_path, "a", hierarchy)
    held = kept_hierarchy(tmp_path, "a")
    assert held is not None
    for field in fields(Hierarchy):
        np.testing.assert_array_equal(getattr(held, field.name), getattr(hierarchy, field.name))
    assert [path.name for path in tmp_path.iterdir()] == ["hierarchy-2-a"]


def test_what_is_done_with_an_opened_one_never_reaches_the_disk(tmp_path: Path, hierarchy: Hierarchy) -> None:
    keep_hierarchy(tmp_path, "a", hierarchy)
    held = kept_hierarchy(tmp_path, "a")
    assert held is not None
    held.rank[:] = 0
    again = kept_hierarchy(tmp_path, "a")
    assert again is not None
    np.testing.assert_array_equal(again.rank, hierarchy.rank)


def test_roads_without_arcs_are_kept_too(tmp_path: Path) -> None:
    none = np.empty(0, np.int32)
    lonely = Hierarchy.of(from_arcs([15.0, 16.0], [60.0, 61.0], none, none, metres=none, source="two places"))
    keep_hierarchy(tmp_path, "a", lonely)
    held = kept_hierarchy(tmp_path, "a")
    assert held is not None
    assert len(held.up_head) == 0
    assert len(held.rank) == 2


@pytest.mark.parametrize("name", [field.name for field in fields(Hierarchy)])
def test_a_cut_off_or_missing_file_counts_as_none(tmp_path: Path, hierarchy: Hierarchy, name: str) -> None:
    keep_hierarchy(tmp_path, "a", hierarchy)
    file = tmp_path / "hierarchy-2-a" / f"{name}.npy"
    whole = file.read_bytes()
    for length in (len(whole) - 1, 20, 0):
        file.write_bytes(whole[:length])
        assert kept_hierarchy(tmp_path, "a") is None
    file.unlink()
    assert kept_hierarchy(tmp_path, "a") is None


def test_arrays_that_do_not_fit_together_count_as_none(tmp_path: Path, hierarchy: Hierarchy) -> None:
    keep_hierarchy(tmp_path, "a", hierarchy)
    place = tmp_path / "hierarchy-2-a"
    np.save(place / "up_head.npy", hierarchy.up_head[:-1])
    assert kept_hierarchy(tmp_path, "a") is None
    np.save(place / "up_head.npy", hierarchy.up_head.astype(np.int64))
    assert kept_hierarchy(tmp_path, "a") is None
