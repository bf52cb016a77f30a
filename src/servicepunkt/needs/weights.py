"""Weights by age and intervals of shares. Pure: numbers in, numbers out.

Those who answer choose themselves. Weighting evens out that one age answered more eagerly than another; the interval
covers chance alone. Neither mends that people with a strong opinion answer more often, and the pages say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""The quantile of the normal distribution for an interval of 95 percent."""


@dataclass(frozen=True)
class Stratum:
    """An age group: how many answered and how many there are."""

    answers: int
    people: int


def weights(strata: Sequence[Stratum]) -> list[float]:
    """The weight of an answer in each stratum (post-stratification), so that the answers' ages are the population's.

    weight = (people of the stratum / people) / (answers of the stratum / answers); over all answers they sum to the
    number of answers. A stratum without answers or without people is joined with a neighbour, the smaller one, so that
    nobody is left out and no weight is without bound. Without people, or answers, every weight is 1.
    Source: Holt & Smith, Post Stratification, JRSS A 142 (1979), 33–46.
    """
    answers, people = sum(one.answers for one in strata), sum(one.people for one in strata)
    if not answers or not people:
        return [1.0] * len(strata)
    out = [0.0] * len(strata)
    for group in joined(strata):
        share = sum(strata[at].people for at in group) / people
        answered = sum(strata[at].answers for at in group) / answers
        for at in group:
            out[at] = share / answered
    return out


def joined(strata: Sequence[Stratum]) -> list[list[int]]:
    """Neighbouring strata by number, so joined that each has both answers and people (if all together do)."""
    groups = [[at] for at in range(len(strata))]

    def answers(group: Sequence[int]) -> int:
        return sum(strata[at].answers for at in group)

    while len(groups) > 1:
        lacking = next(
            (n for n, one in enumerate(groups) if not answers(one) or not sum(strata[at].people for at in one)), None
        )
        if lacking is None:
            break
        beside = [n for n in (lacking - 1, lacking + 1) if 0 <= n < len(groups)]
        with_ = min(beside, key=lambda n: (answers(groups[n]), n))
        first, last = sorted((lacking, with_))
        groups[first : last + 1] = [groups[first] + groups[last]]
    return groups


def effective(answers: Sequence[int], each: Sequence[float]) -> float:
    """The effective number of answers: how many unweighted ones would tell as much.

    (sum of weights)² / sum of squared weights; never more than the number of answers. Source: Kish, Survey Sampling
    (1965), section 11.7.
    """
    total = sum(number * weight for number, weight in zip(answers, each, strict=True))
    squares = sum(number * weight * weight for number, weight in zip(answers, each, strict=True))
    return total * total / squares if squares else 0.0


def weighted_share(chosen: Sequence[int], answers: Sequence[int], each: Sequence[float]) -> float:
    """The weighted share: who chose it in each stratum, of all answers in each. Raises ValueError without answers."""
    total = sum(number * weight for number, weight in zip(answers, each, strict=True))
    if not total:
        raise ValueError("a share needs answers")
    return sum(number * weight for number, weight in zip(chosen, each, strict=True)) / total


def interval(share: float, number: float, *, answers: int = 0, people: int | None = None) -> tuple[float, float]:
    """Where the share of all lies, with 95 percent, as far as chance goes: Wilson's interval.

    `number` is the (effective) number of answers. With `people`, how many there are in all, and `answers`, how many of
    them have answered, the finite population correction widens `number` by (people - 1) / (people - answers): when
    everybody has answered nothing is left to chance.
    Raises ValueError for a share outside 0–1 or without answers.
    Sources: Wilson, JASA 22 (1927), 209–212; the correction: Cochran, Sampling Techniques (1977), section 2.6.
    """
    if not 0 <= share <= 1 or number <= 0:
        raise ValueError("an interval needs a share from 0 to 1 and answers")
    if people is not None and answers:
        if answers >= people:
            return share, share
        number *= (people - 1) / (people - answers)
    z2 = Z95 * Z95
    middle = (share + z2 / (2 * number)) / (1 + z2 / number)
    half = Z95 / (1 + z2 / number) * sqrt(share * (1 - share) / number + z2 / (4 * number * number))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
