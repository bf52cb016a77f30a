"""Reading a release: shares, intervals and weights, worked out from what it shows and from nothing else.

A release's tables, as JSON (schema 1):

    {"schema": 1, "answers": N, "roles": {...},
     "items": {"question|row|option": {"release": the one it was new in, "answers": N then,
               "blocks": [[options that are shown together], ...], "counts": [...],
               "by_age": null or {"release", "answers", "rows": [[ages], ...], "blocks", "cells": [[...], ...]}}}}

An empty string among options is "did not answer", among ages "no age".
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .models import Release
from .suppression import Block, Partition, Table
from .weights import Stratum, effective, interval, weighted_share, weights

SCHEMA = 1

People = Mapping[str, int]
"""How many live in the place, by the keys of `content.AGES` (women and men together)."""


def everybody_of(ages: Sequence[str]) -> Partition:
    """All ages as one row, with those who gave none."""
    return ((*ages, ""),)


def _partition(raw: Iterable[Iterable[str]]) -> Partition:
    return tuple(tuple(block) for block in raw)


def table_of(entry: Mapping[str, Any], everybody: Partition = ()) -> Table:
    """An entry as a table; one over all ages has the single row `everybody`."""
    if "cells" in entry:
        return Table(
            _partition(entry["rows"]), _partition(entry["blocks"]), tuple(tuple(row) for row in entry["cells"])
        )
    return Table(everybody, _partition(entry["blocks"]), (tuple(entry["counts"]),))


@dataclass(frozen=True)
class Share:
    """How large a part of all who answered (0–1), of how many, with its interval of 95 percent for the whole place.

    `weighted`: by age, so that `share` is not `count` of `answers`.
    """

    count: int
    answers: int
    share: float
    low: float
    high: float
    weighted: bool = False


@dataclass(frozen=True)
class Shown:
    """What is shown of a questionnaire now."""

    number: int
    answers: int
    final: bool
    at: dt.datetime
    tables: Mapping[str, Any]

    @classmethod
    def of(cls, release: Release) -> "Shown":
        """A stored release. Raises ValueError for a schema this version cannot read."""
        if release.schema != SCHEMA:
            raise ValueError(f"unknown schema {release.schema}")
        return cls(release.number, release.answers, release.final, release.at, release.tables)

    def entry(self, key: str) -> Mapping[str, Any] | None:
        """What is shown of an item; None when too few have answered."""
        found: Mapping[str, Any] | None = self.tables["items"].get(key)
        return found

    def ages(self) -> list[tuple[Block, int]]:
        """How many have answered by groups of ages ("" = gave no age); nothing when that cannot be shown."""
        entry = self.entry(self.tables["roles"]["age"])
        return list(zip(_partition(entry["blocks"]), entry["counts"], strict=True)) if entry else []

    def share(self, key: str, options: Iterable[str], people: People | None = None) -> Share | None:
        """How many chose one of these options of an item; None when the release does not tell them from others."""
        entry = self.entry(key)
        return share_of(entry, options, self.asked_people(people)) if entry else None

    def asked_people(self, people: People | None) -> People | None:
        """The people of the ages that were asked; None when the questionnaire was not for the place's own people or
        their number is not known for every age."""
        ages = self.tables["roles"]["ages"]
        return {age: people[age] for age in ages} if people and ages and all(age in people for age in ages) else None

    def important(self, people: People | None = None) -> dict[str, Share]:
        """How many hold a service important, by its area in `supply`; the larger share where two rows have one area."""
        roles, out = self.tables["roles"], dict[str, Share]()
        for key, area in roles["services"].items():
            share = self.share(key, roles["important"], people)
            if share and (area not in out or share.share > out[area].share):
                out[area] = share
        return out

    def times(self, people: People | None = None) -> dict[tuple[str, str], Share]:
        """How many can come, by weekday and part of the day."""
        out = {}
        for key in self.tables["items"]:
            question, _, cell = key.partition("|")
            if question == self.tables["roles"]["times"] and question:
                share = self.share(key, ["1"], people)
                if share:
                    day, _, part = cell.partition("|")
                    out[day, part] = share
        return out


def share_of(entry: Mapping[str, Any], options: Iterable[str], people: People | None = None) -> Share | None:
    """The share of those who chose one of `options`; None when they are shown together with others.

    Weighted by age where the item has a table by age from the same release in which these options stand on their own,
    and `people` are known; the interval then rests on the effective number of answers.
    """
    wanted, answers = set(options), int(entry["answers"])
    count = _chosen(entry["blocks"], entry["counts"], wanted)
    if count is None or not answers:
        return None
    known = sum(people.values()) if people else None
    table = entry["by_age"]
    if people and known and table and table["release"] == entry["release"]:
        chosen = [_chosen(table["blocks"], row, wanted) for row in table["cells"]]
        strata = [
            Stratum(sum(row), sum(people.get(age, 0) for age in ages))
            for ages, row in zip(table["rows"], table["cells"], strict=True)
        ]
        if None not in chosen:
            each, numbers = weights(strata), [one.answers for one in strata]
            share = weighted_share([one or 0 for one in chosen], numbers, each)
            low, high = interval(share, effective(numbers, each), answers=answers, people=known)
            return Share(count, answers, share, low, high, True)
    low, high = interval(count / answers, answers, answers=answers, people=known)
    return Share(count, answers, count / answers, low, high)


def _chosen(blocks: Iterable[Iterable[str]], counts: Iterable[int], wanted: set[str]) -> int | None:
    """How many stand in blocks that lie within `wanted`; None when some wanted option stands with others."""
    total, found = 0, set[str]()
    for block, count in zip(map(set, blocks), counts, strict=True):
        if block <= wanted:
            total += count
            found |= block
        elif block & wanted:
            return None
    return total if found == wanted else None
