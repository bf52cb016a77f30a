"""Every reference figure of the shared data (`check_figures.py` there prints them) comes out the same through narhet.

The bus graph's journeys by plain arithmetic are in `roads/test_edges.py`; here they come out of the hierarchy.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from narhet.errors import BadTableError
from narhet.files.columns import Box
from narhet.files.points import read_points
from narhet.hierarchy.hierarchy import Hierarchy
from narhet.nearest import Nearness
from narhet.roads.edges import EdgeReport, read_edges
from narhet.roads.network import Ints, RoadNetwork
from narhet.roads.profiles import load_profile, travel_times
from narhet.roads.sweref import SWEREF99_TM
from tests.narhet.roads.shared import real_file

Bus: TypeAlias = tuple[RoadNetwork, EdgeReport, dict[str, str], dict[tuple[str, str], float]]

SWEDEN = Box(10.0, 55.0, 25.0, 70.0)


def test_the_squares_and_the_people_of_the_16_villages_are_those_of_the_reference() -> None:
    squares = read_points(real_file("scb_grid1km_2018.csv.gz"), around=SWEDEN)
    people = squares.counts("pop")
    assert (len(squares), int(people.sum())) == (114_161, 10_216_188)
    columns = {column.name: column.values for column in squares.columns}
    east, north = (np.array(columns[name], np.float64) + 500 for name in ("e_sw", "n_sw"))
    villages = list(csv.DictReader(real_file("villages16.csv").read_text("utf-8").splitlines()))
    wrong = []
    for village in villages:
        x, y = SWEREF99_TM.to_plane(float(village["lon"]), float(village["lat"]))
        metres = np.hypot(east - x, north - y)
        for km, column in ((2, "pop_grid2018_r2km"), (5, "pop_r5km"), (10, "pop_r10km"), (20, "pop_r20km")):
            if (got := int(people[metres <= km * 1000].sum())) != int(village[column]):
                wrong.append((village["village"], km, got))
    assert len(villages) == 16 and not wrong


def test_a_square_lies_where_its_plane_coordinates_say() -> None:
    """What a file in degrees and a file in SWEREF 99 TM say of one place is the same place."""
    squares = read_points(real_file("scb_grid1km_2018.csv.gz"), around=SWEDEN)
    columns = {column.name: column.values for column in squares.columns}
    lon, lat = SWEREF99_TM.to_degrees(*(np.array(columns[name], np.float64) + 500 for name in ("e_sw", "n_sw")))
    # The file rounds its degrees to five decimals.
    assert np.abs(lon - squares.longitude).max() < 1e-5 and np.abs(lat - squares.latitude).max() < 1e-5


def test_the_points_of_interest_are_counted_with_repeats_those_outside_and_the_one_off_the_earth(
    tmp_path: Path,
) -> None:
    path = real_file("se_poi_all.csv.gz")
    with pytest.raises(BadTableError, match=r"row 11804: latitude is 5.93626e\+06.*Mend or remove"):
        read_points(path, around=SWEDEN)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert len(rows) == 26_911 and len(rows) - len({tuple(row) for row in rows}) == 4
    on_earth = [row for row in rows if abs(float(row[head.index("lat")])) <= 90]
    with (tmp_path / "poi.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *on_earth])
    points = read_points(tmp_path / "poi.csv", around=SWEDEN)
    columns = {column.name: column.values for column in points.columns}
    spots = list(zip(columns["name"], columns["location"], points.longitude, points.latitude, strict=True))
    assert len(spots) == 26_910 and len(spots) - len(set(spots)) == 620
    inside = (points.latitude >= 55) & (points.latitude <= 69.2)
    inside &= (points.longitude >= 10.9) & (points.longitude <= 24.3)
    assert int((~inside).sum()) + 1 == 1_544


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Bus:
    """The bus graph as a planner's table of edges, those without length left out; stops' names and great circles."""
    graph = json.loads(real_file("norrbotten_bus_graph_2022.json").read_text("utf-8"))
    place, edges = graph["nodes"], graph["edges_from_to_roadm_medianSec_ntrips_greatcirclem"]
    table: Path = tmp_path_factory.mktemp("bus") / "edges.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "metres", "seconds"])
        for start, end, metres, seconds, *_ in edges:
            out.writerow([start, end, *place[start][:2], *place[end][:2], metres, seconds])
    straight = {(edge[0], edge[1]): edge[5] for edge in edges}
    return *read_edges(table, without_length="drop"), {key: spot[2] for key, spot in place.items()}, straight


def test_the_bus_graph_has_as_many_stops_and_faulty_edges_as_the_reference(
    bus: Bus,
) -> None:
    roads, report, _, straight = bus
    assert (roads.nodes, report.rows, len(report.dropped)) == (1_708, 4_178, 433)
    keys = report.keys
    pairs = [(keys[tail], keys[head]) for tail, head in zip(roads.tail, roads.head, strict=True)]
    assert sum(metres < straight[pair] for metres, pair in zip(roads.metres, pairs, strict=True)) == 417


@pytest.mark.parametrize(
    ("origin", "goal", "kilometres", "minutes"),
    [
        ("Glommersträsk Finnbergs", "Arvidsjaur Busstation", 44.61, 36.8),
        ("Kuttainen", "Karesuando Busstation", 21.13, 25.0),
    ],
)
def test_the_hierarchy_gives_the_reference_journeys(
    bus: Bus, origin: str, goal: str, kilometres: float, minutes: float
) -> None:
    roads, report, names, _ = bus

    def stops(name: str) -> Ints:
        return np.flatnonzero([names[key] == name for key in report.keys]).astype(np.int32)

    hierarchy = Hierarchy.of(roads)
    seconds = travel_times(roads, load_profile("car"))
    metres = np.rint(roads.metres * 10).astype(np.int32)  # any whole numbers go through the same passes
    for weights, unit, wanted, digits in ((seconds, 600, minutes, 1), (metres, 10_000, kilometres, 2)):
        least = Nearness(hierarchy.metric(weights), stops(origin)).times([stops(goal)]).min()
        assert round(float(least) / unit, digits) == wanted
