"""How far it is between two points, as the crow flies and roughly by road."""

from math import asin, cos, degrees, radians, sin, sqrt

EARTH_M = 6_371_008.8
"""The earth's mean radius in metres (IUGG)."""
ROAD_FACTOR = 1.17
"""Road distance by great circle: the length-weighted mean on the bus roads of Norrbotten (Trafiklab GTFS 2022-12)."""

Point = tuple[float, float]


def great_circle_m(one: Point, other: Point) -> float:
    """Metres along the great circle between two points in degrees (latitude, longitude); the haversine formula."""
    (lat, lon), (to_lat, to_lon) = (map(radians, point) for point in (one, other))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))


def box_round(point: Point, metres: float) -> tuple[Point, Point]:
    """South-west and north-east corner, in degrees, of a box that holds every point within `metres` of a point."""
    lat, lon = point
    high = degrees(metres / EARTH_M)
    # The circle is widest not at the point's own latitude but a little towards the pole.
    wide = degrees(asin(min(1.0, sin(radians(high)) / cos(radians(lat)))))
    return (lat - high, lon - wide), (lat + high, lon + wide)
