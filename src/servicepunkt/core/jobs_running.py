"""How jobs are done: a worker takes one for a while, says again and again that it lives, and hands in what it made.

A job belongs to whoever took it last (`Job.turn`). A worker that was thought dead, and comes back, can therefore
neither say that the job is done nor leave a result: all it writes is "where the turn is mine". On PostgreSQL workers
pass by rows that another is taking (SKIP LOCKED); on SQLite one writes at a time, and taking is a transaction that
begins by asking to write.

Clocks of machines that share a database should agree within some seconds (NTP). If they do not, a job may be begun
twice; what it does still counts once.
"""

import datetime as dt
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.db import DatabaseError, close_old_connections, connection, connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from . import clock, job_files, jobs
from .actions import ActionRefused
from .models import Job

log = logging.getLogger("servicepunkt.jobs")

State = Job.State


@dataclass(frozen=True)
class Pace:
    """How a worker keeps time. A killed worker's job comes back after `lease` at most, and `poll` seconds more.

    `beat`: how often it looks whether somebody cancelled, and tells how far it has come; a quarter of the lease: how
    often it says that it lives. `rest`: how long a job that failed waits, times its attempts. Seconds, but for `lease`.
    """

    lease: dt.timedelta = dt.timedelta(seconds=40)
    beat: float = 1.0
    poll: float = 1.0
    rest: float = 5.0


USUAL = Pace()


class WorkStopped(Exception):
    """The work must not go on; the job's function lets this pass."""


class Cancelled(WorkStopped):
    """Whoever asked for the job has cancelled it."""


class LeaseLost(WorkStopped):
    """The job belongs to another worker now."""


class WorkerStops(WorkStopped):
    """The worker is asked to stop; the job is given back."""


class Work:
    """A job as the function that does it meets it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finished = False
        self._done = self._total = 0
        self._facts: dict[str, Any] = {}
        self._result: tuple[str, int] = ("", 0)
        self._stopped: WorkStopped | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """What was asked for."""
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    @property
    def words(self) -> dict[str, str]:
        """What somebody typed for this work."""
        words: dict[str, str] = self.job.words
        return words

    def stop(self, why: WorkStopped) -> None:
        """Have `progress` raise this the next time it is called. The first reason stands."""
        self._stopped = self._stopped or why

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work has come. Costs nothing, so call it often.

        Raises Cancelled, LeaseLost or WorkerStops when the work must not go on.
        """
        self._done, self._total = done, total
        if self._stopped is not None:
            raise self._stopped

    @property
    def far(self) -> tuple[int, int]:
        """How far the work has come: done, and of how much."""
        return self._done, self._total

    def remember(self, **facts: int | str) -> None:
        """Numbers and codes that tell what came of the work; kept when it is done."""
        self._facts |= facts

    @contextmanager
    def result(self, name: str) -> Iterator[IO[bytes]]:
        """A file for whoever asked, to be written into. It counts when the job is done; one more replaces the first."""
        with job_files.written(self.job.key, self.job.turn) as out:
            yield out
            size = out.seek(0, os.SEEK_END)
        self._result = (name[:150], size)

    def keep(self, name: str, content: bytes) -> None:
        """A file for whoever asked, whole."""
        with self.result(name) as out:
            out.write(content)

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """What is written inside is committed together with the word that the job is done, or not at all.

        Nobody else can take the job meanwhile, and nobody sees how far it comes: prepare outside what can be prepared.
        Raises LeaseLost or Cancelled before anything is written.
        """
        self.progress(*self.far)
        with transaction.atomic():
            held = mine(self.job).select_for_update().first()
            if held is None:
                raise LeaseLost
            if held.cancel_asked:
                raise Cancelled
            yield
            mine(self.job).update(**self._ended(State.DONE))
        self.finished = True

    def _ended(self, state: str, fault: str = "") -> dict[str, Any]:
        name, size = self._result if state == State.DONE else ("", 0)
        ended: dict[str, Any] = {
            "state": state, "ended_at": clock.now(), "taken_until": None, "fault": fault[:300],
            "result_name": name, "result_size": size, "done": self._done, "total": self._total,
        }  # fmt: skip
        if state != State.FAILED:
            ended["words"] = {}
        if state == State.DONE:
            ended["facts"] = self._facts
        return ended

    def hand_in(self) -> None:
        """The work is done: say so, unless somebody has cancelled it. Raises LeaseLost or Cancelled."""
        if self.finished:
            return
        if mine(self.job).filter(cancel_asked=False).update(**self._ended(State.DONE)):
            self.finished = True
            return
        raise Cancelled if mine(self.job).exists() else LeaseLost

    def end(self, state: str, fault: str = "") -> None:
        """Say that the job was cancelled or has failed; without effect when it is another worker's."""
        mine(self.job).update(**self._ended(state, fault))
        job_files.throw(self.job.key, self.job.turn)

    def wait(self, seconds: float, *, counted: bool = True) -> None:
        """Give the job back, to be tried again when so many seconds have passed. `counted`: this was an attempt."""
        later = clock.now() + dt.timedelta(seconds=seconds) if seconds else None
        attempts = self.job.attempts if counted else F("attempts") - 1
        mine(self.job).update(state=State.WAITING, taken_until=later, attempts=attempts, turn=F("turn") + 1)
        job_files.throw(self.job.key, self.job.turn)


def mine(job: Job) -> QuerySet[Job]:
    """The job, for as long as nobody else has taken it."""
    return Job.objects.filter(pk=job.pk, turn=job.turn, state=State.RUNNING)


# --- taking -----------------------------------------------------------------------------------------------------------


def _free() -> QuerySet[Job]:
    """What can be taken now: what waits, and what a worker has held without a sign of life."""
    now = clock.now()
    rested = Q(state=State.WAITING) & (Q(taken_until=None) | Q(taken_until__lte=now))
    left = Q(state=State.RUNNING, taken_until__lte=now)
    return Job.objects.filter(rested | left, kind__in=jobs.known_kinds()).order_by("id")


def take(worker: str, pace: Pace = USUAL) -> Work | None:
    """Take the oldest job that is free, or None. Those that were left three times, or cancelled, are ended on the way.

    It is looked for before the transaction: on SQLite that one asks to write, and would hold up others once a second.
    """
    while _free().exists():
        with transaction.atomic():
            one = _free().select_for_update(skip_locked=True).first()
            if one is None:
                return None
            if one.cancel_asked:
                Work(one).end(State.CANCELLED)
            elif one.attempts >= jobs.MOST_ATTEMPTS:
                Work(one).end(State.FAILED, _left_thrice(one))
            else:
                return Work(_taken(one, worker, pace))
    return None


def _left_thrice(one: Job) -> str:
    with translation.override(one.language):
        return _("Arbetet avbröts tre gånger. Felet är noterat.")


def _taken(one: Job, worker: str, pace: Pace) -> Job:
    now = clock.now()
    one.state, one.worker, one.taken_until = State.RUNNING, worker[:80], now + pace.lease
    one.attempts, one.turn = one.attempts + 1, one.turn + 1
    one.started_at = one.started_at or now
    one.done = one.total = 0
    one.save(update_fields=["state", "worker", "taken_until", "attempts", "turn", "started_at", "done", "total"])
    return one


# --- doing ------------------------------------------------------------------------------------------------------------


def do(work: Work, pace: Pace = USUAL) -> None:
    """Do a job that was taken, and say what came of it. Whatever it raises is told to whoever asked, and logged."""
    kind = jobs.kind_of(work.job)
    assert kind is not None, "only known kinds are taken"
    try:
        with translation.override(work.job.language):
            kind.do(work)
            work.hand_in()
    except Cancelled:
        work.end(State.CANCELLED)
    except WorkerStops:
        work.wait(0, counted=False)
    except LeaseLost:
        job_files.throw(work.job.key, work.job.turn)
        log.warning("Job %s was taken over by another worker", work.job)
    except ActionRefused as refused:  # it would be refused again
        work.end(State.FAILED, str(refused))
    except Exception:  # whatever a job fails with, the worker lives on and whoever asked is told
        log.exception("Job %s failed, attempt %s", work.job, work.job.attempts)
        _failed(work, pace)


def _failed(work: Work, pace: Pace) -> None:
    if work.job.attempts < jobs.MOST_ATTEMPTS:
        work.wait(pace.rest * work.job.attempts)
        return
    with translation.override(work.job.language):
        work.end(State.FAILED, _("Det blev fel på plattformen, tre gånger. Felet är noterat."))


def work_off(pace: Pace = USUAL) -> int:
    """Do everything that waits, here and now, without a sign of life; how many. For tests and small tools."""
    done = 0
    while (work := take("here", pace)) is not None:
        do(work, pace)
        done += 1
    return done


class Worker:
    """One that takes jobs and does them, one at a time. Beside it a thread of its own says that it lives: also a job
    that for twenty minutes tells nothing is handed out once."""

    def __init__(self, pace: Pace = USUAL) -> None:
        self.pace = pace
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()
        self._current: Work | None = None
        self._thread = threading.Thread(target=self.run, daemon=True)

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread.start()

    def stop(self, within: float) -> None:
        """Take nothing more. A job that has not looked up `within` seconds is given back, to be begun anew."""
        self.stopping.set()
        if (work := self._current) is not None:
            work.stop(WorkerStops())
        self._thread.join(within)
        if self._thread.is_alive() and (work := self._current) is not None:
            work.wait(0, counted=False)

    def run(self) -> None:
        """Take and do jobs until stopped. A database that does not answer is tried again."""
        threading.Thread(target=self._live, daemon=True).start()
        try:
            while not self.stopping.is_set():
                if not self._one():
                    self.stopping.wait(self.pace.poll)
        finally:
            connections.close_all()

    def _one(self) -> bool:
        """Do one job; whether there was one."""
        close_old_connections()
        try:
            work = take(self.name, self.pace)
            if work is None:
                return False
            self._current = work
            do(work, self.pace)
        except DatabaseError:
            log.exception("The database does not answer; the job is tried again")
            connection.close()
            return False
        finally:
            self._current = None
        return True

    # --- the sign of life ---

    def _live(self) -> None:
        told: tuple[int, int, int] = (0, 0, 0)
        renewed = time.monotonic()
        quarter = self.pace.lease.total_seconds() / 4
        last: Work | None = None
        try:
            while not self.stopping.is_set() or self._current is not None:
                time.sleep(self.pace.beat)
                work = self._current
                if work is not last:
                    last, renewed = work, time.monotonic() - quarter
                if work is None or work.finished:
                    continue
                now = (work.job.pk, *work.far)
                due = time.monotonic() - renewed >= quarter
                if self._beat(work, write=due or now != told):
                    told, renewed = now, time.monotonic()
        finally:
            connections.close_all()

    def _beat(self, work: Work, *, write: bool) -> bool:
        """Look whether the job is still ours and wanted; `write`: say that we live, and how far we are."""
        try:
            held = mine(work.job).values_list("cancel_asked", flat=True).first()
            if held is None:
                work.stop(LeaseLost())
                return False
            if held:
                work.stop(Cancelled())
            if not write:
                return False
            done, total = work.far
            mine(work.job).update(taken_until=clock.now() + self.pace.lease, done=done, total=total)
        except DatabaseError:  # on SQLite: the job itself holds the database; then nobody else can take it either
            log.info("No sign of life could be written for job %s; tried again", work.job)
            connection.close()
            return False
        return True
