from __future__ import annotations

import heapq
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from narhet.errors import BadTableError
from narhet.roads.edges import edges_from_arrays, read_edges
from narhet.roads.network import CAR, FOOT, RoadNetwork
from narhet.roads.profiles import load_profile, travel_times
from tests.narhet.roads.shared import real_file

HEAD = "from,to,from_lon,from_lat,to_lon,to_lat,metres"
GOOD = "a,b,15,60,15.1,60,5600"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "edges.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def best_path(
    network: RoadNetwork, weight: npt.NDArray[np.float32], starts: list[int], goals: set[int]
) -> tuple[float, float]:
    """(metres, seconds) of the path that is least by weight: a plain Dijkstra."""
    queue = [(0.0, 0.0, 0.0, node) for node in starts]
    seen: set[int] = set()
    while queue:
        cost, metres, seconds, node = heapq.heappop(queue)
        if node in seen:
            continue
        seen.add(node)
        if node in goals:
            return metres, seconds
        for arc in range(network.first_out[node], network.first_out[node + 1]):
            step = (float(weight[arc]), float(network.metres[arc]), float(network.seconds[arc]))
            heapq.heappush(queue, (cost + step[0], metres + step[1], seconds + step[2], int(network.head[arc])))
    raise AssertionError("no path")


@pytest.mark.parametrize(
    ("origin", "goal", "shortest", "fastest"),
    [
        ("Glommersträsk Finnbergs", "Arvidsjaur Busstation", (44.61, 38.6), (44.78, 36.8)),
        ("Kuttainen", "Karesuando Busstation", (21.13, 25.0), (21.13, 25.0)),
    ],
)
def test_the_bus_graph_gives_the_reference_figures(
    origin: str, goal: str, shortest: tuple[float, float], fastest: tuple[float, float]
) -> None:
    bus = json.loads(real_file("norrbotten_bus_graph_2022.json").read_text("utf-8"))
    nodes, edges = bus["nodes"], bus["edges_from_to_roadm_medianSec_ntrips_greatcirclem"]
    network, report = edges_from_arrays(
        list(nodes),
        [place[0] for place in nodes.values()],
        [place[1] for place in nodes.values()],
        [edge[0] for edge in edges],
        [edge[1] for edge in edges],
        [np.nan if edge[2] is None else edge[2] for edge in edges],
        seconds=[edge[3] for edge in edges],
        without_length="drop",
        source="bus graph",
    )
    assert network.arcs + len(report.dropped) == len(edges) == 4178
    names = [nodes[key][2] for key in report.keys]
    starts, goals = ([node for node, name in enumerate(names) if name == wanted] for wanted in (origin, goal))
    for weight, expected in ((network.metres, shortest), (network.seconds, fastest)):
        metres, seconds = best_path(network, weight, starts, set(goals))
        assert (round(metres / 1000, 2), round(seconds / 60, 1)) == expected
    times = travel_times(network, load_profile("car"))
    assert np.array_equal(times, np.maximum(np.rint(network.seconds * 10), 0).astype(np.int32))


def test_a_table_is_read_with_all_its_columns(tmp_path: Path) -> None:
    head = HEAD + ",seconds,kind,kmh,modes,oneway,way"
    path = table(tmp_path, GOOD + ",,primary,80,car foot,no,17", "b,a,15.1,60,15,60,5600,300,,,,,", head=head)
    network, report = read_edges(path)
    assert (report.rows, report.keys, network.arcs) == (2, ("a", "b"), 3)
    assert sorted(network.modes) == [CAR | FOOT, CAR | FOOT, 7]
    assert np.nansum(network.seconds) == 300 and sorted(network.way) == [-1, 17, 17]
    assert network.source == "edges of edges.csv"


def test_semicolons_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("\ufeff" + HEAD.replace(",", ";") + "\r\n" + GOOD.replace(",", ";") + "\r\n\r\n", "utf-8")
    assert read_edges(path)[0].arcs == 1


def test_rows_without_length_follow_the_policy(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD, "a,c,15,60,15,61,0", "a,d,15,60,15,62,NaN", "a,e,15,60,15,63,")
    with pytest.raises(
        BadTableError,
        match=r"row 3: metres are 0; row 4: metres are missing; row 5: metres are missing.*--without-length drop",
    ):
        read_edges(path)
    network, report = read_edges(path, without_length="drop")
    assert (network.arcs, network.nodes) == (1, 5)
    assert report.dropped == ((3, "metres are 0"), (4, "metres are missing"), (5, "metres are missing"))
    network, report = read_edges(path, without_length="keep")
    assert (network.arcs, report.dropped, float(network.metres.min())) == (4, (), 0.0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,b,15,60,15.1,60,-5", "metres are -5"),
        ("a,b,15,60,15.1,60,inf", "metres is not a number"),
        ("a,b,15,60,15.1,60,far", "metres is not a number: far"),
        ("a,,15,60,15.1,60,5", "to is empty"),
        ("a,b,15,60,,60,5", "to_lon is not a number: empty"),
        ("a,b,15,95,15.1,60,5", "no place on earth"),
        ("a,b,15,60,15.2,60,5", "the node b lies elsewhere"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(BadTableError) as refused:
        read_edges(table(tmp_path, GOOD, row))
    assert "row 3: " in str(refused.value) and reason in str(refused.value)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("kind", "lane", "the kind lane is not known"),
        ("modes", "boat", "the mode boat is not known"),
        ("oneway", "perhaps", "oneway must be yes or no"),
        ("seconds", "-1", "seconds are negative"),
        ("kmh", "300", "kmh is not a whole number"),
        ("way", "x1", "way must be a whole number"),
    ],
)
def test_a_wrong_extra_is_refused_too(tmp_path: Path, column: str, cell: str, reason: str) -> None:
    with pytest.raises(BadTableError, match=reason):
        read_edges(table(tmp_path, f"{GOOD},{cell}", head=f"{HEAD},{column}"))


def test_a_table_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    for head, rows, reason in (
        ("from,to,metres", ("a,b,5",), "lacks the columns from_lon"),
        (HEAD + ",second", (GOOD + ",5",), "not known or come twice: second;"),
        (HEAD + ",metres", (GOOD + ",5",), "not known or come twice: metres;"),
        (HEAD, ("a,b,15",), "row 2: 3 cells under 7 columns"),
        (HEAD, (), "no rows"),
    ):
        with pytest.raises(BadTableError, match=reason):
            read_edges(table(tmp_path, *rows, head=head))
    (tmp_path / "latin.csv").write_bytes(b"\xe5\xe4\xf6")
    for name in ("latin.csv", "none.csv"):
        with pytest.raises(BadTableError, match="cannot be read"):
            read_edges(tmp_path / name)


def test_wrong_arrays_are_refused_with_row_and_reason() -> None:
    def refused(**wrong: object) -> str:
        given = {"keys": ["a", "b"], "longitude": [15, 16], "latitude": [60, 60], "tail": ["a"], "head": ["b"]}
        given |= {"metres": [5.0], "source": "test", **wrong}
        with pytest.raises(BadTableError) as error:
            edges_from_arrays(**given)  # type: ignore[arg-type]
        return str(error.value)

    assert "different lengths" in refused(metres=[1.0, 2.0])
    assert "row 0: the node c is unknown" in refused(tail=["c"])
    assert "row 1: the node a comes twice" in refused(keys=["a", "a"])
    assert "row 0: seconds are -1" in refused(seconds=[-1.0])
    assert "row 1: 16.0, nan is no place" in refused(latitude=[60, np.nan])
