"""Promises in words, for the page and the documents: what was promised, what the plan says now, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servicepunkt.documents.telling import day_said

from .promises import Compared, Decided, Held, Kept, KeptStart, Line, Subject, subjects


@dataclass(frozen=True)
class LineSaid:
    """A line of a preview: what, and what is promised about it."""

    name: str
    said: str


@dataclass(frozen=True)
class RowSaid:
    """A promise against today. `first` is what was promised first when a decision has changed it; `now` is empty when
    the plan says nothing else."""

    number: int
    name: str
    promised: str
    first: str
    decisions: tuple[str, ...]
    now: str
    came: str
    held: Held
    held_said: Promise | str


def previewed(lines: Iterable[Line]) -> list[tuple[Promise, list[LineSaid]]]:
    """What would be kept, by subject."""
    listed = list(lines)
    found = [(one, [line for line in listed if line.subject == one.key]) for one in subjects()]
    return [(one.title, [LineSaid(one.named(x), one.say(x)) for x in own]) for one, own in found if own]


def told(start: KeptStart, rows: Iterable[Compared]) -> list[tuple[Promise, list[RowSaid]]]:
    """Every promise of a start against today, by subject; also those that a decision has taken away."""
    by_number = {one.kept.row.pk: one for one in rows}
    out = []
    for subject in subjects():
        own = [one for one in start.kept if one.line.subject == subject.key]
        if own:
            out.append((subject.title, [_row(subject, by_number.get(one.row.pk), one) for one in own]))
    return out


def _row(subject: Subject, one: Compared | None, kept: Kept) -> RowSaid:
    holds = kept.holds
    return RowSaid(
        kept.row.pk,
        subject.named(kept.line),
        subject.say(holds) if holds else _("Gäller inte längre"),
        subject.say(kept.line) if kept.changes else "",
        tuple(decision_said(decided, subject) for decided in kept.changes),
        _now(subject, holds, one),
        one.measured.words if one and one.measured else "",
        one.held if one else Held.CHANGED,
        one.held_said if one else _("Återtaget"),
    )


def _now(subject: Subject, holds: Line | None, one: Compared | None) -> str:
    if one is None:
        return ""
    if one.now is None:
        return _("Finns inte längre i planen")
    return "" if holds and one.now.compared == holds.compared else subject.say(one.now)


def decision_said(decided: Decided, subject: Subject) -> str:
    """A new decision about a promise: what holds instead, who decided, when and why."""
    row = decided.row
    said = subject.say(decided.line) if decided.line else _("Löftet återtogs")
    return _("%(said)s – beslut av %(body)s %(day)s: %(reason)s") % {
        "said": said, "body": row.body, "day": day_said(row.decided_on), "reason": row.reason,
    }  # fmt: skip
