"""An action is all or nothing: its writes, its lines in the journal and the word to those who listen go together."""

import pytest
from django.db import IntegrityError, connection, transaction

from servicepunkt.core import actions, appendonly
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor, Touch, action, record
from servicepunkt.core.models import JournalEntry
from servicepunkt.places.models import Area

pytestmark = pytest.mark.django_db


@action
def make(key: str, *, fail: bool = False) -> Area:
    area = Area.objects.create(key=key, title=key)
    record("keep", area, actor=Actor(7, 8), area_id=area.pk, part=1)
    if fail:
        raise ActionRefused("nej")
    return area


@action
def make_several(*keys: str, refused: str = "") -> None:
    """Makes areas by the action above, goes on without the one that is refused."""
    for key in keys:
        make(key)
    if refused:
        with pytest.raises(ActionRefused):
            make(refused, fail=True)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[Touch]]:
    """What a listener has been told."""
    told: list[frozenset[Touch]] = []
    monkeypatch.setattr(actions, "_listeners", [])
    actions.listen(told.append)
    return told


def test_a_line_says_who_did_what_to_which_thing(heard: list[frozenset[Touch]]) -> None:
    area = make("a")
    line = JournalEntry.objects.get()
    assert (line.verb, line.account_id, line.seat_id) == ("keep", 7, 8)
    assert (line.room, line.thing, line.thing_id, line.area_id) == ("places", "area", area.pk, area.pk)
    assert line.codes == {"part": 1}


def test_what_is_refused_leaves_nothing_behind(heard: list[frozenset[Touch]]) -> None:
    with pytest.raises(ActionRefused):
        make("a", fail=True)
    assert not Area.objects.exists() and not JournalEntry.objects.exists() and heard == []


def test_an_action_in_an_action_joins_it_and_listeners_hear_once(heard: list[frozenset[Touch]]) -> None:
    make_several("a", "b", "c")
    ids = set(Area.objects.values_list("pk", flat=True))
    assert len(ids) == JournalEntry.objects.count() == 3
    assert heard == [frozenset(Touch("places", None, number) for number in ids)]


def test_an_inner_action_that_is_refused_takes_its_lines_with_it(heard: list[frozenset[Touch]]) -> None:
    make_several("a", refused="b")
    kept = Area.objects.get()
    assert (kept.key, JournalEntry.objects.get().thing_id) == ("a", kept.pk)
    assert Touch("places", None, kept.pk) in heard[0]


def test_a_failed_outer_action_takes_the_inner_ones_with_it(heard: list[frozenset[Touch]]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_several("a", "b", "a")
    assert not Area.objects.exists() and not JournalEntry.objects.exists() and heard == []


def test_listeners_find_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []
    monkeypatch.setattr(actions, "_listeners", [])
    actions.listen(lambda touches: found.append(JournalEntry.objects.count()))
    make_several("a", "b")
    assert found == [2]


def test_no_line_is_written_outside_an_action() -> None:
    area = Area.objects.create(key="a", title="A")
    with pytest.raises(RuntimeError):
        record("keep", area, actor=SYSTEM)


@pytest.mark.parametrize("change", ["UPDATE {} SET verb = 'other'", "DELETE FROM {}"])
def test_the_database_itself_keeps_the_journal_as_it_was_written(change: str) -> None:
    make("a")
    table = JournalEntry._meta.db_table
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert JournalEntry.objects.get().verb == "keep"
    assert appendonly.missing() == []
