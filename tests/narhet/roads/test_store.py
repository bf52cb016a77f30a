from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from narhet.errors import BadNetworkError, BadStoreError
from narhet.roads.network import RoadNetwork, from_arcs
from narhet.roads.profiles import load_profile, travel_times
from narhet.roads.store import MANIFEST, open_network, save


def network(metres: float = 1000.0) -> RoadNetwork:
    return from_arcs(
        [15, 15.1, 15.2], [60, 60, 61], [0, 1, 1], [1, 0, 2], metres=[metres, metres, 5.0], way=[7, 7, 8], source="Åre"
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def same(one: RoadNetwork, other: RoadNetwork) -> bool:
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name), equal_nan=f.name == "seconds") for f in fields(one)
    )


def test_what_was_saved_is_opened_mapped_and_unwritable(tmp_path: Path) -> None:
    car = load_profile("car")
    key = save(network(), tmp_path / "roads", weights={"car": (car, travel_times(network(), car))})
    stored = open_network(tmp_path / "roads", verify=True)
    assert same(stored.network, network()) and stored.key == key
    assert np.array_equal(stored.times(car), travel_times(network(), car))  # type: ignore[arg-type]
    assert stored.times(load_profile("foot")) is None and stored.profiles == {car.hash: "car"}
    assert isinstance(stored.network.metres, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        stored.network.metres[0] = 1


def test_saving_the_same_again_gives_the_same_bytes_and_saving_another_replaces_it(tmp_path: Path) -> None:
    first = save(network(), tmp_path / "a")
    assert save(network(), tmp_path / "b") == first
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    save(network(), tmp_path / "a")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert save(network(2000.0), tmp_path / "a") != first
    assert same(open_network(tmp_path / "a").network, network(2000.0))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a", "b"]


def test_a_network_without_arcs_is_stored_too(tmp_path: Path) -> None:
    lonely = from_arcs([15], [60], [], [], metres=[], source="one")
    save(lonely, tmp_path / "roads")
    assert same(open_network(tmp_path / "roads", verify=True).network, lonely)


def test_a_save_that_fails_leaves_the_old_roads_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(network(), tmp_path / "roads")
    before = contents(tmp_path / "roads")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("narhet.roads.store.np.save", full)
    with pytest.raises(BadStoreError, match="No space left"):
        save(network(5.0), tmp_path / "roads")
    assert contents(tmp_path / "roads") == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["roads"]


def test_only_a_folder_of_stored_roads_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    for name in ("letters", "file"):
        with pytest.raises(BadStoreError, match="something else"):
            save(network(), tmp_path / name)
    assert (tmp_path / "letters" / "dear.txt").exists()


def test_weights_must_fit(tmp_path: Path) -> None:
    with pytest.raises(BadNetworkError, match="3 numbers"):
        save(network(), tmp_path / "roads", weights={"car": (load_profile("car"), np.zeros(2, np.int32))})
    assert not (tmp_path / "roads").exists()


def manifest_with(folder: Path, **changed: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | changed), "utf-8")


def test_damage_of_every_kind_is_told(tmp_path: Path) -> None:
    def refused(*, verify: bool = False) -> str:
        with pytest.raises(BadStoreError) as error:
            open_network(tmp_path / "roads", verify=verify)
        save(network(), tmp_path / "roads")
        return str(error.value)

    def roads(name: str) -> Path:
        return tmp_path / "roads" / name

    assert "no stored roads" in refused()
    manifest_with(tmp_path / "roads", format=2)
    assert "form 2, this version reads 1" in refused()
    roads(MANIFEST).write_text("{", "utf-8")
    assert "manifest cannot be read" in refused()
    roads(MANIFEST).write_text("[]", "utf-8")
    assert "manifest is none" in refused()
    manifest_with(tmp_path / "roads", source=None)
    assert "manifest is incomplete" in refused()
    manifest_with(tmp_path / "roads", arrays={})
    assert "not in its manifest" in refused()
    manifest_with(tmp_path / "roads", profiles={"0" * 16: "car"})
    assert "weights do not fit" in refused()
    manifest_with(tmp_path / "roads", arrays={"../../x": {}} | json.loads(roads(MANIFEST).read_text())["arrays"])
    assert "no array of a network" in refused()
    roads("head.npy").unlink()
    assert "head.npy is missing" in refused()
    roads("head.npy").write_bytes(roads("head.npy").read_bytes()[:-3])
    assert "head.npy cannot be read" in refused()
    np.save(roads("head.npy"), np.array([1, 0], np.int32))
    assert "head.npy is not what was stored" in refused()
    np.save(roads("head.npy"), np.array([1, 0, 9], np.int32))
    assert "outside" in refused()
    np.save(roads("head.npy"), np.array([1, 0, 1], np.int32))
    assert "head.npy is not what was stored" in refused(verify=True)
    np.save(roads("head.npy"), np.array([{}], object), allow_pickle=True)
    assert "cannot be read" in refused()


def test_networks_that_differ_in_anything_have_different_keys(tmp_path: Path) -> None:
    keys = {
        save(each, tmp_path / str(number))
        for number, each in enumerate((network(), network(2.0), replace(network(), source="x")))
    }
    assert len(keys) == 3
