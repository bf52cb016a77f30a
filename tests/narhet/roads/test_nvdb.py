from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narhet.errors import BadRoadFileError
from narhet.roads.network import BICYCLE, BOARDING, CAR, FOOT, GRADE, KINDS, RoadNetwork
from narhet.roads.nvdb import NEEDED, OPTIONAL, read_nvdb
from narhet.roads.sweref import SWEREF99_TM

Line = Sequence[tuple[float, float]]
A, B, C = (500_000.0, 7_000_000.0), (501_000.0, 7_000_000.0), (501_000.0, 7_001_000.0)


def blob(line: Line, *, code: int = 2, order: str = "<", envelope: bool = False, empty: bool = False) -> bytes:
    """A GeoPackage geometry; Z and M are 0 where the code asks for them."""
    flags = (1 if order == "<" else 0) | (2 if envelope else 0) | (16 if empty else 0)
    head = b"GP" + bytes([0, flags]) + struct.pack(f"{order}i", 3006) + (b"\0" * 32 if envelope else b"")
    mark = bytes([1 if order == "<" else 0])
    more = (0.0,) * (0, 1, 1, 2)[code // 1000]
    points = b"".join(struct.pack(f"{order}{2 + len(more)}d", *point, *more) for point in line)
    one = mark + struct.pack(f"{order}II", code - 3 if code % 1000 == 5 else code, len(line)) + points
    return head + (mark + struct.pack(f"{order}II", code, 1) + one if code % 1000 == 5 else one)


def package(
    folder: Path,
    *rows: tuple[bytes | None, dict[str, Any]],
    columns: Sequence[str] = (*NEEDED, *OPTIONAL),
    srs: int = 3006,
) -> Path:
    path = folder / "nvdb.gpkg"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id)")
    database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (1, 'EPSG', ?)", [srs])
    database.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
    database.execute("INSERT INTO gpkg_geometry_columns VALUES ('TNE_FT_VAGDATA', 'geom', 1)")
    names = ", ".join(f'"{name.title()}"' for name in columns)
    database.execute(f"CREATE TABLE TNE_FT_VAGDATA (fid INTEGER PRIMARY KEY, geom BLOB, {names})")
    for shape, values in rows:
        cells = [values.get(name) for name in columns]
        marks = ", ".join("?" * (len(cells) + 1))
        database.execute(f"INSERT INTO TNE_FT_VAGDATA (geom, {names}) VALUES ({marks})", [shape, *cells])
    database.commit()
    database.close()
    return path


def row(line: Line = (A, B), **values: Any) -> tuple[bytes, dict[str, Any]]:
    return blob(line), {"vagtr_474": 1, "f_hogst_225": 70, "b_hogst_225": 70, "klass_181": 7, **values}


def steps(network: RoadNetwork, mode: int) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """Arcs open to a mode between plane points, in whole metres."""
    east, north = SWEREF99_TM.to_plane(network.longitude, network.latitude)
    places = [(round(float(x)), round(float(y))) for x, y in zip(east, north, strict=True)]
    used = (network.modes & mode) != 0
    return {(places[a], places[b]) for a, b in zip(network.tail[used], network.head[used], strict=True)}


def test_lines_that_end_in_the_same_spot_meet_there(tmp_path: Path) -> None:
    network, report = read_nvdb(package(tmp_path, row((A, B)), row(((501_000.01, 7_000_000.02), C), f_hogst_225=90)))
    assert (network.nodes, network.arcs, report.used) == (3, 4, 2)
    assert steps(network, CAR) == {(A, B), (B, A), (B, C), (C, B)}
    assert sorted(network.kmh) == [70, 70, 70, 90] and sorted(set(network.way)) == [1, 2]
    assert network.metres == pytest.approx(1000.4, abs=0.2)  # a plane kilometre on the middle meridian


def test_lines_that_only_cross_do_not_meet_but_one_that_ends_on_another_s_point_does(tmp_path: Path) -> None:
    middle, above, below = (500_500.0, 7_000_000.0), (500_500.0, 7_001_000.0), (500_500.0, 6_999_000.0)
    bridge, _ = read_nvdb(package(tmp_path, row((A, middle, B)), row((above, middle, below))), spacing=1e9)
    assert (bridge.nodes, bridge.arcs) == (4, 4)
    turning, _ = read_nvdb(package(tmp_path, row((A, middle, B)), row((above, middle))), spacing=1e9)
    assert (turning.nodes, turning.arcs) == (4, 6)


@pytest.mark.parametrize(
    ("values", "car", "bicycle", "foot"),
    [
        ({}, 2, 2, 2),
        ({"f_forbjudenfardriktning": 1}, 1, 1, 2),
        ({"vagtr_474": 2}, 0, 2, 2),
        ({"motorvag": 1, "b_forbjudenfardriktning": 1}, 1, 0, 0),
        ({"motortrafikled": 1}, 2, 0, 0),
        ({"farjeled": 1, "motortrafikled": 1}, 2, 2, 2),
    ],
)
def test_columns_say_who_may_go(tmp_path: Path, values: dict[str, Any], car: int, bicycle: int, foot: int) -> None:
    network, _ = read_nvdb(package(tmp_path, row(**values)), spacing=1e9)
    assert [int(((network.modes & mode) != 0).sum()) for mode in (CAR, BICYCLE, FOOT)] == [car, bicycle, foot]


def test_a_closed_direction_is_the_line_s_own(tmp_path: Path) -> None:
    network, _ = read_nvdb(package(tmp_path, row(f_forbjudenfardriktning=1, b_hogst_225=50)), spacing=1e9)
    assert steps(network, CAR) == {(B, A)}
    assert set(network.kmh[(network.modes & CAR) != 0]) == {50}


def test_kind_firmness_and_ferry_are_read(tmp_path: Path) -> None:
    far = (502_000.0, 7_000_000.0)
    network, _ = read_nvdb(
        package(tmp_path, row(slitl_152=2), row((B, far), farjeled=1, f_hogst_225=None)), spacing=1e9
    )
    assert {KINDS[kind] for kind in network.kind} == {"unclassified", "ferry"}
    road = network.kind == KINDS.index("unclassified")
    assert set(network.marks[road] & GRADE) == {3}
    assert int(((network.marks & BOARDING) != 0).sum()) == 1
    assert np.isnan(network.seconds).all()


@pytest.mark.parametrize(
    ("code", "order", "envelope"),
    [(2, "<", True), (2, ">", False), (1002, "<", False), (3002, "<", True), (1005, "<", False)],
)
def test_lines_of_every_form_are_read(tmp_path: Path, code: int, order: str, envelope: bool) -> None:
    shape = blob((A, B, C), code=code, order=order, envelope=envelope)
    network, _ = read_nvdb(package(tmp_path, (shape, row()[1])), spacing=0)
    assert steps(network, CAR) == {(A, B), (B, A), (B, C), (C, B)}


def test_what_is_left_out_or_missing_is_reported(tmp_path: Path) -> None:
    rows = [
        row(),
        row(vagtr_474=4),
        row(f_forbjudenfardriktning=1, b_forbjudenfardriktning=1, motorvag=1),
        (None, row()[1]),
        (blob((A, B), empty=True), row()[1]),
        (blob((A, B))[:-4], row()[1]),
        (blob((A, B), code=9), row()[1]),
        row((B, C), slitl_152="okänt"),
    ]
    _, report = read_nvdb(package(tmp_path, *rows))
    assert report.skipped == {"no line": 4, "network 4": 1, "closed both ways": 1}
    assert (report.ways, report.used, report.puzzles) == (8, 2, {"slitl_152=okänt": 1})
    _, report = read_nvdb(package(tmp_path, row(), columns=NEEDED))
    assert set(report.puzzles) == {f"{name}=missing" for name in OPTIONAL}


def test_files_that_are_not_of_this_form_are_refused(tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(BadRoadFileError) as error:
            read_nvdb(path)
        return str(error.value)

    assert "missing or empty" in refused(tmp_path / "none.gpkg")
    (tmp_path / "text.gpkg").write_text("Hello, this is no database.\n" * 100)
    assert "no GeoPackage" in refused(tmp_path / "text.gpkg")
    sqlite3.connect(tmp_path / "other.gpkg").execute("CREATE TABLE x (y)").connection.close()
    assert "no GeoPackage" in refused(tmp_path / "other.gpkg")
    assert "EPSG:4326" in refused(package(tmp_path, row(), srs=4326))
    assert "order the homogenised network (tables: TNE_FT_VAGDATA)" in refused(package(tmp_path, row(), columns=["x"]))
    assert "no roads" in refused(package(tmp_path))
    whole = package(tmp_path, *[row((A, (A[0] + n, A[1] + 50))) for n in range(1, 400)])
    whole.write_bytes(whole.read_bytes()[:20_000])
    assert "damaged" in refused(whole)
