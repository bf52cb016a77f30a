"""Files that are there whole or not at all, and what a result's geometry can be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from narhet.errors import BadTableError
from narhet.roads.network import Floats

Rings: TypeAlias = Sequence[Floats]
"""A polygon: its outer ring, then its holes, each (k, 2) longitude and latitude with the first point again as the last;
outer rings run against the clock, holes with it (RFC 7946 §3.1.6)."""

Polygons: TypeAlias = Sequence[Rings]


@dataclass(frozen=True, slots=True)
class Places:
    """A point for every row of a table, WGS84 degrees; not a number where there is none.

    Attributes
    ----------
    longitude, latitude : (rows,) float64
    """

    longitude: Floats
    latitude: Floats

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north; None if there is no point at all."""
        known = np.isfinite(self.longitude) & np.isfinite(self.latitude)
        if not known.any():
            return None
        lon, lat = self.longitude[known], self.latitude[known]
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


@dataclass(frozen=True, slots=True)
class Shapes:
    """Polygons for every row of a table; none where there is no area.

    Attributes
    ----------
    polygons : sequence of polygons
        One entry a row.
    """

    polygons: Sequence[Polygons]

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north; None if there is no polygon at all."""
        outer = [polygon[0] for row in self.polygons for polygon in row]
        if not outer:
            return None
        points = np.concatenate(outer)
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        return float(west), float(south), float(east), float(north)


@contextmanager
def replaced(path: str | Path) -> Iterator[Path]:
    """A file beside `path` to write into; renamed to it when all went well, removed when not.

    Raises
    ------
    BadTableError
        The file cannot be written there.
    """
    target = Path(path)
    beside = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
        os.close(handle)
        beside = Path(name)
        yield beside
        beside.chmod(0o644)  # a temporary file is for its owner only
        beside.replace(target)
    except OSError as error:
        raise BadTableError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
