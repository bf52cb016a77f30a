"""Keeping what a start promises, in the transaction that decides it; and new decisions about a promise."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.method.models import Passage
from servicepunkt.method.passing import when_passed
from servicepunkt.places.models import Place

from .actions_chapters import lock, not_to_come
from .models_promises import ChangedPromise, PromisedLine, StartPromise
from .promises import START, VALUES, Line, Start, kept, lines_of, to_keep


@action
def keep_promises(*, passage: Passage, actor: Actor) -> StartPromise:
    """Keep what the plan promises at a start. The same passage again gives what was kept.

    The place is held first, so that nobody changes its sheets or budget while they are read.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=passage.place_id)
    known = StartPromise.objects.filter(passage=passage).first()
    if known:
        return known
    services = frozenset(passage.services) if passage.mode == Passage.Mode.STAGE else None
    start = Start(passage.area, place, passage.on, services)
    with override("sv"):
        lines = to_keep(start, kept(passage.area, place))
    made = StartPromise.objects.create(
        root=passage.area, place=place, passage=passage, on=passage.on, at=clock.now()
    )  # fmt: skip
    PromisedLine.objects.bulk_create(
        [
            PromisedLine(
                promise=made, subject=one.subject, key=one.key, year=one.year, weekday=one.weekday,
                **{name: getattr(one, name) for name in VALUES},
            )
            for one in lines
        ],
        batch_size=500,
    )  # fmt: skip
    record("promise", made, actor=actor, place_id=place.pk, area_id=passage.area_id, lines=len(lines))
    return made


@when_passed("plan.promises")
def _at_a_start(passage: Passage, actor: Actor) -> None:
    if passage.gate == START:
        keep_promises(passage=passage, actor=actor)


@dataclass(frozen=True)
class NewDecision:
    """A decision about a promise: by whom, when, why; `away`: it holds no longer, else what the plan says now holds."""

    body: str
    decided_on: dt.date
    reason: str
    away: bool


@action
def change_promise(
    *, line: PromisedLine, facts: NewDecision, seen_now: str, seen_change: int, request_key: uuid.UUID, actor: Actor
) -> ChangedPromise:
    """Record a new decision about a promise; what was promised first stays. The same `request_key` gives what it made.

    `seen_now` is the fingerprint of what the plan said, and `seen_change` the latest decision, when the form was
    opened. Raises ChangedMeanwhile when somebody else has decided since; ActionRefused for a day to come or before the
    start, an empty body or reason, when the plan has changed since, or says nothing else than what is promised.
    """
    root, place = line.promise.root, line.promise.place
    lock(root, place)
    Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    known = ChangedPromise.objects.filter(request_key=request_key).first()
    if known:
        return known
    changes = list(line.changes.all())
    if (changes[-1].pk if changes else 0) != seen_change:
        raise ChangedMeanwhile(_("Någon annan har fört in ett beslut om löftet medan du skrev."))
    _check(line, facts, changes)
    now = _now(line, facts, seen_now)
    said = line if facts.away or now is None else now
    made = ChangedPromise.objects.create(
        line=line, away=facts.away, body=facts.body.strip(), decided_on=facts.decided_on, reason=facts.reason.strip(),
        request_key=request_key, account_id=actor.account_id, seat_id=actor.seat_id, at=clock.now(),
        **{name: getattr(said, name) for name in VALUES},
    )  # fmt: skip
    record("repromise", made, actor=actor, place_id=place.pk, area_id=root.pk, line=line.pk, away=facts.away)
    return made


def _check(line: PromisedLine, facts: NewDecision, changes: list[ChangedPromise]) -> None:
    """Raises ActionRefused for a decision that cannot be."""
    not_to_come(facts.decided_on)
    if facts.decided_on < max([line.promise.on, *(one.decided_on for one in changes)]):
        raise ActionRefused(_("Beslutet kan inte ligga före starten eller ett tidigare beslut om samma löfte."))
    if not (facts.body.strip() and facts.reason.strip()):
        raise ActionRefused(_("Skriv vilka som beslutade och varför."))
    refuse_identity_numbers(facts.body, facts.reason)


def _now(line: PromisedLine, facts: NewDecision, seen_now: str) -> Line | None:
    """What the plan says now about what was promised. Raises ActionRefused when no decision can rest on it."""
    root, place = line.promise.root, line.promise.place
    holds = next(one for each in kept(root, place) for one in each.kept if one.row.pk == line.pk).holds
    with override("sv"):
        lines = lines_of(Start(root, place, clock.today()))
    now = next((one for one in lines if (one.subject, one.key) == (line.subject, line.key)), None)
    if (now.fingerprint if now else "") != seen_now:
        raise ActionRefused(_("Planen har ändrats medan du skrev. Läs vad som gäller nu, och spara igen."))
    if facts.away and holds is None:
        raise ActionRefused(_("Löftet är redan återtaget."))
    if not facts.away and now is None:
        raise ActionRefused(_("Planen säger inget om det här längre. Välj att löftet återtas."))
    if not facts.away and now and holds and now.compared == holds.compared:
        raise ActionRefused(_("Planen säger samma sak som löftet. Ändra först i planen, så blir det det nya löftet."))
    return now
