"""`python -m bench`: the national data set on SQLite and PostgreSQL, measured at 16, 160 and 600 places.

    python -m bench [--sqlite]      a few minutes; tables and JSON go to bench/results/
    python -m bench survey          300 phones and a server that is killed twenty times (bench/survey_load.py)
    python -m bench results         results of questionnaires with up to a million answers (bench/survey_results.py)
    python -m bench jobs            background work: how fast it is done, forms for 300 households (bench/jobs.py)

The largest set has three programmes (of 600, 160 and 16 places) on the same 600 places; the largest is measured.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .environment import environment
from .jobs import main as jobs
from .survey_load import main as survey
from .survey_results import main as survey_results

RESULTS = Path(__file__).parent / "results"
SETS = ("16", "160", "600,160,16")
MOST_QUERIES = 19
MOST_MEGABYTES = 250

Run = Mapping[str, Any]


def _measured(sizes: str, postgresql: bool) -> Run:
    """One data set on one database. Raises CalledProcessError when something in it fails."""
    print(f"» {'PostgreSQL' if postgresql else 'SQLite'}, {sizes.split(',')[0]} places", file=sys.stderr, flush=True)
    with environment(postgresql) as env:
        subprocess.run([sys.executable, "-m", "servicepunkt", "prepare"], env=env, check=True, stdout=sys.stderr)
        command = [sys.executable, "-m", "bench.one", sizes]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: Run = json.loads(done.stdout)
    return found


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _pages_table(runs: Sequence[Run]) -> Iterator[str]:
    """Each page with its time and queries at every size, and how it grows from the first to the last."""
    sizes = [run["places"] for run in runs]
    yield _row(["page", *(f"{size}: ms (cpu)" for size in sizes), "growth", "queries", "kB sent"])
    yield _row(["---", *("--:" for _ in sizes), "--:", "--:", "--:"])
    for at, first in enumerate(runs[0]["pages"]):
        of_page = [run["pages"][at] for run in runs]
        times = [f"{one['ms']:.0f} ({one['cpu_ms']:.0f})" for one in of_page]
        growth = " → ".join(f"{one['cpu_ms'] / first['cpu_ms']:.1f}" for one in of_page)
        counts = sorted({one["queries"] for one in of_page})
        bytes_sent = " → ".join(f"{one['bytes'] / 1000:.1f}" for one in of_page)
        yield _row([first["page"], *times, growth, "–".join(map(str, counts)), bytes_sent])


def _figures_table(runs: Sequence[Run], part: str) -> Iterator[str]:
    yield _row([part, *(run["places"] for run in runs)])
    yield _row(["---", *("--:" for _ in runs)])
    for name in runs[0][part]:
        yield _row([name, *(f"{run[part][name]:,.0f}".replace(",", " ") for run in runs)])


def _peers(runs: Sequence[Run]) -> Iterator[str]:
    """How many times longer a page takes when it computes progress from the facts instead of reading its memory."""
    for run in runs:
        known = {one["page"]: one for one in run["pages"]}
        for page in ("programme", "place"):
            ratio = known[f"{page}, computed afresh"]["cpu_ms"] / known[page]["cpu_ms"]
            yield f"- {run['places']} places: the {page} page computed afresh takes {ratio:.1f} times as long"


def _report(runs: Sequence[Run]) -> str:
    lines = [f"## {runs[0]['database']}", ""]
    for part in (_figures_table(runs, "rows"), _pages_table(runs), _peers(runs)):
        lines += [*part, ""]
    for name in ("work", "served"):
        lines += [*_figures_table(runs, name), ""]
    return "\n".join(lines)


def _broken(runs: Sequence[Run]) -> Iterator[str]:
    """The promises that do not depend on the machine's speed and are not kept."""
    for run in runs:
        where = f"{run['database']}, {run['places']} places"
        for one in run["pages"]:
            if one["queries"] > MOST_QUERIES and "afresh" not in one["page"]:
                yield f"{where}: the {one['page']} page takes {one['queries']} queries"
        size = run["served"]["the process that answers, MB resident"]
        if size > MOST_MEGABYTES:
            yield f"{where}: the process that answers holds {size:.0f} MB"


def main(argv: Sequence[str]) -> int:
    """Measure, print and keep the tables; 1 when a promise about queries or memory is broken."""
    if argv[:1] == ["survey"]:
        return survey(argv[1:])
    if argv[:1] == ["results"]:
        return survey_results(argv[1:])
    if argv[:1] == ["jobs"]:
        return jobs(argv[1:])
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    options = parser.parse_args(argv)
    RESULTS.mkdir(exist_ok=True)
    head = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    beside = "The survey under load stands in [survey-load.md](survey-load.md)."
    texts = [f"# Measured by `python -m bench`\n\n{head}\n\n{beside}\n"]
    broken: list[str] = []
    for postgresql in (False,) if options.sqlite else (False, True):
        runs = [_measured(sizes, postgresql) for sizes in SETS]
        name = "postgresql" if postgresql else "sqlite"
        (RESULTS / f"{name}.json").write_text(json.dumps(runs, indent=1) + "\n")
        texts.append(_report(runs))
        broken += _broken(runs)
        print(texts[-1], flush=True)
    (RESULTS / "tables.md").write_text("\n".join(texts))
    print("\n".join(broken) or "Every page takes fewer than twenty queries; the process that answers stays small.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
