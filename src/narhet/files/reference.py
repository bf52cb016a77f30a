"""Which coordinates a file is in: degrees as they are, SWEREF 99 TM turned into degrees, all others refused."""

from __future__ import annotations

import numpy as np

from narhet.errors import BadTableError
from narhet.roads.network import Floats
from narhet.roads.sweref import SWEREF99_TM

DEGREES = frozenset({"OGC:CRS84", "EPSG:4326", "EPSG:4258", "EPSG:4619", "EPSG:4979", "OGC:CRS84H"})
"""WGS84, ETRS89 and SWEREF 99 as longitude and latitude; they differ by some decimetres, which is left aside."""

PLANE = frozenset({"EPSG:3006", "EPSG:5845"})
"""SWEREF 99 TM, without and with heights."""


def degrees(file: str, system: str, places: Floats) -> Floats:
    """Longitude and latitude of places in a file's own coordinates (east and north, or longitude and latitude).

    Parameters
    ----------
    file : its name, for the message
    system : authority and code, such as EPSG:3006
    places : (p, 2)

    Returns
    -------
    (p, 2) float64

    Raises
    ------
    BadTableError
        Another reference system.
    """
    if system in DEGREES:
        return places
    if system not in PLANE:
        raise BadTableError(
            f"{file} is in {system}; narhet reads EPSG:4326 (WGS84 degrees) and EPSG:3006 (SWEREF 99 TM): convert it."
        )
    return np.stack(SWEREF99_TM.to_degrees(places[:, 0], places[:, 1]), axis=1)
