"""Peers answer as narhet does, and one that lies is found out before anything is timed."""

import numpy as np
import pytest

from narhet.bench.extra import package
from narhet.bench.measuring import AIM, MET, MISSED, DifferentAnswerError, judged, line, same
from narhet.bench.peers import Question, Scipy, chosen
from narhet.dijkstra import BITS, NONE, UNREACHABLE, backwards, labels
from narhet.errors import BadQueryError, MissingPackageError
from tests.narhet.networks import timed


def test_scipy_answers_as_dijkstra_with_parallel_and_zero_arcs_and_islands() -> None:
    network = timed(60, 120, 7, largest=3, zero=0.4)
    points, facilities = np.arange(60, dtype=np.int32), np.array([1, 2, 40], np.int32)
    peer = Scipy(Question(network.roads, network.tenths, points, (facilities,)))
    first, tail, arc = backwards(network.roads.first_out, network.roads.head)
    found = labels(first, tail, network.tenths[arc], facilities)[:, 0]
    own = np.where(found == NONE, UNREACHABLE, found >> BITS)
    assert (own == UNREACHABLE).any()
    same("times", own, peer.read(peer.ask(facilities)))


def test_a_wrong_answer_is_refused_and_says_where() -> None:
    with pytest.raises(
        DifferentAnswerError, match="times: 1 of 3 answers differ, the first at 1: narhet 5, the peer 6"
    ):
        same("times", [1, 5, 9], [1, 6, 9])


def test_answers_of_different_size_are_refused() -> None:
    with pytest.raises(DifferentAnswerError, match=r"narhet answers \(2,\) numbers, the peer \(3,\)"):
        same("times", [1, 2], [1, 2, 3])


def test_a_line_sets_medians_against_each_other() -> None:
    told = line("job", "peer", {"peer": [10.0, 12.0, 90.0], "narhet": [0.1, 0.2, 0.3]}, least=50, aim=70)
    assert told.ratio == pytest.approx(60)
    assert told.verdict == MET
    assert [judged(ratio, 50, 70) for ratio in (49, 50, 70)] == [MISSED, MET, AIM]


def test_a_peer_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(MissingPackageError, match="pip install no_such_peer"):
        package("no_such_peer")


def test_an_unknown_peer_is_refused() -> None:
    with pytest.raises(BadQueryError, match="There is no peer osrm"):
        chosen(["scipy", "osrm"])
