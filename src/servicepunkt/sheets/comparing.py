"""Rows of a file held against rows that are stored: what is new, changed, touched by nobody, or clashes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from django.utils.translation import gettext as _

from .columns import MARK, NUMBER, F, Fault, Line


@dataclass(frozen=True)
class Difference:
    """A field that differs: what is new (or mine) and what is stored (or theirs)."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Stored(Generic[F]):
    """A row that is stored: its version, what it says, and what it is called."""

    version: int
    facts: F
    name: str


def as_read(line: Line[F], _stored: F) -> Line[F]:
    """The row as the file says it: for sheets whose files always have every column."""
    return line


@dataclass(frozen=True)
class Ways(Generic[F]):
    """How the rows of one sheet are compared. `key_column` is where a row that is there already is told.

    `gone`, `changed` and `there` are the sentences for a row that is no more, that somebody else changed, and that is
    there already as number `%(number)s`. `completed` puts what is stored in columns that the file does not have; it
    leaves what `same_key` rests on as it is.
    """

    tab: str
    key_column: str
    same_key: Callable[[F], str]
    mark: Callable[[F, int], str]
    differences: Callable[[F, F], list[Difference]]
    gone: str
    changed: str
    there: str
    completed: Callable[[Line[F], F], Line[F]] = as_read


@dataclass(frozen=True)
class ChangedRow:
    """A row the file changes: where it stands, its name, and the fields."""

    row: int
    name: str
    fields: list[Difference]


@dataclass
class Compared(Generic[F]):
    """What a file's rows would do. `changes`: number, what it says now, and the version it is changed from."""

    added: list[Line[F]] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    changes: list[tuple[int, F, int]] = field(default_factory=list)
    left: int = 0
    faults: list[Fault] = field(default_factory=list)


def compare(ways: Ways[F], lines: Sequence[Line[F]], known: Mapping[int, Stored[F]]) -> Compared[F]:
    """Hold a file's rows against the stored ones. Rows nobody touched are left, whatever has happened to them since."""
    out: Compared[F] = Compared()
    by_key = {ways.same_key(stored.facts): number for number, stored in known.items()}
    named = {line.number for line in lines}
    for read in lines:
        same = by_key.get(ways.same_key(read.facts))
        number = read.number or same or 0
        stored = known.get(number)
        line = ways.completed(read, stored.facts) if stored else read
        traces = [ways.mark(one.facts, seen(one.mark)) for one in (read, line)]
        untouched = line.number is not None and line.mark in traces
        if untouched or (stored and stored.facts == line.facts):
            out.left += 1  # nobody touched the row, or it says what is stored
        elif stored is None and line.number is None:
            out.added.append(line)
        elif stored is None:
            out.faults.append(Fault(line.row, NUMBER, ways.gone, ways.tab))
        elif fault := _clash(ways, line, number, stored, same if same not in named else None):
            out.faults.append(fault)
        else:
            out.changed.append(ChangedRow(line.row, stored.name, ways.differences(line.facts, stored.facts)))
            out.changes.append((number, line.facts, stored.version))
    return out


def _clash(ways: Ways[F], line: Line[F], number: int, stored: Stored[F], same: int | None) -> Fault | None:
    """Why a row that says something else than what is stored cannot be taken. `same`: another row that is this one and
    is not in the file."""
    if line.number is None:
        return Fault(line.row, ways.key_column, ways.there % {"number": number}, ways.tab)
    if not line.mark:
        return Fault(line.row, MARK, no_trace(), ways.tab)
    if line.mark != ways.mark(stored.facts, stored.version):
        return Fault(line.row, MARK, ways.changed, ways.tab)
    if same not in (None, number):
        return Fault(line.row, ways.key_column, ways.there % {"number": same}, ways.tab)
    return None


def seen(trace: str) -> int:
    """The version a trace tells of."""
    version = trace.partition("-")[0]
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def no_trace() -> str:
    """What is said of a row whose trace has been emptied."""
    return _("Kolumnen Spår är tom på raden. Hämta en ny fil och ändra i den.")
