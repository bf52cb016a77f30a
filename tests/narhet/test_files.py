"""Points and results as files: every format there and back, every wrong file with a message of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from narhet.errors import BadTableError
from narhet.files.columns import Box, Column
from narhet.files.points import read_points, write_table
from narhet.files.writing import Places, Shapes
from narhet.roads.sweref import SWEREF99_TM
from tests.narhet.files_shared import changed, feature, geojson, parquet, table

FORMATS = ["geojson", "gpkg", "parquet"]
SQUARE = np.array([[15, 60], [16, 60], [16, 61], [15, 61], [15, 60.0]])


@pytest.mark.parametrize("ending", ["csv", *FORMATS])
def test_numbers_codes_texts_and_gaps_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    (tmp_path / "in.csv").write_text(
        'id;lon;lat;people;kommun;share;note\nNorra byn;15,25;62,5;12;0180;1,5;\nÖn;16;63;;2480;2;"a;b, ""c"""\n',
        "utf-8",
    )
    given = read_points(tmp_path / "in.csv")
    more = [Column("minutes", [1.2345, float("nan")], 2), Column("near", [True, None])]
    path = tmp_path / f"out.{ending}"
    write_table(path, [*given.columns, *more], Places(given.longitude, given.latitude))
    back = read_points(path)
    assert back.names == ("Norra byn", "Ön")
    assert back.longitude.tolist() == [15.25, 16] and back.latitude.tolist() == [62.5, 63]
    cells = {column.name: column.typed() for column in back.columns}
    assert cells["people"] == [12, None] and cells["kommun"] == ["0180", "2480"] and cells["share"] == [1.5, 2.0]
    assert cells["note"] == [None, 'a;b, "c"'] and cells["minutes"] == [1.23, None]
    if ending != "csv":
        assert cells["near"] == [True, None] and "lon" not in cells
        assert [type(cell) for cell in cells["people"]] == [int, type(None)]
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("ending", FORMATS)
def test_places_of_a_format_without_columns_become_columns_of_a_csv(tmp_path: Path, ending: str) -> None:
    points = read_points(table(tmp_path / f"a.{ending}", [15.5], [62.25], name=["x"]))
    write_table(tmp_path / "b.csv", points.columns, Places(points.longitude, points.latitude))
    assert (tmp_path / "b.csv").read_text() == "name,lon,lat\nx,15.5000000,62.2500000\n"


def test_a_geopackage_says_what_it_is_and_keeps_points_and_areas(tmp_path: Path) -> None:
    hole = SQUARE[::-1] / 10 + [13.9, 54.5]
    write_table(tmp_path / "a.gpkg", [Column("limit", [10, 20])], Shapes([[[SQUARE, hole]], []]))
    database = sqlite3.connect(tmp_path / "a.gpkg")
    assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    contents = database.execute("SELECT table_name, data_type, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents")
    assert contents.fetchall() == [("a", "features", 15, 60, 16, 61, 4326)]
    assert database.execute("SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns").fetchall() == [
        ("MULTIPOLYGON", 4326)
    ]
    blobs = database.execute('SELECT "limit", geom FROM a ORDER BY fid').fetchall()
    assert blobs[0][1][:2] == b"GP" and blobs[1] == (20, None)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def test_a_column_named_as_a_geopackage_s_own_does_not_clash(tmp_path: Path) -> None:
    path = table(tmp_path / "a.gpkg", [15], [62], FID=[7], geom=["g"], Name=["x"], name=["y"])
    cells = {column.name: column.values for column in read_points(path).columns}
    assert cells == {"FID": [7], "geom": ["g"], "Name": ["x"], "name_2": ["y"]}


def test_sweref_coordinates_are_turned_into_degrees(tmp_path: Path) -> None:
    east, north = SWEREF99_TM.to_plane([15.5, 20.0], [62.0, 66.0])
    old = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}
    plane = geojson(tmp_path / "a.geojson", *(feature(*at) for at in zip(east, north, strict=True)), **old)
    points = read_points(plane)
    assert points.longitude == pytest.approx([15.5, 20.0]) and points.latitude == pytest.approx([62.0, 66.0])


def test_one_of_several_layers_is_named_after_the_file(tmp_path: Path) -> None:
    path = table(tmp_path / "a.gpkg", [15], [62], name=["x"])
    changed(
        path,
        "CREATE TABLE b AS SELECT * FROM a",
        "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('b', 'features', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('b', 'geom', 'POINT', 4326, 0, 0)",
    )
    with pytest.raises(BadTableError, match=r"several layers \(a, b\): name one, as in a.gpkg:a"):
        read_points(path)
    assert read_points(f"{path}:b").names == ("x",)
    with pytest.raises(BadTableError, match="no layer “c”; its layers are a, b"):
        read_points(f"{path}:c")


def test_points_of_another_part_of_the_world_are_not_taken_for_exchanged(tmp_path: Path) -> None:
    oman = table(tmp_path / "a.parquet", [58.4, 57.0], [23.6, 21.0], name=["Muscat", "Adam"])
    assert len(read_points(oman, around=Box(51, 16, 61, 27))) == 2


WRONG: dict[str, tuple[Callable[[Path], Path | str], str]] = {
    "ending": (lambda at: at / "a.xlsx", "ends in none of .csv, .geojson"),
    "no file": (lambda at: at / "none.gpkg", "missing or empty"),
    "csv twins": (lambda at: text(at, "a,lon,lat,a\n1,15,62,2\n"), "two columns “a”"),
    "csv only head": (lambda at: text(at, "lon,lat\n"), "holds no points"),
    "csv exchanged": (lambda at: text(at, "lon,lat\n62,15\n63,16\n"), "have changed places .row 2"),
    "csv latin": (lambda at: text(at, "name,lon,lat\nÖn,15,62\n", "latin-1"), "cannot be read as a UTF-8"),
    "json": (lambda at: text(at, "{", name="a.geojson"), "is no JSON"),
    "one feature": (lambda at: text(at, '{"type": "Feature"}', name="a.geojson"), "no FeatureCollection but Feature"),
    "list": (lambda at: text(at, "[]", name="a.json"), "no FeatureCollection but other JSON"),
    "no points": (lambda at: geojson(at / "a.geojson"), "holds no points"),
    "a line": (
        lambda at: geojson(at / "a.geojson", feature(15, 62), feature([15, 62], [16, 62], kind="LineString")),
        "feature 2 is a LineString, not a Point",
    ),
    "no geometry": (
        lambda at: geojson(at / "a.geojson", {"type": "Feature", "geometry": None}),
        "feature 1 has no geometry",
    ),
    "text place": (lambda at: geojson(at / "a.geojson", feature("15", "62")), "feature 1 has coordinates that are no"),
    "outside": (lambda at: geojson(at / "a.geojson", feature(15, 62), feature(500, 62)), "feature 2: longitude is 500"),
    "web mercator": (
        lambda at: geojson(at / "a.geojson", feature(1, 2), crs={"properties": {"name": "EPSG:3857"}}),
        "is in EPSG:3857; narhet reads",
    ),
    "no sqlite": (lambda at: text(at, "Hello, this is no database.\n" * 99, name="a.gpkg"), "no GeoPackage"),
    "gpkg areas": (
        lambda at: made(at / "a.gpkg", Shapes([[[SQUARE]]])),
        "has no layer of points; its layers are a",
    ),
    "gpkg system": (
        lambda at: changed(
            table(at / "a.gpkg", [15], [62]),
            "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 3857 WHERE srs_id = 4326",
        ),
        "is in EPSG:3857",
    ),
    "gpkg no system": (
        lambda at: changed(table(at / "a.gpkg", [15], [62]), "UPDATE gpkg_geometry_columns SET srs_id = 0"),
        "coordinates of no stated system",
    ),
    "gpkg damaged": (
        lambda at: changed(table(at / "a.gpkg", [15], [62]), "UPDATE a SET geom = x'475000'"),
        "row 1 has a damaged geometry",
    ),
    "gpkg gap": (lambda at: table(at / "a.gpkg", [15, float("nan")], [62, 62]), "row 2 has no geometry"),
    "no parquet": (lambda at: text(at, "PAR1 but not really", name="a.parquet"), "cannot be read as Parquet"),
    "parquet gap": (lambda at: table(at / "a.parquet", [15, float("nan")], [62, 62]), "row 2 has no geometry"),
    "parquet areas": (
        lambda at: made(at / "a.parquet", Shapes([[[SQUARE]]])),
        "row 1 is a MultiPolygon, not a Point",
    ),
    "parquet without places": (
        lambda at: parquet(at / "a.parquet", x=[1.0], y=[2.0]),
        "neither a GeoParquet geometry nor a column lon",
    ),
    "parquet text places": (
        lambda at: parquet(at / "a.parquet", lon=["15"], lat=["62"]),
        "row 1: lon, lat are 15, 62, no two numbers",
    ),
    "parquet encoding": (
        lambda at: parquet(
            at / "a.parquet",
            '{"primary_column": "g", "columns": {"g": {"encoding": "point"}}}',
            g=[b""],
        ),
        "in the encoding point; narhet reads WKB",
    ),
    "parquet description": (lambda at: parquet(at / "a.parquet", "{", g=[b""]), "damaged description"),
}


def text(at: Path, content: str, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    (at / name).write_text(content, encoding)
    return at / name


def made(path: Path, shapes: Shapes) -> Path:
    write_table(path, [Column("limit", [10])], shapes)
    return path


@pytest.mark.parametrize("wrong", WRONG)
def test_every_wrong_file_has_a_message_of_its_own(tmp_path: Path, wrong: str) -> None:
    make, said = WRONG[wrong]
    path = make(tmp_path)
    with pytest.raises(BadTableError, match=said):
        read_points(path)


def test_people_must_be_whole_numbers_and_the_row_is_told(tmp_path: Path) -> None:
    path = text(tmp_path, "lon,lat,a,b,c\n15,62,1,2,3\n15,62,1.5,-2,\n")
    points = read_points(path)
    for column, said in (
        ("a", "row 3: a is “1.5”, no whole"),
        ("b", "row 3: b is -2, less"),
        ("c", "row 3: c is empty"),
    ):
        with pytest.raises(BadTableError, match=said):
            points.counts(column)
    with pytest.raises(BadTableError, match="no column “d”; its columns are lon, lat, a, b, c"):
        points.counts("d")


def test_what_a_format_cannot_hold_is_refused_and_no_file_is_left(tmp_path: Path) -> None:
    with pytest.raises(BadTableError, match="holds no areas"):
        made(tmp_path / "a.csv", Shapes([[[SQUARE]]]))
    with pytest.raises(BadTableError, match="no places on the map"):
        write_table(tmp_path / "a.geojson", [Column("a", [1])])
    with pytest.raises(BadTableError, match="there is no folder"):
        write_table(tmp_path / "none" / "a.csv", [Column("a", [1])])
    assert list(tmp_path.iterdir()) == []
