"""The four tests that any way of doing background work must pass, with worker processes that are really killed.

Time runs ten times as fast (`tests.core.jobs.QUICK`): a lease of four seconds stands for one of forty.
"""

import signal
from pathlib import Path

from servicepunkt.core import clock, job_files, jobs
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import Job
from tests.core.jobs import QUICK, ask, notes, state, wait_for, worker

LEASE = QUICK.lease.total_seconds()
MINUTE = 60 / 10
"""A minute of a real worker."""


def test_the_job_of_a_killed_worker_comes_back_within_a_minute(transactional_db: None, tmp_path: Path) -> None:
    one = ask("test.silent", seconds=1, text="klart")
    with worker(tmp_path) as first:
        wait_for(lambda: notes(tmp_path, one) == ["begun"])
        first.send_signal(signal.SIGKILL)
        first.wait()
        with worker(tmp_path):
            assert wait_for(lambda: len(notes(tmp_path, one)) == 2) < MINUTE
            wait_for(lambda: state(one) == Job.State.DONE)
    held = Job.objects.get(pk=one.pk)
    assert held.attempts == 2 and notes(tmp_path, one) == ["begun", "begun", "made"]
    assert job_files.path_of(held.key, held.turn).read_text() == "klart"


def its_time_is_out(one: Job) -> None:
    Job.objects.filter(pk=one.pk).update(taken_until=clock.now())


def test_a_job_that_fails_or_kills_its_worker_is_tried_three_times_at_most(
    transactional_db: None, tmp_path: Path
) -> None:
    failing = ask("test.failing")
    with worker(tmp_path) as first:
        wait_for(lambda: state(failing) == Job.State.FAILED)
        deadly = ask("test.silent", seconds=30, text="")
        wait_for(lambda: notes(tmp_path, deadly) == ["begun"])
        first.kill()
    for times in (2, 3):
        its_time_is_out(deadly)
        with worker(tmp_path) as another:
            wait_for(lambda times=times: len(notes(tmp_path, deadly)) == times)  # type: ignore[misc]
            another.kill()
    its_time_is_out(deadly)
    with worker(tmp_path):
        wait_for(lambda: state(deadly) == Job.State.FAILED)
    assert len(notes(tmp_path, failing)) == len(notes(tmp_path, deadly)) == 3
    assert {one.fault for one in Job.objects.all()} == {
        "Det blev fel på plattformen, tre gånger. Felet är noterat.",
        "Arbetet avbröts tre gånger. Felet är noterat.",
    }
    assert jobs.health().broken == 2


def test_a_long_job_that_tells_nothing_is_never_handed_out_twice_while_it_lives(
    transactional_db: None, tmp_path: Path
) -> None:
    one = ask("test.silent", seconds=2 * LEASE, text="en gång")
    with worker(tmp_path), worker(tmp_path):
        wait_for(lambda: state(one) == Job.State.DONE)
    assert notes(tmp_path, one) == ["begun", "made"]
    assert Job.objects.get(pk=one.pk).attempts == 1


def test_a_person_can_cancel_what_waits_and_what_is_being_done(transactional_db: None, tmp_path: Path) -> None:
    long, waiting = ask("test.telling", steps=10_000), ask("test.telling", steps=10_000)
    with worker(tmp_path):
        wait_for(lambda: notes(tmp_path, long) == ["begun"] and Job.objects.get(pk=long.pk).done > 0)
        for one in (waiting, long):
            jobs.cancel(job=one, actor=SYSTEM)
        assert state(waiting) == Job.State.CANCELLED
        wait_for(lambda: state(long) == Job.State.CANCELLED, MINUTE)
    assert notes(tmp_path, long) == ["begun"] and notes(tmp_path, waiting) == []


def test_what_a_worker_thought_dead_hands_in_later_is_of_no_effect(transactional_db: None, tmp_path: Path) -> None:
    one = ask("test.silent", seconds=3 * LEASE, text="den levandes")  # time for the other worker to come up
    with worker(tmp_path, "deaf"):
        wait_for(lambda: notes(tmp_path, one) == ["begun"])
        with worker(tmp_path):
            wait_for(lambda: state(one) == Job.State.DONE)
    held = Job.objects.get(pk=one.pk)
    assert (held.attempts, held.turn) == (2, 2)
    assert sorted(path.name for path in job_files.path_of(one.key, 1).parent.glob(f"{one.key}*")) == [f"{one.key}.2"]


def test_many_workers_do_each_job_once(transactional_db: None, tmp_path: Path) -> None:
    asked = [ask("test.quick") for _ in range(60)]
    with worker(tmp_path), worker(tmp_path), worker(tmp_path):
        wait_for(lambda: not Job.objects.exclude(state=Job.State.DONE).exists())
    assert [notes(tmp_path, one) for one in asked] == [["begun"]] * 60


def test_a_worker_that_is_asked_to_stop_gives_its_job_back_at_once(transactional_db: None, tmp_path: Path) -> None:
    telling, silent = ask("test.telling", steps=400), ask("test.silent", seconds=30, text="")
    for one, other in ((telling, silent), (silent, telling)):
        Job.objects.filter(pk=other.pk).update(state=Job.State.FAILED)
        Job.objects.filter(pk=one.pk).update(state=Job.State.WAITING)
        with worker(tmp_path):
            wait_for(lambda one=one: state(one) == Job.State.RUNNING)  # type: ignore[misc]
        held = Job.objects.get(pk=one.pk)
        assert (held.state, held.attempts, held.taken_until) == (Job.State.WAITING, 0, None)
