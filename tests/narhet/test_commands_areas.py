"""The commands matrix, isochrone, catchments and straight, on a small road through a few villages."""

import csv
import json
from pathlib import Path

import pytest

from narhet.cli import main

EDGES = """from,to,from_lon,from_lat,to_lon,to_lat,metres,seconds,oneway
a,b,18.0,65.0,18.1,65.0,4700,300,no
b,c,18.1,65.0,18.2,65.0,4700,300,no
c,d,18.2,65.0,18.3,65.0,4700,300,no
"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("areas")
    (folder / "edges.csv").write_text(EDGES)
    (folder / "cells.csv").write_text("id,lon,lat,pop\nA,18.0,65.0,10\nB,18.1,65.0,20\nC,18.2,65.0,5\nD,18.3,65.0,0\n")
    (folder / "shops.csv").write_text("name,lon,lat\nWest,18.0,65.0\nEast,18.3,65.0\n")
    assert main(["build", str(folder / "edges.csv"), "-o", str(folder / "roads")]) == 0
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_pairs_within_a_limit_are_a_table_the_nearest_first(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["matrix", str(at / "roads"), "--points", str(at / "cells.csv"), "--to", f"shop={at / 'shops.csv'}"]
    assert main([*asked, "-o", str(at / "all.csv")]) == 0
    assert "8 of 8 pairs" in capsys.readouterr().out
    assert main([*asked, "-o", str(at / "near.csv"), "--within", "10"]) == 0
    near = [(row["point"], row["facility"], row["minutes"]) for row in rows(at / "near.csv")]
    assert [pair[:2] for pair in near] == [
        ("A", "West"), ("B", "West"), ("B", "East"), ("C", "East"), ("C", "West"), ("D", "East"),
    ]  # fmt: skip
    assert [float(pair[2]) for pair in near] == [0, 5, 10, 5, 10, 0]


def test_the_fastest_way_is_told_in_kilometres_too(at: Path) -> None:
    asked = ["nearest", str(at / "roads"), "--points", str(at / "cells.csv"), "--to", f"shop={at / 'shops.csv'}"]
    assert main([*asked, "-n", "2", "--distance", "-o", str(at / "km.csv")]) == 0
    told = [(row["shop"], float(row["shop_km"]), float(row["shop_2_km"])) for row in rows(at / "km.csv")]
    assert told == [("West", 0, 14.1), ("West", 4.7, 9.4), ("East", 4.7, 9.4), ("East", 0, 14.1)]


def test_areas_are_written_as_polygons_and_drawn(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, drawn = at / "area.geojson", at / "area.svg"
    asked = ["isochrone", str(at / "roads"), "--from", "18.0,65.0", "--minutes", "5,12", "-o", str(out)]
    assert main([*asked, "--map", str(drawn)]) == 0
    assert "within 300 metres of roads" in capsys.readouterr().out
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["minutes"] for feature in features] == [5, 12]
    east = [max(x for x, _ in feature["geometry"]["coordinates"][0][0]) for feature in features]
    assert east[0] == pytest.approx(18.1 + 0.0064, abs=0.001)  # 300 metres farther than the road goes in five minutes
    assert east[1] == pytest.approx(18.24 + 0.0064, abs=0.001)
    assert "within 12 min" in drawn.read_text(encoding="utf-8")
    assert main(["isochrone", str(at / "roads"), "--points", str(at / "shops.csv"), "--each", "--to"]) == 0
    told = capsys.readouterr().out
    assert told.count("West") == told.count("East") == 3


def test_a_catchment_has_its_people_and_their_minutes(at: Path) -> None:
    asked = ["catchments", str(at / "roads"), "--points", str(at / "cells.csv"), "--people", "pop"]
    assert main([*asked, "--to", f"shop={at / 'shops.csv'}", "--bands", "3,10", "-o", str(at / "catch.csv")]) == 0
    west, east = rows(at / "catch.csv")
    assert (west["facility"], west["people"], west["people_up_to_3_min"], west["people_3–10_min"]) == (
        "West", "30", "10", "20",
    )  # fmt: skip
    assert float(west["mean_minutes"]) == pytest.approx(20 * 5 / 30, abs=0.05)
    assert (float(west["median_minutes"]), float(west["most_minutes"])) == (5, 5)
    assert (east["people"], float(east["most_minutes"])) == ("5", 5)


def test_a_guess_without_roads_says_so_in_every_row(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["straight", "--points", str(at / "cells.csv"), "--to", f"shop={at / 'shops.csv'}", "-n", "2"]
    assert main([*asked, "-o", str(at / "guess.csv")]) == 0
    assert "A guess, no roads: straight lines × 1.17 at 60 km/h" in capsys.readouterr().out
    guess = rows(at / "guess.csv")
    assert [row["shop"] for row in guess] == ["West", "West", "East", "East"]
    assert {row["based_on"] for row in guess} == {"no roads: straight lines × 1.17 at 60 km/h"}
    assert float(guess[1]["shop_minutes"]) == pytest.approx(4.70 * 1.17, abs=0.05)  # kilometres at one a minute
    assert guess[1]["shop_2"] == "East"
    assert main([*asked[:-1], "3", "-o", str(at / "more.csv")]) == 1
    assert "has 2 facilities, and 3 are asked for" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["isochrone", "ROADS"], "--from LON,LAT or with --points"),
        (["isochrone", "ROADS", "--from", "here"], "Write a place as LON,LAT"),
        (["isochrone", "ROADS", "--from", "65.0,180"], "longitude first"),
        (["isochrone", "ROADS", "--from", "1.0,50.0"], "stands on no road that can be used"),
        (["isochrone", "ROADS", "--from", "18,65", "-o", "area.csv"], "cannot hold areas"),
        (["isochrone", "ROADS", "--from", "18,65", "--reach", "0"], "from 1, not 0"),
        (["matrix", "ROADS", "--points", "CELLS", "--to", "shop=SHOPS", "-o", "x.csv", "--within", "-1"], "from 0"),
    ],
)
def test_a_wrong_question_is_told(
    at: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(at)
    words = {"ROADS": "roads", "CELLS": "cells.csv", "shop=SHOPS": "shop=shops.csv"}
    assert main([words.get(word, word) for word in asked]) == 1
    assert said in capsys.readouterr().err
