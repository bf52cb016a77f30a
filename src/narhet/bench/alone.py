"""What is measured in a process of its own, so that memory and compiling are nobody else's: growth and first call.

Run as `python -m narhet.bench.alone JOB FOLDER KINDS…`, which prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narhet.errors import NarhetError

_WARM = "NARHET_BENCH_WARM"


class AloneError(NarhetError, RuntimeError):
    """The process that was to measure has failed."""


@dataclass(frozen=True, slots=True)
class FirstCall:
    """Seconds from the start of a process until it has answered its first question about a small network.

    Attributes
    ----------
    cold : float
        Nothing compiled before.
    cached : float
        Compiled by an earlier process and kept on disk.
    steady : float
        The same question again in the same process.
    """

    cold: float
    cached: float
    steady: float


def first_call(folder: Path) -> FirstCall:
    """Ask a small stored network in two new processes, the first with nothing compiled. Raises AloneError."""
    with tempfile.TemporaryDirectory() as cache:
        runs = []
        for _ in range(2):
            begin = time.perf_counter()
            told = _child("ask", folder, [], {"NUMBA_CACHE_DIR": cache})
            runs.append((time.perf_counter() - begin, float(told["steady"])))
    return FirstCall(runs[0][0], runs[1][0], runs[1][1])


def held(folder: Path, kinds: int) -> int:
    """Bytes of memory at most of a process that opens roads and hierarchy and answers so many kinds. Raises AloneError.

    The folder must hold its hierarchy (`keep_hierarchy`); the two nearest with identity are asked as well.
    """
    return int(_child("ask", folder, [kinds], {})["bytes"])


def grown(folder: Path, kinds: Sequence[int], warm: Path) -> list[dict[str, float]]:
    """Seconds of each step and bytes at most, in one process that asks for more and more kinds. Raises AloneError.

    All is done once with the small roads in `warm` before, so that loading compiled code is not among the seconds.
    """
    told: list[dict[str, float]] = _child("grow", folder, kinds, {_WARM: str(warm)})["points"]
    return told


def _child(job: str, folder: Path, kinds: Sequence[int], more: Mapping[str, str]) -> Any:
    command = [sys.executable, "-m", "narhet.bench.alone", job, str(folder), *map(str, kinds)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **more})
    if done.returncode:
        raise AloneError(f"Measuring in a process of its own failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout)


def _main(job: str, folder: Path, kinds: Sequence[int]) -> dict[str, Any]:
    import numpy as np

    from narhet.bench.measuring import clocked
    from narhet.bench.network import made_key, open_made
    from narhet.hierarchy.hierarchy import Hierarchy
    from narhet.hierarchy.store import kept_hierarchy
    from narhet.nearest import Nearness

    made = open_made(folder)
    kept = None if job == "grow" else kept_hierarchy(folder, made_key(folder))
    order, hierarchy = (0.0, kept) if kept else clocked(Hierarchy.of, made.roads)
    metric_seconds, metric = clocked(hierarchy.metric, made.tenths)
    every = [made.kinds[i % len(made.kinds)] for i in range(max(kinds, default=10))]
    sites = np.unique(np.concatenate([made.node, *every]))
    points_seconds, nearness = clocked(Nearness, metric, made.node, sites=sites, threads=os.cpu_count() or 1)
    points = []
    for many in kinds or [10]:
        nearness.times(every[:many])
        asked = float(np.median([clocked(nearness.times, every[:many])[0] for _ in range(5)]))
        points.append(
            {
                "kinds": many,
                "nodes": made.roads.nodes,
                "order": order,
                "metric": metric_seconds,
                "points": points_seconds,
                "asked": asked,
                "bytes": _peak(),
            }
        )
    if job == "ask" and kinds:
        nearness.nearest(every, nearest=2)
    return {"points": points, "bytes": _peak(), "steady": points[-1]["asked"]}


def _peak() -> int:
    """Bytes that this process has held at most, pages of files it has mapped among them."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    if warm := os.environ.get(_WARM):
        _main(sys.argv[1], Path(warm), [1])
    print(json.dumps(_main(sys.argv[1], Path(sys.argv[2]), [int(word) for word in sys.argv[3:]])))
