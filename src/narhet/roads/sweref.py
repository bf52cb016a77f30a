"""SWEREF 99 TM (EPSG:3006), the plane coordinates of Swedish registers, to and from degrees.

Gauss's conformal projection by Krüger's series, as Lantmäteriet gives it ("Gauss Conformal Projection (Transverse
Mercator), Krüger's Formulas"): exact to less than a tenth of a millimetre in Sweden. SWEREF 99 and WGS84 differ by
some decimetres at most, which is left aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.roads.geometry import AXIS
from narhet.roads.network import Floats


@dataclass(frozen=True, slots=True)
class Projection:
    """A transverse Mercator projection of the GRS 80 ellipsoid.

    Attributes
    ----------
    meridian : float
        Central meridian, degrees.
    scale : float
        On it.
    north, east : float
        False northing and easting, metres.
    """

    meridian: float = 15.0
    scale: float = 0.9996
    north: float = 0.0
    east: float = 500_000.0

    def to_plane(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Degrees to metres (east, north); arrays of any one shape."""
        sine = np.sin(np.deg2rad(np.asarray(latitude, np.float64)))
        squared = sine * sine
        # The conformal latitude and the difference of longitude.
        conformal = np.deg2rad(np.asarray(latitude, np.float64)) - sine * np.sqrt(1 - squared) * (
            _A + squared * (_B + squared * (_C + squared * _D))
        )
        apart = np.deg2rad(np.asarray(longitude, np.float64) - self.meridian)
        xi = np.arctan2(np.tan(conformal), np.cos(apart))
        eta = np.arctanh(np.cos(conformal) * np.sin(apart))
        north, east = xi.copy(), eta.copy()
        for order, beta in enumerate(_BETA, 1):
            north += beta * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
            east += beta * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
        radius = self.scale * _RADIUS
        return radius * east + self.east, radius * north + self.north

    def to_degrees(self, east: npt.ArrayLike, north: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Metres to degrees (longitude, latitude); arrays of any one shape."""
        radius = self.scale * _RADIUS
        xi = (np.asarray(north, np.float64) - self.north) / radius
        eta = (np.asarray(east, np.float64) - self.east) / radius
        xi1, eta1 = xi.copy(), eta.copy()
        for order, delta in enumerate(_DELTA, 1):
            xi1 -= delta * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
            eta1 -= delta * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
        conformal = np.arcsin(np.sin(xi1) / np.cosh(eta1))
        apart = np.arctan2(np.sinh(eta1), np.cos(xi1))
        sine = np.sin(conformal)
        squared = sine * sine
        latitude = conformal + sine * np.cos(conformal) * (_A1 + squared * (_B1 + squared * (_C1 + squared * _D1)))
        return self.meridian + np.rad2deg(apart), np.rad2deg(latitude)


SWEREF99_TM = Projection()
"""EPSG:3006."""

_FLATTENING = 1 / 298.257222101  # GRS 80
_E2 = _FLATTENING * (2 - _FLATTENING)
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_A = _E2
_B = (5 * _E2**2 - _E2**3) / 6
_C = (104 * _E2**3 - 45 * _E2**4) / 120
_D = 1237 * _E2**4 / 1260
_A1 = _E2 + _E2**2 + _E2**3 + _E2**4
_B1 = -(7 * _E2**2 + 17 * _E2**3 + 30 * _E2**4) / 6
_C1 = (224 * _E2**3 + 889 * _E2**4) / 120
_D1 = -4279 * _E2**4 / 1260
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_DELTA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
