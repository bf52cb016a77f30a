"""Edits as they are typed or stand in a file: facilities opened, closed and moved, roads closed or made slower."""

from __future__ import annotations

import argparse
import csv
import difflib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from narhet.cli.asking import Placed, Roads
from narhet.errors import BadQueryError, BadTableError
from narhet.roads.snapping import REASONS, snap
from narhet.whatif.change import Change
from narhet.whatif.whatif import WhatIf

ACTIONS = {
    "open": "KIND=LON,LAT",
    "close": "KIND=NAME",
    "move": "KIND=NAME,LON,LAT",
    "close-way": "NUMBER",
    "speed": "NUMBER=KMH",
}
_HELP = {
    "open": "open a facility here",
    "close": "close the facility of this name",
    "move": "move it here",
    "close-way": "close a road or ferry, by the source's number of it",
    "speed": "another speed on a road",
}
_COLUMNS = ("action", "kind", "name", "lon", "lat", "way", "kmh")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit as it was asked for.

    Attributes
    ----------
    action : one of `ACTIONS`
    words : str
        As in the option's value.
    where : str
        How a message names it.
    """

    action: str
    words: str
    where: str


def edit_arguments(parser: argparse.ArgumentParser) -> None:
    """The edits, in the order in which they are typed."""
    for action, form in ACTIONS.items():
        parser.add_argument(
            f"--{action}", dest="edits", action=_Append, metavar=form, help=f"{_HELP[action]}; several, done in order"
        )
    parser.add_argument(
        "--edits", dest="edits", action=_Append, metavar="FILE", help=f"a CSV of edits: {', '.join(_COLUMNS)}"
    )
    parser.set_defaults(edits=None)


class _Append(argparse.Action):
    """Keeps the options of several names in one list, in their order."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        name = (option_string or "").removeprefix("--")
        namespace.edits = [*(namespace.edits or []), (name, str(values))]


def edits_of(given: Sequence[tuple[str, str]] | None) -> list[Edit]:
    """All edits, those of files in their place.

    Raises
    ------
    BadQueryError
        There are none.
    BadTableError
        A file of edits cannot be read: which row, and why.
    """
    out: list[Edit] = []
    for name, value in given or ():
        out += _read(Path(value)) if name == "edits" else [Edit(name, value, f"--{name} {value}")]
    if not out:
        options = ", ".join(f"--{action} {form}" for action, form in ACTIONS.items())
        raise BadQueryError(f"Say what is to be changed: {options}, or --edits FILE.")
    return out


def _read(path: Path) -> list[Edit]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTableError(f"{path} cannot be read as a UTF-8 text: {error}.") from None
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    heads = [head.strip().lower() for head in rows.fieldnames or ()]
    if "action" not in heads:
        raise BadTableError(f"{path.name} has no column action; a file of edits has {', '.join(_COLUMNS)}.")
    rows.fieldnames = heads
    out = []
    for number, row in enumerate(rows, start=2):
        cells = {head: (row.get(head) or "").strip() for head in _COLUMNS}
        if not any(cells.values()):
            continue
        out.append(_of_row(cells, f"{path.name}, row {number}"))
    return out


def _of_row(cells: Mapping[str, str], where: str) -> Edit:
    action, decimal = cells["action"].lower(), {head: cells[head].replace(",", ".") for head in ("lon", "lat", "kmh")}
    place = f"{decimal['lon']},{decimal['lat']}"
    words = {
        "open": f"{cells['kind']}={place}",
        "close": f"{cells['kind']}={cells['name']}",
        "move": f"{cells['kind']}={cells['name']},{place}",
        "close-way": cells["way"],
        "speed": f"{cells['way']}={decimal['kmh']}",
    }
    if action not in words:
        raise BadTableError(f"{where}: there is no action “{cells['action']}”, only {', '.join(ACTIONS)}.")
    return Edit(action, words[action], where)


@dataclass
class Editor:
    """Does edits, and remembers what the facilities are called.

    Attributes
    ----------
    whatif : WhatIf
    roads : Roads
    limit : metres from a road beyond which a new place is refused
    names : kind → names of its facilities by number
    places : kind → longitude and latitude of its facilities by number
    """

    whatif: WhatIf
    roads: Roads
    limit: float
    names: dict[str, list[str]]
    places: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    @classmethod
    def over(cls, whatif: WhatIf, roads: Roads, limit: float, kinds: Mapping[str, Placed]) -> Editor:
        """An editor of these facilities."""
        names = {kind: one.names for kind, one in kinds.items()}
        places = {
            kind: [(float(one.points.longitude[i]), float(one.points.latitude[i])) for i in one.found]
            for kind, one in kinds.items()
        }
        return cls(whatif, roads, limit, names, places)

    def do(self, edit: Edit) -> Change:
        """Do one edit.

        Raises
        ------
        BadQueryError
            It is not written as it should be, or names what is not there.
        """
        work: dict[str, Callable[[Edit], Change]] = {
            "open": self._open,
            "close": self._close,
            "move": self._move,
            "close-way": self._close_way,
            "speed": self._speed,
        }
        return work[edit.action](edit)

    def open_now(self, kind: str) -> list[int]:
        """Numbers of the kind's facilities that are open."""
        return np.flatnonzero(self.whatif.facilities(kind) >= 0).tolist()

    def _open(self, edit: Edit) -> Change:
        kind, place = self._kind(edit)
        lon, lat = _place(edit, place)
        change = self.whatif.open(kind, self._node(edit, lon, lat))
        self.names[kind].append(f"new at {lon:g}, {lat:g}")
        self.places[kind].append((lon, lat))
        return change

    def _close(self, edit: Edit) -> Change:
        kind, name = self._kind(edit)
        return self.whatif.close(kind, self._facility(edit, kind, name))

    def _move(self, edit: Edit) -> Change:
        kind, rest = self._kind(edit)
        parts = rest.rsplit(",", 2)
        if len(parts) != 3:
            raise _badly(edit)
        lon, lat = _place(edit, ",".join(parts[1:]))
        number = self._facility(edit, kind, parts[0])
        change = self.whatif.move(kind, number, self._node(edit, lon, lat))
        self.places[kind][number] = (lon, lat)
        return change

    def _close_way(self, edit: Edit) -> Change:
        return self.whatif.close_way(_whole(edit, edit.words))

    def _speed(self, edit: Edit) -> Change:
        way, _, kmh = edit.words.partition("=")
        try:
            speed = float(kmh)
        except ValueError:
            raise _badly(edit) from None
        return self.whatif.set_speed(_whole(edit, way), speed)

    def _kind(self, edit: Edit) -> tuple[str, str]:
        kind, _, rest = edit.words.partition("=")
        if not kind or not rest:
            raise _badly(edit)
        if kind not in self.names:
            raise BadQueryError(f"{edit.where}: there is no kind “{kind}”; there are {', '.join(self.names)}.")
        return kind, rest

    def _facility(self, edit: Edit, kind: str, name: str) -> int:
        """The open facility of this name."""
        names, there = self.names[kind], self.open_now(kind)
        found = [i for i in there if names[i] == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadQueryError(f"{edit.where}: {len(found)} open facilities of {kind} are called “{name}”: name one.")
        if name in names:
            raise BadQueryError(f"{edit.where}: “{name}” is closed already.")
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"; is it {' or '.join(close)}?" if close else "."
        raise BadQueryError(f"{edit.where}: there is no {kind} called “{name}” on these roads{hint}")

    def _node(self, edit: Edit, lon: float, lat: float) -> int:
        found = snap(self.roads.grid, np.array([lon]), np.array([lat]), limit=self.limit)
        if found.node[0] < 0:
            raise BadQueryError(f"{edit.where}: {lon:g}, {lat:g} stands on no road: {REASONS[found.reason[0]]}.")
        return int(found.node[0])


def _place(edit: Edit, words: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, words.split(","))
    except ValueError:
        raise _badly(edit) from None
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadQueryError(f"{edit.where}: {words} lies outside the earth; write longitude, then latitude.")
    return lon, lat


def _whole(edit: Edit, words: str) -> int:
    try:
        return int(words)
    except ValueError:
        raise _badly(edit) from None


def _badly(edit: Edit) -> BadQueryError:
    return BadQueryError(f"{edit.where}: an edit “{edit.action}” is written as {ACTIONS[edit.action]}.")
