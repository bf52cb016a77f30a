"""Chasing as a table of thresholds: who is reminded of what, how many days before or after its day.

The rooms above register topics' thresholds and say what has a day and whom it concerns (`things`); the rest is a pure
function of those and the day. A reminder's key holds the thing, its day, the threshold and the receiver: the same one
is never given twice, and what is moved to another day is reminded of anew.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.places.models import Area

from .holders import Holders


class To(StrEnum):
    """Whom a threshold concerns."""

    WRITERS = "writers"
    COORDINATOR = "coordinator"
    OWNER = "owner"
    MEMBERS = "members"
    CALLERS = "callers"
    DOER = "doer"
    LEADERS = "leaders"
    CONTACT = "contact"
    APPROVERS = "approvers"


TO_TITLES: dict[To, Promise] = {
    To.WRITERS: gettext_lazy("de som skriver rapporten"),
    To.COORDINATOR: gettext_lazy("samordnaren"),
    To.OWNER: gettext_lazy("projektägaren"),
    To.MEMBERS: gettext_lazy("gruppens ledamöter"),
    To.CALLERS: gettext_lazy("den som kallar till mötet"),
    To.DOER: gettext_lazy("den som ska göra det"),
    To.LEADERS: gettext_lazy("de som leder arbetet på orten"),
    To.CONTACT: gettext_lazy("ortens kontaktperson"),
    To.APPROVERS: gettext_lazy("de som ska godkänna"),
}


@dataclass(frozen=True)
class Threshold:
    """A row of the table: so many days after (negative: before) a thing's day, these are told."""

    topic: str
    days: int
    to: tuple[To, ...]

    @property
    def when(self) -> str:
        """The row's moment in words."""
        if self.days == 0:
            return _("samma dag")
        days = abs(self.days)
        if self.days < 0:
            return ngettext("%(days)d dag före", "%(days)d dagar före", days) % {"days": days}
        return ngettext("%(days)d dag efter", "%(days)d dagar efter", days) % {"days": days}

    @property
    def receivers(self) -> str:
        """Who is told, in words."""
        return ", ".join(str(TO_TITLES[one]) for one in self.to)


@dataclass(frozen=True)
class Thing:
    """Something with a day that is not done: what it is called, where its page is, and the accounts it concerns.

    `number` is its own number within the topic, with a `code` where the same thing can wait for more than one
    thing; `place` is the place's name, empty for the programme's own things.
    """

    topic: str
    number: int
    on: dt.date
    title: str
    path: str
    root_id: int
    concerns: Mapping[To, frozenset[int]] = field(hash=False)
    place_id: int | None = None
    place: str = ""
    code: str = ""


@dataclass(frozen=True)
class Reminder:
    """That an account is to be told of a thing, at a threshold that has been reached."""

    thing: Thing
    days: int
    account_id: int

    @property
    def key(self) -> str:
        """Stable: however often it is worked out, it is the same reminder."""
        thing = self.thing
        return f"{thing.topic}{thing.code}:{thing.number}:{thing.on.isoformat()}:{self.days}:account:{self.account_id}"


HOLDS = dt.timedelta(days=31)
"""How long after its day a threshold is still acted on: a worker that slept longer lets it be."""


def _holds(days: int, on: dt.date, today: dt.date) -> bool:
    """Whether a threshold that was reached still says something: one before the day does not when that is past."""
    return today <= on if days < 0 else today <= on + dt.timedelta(days=days) + HOLDS


def due_reminders(things: Iterable[Thing], thresholds: Iterable[Threshold], today: dt.date) -> list[Reminder]:
    """The reminders that hold on a day: for each thing and account the latest threshold reached that concerns it.

    Pure. A worker that slept for a week thus gives one reminder of a thing, not the whole backlog.
    """
    table: dict[str, list[Threshold]] = {}
    for row in sorted(thresholds, key=lambda row: row.days):
        table.setdefault(row.topic, []).append(row)
    out = []
    for thing in things:
        latest: dict[int, int] = {}
        for row in table.get(thing.topic, ()):
            if thing.on + dt.timedelta(days=row.days) <= today:
                for to in row.to:
                    latest.update(dict.fromkeys(thing.concerns.get(to, ()), row.days))
        out += [
            Reminder(thing, days, account_id)
            for account_id, days in sorted(latest.items())
            if _holds(days, thing.on, today)
        ]
    return out


# --- what the rooms register ------------------------------------------------------------------------------------------

Find = Callable[[Area, Holders, dt.date], list[Thing]]
"""What has a day in a programme (its root area) and is not done. Asked with who holds which seat, and the day."""


@dataclass
class _Register:
    thresholds: list[Threshold] = field(default_factory=list)
    finds: dict[str, Find] = field(default_factory=dict)


_register = _Register()


def chase(name: str, thresholds: Iterable[Threshold]) -> Callable[[Find], Find]:
    """Register thresholds, and the function that finds the things they are about, under "room.name"."""

    def keep(find: Find) -> Find:
        if name not in _register.finds:
            _register.thresholds += thresholds
        _register.finds[name] = find
        return find

    return keep


def table() -> list[Threshold]:
    """The whole table of thresholds."""
    return list(_register.thresholds)


def things(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Everything in a programme that has a day and is not done."""
    return [thing for name in sorted(_register.finds) for thing in _register.finds[name](root, holders, today)]
