from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narhet.errors import BadProfileError
from narhet.roads.network import BOARDING, CAR, FOOT, GATE, KINDS, MODES, SIGNALS, RoadNetwork, from_arcs
from narhet.roads.profiles import UNREACHABLE, load_profile, profile_names, travel_times
from narhet.roads.tags import DEFAULT_MODES

KIND = {name: index for index, name in enumerate(KINDS)}
SMALL = """
name = "own"
mode = "car"
title = "Own"
[sources]
me = "I drove it"
[posted]
factor = { value = 0.9, source = "me" }
[kinds]
primary = { limit = 70, source = "me" }
track = { kmh = 15, source = "me" }
[ferry]
kmh = { value = 15, source = "me" }
"""


def one_arc(
    kind: str = "primary",
    metres: float = 1000.0,
    *,
    seconds: float = np.nan,
    kmh: int = 0,
    marks: int = 0,
    modes: int = 7,
) -> RoadNetwork:
    return from_arcs(
        [15, 15.1],
        [60, 60],
        [0],
        [1],
        metres=[metres],
        seconds=[seconds],
        kind=[KIND[kind]],
        kmh=[kmh],
        marks=[marks],
        modes=[modes],
        source="test",
    )


def tenths(profile: str, network: RoadNetwork) -> int:
    return int(travel_times(network, load_profile(profile))[0])


def test_without_a_sign_the_law_s_limits_hold() -> None:
    car = load_profile("car")
    assert {kind: car.kinds[kind].kmh for kind in ("unclassified", "residential", "motorway")} == {
        "unclassified": 70,
        "residential": 50,
        "motorway": 110,
    }
    assert tenths("car", one_arc("unclassified", 1750)) == 1000  # 1.75 km at 63 km/h


def test_a_posted_limit_replaces_the_law_s_and_only_brakes_a_slow_kind_of_road() -> None:
    assert tenths("car", one_arc("primary", 2500, kmh=100)) == 1000
    assert tenths("car", one_arc("motorway_link", 1250, kmh=110)) == 1000
    assert tenths("car", one_arc("motorway_link", 750, kmh=30)) == 1000


def test_loose_surfaces_and_the_grade_of_a_track_decide() -> None:
    assert tenths("car", one_arc("unclassified", 1000, marks=3)) == 900
    assert tenths("car", one_arc("track", 1000, marks=1)) == 600
    assert tenths("car", one_arc("track", 1000)) == 2400


def test_snow_slows_roads_but_not_ferries() -> None:
    assert tenths("car_winter", one_arc(metres=10_000)) == round(tenths("car", one_arc(metres=10_000)) / 0.9)
    assert tenths("car_winter", one_arc("ferry")) == tenths("car", one_arc("ferry"))


def test_limits_mean_nothing_to_walkers() -> None:
    assert tenths("foot", one_arc("primary", 500, kmh=30)) == tenths("foot", one_arc("primary", 500)) == 3600


def test_the_arc_s_own_time_wins_and_the_ferry_is_waited_for() -> None:
    assert tenths("car", one_arc(seconds=12.34)) == 123
    assert tenths("car", one_arc("ferry", seconds=300, marks=BOARDING)) == 3000 + 9000


def test_signals_and_gates_cost_their_seconds() -> None:
    plain = tenths("car", one_arc())
    assert tenths("car", one_arc(marks=SIGNALS)) == plain + 20
    assert tenths("car", one_arc(marks=GATE | SIGNALS)) == plain + 20 + 300


def test_where_the_mode_may_not_go_it_never_arrives() -> None:
    assert tenths("car", one_arc(modes=FOOT)) == UNREACHABLE
    assert tenths("foot", one_arc("motorway")) == UNREACHABLE
    assert tenths("car", one_arc("steps", modes=CAR)) == UNREACHABLE


def test_only_an_arc_without_length_takes_no_time() -> None:
    assert tenths("car", one_arc(metres=0)) == 0
    assert tenths("car", one_arc(metres=0.01)) == 1


@pytest.mark.parametrize("name", profile_names())
def test_every_kind_of_road_open_to_a_mode_has_a_speed_and_every_number_a_source(name: str) -> None:
    profile = load_profile(name)
    missing = {kind for kind, modes in DEFAULT_MODES.items() if modes & MODES[profile.mode]} - set(profile.kinds)
    assert not missing
    assert all(
        len(speed.source) > 20 for part in (profile.kinds, profile.tracks, profile.surfaces) for speed in part.values()
    )


@given(
    st.sampled_from(profile_names()),
    st.sampled_from(KINDS),
    st.floats(0, 1e5),
    st.integers(0, 255),
    st.integers(0, 63),
)
def test_times_are_those_of_the_speed_that_the_profile_tells(
    name: str, kind: str, metres: float, kmh: int, marks: int
) -> None:
    profile = load_profile(name)
    got = int(travel_times(one_arc(kind, metres, kmh=kmh, marks=marks), profile)[0])
    speed = profile.kmh(kind, posted=kmh, grade=marks & 7)
    if np.isnan(speed):
        assert got == UNREACHABLE
        return
    exact = float(np.float32(metres)) * 36 / speed
    waits = 10 * (
        bool(marks & BOARDING) * profile.wait
        + bool(marks & SIGNALS) * profile.signals
        + bool(marks & GATE) * profile.gate
    )
    assert abs(got - (max(exact, 1) if exact else 0) - waits) <= 0.51


def test_the_hash_follows_the_numbers_and_not_the_words(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        (tmp_path / "own.toml").write_text(text, "utf-8")
        return load_profile(tmp_path / "own.toml").hash

    first = digest(SMALL)
    assert digest(SMALL.replace("I drove it", "Somebody drove it") + "# a comment\n") == first
    assert digest(SMALL.replace("kmh = 15", "kmh = 16", 1)) != first
    assert digest(SMALL.replace("limit = 70", "limit = 80")) != first


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('mode = "car"', 'mode = "boat"', "mode"),
        ('title = "Own"', "", "title"),
        ("limit = 70", "limit = 0", "kinds.primary"),
        ("limit = 70", "limit = nan", "kinds.primary"),
        ("limit = 70", 'limit = "70"', "kinds.primary"),
        ("limit = 70", "limit = true", "kinds.primary"),
        ("limit = 70", "limit = 70, kmh = 40", "kinds.primary.kmh"),
        ('primary = { limit = 70, source = "me" }', "primary = 70", "kinds.primary"),
        ('15, source = "me" }\n[ferry]', '15, source = "you" }\n[ferry]', "kinds.track"),
        ("track =", "trak =", "kinds.trak"),
        ("track =", "ferry =", "kinds.ferry"),
        ('[posted]\nfactor = { value = 0.9, source = "me" }', "", "kinds.primary"),
        ("[posted]", "[postd]", "postd"),
        ("value = 15", "value = 0", "ferry.kmh"),
        ('[ferry]\nkmh = { value = 15, source = "me" }', "", "[ferry]"),
        ("[sources]", "[sources", "not TOML"),
        ('me = "I drove it"', 'me = ""', "sources.me"),
    ],
)
def test_a_slip_in_a_profile_is_named_by_its_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert SMALL.count(old) >= 1
    (tmp_path / "own.toml").write_text(SMALL.replace(old, new, 1), "utf-8")
    with pytest.raises(BadProfileError) as refused:
        load_profile(tmp_path / "own.toml")
    assert named in str(refused.value)


def test_an_unknown_profile_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadProfileError, match="car_winter"):
        load_profile("lorry")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadProfileError, match="cannot be read"):
        load_profile(tmp_path / "x.toml")
