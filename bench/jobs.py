"""`python -m bench.jobs`: how fast workers drain jobs that do nothing, and what a big one costs.

    python -m bench.jobs            both databases, one, two and four workers: about two minutes

A thousand jobs are asked for; then workers are started, each a process of its own with the usual pace. The time counts
from the first job taken to the last one done. The forms for 300 households are made by one worker's code in a process
of its own, so that its peak memory is its own.
"""

import json
import os
import platform as machine
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .environment import environment

RESULTS = Path(__file__).parent / "results"
JOBS = 1_000
WORKERS = (1, 2, 4)
HOUSEHOLDS = 300
LEAST_A_SECOND = 50

_WORKER = """
import sys, time
from servicepunkt.cli import platform
platform.start()
from servicepunkt.core import jobs
from servicepunkt.core.jobs_running import Worker
jobs.job("bench.nothing", title="Nothing")(lambda work: work.progress(1, 1))
worker = Worker()
worker.start()
sys.stdin.readline()
worker.stop(5)
"""


def ask() -> dict[str, Any]:
    """Ask for a thousand jobs, each in a transaction of its own as a person's click makes it."""
    from servicepunkt.core import jobs
    from servicepunkt.core.actions import SYSTEM

    jobs.job("bench.nothing", title="Nothing")(lambda work: None)
    before = time.perf_counter()
    for _ in range(JOBS):
        jobs.ask("bench.nothing", {}, key=uuid.uuid4(), actor=SYSTEM)
    return {"asked_a_second": JOBS / (time.perf_counter() - before)}


def drained() -> dict[str, Any]:
    """Wait until all is done; how many a second, and that each was done once."""
    from django.db.models import Max, Min

    from servicepunkt.core.models import Job

    while Job.objects.exclude(state=Job.State.DONE).exists():
        time.sleep(0.2)
    span = Job.objects.aggregate(first=Min("started_at"), last=Max("ended_at"))
    twice = Job.objects.exclude(attempts=1).count()
    Job.objects.all().delete()
    return {"drained_a_second": JOBS / (span["last"] - span["first"]).total_seconds(), "begun_twice": twice}


def forms() -> dict[str, Any]:
    """The forms of 300 households as one zip."""
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.core.jobs_running import work_off
    from servicepunkt.core.models import Job
    from servicepunkt.needs import building, publishing
    from servicepunkt.needs.models import Variant
    from servicepunkt.needs.paper_jobs import ask_for_all
    from servicepunkt.programme.models import Programme

    from .national import fill

    fill([1])
    programme = Programme.objects.get()
    place = programme.area.memberships.get().place
    made = building.create(
        root=programme.area, place=place, variant=Variant.RESIDENT, request_key=uuid.uuid4(), actor=SYSTEM
    )
    publishing.make_codes(questionnaire=made, number=HOUSEHOLDS, seen=0, actor=SYSTEM)
    made.refresh_from_db()
    publishing.publish(questionnaire=made, seen=building.draft_mark(made), actor=SYSTEM)
    ask_for_all(
        questionnaire=made, address="https://servicepunkt.example/svara/x/", hand_in="", language="sv",
        key=uuid.uuid4(), back="", actor=SYSTEM,
    )  # fmt: skip
    before = time.perf_counter()
    work_off()
    one = Job.objects.get()
    if one.state != Job.State.DONE:
        raise RuntimeError(one.fault)
    return {
        "forms_seconds": time.perf_counter() - before,
        "forms_mb": one.result_size / 1_000_000,
        "forms_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000,
    }


def _part(name: str, env: Mapping[str, str]) -> dict[str, Any]:
    """A part of the run in a process of its own. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "bench.jobs", "--part", name]
    done = subprocess.run(command, env=dict(env), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _with_workers(number: int, env: Mapping[str, str]) -> dict[str, Any]:
    asked = _part("ask", env)
    command = [sys.executable, "-c", _WORKER]
    workers = [
        subprocess.Popen(command, env=dict(env), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(number)
    ]
    try:
        return asked | _part("drained", env)
    finally:
        for one in workers:
            one.communicate(b"\n")


def measured(postgresql: bool) -> dict[str, Any]:
    """Everything on one database."""
    name = "PostgreSQL" if postgresql else "SQLite"
    out: dict[str, Any] = {"database": name, "workers": {}}
    with environment(postgresql) as env:
        subprocess.run([sys.executable, "-m", "servicepunkt", "prepare"], env=env, check=True, stdout=sys.stderr)
        for number in WORKERS:
            print(f"» {name}, {number} workers", file=sys.stderr, flush=True)
            out["workers"][str(number)] = _with_workers(number, env)
        print(f"» {name}, forms for {HOUSEHOLDS} households", file=sys.stderr, flush=True)
        out |= _part("forms", env)
    return out


def table(runs: Sequence[Mapping[str, Any]]) -> str:
    """The figures as Markdown."""
    lines = [
        "# Background work",
        "",
        f"`python -m bench.jobs`, {JOBS} jobs that do nothing, Python {machine.python_version()}, "
        f"{os.cpu_count()} cores",
        "",
        "| database | workers | asked a second | drained a second | begun twice |",
        "| --- | --: | --: | --: | --: |",
    ]
    for run in runs:
        for number, found in run["workers"].items():
            lines.append(
                f"| {run['database']} | {number} | {found['asked_a_second']:.0f} | {found['drained_a_second']:.0f} "
                f"| {found['begun_twice']} |"
            )
    lines += ["", f"| forms for {HOUSEHOLDS} households | seconds | zip, MB | peak memory, MB |"]
    lines.append("| --- | --: | --: | --: |")
    for run in runs:
        lines.append(
            f"| {run['database']} | {run['forms_seconds']:.0f} | {run['forms_mb']:.1f} | {run['forms_peak_mb']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _too_slow(runs: Sequence[Mapping[str, Any]]) -> bool:
    every = [found for run in runs for found in run["workers"].values()]
    return any(one["begun_twice"] or one["drained_a_second"] < LEAST_A_SECOND for one in every)


def main(arguments: Sequence[str]) -> int:
    """Measure, write the table; exit code 1 when a job was begun twice or fewer than fifty a second were done."""
    if arguments[:1] == ["--part"]:
        from servicepunkt.cli import platform

        platform.start()
        print(json.dumps({"ask": ask, "drained": drained, "forms": forms}[arguments[1]]()))
        return 0
    runs = [measured(postgresql) for postgresql in (False, True)]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "jobs.json").write_text(json.dumps(runs, indent=1) + "\n")
    (RESULTS / "jobs.md").write_text(table(runs))
    print(table(runs))
    return int(_too_slow(runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
