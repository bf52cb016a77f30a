"""What a start promises, subject by subject: registered by the rooms that own the facts, kept when the gate is passed.

A subject's `lines` tell what the plan says now. The same function gives the preview, what is kept, and what holds
today, so that the three can be compared. Rooms above register subjects of their own, and how one is `measured`.
`kept` and `compared` are for rooms that measure operation against the promises.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicepunkt.method.models import Passage
from servicepunkt.places.models import Area, Place

from .models_promises import ChangedPromise, PromisedLine, StartPromise

T = TypeVar("T")

START = "start"
"""The gate of a way of working by which a service point starts."""
NEAR_PERMILLE = 50
"""An outcome within five per cent of what was promised is as promised: nobody budgets to the öre."""
VALUES = (
    "name", "who", "words", "level", "channel", "begins", "low", "amount", "high", "from_on", "until_on",
)  # fmt: skip
_COMPARED = VALUES[1:]
_DEGREES = ("information", "guidance", "agent", "authority")


@dataclass(frozen=True)
class Line:
    """One thing promised. `key` names it within its subject; what `amount` counts is the subject's own.

    `begins`, `level`, `channel` are the offering's codes; `year` is a calendar year, `weekday` 0 a Monday.
    """

    subject: str
    key: str
    name: str
    who: str = ""
    words: str = ""
    level: str = ""
    channel: str = ""
    begins: str = ""
    low: int | None = None
    amount: int | None = None
    high: int | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    year: int | None = None
    weekday: int | None = None

    @property
    def compared(self) -> tuple[object, ...]:
        """What makes two lines promise the same thing; a name that is written otherwise does not matter."""
        return tuple(getattr(self, name) for name in _COMPARED)

    @property
    def fingerprint(self) -> str:
        """A short hash of what it promises, to see whether that has changed; the same in every language."""
        return hashlib.sha256(repr((self.subject, self.key, self.compared)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Start:
    """A start that is thought of: the place, and the kinds of services of its stage (None: full scale)."""

    root: Area
    place: Place
    on: dt.date
    services: frozenset[str] | None = None
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """The facts that several subjects stand on, read for the first of them only."""
        if name not in self.known:
            self.known[name] = read()
        found: T = self.known[name]
        return found


class Held(StrEnum):
    """How a promise is kept."""

    AS_PROMISED = "as_promised"
    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    NOT_YET = "not_yet"


HELD_WORDS: Mapping[Held, Promise] = {
    Held.AS_PROMISED: _("Som lovat"),
    Held.BETTER: _("Bättre"),
    Held.WORSE: _("Sämre"),
    Held.CHANGED: _("Ändrat"),
    Held.NOT_YET: _("Ännu inget att mäta mot"),
}


@dataclass(frozen=True)
class Measured:
    """What came of a promise. Without `whole` the time is not over, and it is told but not judged.

    `held` None: judged by the amount, within `NEAR_PERMILLE`.
    """

    words: str
    whole: bool = True
    amount: int | None = None
    held: Held | None = None


Measure = Callable[[Start, Sequence[Line]], Mapping[str, Measured]]
"""What came of a subject's promises, by their keys, in a constant number of queries."""


@dataclass(frozen=True)
class Subject:
    """A kind of promises. `lines` reads what the plan says now; `say` puts one in words, `named` names it.

    `more` is 1 when a higher amount is better, -1 when it is worse, 0 when neither. `lives`: what the platform says
    today is what people meet (services, opening hours); otherwise only an outcome can show that a promise is kept.
    """

    key: str
    title: Promise
    order: int
    lines: Callable[[Start], Iterable[Line]]
    say: Callable[[Line], str]
    named: Callable[[Line], str] = field(default=lambda line: line.name)
    more: int = 1
    lives: bool = False


_subjects: dict[str, Subject] = {}
_measures: dict[str, Measure] = {}


def register(subject: Subject) -> Subject:
    """Register a kind of promises. Raises ValueError when its key is taken by another."""
    if _subjects.setdefault(subject.key, subject) is not subject:
        raise ValueError(f"the promises {subject.key} are registered twice")
    return subject


def measured_by(subject: str) -> Callable[[Measure], Measure]:
    """Register what measures a subject's promises. Raises ValueError when another already does."""

    def keep(measure: Measure) -> Measure:
        if _measures.setdefault(subject, measure) is not measure:
            raise ValueError(f"{subject} is measured twice")
        return measure

    return keep


def subjects() -> list[Subject]:
    """Every kind of promises, in the order they are told."""
    return sorted(_subjects.values(), key=lambda one: (one.order, one.key))


def lines_of(start: Start) -> list[Line]:
    """Everything that the plan says now which a start promises. A constant number of queries."""
    return [line for subject in subjects() for line in subject.lines(start)]


@dataclass(frozen=True)
class Decided:
    """A new decision about a promise: what holds instead (None: it holds no longer)."""

    row: ChangedPromise
    line: Line | None


@dataclass(frozen=True)
class Kept:
    """A promise as it was made, and the decisions about it since, the first one first."""

    row: PromisedLine
    line: Line
    changes: tuple[Decided, ...]

    @property
    def holds(self) -> Line | None:
        """What is promised today; None when a decision has taken it away."""
        return self.changes[-1].line if self.changes else self.line


@dataclass(frozen=True)
class KeptStart:
    """A start and everything that was promised at it."""

    promise: StartPromise
    passage: Passage
    kept: tuple[Kept, ...]


def _line(row: PromisedLine, said: PromisedLine | ChangedPromise) -> Line:
    values = {name: getattr(said, name) for name in VALUES}
    return Line(subject=row.subject, key=row.key, year=row.year, weekday=row.weekday, **values)


def _kept(row: PromisedLine) -> Kept:
    changes = tuple(Decided(one, None if one.away else _line(row, one)) for one in row.changes.all())
    return Kept(row, _line(row, row), changes)


def kept(root: Area, place: Place) -> list[KeptStart]:
    """Every start of a place with what was promised at it, the first one first. Three queries."""
    rows = StartPromise.objects.filter(root=root, place=place).select_related("passage").order_by("id")
    found = rows.prefetch_related("lines__changes")
    return [KeptStart(one, one.passage, tuple(_kept(row) for row in one.lines.all())) for one in found]


def to_keep(start: Start, before: Sequence[KeptStart]) -> list[Line]:
    """What a start decided now would promise: what the plan says and no earlier start of the place has promised.

    What an earlier stage promised stays as it is: only a decision about that promise changes it.
    """
    promised = {(one.line.subject, one.line.key) for each in before for one in each.kept}
    return [line for line in lines_of(start) if (line.subject, line.key) not in promised]


@dataclass(frozen=True)
class Compared:
    """A promise against today: what the plan says now (None: nothing), what came of it, and how it is kept."""

    kept: Kept
    subject: Subject | None
    now: Line | None
    measured: Measured | None
    held: Held

    @property
    def held_said(self) -> Promise:
        """How it is kept, in words."""
        return HELD_WORDS[self.held]


def judge(promised: Line, now: Line | None, measured: Measured | None, subject: Subject) -> Held:
    """How a promise is kept: by its outcome where there is one, else by what the platform says today."""
    if measured is not None and not measured.whole:
        return Held.NOT_YET
    if measured is not None and measured.held is not None:
        return measured.held
    if measured is not None and measured.amount is not None and promised.amount is not None:
        return _by_amount(measured.amount - promised.amount, subject.more, abs(promised.amount) * NEAR_PERMILLE // 1000)
    if now is None:
        return Held.WORSE if subject.lives else Held.CHANGED
    if now.compared == promised.compared:
        return Held.AS_PROMISED if subject.lives else Held.NOT_YET
    return _by_words(promised, now, subject)


def _by_amount(more: int, better: int, near: int = 0) -> Held:
    if abs(more) <= near:
        return Held.AS_PROMISED
    return Held.CHANGED if not better else Held.BETTER if more * better > 0 else Held.WORSE


def _by_words(promised: Line, now: Line, subject: Subject) -> Held:
    """Two lines that differ: better when something is and nothing is worse, and the other way round; else changed."""
    signs = set()
    if promised.amount is not None and now.amount is not None and promised.amount != now.amount and subject.more:
        signs.add(_by_amount(now.amount - promised.amount, subject.more))
    if promised.begins != now.begins:
        signs.add(Held.BETTER if now.begins == START else Held.WORSE)
    if promised.level != now.level and {promised.level, now.level} <= set(_DEGREES):
        signs.add(Held.BETTER if _DEGREES.index(now.level) > _DEGREES.index(promised.level) else Held.WORSE)
    return signs.pop() if len(signs) == 1 else Held.CHANGED


@dataclass(frozen=True)
class ComparedStart:
    """A start with each of its promises held against today; those that a decision has taken away are left out."""

    start: KeptStart
    rows: tuple[Compared, ...]


def compared(root: Area, place: Place, on: dt.date, starts: Sequence[KeptStart] | None = None) -> list[ComparedStart]:
    """Every start's promises held against what holds on a day. A constant number of queries."""
    starts = kept(root, place) if starts is None else starts
    if not starts:
        return []
    asked = Start(root, place, on)
    now = {(line.subject, line.key): line for line in lines_of(asked)}
    promised = [one.holds for each in starts for one in each.kept if one.holds]
    came = {
        key: measure(asked, [line for line in promised if line.subject == key]) for key, measure in _measures.items()
    }
    return [ComparedStart(each, tuple(_compared(one, now, came) for one in each.kept if one.holds)) for each in starts]


def _compared(
    one: Kept, now: Mapping[tuple[str, str], Line], came: Mapping[str, Mapping[str, Measured]]
) -> Compared:  # fmt: skip
    promised = one.holds or one.line
    subject = _subjects.get(promised.subject)
    said = now.get((promised.subject, promised.key))
    measured = came.get(promised.subject, {}).get(promised.key)
    held = judge(promised, said, measured, subject) if subject else Held.NOT_YET
    return Compared(one, subject, said, measured, held)
