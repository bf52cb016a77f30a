"""Maps, charts, what if, closures and gain through the real command, on four villages in a row."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from narhet.cli import main
from narhet.drawing import Classes, change_classes
from narhet.files.points import read_points
from narhet.maps import Caption, map_svg
from narhet.roads.sweref import SWEREF99_TM

HEAD = "from,to,from_lon,from_lat,to_lon,to_lat,metres,seconds,oneway\n"


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    """A road of four villages 10 minutes apart with 1, 2, 4 and 8 people, a shop in the first and in the third."""
    place = {name: (15 + 0.1 * i, 62) for i, name in enumerate("abcd")}
    text = HEAD
    for start, end in ("ab", "bc", "cd"):
        text += ",".join(map(str, [start, end, *place[start], *place[end], 5000, 600, "no"])) + "\n"
    (tmp_path / "edges.csv").write_text(text)
    (tmp_path / "shops.csv").write_text("name,lon,lat\nFirst,15,62\nThird,15.2,62\n")
    cells = "".join(f"{name},{place[name][0]},62,{2**i},{'EW'[i < 2]}\n" for i, name in enumerate("abcd"))
    (tmp_path / "cells.csv").write_text("id,lon,lat,pop,part\n" + cells)
    assert main(["build", str(tmp_path / "edges.csv"), "-o", str(tmp_path / "roads")]) == 0
    files = ["--points", str(tmp_path / "cells.csv"), "--people", "pop", "--to", f"shop={tmp_path / 'shops.csv'}"]
    return [str(tmp_path / "roads"), *files]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def words(path: Path) -> list[str]:
    """All texts of a drawing, in order."""
    return [one.text or "" for one in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def test_the_legend_of_a_map_counts_places_and_people(asked: list[str], tmp_path: Path) -> None:
    out = ["--bands", "5,15", "-o", str(tmp_path / "out.gpkg"), "--map", str(tmp_path / "map.svg")]
    assert main(["nearest", *asked, *out, "--chart", str(tmp_path / "c.svg")]) == 0
    told = words(tmp_path / "map.svg")
    assert told[told.index("up to 5 min") :][:3] == ["up to 5 min", "2", "5"]
    assert told[told.index("5–15 min") :][:3] == ["5–15 min", "2", "10"]
    assert told[told.index("no way by road") :][:3] == ["no way by road", "0", "0"]
    assert any("profile car" in line for line in told)
    assert "shop: 15 people" in words(tmp_path / "c.svg")
    minutes = next(one for one in read_points(tmp_path / "out.gpkg").columns if one.name == "shop_minutes")
    assert minutes.values == [0.0, 10.0, 0.0, 10.0]


def test_figures_by_area_and_band_are_a_table(asked: list[str], tmp_path: Path) -> None:
    figures = tmp_path / "figures.csv"
    more = ["--area", "part", "--bands", "5", "-o", str(tmp_path / "out.csv"), "--figures", str(figures)]
    assert main(["nearest", *asked, *more]) == 0
    found = {(row["area"], row["band"]): row["people"] for row in rows(figures)}
    assert found == {
        ("E", "up to 5 min"): "4",
        ("E", "over 5 min or no way"): "8",
        ("W", "up to 5 min"): "1",
        ("W", "over 5 min or no way"): "2",
    }


def test_edits_are_done_in_their_order_and_told_before_and_after(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = ["--close", "shop=Third", "--open", "shop=15.3,62", "--move", "shop=First,15.1,62"]
    out = ["-o", str(tmp_path / "out.csv"), "--map", str(tmp_path / "map.png"), "--area", "part"]
    assert main(["whatif", *asked, *edits, *out]) == 0
    minutes = [(row["shop_minutes_before"], row["shop_minutes_after"]) for row in rows(tmp_path / "out.csv")]
    assert minutes == [("0.00", "10.00"), ("10.00", "0.00"), ("0.00", "10.00"), ("10.00", "0.00")]
    assert rows(tmp_path / "out.csv")[3]["shop_after"] == "new at 15.3, 62"
    told = capsys.readouterr().out
    assert re.search(r"person-minutes a trip +-50\n", told) and "largest change in E: -40" in told
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG"


def test_edits_of_a_file_are_as_those_that_are_typed(asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "edits.csv").write_text("action;kind;name;lon;lat\nclose;shop;Third;;\nopen;shop;;15,3;62\n")
    typed, read = tmp_path / "typed.csv", tmp_path / "read.csv"
    assert main(["whatif", *asked, "--close", "shop=Third", "--open", "shop=15.3,62", "-o", str(typed)]) == 0
    assert main(["whatif", *asked, "--edits", str(tmp_path / "edits.csv"), "-o", str(read)]) == 0
    assert typed.read_text() == read.read_text()


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([], "Say what is to be changed: --open KIND=LON,LAT"),
        (["--close", "Third"], "an edit “close” is written as KIND=NAME"),
        (["--close", "bank=Third"], "there is no kind “bank”; there are shop"),
        (["--close", "shop=Thrid"], "no shop called “Thrid” on these roads; is it Third"),
        (["--close", "shop=Third", "--close", "shop=Third"], "“Third” is closed already"),
        (["--open", "shop=62,15"], "stands on no road: no road within the limit"),
        (["--open", "shop=15"], "is written as KIND=LON,LAT"),
        (["--move", "shop=Third"], "is written as KIND=NAME,LON,LAT"),
        (["--close-way", "E4"], "is written as NUMBER"),
        (["--speed", "17=fast"], "is written as NUMBER=KMH"),
        (["--edits", "none.csv"], "none.csv cannot be read"),
    ],
)
def test_a_wrong_edit_is_told_and_nothing_is_written(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], edits: list[str], said: str
) -> None:
    assert main(["whatif", *asked, *edits, "-o", str(tmp_path / "out.csv")]) == 1
    assert said in capsys.readouterr().err and not (tmp_path / "out.csv").exists()


def test_closures_and_gain_rank_what_is_lost_and_won(asked: list[str], tmp_path: Path) -> None:
    assert main(["closures", *asked, "-o", str(tmp_path / "loss.csv")]) == 0
    first, second = rows(tmp_path / "loss.csv")
    assert (first["facility"], first["people"], first["person_minutes"]) == ("Third", "12", "240.0")
    assert (second["facility"], second["taker_1"], second["worst_point"]) == ("First", "Third", "a")
    out = ["-o", str(tmp_path / "gain.csv"), "--map", str(tmp_path / "gain.svg"), "--bands", "5"]
    assert main(["gain", *asked, *out]) == 0
    assert [row["saved_person_minutes"] for row in rows(tmp_path / "gain.csv")] == ["0.0", "20.0", "0.0", "80.0"]
    assert [row["more_within_5"] for row in rows(tmp_path / "gain.csv")] == ["0", "2", "0", "8"]


def test_squares_of_a_grid_are_drawn_as_few_outlines() -> None:
    east, north = np.meshgrid(500_500.0 + 1000 * np.arange(30), 7_000_500.0 + 1000 * np.arange(20))
    lon, lat = SWEREF99_TM.to_degrees(east.ravel(), north.ravel())
    svg = map_svg(lon, lat, np.zeros(600, np.int32), Classes(("a", "b"), ("#111111", "#222222")), Caption("T", "S"))
    paths = [one for one in ElementTree.fromstring(svg).iter() if one.get("class", "").startswith("band-")]
    assert [path.get("d") for path in paths] == ["M0 0h30v20h-30z"]


def test_changes_have_classes_on_both_sides_of_none() -> None:
    classes = change_classes((1, 5))
    assert classes.labels[0] == "over 5 min shorter" and classes.labels[3] == "no change"
    assert classes.labels[-1] == "over 5 min longer" and len(set(classes.colours)) == 7
