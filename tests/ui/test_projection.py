"""The map projection against published points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.ui.projection import SWEREF99_TM, TransverseMercator


def test_the_worked_example_of_lantmateriet() -> None:
    """Lantmäteriet's memo on Krüger's formulas: GRS 80, 66° N 24° E."""
    system = TransverseMercator(13 + 35 / 60 + 7.692 / 3600, 1.000002540000, -6226307.8640, 84182.8790)
    north, east = system.project(66.0, 24.0)
    assert north == pytest.approx(1135809.413803, abs=0.001)
    assert east == pytest.approx(555304.016555, abs=0.001)


def test_on_the_central_meridian_the_easting_is_the_false_easting() -> None:
    """60° N 15° E is 6 651 411.190 m north in UTM zone 33, whose projection SWEREF 99 TM shares."""
    north, east = SWEREF99_TM.project(60.0, 15.0)
    assert north == pytest.approx(6651411.190, abs=0.001)
    assert east == pytest.approx(500000.0, abs=0.001)


def test_points_mirrored_in_the_central_meridian_mirror_on_the_sheet() -> None:
    west, east = SWEREF99_TM.project(63.0, 12.0), SWEREF99_TM.project(63.0, 18.0)
    assert west[0] == pytest.approx(east[0])
    assert west[1] + east[1] == pytest.approx(1_000_000)


def test_a_degree_of_latitude_is_about_111_km_everywhere_in_sweden() -> None:
    for lat in (55.0, 60.0, 68.0):
        step = SWEREF99_TM.project(lat + 1, 15.0)[0] - SWEREF99_TM.project(lat, 15.0)[0]
        assert 111_200 < step < 111_700


@given(lat=st.floats(55, 69.2), lon=st.floats(10.9, 24.3))
def test_there_and_back_again_is_the_same_point_to_a_millimetre(lat: float, lon: float) -> None:
    back_lat, back_lon = SWEREF99_TM.locate(*SWEREF99_TM.project(lat, lon))
    assert abs(back_lat - lat) < 1e-8 and abs(back_lon - lon) < 1e-8


def test_the_worked_example_of_lantmateriet_backwards() -> None:
    system = TransverseMercator(13 + 35 / 60 + 7.692 / 3600, 1.000002540000, -6226307.8640, 84182.8790)
    assert system.locate(1135809.413803, 555304.016555) == pytest.approx((66.0, 24.0), abs=1e-8)
