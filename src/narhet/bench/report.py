"""The table of a run, for people and for programs, and on which machine it was made."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from narhet.bench.growth import Point, growth_svg, growth_table
from narhet.bench.measuring import Line
from narhet.drawing import write_picture

TABLES, RESULTS, PICTURE = "tables.md", "results.json", "growth.svg"
HEADS = ("job", "peer", "peer's median", "narhet's median", "ratio", "at least", "aim", "verdict")
PACKAGES = ("numpy", "numba", "scipy", "networkit", "routingkit-cch", "pandana")


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that a run has measured.

    Attributes
    ----------
    command : str
        As it was given.
    seed : int
    subjects : names of what was measured on
    lines : the table
    growth : what grows with the roads, empty if it was left out
    facts : of the machine
    """

    command: str
    seed: int
    subjects: tuple[str, ...]
    lines: tuple[Line, ...]
    growth: tuple[Point, ...]
    facts: Mapping[str, str]


def machine() -> dict[str, str]:
    """What the figures depend on: processor, memory, versions, the day."""
    facts = {
        "date": time.strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": str(os.cpu_count() or "unknown"),
        "memory": _memory(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            continue
    return facts


def table(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The cells of the table, a row for each line, as `HEADS`."""
    return [
        (
            line.job,
            line.peer,
            _span(line.theirs),
            _span(line.ours),
            f"{line.ratio:,.0f} ×" if line.ratio and line.ratio >= 10 else f"{line.ratio:.1f} ×" if line.ratio else "–",
            f"{line.least:,.0f} ×" if line.least else "–",
            f"{line.aim:,.0f} ×" if line.aim else "–",
            line.verdict,
        )
        for line in lines
    ]


def printed(lines: Sequence[Line]) -> str:
    """The table in columns, with the notes under their lines."""
    rows = [HEADS, *table(lines)]
    wide = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    notes = ["", *(line.note for line in lines)]
    out = []
    for row, note in zip(rows, notes, strict=True):
        left = (
            f"{cell:<{size}}" if i < 2 or i == 7 else f"{cell:>{size}}"
            for i, (cell, size) in enumerate(zip(row, wide, strict=True))
        )
        out.append("  ".join(left).rstrip())
        if note:
            out.append(f"    {note}")
    return "\n".join(out)


def write(run: Run, folder: Path) -> None:
    """Write `TABLES`, `RESULTS` and, if growth was measured, `PICTURE` into a folder that is there. Raises OSError."""
    tables = [
        "# narhet beside its peers",
        "",
        f"Made by `{run.command}` on {run.facts['date']}; seed {run.seed}. Answers were compared before any time "
        "was taken; a ratio says how many times longer the peer takes.",
        "",
        *(f"- {name}" for name in run.subjects),
        "",
        "| " + " | ".join((*HEADS, "note")) + " |",
        "|" + " --- |" * (len(HEADS) + 1),
        *("| " + " | ".join((*row, line.note)) + " |" for row, line in zip(table(run.lines), run.lines, strict=True)),
        "",
    ]
    if run.growth:
        tables += ["## Growth", "", f"![Time and memory against nodes]({PICTURE})", "", growth_table(run.growth), ""]
        write_picture(folder / PICTURE, growth_svg(run.growth))
    tables += ["## The machine", "", *(f"- {name}: {value}" for name, value in run.facts.items()), ""]
    (folder / TABLES).write_text("\n".join(tables), encoding="utf-8")
    (folder / RESULTS).write_text(json.dumps(_told(run), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _told(run: Run) -> dict[str, Any]:
    told = asdict(run)
    for line, row in zip(run.lines, told["lines"], strict=True):
        row["ratio"] = line.ratio
    return told


def _span(seconds: float | None) -> str:
    """A time as people read it, to three digits."""
    if seconds is None:
        return "–"
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1, 1e3, "ms"), (600, 1, "s"), (7_200, 1 / 60, "min")):
        if seconds < limit:
            return f"{float(f'{seconds * factor:.3g}'):g} {unit}"
    return f"{float(f'{seconds / 3600:.3g}'):g} h"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError, AttributeError):
        return "unknown"
