"""Recurring duties that depend on the clock (seal the journal, renew progress), done by one worker at a time."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db.models import Q

from . import clock
from .models import DutyRun

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something to be done again and again. It must be safe to do twice.

    One done `together` is done by every worker in every round: it shares out its work itself, piece by piece.
    """

    name: str
    every: dt.timedelta
    do: Callable[[], object]
    together: bool = False


_duties: dict[str, Duty] = {}


def duty(
    name: str, *, every: dt.timedelta, together: bool = False
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function as a duty."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _duties[name] = Duty(name, every, function, together)
        return function

    return register


def all_duties() -> list[Duty]:
    """Every registered duty, by name."""
    return [_duties[name] for name in sorted(_duties)]


TAKEN_FOR = dt.timedelta(minutes=10)
"""How long a duty belongs to the worker that took it. If that worker is killed, another takes the duty after that."""


def _take(one: Duty) -> dt.datetime | None:
    """Take a duty whose time has come, so that no other worker does it: until when, or None when it is not free."""
    DutyRun.objects.get_or_create(name=one.name, defaults={"ran_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    now = clock.now()
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    due = DutyRun.objects.filter(free, name=one.name, ran_at__lte=now - one.every)
    until = now + TAKEN_FOR
    return until if due.update(taken_until=until) else None


def run_due() -> list[str]:
    """Do every duty whose time has come; the names of those done.

    A duty is taken for a while, not locked: a lock held as long as it runs would stop every writer on SQLite. One that
    fails is logged, given back undone and tried again at the next round; the others are done all the same.
    """
    done = []
    for one in all_duties():
        until = None if one.together else _take(one)
        if until is None and not one.together:
            continue
        left: dict[str, dt.datetime | None] = {"taken_until": None}
        try:
            one.do()
        except Exception:  # whatever a duty fails with, the others must be done
            log.exception("The duty %s failed and will be tried again", one.name)
        else:
            left["ran_at"] = clock.now()
            done.append(one.name)
        finally:
            if not one.together:
                DutyRun.objects.filter(name=one.name, taken_until=until).update(**left)
    return done


@duty("core.sessions", every=dt.timedelta(hours=24))
def forget_sessions() -> None:
    """Remove the sessions that have run out, so that the table does not grow for ever."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
