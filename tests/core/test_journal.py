import datetime as dt

import pytest

from servicepunkt.cli import checking
from servicepunkt.core import appendonly, clock, duties, journal
from servicepunkt.core.actions import SYSTEM, action, record
from servicepunkt.core.models import DutyRun, JournalEntry, JournalSeal, StoredFile

pytestmark = pytest.mark.django_db


@action
def write(count: int) -> None:
    """Leave lines in the journal, as every action does."""
    thing = StoredFile(pk=1)
    for number in range(count):
        record("ask", thing, actor=SYSTEM, number=number)


def test_a_seal_covers_what_was_written_since_the_one_before() -> None:
    assert journal.seal() is None
    write(3)
    first = journal.seal()
    write(2)
    second = journal.seal()
    assert first and second
    assert (first.entries, second.entries, second.first_id) == (3, 2, first.last_id + 1)
    assert journal.seal() is None
    write(1)
    found = journal.verify()
    assert (found.seals, found.sealed_entries, found.unsealed_entries, found.broken_seal_id) == (2, 5, 1, None)
    assert found.last_sha256 == second.sha256


def test_the_same_entries_give_the_same_seal_on_both_databases() -> None:
    at = dt.datetime(2010, 6, 1, 8, 30, 15, 123456, dt.UTC)
    JournalEntry.objects.bulk_create(
        [JournalEntry(pk=900_000, at=at, verb="state", room="method", thing="statement", thing_id=7, codes={"å": True})]
    )
    sealed = journal.seal()
    assert sealed and sealed.sha256 == "f8a0dfe2bb17194edadcdd3228c63049e7e15c684a883aadb9d8e7bb587663be"


def _sealed_three_times() -> list[JournalSeal]:
    for count in (2, 3, 2):
        write(count)
        journal.seal()
    return list(JournalSeal.objects.order_by("id"))


def test_a_changed_entry_breaks_its_seal(capsys: pytest.CaptureFixture[str]) -> None:
    _first, second, _third = _sealed_three_times()
    with appendonly.lifted():
        JournalEntry.objects.filter(pk=second.first_id).update(verb="else")
    assert journal.verify().broken_seal_id == second.pk
    assert checking.report(repair=False) == 1
    assert f"WRONG  journal: altered within the entries of seal {second.pk}" in capsys.readouterr().out


def test_a_removed_entry_breaks_its_seal() -> None:
    first, _second, _third = _sealed_three_times()
    with appendonly.lifted():
        JournalEntry.objects.filter(pk=first.last_id).delete()
    assert journal.verify().broken_seal_id == first.pk


def test_an_entry_slipped_in_behind_a_seal_breaks_it() -> None:
    first, _second, _third = _sealed_three_times()
    with appendonly.lifted():
        JournalEntry.objects.filter(pk=first.first_id).delete()
    write(1)
    assert journal.verify().broken_seal_id == first.pk


def test_a_seal_made_again_breaks_the_next_one() -> None:
    first, second, _third = _sealed_three_times()
    with appendonly.lifted():
        JournalEntry.objects.filter(pk=first.first_id).update(verb="else")
        entries = JournalEntry.objects.filter(id__lte=first.last_id).order_by("id").values(*journal._FIELDS)
        forged = journal._digest("", entries.iterator())[0]
        JournalSeal.objects.filter(pk=first.pk).update(sha256=forged)
    assert journal.verify().broken_seal_id == second.pk


def test_check_prints_the_last_seal(capsys: pytest.CaptureFixture[str]) -> None:
    last = _sealed_three_times()[-1]
    write(1)
    assert checking.report(repair=False) == 0
    assert f"7 entries sealed, 1 waiting, last seal {last.sha256}" in capsys.readouterr().out


def test_the_worker_seals_once_a_minute() -> None:
    noon = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
    sealed = []
    for seconds in (0, 30, 59, 61, 100, 130):
        with clock.fixed(noon + dt.timedelta(seconds=seconds)):
            write(1)
            sealed.append("core.seal" in duties.run_due())
    assert sealed == [True, False, False, True, False, True]
    assert JournalSeal.objects.count() == 3
    assert DutyRun.objects.get(name="core.seal").ran_at == noon + dt.timedelta(seconds=130)


def test_a_line_is_written_only_inside_an_action() -> None:
    with pytest.raises(RuntimeError, match="inside an action"):
        record("ask", StoredFile(pk=1), actor=SYSTEM)


def test_a_refused_action_leaves_no_line() -> None:
    @action
    def refused() -> None:
        record("ask", StoredFile(pk=1), actor=SYSTEM)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        refused()
    assert not JournalEntry.objects.exists()
