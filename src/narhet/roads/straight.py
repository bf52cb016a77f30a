"""Straight lines with a detour, for places where there is no road network; every result says that it is that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.errors import BadQueryError
from narhet.roads.geometry import distances, metres_per_degree
from narhet.roads.network import Floats, Ints
from narhet.roads.profiles import UNREACHABLE

DETOUR = 1.17
"""Road metres for each metre of straight line: the length-weighted mean over the roads that buses use in Norrbotten,
December 2022 (3,327 stretches from Trafiklab's timetable; those that are shorter than the straight line, and so wrong,
left out). Half of the stretches are under 1.12, a tenth over 1.54."""

_AT_ONCE = 4_000_000  # distances computed at a time


@dataclass(frozen=True, slots=True)
class StraightLines:
    """Distances and times between points without any road.

    Water, mountains and missing bridges are not seen: a figure of this kind is a guess for want of roads.

    Attributes
    ----------
    detour : float
        Road metres for each metre of straight line, at least 1.
    kmh : float
        Speed along the road.
    """

    detour: float = DETOUR
    kmh: float = 60.0

    def __post_init__(self) -> None:
        """Refuse a detour below 1 and a speed that is none.

        Raises
        ------
        BadQueryError
        """
        if not 1 <= self.detour < 100:
            raise BadQueryError(f"The detour must be at least 1, not {self.detour}.")
        if not 0 < self.kmh <= 300:
            raise BadQueryError(f"The speed must be some km/h, not {self.kmh}.")

    @property
    def source(self) -> str:
        """What the figures stand on, for people."""
        return f"no roads: straight lines × {self.detour:g} at {self.kmh:g} km/h"

    def metres(
        self, longitude: npt.ArrayLike, latitude: npt.ArrayLike, longitude2: npt.ArrayLike, latitude2: npt.ArrayLike
    ) -> Floats:
        """Metres by road, as guessed, for points in degrees that broadcast together."""
        lon, lat = _degrees(longitude, latitude)
        lon2, lat2 = _degrees(longitude2, latitude2)
        return distances(lon, lat, lon2, lat2) * self.detour

    def times(self, metres: Floats) -> Ints:
        """Tenths of a second for metres by road, at least 1 unless there is no distance; int32 as of a network."""
        tenths = np.rint(metres * 36 / self.kmh)
        tenths = np.where((metres > 0) & (tenths < 1), 1, tenths)
        return np.minimum(tenths, UNREACHABLE).astype(np.int32)

    def nearest(
        self,
        longitude: npt.ArrayLike,
        latitude: npt.ArrayLike,
        facility_longitude: npt.ArrayLike,
        facility_latitude: npt.ArrayLike,
        *,
        count: int = 1,
    ) -> tuple[Ints, Floats]:
        """The nearest facilities of each point, nearest first; of those equally near the lowest number first.

        Points are compared with the facilities of a latitude band that widens until it must hold the answer:
        O(p × f) at worst, far less where points are spread over a country.

        Parameters
        ----------
        longitude, latitude : (p,) degrees
        facility_longitude, facility_latitude : (f,) degrees
        count : int
            How many for each point, 1 … f.

        Returns
        -------
        facility : (p, count) int32
        metres : (p, count) float64
            By road, as guessed.

        Raises
        ------
        BadQueryError
            No facilities, too many wanted, or a coordinate that is none.
        """
        lon, lat = _degrees(longitude, latitude)
        goal_lon, goal_lat = _degrees(facility_longitude, facility_latitude)
        if lon.ndim != 1 or goal_lon.ndim != 1:
            raise BadQueryError("Points and facilities must be lists of coordinates.")
        if not 1 <= count <= len(goal_lon):
            raise BadQueryError(f"{count} facilities for each point are wanted, and there are {len(goal_lon)}.")
        found = np.empty((len(lon), count), np.int32)
        metres = np.empty((len(lon), count))
        for piece in _pieces(lat, len(goal_lon)):
            band = _band(lon[piece], lat[piece], goal_lon, goal_lat, count)
            away = distances(lon[piece, None], lat[piece, None], goal_lon[None, band], goal_lat[None, band])
            best = np.argsort(away, axis=1, kind="stable")[:, :count]
            found[piece] = band[best]
            metres[piece] = np.take_along_axis(away, best, axis=1) * self.detour
        return found, metres


def _degrees(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    lon, lat = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    if lon.shape != lat.shape:
        raise BadQueryError(f"There are {lon.size} longitudes and {lat.size} latitudes.")
    if not ((np.abs(lon) <= 180).all() and (np.abs(lat) <= 90).all()):
        raise BadQueryError("A coordinate is missing or lies outside the earth: longitude ±180, latitude ±90 degrees.")
    return lon, lat


def _pieces(latitude: Floats, facilities: int) -> Iterator[npt.NDArray[np.int64]]:
    """Points in groups of like latitude, small enough to be compared with every facility at once."""
    order = np.argsort(latitude, kind="stable")
    size = max(1, min(500, _AT_ONCE // max(facilities, 1)))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _band(lon: Floats, lat: Floats, goal_lon: Floats, goal_lat: Floats, count: int) -> npt.NDArray[np.int64]:
    """Facilities so near in latitude that they can be among the nearest of any of these points, by number."""
    low, high = float(lat.min()), float(lat.max())
    outside = np.maximum(np.maximum(low - goal_lat, goal_lat - high), 0)
    first = np.argsort(outside, kind="stable")[: max(4 * count, 64)]
    away = distances(lon[:, None], lat[:, None], goal_lon[None, first], goal_lat[None, first])
    reach = float(np.partition(away, count - 1, axis=1)[:, count - 1].max())
    shortest_degree = metres_per_degree(0.0)[1]
    return np.flatnonzero(outside * shortest_degree <= reach * (1 + 1e-9))
