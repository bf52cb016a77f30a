"""Region by region, in one process or on a cluster, the answers are those of the whole network."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import distributed
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narhet.cli import main
from narhet.errors import BadQueryError, ClusterError
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.nearest import Nearest, Nearness
from narhet.regions import tasks
from narhet.regions.clips import Frame, clip, cut
from narhet.regions.runs import nearest_by_regions
from narhet.regions.tasks import StoredTimes
from narhet.roads.network import Ints
from narhet.roads.profiles import load_profile, travel_times
from narhet.roads.store import save
from tests.narhet.networks import Timed, grid, networks


def whole(network: Timed, points: Ints, kinds: list[Ints], nearest: int, *, to: bool) -> Nearest:
    metric = Hierarchy.of(network.roads).metric(network.tenths)
    return Nearness(metric, points, to=to).nearest(kinds, nearest=nearest)


def assert_same(one: Nearest, other: Nearest) -> None:
    np.testing.assert_array_equal(one.tenths, other.tenths)
    np.testing.assert_array_equal(one.facility, other.facility)


def some_kinds(nodes: int, kinds: int, most: int, seed: int) -> list[Ints]:
    chance = np.random.default_rng(seed)
    return [chance.integers(0, nodes, chance.integers(0, most)).astype(np.int32) for _ in range(kinds)]


@settings(max_examples=40, deadline=None)
@given(
    network=networks,
    kinds=st.integers(1, 4),
    seed=st.integers(0, 2**16),
    nearest=st.integers(1, 3),
    to=st.booleans(),
    regions=st.integers(1, 9),
    overlap=st.sampled_from([0.0, 3_000.0, 20_000.0]),
    few=st.sampled_from([0, 99]),
)
def test_the_regions_of_any_network_answer_as_the_whole(
    network: Timed, kinds: int, seed: int, nearest: int, to: bool, regions: int, overlap: float, few: int
) -> None:
    nodes = network.roads.nodes
    facilities = some_kinds(nodes, kinds, 12, seed)
    points = np.random.default_rng(seed).integers(0, nodes, 25).astype(np.int32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "FEW", few)  # 0: every clip gets a hierarchy; 99: every clip is searched plainly
        found, told = nearest_by_regions(
            network.roads,
            network.tenths,
            points,
            facilities,
            nearest=nearest,
            to=to,
            regions=regions,
            overlap=overlap,
        )
    assert_same(found, whole(network, points, facilities, nearest, to=to))
    assert sum(told.rounds) == kinds * 25


@pytest.mark.parametrize("to", [True, False])
def test_a_town_is_proven_in_later_rounds_when_the_overlap_is_too_small(to: bool) -> None:
    network = grid(40, seed=2)
    kinds = [*some_kinds(1600, 2, 90, 3), np.array([5], np.int32), np.empty(0, np.int32)]
    points = np.arange(0, 1600, 3, dtype=np.int32)
    found, told = nearest_by_regions(
        network.roads, network.tenths, points, kinds, nearest=2, to=to, regions=6, overlap=0
    )
    assert_same(found, whole(network, points, kinds, 2, to=to))
    assert told.regions == 6 and len(told.rounds) > 3
    assert all(proven > 0 for proven in told.rounds[:3])


def test_with_enough_overlap_one_round_does_and_a_region_is_a_part_of_the_roads() -> None:
    network = grid(60, seed=3)
    chance = np.random.default_rng(4)
    kinds = [chance.choice(3600, 500, replace=False).astype(np.int32) for _ in range(2)]
    points = np.flatnonzero(whole(network, np.arange(3600, dtype=np.int32), kinds, 1, to=True).tenths[0, 0] < 9_000)
    found, told = nearest_by_regions(network.roads, network.tenths, points, kinds, regions=9, overlap=8_000)
    assert_same(found, whole(network, points.astype(np.int32), kinds, 1, to=True))
    assert told.rounds[0] > 0.95 * 2 * len(points)
    assert told.nodes < 2400


def test_points_are_cut_into_regions_of_about_equal_number_and_none_is_lost() -> None:
    chance = np.random.default_rng(1)
    longitude, latitude = chance.random(1000) * 10, 55 + chance.random(1000) * 10
    for regions in (1, 3, 7, 16):
        groups = cut(longitude, latitude, regions)
        assert sorted(np.concatenate(groups)) == list(range(1000))
        assert {len(group) for group in groups} <= {1000 // regions, 1000 // regions + 1}
    assert len(cut(longitude[:2], latitude[:2], 50)) == 2


def test_a_frame_grows_by_at_least_the_metres_asked_for_even_far_north() -> None:
    frame = Frame(20, 68, 21, 69).grown(100_000)
    east_degree = 6_378_137 * np.cos(np.deg2rad(69.8)) * np.pi / 180
    assert (21 - frame.east) * -east_degree >= 100_000 and (69 - frame.north) * -111_000 >= 99_000


def test_a_clip_holds_the_arcs_of_its_nodes_and_one_step_more() -> None:
    network = grid(30, seed=7)
    frame = Frame(15.05, 60.02, 15.15, 60.08)
    part = clip(network.roads, network.tenths, frame, to=True)
    inside = np.ones(len(part.node), np.bool_)
    inside[part.border] = False
    here = (part.longitude >= 15.05) & (part.longitude <= 15.15) & (part.latitude >= 60.02) & (part.latitude <= 60.08)
    np.testing.assert_array_equal(here, inside)
    for local, node in enumerate(part.node):
        own = slice(network.roads.first_out[node], network.roads.first_out[node + 1])
        wanted = sorted(zip(network.roads.head[own], network.tenths[own], strict=True)) if inside[local] else []
        kept = slice(part.first_out[local], part.first_out[local + 1])
        assert sorted(zip(part.node[part.head[kept]], part.tenths[kept], strict=True)) == wanted


def test_bad_questions_are_refused() -> None:
    network = grid(5, seed=1)
    for given_, said in (
        ({"regions": 0}, "at least one region"),
        ({"overlap": -1.0}, "at least one region"),
        ({"nearest": 4}, "1, 2 or 3"),
        ({"points": [25]}, "outside 0 … 24"),
        ({"points": []}, "no points"),
        ({"kinds": [[0.5]]}, "whole number"),
        ({"tenths": network.tenths[1:]}, "one travel time"),
    ):
        asked: dict[str, Any] = {"tenths": network.tenths, "points": [1], "kinds": [[3]], **given_}
        with pytest.raises(BadQueryError, match=said):
            nearest_by_regions(network.roads, asked.pop("tenths"), asked.pop("points"), asked.pop("kinds"), **asked)


def test_a_cluster_that_is_not_there_is_told() -> None:
    network = grid(5, seed=1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(ClusterError, match="No Dask scheduler answers at"):
            patch.setattr("narhet.regions.cluster.PATIENCE", 1)
            nearest_by_regions(network.roads, network.tenths, [1], [[3]], dask=address)


def test_without_dask_installed_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    network = grid(5, seed=1)
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install distributed"):
        nearest_by_regions(network.roads, network.tenths, [1], [[3]], dask="tcp://127.0.0.1:9")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    make: Any = distributed.LocalCluster  # has no types
    soon = {"distributed.comm.timeouts.connect": "3s"}  # how long a dead worker is called before its work is given away
    with (
        dask.config.set(soon),
        make(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running,
    ):
        yield running


def test_two_workers_give_the_same_from_stored_roads_and_one_of_them_may_die(cluster: Any, tmp_path: Path) -> None:
    network = grid(40, seed=8)
    car = load_profile("car")
    key = save(network.roads, tmp_path / "roads", weights={"car": (car, network.tenths)})
    kinds = [*some_kinds(1600, 2, 90, 9), np.array([5], np.int32)]
    points = np.arange(0, 1600, 2, dtype=np.int32)
    wanted = whole(network, points, kinds, 2, to=True)
    died: list[int] = []

    def kill_one(stage: str, done: int, total: int | None) -> None:
        if not died:  # the first region is done, the others are under way
            died.append(next(iter(cluster.workers.values())).pid)
            os.kill(died[0], signal.SIGKILL)

    found, told = nearest_by_regions(
        network.roads,
        network.tenths,
        points,
        kinds,
        nearest=2,
        regions=8,
        overlap=2_000,
        dask=cluster.scheduler_address,
        stored=StoredTimes(str(tmp_path / "roads"), key, car.hash),
        told=kill_one,
    )
    assert died and told.regions == 8
    assert_same(found, wanted)


def test_the_command_writes_the_same_table_by_regions_and_on_a_cluster(
    cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roads, car = grid(30, seed=12).roads, load_profile("car")
    save(roads, tmp_path / "roads", weights={"car": (car, travel_times(roads, car))})
    chance = np.random.default_rng(5)
    for name, many in (("points", 200), ("shops", 25)):
        rows = [f"{name} {n},{roads.longitude[n]},{roads.latitude[n]}" for n in chance.integers(0, 900, many)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["name,lon,lat", *rows]))
    asked = ["nearest", str(tmp_path / "roads"), "--points", str(tmp_path / "points.csv"), "--nearest", "2"]
    asked += ["--to", f"shop={tmp_path / 'shops.csv'}", "-o"]
    assert main([*asked, str(tmp_path / "whole.csv")]) == 0
    capsys.readouterr()
    wanted = (tmp_path / "whole.csv").read_bytes()
    for more in (["--regions", "5", "--overlap", "0"], ["--regions", "5", "--dask", cluster.scheduler_address]):
        assert main([*asked, str(tmp_path / "out.csv"), *more]) == 0
        assert (tmp_path / "out.csv").read_bytes() == wanted
        told = capsys.readouterr().err
        assert "5 regions, the largest of " in told and "answers proven at once" in told
        assert ("asked again" in told) == ("--overlap" in more)
    assert main([*asked, str(tmp_path / "none.csv"), "--overlap", "5"]) == 1
    assert main([*asked, str(tmp_path / "none.csv"), "--regions", "0"]) == 1
    told = capsys.readouterr().err
    assert "--overlap belongs to --regions" in told and "at least one region" in told
    assert not (tmp_path / "none.csv").exists()


def test_workers_that_do_not_see_the_roads_are_sent_them_region_by_region(cluster: Any, tmp_path: Path) -> None:
    network = grid(30, seed=10)
    kinds = [*some_kinds(900, 3, 60, 11), np.array([7], np.int32)]
    points = np.arange(900, dtype=np.int32)
    for to in (True, False):
        wanted = whole(network, points, kinds, 1, to=to)
        for stored in (None, StoredTimes(str(tmp_path / "elsewhere"), "0" * 16, "0" * 16)):
            found, _ = nearest_by_regions(
                network.roads,
                network.tenths,
                points,
                kinds,
                to=to,
                regions=3,
                dask=cluster.scheduler_address,
                stored=stored,
            )
            assert_same(found, wanted)
