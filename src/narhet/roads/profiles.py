"""Speed profiles: how fast a car, a bicycle or a walker gets along each kind of road, every number with its source.

A profile is a TOML file. Those that come with the package lie in `profiles/`; a planner copies one and changes what is
known better. Travel times follow from network and profile alone, so that a new profile needs no new reading of the map.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from narhet.compiled import compiled
from narhet.errors import BadProfileError
from narhet.roads.network import (
    BOARDING,
    GATE,
    GRADE,
    KINDS,
    MODES,
    SIGNALS,
    Bytes,
    Floats,
    Floats32,
    Ints,
    RoadNetwork,
)

UNREACHABLE = 1_000_000_000
"""Travel time in tenths of a second (3 years) of an arc that may not be used. Twice it still fits in 32 bits."""

GRADES = ("grade1", "grade2", "grade3", "grade4", "grade5")
_FASTEST, _SLOWEST = 250.0, 0.1  # km/h that a file may hold; outside it is a slip of the keyboard
_LONGEST = 24 * 3600.0  # seconds that a wait may be

Table: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speed:
    """One speed of a profile.

    Attributes
    ----------
    kmh : float
        Kilometres in an hour.
    limit : bool
        Whether `kmh` is the law's limit, of which the profile's factor is driven, or what is driven.
    source : str
        Where the number comes from, in words.
    """

    kmh: float
    limit: bool
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How fast one mode gets along. Made by `load_profile`.

    Attributes
    ----------
    name, title : str
        Short name, and name for people.
    mode : str
        "car", "bicycle" or "foot".
    posted : float
        Share of a posted limit that is driven; 0 where limits do not matter (bicycle, foot).
    season : float
        All speeds on roads times this (snow).
    kinds : kind of road → Speed
        A kind that is left out is closed to this mode.
    tracks, surfaces : "grade1" … "grade5" → Speed
        Speed on tracks of known firmness; the most that is driven on other roads of known surface.
    ferry : Speed
        Where the crossing's own duration is not known.
    wait, signals, gate : float
        Seconds for each boarding of a ferry, traffic signal and gate.
    """

    name: str
    title: str
    mode: str
    posted: float
    season: float
    kinds: Mapping[str, Speed]
    tracks: Mapping[str, Speed]
    surfaces: Mapping[str, Speed]
    ferry: Speed
    wait: float
    signals: float
    gate: float

    @property
    def hash(self) -> str:
        """What decides the travel times, as 16 hexadecimal digits: sources, titles and comments do not count."""

        def numbers(speeds: Mapping[str, Speed]) -> dict[str, tuple[float, bool]]:
            return {name: (speed.kmh, speed.limit) for name, speed in speeds.items()}

        content = json.dumps(
            [
                self.mode,
                self.posted,
                self.season,
                [numbers(speeds) for speeds in (self.kinds, self.tracks, self.surfaces)],
                self.ferry.kmh,
                [self.wait, self.signals, self.gate],
            ],
            sort_keys=True,
        )
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def kmh(self, kind: str, *, posted: int = 0, grade: int = 0) -> float:
        """Speed on one kind of road, NaN where the mode may not go.

        Parameters
        ----------
        kind : a word of `KINDS`
        posted : posted limit in km/h, 0 where there is none
        grade : firmness 1 … 5, 0 where it is not known
        """
        if kind == "ferry":
            return self.ferry.kmh
        rule = self.kinds.get(kind)
        if rule is None:
            return math.nan
        firmness = GRADES[grade - 1] if 1 <= grade <= len(GRADES) else ""
        if kind == "track":
            rule = self.tracks.get(firmness, rule)
        heeded = posted * self.posted if posted else math.inf
        kmh = self.posted * (posted or rule.kmh) if rule.limit else min(rule.kmh, heeded or math.inf)
        if firmness in self.surfaces and not (kind == "track" and self.tracks):
            kmh = min(kmh, self.surfaces[firmness].kmh)
        return kmh * self.season


def load_profile(name_or_path: str | Path) -> Profile:
    """Read a profile: one of the package's by name ("car", "car_winter", "bicycle", "foot"), or a TOML file by path.

    Raises
    ------
    BadProfileError
        There is none of that name, it cannot be read, or a key is missing, unknown or holds an impossible value.
    """
    name = str(name_or_path)
    if isinstance(name_or_path, str) and name in profile_names():
        text = (files("narhet.roads") / "profiles" / f"{name}.toml").read_text("utf-8")
    else:
        path = Path(name_or_path)
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            known = ", ".join(profile_names())
            raise BadProfileError(f"There is no profile {name}: give one of {known}, or the path of a file.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadProfileError(f"The profile {name} cannot be read: {error}.") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProfileError(f"The profile {name} is not TOML: {error}.") from None
    return _Reader(name, table).profile()


def profile_names() -> tuple[str, ...]:
    """Names of the profiles that come with the package."""
    folder = files("narhet.roads") / "profiles"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


class _Reader:
    """Turns the file's tables into a Profile, refusing everything it does not know by its full key."""

    def __init__(self, name: str, table: Table) -> None:
        self.name, self.table = name, table
        self.sources: Table = {}

    def bad(self, key: str, reason: str) -> BadProfileError:
        return BadProfileError(f"The profile {self.name}: {key} {reason}.")

    def profile(self) -> Profile:
        self.only("", self.table, ("name", "mode", "title", "sources", "posted", "season", "kinds", *_OPTIONAL))
        words = {key: self.word(key) for key in ("name", "mode", "title")}
        if words["mode"] not in MODES:
            raise self.bad("mode", f"must be one of {', '.join(MODES)}, not {words['mode']!r}")
        self.sources = self.part("sources", needed=True)
        for key, text in self.sources.items():
            if not isinstance(text, str) or not text.strip():
                raise self.bad(f"sources.{key}", "must say in words where numbers come from")
        driveable = tuple(kind for kind in KINDS if kind != "ferry")
        kinds = self.speeds("kinds", driveable, needed=True)
        posted = self.number("posted", "factor", 0, 1.5)
        if not posted and (slip := next((kind for kind, speed in kinds.items() if speed.limit), None)):
            raise self.bad(f"kinds.{slip}", "is a limit, but posted.factor does not say how much of a limit is driven")
        ferry = self.number("ferry", "kmh", 0, _FASTEST, needed=True)
        if ferry < _SLOWEST:
            raise self.bad("ferry.kmh", f"must be at least {_SLOWEST}")
        return Profile(
            **words,
            posted=posted,
            season=self.number("season", "factor", 0.05, 1.5, otherwise=1.0),
            kinds=kinds,
            tracks=self.speeds("tracks", GRADES),
            surfaces=self.speeds("surfaces", GRADES),
            ferry=Speed(ferry, False, self.sources[self.table["ferry"]["kmh"]["source"]]),
            wait=self.number("ferry", "wait_seconds", 0, _LONGEST),
            signals=self.number("delays", "signals_seconds", 0, _LONGEST),
            gate=self.number("delays", "gate_seconds", 0, _LONGEST),
        )

    def word(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "is missing or is not a text")
        return value

    def only(self, path: str, table: Table, allowed: tuple[str, ...]) -> None:
        for key in table:
            if key not in allowed:
                raise self.bad(f"{path}{key}", f"is not known; here belong {', '.join(allowed)}")

    def part(self, key: str, *, needed: bool = False) -> Table:
        value = self.table.get(key, {})
        if not isinstance(value, dict) or (needed and not value):
            raise self.bad(f"[{key}]", "is missing or is not a table")
        return value

    def value(self, path: str, entry: Any, key: str, least: float, most: float) -> tuple[float, str]:
        """One number with its source, as (number, source in words)."""
        if not isinstance(entry, dict):
            raise self.bad(path, f"must hold a {key} and a source")
        number = entry.get(key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= most:
            raise self.bad(path, f"must have a {key} of {least:g} … {most:g}, not {number!r}")
        source = entry.get("source")
        if not isinstance(source, str) or source not in self.sources:
            raise self.bad(path, f"must name one of the [sources], not {source!r}")
        self.only(f"{path}.", entry, (key, "source"))
        return float(number), str(self.sources[source])

    def number(
        self, part: str, key: str, least: float, most: float, *, otherwise: float = 0.0, needed: bool = False
    ) -> float:
        table = self.part(part, needed=needed)
        self.only(f"{part}.", table, _OPTIONAL.get(part, ("factor",)))
        if key not in table and not needed:
            return otherwise
        return self.value(f"{part}.{key}", table.get(key), "value", least, most)[0]

    def speeds(self, part: str, allowed: tuple[str, ...], *, needed: bool = False) -> Mapping[str, Speed]:
        table = self.part(part, needed=needed)
        self.only(f"{part}.", table, allowed)
        found = {}
        for name, entry in table.items():
            limit = part == "kinds" and isinstance(entry, dict) and "limit" in entry
            kmh, source = self.value(f"{part}.{name}", entry, "limit" if limit else "kmh", _SLOWEST, _FASTEST)
            found[name] = Speed(kmh, limit, source)
        return MappingProxyType(found)


_OPTIONAL: dict[str, tuple[str, ...]] = {
    "tracks": GRADES,
    "surfaces": GRADES,
    "ferry": ("kmh", "wait_seconds"),
    "delays": ("signals_seconds", "gate_seconds"),
}


def travel_times(network: RoadNetwork, profile: Profile) -> Ints:
    """Travel time along every arc, in tenths of a second. O(m).

    An arc's own `seconds` are used where the source gave them, else length through speed, rounded, at least 1 unless
    the arc has no length. Waits for ferries, signals and gates come on top, at the arcs that are marked so.

    Returns
    -------
    (m,) int32
        `UNREACHABLE` where the mode may not go, or would need longer than that.
    """
    pace = np.full((len(KINDS), GRADE + 1, 256), np.nan)
    limits = np.flatnonzero(np.bincount(network.kmh))
    for index in np.flatnonzero(np.bincount(network.kind)):
        for grade in range(GRADE + 1):
            # Tenths of a second for a metre: 36 / (km/h).
            kmh = [profile.kmh(KINDS[index], posted=int(posted), grade=grade) for posted in limits]
            pace[index, grade, limits] = 36 / np.array(kmh)
    delays = np.array([profile.wait, profile.signals, profile.gate]) * 10
    return _times(
        network.metres,
        network.seconds,
        network.kind,
        network.kmh,
        network.modes,
        network.marks,
        pace,
        delays,
        MODES[profile.mode],
    )


@compiled
def _times(
    metres: Floats32,
    seconds: Floats32,
    kind: Bytes,
    kmh: Bytes,
    modes: Bytes,
    marks: Bytes,
    pace: Floats,
    delays: Floats,
    mode: int,
) -> Ints:
    times = np.full(len(metres), UNREACHABLE, np.int32)
    for arc in range(len(metres)):
        if not modes[arc] & mode:
            continue
        mark = marks[arc]
        own = seconds[arc] * 10
        tenths = own if own == own else metres[arc] * pace[kind[arc], mark & GRADE, kmh[arc]]
        if tenths != tenths:
            continue
        if 0 < tenths < 1:
            tenths = 1.0
        if mark & BOARDING:
            tenths += delays[0]
        if mark & SIGNALS:
            tenths += delays[1]
        if mark & GATE:
            tenths += delays[2]
        if tenths < UNREACHABLE:
            times[arc] = np.int32(np.rint(tenths))
    return times
