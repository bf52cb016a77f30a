"""Well-known binary (OGC 06-103r4 §8): points read, points and areas written; and a GeoPackage's head before it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from narhet.files.writing import Places, Polygons, Rings, Shapes
from narhet.roads.network import Floats

KINDS = ("Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "Collection")
_POINT, _POLYGON, _MULTIPOINT, _MULTIPOLYGON = 1, 3, 4, 6
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the flags' number (OGC 12-128r18 §2.1.3)


def point_of(blob: bytes, at: int = 0) -> tuple[float, float]:
    """The point of a geometry, with or without Z and M, or the only point of a MultiPoint.

    Raises
    ------
    ValueError
        It is empty, damaged or another kind of geometry; the text says which.
    """
    try:
        order = "<" if blob[at : at + 1] == b"\x01" else ">"
        (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
        # ISO writes Z and M as thousands, PostGIS as high bits, with a reference system's number after them.
        kind, at = (code & 0xFFFF) % 1000, at + (9 if code & 0x20000000 else 5)
        if kind == _MULTIPOINT:
            (count,) = struct.unpack_from(f"{order}I", blob, at)
            if count != 1:
                raise ValueError(f"is a MultiPoint of {count} points, not a Point")
            return point_of(blob, at + 4)
        if kind != _POINT:
            raise ValueError(f"is a {KINDS[kind] if kind < len(KINDS) else 'geometry'}, not a Point")
        x, y = struct.unpack_from(f"{order}2d", blob, at)
    except struct.error:
        raise ValueError("has a damaged geometry") from None
    if x != x or y != y:
        raise ValueError("has an empty geometry")
    return x, y


def packed_point(blob: object) -> tuple[float, float]:
    """The point of a GeoPackage geometry.

    Raises
    ------
    ValueError
        As `point_of`, or there is no geometry.
    """
    if blob is None:
        raise ValueError("has no geometry")
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("has a damaged geometry")
    envelope = _ENVELOPES.get(blob[3] >> 1 & 7)
    if envelope is None:
        raise ValueError("has a damaged geometry")
    if blob[3] & 16:
        raise ValueError("has an empty geometry")
    return point_of(blob, 8 + envelope)


def geometries(places: Places | Shapes) -> Iterator[bytes | None]:
    """Every row's geometry; None where there is none."""
    if isinstance(places, Places):
        for x, y in zip(places.longitude.tolist(), places.latitude.tolist(), strict=True):
            yield struct.pack("<BI2d", 1, _POINT, x, y) if x == x and y == y else None
        return
    for polygons in places.polygons:
        yield _areas(polygons) if len(polygons) else None


def packed(blob: bytes | None, code: int) -> bytes | None:
    """A geometry with a GeoPackage's head; `code` is the number of the reference system."""
    return None if blob is None else b"GP" + struct.pack("<BBi", 0, 1, code) + blob


def _areas(polygons: Polygons) -> bytes:
    return struct.pack("<BII", 1, _MULTIPOLYGON, len(polygons)) + b"".join(map(_polygon, polygons))


def _polygon(rings: Rings) -> bytes:
    return struct.pack("<BII", 1, _POLYGON, len(rings)) + b"".join(map(_ring, rings))


def _ring(ring: Floats) -> bytes:
    return struct.pack("<I", len(ring)) + np.ascontiguousarray(ring, "<f8").tobytes()
