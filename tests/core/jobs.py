"""Jobs for tests, and workers in processes of their own that can be killed."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from servicepunkt.core import clock, jobs
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.jobs_running import Pace
from servicepunkt.core.models import Job
from tests.core.content import database_url

QUICK = Pace(lease=dt.timedelta(seconds=4), beat=0.2, poll=0.2, rest=0.1)
"""A worker's time, ten times as fast: what holds for a lease of forty seconds is tried with four. Quicker still, a busy
machine's pauses would look like a worker's death."""

# What a worker's process runs. Each job notes in a file that it was begun: "what was done" as the world sees it.
_WORKER = """
import datetime as dt, pathlib, sys, threading, time
from servicepunkt.cli import platform
platform.start()
from servicepunkt.core import clock, jobs
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.jobs_running import Pace, Worker
FOLDER = pathlib.Path(sys.argv[1])

def note(work, word):
    with (FOLDER / str(work.job.key)).open("a") as out:
        out.write(word + "\\n")

@jobs.job("test.silent", title="Tyst")
def silent(work):
    note(work, "begun")
    time.sleep(work.arguments["seconds"])
    work.keep("svar.txt", work.arguments["text"].encode())
    note(work, "made")

@jobs.job("test.telling", title="Berättande")
def telling(work):
    note(work, "begun")
    for at in range(work.arguments["steps"]):
        work.progress(at, work.arguments["steps"])
        time.sleep(0.05)
    note(work, "made")

@jobs.job("test.failing", title="Felande")
def failing(work):
    note(work, "begun")
    raise OSError("no disk")

@jobs.job("test.quick", title="Snabb")
def quick(work):
    note(work, "begun")

class Deaf(Worker):
    "A worker that gives no sign of life: a machine that hangs."
    def _beat(self, work, *, write):
        return False

pace = Pace(lease=dt.timedelta(seconds={lease}), beat={beat}, poll={poll}, rest={rest})
worker = (Deaf if sys.argv[2] == "deaf" else Worker)(pace)
worker.start()
print("ready", flush=True)
sys.stdin.readline()
worker.stop(0.5)
"""


NO_PAGES = {"work:cancel", "work:again", "work:result"}
"""Answers about a job that are no pages."""


def waited_for(account_id: int) -> str:
    """A job of somebody's that has come a part of the way; its key, as it stands in the address of its page."""
    one = jobs.ask("needs.papers", {}, key=uuid4(), actor=Actor(account_id), back="/konto/")
    Job.objects.filter(pk=one.pk).update(state=Job.State.RUNNING, done=120, total=300, taken_until=clock.now())
    return str(one.key)


def ask(kind: str, actor: Actor = SYSTEM, **arguments: object) -> Job:
    """Ask for one of the jobs above, which this process knows by name only."""
    known = jobs.JobKind(kind, kind, lambda work: None)
    jobs._kinds[kind] = known
    try:
        return jobs.ask(kind, arguments, key=uuid4(), actor=actor)
    finally:
        del jobs._kinds[kind]


@contextmanager
def worker(folder: Path, sort: str = "sound") -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own on the database under test; asked to stop at the end, if it lives."""
    env = {**os.environ, "DATABASE_URL": database_url(), "SERVICEPUNKT_DATA": str(settings.DATA_DIR)}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    held = {"lease": QUICK.lease.total_seconds(), "beat": QUICK.beat, "poll": QUICK.poll, "rest": QUICK.rest}
    code = _WORKER.replace("{lease}", str(held["lease"]))
    for name in ("beat", "poll", "rest"):
        code = code.replace("{" + name + "}", str(held[name]))
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), sort], env=env, cwd=folder, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        if process.poll() is None:
            process.stdin.write("stop\n")
            process.stdin.close()
            process.wait(20)
        else:
            process.stdin.close()
        process.stdout.close()


def notes(folder: Path, one: Job) -> list[str]:
    """What the world has seen of a job."""
    path = folder / str(one.key)
    return path.read_text().split() if path.exists() else []


def wait_for(what: Callable[[], bool], seconds: float = 30) -> float:
    """Wait until something is so; how long it took. Fails when it does not come."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if what():
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError("it did not come")


def state(one: Job) -> str:
    """The state that the database holds now."""
    if connection.in_atomic_block:
        raise RuntimeError("processes see only what is committed")
    return str(Job.objects.values_list("state", flat=True).get(pk=one.pk))
