"""All labels of one kind anew, by two passes over the hierarchy: what an edit costs at most."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from narhet.compiled import compiled
from narhet.dijkstra import BITS
from narhet.hierarchy.hierarchy import Flags, Metric
from narhet.hierarchy.subtrees import shares, tree
from narhet.roads.network import Ints, Longs
from narhet.whatif.repair import NOWHERE


@compiled
def _above(first: Longs, head: Ints, start: Ints) -> Flags:
    """Ranks that some ranks climb to, themselves among them."""
    met = np.zeros(len(first) - 1, np.bool_)
    met[start] = True
    for r in range(len(met)):
        if met[r]:
            for arc in range(first[r], first[r + 1]):
                met[head[arc]] = True
    return met


@compiled
def _climb(first: Longs, head: Ints, tenths: Ints, labels: Longs) -> None:
    """Lead labels upward; nodes without one cost nothing, so few facilities are quick."""
    for v in range(len(first) - 1):
        own = labels[v]
        if own < NOWHERE:
            for arc in range(first[v], first[v + 1]):
                w = head[arc]
                labels[w] = min(labels[w], own + (np.int64(tenths[arc]) << BITS))


@compiled
def _descend(first: Longs, head: Ints, tenths: Ints, labels: Longs, begin: int, end: int) -> None:
    """Let nodes end - 1 … begin, from the highest down, take the least label that a higher one leads to them."""
    for v in range(end - 1, begin - 1, -1):
        best = labels[v]
        for arc in range(first[v], first[v + 1]):
            best = min(best, labels[head[arc]] + (np.int64(tenths[arc]) << BITS))
        labels[v] = best


@compiled
def _renew(rows: Longs, place: Ints, labels: Longs, log_node: Ints, log_label: Longs) -> int:
    """Put the rows' labels in the place of the old ones; those that differ are logged, and counted."""
    count = 0
    for node in range(len(place)):
        new = min(rows[place[node]], NOWHERE)
        if new != labels[node]:
            log_node[count] = node
            log_label[count] = labels[node]
            labels[node] = new
            count += 1
    return count


Shortcuts = tuple[Longs, Ints, Ints]

MOST_THREADS = 4
"""That share a descent; each takes subtrees of its own, and the few nodes above them all are done before."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The part of a hierarchy above the nodes of the reduced roads, s nodes: thread by thread, then the top, by rank.

    `narhet.hierarchy.sweeps` serves many kinds side by side; here it is one, and few facilities.

    Attributes
    ----------
    place : (c,) int32
        Where each node of the reduced roads stands among them.
    rise, fall : (s + 1,) int64, (r,) int32, (r,) int32
        Shortcuts by their lower end, their upper ends and times: those that labels climb, and those they descend.
    begin : (threads + 1,) int64
        Thread i descends to nodes `begin[i] : begin[i + 1]`, after the top behind them.
    """

    place: Ints
    rise: Shortcuts
    fall: Shortcuts
    begin: Longs

    @classmethod
    def over(cls, metric: Metric, nodes: Ints, *, to: bool, threads: int | None = None) -> Sweep:
        """Ready for labels on these nodes of the roads, by as many threads as there are processors. O(n + a α(a))."""
        rise = (metric.up_first, metric.up_head, metric.up_tenths)
        fall = (metric.down_first, metric.down_head, metric.down_tenths)
        if to:
            rise, fall = fall, rise
        start = metric.rank[nodes]
        wanted = _above(*rise[:2], start) | _above(*fall[:2], start)
        ranks, parts = np.flatnonzero(wanted).astype(np.int32), threads or min(os.cpu_count() or 1, MOST_THREADS)
        number = np.full(len(wanted), -1, np.int32)
        number[ranks] = np.arange(len(ranks), dtype=np.int32)
        parent = tree(ranks, number, *rise[:2], wanted, *fall[:2], wanted)
        part = shares(parent, np.diff(fall[0])[ranks] + 2, parts)
        order = np.argsort(np.where(part < 0, parts, part), kind="stable")
        ranks = ranks[order]
        number[ranks] = np.arange(len(ranks), dtype=np.int32)
        begin = np.concatenate([[0], np.cumsum(np.bincount(part[part >= 0], minlength=parts))]).astype(np.int64)
        return cls(number[start], _chosen(*rise, ranks, number), _chosen(*fall, ranks, number), begin)

    def labels(self, seed_node: Ints, seed_label: Longs) -> Longs:
        """(c,) int64, the least labels that follow from labels at some nodes. O(s + r)."""
        return np.minimum(self._rows(seed_node, seed_label)[self.place], NOWHERE)

    def renew(self, seed_node: Ints, seed_label: Longs, labels: Longs, log_node: Ints, log_label: Longs) -> int:
        """Make `labels` those that follow; how many have changed, and in the log which and from what. O(s + r)."""
        return _renew(self._rows(seed_node, seed_label), self.place, labels, log_node, log_label)

    def _rows(self, seed_node: Ints, seed_label: Longs) -> Longs:
        size, threads = len(self.rise[0]) - 1, len(self.begin) - 1
        rows = np.full(size, NOWHERE, np.int64)
        np.minimum.at(rows, self.place[seed_node], seed_label)
        _climb(*self.rise, rows)
        _descend(*self.fall, rows, self.begin[-1], size)

        def fall(part: int) -> None:
            _descend(*self.fall, rows, self.begin[part], self.begin[part + 1])

        if threads == 1:
            fall(0)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(fall, range(threads)))
        return rows


def _chosen(first: Longs, head: Ints, tenths: Ints, ranks: Ints, number: Ints) -> Shortcuts:
    """The shortcuts of some nodes in a new order; all of them lead to such nodes."""
    many = first[ranks + 1] - first[ranks]
    begin = np.zeros(len(ranks) + 1, np.int64)
    np.cumsum(many, out=begin[1:])
    arcs = np.repeat(first[ranks] - begin[:-1], many) + np.arange(begin[-1])
    return begin, number[head[arcs]], tenths[arcs]
