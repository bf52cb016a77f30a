from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narhet.roads.sweref import SWEREF99_TM, Projection
from tests.narhet.roads.shared import real_file


def test_lantmateriet_s_own_example_comes_out_to_the_millimetre() -> None:
    """From the document that gives the formulas: 66° N 24° E."""
    example = Projection(meridian=13 + 35 / 60 + 7.692 / 3600, scale=1.00000254, north=-6226307.8640, east=84182.8790)
    east, north = example.to_plane(24.0, 66.0)
    assert (float(north), float(east)) == pytest.approx((1135809.413803, 555304.016555), abs=1e-3)


@given(st.floats(9, 26), st.floats(54, 70))
def test_there_and_back_is_the_same_place(longitude: float, latitude: float) -> None:
    again = SWEREF99_TM.to_degrees(*SWEREF99_TM.to_plane(longitude, latitude))
    assert (float(again[0]), float(again[1])) == pytest.approx((longitude, latitude), abs=1e-9)


def test_on_the_middle_meridian_east_is_half_a_million() -> None:
    east, _ = SWEREF99_TM.to_plane([15.0, 15.0], [55.0, 69.0])
    assert east == pytest.approx([500_000.0, 500_000.0], abs=1e-6)


def test_every_populated_square_of_sweden_lies_where_statistics_sweden_says() -> None:
    with gzip.open(real_file("scb_grid1km_2018.csv.gz"), "rt", encoding="utf-8") as file:
        rows = [(row["e_sw"], row["n_sw"], row["lon"], row["lat"]) for row in csv.DictReader(file)]
    table = np.array(rows, np.float64)
    longitude, latitude = SWEREF99_TM.to_degrees(table[:, 0] + 500, table[:, 1] + 500)
    assert len(table) == 114_161
    assert np.abs(longitude - table[:, 2]).max() < 6e-6  # the file has five decimals
    assert np.abs(latitude - table[:, 3]).max() < 6e-6
