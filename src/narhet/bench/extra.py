"""What the measurements need beyond narhet itself, asked for only when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from narhet.errors import MissingPackageError
from narhet.roads.network import Floats, Ints


def package(name: str) -> Any:
    """A package of the extra `bench`.

    Raises
    ------
    MissingPackageError
        It is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        top = name.partition(".")[0]
        raise MissingPackageError(
            f"This needs {top}: install it (pip install {top}), or all the peers with the extra bench."
        ) from None


def nearest_of(places: Floats, asked: Floats) -> Ints:
    """The number of the nearest place to each asked point; (k, 2) and (p, 2) to (p,). O((k + p) log k)."""
    tree = package("scipy.spatial").cKDTree(places)
    return np.asarray(tree.query(asked)[1], np.int32)
