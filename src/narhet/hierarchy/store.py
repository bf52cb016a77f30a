"""A hierarchy kept on disk beside its roads, so that it is worked out once."""

from __future__ import annotations

import os
import tempfile
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np

from narhet.hierarchy.hierarchy import Hierarchy

FORMAT = 1


def kept_hierarchy(folder: str | Path, key: str) -> Hierarchy | None:
    """The hierarchy of the roads with this key, None when there is none or what is there cannot be used."""
    try:
        with np.load(_file(folder, key), allow_pickle=False) as held:
            return Hierarchy(**{field.name: held[field.name] for field in fields(Hierarchy)})
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def keep_hierarchy(folder: str | Path, key: str, hierarchy: Hierarchy) -> None:
    """Write it, whole or not at all. Raises OSError when the folder cannot be written to."""
    file = _file(folder, key)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".hierarchy-", suffix=".npz", delete=False) as beside:
        np.savez(beside, **{field.name: getattr(hierarchy, field.name) for field in fields(Hierarchy)})
    os.chmod(beside.name, 0o644)
    os.replace(beside.name, file)


def _file(folder: str | Path, key: str) -> Path:
    return Path(folder) / f"hierarchy-{FORMAT}-{key}.npz"
