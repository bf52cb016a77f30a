"""Files of points in every format, made by hand where they are to be wrong."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet

from narhet.files.columns import Column
from narhet.files.points import write_table
from narhet.files.writing import Places


def feature(*place: Any, kind: str = "Point", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": place}, "properties": properties}


def geojson(path: Path, *features: Any, **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def table(path: Path, lon: list[float], lat: list[float], **columns: list[Any]) -> Path:
    """A right file in the format of the ending."""
    given = [Column(name, values) for name, values in columns.items()]
    write_table(path, given, Places(np.array(lon, np.float64), np.array(lat, np.float64)))
    return path


def changed(path: Path, *statements: str) -> Path:
    """A GeoPackage after some SQL."""
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path


def parquet(path: Path, geo: str | None = None, **columns: list[Any]) -> Path:
    kinds = {str: DataType.utf8(), bytes: DataType.binary(), float: DataType.float64(), int: DataType.int64()}
    arrays = [
        Array(values, kinds[next(type(value) for value in values if value is not None)]) for values in columns.values()
    ]
    about = {"geo": geo} if geo is not None else None
    write_parquet(Table.from_arrays(arrays, names=list(columns)), path, key_value_metadata=about)
    return path
