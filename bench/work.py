"""Time of the work behind the pages: a statement with all that follows, renewing progress, sealing and checking."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, action, record
from servicepunkt.core.journal import seal, verify
from servicepunkt.core.models import JournalEntry
from servicepunkt.method import progress
from servicepunkt.method.actions import state
from servicepunkt.method.models import Progress
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import access_of
from servicepunkt.people.models import Holding
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.models import Programme

STATEMENTS = 100
LINES = 20_000


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _state(programme: Programme) -> None:
    """Statements by one contact person, one action each, as the form sends them."""
    holding = (
        Holding.objects.filter(seat__area=programme.area, seat__role=Role.CONTACT_PERSON, to_on=None)
        .select_related("person__account", "seat__place")
        .order_by("id")[0]
    )
    access = access_of(holding.person.account.pk, clock.today())
    requirement = next(
        r for r in spec_of(adoption_of(programme.area_id).version).requirements if Role.CONTACT_PERSON in r.by
    )
    place, seen = holding.seat.place, None
    if place is None:
        raise ValueError("a contact person's seat has a place")
    latest = progress.latest_statements(programme.area_id, [place.pk]).get((place.pk, requirement.key))
    seen = latest.pk if latest else None
    for number in range(STATEMENTS):
        seen = state(
            root=programme.area, place=place, requirement_key=requirement.key, says="met", on=clock.today(),
            note=f"Mätning {number}", upload=None, seen_statement_id=seen, access=access,
        ).pk  # fmt: skip


@action
def _write_lines(programme: Programme) -> None:
    for _ in range(LINES):
        record("keep", programme, actor=SYSTEM)


@contextmanager
def _longest_transaction(found: list[float]) -> Any:
    """Note how long each portion of a renewal takes: so long it keeps other writers out on SQLite."""
    renew_portion = progress._renew

    def timed(*args: Any) -> int:
        before = time.perf_counter()
        count = renew_portion(*args)
        found.append(time.perf_counter() - before)
        return count

    with patch.object(progress, "_renew", timed):
        yield


def work(programme: Programme) -> dict[str, float]:
    """Each piece of work with its time in milliseconds or its rate a second (the key says which)."""
    root_id, out = programme.area_id, {}
    some = AreaPlace.objects.filter(root_id=root_id).order_by("id")[0].place_id
    progress.renew(root_id, [some])
    out["renew one place, ms"] = min(seconds(lambda: progress.renew(root_id, [some])) for _ in range(10)) * 1000
    portions: list[float] = []
    with _longest_transaction(portions):
        out["renew all, nothing changed, ms"] = seconds(lambda: progress.renew(root_id)) * 1000
    out["longest transaction then, ms"] = max(portions) * 1000
    Progress.objects.filter(area_id=root_id).delete()
    portions.clear()
    with _longest_transaction(portions):
        out["renew all, all changed, ms"] = seconds(lambda: progress.renew(root_id)) * 1000
    out["longest transaction when all changed, ms"] = max(portions) * 1000
    out["statements with renewal, a second"] = STATEMENTS / seconds(lambda: _state(programme))
    entries = JournalEntry.objects.count()
    out["check the journal, lines a second"] = entries / seconds(verify)
    seal()
    _write_lines(programme)
    out["seal the journal, lines a second"] = LINES / seconds(seal)
    return out
