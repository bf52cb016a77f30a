"""What people would lose if a facility closed: every facility of every kind, the one with the greatest loss first."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from narhet.cli import asking, showing
from narhet.cli.asking import People, Placed, Roads
from narhet.cli.telling import step
from narhet.closures import TAKERS, Closures, closures, pairs
from narhet.files.columns import Cell, Column
from narhet.files.points import write_table
from narhet.files.writing import Places
from narhet.nearest import Nearest, Nearness
from narhet.roads.network import Longs

HELP = "rank facilities by what people would lose if they closed"
EXAMPLE = "narhet closures roads --points cells.csv --people pop --to shop=shops.csv -o loss.geojson"
TOP = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    asking.road_arguments(parser)
    asking.point_arguments(parser)
    asking.kind_arguments(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help=f"the ranking ({asking.FORMATS})")
    parser.add_argument("--pairs", type=Path, metavar="FILE", help="pairs that stand in for each other, if both closed")
    parser.add_argument("--threads", type=int, default=2)


def run(asked: argparse.Namespace) -> None:
    """Ask and write. Raises NarhetError."""
    showing.check_outputs(asked)
    roads = Roads.opened(asked.folder, asked.profile)
    kinds = asking.placed_kinds(asked, roads)
    points = asking.placed_points(asked, roads)
    people = asking.people_of(asked, points.points)
    at = [kind.nodes for kind in kinds.values()]
    sites = np.unique(np.concatenate(at))
    nearness = Nearness(roads.metric, points.nodes, sites=sites, to=not asked.outward, threads=asked.threads)
    step("Asking")
    found = nearness.nearest(at, nearest=3 if asked.pairs else 2)
    loss = closures(found, [len(nodes) for nodes in at], people.total[points.found])
    print(f"{roads.source}.")
    asking.tell_refused(points, kinds)
    order = loss.ranking()
    columns = _columns(points, kinds, people, loss, order)
    _tell(columns)
    if asked.out:
        write_table(asked.out, columns, _places(kinds, loss, order))
        print(f"Written to {asked.out}.")
    if asked.pairs:
        _write_pairs(asked.pairs, kinds, found, people.total[points.found], people.unit)


def _columns(points: Placed, kinds: Mapping[str, Placed], people: People, loss: Closures, order: Longs) -> list[Column]:
    """The ranking as a table; times in minutes."""
    kind_names, names = list(kinds), [kind.names for kind in kinds.values()]
    of, number = loss.kind[order].tolist(), loss.facility[order].tolist()
    worst: list[Cell] = [points.names[i] if i >= 0 else None for i in loss.worst_point[order].tolist()]
    takers: list[list[Cell]] = [[], [], []]
    for place in range(TAKERS):
        facility = loss.taker[order, place].tolist()
        takers[place] = [names[k][i] if i >= 0 else None for k, i in zip(of, facility, strict=True)]
    unit = people.unit
    return [
        Column("rank", list(range(1, len(order) + 1))),
        Column("kind", [kind_names[k] for k in of]),
        Column("facility", [names[k][i] for k, i in zip(of, number, strict=True)]),
        Column(unit, loss.people[order].tolist()),
        Column("without", loss.without[order].tolist()),
        Column("person_minutes", (loss.lost[order] / 600).tolist(), 1),
        Column("mean_minutes", (loss.mean[order] / 600).tolist(), 2),
        Column("worst_minutes", (loss.worst[order] / 600).tolist(), 2),
        Column("worst_point", worst),
        *(
            column
            for place in range(TAKERS)
            for column in (
                Column(f"taker_{place + 1}", takers[place]),
                Column(f"taken_{place + 1}", loss.taken[order, place].tolist()),
            )
        ),
    ]


def _tell(columns: list[Column]) -> None:
    """Print the head of the ranking."""
    unit = columns[3].name
    print(
        f"{'':>4} {'kind':16}{'facility':32}{unit:>10}{'without':>10}{'mean':>8}{'worst':>8}  minutes longer; taken by"
    )
    rows = zip(*(column.written() for column in columns), strict=True)
    missed = [row for row in rows if row[3] != "0"]
    for rank, kind, name, people, without, _, mean, worst, _, taker, *_ in missed[:TOP]:
        print(f"{rank:>4} {kind[:15]:16}{name[:31]:32}{people:>10}{without:>10}{mean:>8}{worst:>8}  {taker}".rstrip())
    if unmissed := len(columns[0].values) - len(missed):
        print(f"     {unmissed:,} others are the nearest of nobody here.")


def _places(kinds: Mapping[str, Placed], loss: Closures, order: Longs) -> Places:
    lon = np.concatenate([kind.points.longitude[kind.found] for kind in kinds.values()])
    lat = np.concatenate([kind.points.latitude[kind.found] for kind in kinds.values()])
    return Places(lon[order], lat[order])


def _write_pairs(path: Path, kinds: Mapping[str, Placed], found: Nearest, people: Longs, unit: str) -> None:
    names = [kind.names for kind in kinds.values()]
    both = pairs(found, [len(one) for one in names], people)
    order = both.ranking()
    of = both.kind[order].tolist()
    called = [[names[k][i] for k, i in zip(of, both.facility[order, side].tolist(), strict=True)] for side in range(2)]
    columns = [
        Column("rank", list(range(1, len(order) + 1))),
        Column("kind", [list(kinds)[k] for k in of]),
        Column("facility", called[0]),
        Column("other", called[1]),
        Column(unit, both.people[order].tolist()),
        Column("without", both.without[order].tolist()),
        Column("person_minutes", (both.lost[order] / 600).tolist(), 1),
        Column("more_than_alone", (both.more[order] / 600).tolist(), 1),
    ]
    write_table(path, columns)
    print(f"Pairs written to {path}.")
