"""Recurring duties that depend on the clock (seal the journal, renew progress), done by one worker at a time."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from . import clock
from .models import DutyRun

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something to be done again and again. It must be safe to do twice."""

    name: str
    every: dt.timedelta
    do: Callable[[], object]


_duties: dict[str, Duty] = {}


def duty(name: str, *, every: dt.timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function as a duty."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _duties[name] = Duty(name, every, function)
        return function

    return register


def all_duties() -> list[Duty]:
    """Every registered duty, by name."""
    return [_duties[name] for name in sorted(_duties)]


def run_due() -> list[str]:
    """Do every duty whose time has come; the names of those done.

    A duty's row is locked while it runs, so that two workers never do it at once; a duty that fails leaves its row
    as it was
    and is tried again at the next round.
    """
    done = []
    for one in all_duties():
        DutyRun.objects.get_or_create(name=one.name, defaults={"ran_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        with transaction.atomic():
            row = DutyRun.objects.select_for_update(skip_locked=True).filter(name=one.name).first()
            if row is None or clock.now() - row.ran_at < one.every:
                continue
            one.do()
            row.ran_at = clock.now()
            row.save(update_fields=["ran_at"])
            done.append(one.name)
    return done
