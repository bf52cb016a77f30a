"""A network kept on disk: one .npy file an array, read by memory mapping, and a manifest that says what is there.

The folder is written beside its place and renamed, so that it is there whole or not at all. Weights (travel times of a
profile) can be kept with it and are versioned by the profile's hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from narhet.errors import BadNetworkError, BadStoreError
from narhet.roads.network import Ints, RoadNetwork
from narhet.roads.profiles import Profile

FORMAT = 1
"""Version of the folder's form; another one is refused."""

MANIFEST = "manifest.json"
_ARRAYS = tuple(field.name for field in fields(RoadNetwork) if field.name != "source")
_PIECE = 1 << 22  # bytes hashed at a time


@dataclass(frozen=True, slots=True)
class StoredNetwork:
    """An opened folder.

    Attributes
    ----------
    network : RoadNetwork
        Its arrays are mapped from disk and cannot be written.
    weights : profile hash → (m,) int32
        Stored travel times in tenths of a second.
    profiles : profile hash → name
        Which profile each is of.
    key : str
        Hash of the network's content: the same roads have the same key wherever they are stored.
    """

    network: RoadNetwork
    weights: Mapping[str, Ints]
    profiles: Mapping[str, str]
    key: str

    def times(self, profile: Profile) -> Ints | None:
        """Stored travel times of a profile as it is now, None if there are none."""
        return self.weights.get(profile.hash)


def save(network: RoadNetwork, folder: str | Path, *, weights: Mapping[str, tuple[Profile, Ints]] | None = None) -> str:
    """Write a network into a folder, replacing one that is there.

    The same network and weights always give the same bytes.

    Parameters
    ----------
    network : RoadNetwork
    folder : path
        Must not exist, or be a folder that `save` made.
    weights : any name → (profile, (m,) int32 travel times), optional

    Returns
    -------
    The network's key, see `StoredNetwork`.

    Raises
    ------
    BadStoreError
        There is something else at that place, or it cannot be written.
    BadNetworkError
        Weights have not one number per arc.
    """
    target = Path(folder)
    if target.exists() and not (target / MANIFEST).is_file():
        raise BadStoreError(f"{target} holds something else than stored roads: give another folder.")
    arrays: dict[str, npt.NDArray[Any]] = {name: getattr(network, name) for name in _ARRAYS}
    profiles = {}
    for profile, times in (weights or {}).values():
        if times.shape != (network.arcs,) or times.dtype != np.int32:
            raise BadNetworkError(f"Weights of {profile.name} must be {network.arcs} numbers of type int32.")
        arrays[f"times-{profile.hash}"] = times
        profiles[profile.hash] = profile.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            key = _write(beside, network, arrays, profiles)
            _put(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise BadStoreError(f"The roads cannot be stored at {target}: {error.strerror or error}.") from None
    return key


def open_network(folder: str | Path, *, verify: bool = False) -> StoredNetwork:
    """Open a stored network by memory mapping. O(1) reads; the arrays' checks pass over them once.

    Parameters
    ----------
    folder : path
    verify : bool
        Whether to compare every array with its hash, which reads all of it. Sizes and types are always compared.

    Raises
    ------
    BadStoreError
        It is no such folder, of another version, incomplete or damaged: build it anew.
    """
    place = Path(folder)
    manifest = _manifest(place)
    described: dict[str, dict[str, Any]] = manifest["arrays"]
    if missing := [name for name in _ARRAYS if name not in described]:
        raise _damaged(place, f"{missing[0]} is not in its manifest")
    arrays = {name: _array(place, name, about, verify=verify) for name, about in described.items()}
    try:
        network = RoadNetwork(**{name: arrays[name] for name in _ARRAYS}, source=manifest["source"])
    except BadNetworkError as error:
        raise _damaged(place, str(error).rstrip(".")) from None
    weights = {name.removeprefix("times-"): array for name, array in arrays.items() if name.startswith("times-")}
    profiles = manifest["profiles"]
    if set(weights) != set(profiles) or any(len(times) != network.arcs for times in weights.values()):
        raise _damaged(place, "its weights do not fit its roads")
    return StoredNetwork(network, weights, profiles, manifest["key"])


def _write(
    folder: Path, network: RoadNetwork, arrays: Mapping[str, npt.NDArray[Any]], profiles: Mapping[str, str]
) -> str:
    described = {}
    for name, array in sorted(arrays.items()):
        with open(folder / f"{name}.npy", "wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        described[name] = {"type": array.dtype.str, "length": len(array), "sha256": _hash(folder / f"{name}.npy")}
    key = _key(network.source, described)
    manifest = {
        "format": FORMAT,
        "source": network.source,
        "key": key,
        "nodes": network.nodes,
        "arcs": network.arcs,
        "profiles": dict(sorted(profiles.items())),
        "arrays": described,
    }
    with open(folder / MANIFEST, "w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    folder.chmod(0o755)  # a temporary folder is for its owner only
    return key


def _key(source: str, described: Mapping[str, Mapping[str, Any]]) -> str:
    content = json.dumps([FORMAT, source, [described[name]["sha256"] for name in _ARRAYS]])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _put(beside: Path, target: Path) -> None:
    """Rename the finished folder into place. A folder that is there steps aside first: two renames, no copying."""
    if not target.exists():
        beside.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(aside / "old")
        try:
            beside.rename(target)
        except OSError:
            (aside / "old").rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _manifest(place: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise BadStoreError(f"There are no stored roads at {place}: build them first.") from None
    except (OSError, ValueError) as error:
        raise _damaged(place, f"its manifest cannot be read ({error})") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise _damaged(place, "its manifest is none")
    if manifest["format"] != FORMAT:
        raise BadStoreError(
            f"The roads at {place} were stored in form {manifest['format']}, this version reads {FORMAT}: "
            "build them anew."
        )
    wanted: dict[str, type] = {"source": str, "key": str, "arrays": dict, "profiles": dict}
    if any(not isinstance(manifest.get(name), kind) for name, kind in wanted.items()):
        raise _damaged(place, "its manifest is incomplete")
    return manifest


def _array(place: Path, name: str, about: Any, *, verify: bool) -> npt.NDArray[Any]:
    file = place / f"{name}.npy"
    # The name becomes a path: nothing but what `save` writes.
    if not (name in _ARRAYS or re.fullmatch(r"times-[0-9a-f]{16}", name)):
        raise _damaged(place, f"{name!r} is no array of a network")
    try:
        if not about["length"]:
            array: npt.NDArray[Any] = np.load(file, allow_pickle=False)  # nothing to map
        else:
            array = np.load(file, mmap_mode="r", allow_pickle=False)
        fits = array.dtype.str == about["type"] and array.shape == (about["length"],)
        whole = fits and (not verify or _hash(file) == about["sha256"])
    except FileNotFoundError:
        raise _damaged(place, f"{name}.npy is missing") from None
    except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
        raise _damaged(place, f"{name}.npy cannot be read ({error})") from None
    if not whole:
        raise _damaged(place, f"{name}.npy is not what was stored")
    return array


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as content:
        while piece := content.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _damaged(place: Path, what: str) -> BadStoreError:
    return BadStoreError(f"The roads stored at {place} are damaged: {what}. Build them anew.")
