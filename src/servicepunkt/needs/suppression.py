"""Tables in which nobody can be told apart: which answers are shown one by one and which together.

The rule: *every number shown stands for at least five persons, and so does what is left when numbers shown beside or
before it are taken from it.* It is kept by showing some answers together ("övriga svar"), never by leaving a single
number out: what is left out can be reckoned from a total.

1. Every cell of a table is five or more. None counts as under five: that nobody chose an answer tells about everybody.
2. What has been shown together stays together: a later table's groups are those of every earlier one, or unions of
   them. Else `(a or b) today - a yesterday` could leave one person who is in no table.
3. Between two moments every cell of the later table has grown by five or more. Cells that have not grown are refused
   too: that none of the new ones gave an answer tells about each of them.
4. The reader is supposed to know these rules (they are public), so what is folded, and that nothing is shown, must not
   tell more than the numbers: see `folded` and `_not_told_by_silence`.

Why this is enough, also for sums and differences of many tables: see docs/decisions/0011. Merging until every cell is
large enough is "global recoding" in Hundepool et al., Statistical Disclosure Control (2012), chapter 5; that a release
must be safe from one who knows the method is Wong et al., Minimality Attack in Privacy Preserving Data Publishing,
VLDB (2007).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

LEAST = 5

Block = tuple[str, ...]
Partition = tuple[Block, ...]
Fine = Mapping[str, Mapping[str, int]]
"""Exact counts: by option, then by age. Never leaves this room."""


def singles(keys: Sequence[str]) -> Partition:
    """Each key a block of its own."""
    return tuple((key,) for key in keys)


def coarser(one: Partition, other: Partition) -> bool:
    """Whether each block of `other` lies wholly within a block of `one` (also when they are equal)."""
    home = {key: number for number, block in enumerate(one) for key in block}
    if home.keys() != {key for block in other for key in block}:
        return False
    return all(len({home[key] for key in block}) == 1 for block in other)


@dataclass(frozen=True)
class Table:
    """Counts of persons by groups of ages (rows) and groups of options (blocks): `cells[row][block]`."""

    rows: Partition
    blocks: Partition
    cells: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, fine: Fine, rows: Partition, blocks: Partition) -> "Table":
        """The table of exact counts in these groups."""
        return cls(
            rows,
            blocks,
            tuple(
                tuple(sum(fine.get(option, {}).get(age, 0) for option in block for age in row) for block in blocks)
                for row in rows
            ),
        )

    @cached_property
    def total(self) -> int:
        """All persons in the table."""
        return sum(map(sum, self.cells))

    @cached_property
    def smallest(self) -> int:
        """The smallest cell."""
        return min(min(row) for row in self.cells)

    def columns(self) -> tuple[int, ...]:
        """Persons by block, all ages."""
        return tuple(map(sum, zip(*self.cells, strict=True)))

    def merged(self, rows: Partition, blocks: Partition) -> "Table":
        """The same persons in groups that are coarser or equal."""
        down = [next(n for n, row in enumerate(rows) if own[0] in row) for own in self.rows]
        across = [next(n for n, block in enumerate(blocks) if own[0] in block) for own in self.blocks]
        cells = [[0] * len(blocks) for _ in rows]
        for at_row, counts in zip(down, self.cells, strict=True):
            for at_block, count in zip(across, counts, strict=True):
                cells[at_row][at_block] += count
        return Table(rows, blocks, tuple(map(tuple, cells)))

    def is_coarser(self, other: "Table") -> bool:
        """Whether this table tells no more than `other` about the same persons."""
        return coarser(self.rows, other.rows) and coarser(self.blocks, other.blocks)

    def is_as_fine(self, other: "Table") -> bool:
        """Whether this table tells no less than `other`."""
        return other.is_coarser(self)


@dataclass(frozen=True)
class Moment:
    """An earlier release, as far as one question goes: how many answers it stood on and the table that was new in it
    (None: nothing was shown, or an earlier table was kept).

    `tried` are the groups that were tried while the questionnaire was open, always the same whatever was answered;
    None after the close, when groups are chosen by the answers.
    """

    answers: int
    tried: Partition | None
    table: Table | None


def safe(new: Table, past: Sequence[Moment]) -> bool:
    """Whether a table can be shown beside all that was shown, and not shown, of the same question before."""
    return (
        new.smallest >= LEAST
        and all(follows(new, one) for one in past if one.table)
        and all(_not_told_by_silence(new, past, at) for at, one in enumerate(past) if one.table is None)
    )


def follows(new: Table, before: Moment) -> bool:
    """Whether `new` can be shown to somebody who has the table of `before`: every cell of the coarser has grown.

    It may be finer only than groups that did not depend on the answers.
    """
    old = before.table
    if old is None or not (new.is_coarser(old) or (before.tried is not None and old.is_coarser(new))):
        return False
    return min(_growth(new, old)) >= LEAST


def _growth(new: Table, old: Table | None) -> list[int]:
    """How much each cell has grown since an earlier table, in the groups of the coarser of the two."""
    if old is None:
        return [count for row in new.cells for count in row]
    rows, blocks = (new.rows, new.blocks) if new.is_coarser(old) else (old.rows, old.blocks)
    pairs = zip(new.merged(rows, blocks).cells, old.merged(rows, blocks).cells, strict=True)
    return [now - then for row, before in pairs for now, then in zip(row, before, strict=True)]


def _not_told_by_silence(new: Table, past: Sequence[Moment], at: int) -> bool:
    """Whether somebody who knows these rules learns nothing of the moment `at`, in which nothing new was shown.

    While a questionnaire is open, silence means that some cell of what was tried would have been under five. One must
    be small enough to be all new, or else it is told which cell it was, and that nobody new is in the others.
    After a close silence means that hardly anybody stood outside one cell; some cell must have room for all.
    """
    silent = past[at]
    base = next((one for one in reversed(past[:at]) if one.table), None)
    shown = base.table if base else None
    if silent.tried is None:
        return max(_growth(new, shown)) >= silent.answers - (base.answers if base else 0)
    if not coarser(silent.tried, new.blocks):
        return True
    return min(_growth(new.merged(new.rows, silent.tried), shown)) <= new.total - silent.answers


def first_safe(
    fine: Fine, rows: Partition, ladder: Sequence[Partition], past: Sequence[Moment], least: Partition | None = None
) -> Table | None:
    """The finest step of a fixed ladder of ever coarser partitions that can be shown, of those no finer than `least`.

    None when not even two groups can be told apart. For answers that have an order, so that neighbours stay together.
    """
    for blocks in ladder:
        if len(blocks) > 1 and (least is None or coarser(blocks, least)):
            table = Table.of(fine, rows, blocks)
            if safe(table, past):
                return table
    return None


def folded(fine: Fine, rows: Partition, units: Partition, past: Sequence[Moment]) -> Table | None:
    """The table in which those units are folded into one block of other answers that must be; None when none is safe.

    What was folded before stays so. The last unit (those who did not answer) is always among the folded, and more
    company comes from the end of the list, never by size: were it the next smallest, or none at all when the folded
    are five together, then "8 together" could only be 4 and 4.
    """
    held = {
        key
        for one in past
        if one.table and one.tried is None
        for block in one.table.blocks
        if len(block) > 1
        for key in block
    }
    rest = {unit for unit in units if _room(fine, rows, unit, past) < LEAST or held & set(unit)}
    if rest:
        rest.add(units[-1])
    for more in ((), *reversed(units)):
        if more:
            rest.add(more)
        if len(rest) == len(units):
            return None
        table = Table.of(fine, rows, _around(units, rest))
        if safe(table, past):
            return table
    return None


def _around(units: Partition, rest: set[Block]) -> Partition:
    """The units outside `rest` as they are, and those in it as one last block."""
    together = tuple(key for unit in units if unit in rest for key in unit)
    return (*(unit for unit in units if unit not in rest), *((together,) if together else ()))


def _room(fine: Fine, rows: Partition, unit: Block, past: Sequence[Moment]) -> int:
    """The smallest number that a unit of its own would show: its cells, and what they grew by since earlier tables."""
    whole = Table.of(fine, rows, (unit,))
    found = whole.smallest
    for one in past:
        if one.table and coarser(rows, one.table.rows):
            inside = [number for number, block in enumerate(one.table.blocks) if set(block) <= set(unit)]
            if sum(len(one.table.blocks[number]) for number in inside) == len(unit):
                cells = tuple((sum(row[number] for number in inside),) for row in one.table.cells)
                found = min(found, *_growth(whole, Table(one.table.rows, (unit,), cells)))
    return found


def worth_showing(new: Table, past: Sequence[Moment]) -> bool:
    """Whether a table at a close takes the place of the one that stands: it tells no less, or stands on half as many
    answers again."""
    last = next((one.table for one in reversed(past) if one.table), None)
    return last is None or new.is_as_fine(last) or 2 * new.total >= 3 * last.total


def as_tried(fine: Fine, rows: Partition, tried: Partition, past: Sequence[Moment]) -> Table | None:
    """The table in the groups that are tried while the questionnaire is open, if it can be shown."""
    table = Table.of(fine, rows, tried)
    return table if len(tried) > 1 and safe(table, past) else None


@dataclass(frozen=True)
class Margins:
    """What an earlier release showed anew of a question over all ages, and of ages over all answers."""

    own: Table | None
    ages: Table | None


def by_age(
    fine: Fine,
    levels: Sequence[Partition],
    own: Table,
    ladder: Sequence[Partition],
    past: Sequence[Moment],
    margins: Sequence[Margins],
) -> Table | None:
    """The table by age that tells most (cells that can vary freely); its options are the question's own or coarser."""
    found: list[Table] = []
    for rows in levels:
        if len(rows) > 1:
            steps = first_safe(fine, rows, ladder, past, own.blocks) if ladder else None
            table = steps if ladder else folded(fine, rows, own.blocks, past)
            if table is not None and _beside_margins(table, margins):
                found.append(table)
    return max(found, key=lambda one: (len(one.rows) - 1) * (len(one.blocks) - 1), default=None)


def _beside_margins(new: Table, margins: Sequence[Margins]) -> bool:
    """Whether a table by age can be shown to somebody who has only the sums over ages, and of ages, of earlier moments.

    `old who say yes, now - all who said yes + all young, then` is those of the young who said no then and those of the
    old who have said yes since. That must be five or more too, for every group of ages and of answers; the least is
    found age by age.
    """
    for at, then in enumerate(margins):
        for ages in (one.ages for one in margins[at:]):
            if then.own is None or ages is None:
                continue
            rows = new.rows if coarser(new.rows, ages.blocks) else ages.blocks
            blocks = new.blocks if coarser(new.blocks, then.own.blocks) else then.own.blocks
            now, said = new.merged(rows, blocks), then.own.merged(then.own.rows, blocks).columns()
            people = ages.merged(ages.rows, rows).columns()
            for size in range(1, len(blocks)):
                for some in combinations(range(len(blocks)), size):
                    pairs = zip(now.cells, people, strict=True)
                    least = sum(min(sum(row[block] for block in some), number) for row, number in pairs)
                    if least - sum(said[block] for block in some) < LEAST:
                        return False
    return True


def ordered(options: Sequence[str], missing: Sequence[str]) -> tuple[Partition, ...]:
    """The ladder of an importance question, least important first: the lower half is joined step by step from below,
    with those who did not answer, then the upper half, so that "important" can be told as long as anything can."""
    half = len(options) // 2
    steps: list[Partition] = [(*singles(options), *singles(missing))]
    for low in range(1, half + 1):
        steps.append(((*options[:low], *missing), *singles(options[low:])))
    steps.append(((*options[:half], *missing), tuple(options[half:])))
    return tuple(_distinct(steps))


_AGE_STEPS: tuple[Partition, ...] = (
    (("13-19",), ("20-29",), ("30-49",), ("50-64",), ("65-74",), ("75-84",), ("85-",)),
    (("13-19", "20-29"), ("30-49",), ("50-64",), ("65-74",), ("75-84", "85-")),
    (("13-19", "20-29"), ("30-49", "50-64"), ("65-74", "75-84", "85-")),
    (("13-19", "20-29", "30-49", "50-64"), ("65-74", "75-84", "85-")),
)


def age_levels(offered: Sequence[str]) -> tuple[Partition, ...]:
    """The fixed steps of ages, each within the next, of the groups a questionnaire offers; no age goes with the last.

    They are fixed, and the same for all questions, so that two questions' rows never cut across one another.
    """
    steps = []
    for step in _AGE_STEPS:
        rows = [tuple(age for age in row if age in offered) for row in step]
        rows = [row for row in rows if row]
        if rows:
            rows[-1] = (*rows[-1], "")
            steps.append(tuple(rows))
    return tuple(_distinct(steps))


def _distinct(steps: Sequence[Partition]) -> Iterator[Partition]:
    seen: set[Partition] = set()
    for step in steps:
        if step not in seen:
            seen.add(step)
            yield step
