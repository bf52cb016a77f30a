"""What changes for people when facilities are opened, closed or moved, a road is closed or driven at another speed:
figures before and after, a table with every point, a map of the change. Edits are done in the order they are given."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narhet.cli import asking, showing
from narhet.cli.asking import People, Placed, Roads
from narhet.cli.edits import Editor, edit_arguments, edits_of
from narhet.cli.telling import step
from narhet.dijkstra import UNREACHABLE
from narhet.drawing import band_classes, change_classes
from narhet.figures import counting, figures
from narhet.files.columns import Cell, Column, joined
from narhet.files.points import write_table
from narhet.maps import Marks
from narhet.roads.network import Ints, Longs
from narhet.whatif.whatif import WhatIf

HELP = "what changes when facilities or roads change"
EXAMPLE = (
    'narhet whatif roads --points cells.csv --people pop --to shop=shops.csv --close "shop=Lanthandeln" '
    "--open shop=18.43,65.41 -o change.csv --map change.svg"
)
CHANGES = (1.0, 5.0, 15.0)
"""Minutes that the map of the change tells apart."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    asking.point_arguments(parser)
    asking.kind_arguments(parser)
    asking.band_arguments(parser)
    edit_arguments(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help=f"before and after ({asking.FORMATS})")
    showing.picture_arguments(parser)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    showing.check_outputs(asked)
    bands, edits = asking.minutes_of(asked.bands), edits_of(asked.edits)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    points = asking.placed_points(asked, roads)
    people = asking.people_of(asked, points.points)
    step("Finding out how it is now")
    whatif = WhatIf(
        roads.network,
        roads.times,
        points.nodes,
        {name: kind.nodes for name, kind in kinds.items()},
        people=people.counts[points.found],
        area=people.area[points.found],
        limits=asking.tenths_of(bands),
        to=not asked.outward,
    )
    editor = Editor.over(whatif, roads, asked.limit, kinds)
    before = {name: _State.of(points, whatif, name) for name in kinds}
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    for edit in edits:
        step(edit.where)
        change = editor.do(edit)
        print(f"{edit.action} {edit.words}: {len(np.unique(change.point)):,} points have another time or facility.")
    after = {name: _State.of(points, whatif, name) for name in kinds}
    _tell(people, before, after, bands)
    _write(asked, roads, points, people, editor, before, after, bands)


@dataclass(frozen=True)
class _State:
    """Times and facilities of all points for one kind."""

    tenths: Ints
    facility: Ints

    @classmethod
    def of(cls, points: Placed, whatif: WhatIf, kind: str) -> _State:
        return cls(points.spread(whatif.tenths(kind), UNREACHABLE), points.spread(whatif.facility(kind), -1))


States = Mapping[str, _State]


def _tell(people: People, before: States, after: States, bands: list[float]) -> None:
    """Figures before and after for every kind, and the area with the largest change."""
    labels = band_classes(bands).labels
    for kind in before:
        was, now = (showing.class_counts(state[kind].tenths, bands, people.total) for state in (before, after))
        print(f"\n{kind + ', ' + people.unit:28}{'before':>12}{'after':>12}{'change':>12}")
        for label, a, b in zip(labels, was.tolist(), now.tolist(), strict=True):
            print(f"  {label:26}{a:>12,}{b:>12,}{b - a:>+12,}")
        reached = (before[kind].tenths < UNREACHABLE) & (after[kind].tenths < UNREACHABLE)
        change = np.where(reached, after[kind].tenths.astype(np.int64) - before[kind].tenths, 0) * people.total
        print(f"  {'person-minutes a trip':26}{'':24}{change.sum() / 600:>+12,.0f}")
        if len(people.areas) > 1 and change.any():
            sums = np.bincount(people.area, change, len(people.areas))
            most = int(np.argmax(np.abs(sums)))
            print(f"  largest change in {people.areas[most]}: {sums[most] / 600:+,.0f} person-minutes a trip")


def _write(
    asked: argparse.Namespace,
    roads: Roads,
    points: Placed,
    people: People,
    editor: Editor,
    before: States,
    after: States,
    bands: list[float],
) -> None:
    print()
    names = list(before)
    if asked.out:
        changes = [column for kind in names for column in _columns(kind, before[kind], after[kind], editor)]
        write_table(asked.out, joined(points.columns(), changes), points.places)
        print(f"Written to {asked.out}.")
    if asked.figures:
        was, now = (_figures(people, state, bands) for state in (before, after))
        showing.write_figures(asked.figures, names, people, bands, now, was)
    if asked.map:
        for kind in names:
            path = showing.file_of(asked.map, kind, len(names) > 1)
            group = change_of(before[kind].tenths, after[kind].tenths)
            marks = [_marks(kind, editor)]
            title = f"Change of travel time to the nearest {kind}"
            showing.draw_map(path, roads, points, people, group, change_classes(CHANGES), title, marks)
    if asked.chart:
        was, now = (
            np.stack([showing.class_counts(state[kind].tenths, bands, people.total) for kind in names])
            for state in (before, after)
        )
        title = f"{people.unit.capitalize()} by travel time, before and after"
        showing.draw_chart(asked.chart, roads, names, now, bands, people.unit, title=title, before=was)


def _columns(kind: str, before: _State, after: _State, editor: Editor) -> list[Column]:
    names = editor.names[kind]
    both = (before.tenths < UNREACHABLE) & (after.tenths < UNREACHABLE)
    apart = (after.tenths.astype(np.int64) - before.tenths) / 600
    change: list[Cell] = [value if known else None for value, known in zip(apart.tolist(), both, strict=True)]
    out = []
    for when, state in (("before", before), ("after", after)):
        called: list[Cell] = [names[i] if i >= 0 else None for i in state.facility.tolist()]
        out += [Column(f"{kind}_minutes_{when}", asking.minutes(state.tenths), 2), Column(f"{kind}_{when}", called)]
    return [*out, Column(f"{kind}_change", change, 2)]


def _figures(people: People, state: States, bands: list[float]) -> Longs:
    how = counting(people.counts, asking.tenths_of(bands), area=people.area, areas=len(people.areas))
    return figures(np.stack([one.tenths for one in state.values()]), how)


def change_of(before: Ints, after: Ints) -> Ints:
    """The class of each change, see `narhet.drawing.change_classes`; a way lost or won counts as the largest."""
    limits = np.array([600 * value for value in CHANGES])
    apart = after.astype(np.int64) - before
    steps = np.searchsorted(limits, np.abs(apart), side="left") + 1
    classes: Ints = (len(limits) + 1 + np.sign(apart) * steps).astype(np.int32)
    return classes


def _marks(kind: str, editor: Editor) -> Marks:
    places = np.array([editor.places[kind][i] for i in editor.open_now(kind)], np.float64).reshape(-1, 2)
    return Marks(f"{kind} afterwards", places[:, 0], places[:, 1])
