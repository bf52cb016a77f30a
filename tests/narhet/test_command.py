"""The command line as a planner meets it: build, ask, read the table; and what it says when something is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from narhet.cli import main

HEAD = "from,to,from_lon,from_lat,to_lon,to_lat,metres,seconds,oneway\n"


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    """A road of four villages 10 minutes apart, and an island with a road of its own; stored."""
    place = {name: (15 + 0.1 * i, 62) for i, name in enumerate("abcd")} | {"x": (16, 63), "y": (16.1, 63)}
    text = HEAD
    for start, end, seconds in (("a", "b", 600), ("b", "c", 600), ("c", "d", 600), ("x", "y", 60)):
        cells = [start, end, *place[start], *place[end], 5000, seconds, "no"]
        text += ",".join(map(str, cells)) + "\n"
    table, folder = tmp_path / "edges.csv", tmp_path / "roads"
    table.write_text(text)
    assert main(["build", str(table), "-o", str(folder)]) == 0
    return folder


def asked(roads: Path, points: str, shops: str, *more: str) -> tuple[int, list[dict[str, str]]]:
    """Ask for the nearest shop of every point; what the command answers and the rows of its table."""
    (roads.parent / "points.csv").write_text(points)
    (roads.parent / "shops.csv").write_text(shops)
    out = roads.parent / "out.csv"
    files = ["--points", str(roads.parent / "points.csv"), "--to", f"shop={roads.parent / 'shops.csv'}"]
    answer = main(["nearest", str(roads), *files, "-o", str(out), *more])
    if not out.exists():
        return answer, []
    with out.open(encoding="utf-8") as table:
        return answer, list(csv.DictReader(table))


def test_a_planner_gets_minutes_and_the_nearest_shop_by_name(roads: Path, capsys: pytest.CaptureFixture[str]) -> None:
    points = "id;lon;lat;people\nNorra byn;15,0;62,0;12\nÖn;16,0;63,0;3\nFjället;18,0;66,0;1\n"
    answer, rows = asked(roads, points, "name,lon,lat\nLanthandeln,15.3,62\nHörnan,15.1,62\n", "--nearest", "2")
    assert answer == 0
    first, island, mountain = rows
    assert (first["id"], first["people"], first["shop_minutes"], first["shop"]) == (
        "Norra byn",
        "12",
        "10.00",
        "Hörnan",
    )
    assert (first["shop_2_minutes"], first["shop_2"]) == ("30.00", "Lanthandeln")
    assert island["shop"] == "" and island["refused"]
    assert mountain["shop"] == "" and mountain["refused"] != island["refused"]
    told = capsys.readouterr().out
    assert "points: 1 of 3 left out" in told and "profile car" in told


def test_info_tells_where_the_roads_come_from_and_finds_a_damaged_file(
    roads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(roads), "--verify"]) == 0
    told = capsys.readouterr().out
    assert "edges of edges.csv" in told and "Nodes: 6, arcs: 8" in told and "shortcuts" in told
    (roads / "head.npy").write_bytes((roads / "head.npy").read_bytes()[:-4] + b"\1\0\0\0")
    assert main(["info", str(roads), "--verify"]) == 1
    assert "Build them anew" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("", "holds no points"),
        ("id,x,y\n1,2,3\n", "no column lon or longitude; its columns are id, x, y"),
        ("id,lon,lat\n1,15,62\n2,femton,62\n", "row 3: lon is “femton”, no number"),
        ("id,lon,lat\n1,620000,15\n", "row 2: longitude is 620000, outside -180 … 180 degrees"),
        ("id,lon,lat\n1,15\n", "row 2: 2 cells under 3 columns"),
        ("id,lon,lat\n1,20,70\n", "within 2000 metres of a road"),
    ],
)
def test_a_wrong_table_is_refused_with_row_and_reason_and_nothing_is_written(
    roads: Path, capsys: pytest.CaptureFixture[str], points: str, said: str
) -> None:
    answer, rows = asked(roads, points, "name,lon,lat\nLanthandeln,15.3,62\n")
    assert (answer, rows) == (1, [])
    assert said in capsys.readouterr().err


def test_a_kind_without_a_file_and_roads_that_are_not_there_are_told(
    roads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ["nearest", str(roads), "--points", "p.csv", "-o", "o.csv"]
    assert main([*nowhere, "--to", "shops.csv"]) == 1
    assert "KIND=FILE" in capsys.readouterr().err
    assert main(["info", str(roads / "elsewhere")]) == 1
    assert "build them first" in capsys.readouterr().err
