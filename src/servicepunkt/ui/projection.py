"""Latitude and longitude to SWEREF 99 TM (EPSG:3006), and back.

Formulas and symbols: Lantmäteriet, "Gauss Conformal Projection (Transverse Mercator): Krüger's Formulas".
"""

from math import asin, atan, atanh, cos, cosh, degrees, radians, sin, sinh, tan
from typing import NamedTuple


class TransverseMercator(NamedTuple):
    """A Gauss–Krüger projection on the ellipsoid GRS 80."""

    central_meridian: float
    scale: float
    false_northing: float
    false_easting: float

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        """(northing, easting) in metres of a point in degrees (SWEREF 99, in practice equal to WGS 84)."""
        phi, delta = radians(lat), radians(lon - self.central_meridian)
        s = sin(phi)
        a, b, c, d = _LATITUDE
        conformal = phi - s * cos(phi) * (a + b * s**2 + c * s**4 + d * s**6)
        xi = atan(tan(conformal) / cos(delta))
        eta = atanh(cos(conformal) * sin(delta))
        north, east = xi, eta
        for k, beta in enumerate(_BETA, start=1):
            north += beta * sin(2 * k * xi) * cosh(2 * k * eta)
            east += beta * cos(2 * k * xi) * sinh(2 * k * eta)
        return (
            self.scale * _RADIUS * north + self.false_northing,
            self.scale * _RADIUS * east + self.false_easting,
        )

    def locate(self, north: float, east: float) -> tuple[float, float]:
        """(latitude, longitude) in degrees of a point in metres: what `project` makes, undone to well below 1 mm."""
        xi = (north - self.false_northing) / (self.scale * _RADIUS)
        eta = (east - self.false_easting) / (self.scale * _RADIUS)
        above, beside = xi, eta
        for k, delta in enumerate(_DELTA, start=1):
            above -= delta * sin(2 * k * xi) * cosh(2 * k * eta)
            beside -= delta * cos(2 * k * xi) * sinh(2 * k * eta)
        conformal = asin(sin(above) / cosh(beside))
        lon = atan(sinh(beside) / cos(above))
        s = sin(conformal)
        a, b, c, d = _CONFORMAL
        lat = conformal + s * cos(conformal) * (a + b * s**2 + c * s**4 + d * s**6)
        return degrees(lat), self.central_meridian + degrees(lon)


_AXIS = 6_378_137.0
_FLATTENING = 1 / 298.257222101
_E2 = _FLATTENING * (2 - _FLATTENING)
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = _AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_LATITUDE = (
    _E2,
    (5 * _E2**2 - _E2**3) / 6,
    (104 * _E2**3 - 45 * _E2**4) / 120,
    1237 * _E2**4 / 1260,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_CONFORMAL = (
    _E2 + _E2**2 + _E2**3 + _E2**4,
    -(7 * _E2**2 + 17 * _E2**3 + 30 * _E2**4) / 6,
    (224 * _E2**3 + 889 * _E2**4) / 120,
    -4279 * _E2**4 / 1260,
)
_DELTA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)

SWEREF99_TM = TransverseMercator(central_meridian=15.0, scale=0.9996, false_northing=0.0, false_easting=500_000.0)
