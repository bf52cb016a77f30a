"""`python -m bench documents [--number N] [--postgresql]`: documents frozen an hour by one worker; a final report.

A thousand documents (a cover, twelve parts of text, a table of 24 rows) are opened, written, proposed and approved on
an empty database of its own. What is measured is the background job that each last yes asks for: one worker makes PDF
and Word file and freezes them, one document after another. Where the platform has the kind `report_final`, it is then
composed and rendered over 16 and over 600 places of the national data set: time, queries, memory. Tables and JSON go to
bench/results/documents.*; fails when a document loses its file.
"""

import argparse
import json
import os
import platform as machine
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from .environment import environment

RESULTS = Path(__file__).parent / "results"
NUMBER = 1_000
PLACES = (16, 600)
FINAL = "report_final"
TEXT = "Orten har en grupp som träffas varje månad, och bygden har sagt sitt.\n\n- post\n- paket"


def _peak_megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000


def _register() -> None:
    """A kind of document of a size that a progress report has."""
    from django.utils.translation import gettext_lazy as _

    from servicepunkt.core.clock import today
    from servicepunkt.documents import kinds
    from servicepunkt.documents.blocks import Table
    from servicepunkt.people.roles import Right

    rows = tuple((f"Ort {number}", str(number), "Steg 2") for number in range(24))

    @kinds.section("bench.places", _("Orterna"))
    def places(asked: kinds.Asked) -> kinds.Section:
        table = Table(("Ort", "Antal", "Läge"), rows, "Orterna", numeric=(1,))
        return kinds.Section((table,), (kinds.Fact("Orter", "24", "Mätningen", today()),))

    written = tuple(kinds.Part(f"text-{number}", _("Sammanfattning")) for number in range(12))
    parts = (*written, kinds.Part("places", _("Orterna"), section="bench.places"))
    keep = kinds.Retention(None, _("Bevaras"))
    kinds.register(kinds.Kind("bench", _("Lägesrapport"), parts, keep, Right.WRITE_DOCUMENTS, Right.APPROVE_DOCUMENTS))


def frozen(number: int) -> dict[str, Any]:
    """So many documents approved, as people's clicks do; then frozen by one worker, which is what is measured."""
    from servicepunkt.core import files
    from servicepunkt.core.jobs_running import do, take
    from servicepunkt.documents.actions import altered
    from servicepunkt.documents.models import FrozenVersion

    from .national import fill

    programme = fill([16], lines_a_year=0)[0]
    _register()
    asked = [_approve(programme, subject) for subject in range(number)]
    seconds = []
    cpu, begun_with = time.process_time(), _peak_megabytes()
    while (work := take("bench")) is not None:
        seconds.append(_timed(lambda work=work: do(work))[0])
    if FrozenVersion.objects.filter(kind="bench").count() != number:
        raise RuntimeError("not every approved document was frozen once")
    return {
        "documents": number,
        "an hour": round(3600 * number / sum(seconds)),
        "median ms": round(1000 * median(seconds), 1),
        "last hundredth ms": round(1000 * sorted(seconds)[int(number * 0.99)], 1),
        "cpu ms each": round(1000 * (time.process_time() - cpu) / number, 1),
        "the yes, median ms": round(1000 * median(asked), 1),
        "MB before": round(begun_with),
        "MB at most": round(_peak_megabytes()),
        "altered": len(altered()),
        "files missing": len(files.broken()),
    }


def _approve(programme: Any, subject: int) -> float:
    """Open, write, propose and approve a document. The seconds of the approval, which asks for the job."""
    from servicepunkt.core import clock
    from servicepunkt.documents.actions_approval import approve, propose
    from servicepunkt.documents.drafts import open_draft

    who, day = _coordinator(programme), clock.today()
    draft = open_draft(
        kind="bench", subject=subject, title=f"Lägesrapport {subject}", root=programme.area, place=None,
        period=(day.replace(day=1), day), actor=who,
    )  # fmt: skip
    draft.parts.filter(section="").update(text=TEXT)
    proposal = propose(draft=draft, actor=who)
    seconds, last = _timed(lambda: approve(draft=draft, seen_sha256=proposal.sha256, actor=who))
    if not last:
        raise RuntimeError("the approval asked for nothing")
    return seconds


def _coordinator(programme: Any) -> Any:
    from servicepunkt.core.actions import Actor
    from servicepunkt.people.models import Account, Seat
    from servicepunkt.people.roles import Role

    seat = Seat.objects.filter(body__area=programme.area, role=Role.COORDINATOR)[0]
    account = Account.objects.filter(person__holdings__seat=seat)[0]
    return Actor(account.pk, seat.pk)


def final(places: int) -> dict[str, Any]:
    """A final report over so many places: composed and rendered. Empty where the platform has no such kind."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from servicepunkt.core import clock
    from servicepunkt.documents import html, kinds, pdf, word
    from servicepunkt.documents.drafts import compose, open_draft
    from servicepunkt.documents.presenting import edition_of, presented

    from .national import fill

    if FINAL not in kinds.kinds():
        return {}
    programme = fill([places], lines_a_year=0)[0]
    report = programme.reports.filter(kind="final").first() or programme.reports.order_by("-due_on")[0]
    draft = open_draft(
        kind=FINAL, subject=report.pk, title="Slutrapport", root=programme.area, place=None,
        period=(programme.starts_on, clock.today()), actor=_coordinator(programme),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        composing, made = _timed(lambda: compose(draft, on=clock.today()))
    document = presented(made[0], edition_of(draft, number=1, at=clock.now()))
    out: dict[str, Any] = {"places": places, "queries": len(asked), "compose s": round(composing, 2)}
    for name, render in (("page", html.render), ("PDF", pdf.render), ("Word", word.render)):
        out[f"{name} s"] = round(_timed(lambda render=render: render(document))[0], 2)
    return {**out, "blocks": len(document.blocks), "MB at most": round(_peak_megabytes())}


def _timed(work: Any) -> tuple[float, Any]:
    before = time.perf_counter()
    out = work()
    return time.perf_counter() - before, out


def _in_a_process(what: str, number: int, postgresql: bool) -> dict[str, Any]:
    with environment(postgresql) as env:
        subprocess.run([sys.executable, "-m", "servicepunkt", "prepare"], env=env, check=True, stdout=sys.stderr)
        command = [sys.executable, "-m", "bench.documents", what, str(number)]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The rows as a table, each row's names as its heads."""
    for at, row in enumerate(rows):
        if at == 0:
            yield f"| {' | '.join(row)} |"
            yield f"|{' --: |' * len(row)}"
        yield f"| {' | '.join(str(value) for value in row.values())} |"


def main(argv: Sequence[str]) -> int:
    """Measure, print and keep the tables; 1 when a document or a file was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench documents", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--number", type=int, default=NUMBER, help="how many documents are frozen")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL too")
    options = parser.parse_args(argv)
    runs = []
    for postgresql in (False, True) if options.postgresql else (False,):
        database = "PostgreSQL" if postgresql else "SQLite"
        runs.append({"database": database, **_in_a_process("frozen", options.number, postgresql)})
    finals = [found for places in PLACES if (found := _in_a_process("final", places, False))]
    RESULTS.mkdir(exist_ok=True)
    head = f"Python {machine.python_version()}, {os.cpu_count()} cores, {machine.system()} {machine.machine()}"
    lines = ["# Documents", "", head, "", "One worker, one document after another.", "", *_table(runs)]
    if finals:
        lines += ["", "A final report on SQLite, each size in a process of its own.", "", *_table(finals)]
    text = "\n".join([*lines, ""])
    (RESULTS / "documents.md").write_text(text)
    (RESULTS / "documents.json").write_text(json.dumps({"frozen": runs, "final": finals}, indent=1) + "\n")
    print(text)
    lost = [run for run in runs if run["altered"] or run["files missing"]]
    return 1 if lost else 0


if __name__ == "__main__":
    import logging
    import warnings

    from servicepunkt.cli import platform

    warnings.simplefilter("ignore")
    platform.start()
    logging.disable(logging.CRITICAL)
    print(json.dumps({"frozen": frozen, "final": final}[sys.argv[1]](int(sys.argv[2]))))
