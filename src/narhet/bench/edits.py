"""The jobs of the table about what if: edits, all closures, gain everywhere; SciPy works all out afresh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from narhet.bench.jobs import judged_line
from narhet.bench.measuring import Line, clocked, judged, line, same
from narhet.bench.peers import Question, Scipy, peer_version
from narhet.bench.subject import Ready, Subject, Told
from narhet.closures import Closures, closures
from narhet.dijkstra import UNREACHABLE
from narhet.gain import gains
from narhet.roads.network import Ints, Longs
from narhet.whatif.whatif import LIMITS, WhatIf

EDIT_RATIOS, CLOSURE_RATIOS, GAIN_RATIOS = (1_000, 5_000), (10_000, 50_000), (2_000, 10_000)
COUNTS = (2_000, 300, 60, 5, 1)
"""Facilities of the kinds that are edited."""

LONGEST = 0.060
"""Seconds that no edit of a facility may take."""

SAMPLED = 10
"""Closures and candidates on which answers are compared, and edits of each sort."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Seconds of every edit: kinds' numbers of facilities → runs."""

    opened: dict[int, list[float]]
    closed: dict[int, list[float]]


def edit_lines(subject: Subject, ready: Ready, *, edits: int, repeats: int, told: Told) -> list[Line]:
    """One facility opened or closed with all figures, at few and many facilities, and the longest of all edits."""
    kinds = {str(count): subject.kinds[i][:count] for i, count in enumerate(COUNTS) if count <= len(subject.kinds[i])}
    told("what if: made ready")
    what = WhatIf(
        subject.roads,
        subject.tenths,
        subject.points,
        kinds,
        people=subject.people,
        area=subject.area,
        metric=ready.metric,
    )
    told("what if: edits")
    done = _edited(what, subject, edits)
    first = next(iter(done.opened))
    job, peer = "one facility {} of {:,}, all figures", "scipy"
    told("what if: scipy")

    def against() -> list[float]:
        search = Scipy(Question(subject.roads, subject.tenths, subject.points, tuple(kinds.values())))
        _compared(what, search, subject)
        return [clocked(search.ask, subject.kinds[0][:first])[0] for _ in range(repeats)]

    lines: list[Line] = []
    searched: list[float] = []
    for word, runs in (("opened", done.opened), ("closed", done.closed)):
        for count, own in runs.items():
            late, longest = 1000 * np.quantile(own, 0.95), 1000 * max(own)
            note = f"{len(own)} edits: 95 % within {late:.2f} ms, longest {longest:.2f} ms"

            def work(word: str = word, count: int = count, own: list[float] = own, note: str = note) -> Line:
                version = peer_version(peer)
                if not searched:
                    searched.extend(against())
                least, aim = EDIT_RATIOS if count == first else (None, None)
                runs = {"peer": searched, "narhet": own}
                said = f"{note}; scipy's one search without its figures"
                return line(job.format(word, count), f"{peer} {version}", runs, least=least, aim=aim, note=said)

            lines.append(judged_line(job.format(word, count), peer, work))
    lines.append(_longest(done))
    return lines


def _longest(done: Edits) -> Line:
    """The rule that no edit takes longer than `LONGEST`, as a line whose peer is the rule."""
    every = [seconds for runs in (done.opened, done.closed) for own in runs.values() for seconds in own]
    longest = max(every)
    job = f"the longest of {len(every):,} edits at {', '.join(f'{count:,}' for count in done.opened)} facilities"
    verdict = judged(LONGEST / longest, 1.0, None)
    return Line(job, f"{1000 * LONGEST:.0f} ms, never more", LONGEST, longest, 1.0, None, verdict)


def _edited(what: WhatIf, subject: Subject, edits: int) -> Edits:
    """Open in random squares and close random facilities, each taken back before the next."""
    chance = np.random.default_rng(3)
    opened: dict[int, list[float]] = {}
    closed: dict[int, list[float]] = {}
    for kind in what.kinds:
        count = int(kind)
        opened[count], closed[count] = [], []
        for node in chance.choice(subject.points, edits):
            seconds, _ = clocked(what.open, kind, int(node))
            opened[count].append(seconds)
            what.undo()
        for facility in chance.integers(0, count, edits):
            seconds, _ = clocked(what.close, kind, int(facility))
            closed[count].append(seconds)
            what.undo()
    return Edits(opened, closed)


def _compared(what: WhatIf, search: Scipy, subject: Subject) -> None:
    """Random edits, each on top of the former; after each the times and figures are SciPy's. Then all is taken back."""
    chance = np.random.default_rng(4)
    for kind in what.kinds:
        for step in range(2):
            if step % 2:
                what.close(kind, int(chance.integers(0, int(kind))))
            else:
                what.open(kind, int(chance.choice(subject.points)))
            stand = what.facilities(kind)
            theirs = search.read(search.ask(stand[stand >= 0]))
            same(what.edits[-1], what.tenths(kind), theirs)
            own = what.figures[what.kinds.index(kind)]
            same(f"figures after: {what.edits[-1]}", own, _figures(theirs, subject, own.shape))
    while what.edits:
        what.undo()


def _figures(tenths: Ints, subject: Subject, shape: tuple[int, ...]) -> Longs:
    """People by area, group and band, counted in another way than narhet does."""
    band = np.searchsorted(np.array(LIMITS), tenths)
    counted = np.zeros(shape, np.int64)
    np.add.at(counted.transpose(0, 2, 1), (subject.area, band), subject.people)
    return counted


def closure_line(subject: Subject, ready: Ready, *, repeats: int, told: Told) -> Line:
    """All closures ranked: the two nearest of all kinds and what each facility is to them."""
    counts = [len(kind) for kind in subject.kinds]
    people, many = subject.people.sum(axis=1), sum(counts)
    job = f"all {many:,} closures ranked"
    told(f"{job}: scipy")

    def ranked() -> Closures:
        found = closures(ready.nearness.nearest(subject.kinds, nearest=2), counts, people)
        found.ranking()
        return found

    def work() -> Line:
        version = peer_version("scipy")
        search = Scipy(Question(subject.roads, subject.tenths, subject.points, subject.kinds))
        own, chance, runs = ranked(), np.random.default_rng(5), []
        first = np.concatenate([[0], np.cumsum(counts)])
        for _ in range(SAMPLED):
            kind = int(chance.integers(len(counts)))
            facility = int(chance.integers(counts[kind]))
            before = search.read(search.ask(subject.kinds[kind])).astype(np.int64)
            seconds, answer = clocked(search.ask, np.delete(subject.kinds[kind], facility))
            runs.append(seconds)
            after = search.read(answer)
            there = (before < UNREACHABLE) & (after < UNREACHABLE)
            row = first[kind] + facility
            lost = (people * (after - before))[there].sum()
            without = people[(before < UNREACHABLE) & (after == UNREACHABLE)].sum()
            same(f"closing {kind}, {facility}", [own.lost[row], own.without[row]], [lost, without])
        ours = [clocked(ranked)[0] for _ in range(repeats)]
        least, aim = CLOSURE_RATIOS
        note = f"scipy extrapolated from {SAMPLED} closures"
        return line(
            job, f"scipy {version}", {"peer": runs, "narhet": ours}, least=least, aim=aim, note=note, times=many
        )

    return judged_line(job, "scipy", work)


def gain_line(subject: Subject, ready: Ready, *, repeats: int, threads: int, told: Told) -> Line:
    """What one more facility of a kind would save, in every square."""
    people = subject.people.sum(axis=1)
    job = f"gain at all {len(subject.points):,} points, one kind of {len(subject.kinds[0]):,}"
    told(f"{job}: narhet")
    what = WhatIf(
        subject.roads, subject.tenths, subject.points, {"kind": subject.kinds[0]}, people=people, metric=ready.metric
    )
    gains(what, "kind", subject.points[:1], threads=threads)
    runs = []
    for _ in range(repeats):
        seconds, own = clocked(gains, what, "kind", threads=threads)
        runs.append(seconds)
    told(f"{job}: scipy")

    def work() -> Line:
        version = peer_version("scipy")
        search = Scipy(Question(subject.roads, subject.tenths, subject.points, subject.kinds[:1]))
        before = search.read(search.ask(subject.kinds[0])).astype(np.int64)
        theirs = []
        for point in np.random.default_rng(6).integers(0, len(subject.points), SAMPLED):
            seconds, answer = clocked(search.ask, np.append(subject.kinds[0], subject.points[point]))
            theirs.append(seconds)
            after, could = search.read(answer), before < UNREACHABLE
            saved = (people * (before - after))[could].sum()
            nearer = people[after < before].sum()
            same(f"opening at point {point}", [own.saved[point], own.nearer[point]], [saved, nearer])
        least, aim = GAIN_RATIOS
        note = f"scipy extrapolated from {SAMPLED} places; {threads} threads"
        times = len(subject.points)
        return line(
            job, f"scipy {version}", {"peer": theirs, "narhet": runs}, least=least, aim=aim, note=note, times=times
        )

    return judged_line(job, "scipy", work)
