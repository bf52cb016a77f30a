"""Roads from an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2, .opl …), read with osmium.

Two passes over the file: first the ways, then the nodes. The places of all nodes go through a temporary file of 16
bytes a node, so that memory only grows with the points of roads (some 50 bytes each at most), not with the extract.

Not read: turn restrictions (this package has no turn costs), conditional restrictions (opening times of roads), routes
given as relations, and widths, heights and weights.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
import osmium

from narhet.errors import BadRoadFileError
from narhet.roads.assembly import Counts, Shapes, assemble
from narhet.roads.network import MODES, Bytes, Floats, Ints, Longs, RoadNetwork
from narhet.roads.report import RoadReport, connections
from narhet.roads.tags import WAY_KEYS, RoadTags, mode_bits, read_node, read_way

Places: TypeAlias = npt.NDArray[np.void]
Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told of progress: what is done now ("ways", "nodes", "network"), how much of it is done, of how much if known."""

_EVERY = 50_000  # objects between two calls of the progress callback
_PLACE = np.dtype([("id", "<u8"), ("x", "<i4"), ("y", "<i4")])  # as osmium's sparse_file_array writes them
_PIECE = 1 << 22  # entries handled at a time
_DEGREES = 1e-7  # unit of osmium's coordinates


@dataclass(slots=True)
class _Ways:
    """What the first pass finds. `refs[starts[i] : starts[i + 1]]` are way `i`'s nodes by OpenStreetMap's number."""

    rules: list[RoadTags] = field(default_factory=list)
    rule: array[int] = field(default_factory=lambda: array("i"))
    ids: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    refs: array[int] = field(default_factory=lambda: array("q"))
    skipped: Counter[str] = field(default_factory=Counter)
    puzzles: Counter[str] = field(default_factory=Counter)
    seen: int = 0


@dataclass(frozen=True, slots=True)
class _Nodes:
    """What the second pass finds, by rising OpenStreetMap number: places, modes stopped, flags."""

    ids: Longs
    longitude: Floats
    latitude: Floats
    stopped: Bytes
    flags: Bytes


def read_osm(
    path: str | Path,
    *,
    modes: Sequence[str] = ("car", "bicycle", "foot"),
    spacing: float = 100.0,
    private: bool = False,
    scratch: str | Path | None = None,
    progress: Progress | None = None,
) -> tuple[RoadNetwork, RoadReport]:
    """Read the roads of an extract.

    Nodes are the places where roads meet or end, barriers, signals, and of the points in between so many that
    neighbours are about `spacing` metres apart (points are snapped to nodes). Lengths follow every point of the road.

    Parameters
    ----------
    path : file
        Its kind is told from its name, as osmium does.
    modes : names of `MODES`
        Roads that none of them may use are left out.
    spacing : float
        Metres between nodes that only give a road its shape; 0 keeps them all.
    private : bool
        Whether roads marked `private` may be used.
    scratch : folder, optional
        For the temporary file: 16 bytes for each node of the extract. The system's own if left out.
    progress : callable, optional
        Called now and then.

    Returns
    -------
    (RoadNetwork, RoadReport)

    Raises
    ------
    BadRoadFileError
        The file is missing, empty, damaged, a history file, of no kind that osmium knows, or holds no roads.
    BadQueryError
        A mode is not known, or the spacing is no length.
    """
    path = Path(path)
    wanted = mode_bits(modes)
    tell = progress or (lambda stage, done, total: None)
    ways, nodes, stamp = _read_file(path, modes, private, tell, scratch)
    tell("network", 0, len(ways.ids))
    source = f"OpenStreetMap, {path.name}{f', data of {stamp}' if stamp else ''}"
    network, counts = assemble(_shapes(ways, nodes), ways.rules, wanted=wanted, spacing=spacing, source=source)
    report = _report(network, ways, nodes, counts, modes)
    tell("network", len(ways.ids), len(ways.ids))
    return network, report


def _read_file(
    path: Path, modes: Sequence[str], private: bool, tell: Progress, scratch: str | Path | None
) -> tuple[_Ways, _Nodes, str]:
    """Both passes over the file, and the date of its data."""
    _look_at(path)
    try:
        stamp = _stamp(path)
        ways = _read_ways(path, mode_bits(modes), private, tell)
        if not ways.ids:
            raise BadRoadFileError(f"{path.name} holds no roads for {', '.join(modes)}.")
        nodes = _read_nodes(path, np.unique(np.frombuffer(ways.refs, np.int64)), private, tell, scratch)
    except (RuntimeError, UnicodeDecodeError, osmium.InvalidLocationError) as error:  # what osmium raises for bad files
        raise BadRoadFileError(f"{path.name} is damaged or not an OpenStreetMap file: {error}.") from None
    if not len(nodes.ids):
        raise BadRoadFileError(f"{path.name} holds roads but none of their nodes: it was cut out without them.")
    return ways, nodes, stamp


def _report(network: RoadNetwork, ways: _Ways, nodes: _Nodes, counts: Counts, modes: Sequence[str]) -> RoadReport:
    """What became of the ways that were found; those without nodes are counted among the skipped."""
    skipped = ways.skipped + Counter({"no nodes": counts.whole_ways_lost})
    return RoadReport(
        source=network.source,
        ways=ways.seen,
        used=len(ways.ids) - counts.whole_ways_lost,
        skipped=dict(skipped.most_common()),
        cut=counts.cut,
        missing=counts.missing,
        loops=counts.loops,
        puzzles=dict(ways.puzzles.most_common()),
        blocked={mode: int(((nodes.stopped & MODES[mode]) != 0).sum()) for mode in modes},
        nodes=network.nodes,
        arcs=network.arcs,
        connections=connections(network, tuple(modes)),
    )


def _look_at(path: Path) -> None:
    """Refuse what osmium would not tell clearly."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise BadRoadFileError(f"{path} cannot be read: {error.strerror}.") from None
    if path.is_dir():
        raise BadRoadFileError(f"{path} is a folder, not a road file.")
    if not size:
        raise BadRoadFileError(f"{path.name} is empty.")
    if osmium.io.File(os.fspath(path)).has_multiple_object_versions:
        raise BadRoadFileError(f"{path.name} is a history or change file; give an extract of the present map.")


def _stamp(path: Path) -> str:
    """Date of the data by the file's head, "" where it says none."""
    reader = osmium.io.Reader(os.fspath(path), osmium.osm.NOTHING)
    try:
        header = reader.header()
        return (header.get("osmosis_replication_timestamp") or header.get("timestamp") or "")[:10]
    finally:
        reader.close()


def _read_ways(path: Path, wanted: int, private: bool, tell: Progress) -> _Ways:
    ways = _Ways()
    known: dict[frozenset[tuple[str, str]], tuple[RoadTags | str, int]] = {}
    reading = osmium.FileProcessor(os.fspath(path), osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway", "route")
    )
    for way in cast(Iterable[osmium.osm.Way], reading):  # nothing else passes: the processor reads ways only
        if ways.seen % _EVERY == 0:
            tell("ways", ways.seen, None)
        key = frozenset((tag.k, tag.v) for tag in way.tags if tag.k in WAY_KEYS)
        if key not in known:
            known[key] = _judge(dict(key), wanted, private, ways)
        verdict, rule = known[key]
        if verdict == "not a road":
            continue
        ways.seen += 1
        if isinstance(verdict, str):
            ways.skipped[verdict] += 1
            continue
        ways.puzzles.update(verdict.puzzles)
        refs = [node.ref for node in way.nodes]
        ways.rule.append(rule)
        ways.ids.append(way.id)
        ways.refs.extend(refs)
        ways.starts.append(len(ways.refs))
    tell("ways", ways.seen, ways.seen)
    return ways


def _judge(tags: dict[str, str], wanted: int, private: bool, ways: _Ways) -> tuple[RoadTags | str, int]:
    """What a combination of tags comes to: a new rule's number, or why it is left out."""
    if "highway" not in tags and tags.get("route") != "ferry":
        return "not a road", -1
    verdict = read_way(tags, private=private)
    if isinstance(verdict, str):
        return verdict, -1
    if not (verdict.modes[0] | verdict.modes[1]) & wanted:
        return "closed", -1
    ways.rules.append(verdict)
    return verdict, len(ways.rules) - 1


def _read_nodes(path: Path, wanted: Longs, private: bool, tell: Progress, scratch: str | Path | None) -> _Nodes:
    """Places and obstacles of the wanted nodes, given by rising number."""
    tell("nodes", 0, len(wanted))
    found: list[tuple[int, int, int]] = []
    with tempfile.TemporaryDirectory(prefix="narhet-", dir=scratch) as folder:
        index_file = Path(folder, "places")
        places = osmium.index.create_map(f"sparse_file_array,{index_file}")
        # Held in names: osmium's iterator does not keep its handlers alive.
        locations, tagged = osmium.NodeLocationsForWays(places), osmium.filter.KeyFilter("barrier", "highway")
        reader = osmium.io.Reader(os.fspath(path), osmium.osm.NODE)
        try:
            for node in osmium.OsmFileIterator(reader, locations, tagged):
                stopped, flags = read_node(dict(node.tags), private=private)
                if stopped or flags:
                    found.append((node.id, stopped, flags))
        finally:
            reader.close()
        table = _wanted_places(index_file, wanted)
        places.clear()
    ids = table["id"].astype(np.int64)
    stopped_at, flags_at = np.zeros(len(ids), np.uint8), np.zeros(len(ids), np.uint8)
    if found and len(ids):
        marks = np.array(found, np.int64)
        at = np.minimum(np.searchsorted(ids, marks[:, 0]), len(ids) - 1)
        here = ids[at] == marks[:, 0]
        stopped_at[at[here]], flags_at[at[here]] = marks[here, 1], marks[here, 2]
    tell("nodes", len(ids), len(ids))
    return _Nodes(ids, table["x"] * _DEGREES, table["y"] * _DEGREES, stopped_at, flags_at)


def _wanted_places(index_file: Path, wanted: Longs) -> Places:
    """The wanted entries of osmium's file, by rising number; read in pieces, as it may be larger than memory."""
    whole = np.memmap(index_file, _PLACE, "r")
    kept = [whole[:0]]
    for start in range(0, len(whole), _PIECE):
        piece = whole[start : start + _PIECE]
        piece = piece[piece["x"] != np.iinfo(np.int32).max]  # the file is longer than what is written in it
        ids = piece["id"].astype(np.int64)
        at = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
        kept.append(piece[wanted[at] == ids])
    table: Places = np.concatenate(kept)
    if (np.diff(table["id"].astype(np.int64)) <= 0).any():
        table = table[np.unique(table["id"], return_index=True)[1]]
    return table


def _shapes(ways: _Ways, nodes: _Nodes) -> Shapes:
    """Ways with their nodes by position, -1 for a node that the file does not hold."""
    refs = np.frombuffer(ways.refs, np.int64)
    points: Ints = np.empty(len(refs), np.int32)
    for start in range(0, len(refs), _PIECE):  # in pieces: searchsorted's own answers are 8 bytes each
        piece = refs[start : start + _PIECE]
        at = np.minimum(np.searchsorted(nodes.ids, piece), len(nodes.ids) - 1)
        points[start : start + len(piece)] = np.where(nodes.ids[at] == piece, at, -1)
    return Shapes(
        longitude=nodes.longitude,
        latitude=nodes.latitude,
        stopped=nodes.stopped,
        flags=nodes.flags,
        points=points,
        starts=np.array(ways.starts, np.int64),
        rule=np.array(ways.rule, np.int32),
        way=np.array(ways.ids, np.int64),
    )
