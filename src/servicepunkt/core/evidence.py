"""What can be proved about a place: every room registers here what it can show from its own facts.

The way of working names evidence as "room.name". A room computes it for many places at once, in a constant number of
queries,
and answers with a sentence that says why and where the facts are.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext

from servicepunkt.core.money import kronor

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What is asked of a piece of evidence: these places of this programme (its root area), on this day."""

    root_id: int
    place_ids: frozenset[int]
    params: Mapping[str, object]
    on: dt.date
    read: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def about(self, params: Mapping[str, object]) -> "Question":
        """The same question with other parameters; what has been read for the one serves the other."""
        return replace(self, params=params)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """The facts that several pieces of evidence stand on, read for the first of them only."""
        if name not in self.read:
            self.read[name] = read()
        found: T = self.read[name]
        return found

    def number(self, name: str, default: int) -> int:
        """A whole-number parameter, or its default."""
        value = self.params.get(name, default)
        return int(value) if isinstance(value, (int, float, str)) else default

    def word(self, name: str) -> str:
        """A text parameter, or nothing."""
        return str(self.params.get(name, ""))


@dataclass(frozen=True)
class Finding:
    """An answer for one place. `sentence` is a message id with named places for `values`, so that it can be read in
    any language.

    `link` is the name of a page that takes a programme's and a place's address; `since_on` the day it became so, if
    known.
    """

    met: bool
    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    link: str = ""
    since_on: dt.date | None = None


def spoken(sentence: str, values: Mapping[str, str | int]) -> str:
    """A finding's sentence in the language of the moment.

    Its value `day` is kept as an ISO day and said in words. A value whose name ends with `_ore` is kept in whole öre,
    and said as an amount where the sentence has the name before it."""
    said = dict(values)
    said |= {name.removesuffix("_ore"): kronor(int(ore)) for name, ore in values.items() if name.endswith("_ore")}
    if "day" in said:
        said["day"] = date_format(dt.date.fromisoformat(str(said["day"])), "j F Y")
    return gettext(sentence) % said if sentence else ""


@dataclass(frozen=True)
class Evidence:
    """A registered piece of evidence: its name, what it shows, how it is computed, and from which rooms' facts."""

    name: str
    title: Promise
    compute: Callable[[Question], Mapping[int, Finding]]
    reads: frozenset[str]

    @property
    def room(self) -> str:
        """The room that owns the facts."""
        return self.name.partition(".")[0]


_registered: dict[str, Evidence] = {}

Compute = Callable[[Question], Mapping[int, Finding]]


def evidence(name: str, title: Promise, *, reads: Iterable[str] = ()) -> Callable[[Compute], Compute]:
    """Register a function as evidence. `reads` names the rooms below whose facts it stands on beside its own room's:
    what is written in any of them makes it be computed anew.

    Raises ValueError when the name is taken by another function.
    """

    def register(function: Compute) -> Compute:
        known = _registered.get(name)
        if known is not None and known.compute is not function:
            raise ValueError(f"evidence {name} is registered twice")
        _registered[name] = Evidence(name, title, function, frozenset({name.partition(".")[0], *reads}))
        return function

    return register


def registered() -> Mapping[str, Evidence]:
    """Every piece of evidence by name."""
    return _registered


def find(name: str, question: Question) -> Mapping[int, Finding]:
    """Ask for evidence. Raises KeyError for an unknown name (a method that names one is refused when it is loaded)."""
    return _registered[name].compute(question) if question.place_ids else {}
