"""Distances on the earth."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np

from narhet.compiled import compiled
from narhet.roads.network import Floats

AXIS = 6_378_137.0
"""Half the long axis of the WGS84 and GRS 80 ellipsoids, metres."""

ECCENTRICITY2 = 0.006_694_38
"""Square of their first eccentricity (they agree to these digits)."""

Scales: TypeAlias = tuple[float, float]


@compiled
def metres_per_degree(latitude: float) -> Scales:
    """Metres in a degree of longitude and of latitude, at a latitude in degrees, on the ellipsoid.

    Radii of curvature in the prime vertical and in the meridian (Torge & Müller, *Geodesy*, §4.1.3).
    """
    sine = math.sin(math.radians(latitude))
    inner = 1 - ECCENTRICITY2 * sine * sine
    prime = AXIS / math.sqrt(inner)
    meridian = prime * (1 - ECCENTRICITY2) / inner
    return math.radians(1) * prime * math.cos(math.radians(latitude)), math.radians(1) * meridian


@compiled
def metres_between(longitude: float, latitude: float, longitude2: float, latitude2: float) -> float:
    """Distance between two points given in degrees, metres.

    Plane distance with the ellipsoid's radii at the middle latitude: right to a millimetre a kilometre up to some
    ten kilometres, to about one in a thousand at a few hundred (a sphere is wrong by up to five in a thousand).
    """
    east, north = metres_per_degree((latitude + latitude2) / 2)
    return math.hypot((longitude2 - longitude) * east, (latitude2 - latitude) * north)


def distances(longitude: Floats, latitude: Floats, longitude2: Floats, latitude2: Floats) -> Floats:
    """`metres_between` for arrays that broadcast together."""
    middle = np.deg2rad((latitude + latitude2) / 2)
    inner = 1 - ECCENTRICITY2 * np.sin(middle) ** 2
    prime = AXIS / np.sqrt(inner)
    east = np.deg2rad(longitude2 - longitude) * prime * np.cos(middle)
    north = np.deg2rad(latitude2 - latitude) * prime * (1 - ECCENTRICITY2) / inner
    return np.hypot(east, north)
