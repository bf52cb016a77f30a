"""Kinds of documents and their live sections: the rooms above say here what a document is made of and who approves it.

A room registers a `Kind` (a report, minutes) with its parts, and sections that fill live parts from its facts. This
room knows none of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from servicepunkt.core.actions import Actor
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place

from .blocks import Block

if TYPE_CHECKING:
    from django.db.models import Q

    from servicepunkt.people.pages import Here

    from .models import Draft, FrozenVersion, Proposal


@dataclass(frozen=True)
class Fact:
    """A figure or statement a section rests on: what it says, where it comes from, of which day. Frozen with it."""

    name: str
    value: str
    source: str
    on: dt.date


@dataclass(frozen=True)
class Asked:
    """What a section is asked for: a programme (its root area) or a place in it, a period, a day, and the subject.

    `subject` is the number of the thing a document is about (of a report, a meeting), within its kind.
    """

    root: Area
    place: Place | None
    subject: int
    on: dt.date
    period_from: dt.date | None
    period_to: dt.date | None


@dataclass(frozen=True)
class Section:
    """What a section says: blocks (their headings start at level 2, under the part's title) and what they rest on."""

    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...] = ()


Fill = Callable[[Asked], Section]


@dataclass(frozen=True)
class LiveSection:
    """A registered section: its name ("room.name"), what it shows, and how it is filled."""

    name: str
    title: Promise
    fill: Fill


@dataclass(frozen=True)
class Part:
    """A part of a kind of document: a live section's name, or nothing for text that people write.

    `help` says what belongs in a written part. `begin` gives the text it begins with.
    """

    key: str
    title: Promise
    section: str = ""
    level: int = 1
    help: Promise | str = ""
    begin: Callable[[Asked], str] | None = None


@dataclass(frozen=True)
class Retention:
    """How long documents of a kind are kept, and by which rule; `years` None: for ever."""

    years: int | None
    rule: Promise


@dataclass(frozen=True)
class Approver:
    """A seat whose approval a draft needs; who holds it may give it."""

    seat_id: int
    title: str


@dataclass(frozen=True)
class Kind:
    """A kind of document: its parts, who writes it, who approves it, how long it is kept.

    `approvers` names the seats that all must approve (adjusters of minutes); without it one person with the right
    `approve` is enough. `last_yes` is called in the transaction that stores the last yes, and may refuse it with
    ActionRefused. `approved` is called inside the freezing transaction, so that what follows from it (a report is
    sent, minutes are adjusted) happens with it or not at all. `home` gives the address of the page the document belongs
    to. `entrusted`: the confidential versions that a user may read beside those they may write, as a condition on
    FrozenVersion; without it those they may approve. `poster`: it is one page in large letters (`posters`); its first
    part is the lead. `order_fixed`: its parts keep their order, as their numbers say; only what people add themselves
    is moved.
    """

    key: str
    title: Promise
    parts: tuple[Part, ...]
    retention: Retention
    write: Right
    approve: Right
    see: Right = Right.SEE_FIGURES
    entrusted: Callable[["Here"], "Q"] | None = None
    approvers: Callable[["Draft"], tuple[Approver, ...]] | None = None
    last_yes: Callable[["Draft", "Proposal"], None] | None = None
    approved: Callable[["Draft", "FrozenVersion", Actor], None] | None = None
    home: Callable[["Draft"], str] | None = None
    cover: bool = True
    order_fixed: bool = False
    poster: bool = False


@dataclass
class _Register:
    kinds: dict[str, Kind] = field(default_factory=dict)
    sections: dict[str, LiveSection] = field(default_factory=dict)


_register = _Register()


def register(kind: Kind) -> Kind:
    """Register a kind of document. Raises ValueError when its key is taken by another kind."""
    known = _register.kinds.setdefault(kind.key, kind)
    if known is not kind:
        raise ValueError(f"the kind {kind.key} is registered twice")
    return kind


def section(name: str, title: Promise) -> Callable[[Fill], Fill]:
    """Register a function as a live section under "room.name". Raises ValueError when another has the name."""

    def keep(fill: Fill) -> Fill:
        known = _register.sections.get(name)
        if known is not None and known.fill is not fill:
            raise ValueError(f"the section {name} is registered twice")
        _register.sections[name] = LiveSection(name, title, fill)
        return fill

    return keep


def kinds() -> Mapping[str, Kind]:
    """Every kind of document by its key."""
    return _register.kinds


def sections() -> Mapping[str, LiveSection]:
    """Every live section by its name."""
    return _register.sections


def kind_of(key: str) -> Kind:
    """A kind by its key. Raises KeyError when there is none."""
    return _register.kinds[key]
