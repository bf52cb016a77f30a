from __future__ import annotations

import heapq
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from narhet.errors import BadQueryError, BadRoadFileError
from narhet.roads.network import BICYCLE, BOARDING, CAR, FOOT, GATE, GRADE, KINDS, SIGNALS, RoadNetwork
from narhet.roads.osm import read_osm
from tests.narhet.roads.shared import Nodes, arcs_of, real_file, write_map

LINE: dict[int, tuple[float, float]] = {1: (15.0, 60.0), 2: (15.01, 60.0), 3: (15.02, 60.0)}
BOTH, ALONG, AGAINST = {(1, 2), (2, 1), (2, 3), (3, 2)}, {(1, 2), (2, 3)}, {(2, 1), (3, 2)}


@pytest.mark.parametrize(
    ("tags", "car", "bicycle", "foot"),
    [
        ("highway=primary", BOTH, BOTH, BOTH),
        ("highway=primary,oneway=yes", ALONG, ALONG, BOTH),
        ("highway=primary,oneway=-1", AGAINST, AGAINST, BOTH),
        ("highway=primary,oneway=reversible", set(), BOTH, BOTH),
        ("highway=primary,oneway=alternating", BOTH, BOTH, BOTH),
        ("highway=residential,oneway=yes,oneway:bicycle=no", ALONG, BOTH, BOTH),
        ("highway=residential,oneway=yes,cycleway=opposite", ALONG, BOTH, BOTH),
        ("highway=residential,oneway=yes,cycleway:left=opposite_lane", ALONG, BOTH, BOTH),
        ("highway=tertiary,junction=roundabout", ALONG, ALONG, BOTH),
        ("highway=tertiary,junction=circular", ALONG, ALONG, BOTH),
        ("highway=motorway", ALONG, set(), set()),
        ("highway=motorway,oneway=no", BOTH, set(), set()),
        ("highway=trunk,motorroad=yes", BOTH, set(), set()),
        ("highway=track", BOTH, BOTH, BOTH),
        ("highway=road", BOTH, BOTH, BOTH),
        ("highway=cycleway", set(), BOTH, BOTH),
        ("highway=steps", set(), set(), BOTH),
        ("highway=footway,oneway:foot=yes,bicycle=no", set(), set(), ALONG),
        ("highway=path,motor_vehicle=yes", BOTH, BOTH, BOTH),
        ("highway=path,access=yes", set(), BOTH, BOTH),
        ("highway=service,access=no,foot=yes", set(), set(), BOTH),
        ("highway=service,access=private,motorcar=destination", BOTH, set(), set()),
        ("highway=unclassified,motor_vehicle=no", set(), BOTH, BOTH),
        ("highway=unclassified,motor_vehicle=no,motorcar=permit", BOTH, BOTH, BOTH),
        ("highway=unclassified,vehicle=agricultural;forestry", set(), set(), BOTH),
        ("highway=unclassified,access=customers", BOTH, BOTH, BOTH),
        ("highway=unclassified,motor_vehicle:backward=no", ALONG, BOTH, BOTH),
        ("highway=primary,bicycle=use_sidepath", BOTH, set(), BOTH),
        ("highway=primary,motor_vehicle=perhaps", BOTH, BOTH, BOTH),
        ("highway=pedestrian,area=yes", set(), set(), BOTH),
        ("route=ferry", BOTH, BOTH, BOTH),
        ("route=ferry,foot=yes", set(), BOTH, BOTH),
        ("route=ferry,foot=yes,motor_vehicle=yes", BOTH, BOTH, BOTH),
        ("route=ferry,motor_vehicle=no", set(), BOTH, BOTH),
    ],
)
def test_tags_say_who_may_go_in_which_direction(
    tmp_path: Path,
    tags: str,
    car: set[tuple[int, int]],
    bicycle: set[tuple[int, int]],
    foot: set[tuple[int, int]],
) -> None:
    network, _ = read_osm(write_map(tmp_path, {**LINE}, [f"1,2,3 {tags}"]), spacing=0)
    assert (arcs_of(network, CAR, LINE), arcs_of(network, BICYCLE, LINE), arcs_of(network, FOOT, LINE)) == (
        car,
        bicycle,
        foot,
    )


@pytest.mark.parametrize(
    ("tags", "stopped"),
    [
        ("barrier=bollard", {CAR}),
        ("barrier=bollard,bollard=rising", set()),
        ("barrier=gate", set()),
        ("barrier=gate,locked=yes", {CAR}),
        ("barrier=gate,access=private", {CAR, BICYCLE, FOOT}),
        ("barrier=gate,access=private,foot=yes", {CAR, BICYCLE}),
        ("barrier=gate,motor_vehicle=no", {CAR}),
        ("barrier=bollard,motor_vehicle=yes", set()),
        ("barrier=block", {CAR}),
        ("barrier=cattle_grid", set()),
        ("barrier=kerb,kerb=lowered", set()),
        ("barrier=wall", {CAR, BICYCLE, FOOT}),
        ("barrier=stile", {CAR, BICYCLE}),
    ],
)
def test_a_barrier_stops_those_it_stops(tmp_path: Path, tags: str, stopped: set[int]) -> None:
    nodes: Nodes = {**LINE, 2: (15.01, 60.0, tags)}
    path = write_map(tmp_path, nodes, ["1,2,3 highway=residential", "1,4 highway=residential"])
    path.write_text(path.read_text("utf-8") + "n4 x15 y60.01\n", "utf-8")
    network, report = read_osm(path, spacing=0)
    places = {**LINE, 4: (15.0, 60.01)}
    for mode in (CAR, BICYCLE, FOOT):
        passing = {(1, 2), (2, 3)} <= arcs_of(network, mode, places)
        assert passing == (mode not in stopped)
    assert report.blocked == {"car": CAR in stopped, "bicycle": BICYCLE in stopped, "foot": FOOT in stopped}


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ("maxspeed=80", (80, 80)),
        ("maxspeed=30 mph", (48, 48)),
        ("maxspeed=SE:rural", (70, 70)),
        ("maxspeed=none", (140, 140)),
        ("maxspeed=walk", (7, 7)),
        ("maxspeed=70;50", (50, 50)),
        ("maxspeed=signals", (0, 0)),
        ("maxspeed=fast", (0, 0)),
        ("maxspeed=70,maxspeed:backward=50", (70, 50)),
        ("maxspeed:forward=60", (60, 0)),
        ("maxspeed:type=SE:urban", (50, 50)),
        ("name=x", (0, 0)),
    ],
)
def test_posted_limits_are_read_by_direction(tmp_path: Path, tags: str, kmh: tuple[int, int]) -> None:
    network, report = read_osm(write_map(tmp_path, {**LINE}, [f"1,2 highway=primary,{tags}"]))
    first = int(np.argmin(network.longitude))
    arcs = {int(tail): int(limit) for tail, limit in zip(network.tail, network.kmh, strict=True)}
    assert (arcs[first], arcs[1 - first]) == kmh
    assert report.puzzles == ({"maxspeed=fast": 1} if "fast" in tags else {})


@pytest.mark.parametrize(
    ("tags", "grade"),
    [("tracktype=grade4", 4), ("surface=gravel", 3), ("surface=asphalt", 1), ("surface=moon", 0), ("name=x", 0)],
)
def test_firmness_comes_from_tracktype_or_surface(tmp_path: Path, tags: str, grade: int) -> None:
    network, _ = read_osm(write_map(tmp_path, {**LINE}, [f"1,2 highway=track,{tags}"]))
    assert set(network.marks & GRADE) == {grade}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("0:20", 1200), ("00:20:30", 1230), ("20", 1200), ("PT1H", 3600), ("often", None), ("0:00", None)],
)
def test_a_ferry_takes_its_stated_time_shared_by_length_and_is_boarded_once(
    tmp_path: Path, said: str, seconds: float | None
) -> None:
    nodes = {**LINE, 4: (15.04, 60.0), 5: (15.05, 60.0)}
    path = write_map(
        tmp_path, nodes, ["1,2 highway=primary", f"2,3,4 route=ferry,duration={said}", "4,5 highway=primary"]
    )
    network, report = read_osm(path)
    ferry = network.kind == KINDS.index("ferry")
    assert ferry.sum() == 4  # a node in the middle of the water, too: spacing
    assert ((network.marks & BOARDING) != 0).sum() == 2
    if seconds is None:
        assert np.isnan(network.seconds).all() and report.puzzles == {f"duration={said}": 1}
    else:
        assert network.seconds[ferry].sum() == pytest.approx(2 * seconds)
        assert network.seconds[ferry].max() == pytest.approx(seconds * 2 / 3, rel=1e-3)
    assert np.isnan(network.seconds[~ferry]).all()


def test_signals_and_gates_mark_the_arcs_that_lead_to_them(tmp_path: Path) -> None:
    nodes: Nodes = {1: (15.0, 60.0), 2: (15.01, 60.0, "highway=traffic_signals"), 3: (15.02, 60.0, "barrier=gate")}
    network, _ = read_osm(write_map(tmp_path, nodes, ["1,2,3 highway=primary"]), spacing=5000)
    to = {round(float(lon), 2): set() for lon in network.longitude}  # type: ignore[var-annotated]
    for head, mark in zip(network.head, network.marks, strict=True):
        to[round(float(network.longitude[head]), 2)].add(int(mark) & (SIGNALS | GATE))
    assert to == {15.0: {0}, 15.01: {SIGNALS}, 15.02: {GATE}}


def test_shape_points_give_length_and_only_some_become_nodes(tmp_path: Path) -> None:
    nodes = {number: (15.0 + number * 0.001, 60.0 + 0.0005 * (number % 2)) for number in range(1, 12)}
    path = write_map(tmp_path, {**nodes}, [",".join(map(str, nodes)) + " highway=primary"])
    networks = [read_osm(path, spacing=spacing)[0] for spacing in (0, 200, 1e9)]
    assert [network.nodes for network in networks] == [11, 5, 2]
    lengths = [float(network.metres.sum()) for network in networks]
    assert lengths == pytest.approx([lengths[0]] * 3)
    assert lengths[0] == pytest.approx(
        2 * 10 * np.hypot(55.80, 55.71), rel=1e-3
    )  # a degree at 60°: 55.80 and 111.41 km


def test_ways_cut_at_the_border_keep_what_is_there_and_are_counted(tmp_path: Path) -> None:
    path = write_map(tmp_path, {**LINE}, ["1,2,77,3 highway=primary", "77,78 highway=primary", "1,2,1 highway=service"])
    network, report = read_osm(path)
    assert arcs_of(network, CAR, LINE) == {(1, 2), (2, 1)}
    assert (report.cut, report.missing, report.skipped, report.used) == (2, 3, {"no nodes": 1}, 2)
    assert "Cut at the border: 2 ways" in str(report)


def test_what_is_no_road_is_counted_by_reason(tmp_path: Path) -> None:
    kinds = ["highway=construction", "highway=primary,winter_road=yes", "highway=service,area=yes", "route=bus"]
    network, report = read_osm(
        write_map(tmp_path, {**LINE}, [f"1,2 {tags}" for tags in [*kinds, "highway=footway", "highway=primary"]]),
        modes=["car"],
    )
    assert report.skipped == {"other highway": 1, "winter road": 1, "area": 1, "closed": 1}
    assert (report.ways, report.used, network.arcs) == (5, 1, 2)


def test_private_roads_open_when_asked(tmp_path: Path) -> None:
    path = write_map(tmp_path, {**LINE}, ["1,2 highway=service,access=private", "2,3 highway=service"])
    assert [read_osm(path, private=private)[0].arcs for private in (False, True)] == [2, 4]


def test_islands_are_reported_with_size_and_place(tmp_path: Path) -> None:
    nodes = {**LINE, 4: (16.0, 61.0), 5: (16.01, 61.0)}
    _, report = read_osm(write_map(tmp_path, nodes, ["1,2,3 highway=primary", "4,5 highway=primary"]), spacing=0)
    car = report.connections["car"]
    assert (car.nodes, car.largest, car.islands) == (5, 3, 1)
    assert (car.named[0].nodes, round(car.named[0].latitude)) == (2, 61)


def test_progress_is_told_in_stages(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    read_osm(write_map(tmp_path, {**LINE}, ["1,2 highway=primary"]), progress=lambda *step: told.append(step))
    assert ("ways", 1, 1) in told and ("nodes", 2, 2) in told and told[-1] == ("network", 1, 1)


def test_wrong_questions_are_refused(tmp_path: Path) -> None:
    path = write_map(tmp_path, {**LINE}, ["1,2 highway=primary"])
    for wrong, reason in (({"modes": ["boat"]}, "boat"), ({"modes": []}, "at least one"), ({"spacing": -1}, "spacing")):
        with pytest.raises(BadQueryError, match=reason):
            read_osm(path, **wrong)


def test_files_that_are_no_road_files_are_refused(tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(BadRoadFileError) as error:
            read_osm(path)
        return str(error.value)

    assert "No such file" in refused(tmp_path / "none.osm.pbf")
    (tmp_path / "empty.osm.pbf").touch()
    assert "empty" in refused(tmp_path / "empty.osm.pbf")
    assert "folder" in refused(tmp_path)
    (tmp_path / "text.osm.pbf").write_text("Hello, this is no map at all.\n" * 50, "utf-8")
    assert "damaged" in refused(tmp_path / "text.osm.pbf")
    (tmp_path / "broken.osm").write_text("<osm version='0.6'><node id='1' lat='60' lon='15'/><way id=", "utf-8")
    assert "damaged" in refused(tmp_path / "broken.osm")
    (tmp_path / "history.osh.pbf").write_bytes(b"x")
    assert "history" in refused(tmp_path / "history.osh.pbf")
    (tmp_path / "roads.docx").write_bytes(b"PK")
    assert "damaged or not" in refused(tmp_path / "roads.docx")
    assert "no roads" in refused(write_map(tmp_path, {**LINE}, ["1,2 building=yes"]))
    assert "none of their nodes" in refused(write_map(tmp_path, {}, ["1,2 highway=primary"]))


def test_a_file_broken_off_is_refused(tmp_path: Path) -> None:
    whole = real_file("osm/Helsinki.osm.pbf").read_bytes()
    for share in (0.3, 0.6, 0.9):
        (tmp_path / "part.osm.pbf").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BadRoadFileError):
            read_osm(tmp_path / "part.osm.pbf")


def test_ways_are_as_long_whatever_the_spacing() -> None:
    path = real_file("osm/liechtenstein-latest.osm.pbf")
    coarse, fine = (read_osm(path, modes=["car"], spacing=spacing)[0] for spacing in (100, 0))
    places = {place: node for node, place in enumerate(zip(fine.longitude, fine.latitude, strict=True))}
    same = [places[place] for place in zip(coarse.longitude, coarse.latitude, strict=True)]
    for start in (17, 4_000):
        from_coarse, from_fine = all_metres(coarse, start), all_metres(fine, same[start])
        assert np.allclose(from_coarse, from_fine[same], atol=0.5)  # lengths are kept in 32 bits
        assert np.isfinite(from_coarse).sum() > 5_000


def all_metres(network: RoadNetwork, start: int) -> npt.NDArray[np.float64]:
    """Metres to every node for a car: a plain Dijkstra."""
    metres = np.full(network.nodes, np.inf)
    first, head, length = network.first_out.tolist(), network.head.tolist(), network.metres.tolist()
    open_arcs = ((network.modes & CAR) != 0).tolist()
    queue = [(0.0, start)]
    while queue:
        away, node = heapq.heappop(queue)
        if away >= metres[node]:
            continue
        metres[node] = away
        for arc in range(first[node], first[node + 1]):
            if open_arcs[arc] and away + length[arc] < metres[head[arc]]:
                heapq.heappush(queue, (away + length[arc], head[arc]))
    return metres


def test_a_real_extract_keeps_every_metre_whatever_the_spacing() -> None:
    path = real_file("osm/liechtenstein-latest.osm.pbf")
    network, report = read_osm(path, modes=["car"])
    fine, _ = read_osm(path, modes=["car"], spacing=0)
    assert network.nodes * 3 < fine.nodes
    lost = fine.metres.sum(dtype=float) - network.metres.sum(dtype=float)
    assert -1 < lost < 2 * 150 * report.loops  # circles of a little over 100 metres, both ways round
    assert (report.ways, report.used + sum(report.skipped.values())) == (4660, 4660)
    assert report.source == "OpenStreetMap, liechtenstein-latest.osm.pbf, data of 2015-07-27"
    assert report.connections["car"].largest > 0.9 * network.nodes
