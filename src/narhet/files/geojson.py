"""GeoJSON (RFC 7946): a FeatureCollection of points in, of points or areas out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from narhet.errors import BadTableError
from narhet.files.columns import Box, Cell, Column, Points, Slips, is_place, made
from narhet.files.reference import degrees
from narhet.files.writing import Places, Shapes, replaced

DECIMALS = 7
"""Of degrees: a centimetre. RFC 7946 §11.2 advises six for most."""


def read_geojson(path: Path, *, around: Box | None) -> Points:
    """Read a FeatureCollection of points; properties become columns, and what is a list or object in them JSON text.

    A file of the older GeoJSON that names EPSG:3006 in its `crs` is taken at its word.

    Raises
    ------
    BadTableError
        No GeoJSON, no FeatureCollection, other geometries than points, unknown coordinates: which feature, and why.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadTableError(f"{path} cannot be read as a UTF-8 text: {error}.") from None
    except (ValueError, RecursionError) as error:
        raise BadTableError(f"{path.name} is no JSON: {error}.") from None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        kind = content.get("type") if isinstance(content, dict) else None
        raise BadTableError(f"{path.name} is no FeatureCollection but {kind or 'other JSON'}: give points as features.")
    features = content.get("features")
    if not isinstance(features, list):
        raise BadTableError(f"{path.name} has no list of features.")
    places: list[tuple[float, float]] = []
    rows: list[dict[str, Any]] = []
    slips = Slips(path.name)
    for number, feature in enumerate(features, start=1):
        try:
            places.append(_point(feature))
            rows.append(_properties(feature))
        except ValueError as wrong:
            slips.add(f"feature {number} {wrong}")
    slips.tell()
    where = degrees(path.name, _system(path.name, content.get("crs")), np.array(places, np.float64).reshape(-1, 2))
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [Column(name, [_cell(row.get(name)) for row in rows]) for name in names]
    return made(path.name, columns, where, range(1, len(rows) + 1), "feature", around=around)


def write_geojson(path: Path, columns: Sequence[Column], places: Places | Shapes | None) -> None:
    """Write a FeatureCollection, one feature a line; columns of longitude and latitude are left to the geometry.

    Raises
    ------
    BadTableError
        It cannot be written, or the rows stand nowhere.
    """
    if places is None:
        raise BadTableError(f"{path.name}: this table has no places on the map; write .csv, .gpkg or .parquet.")
    kept = [column for column in columns if not is_place(column.name)]
    names = [column.name for column in kept]
    rows = zip(*(column.typed() for column in kept), strict=True) if kept else iter(lambda: (), None)
    with replaced(path) as beside, open(beside, "w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        between = "\n"
        for geometry, cells in zip(_geometries(places), rows, strict=bool(kept)):
            one = {"type": "Feature", "geometry": geometry, "properties": dict(zip(names, cells, strict=True))}
            file.write(between + json.dumps(one, ensure_ascii=False, allow_nan=False))
            between = ",\n"
        file.write("\n]}\n")


def _point(feature: object) -> tuple[float, float]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise ValueError("is no Feature")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise ValueError("has no geometry")
    kind, place = geometry.get("type"), geometry.get("coordinates")
    if kind == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        place = place[0]
    elif kind != "Point":
        raise ValueError(f"is a {kind}, not a Point")
    if not (isinstance(place, list) and len(place) >= 2 and all(_number(value) for value in place[:2])):
        raise ValueError(f"has coordinates that are no numbers: {json.dumps(place)[:60]}")
    return float(place[0]), float(place[1])


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise ValueError("has properties that are no object")
    if "id" in feature and "id" not in properties:
        return {"id": feature["id"], **properties}
    return properties


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    known: Cell = value
    return known


def _system(file: str, crs: object) -> str:
    """The reference system that an older file names; RFC 7946 knows only CRS84."""
    if crs is None:
        return "OGC:CRS84"
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise BadTableError(f"{file} has a crs that names no reference system: remove it if it is WGS84 degrees.")
    parts = name.upper().removeprefix("URN:OGC:DEF:CRS:").replace("::", ":").split(":")
    return f"{parts[0]}:{parts[-1]}"


def _geometries(places: Places | Shapes) -> Iterator[dict[str, Any] | None]:
    if isinstance(places, Places):
        lon, lat = (np.round(values, DECIMALS).tolist() for values in (places.longitude, places.latitude))
        for x, y in zip(lon, lat, strict=True):
            yield {"type": "Point", "coordinates": [x, y]} if x == x and y == y else None
        return
    for polygons in places.polygons:
        areas = [[np.round(ring, DECIMALS).tolist() for ring in polygon] for polygon in polygons]
        yield {"type": "MultiPolygon", "coordinates": areas} if areas else None
