"""An attacker who has every table of every release, knows which answers and ages there are, and reckons.

The unknown is how many persons gave each answer, by age and by which release they came with (an *atom*). Every number
that is shown is a sum of atoms.
"""

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from servicepunkt.core.text import Text
from servicepunkt.needs.choosing import tables_of
from servicepunkt.needs.content import AGES, Asked, Content, Kind, Option, Role
from servicepunkt.needs.counting import items, tally
from servicepunkt.needs.models import Variant

LARGE_PRIME = 2**61 - 1
"""Reckoning is done modulo this prime: a sum that is known stays known, and one that is not seems so once in 2⁶¹."""

Person = tuple[str, dict[str, Any]]
Atom = tuple[int, str, str]
Sums = Sequence[Mapping[str, tuple[int, int]]]
FEW = 5


def _options(number: int) -> tuple[Option, ...]:
    return tuple(Option(str(one), Text(str(one))) for one in range(1, number + 1))


QUESTIONS = Content(
    Variant.RESIDENT,
    Text("Prov"),
    Text(""),
    (
        Asked("age", Kind.ONE, Text("Ålder"), role=Role.AGE, options=tuple(Option(one.key, one.text) for one in AGES)),
        Asked("one", Kind.ONE, Text("En"), options=_options(4)),
        Asked("services", Kind.MATRIX, Text("Service"), role=Role.SERVICES, options=_options(4),
              rows=(Option("a", Text("A"), "bibliotek"),)),
        Asked("many", Kind.MANY, Text("Flera"), options=_options(2), most=2),
        Asked("times", Kind.GRID, Text("Tider"), role=Role.TIMES, options=_options(1), rows=(Option("m", Text("M")),)),
        Asked("number", Kind.NUMBER, Text("Antal"), lowest=1, highest=4),
    ),
)  # fmt: skip


def village(dice: random.Random, number: int) -> list[Person]:
    """Persons with a taste that differs from village to village: some answers common, some rare, some never given."""
    taste = [dice.random() ** 3 for _ in range(5)]
    ages = [one.key for one in AGES]
    old = [dice.random() ** 2 + 0.02 for _ in ages]
    people: list[Person] = []
    for _ in range(number):
        age = dice.choices(ages, old)[0]
        values: dict[str, Any] = {"age": age}
        if choice := dice.choices(["1", "2", "3", "4", ""], taste)[0]:
            values["one"] = choice
        if choice := dice.choices(["1", "2", "3", "4", ""], taste[::-1])[0]:
            values["services"] = {"a": choice}
        values["many"] = [key for key in ("1", "2") if dice.random() < taste[1] + 0.2]
        values["times"] = {"m": ["1"]} if dice.random() < 0.5 else {}
        values["number"] = dice.choices([1, 2, 3, 4], taste[:4])[0] if sum(taste[:4]) else 1
        people.append((age, values))
    return people


def released(batches: Sequence[tuple[Sequence[Person], bool]], content: Content = QUESTIONS) -> list[Mapping[str, Any]]:
    """The tables of one release after another: `batches` are who came, and whether the questionnaire closed then."""
    everybody: list[Person] = []
    tables: list[Mapping[str, Any]] = []
    for came, final in batches:
        everybody += came
        counted = tally(content, [(age, json.dumps(values)) for age, values in everybody])
        tables.append(json.loads(json.dumps(tables_of(content, counted, tables, final=final))))
    return tables


@dataclass
class Equation:
    """A number that is shown: the sum of these atoms."""

    atoms: frozenset[Atom]
    count: int


def answer_of(person: Person, key: str) -> str:
    """What a person answered to an item: an option, or "1"/"0" for a box."""
    question, _, rest = key.partition("|")
    row, _, option = rest.partition("|")
    value = person[1].get(question)
    if row:
        value = (value or {}).get(row)
    if option:
        return "1" if option in (value or []) else "0"
    return "" if value in (None, "") else str(value)


class Attack:
    """What can be reckoned about one item from all releases."""

    def __init__(self, key: str, tables: Sequence[Mapping[str, Any]], content: Content = QUESTIONS) -> None:
        item = next(one for one in items(content) if one.key == key)
        self.key, self.epochs = key, list(range(1, len(tables) + 1))
        asked_age = content.asked(Role.AGE)
        self.ages = [*(one.key for one in asked_age.options), ""] if asked_age else [""]
        self.options = list(item.options) if item.is_box else [*item.options, ""]
        self.atoms: list[Atom] = list(product(self.epochs, self.ages, self.options))
        self.equations = [one for number in self.epochs for one in self._shown(number, tables[number - 1])]

    def _until(self, number: int, ages: Iterable[str], options: Iterable[str]) -> frozenset[Atom]:
        return frozenset(product(range(1, number + 1), list(ages), list(options)))

    def _shown(self, number: int, tables: Mapping[str, Any]) -> Iterator[Equation]:
        """Everything that a release shows about this item, and the ages that every item's tables show."""
        yield Equation(self._until(number, self.ages, self.options), tables["answers"])
        for key, entry in tables["items"].items():
            split = entry["by_age"]
            if key == "age":
                for block, count in zip(entry["blocks"], entry["counts"], strict=True):
                    yield Equation(self._until(entry["release"], block, self.options), count)
            if split:
                for row, counts in zip(split["rows"], split["cells"], strict=True):
                    yield Equation(self._until(split["release"], row, self.options), sum(counts))
            if key != self.key:
                continue
            for block, count in zip(entry["blocks"], entry["counts"], strict=True):
                yield Equation(self._until(entry["release"], self.ages, block), count)
            if split:
                for row, counts in zip(split["rows"], split["cells"], strict=True):
                    for block, count in zip(split["blocks"], counts, strict=True):
                        yield Equation(self._until(split["release"], row, block), count)

    # --- exact algebra ------------------------------------------------------------------------------------------------

    def blind_spot(self, dice: random.Random) -> dict[Atom, int]:
        """A random vector that every equation sums to nothing: a sum of atoms is known if it sums to nothing too."""
        at = {atom: number for number, atom in enumerate(self.atoms)}
        rows: list[list[int]] = []
        pivots: list[int] = []
        for equation in {one.atoms: one for one in self.equations}.values():
            row = [0] * len(self.atoms)
            for atom in equation.atoms:
                row[at[atom]] = 1
            for pivot, known in zip(pivots, rows, strict=True):
                if row[pivot]:
                    factor = row[pivot]
                    row = [(one - factor * other) % LARGE_PRIME for one, other in zip(row, known, strict=True)]
            lead = next((number for number, one in enumerate(row) if one), None)
            if lead is not None:
                inverse = pow(row[lead], -1, LARGE_PRIME)
                rows.append([one * inverse % LARGE_PRIME for one in row])
                pivots.append(lead)
        found = [dice.randrange(LARGE_PRIME) for _ in self.atoms]
        for pivot, row in reversed(list(zip(pivots, rows, strict=True))):
            found[pivot] = -sum(
                one * value for n, (one, value) in enumerate(zip(row, found, strict=True)) if n != pivot
            )
            found[pivot] %= LARGE_PRIME
        return {atom: found[number] for atom, number in at.items()}

    def reckoned(self, truth: Mapping[Atom, int], dice: random.Random) -> list[tuple[frozenset[Atom], int]]:
        """Groups under five (none counts too) that can be reckoned exactly, with their number.

        Tried are all that one would ask for: any one or two answers, or all but one or two, in any run of neighbouring
        ages, among those who came between any two releases; and "these until then, and those since".
        """
        spot = self.blind_spot(dice)
        runs = [self.ages[a:b] for a in range(len(self.ages)) for b in range(a + 1, len(self.ages) + 1)]
        some = [c for size in (1, 2) for c in combinations(self.options, size)]
        some += [self._others(c) for c in some] + [tuple(self.options)]
        groups = sorted({c for c in some if c})
        whole = self._sums(spot, truth, self.ages)
        found = []
        for run in runs:
            sums = self._sums(spot, truth, run)
            found += [
                (frozenset(atom for epoch, options in pattern for atom in product([epoch], run, options)), count)
                for pattern, count in self._patterns(sums, groups)
                if count < FEW
            ]
            found += self._crosswise(sums, whole, run, groups)
        return found

    def _others(self, options: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in self.options if one not in options)

    def _sums(self, spot: Mapping[Atom, int], truth: Mapping[Atom, int], run: Iterable[str]) -> Sums:
        """By how many epochs and by option, of these ages: what the blind spot sums to, and how many there are."""
        ages, sums = list(run), [{one: (0, 0) for one in self.options}]
        for epoch in self.epochs:
            sums.append({
                one: (
                    known + sum(spot[epoch, age, one] for age in ages),
                    count + sum(truth.get((epoch, age, one), 0) for age in ages),
                )
                for one, (known, count) in sums[-1].items()
            })  # fmt: skip
        return sums

    def _crosswise(
        self, sums: Sums, whole: Sums, run: Sequence[str], groups: Iterable[tuple[str, ...]]
    ) -> Iterator[tuple[frozenset[Atom], int]]:
        """Of one age these answers until then, and of all other ages all other answers since."""
        last = len(self.epochs)
        for options, change in product(groups, self.epochs[1:]):
            others = self._others(options)
            parts = (
                _between(sums, options, 0, change - 1),
                _between(whole, others, change - 1, last),
                _between(sums, others, last, change - 1),
            )
            if sum(known for known, _count in parts) % LARGE_PRIME == 0 and sum(count for _, count in parts) < FEW:
                rest = [one for one in self.ages if one not in run]
                atoms = [*product(range(1, change), run, options), *product(range(change, last + 1), rest, others)]
                yield frozenset(atoms), sum(count for _known, count in parts)

    def _patterns(
        self, sums: Sums, groups: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[list[tuple[int, tuple[str, ...]]], int]]:
        """What can be reckoned of some ages, with how many that is: answers of those who came between two releases, and
        these answers until a release with others (looked up by what they must sum to) since."""
        for first, end in combinations([*self.epochs, len(self.epochs) + 1], 2):
            for options in groups:
                known, count = _between(sums, options, first - 1, end - 1)
                if known % LARGE_PRIME == 0:
                    yield [(epoch, options) for epoch in range(first, end)], count
        for change in self.epochs[1:]:
            since: dict[int, list[tuple[tuple[str, ...], int]]] = {}
            for after in groups:
                known, count = _between(sums, after, change - 1, len(self.epochs))
                since.setdefault(known % LARGE_PRIME, []).append((after, count))
            for before in groups:
                known, count = _between(sums, before, 0, change - 1)
                for after, more in since.get(-known % LARGE_PRIME, ()):
                    if before != after:
                        yield [(e, before if e < change else after) for e in self.epochs], count + more

    # --- bounds -------------------------------------------------------------------------------------------------------

    def bounds(self) -> dict[frozenset[Atom], tuple[int, int]]:
        """The least and most that groups can be, as none is negative.

        The groups: atoms that no shown number tells apart; sums that are shown; and whatever is left when one sum is
        taken from another that holds it, again and again.
        """
        signs: dict[tuple[bool, ...], list[Atom]] = {}
        for atom in self.atoms:
            signs.setdefault(tuple(atom in one.atoms for one in self.equations), []).append(atom)
        lumps = [lump for sign, lump in signs.items() if any(sign)]
        home = {atom: 1 << number for number, lump in enumerate(lumps) for atom in lump}
        known = {sum({home[atom] for atom in one.atoms}): one.count for one in self.equations}
        for _round in range(3):
            if len(known) > 300:
                break
            new = {}
            for (one, count), (other, less) in product(known.items(), repeat=2):
                if other != one and other & one == other and one ^ other not in known:
                    new[one ^ other] = count - less
            if not new:
                break
            known |= new
        low, high = self._squeezed(known, len(lumps))
        out = {frozenset([*lump]): (low[at], high[at]) for at, lump in enumerate(lumps)}
        for mask, count in known.items():
            out[frozenset(atom for at, lump in enumerate(lumps) if mask >> at & 1 for atom in lump)] = (count, count)
        return out

    @staticmethod
    def _squeezed(known: Mapping[int, int], number: int) -> tuple[list[int], list[int]]:
        inside = [([at for at in range(number) if mask >> at & 1], count) for mask, count in known.items()]
        low, high = [0] * number, [max(known.values(), default=0)] * number
        for _round in range(8):
            for members, count in inside:
                least, most = sum(low[at] for at in members), sum(high[at] for at in members)
                for at in members:
                    lower, upper = max(low[at], count - most + high[at]), min(high[at], count - least + low[at])
                    least, most = least + lower - low[at], most + upper - high[at]
                    low[at], high[at] = lower, upper
        return low, high


def _between(sums: Sums, options: Iterable[str], start: int, end: int) -> tuple[int, int]:
    """What these answers sum to from one release to another, and how many they are (less than none: taken away)."""
    until, before = sums[end], sums[start]
    found = [(until[one][0] - before[one][0], until[one][1] - before[one][1]) for one in options]
    return sum(known for known, _count in found), sum(count for _known, count in found)


def truth_of(key: str, batches: Sequence[tuple[Sequence[Person], bool]]) -> dict[Atom, int]:
    """What the attacker is after."""
    out: dict[Atom, int] = {}
    for epoch, (came, _final) in enumerate(batches, start=1):
        for person in came:
            atom = (epoch, person[0], answer_of(person, key))
            out[atom] = out.get(atom, 0) + 1
    return out
