"""What people ask with and what they are told: whole numbers checked, labels taken apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narhet.dijkstra import BITS
from narhet.errors import BadQueryError
from narhet.roads.network import Ints, Longs
from narhet.whatif.repair import NOWHERE


def whole(values: npt.ArrayLike, below: int, what: str) -> npt.NDArray[np.integer]:
    """A list of whole numbers in 0 … below - 1; BadQueryError says what else was given."""
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise BadQueryError(f"Give each {what} as a whole number, in one list.")
    if array.size and (array.min() < 0 or array.max() >= below):
        raise BadQueryError(f"A {what} lies outside 0 … {below - 1}.")
    return array if array.size else np.zeros(0, np.int64)


def tenths_of(labels: Longs) -> Ints:
    """Times in tenths of a second, `UNREACHABLE` where there is none."""
    return (labels >> BITS).astype(np.int32)


def facility_of(labels: Longs) -> Ints:
    """Numbers of facilities, -1 where there is none."""
    return np.where(labels < NOWHERE, labels & ((1 << BITS) - 1), -1).astype(np.int32)
