"""Measure narhet beside its peers on this machine: answers compared first, then times, and the ratio of the medians."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from narhet.bench.alone import first_call, held
from narhet.bench.edits import closure_line, edit_lines, gain_line
from narhet.bench.growth import KINDS, SIZES, Point, growth
from narhet.bench.jobs import nearest_lines, ready_lines, told_lines
from narhet.bench.measuring import MISSED, Line, judged
from narhet.bench.network import NODES, made_key, made_network, open_made, save_made
from narhet.bench.peers import PACKAGES, chosen
from narhet.bench.report import Run, machine, printed, write
from narhet.bench.subject import KINDS as ASKED
from narhet.bench.subject import Ready, Subject
from narhet.cli.telling import step
from narhet.errors import BadQueryError
from narhet.hierarchy.store import keep_hierarchy

HELP = "measure narhet beside its peers on this machine"
EXAMPLE = "narhet bench --small"
SMALL, WARM = 100_000, 2_000
WHOLE = 3_000_000
"""Nodes from which the goals hold: they are for all of Sweden."""

SMALLER = "below, on smaller roads"
"""Verdict where a goal is missed that is not for roads of this size."""

THREADED = 1_000_000
"""Nodes from which threads pay; smaller roads are asked by one."""

MEMORY = 1.5e9
"""Bytes that all of Sweden with 10 kinds may hold."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} nodes and few repeats: about a minute")
    parser.add_argument("--nodes", type=int, help=f"nodes of the made roads ({NODES:,}: all of Sweden)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another country (1)")
    parser.add_argument("--population", type=Path, metavar="FILE", help="a register of squares instead of made people")
    parser.add_argument("--osm", type=Path, metavar="FILE", help="a real extract to measure on as well")
    parser.add_argument("--peers", metavar="A,B", help=f"which of {', '.join(PACKAGES)}; else all that are installed")
    parser.add_argument("--repeats", type=int, help="turns of each peer and narhet (7, with --small 3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="on large roads (all cores)")
    parser.add_argument("--networks", type=Path, metavar="FOLDER", help="where made roads are kept and looked for")
    parser.add_argument("--no-growth", action="store_true", help="leave out how time and memory grow")
    parser.add_argument("-o", "--out", type=Path, metavar="FOLDER", help="also write the tables and the picture here")


def run(asked: argparse.Namespace) -> None:
    """Measure and tell. Raises NarhetError."""
    nodes = asked.nodes or (SMALL if asked.small else NODES)
    peers = chosen(asked.peers.split(",")) if asked.peers else tuple(PACKAGES)
    if asked.threads < 1 or (asked.repeats is not None and asked.repeats < 1):
        raise BadQueryError("Give at least one thread and one turn.")
    if asked.out:
        try:
            asked.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadQueryError(f"{asked.out} cannot be written to: {error.strerror}.") from None
    with tempfile.TemporaryDirectory() as scratch:
        networks = _Networks(asked.networks or Path(scratch), asked.seed, asked.population)
        subjects, lines = _lines(asked, networks, nodes, peers)
        lines += _first(networks)
        lines.append(_memory(networks, nodes))
        sizes = [size for size in SIZES if size < nodes] + [nodes]
        grown: tuple[Point, ...] = ()
        if not asked.no_growth and not asked.small:
            grown = growth([networks.folder(size) for size in sizes], KINDS, networks.folder(WARM), step)
    for name in subjects:
        print(name)
    print(printed(lines))
    done = Run(f"narhet {shlex.join(sys.argv[1:])}", asked.seed, tuple(subjects), tuple(lines), grown, machine())
    if asked.out:
        write(done, asked.out)
        print(f"Written to {asked.out}.")


def _lines(
    asked: argparse.Namespace, networks: _Networks, nodes: int, peers: tuple[str, ...]
) -> tuple[list[str], list[Line]]:
    """All jobs but those that need a process of their own."""
    few, threads = asked.small, asked.threads if nodes >= THREADED else 1
    step("Compiling")
    _jobs(Subject.of_made(open_made(networks.folder(WARM))), (), 1, 4, 1, threads)
    made = networks.folder(nodes)
    subject = Subject.of_made(open_made(made))
    lines, ready = _jobs(
        subject, peers, asked.repeats or (3 if few else 7), 40 if few else 200, 1 if few else 3, threads
    )
    if nodes < WHOLE:
        lines = [replace(line, verdict=SMALLER) if line.verdict == MISSED else line for line in lines]
    names = [subject.name]
    keep_hierarchy(made, made_key(made), ready.hierarchy)
    if asked.osm:
        step(f"Reading {asked.osm.name}")
        extract = Subject.of_extract(asked.osm, seed=asked.seed)
        ready = Ready.of(extract, repeats=1, threads=1, told=step)
        ready.nearness.times(extract.kinds)
        lines += nearest_lines(extract, ready, peers, repeats=11, calls=10, extract=True, told=step)
        names.append(extract.name)
    return names, lines


def _jobs(
    subject: Subject, peers: tuple[str, ...], repeats: int, edits: int, builds: int, threads: int
) -> tuple[list[Line], Ready]:
    ready = Ready.of(subject, repeats=builds, threads=threads, told=step)
    lines = nearest_lines(subject, ready, peers, repeats=repeats, extract=False, told=step)
    lines += told_lines(subject, ready, repeats=repeats)
    scipy = "scipy" in peers or not peers
    if scipy:
        lines += edit_lines(subject, ready, edits=edits, repeats=repeats, told=step)
        lines.append(closure_line(subject, ready, repeats=repeats, told=step))
        lines.append(gain_line(subject, ready, repeats=min(repeats, 3), threads=threads, told=step))
    if "pandana" in peers:
        lines += ready_lines(subject, ready, told=step)
    return lines, ready


def _first(networks: _Networks) -> list[Line]:
    """What the first call after a start takes."""
    step("First call after a start")
    found = first_call(networks.folder(WARM))
    return [
        Line("first call after a start, nothing compiled", "–", None, found.cold),
        Line("first call after a start, compiled before", "–", None, found.cached),
        Line("the same call again", "–", None, found.steady),
    ]


def _memory(networks: _Networks, nodes: int) -> Line:
    """What a process holds that answers from kept roads; judged at the size of Sweden."""
    step("Memory")
    folder = networks.folder(nodes)
    most = held(folder, ASKED)
    job = f"memory with {ASKED} kinds: {most / 1e6:,.0f} MB"
    if nodes < WHOLE:
        return Line(job, "–", None, None)
    limit = f"at most {MEMORY / 1e9:g} GB for all of Sweden"
    return Line(job, limit, None, None, verdict=judged(MEMORY / most, 1.0, None))


class _Networks:
    """Made roads by size, kept in a folder."""

    def __init__(self, place: Path, seed: int, population: Path | None) -> None:
        self.place, self.seed, self.population = place, seed, population

    def folder(self, nodes: int) -> Path:
        """Where the roads of this size are; made if they are not."""
        register = f"-{self.population.stem}" if self.population else ""
        folder = self.place / f"{nodes}-{self.seed}{register}"
        if not (folder / "manifest.json").exists():
            step(f"Making roads with {nodes:,} nodes")
            made = made_network(nodes, seed=self.seed, population=self.population)
            folder.parent.mkdir(parents=True, exist_ok=True)
            save_made(made, folder)
        return folder
