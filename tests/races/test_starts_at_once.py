"""Two at a start: what it promises is kept once, and of two decisions about a promise the later one is told."""

from functools import partial

import pytest

from servicepunkt.core.actions import ChangedMeanwhile
from servicepunkt.method.models import Passage
from servicepunkt.plan.models import ChangedPromise, Offering, StartPromise
from servicepunkt.plan.promises import lines_of
from tests.method.building import Village
from tests.plan.promise_making import add, decide, ready, row, said, start_of
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(transactional_db: None) -> Village:
    return ready()


def test_two_decide_the_start_at_once_and_one_promise_comes_of_it(by: Village) -> None:
    decided = partial(by.pass_gate, by.leader)
    outcomes = at_once(decided, decided, partial(add, by, "offering", what="Ny", sector="Ideell"))
    assert isinstance(outcomes[0], Passage) and outcomes[0] == outcomes[1] and outcomes[2] is None
    assert StartPromise.objects.count() == 1
    kept = [one for one in said(by) if one.name != "Ny"]
    assert kept == [one for one in lines_of(start_of(by)) if one.name != "Ny"]


def test_two_decide_about_a_promise_at_once_and_the_later_one_is_told(by: Village) -> None:
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").delete()
    line = row(by, "Bokutlån")
    outcomes = at_once(partial(decide, line, away=True), partial(decide, line, away=True))
    assert sorted(type(one).__name__ for one in outcomes) == sorted(
        [ChangedPromise.__name__, ChangedMeanwhile.__name__]
    )
    assert ChangedPromise.objects.count() == 1
