"""What one more facility would save, for every place where it might stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narhet.compiled import compiled
from narhet.dijkstra import BITS, UNREACHABLE, _pop, _push
from narhet.errors import BadQueryError
from narhet.roads.network import Ints, Longs
from narhet.whatif.reduced import Reduced
from narhet.whatif.whatif import WhatIf

PORTION = 512
"""Candidates that a thread takes at a time; neighbours, so that their roads are in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Gains:
    """What opening a facility of one kind would mean, for each candidate as if it were the only new one.

    Attributes
    ----------
    node : (c,) int32
        The candidates, as asked.
    saved : (c,) int64
        Person-tenths of a second: of all who have a facility already and would have a shorter way.
    nearer : (c,) int64
        People who would have a shorter way, those who have none now among them.
    reached : (c,) int64
        People who have no way to any facility, and would have one.
    within : (c, limits) int64
        People more within each of the limits: beyond it (or without any way) now, and then not.
    """

    node: Ints
    saved: Longs
    nearer: Longs
    reached: Longs
    within: Longs

    def best(self, many: int = 20) -> Longs:
        """The candidates (numbers in these arrays) that save most, falling; of equals the first."""
        return np.lexsort((np.arange(len(self.saved)), -self.reached, -self.saved))[:many]


def gains(what: WhatIf, kind: str, candidates: npt.ArrayLike | None = None, *, threads: int = 1) -> Gains:
    """What opening one facility of a kind would save, at every candidate; nothing is opened.

    Parameters
    ----------
    what : WhatIf
        As it is now; its people, points and limits count, all groups together.
    kind : name of the kind
    candidates : nodes of the roads, anywhere; the nodes of all points if left out.
    threads : how many portions of candidates go side by side; the answer is the same.

    Raises
    ------
    BadQueryError
        There is no such kind, or a candidate outside the network.

    Notes
    -----
    A search from each candidate that goes on only where it is quicker than what is there: O(t log t) for a candidate
    that serves t nodes. Many facilities make it quick; with a handful in a country each candidate is a search of the
    country.
    """
    if threads < 1:
        raise BadQueryError(f"Give at least 1 thread, not {threads}.")
    now = (what.labels(kind) >> BITS).astype(np.int32)
    at = what.standing(what.points if candidates is None else candidates)
    many, how, roads = len(at.node), what.counting, what.reduced
    people = np.zeros(roads.nodes, np.int64)
    np.add.at(people, roads.pieces.place[what.points], how.people.sum(axis=1))
    result = Gains(
        at.node,
        np.zeros(many, np.int64),
        np.zeros(many, np.int64),
        np.zeros(many, np.int64),
        np.zeros((many, len(how.limits)), np.int64),
    )
    order = np.argsort(at.seat[:, 0], kind="stable")
    rooms = [_Room.of(roads) for _ in range(threads)]  # one for each thread; a portion takes one and gives it back

    def work(begin: int) -> None:
        room = rooms.pop()
        portion = order[begin : begin + PORTION]
        _portion(
            roads.first,
            roads.head,
            roads.tenths,
            now,
            at.seat,
            at.tenths,
            portion,
            people,
            how.limits,
            room.met,
            room.turn,
            room.heap_key,
            room.heap_node,
            result.saved,
            result.nearer,
            result.reached,
            result.within,
        )
        rooms.append(room)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(0, many, PORTION)))
    return result


@dataclass(frozen=True, slots=True)
class _Room:
    """A thread's own memory. `met` holds turn << BITS | time; turns fall, so what is older counts as not met."""

    met: Longs
    turn: Longs
    heap_key: Longs
    heap_node: Ints

    @classmethod
    def of(cls, roads: Reduced) -> _Room:
        most = roads.nodes + len(roads.head) + 2
        turn = np.array([1 << 30], np.int64)
        return cls(np.full(roads.nodes, (1 << 62), np.int64), turn, np.empty(most, np.int64), np.empty(most, np.int32))


@compiled
def _portion(
    first: Longs,
    head: Ints,
    tenths: Ints,
    now: Ints,
    seat: Ints,
    seat_tenths: Ints,
    portion: Longs,
    people: Longs,
    limits: Ints,
    met: Longs,
    turn: Longs,
    heap_key: Longs,
    heap_node: Ints,
    saved: Longs,
    nearer: Longs,
    reached: Longs,
    within: Longs,
) -> None:
    for candidate in portion:
        turn[0] -= 1
        ours = turn[0] << BITS
        size = 0
        for end in range(2):
            v, time = seat[candidate, end], seat_tenths[candidate, end]
            if v >= 0 and time < now[v] and ours + time < met[v]:
                met[v] = ours + time
                size = _push(heap_key, heap_node, size, met[v], v)
        while size:
            key, v = heap_key[0], heap_node[0]
            size = _pop(heap_key, heap_node, size)
            if key != met[v]:
                continue
            if people[v]:
                nearer[candidate] += people[v]
                if now[v] < UNREACHABLE:
                    saved[candidate] += people[v] * (now[v] - (key - ours))
                else:
                    reached[candidate] += people[v]
                for i in range(len(limits)):
                    if key - ours <= limits[i] < now[v]:
                        within[candidate, i] += people[v]
            for arc in range(first[v], first[v + 1]):
                w, through = head[arc], key + tenths[arc]
                if through < met[w] and through - ours < now[w]:
                    met[w] = through
                    size = _push(heap_key, heap_node, size, through, w)
