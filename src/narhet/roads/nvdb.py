"""Roads from NVDB, Sweden's national road database: the homogenised car and cycle network as a GeoPackage.

**No real file was at hand when this was written**: form and meaning of the columns are taken from public programs that
read Trafikverket's files (Tillväxtverket's Pipos.GeoLib, nvdb2osm, nvdb2osmr), and the tests write files of that form.
Compare the report with what you know of the area before you rely on it.

One table of lines in EPSG:3006, one row a stretch that is alike in everything (Lastkajen calls it *homogeniserad*):

=========================== ======================================= ==============
column                      meaning                                 used as
=========================== ======================================= ==============
Vagtr_474                   network: 1 car, 2 cycle                 who may go; left out: all are car roads
F_Hogst_225, B_Hogst_225    speed limit along and against the line  posted limit
F_/B_ForbjudenFardriktning  1: vehicles may not go that way         one-way, not for walkers
Farjeled                    1: ferry                                ferry
Motorvag, Motortrafikled    1: motorway, motor road                 cars only
Klass_181                   functional class 0 (E roads) … 9        kind of road
Slitl_152                   wearing course: 1 paved, 2 gravel       firmness
=========================== ======================================= ==============

Names are compared without case. Only `F_Hogst_225` and `B_Hogst_225` must be there; the report names what is missing.
Not read: bans on certain vehicles, barriers, pedestrian streets, and files of one layer for each property.
"""

from __future__ import annotations

import math
import sqlite3
import struct
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from narhet.errors import BadRoadFileError
from narhet.roads.assembly import Counts, Shapes, assemble
from narhet.roads.network import BICYCLE, CAR, FOOT, Floats, RoadNetwork
from narhet.roads.report import RoadReport, connections
from narhet.roads.sweref import SWEREF99_TM
from narhet.roads.tags import KIND_OF, RoadTags, mode_bits

NEEDED = ("f_hogst_225", "b_hogst_225")
OPTIONAL = (
    "vagtr_474",
    "f_forbjudenfardriktning",
    "b_forbjudenfardriktning",
    "farjeled",
    "motorvag",
    "motortrafikled",
    "klass_181",
    "slitl_152",
)
_KINDS = ("primary", "primary", "primary", "secondary", "secondary", "tertiary", *("unclassified",) * 4)
_FIRMNESS = {1: 1, 2: 3}  # paved; gravel, as OpenStreetMap's surface=gravel is taken
_JOIN = 0.1  # metres: ends of lines that agree when rounded to this are one node


@dataclass(slots=True)
class _Lines:
    """What the table holds: `east[starts[i] : starts[i + 1]]` are line `i`'s points."""

    east: array[float] = field(default_factory=lambda: array("d"))
    north: array[float] = field(default_factory=lambda: array("d"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    rule: array[int] = field(default_factory=lambda: array("i"))
    way: array[int] = field(default_factory=lambda: array("q"))
    rules: dict[RoadTags, int] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    puzzles: Counter[str] = field(default_factory=Counter)
    rows: int = 0


def read_nvdb(
    path: str | Path, *, modes: Sequence[str] = ("car", "bicycle", "foot"), spacing: float = 100.0
) -> tuple[RoadNetwork, RoadReport]:
    """Read a GeoPackage of NVDB's homogenised network.

    Parameters
    ----------
    path : file
    modes, spacing
        As in `narhet.roads.osm.read_osm`.

    Returns
    -------
    (RoadNetwork, RoadReport)
        `way` is the row's number in the table. Columns that are missing stand among the report's puzzles.

    Raises
    ------
    BadRoadFileError
        It is no GeoPackage, is damaged, is in other coordinates than EPSG:3006, or has no table of this form.
    BadQueryError
        A mode is not known, or the spacing is no length.
    """
    path = Path(path)
    wanted = mode_bits(modes)
    if not path.is_file() or not path.stat().st_size:
        raise BadRoadFileError(f"{path} is missing or empty.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as database:
            table, geometry, columns = _table(database, path.name)
            lines = _read(database, table, geometry, columns, wanted)
    except sqlite3.Error as error:
        raise BadRoadFileError(f"{path.name} is damaged or no GeoPackage: {error}.") from None
    if not lines.way:
        raise BadRoadFileError(f"{path.name} holds no roads for {', '.join(modes)}.")
    source = f"NVDB, {path.name}"
    network, counts = assemble(_shapes(lines), list(lines.rules), wanted=wanted, spacing=spacing, source=source)
    missing = [name for name in OPTIONAL if name not in columns]
    return network, _report(network, lines, counts, missing, modes)


def _report(
    network: RoadNetwork, lines: _Lines, counts: Counts, missing: Sequence[str], modes: Sequence[str]
) -> RoadReport:
    """What became of the table's rows; columns that it lacks stand among the puzzles."""
    return RoadReport(
        source=network.source,
        ways=lines.rows,
        used=len(lines.way) - counts.whole_ways_lost,
        skipped=dict(lines.skipped.most_common()),
        cut=0,
        missing=0,
        loops=counts.loops,
        puzzles={f"{name}=missing": lines.rows for name in missing} | dict(lines.puzzles),
        blocked={},
        nodes=network.nodes,
        arcs=network.arcs,
        connections=connections(network, tuple(modes)),
    )


def _table(database: sqlite3.Connection, name: str) -> tuple[str, str, dict[str, str]]:
    """The table of lines, its geometry column, and its columns by their lower-case names."""
    found = database.execute(
        "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id "
        "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) ORDER BY g.table_name"
    ).fetchall()
    for table, geometry, organisation, code in found:
        columns = {row[1].lower(): row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")}
        if any(column not in columns for column in NEEDED):
            continue
        if str(organisation).upper() != "EPSG" or code != 3006:
            raise BadRoadFileError(f"{name} is in {organisation}:{code}; narhet reads EPSG:3006 (SWEREF 99 TM).")
        return table, geometry, columns
    raise BadRoadFileError(
        f"{name} has no table with the columns {' and '.join(NEEDED)}: order the homogenised network "
        f"(tables: {', '.join(str(row[0]) for row in found) or 'none'})."
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read(database: sqlite3.Connection, table: str, geometry: str, columns: Mapping[str, str], wanted: int) -> _Lines:
    present = [name for name in (*NEEDED, *OPTIONAL) if name in columns]
    chosen = ", ".join(_quoted(columns[name]) for name in present)
    lines = _Lines()
    for row in database.execute(f"SELECT rowid, {_quoted(geometry)}, {chosen} FROM {_quoted(table)} ORDER BY rowid"):
        lines.rows += 1
        rule = _rule(dict(zip(present, row[2:], strict=True)), lines.puzzles)
        if isinstance(rule, str):
            lines.skipped[rule] += 1
            continue
        if not (rule.modes[0] | rule.modes[1]) & wanted:
            lines.skipped["closed"] += 1
            continue
        parts = _lines_of(row[1])
        if not parts:
            lines.skipped["no line"] += 1
        for points in parts:
            lines.east.extend(points[:, 0])
            lines.north.extend(points[:, 1])
            lines.starts.append(len(lines.east))
            lines.rule.append(lines.rules.setdefault(rule, len(lines.rules)))
            lines.way.append(row[0])
    return lines


def _rule(row: Mapping[str, Any], puzzles: Counter[str]) -> RoadTags | str:
    """What a row says, or why it is no road."""
    values = {name: _whole(name, value, puzzles) for name, value in row.items()}
    net = values.get("vagtr_474", 1)
    if net not in (1, 2):
        return f"network {net}"
    ferry, motor = bool(values.get("farjeled")), bool(values.get("motorvag") or values.get("motortrafikled"))
    everybody = CAR | BICYCLE | FOOT if net == 1 else BICYCLE | FOOT
    if motor and not ferry:
        everybody = CAR
    modes = tuple(everybody & FOOT if values.get(f"{side}_forbjudenfardriktning") else everybody for side in ("f", "b"))
    if not any(modes):
        return "closed both ways"
    kind = "ferry" if ferry else "motorway" if values.get("motorvag") else "cycleway" if net == 2 else ""
    limits = [values[f"{side}_hogst_225"] for side in ("f", "b")]
    return RoadTags(
        kind=KIND_OF[kind or _KINDS[min(max(values.get("klass_181", 9), 0), 9)]],
        modes=(modes[0], modes[1]),
        kmh=(limits[0] if 0 < limits[0] <= 130 else 0, limits[1] if 0 < limits[1] <= 130 else 0),
        grade=_FIRMNESS.get(values.get("slitl_152", 0), 0),
        seconds=_NO_TIME,
        puzzles=(),
    )


_NO_TIME = math.nan  # one object: rules are compared, and a NaN equals only itself


def _whole(name: str, value: Any, puzzles: Counter[str]) -> int:
    """A column's value as a whole number; empty is 0."""
    if value is None or value == "":
        return 0
    try:
        return int(value)
    except (TypeError, ValueError):
        puzzles[f"{name}={str(value)[:40]}"] += 1
        return 0


def _lines_of(blob: object) -> list[Floats]:
    """Lines of a GeoPackage geometry (OGC 12-128 §2.1.3) as (k, 2) arrays; none if it is empty or no line."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return []
    flags = blob[3]
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(flags >> 1 & 7)
    if envelope is None or flags & 16:
        return []
    try:
        return [points for points, _ in _wkb(blob, 8 + envelope) if len(points) > 1]
    except (struct.error, ValueError):
        return []


def _wkb(blob: bytes, at: int) -> Iterator[tuple[Floats, int]]:
    """Read a LineString or MultiLineString, with or without Z and M: its points and where it ends."""
    order = "<" if blob[at : at + 1] == b"\x01" else ">"
    code, count = struct.unpack_from(f"{order}II", blob, at + 1)
    kind, extra = code % 1000, code // 1000
    if extra > 3 or kind not in (2, 5):
        raise ValueError("no line")
    at += 9
    if kind == 2:
        width = (2, 3, 3, 4)[extra]
        points = np.frombuffer(blob, f"{order}f8", count * width, at).reshape(count, width)
        if not np.isfinite(points[:, :2]).all():
            raise ValueError("not a number")
        yield points[:, :2].astype(np.float64), at + count * width * 8
        return
    for _ in range(count):
        for points, end in _wkb(blob, at):
            yield points, end
            at = end


def _shapes(lines: _Lines) -> Shapes:
    """Points joined where lines end: an end, and any point of another line in the same spot, is one node."""
    east, north = np.frombuffer(lines.east), np.frombuffer(lines.north)
    starts = np.array(lines.starts, np.int64)
    spots = np.stack([np.rint(east / _JOIN), np.rint(north / _JOIN)], axis=1).astype(np.int64)
    # One number for each spot; eastings and northings of Sweden fit in 32 bits of decimetres.
    key = (spots[:, 1] << 32) + spots[:, 0]
    ends = np.unique(key[np.concatenate([starts[:-1], starts[1:] - 1])])
    joined = np.isin(key, ends)
    identity = np.where(joined, key, -1 - np.arange(len(key)))
    _, first, points = np.unique(identity, return_index=True, return_inverse=True)
    longitude, latitude = SWEREF99_TM.to_degrees(east[first], north[first])
    nothing = np.zeros(len(first), np.uint8)
    return Shapes(
        longitude=longitude,
        latitude=latitude,
        stopped=nothing,
        flags=nothing,
        points=points.astype(np.int32),
        starts=starts,
        rule=np.array(lines.rule, np.int32),
        way=np.array(lines.way, np.int64),
    )
