"""Which table is shown of each thing asked, given the exact counts and all that was shown before. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .content import Content, Role
from .counting import TICKED, Counted, Item, items
from .models import Variant
from .results import SCHEMA, everybody_of, table_of
from .suppression import (
    LEAST,
    Margins,
    Moment,
    Partition,
    Table,
    age_levels,
    as_tried,
    by_age,
    coarser,
    first_safe,
    folded,
    singles,
    worth_showing,
)

Tables = Mapping[str, Any]
"""What a release holds, as JSON (see `results`)."""

REGISTERED = (Variant.RESIDENT, Variant.YOUTH)
"""Those who are asked as the place's registered people, so that population figures say how many they are."""


@dataclass(frozen=True)
class _Past:
    """What the releases before have shown of one item, moment by moment, and the entry that stands now."""

    own: list[Moment]
    by_age: list[Moment]
    now: Mapping[str, Any] | None


def tables_of(content: Content, counted: Counted, earlier: Sequence[Tables], *, final: bool) -> dict[str, Any]:
    """The tables of the next release. `earlier` are those of all releases before, in order.

    While a questionnaire is open one thing is tried of each: everything told apart, or the coarsest step of a ladder
    (important or not, ticked or not), and nothing by age. What has once been folded stays folded, so a hasty table
    would cost the one at the close. After the close a table that tells less than the one that stands takes its place
    only when it stands on half as many answers again.
    """
    chooser = _Chooser(content, counted, earlier, final)
    entries: dict[str, Any] = {}
    for _question, group in groupby(items(content), key=lambda item: item.question):
        entries |= chooser.question(list(group))
    return {
        "schema": SCHEMA,
        "answers": counted.answers,
        "final": final,
        "items": entries,
        "roles": _roles(content),
    }


def _roles(content: Content) -> dict[str, Any]:
    """Which items the gap matrix and the evidence lean on, so that a release can be read without its questionnaire."""
    services, times, age = (content.asked(role) for role in (Role.SERVICES, Role.TIMES, Role.AGE))
    return {
        "age": age.key if age else "",
        "ages": [one.key for one in age.options] if age and content.variant in REGISTERED else [],
        "times": times.key if times else "",
        "important": [one.key for one in services.options[len(services.options) // 2 :]] if services else [],
        "services": {Item(services.key, row.key).key: row.area for row in services.rows if row.area}
        if services
        else {},
    }


class _Chooser:
    def __init__(self, content: Content, counted: Counted, earlier: Sequence[Tables], final: bool) -> None:
        asked = content.asked(Role.AGE)
        offered = [one.key for one in asked.options] if asked else []
        self.age = asked.key if asked else ""
        self.levels = age_levels(offered)
        self.everybody = everybody_of(offered)
        # A closing release that stands on the same answers as the one before it has shown nothing, nor been silent.
        self.earlier = [
            (number, tables)
            for number, tables in enumerate(earlier, start=1)
            if number == 1 or tables["answers"] != earlier[number - 2]["answers"]
        ]
        self.counted, self.final = counted, final
        self.number = len(earlier) + 1
        self.pasts: dict[str, _Past] = {}
        every = items(content)
        age = next((one for one in every if self.age and one.question == self.age), None)
        self.age_past = self._past(age).own if age else []
        table = self._own(age) if age else None
        # Tables by age are no finer than this release's own table of ages.
        self.rows = [rows for rows in self.levels if coarser(rows, table.blocks)] if table else []

    def question(self, group: Sequence[Item]) -> dict[str, Any]:
        """The entries of a question's items: new, kept, or missing when nothing has ever been shown."""
        new = {item.key: self._own(item) for item in group}
        most = group[0].most
        if most:
            self._uncrowd(group, new, most)
        return {item.key: entry for item in group if (entry := self._entry(item, new[item.key]))}

    def _past(self, item: Item) -> _Past:
        if item.key not in self.pasts:
            own, ages, now = list[Moment](), list[Moment](), None
            for number, tables in self.earlier:
                now = tables["items"].get(item.key)
                table = table_of(now, self.everybody) if now and now["release"] == number else None
                own.append(Moment(tables["answers"], None if tables["final"] else self._tried(item), table))
                split = now["by_age"] if now else None
                if split and split["release"] == number:
                    ages.append(Moment(tables["answers"], None, table_of(split)))
            self.pasts[item.key] = _Past(own, ages, now)
        return self.pasts[item.key]

    def _tried(self, item: Item) -> Partition:
        """The groups that are tried while the questionnaire is open."""
        return item.ladder[-1] if item.ladder else singles(self.counted.options(item))

    def _own(self, item: Item) -> Table | None:
        """The item's new table over all ages; None when it keeps what stands."""
        past, fine = self._past(item).own, self.counted.fine[item.key]
        if not self.final:
            return as_tried(fine, self.everybody, self._tried(item), past)
        if item.ladder:
            new = first_safe(fine, self.everybody, item.ladder, past)
        else:
            new = folded(fine, self.everybody, singles(self.counted.options(item)), past)
        return new if new and worth_showing(new, past) else None

    def _uncrowd(self, group: Sequence[Item], new: dict[str, Table | None], most: int) -> None:
        """Leave out the least ticked box where the boxes together would tell how few have ticked less than they may.

        If 20 persons may tick three each and 59 ticks are shown, exactly one of them ticked two.
        """
        if all(new[item.key] for item in group) and self._slack(group, most) < LEAST:
            least = min(group, key=lambda item: (sum(self.counted.fine[item.key][TICKED].values()), item.key))
            new[least.key] = None

    def _slack(self, group: Sequence[Item], most: int) -> int:
        """The ticks that were not made, now or since a release in which all boxes were shown, whichever is less."""
        ticks = sum(sum(self.counted.fine[item.key][TICKED].values()) for item in group)
        slack = found = most * self.counted.answers - ticks
        for at in range(len(self.earlier)):
            then = [one for item in group if (one := self._past(item).own[at].table)]
            if len(then) == len(group):
                shown = sum(one.columns()[one.blocks.index((TICKED,))] for one in then)
                found = min(found, slack - (most * then[0].total - shown))
        return found

    def _entry(self, item: Item, own: Table | None) -> dict[str, Any] | None:
        past = self._past(item)
        if own is None:
            return dict(past.now) if past.now else None
        return {
            "release": self.number,
            "answers": own.total,
            "blocks": _lists(own.blocks),
            "counts": list(own.columns()),
            "by_age": self._by_age(item, own, past),
        }

    def _by_age(self, item: Item, own: Table, past: _Past) -> dict[str, Any] | None:
        """The table by age, at a close: new where it can be and is better, else the one that stands.

        Where the number of ticks is limited it is shown once, and only if nobody can be told by their ticks.
        """
        kept = dict(past.now["by_age"]) if past.now and past.now["by_age"] else None
        if not self.final or item.question == self.age or (item.most and (kept or self._tight(item))):
            return kept
        closed = [tables["answers"] for _number, tables in self.earlier if tables["final"]]
        if not past.by_age and closed and own.total < 2 * closed[-1]:  # nothing could be shown then: let that grow old
            return kept
        margins = [Margins(then.table, age.table) for then, age in zip(past.own, self.age_past, strict=True)]
        new = by_age(self.counted.fine[item.key], self.rows, own, item.ladder, past.by_age, margins)
        if new is None or not worth_showing(new, past.by_age):
            return kept
        return {
            "release": self.number,
            "answers": new.total,
            "rows": _lists(new.rows),
            "blocks": _lists(new.blocks),
            "cells": _lists(new.cells),
        }

    def _tight(self, item: Item) -> bool:
        """Whether in some age nearly everybody ticked all they may."""
        boxes = [one for key, one in self.counted.fine.items() if key.split("|")[0] == item.question]
        for row in self.rows[0] if self.rows else ():
            ticks = sum(one[TICKED][age] for one in boxes for age in row)
            if item.most * sum(self.counted.ages[age] for age in row) - ticks < LEAST:
                return True
        return False


def _lists(table: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """As JSON has it."""
    return [list(row) for row in table]
