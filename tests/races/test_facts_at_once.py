"""Two at the same moment who write on the same sheet of facts: a page, a file, or both."""

from functools import partial

import pytest

from servicepunkt.core.actions import SYSTEM, ChangedMeanwhile
from servicepunkt.sheets.actions import FactChange, FactTwice, FilledSheet, add_fact, change_fact, remove_fact
from servicepunkt.supply.actions import Filled, take_in
from servicepunkt.supply.ledger import version_of
from servicepunkt.supply.models_facts import Stop
from servicepunkt.supply.sheets import by_key
from tests.method.building import Village
from tests.races.conftest import at_once
from tests.races.test_supply_at_once import raised
from tests.supply.fact_making import first_text, values

ROUNDS = 2
KINDS = ("premises", "transport")
"""One sheet without stops and one with: all others are written by the same lines."""


@pytest.mark.parametrize("key", KINDS)
def test_the_same_row_written_down_by_two_at_once_is_there_once(by: Village, key: str) -> None:
    sheet = by_key[key]
    for number in range(ROUNDS):
        said = values(key, name=f"Namn {number}")
        once = partial(add_fact, root=by.programme.area, place=by.place, sheet=sheet, values=said, actor=SYSTEM)
        assert raised(at_once(once, once)) == [FactTwice]
        assert sheet.model._default_manager.count() == number + 1
    assert Stop.objects.count() == (3 * ROUNDS if key == "transport" else 0)


@pytest.mark.parametrize("key", KINDS)
def test_a_page_a_file_and_a_removal_of_the_same_row_do_not_both_win(by: Village, key: str) -> None:
    root, sheet = by.programme.area, by_key[key]
    name = first_text(sheet)
    for number in range(ROUNDS):
        said = {"name": f"Namn {number}"}
        fact = add_fact(root=root, place=by.place, sheet=sheet, values=values(key, **said), actor=SYSTEM)
        page = partial(
            change_fact, root=root, fact=fact, sheet=sheet, values=values(key, **said, **{name: "Sidan"}),
            seen_version=1, actor=SYSTEM,
        )  # fmt: skip
        change = FactChange(fact.pk, values(key, **said, **{name: "Filen"}), 1)
        filled = Filled((), (), (), [FilledSheet(sheet, (), [change])])
        seen = version_of(by.place)
        file = partial(take_in, root=root, place=by.place, filled=filled, seen_version=seen, actor=SYSTEM)
        assert raised(at_once(page, file)) == [ChangedMeanwhile]
        fact.refresh_from_db()
        assert fact.version == 2 and getattr(fact, name) in ("Sidan", "Filen")
        later = partial(page, seen_version=2)
        remove = partial(remove_fact, root=root, fact=fact, sheet=sheet, seen_version=2, actor=SYSTEM)
        assert raised(at_once(remove, later)) == [ChangedMeanwhile]
