"""How every write is made: one transaction, a line in the journal, and afterwards word to those who listen."""

import warnings
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import models, transaction

from . import clock
from .acts import SOMETHING, act
from .models import JournalEntry, identity

P = ParamSpec("P")
R = TypeVar("R")


class ActionRefused(Exception):
    """An action cannot be done. The message is a plain sentence in the user's language.

    `field` is what the form calls the one field that the sentence is about; empty when it is about more.
    """

    def __init__(self, message: object = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(ActionRefused):
    """Somebody else saved the same thing after the user opened it. Nothing was written."""


@dataclass(frozen=True)
class Actor:
    """On whose behalf an action is made: an account in a seat, or the system itself (both None)."""

    account_id: int | None = None
    seat_id: int | None = None


SYSTEM = Actor()


@dataclass(frozen=True)
class Touch:
    """A room wrote something about a place (or about everything in an area, when `place_id` is None)."""

    room: str
    place_id: int | None
    area_id: int | None


@dataclass
class _Batch:
    touches: set[Touch] = field(default_factory=set)
    entries: list[JournalEntry] = field(default_factory=list)


_batch: ContextVar[_Batch | None] = ContextVar("batch", default=None)
_listeners: list[Callable[[frozenset[Touch]], None]] = []


def listen(listener: Callable[[frozenset[Touch]], None]) -> None:
    """Call `listener` with what was touched, once after each outermost action has been committed."""
    if listener not in _listeners:
        _listeners.append(listener)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: all or nothing in one transaction; its journal lines are written with it.

    An action called by an action joins the outer one. Listeners run after the outermost transaction is committed;
    they only
    renew what can be computed again, so a crash between the two loses nothing.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _batch.get()
        if outer is not None:
            written = len(outer.entries)
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except BaseException:
                del outer.entries[written:]  # what was rolled back has not happened, whatever the outer action does now
                raise
        batch = _Batch()
        token = _batch.set(batch)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                JournalEntry.objects.bulk_create(batch.entries, batch_size=500)
        finally:
            _batch.reset(token)
        if batch.touches:
            for listener in _listeners:
                listener(frozenset(batch.touches))
        return result

    return run


def record(
    verb: str,
    thing: models.Model,
    *,
    actor: Actor,
    place_id: int | None = None,
    area_id: int | None = None,
    whole_area: bool = False,
    **codes: str | int | bool | None,
) -> None:
    """Write a line in the journal, inside an action. `codes` are identities and codes, never personal text.

    `whole_area` says that what was written about one place bears on every place of the area. A verb that no room has
    words for (`acts.tell_acts`) is warned of; tests make that an error. Raises RuntimeError outside an action: every
    write is made in one.
    """
    batch = _batch.get()
    if batch is None:
        raise RuntimeError("journal lines are written inside an action")
    room, kind, number = identity(thing)
    if act(room, kind, verb) is SOMETHING:
        warnings.warn(f"the journal has no words for {verb} about {room}.{kind}", stacklevel=2)
    batch.touches.add(Touch(room, None if whole_area else place_id, area_id))
    batch.entries.append(
        JournalEntry(
            at=clock.now(),
            account_id=actor.account_id,
            seat_id=actor.seat_id,
            verb=verb,
            room=room,
            thing=kind,
            thing_id=number,
            place_id=place_id,
            area_id=area_id,
            codes=codes,
        )
    )
