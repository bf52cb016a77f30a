"""From a cut's edges to the fewest nodes that touch them all (König 1931): the separator."""

from __future__ import annotations

from narhet.compiled import compiled
from narhet.hierarchy.parts import Parts


@compiled
def cover(parts: Parts, begin: int, end: int) -> None:
    """Turn the fewest nodes that touch every edge between sides 0 and 1 into side 2.

    A largest matching of the cut edges by augmenting paths, then König's cover: unmatched left nodes reach by
    alternating paths what decides which ends are taken.
    """
    side, mate, seen, left = parts.side, parts.level, parts.at, parts.spare
    many = 0
    for v in range(begin, end):
        mate[v] = -1
        seen[v] = -1
        if side[v] == 0:
            for e in range(parts.first[v], parts.last[v]):
                if side[parts.neighbour[e]] == 1:
                    left[begin + many] = v
                    many += 1
                    break
    turn = 0
    for i in range(begin, begin + many):
        turn += 1
        _matched(parts, begin, left[i], turn)
    # From here `seen` says who is reached from unmatched left nodes in a last search over all of them.
    turn += 1
    for i in range(begin, begin + many):
        if mate[left[i]] < 0:
            _matched(parts, begin, left[i], turn)
    for i in range(begin, begin + many):
        v = left[i]
        w = mate[v]
        if w >= 0:
            side[w if seen[w] == turn else v] = 2


@compiled
def _matched(parts: Parts, begin: int, root: int, turn: int) -> bool:
    """Search an augmenting path from an unmatched left node by depth; mark all nodes met with `turn`."""
    side, mate, seen, path = parts.side, parts.level, parts.at, parts.queue
    if seen[root] == turn:
        return False
    depth = begin
    path[depth] = root
    seen[root] = turn
    while depth >= begin:
        v = path[depth]
        further = False
        for e in range(parts.first[v], parts.last[v]):
            w = parts.neighbour[e]
            if side[w] != 1 or seen[w] == turn:
                continue
            seen[w] = turn
            path[depth + 1] = w
            if mate[w] < 0:
                for i in range(depth, begin - 1, -2):
                    mate[path[i]] = path[i + 1]
                    mate[path[i + 1]] = path[i]
                return True
            path[depth + 2] = mate[w]
            seen[mate[w]] = turn
            depth += 2
            further = True
            break
        if not further:
            depth -= 2
    return False
