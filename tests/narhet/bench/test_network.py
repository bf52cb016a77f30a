"""The made country: the same seed gives the same roads, and they are like roads."""

from pathlib import Path

import numpy as np
import pytest

from narhet.bench.country import read_country
from narhet.bench.network import Made, made_network, open_made, save_made
from narhet.errors import BadQueryError, BadTableError
from narhet.roads.network import components


@pytest.fixture(scope="module")
def made() -> Made:
    return made_network(3_000, facilities=20)


def test_the_same_seed_gives_the_same_roads_and_another_one_others(made: Made, tmp_path: Path) -> None:
    again, other = made_network(3_000, facilities=20), made_network(3_000, facilities=20, seed=2)
    keys = [save_made(one, tmp_path / str(number)) for number, one in enumerate((made, again, other))]
    assert keys[0] == keys[1] != keys[2]
    assert all(
        np.array_equal(getattr(made, name), getattr(again, name)) for name in ("node", "people", "ages", "kinds")
    )


def test_everybody_can_drive_everywhere_and_back(made: Made) -> None:
    assert made.roads.nodes == 3_000
    assert components(made.roads).sizes.tolist() == [3_000]


def test_junctions_have_nearly_three_links_and_a_quarter_are_dead_ends(made: Made) -> None:
    tail, head = made.roads.tail, made.roads.head
    pairs = np.unique(np.stack([np.minimum(tail, head), np.maximum(tail, head)], axis=1), axis=0)
    links = np.bincount(pairs.ravel())
    no_bends = links[links != 2]
    assert 2.4 < no_bends.mean() < 3.0
    assert 0.2 < (no_bends == 1).mean() < 0.32
    assert len(pairs) < made.roads.arcs < 2 * len(pairs)  # most roads go both ways, not all


def test_ages_add_up_to_the_people_of_every_square(made: Made) -> None:
    assert (made.ages.sum(axis=1) == made.people).all()
    assert made.kinds.shape == (30, 20)


def test_what_is_stored_comes_back(made: Made, tmp_path: Path) -> None:
    save_made(made, tmp_path / "roads")
    back = open_made(tmp_path / "roads")
    assert np.array_equal(back.tenths, made.tenths)
    assert np.array_equal(back.kinds, made.kinds)


def test_a_register_takes_the_place_of_made_people(tmp_path: Path) -> None:
    file = tmp_path / "squares.csv"
    rows = [f"{500_000 + 1000 * i},{6_800_000 + 1000 * j},{i + j},1{i % 2}" for i in range(8) for j in range(8)]
    file.write_text("e_sw,n_sw,pop,kommun_kod\n" + "\n".join(rows) + "\n")
    country = read_country(file, 40)
    assert len(country.people) == 40
    assert set(country.area) == {0, 1}


def test_a_register_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "squares.csv"
    file.write_text("east,north\n1,2\n")
    with pytest.raises(BadTableError, match="no column e_sw"):
        read_country(file)


def test_a_network_too_small_to_be_made_is_refused() -> None:
    with pytest.raises(BadQueryError, match="at least 300 nodes"):
        made_network(100)
