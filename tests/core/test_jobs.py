"""What is asked for is done once, told truly, and forgotten in time: one worker, step by step."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from servicepunkt.core import clock, job_files, jobs
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor, action
from servicepunkt.core.jobs_running import LeaseLost, Work, do, take, work_off
from servicepunkt.core.models import Job, JournalEntry
from tests.core.jobs import QUICK

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ANNA = Actor(7)


class Task:
    """A kind of job whose doing the test decides."""

    def __init__(self) -> None:
        self.began = 0
        self.way: Any = lambda work: work.keep("svar.txt", b"svar")

    def __call__(self, work: Work) -> None:
        self.began += 1
        self.way(work)


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Iterator[Task]:
    one = Task()
    monkeypatch.setattr(jobs, "_kinds", {"test.task": jobs.JobKind("test.task", "Prov", one)})
    yield one


def asked(**more: Any) -> Job:
    return jobs.ask("test.task", {"number": 3}, key=uuid4(), actor=ANNA, **more)


def test_the_same_key_again_is_the_same_job_and_another_s_key_is_refused(task: Task) -> None:
    key = uuid4()
    first, second = (jobs.ask("test.task", {}, key=key, actor=ANNA) for _ in range(2))
    assert first.pk == second.pk and JournalEntry.objects.filter(verb="ask").count() == 1
    with pytest.raises(ActionRefused):
        jobs.ask("test.task", {}, key=key, actor=Actor(8))
    with pytest.raises(KeyError):
        jobs.ask("test.unknown", {}, key=uuid4(), actor=ANNA)


def test_what_is_asked_for_in_an_action_that_fails_was_never_asked_for(task: Task) -> None:
    @action
    def failing() -> None:
        asked()
        raise ActionRefused("Nej")

    with pytest.raises(ActionRefused):
        failing()
    assert not Job.objects.exists()


def test_one_person_cannot_fill_the_queue(task: Task) -> None:
    for _ in range(jobs.MOST_OPEN):
        asked()
    with pytest.raises(ActionRefused, match="tio arbeten"):
        asked()
    assert jobs.ask("test.task", {}, key=uuid4(), actor=Actor(8)).state == Job.State.WAITING


def test_the_work_knows_what_was_asked_and_what_it_leaves_is_kept(task: Task) -> None:
    def way(work: Work) -> None:
        assert (work.arguments, work.words) == ({"number": 3}, {"till": "Anna"})
        for at in range(4):
            work.progress(at, 4)
        work.remember(made=4)
        work.keep("fyra.txt", b"1234")

    task.way = way
    one = asked(words={"till": "Anna"})
    assert work_off() == 1
    one.refresh_from_db()
    assert (one.state, one.facts, one.result_name, one.result_size) == ("done", {"made": 4}, "fyra.txt", 4)
    assert one.words == {}  # what was typed is forgotten with the end
    assert job_files.path_of(one.key, one.turn).read_bytes() == b"1234"
    assert job_files.path_of(one.key, one.turn).stat().st_mode & 0o077 == 0


def test_what_is_refused_is_told_and_not_tried_again_by_itself(task: Task) -> None:
    def way(work: Work) -> None:
        raise ActionRefused("Enkäten finns inte längre.")

    task.way = way
    one = asked(words={"till": "Anna"})
    assert work_off() == 1
    one.refresh_from_db()
    assert (one.state, one.fault, one.attempts) == ("failed", "Enkäten finns inte längre.", 1)
    assert jobs.health().broken == 0  # nothing for whoever runs the platform
    task.way = lambda work: work.remember(till=work.words["till"])
    jobs.again(job=one, actor=ANNA)
    jobs.again(job=one, actor=ANNA)
    assert work_off() == 1
    one.refresh_from_db()
    assert (one.state, one.fault, one.facts, one.words) == ("done", "", {"till": "Anna"}, {})


def test_after_a_fault_the_job_rests_longer_each_time(task: Task, caplog: pytest.LogCaptureFixture) -> None:
    def way(work: Work) -> None:
        work.keep("halv.txt", b"halv")
        raise OSError("no disk")

    task.way = way
    one, at = asked(), NOON
    for attempt, rest in ((1, 5), (2, 10)):
        with clock.fixed(at):
            assert work_off() == 1
        with clock.fixed(at + dt.timedelta(seconds=rest - 1)):
            assert work_off() == 0
        at += dt.timedelta(seconds=rest)
        assert task.began == attempt
    with clock.fixed(at):
        assert work_off() == 1
    one.refresh_from_db()
    assert (one.state, one.attempts, one.result_name) == ("failed", 3, "") and "no disk" in caplog.text
    assert list(job_files.path_of(one.key, 0).parent.glob(f"{one.key}.*")) == []


def test_what_is_written_while_finishing_is_there_only_with_the_word_that_it_is_done(task: Task) -> None:
    def way(work: Work) -> None:
        with work.finishing():
            jobs.ask("test.task", {"made": True}, key=work.job.key.__class__(int=1), actor=SYSTEM)
            if task.began == 1:
                raise DatabaseError("the line broke")

    task.way = way
    one = asked()
    with clock.fixed(NOON):
        assert take("a", QUICK) is not None
        Job.objects.filter(pk=one.pk).update(taken_until=NOON)
        work = take("b", QUICK)
        assert work is not None and work.job.turn == 2
        do(work, QUICK)
        assert Job.objects.count() == 1 and Job.objects.get().state == Job.State.WAITING
    task.way = way
    with clock.fixed(NOON + dt.timedelta(minutes=1)):
        again = take("c", QUICK)
        assert again is not None
        do(again, QUICK)
    one.refresh_from_db()
    assert one.state == Job.State.DONE and Job.objects.filter(arguments={"made": True}).count() == 1


def test_a_worker_that_lost_its_job_writes_nothing_while_finishing(task: Task) -> None:
    asked()
    with clock.fixed(NOON):
        slow = take("slow", QUICK)
    with clock.fixed(NOON + QUICK.lease):
        quick = take("quick", QUICK)
        assert slow is not None and quick is not None
        with pytest.raises(LeaseLost), slow.finishing():
            raise AssertionError("the inside must not be entered")
        slow.end(Job.State.FAILED, "kom för sent")
        slow.wait(0)
        do(quick, QUICK)
    assert Job.objects.get().state == Job.State.DONE


def test_a_job_cancelled_at_its_last_moment_is_cancelled_and_its_file_thrown_away(task: Task) -> None:
    def way(work: Work) -> None:
        work.keep("svar.txt", b"svar")
        jobs.cancel(job=work.job, actor=ANNA)

    task.way = way
    one = asked()
    assert work_off() == 1
    one.refresh_from_db()
    assert (one.state, one.result_name) == ("cancelled", "") and not job_files.path_of(one.key, one.turn).exists()


def test_a_cancelled_job_whose_worker_was_killed_is_not_begun_again(task: Task) -> None:
    one = asked()
    with clock.fixed(NOON):
        assert take("killed", QUICK) is not None
        jobs.cancel(job=one, actor=ANNA)
    with clock.fixed(NOON + dt.timedelta(minutes=1)):
        assert take("next", QUICK) is None
    one.refresh_from_db()
    assert one.state == Job.State.CANCELLED and task.began == 0


def test_a_job_of_a_kind_that_this_version_does_not_know_is_left_alone(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    monkeypatch.setattr(jobs, "_kinds", {})
    assert take("old", QUICK) is None
    assert Job.objects.get().state == Job.State.WAITING


def test_what_has_been_kept_long_enough_is_forgotten(task: Task) -> None:
    with clock.fixed(NOON):
        done, failed = asked(), asked(words={"till": "Anna"})
        work_off()
        Job.objects.filter(pk=failed.pk).update(state="failed", words={"till": "Anna"})
        done.refresh_from_db()
    for days, file, words, rows in ((6, True, True, 2), (8, False, False, 2), (31, False, False, 0)):
        with clock.fixed(NOON + dt.timedelta(days=days)):
            jobs.forget()
            assert jobs.result_there(done) is file
            assert Job.objects.exclude(words={}).exists() is words and Job.objects.count() == rows
            if days == 8:
                with pytest.raises(ActionRefused):
                    jobs.again(job=failed, actor=ANNA)


def test_health_tells_of_what_nobody_does(task: Task) -> None:
    with clock.fixed(NOON):
        asked()
    for minutes, late in ((14, 0), (16, 1)):
        with clock.fixed(NOON + dt.timedelta(minutes=minutes)):
            found = jobs.health()
            assert (found.open, found.late, found.broken) == (1, late, 0)
