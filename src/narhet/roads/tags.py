"""What OpenStreetMap's tags say about a road: its kind, who may use it in which direction, its posted speed.

Rules follow the OpenStreetMap wiki (Key:access, Key:oneway, Key:barrier, Key:maxspeed, Tag:route=ferry) and, where the
wiki leaves it open, Project OSRM's and GraphHopper's profiles. Choices that are narhet's own are marked as such.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from narhet.errors import BadQueryError
from narhet.roads.network import BICYCLE, CAR, FOOT, GATE, KINDS, MODES, SIGNALS

Tags: TypeAlias = Mapping[str, str]


def _words(text: str) -> list[str]:
    return text.split()


EVERYBODY = CAR | BICYCLE | FOOT
KIND_OF = {name: index for index, name in enumerate(KINDS)}

_ROADS = _words(
    "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link unclassified residential "
    "living_street service track unknown"
)
DEFAULT_MODES = {
    **dict.fromkeys(_ROADS, EVERYBODY),
    "motorway": CAR,
    "motorway_link": CAR,
    # On foot paths a bicycle is pushed (OSRM); the profile knows how slowly.
    **dict.fromkeys(("pedestrian", "footway", "cycleway", "path"), BICYCLE | FOOT),
    "steps": FOOT,
    "bridleway": FOOT,
}
"""Who may use a kind of road that carries no access tag."""

HIERARCHY = {
    CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    BICYCLE: ("bicycle", "vehicle", "access"),
    FOOT: ("foot", "access"),
}
"""Whose tag counts first (wiki, Key:access, "Transport mode restrictions")."""

_GRANTING = {CAR: ("motorcar", "motor_vehicle"), BICYCLE: ("bicycle",), FOOT: ("foot",)}
# Those who live, shop or deliver there may drive in: they are whom narhet counts. It does not forbid driving through.
_OPEN = frozenset(
    _words(
        "yes permissive designated official destination customers delivery permit residents public dismount "
        "discouraged optional_sidepath"
    )
)
_SHUT = frozenset(_words("no agricultural forestry emergency psv bus taxi military restricted use_sidepath"))

SURFACES = {
    **dict.fromkeys(_words("asphalt chipseal concrete paved paving_stones concrete:plates concrete:lanes"), 1),
    **dict.fromkeys(_words("compacted fine_gravel cement metal bricks"), 2),
    **dict.fromkeys(_words("sett gravel unpaved ground dirt grass grass_paver pebblestone wood tartan"), 3),
    **dict.fromkeys(_words("cobblestone unhewn_cobblestone clay"), 4),
    **dict.fromkeys(_words("earth sand mud stone rock rocky woodchips snow ice"), 5),
}
"""Surface → firmness 1 … 5, grouped by what OSRM's car profile lets be driven on them (about 80, 40, 30, 20 km/h)."""

SPEED_WORDS = {
    "se:urban": 50,
    "se:rural": 70,
    "se:motorway": 110,
    "fi:urban": 50,
    "fi:rural": 80,
    "no:urban": 50,
    "no:rural": 80,
    "no:motorway": 110,
    "dk:urban": 50,
    "dk:rural": 80,
    "dk:motorway": 130,
    "none": 140,
    "walk": 7,
}
"""Limits in words: Sweden's by Trafikförordning (1998:1276) 3 kap. 17 § and 9 kap. 1 §, the others as OSRM has them."""

WAY_KEYS = frozenset(
    _words(
        "highway route junction oneway oneway:bicycle oneway:foot cycleway cycleway:left cycleway:right cycleway:both "
        "access vehicle motor_vehicle motorcar bicycle foot motorroad maxspeed maxspeed:forward maxspeed:backward "
        "maxspeed:type source:maxspeed tracktype surface area impassable ice_road winter_road duration "
        "vehicle:forward vehicle:backward motor_vehicle:forward motor_vehicle:backward motorcar:forward "
        "motorcar:backward bicycle:forward bicycle:backward"
    )
)
"""The tags that decide; ways that agree in them are alike."""


def mode_bits(modes: Iterable[str]) -> int:
    """Names of modes as one number, `CAR | BICYCLE | FOOT`.

    Raises
    ------
    BadQueryError
        A name is unknown, or there is none.
    """
    bits = 0
    for mode in modes:
        if mode not in MODES:
            raise BadQueryError(f"The mode {mode} is not known; there are {', '.join(MODES)}.")
        bits |= MODES[mode]
    if not bits:
        raise BadQueryError(f"Name at least one of {', '.join(MODES)}.")
    return bits


@dataclass(frozen=True, slots=True)
class RoadTags:
    """What a way's tags come to.

    Attributes
    ----------
    kind : int
        Index into `KINDS`.
    modes : (int, int)
        Who may use it along and against its direction.
    kmh : (int, int)
        Posted limit along and against, 0 where there is none.
    grade : int
        Firmness 1 … 5, 0 where it is not known.
    seconds : float
        The whole way's stated duration (ferries), else NaN.
    puzzles : tuple of str
        Tags whose value was not understood, as "key=value"; they were left aside.
    """

    kind: int
    modes: tuple[int, int]
    kmh: tuple[int, int]
    grade: int
    seconds: float
    puzzles: tuple[str, ...]


def read_way(tags: Tags, *, private: bool = False) -> RoadTags | str:
    """Read a way's tags.

    Parameters
    ----------
    tags : key → value
    private : bool
        Whether roads marked `private` may be used.

    Returns
    -------
    RoadTags, or the reason why the way is no road: "other highway", "area", "impassable", "winter road", "closed".
    """
    puzzles: list[str] = []
    name = "ferry" if tags.get("route") == "ferry" else tags.get("highway", "")
    name = "unknown" if name == "road" else name
    if name == "ferry":
        default = _on_ferry(tags)
    elif name in DEFAULT_MODES:
        default = DEFAULT_MODES[name]
    else:
        return "other highway"
    if tags.get("area") == "yes":
        # People walk along the edge of a square; nobody drives along the edge of a paved yard.
        if name not in ("pedestrian", "footway"):
            return "area"
        default &= FOOT
    if tags.get("impassable") == "yes":
        return "impassable"
    if tags.get("ice_road") == "yes" or tags.get("winter_road") == "yes":
        return "winter road"
    if tags.get("motorroad") == "yes":
        default &= CAR
    if name in ("footway", "pedestrian", "path") and tags.get("bicycle") in ("yes", "designated"):
        name = "cycleway"  # shared by foot and bicycle: ridden, not pushed
    modes = tuple(
        sum(mode for mode in HIERARCHY if _may_go(tags, mode, direction, default, name, private, puzzles))
        for direction in ("forward", "backward")
    )
    if not any(modes):
        return "closed"
    return RoadTags(
        kind=KIND_OF[name],
        modes=(modes[0], modes[1]),
        kmh=(_limit(tags, "forward", puzzles), _limit(tags, "backward", puzzles)),
        grade=_firmness(tags),
        seconds=duration(tags["duration"], puzzles) if name == "ferry" and "duration" in tags else math.nan,
        puzzles=tuple(dict.fromkeys(puzzles)),
    )


def read_node(tags: Tags, *, private: bool = False) -> tuple[int, int]:
    """Read what stands at a node of a road.

    Returns
    -------
    (modes that cannot pass, flags `SIGNALS | GATE`)
    """
    flags = SIGNALS if tags.get("highway") == "traffic_signals" else 0
    barrier = tags.get("barrier")
    if barrier is None:
        return 0, flags
    if barrier in ("gate", "lift_gate", "swing_gate", "hampshire_gate", "sliding_gate"):
        flags |= GATE
    stopped = 0
    for mode, keys in HIERARCHY.items():
        said = next((verdict for key in keys if (verdict := _verdict(tags.get(key), private)) is not None), None)
        # What is said of access counts before the kind of barrier (OSRM), except a lock.
        passes = said if said is not None else not _stops(barrier, mode, tags)
        if not passes:
            stopped |= mode
    return stopped, flags


def _stops(barrier: str, mode: int, tags: Tags) -> bool:
    """Whether a barrier without access tags stops a mode: OSRM's lists for car, bicycle and foot."""
    if mode == FOOT:
        return barrier in ("wall", "fence", "city_wall", "hedge", "retaining_wall")
    if mode == BICYCLE:
        return barrier in ("yes", "wall", "fence", "city_wall", "hedge", "retaining_wall", "stile", "turnstile")
    if tags.get("locked") == "yes":
        return True
    if barrier == "kerb":
        return tags.get("kerb") not in ("lowered", "flush") and tags.get("highway") != "crossing"
    if barrier in ("bollard", "rising_bollard"):
        return barrier == "bollard" and tags.get("bollard") != "rising"
    return barrier not in _CARS_PASS


_CARS_PASS = frozenset(
    _words(
        "cattle_grid border_control toll_booth sally_port gate lift_gate swing_gate hampshire_gate sliding_gate no "
        "entrance height_restrictor arch"
    )
)


def _verdict(value: str | None, private: bool) -> bool | None:
    """What an access value says: may, may not, or nothing that is understood."""
    if value is None:
        return None
    first = value.split(";")[0].strip()
    if first == "private":
        return private
    return True if first in _OPEN else False if first in _SHUT else None


def _on_ferry(tags: Tags) -> int:
    """Ferries carry walkers; cars where it is said, or where nothing is said of walkers and bicycles (GraphHopper)."""
    silent = "foot" not in tags and "bicycle" not in tags
    return FOOT | BICYCLE | (CAR if silent else 0)


def _may_go(tags: Tags, mode: int, direction: str, default: int, name: str, private: bool, puzzles: list[str]) -> bool:
    if not _direction_open(tags, mode, direction, name):
        return False
    for key in HIERARCHY[mode]:
        for tag in (f"{key}:{direction}", key):
            value = tags.get(tag)
            if value is None:
                continue
            verdict = _verdict(value, private)
            if verdict is None:
                puzzles.append(f"{tag}={value}")
                continue
            # "access=yes" on a foot path opens it for everybody who may walk it, not for cars.
            return verdict and (key in _GRANTING[mode] or bool(default & mode))
    return bool(default & mode)


def _direction_open(tags: Tags, mode: int, direction: str, name: str) -> bool:
    if mode == FOOT:
        return _along(tags.get("oneway:foot"), direction, otherwise=True)
    oneway = tags.get("oneway")
    if mode == BICYCLE:
        own = tags.get("oneway:bicycle")
        if own is not None:
            return _along(own, direction, otherwise=True)
        if any(tags.get(key, "").startswith("opposite") for key in ("cycleway", "cycleway:left", "cycleway:right")):
            return True
    if oneway == "reversible":  # turns by the hour: neither way can be counted on (OSRM)
        return mode != CAR and _along(None, direction, otherwise=True)
    implied = tags.get("junction") in ("roundabout", "circular") or name == "motorway"
    return _along(oneway, direction, otherwise=not implied or direction == "forward")


def _along(oneway: str | None, direction: str, *, otherwise: bool) -> bool:
    """Whether a one-way value lets traffic pass in a direction; `otherwise` for none or one not understood."""
    if oneway in ("yes", "1", "true"):
        return direction == "forward"
    if oneway in ("-1", "reverse"):
        return direction == "backward"
    return True if oneway in ("no", "0", "false", "alternating") else otherwise


def _firmness(tags: Tags) -> int:
    track = tags.get("tracktype", "")
    if track.startswith("grade") and track[5:] in ("1", "2", "3", "4", "5"):
        return int(track[5:])
    return SURFACES.get(tags.get("surface", "").split(";")[0], 0)


def _limit(tags: Tags, direction: str, puzzles: list[str]) -> int:
    for key in (f"maxspeed:{direction}", "maxspeed", "maxspeed:type", "source:maxspeed"):
        value = tags.get(key)
        if value is None:
            continue
        kmh = limit_kmh(value)
        if kmh:
            return kmh
        if key.startswith("maxspeed") and key != "maxspeed:type" and value != "signals":
            puzzles.append(f"{key}={value}")
    return 0


def limit_kmh(value: str) -> int:
    """Read a speed limit: "70", "30 mph", "SE:urban", "walk"; of several the lowest. 0 where it is not understood."""
    word = SPEED_WORDS.get(value.strip().lower())
    if word is not None:
        return word
    found = []
    for part in re.split(r"[;|,]", value):
        match = re.fullmatch(r"\s*(\d{1,3})(?:\.\d+)?\s*(km/h|kmh|kph|mph)?\s*", part)
        if match:
            found.append(round(int(match[1]) * (1.609344 if match[2] == "mph" else 1)))
    return min(min(found, default=0), 255)


def duration(value: str, puzzles: list[str] | None = None) -> float:
    """Read a duration as seconds: "0:35", "1:10:00", "25" (minutes), "PT1H10M". NaN where it is not understood."""
    text = value.strip()
    if match := re.fullmatch(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?", text):
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
    elif match := re.fullmatch(r"(\d{1,4})(?:\s*min(?:utes)?)?", text):
        seconds = int(match[1]) * 60
    elif match := re.fullmatch(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text):
        seconds = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3] or 0)
    else:
        seconds = 0
    if seconds <= 0:
        if puzzles is not None:
            puzzles.append(f"duration={value}")
        return math.nan
    return float(seconds)
