"""A hierarchy kept on disk beside its roads, so that it is worked out once and opened at once.

A folder with one .npy file an array, read by memory mapping: of a national one only what is asked for is read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from narhet.hierarchy.hierarchy import Hierarchy

FORMAT = 2


def kept_hierarchy(folder: str | Path, key: str) -> Hierarchy | None:
    """The hierarchy of the roads with this key, None when there is none or what is there cannot be used. O(1) reads."""
    place = _place(folder, key)
    try:
        held = Hierarchy(**{field.name: _mapped(place / f"{field.name}.npy") for field in fields(Hierarchy)})
    except (OSError, ValueError, EOFError):
        return None
    types = [(array.dtype.str[1:], array.ndim) for array in (held.rank, held.up_first, held.up_head, held.place)]
    if types != [("i4", 1), ("i8", 1), ("i4", 1), ("i8", 1)] or len(held.up_first) != len(held.rank) + 1:
        return None
    return held if held.up_first[-1] == len(held.up_head) else None


def keep_hierarchy(folder: str | Path, key: str, hierarchy: Hierarchy) -> None:
    """Write it, whole or not at all. Raises OSError when the folder cannot be written to."""
    place = _place(folder, key)
    beside = Path(tempfile.mkdtemp(prefix=".hierarchy-", dir=place.parent))
    try:
        for field in fields(Hierarchy):
            with open(beside / f"{field.name}.npy", "wb") as file:
                np.save(file, getattr(hierarchy, field.name), allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
        beside.chmod(0o755)  # a temporary folder is for its owner only
        if place.exists():  # the same roads' earlier one, or a damaged one, steps aside
            old = Path(tempfile.mkdtemp(prefix=".hierarchy-old-", dir=place.parent))
            try:
                place.rename(old / "old")
                beside.rename(place)
            finally:
                shutil.rmtree(old, ignore_errors=True)
        else:
            beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _mapped(file: Path) -> npt.NDArray[Any]:
    """Mapped so that writing stays in memory: compiled functions are then the same as for arrays made here."""
    array: npt.NDArray[Any]
    try:
        array = np.load(file, mmap_mode="c", allow_pickle=False)
    except ValueError:
        array = np.load(file, allow_pickle=False)  # an empty array cannot be mapped
    return array.view(np.ndarray)


def _place(folder: str | Path, key: str) -> Path:
    return Path(folder) / f"hierarchy-{FORMAT}-{key}"
