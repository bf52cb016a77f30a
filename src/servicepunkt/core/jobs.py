"""Work that takes longer than somebody waits for a page: asked for here, done by a worker (`jobs_running`).

A room declares what can be done:

    @job("needs.papers", title=_("Blanketter med koder"), right=Right.KEEP_SURVEYS)
    def papers(work: Work) -> None:
        with work.result("blanketter.zip") as out:
            for number, part in enumerate(parts):
                work.progress(number, len(parts))
                ...

and asks for it inside one of its actions. The function may be begun anew at any time (its worker was killed), so it
must be safe to do twice: a file given with `work.result` counts only when the job is done, and what is written to the
database is written inside `work.finishing()`, which commits it together with the word that the job is done.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import clock, job_files
from .actions import ActionRefused, Actor, action, record
from .duties import duty
from .models import Job

if TYPE_CHECKING:
    from .jobs_running import Work

MOST_ATTEMPTS = 3
MOST_OPEN = 10
"""So many may wait for one person: who asks for more has nothing to gain from it, and others must wait."""
REMEMBERED = dt.timedelta(days=30)
LATE = dt.timedelta(minutes=15)
"""A job that has waited so long for a worker tells that there is none, or too few."""


@dataclass(frozen=True)
class JobKind:
    """Something that can be done in the background.

    `right` is what a seat must give for whoever asked to go on seeing what came of it (empty: nothing more than having
    asked). `told` makes a sentence of the facts that the work left behind, in the language of whoever reads.

    `decided`: the work carries out what people have decided already (an approval). It cannot be cancelled, does not
    count among what waits for one person, and can be tried again however long ago it failed: it needs no typed words
    and no file of its own.
    """

    name: str
    title: str | Promise
    do: "Callable[[Work], None]"
    right: str = ""
    told: Callable[[Mapping[str, Any]], str] | None = None
    decided: bool = False


_kinds: dict[str, JobKind] = {}


def job(
    name: str,
    *,
    title: str | Promise,
    right: str = "",
    told: Callable[[Mapping[str, Any]], str] | None = None,
    decided: bool = False,
) -> "Callable[[Callable[[Work], None]], Callable[[Work], None]]":
    """Register a function as something that can be done in the background."""

    def register(function: "Callable[[Work], None]") -> "Callable[[Work], None]":
        _kinds[name] = JobKind(name, title, function, right, told, decided)
        return function

    return register


def kind_of(one: Job) -> JobKind | None:
    """What a job is; None for one that this version of the platform does not know."""
    return _kinds.get(one.kind)


def known_kinds() -> list[str]:
    """The names of everything that can be done."""
    return sorted(_kinds)


def _decided(one: Job) -> bool:
    kind = kind_of(one)
    return kind is not None and kind.decided


# --- asking -----------------------------------------------------------------------------------------------------------


@action
def ask(
    kind: str,
    arguments: Mapping[str, Any],
    *,
    key: UUID,
    actor: Actor,
    area_id: int | None = None,
    place_id: int | None = None,
    words: Mapping[str, str] | None = None,
    back: str = "",
) -> Job:
    """Have something done in the background; the same key again is the same job.

    `area_id` is the programme's area. `words` are typed texts that the work needs and that are forgotten with its end;
    `back` is the address of the page it was asked for on. Raises KeyError for a kind that is not registered and
    ActionRefused for a key that is somebody else's, or when too much waits for this person already.
    """
    of = _kinds[kind]
    known = Job.objects.filter(key=key).first()
    if known is None:
        if not of.decided:
            _refuse_too_many(actor)
        known, made = Job.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind, "arguments": dict(arguments), "words": dict(words or {}), "back": back,
                "account_id": actor.account_id, "area_id": area_id, "place_id": place_id,
                "language": translation.get_language() or "sv", "made_at": clock.now(),
            },
        )  # fmt: skip
        if made:
            record("ask", known, actor=actor, area_id=area_id, place_id=place_id, kind=kind)
    if (known.account_id, known.kind) != (actor.account_id, kind):
        raise ActionRefused(_("Sidan har använts till något annat. Öppna den på nytt."))
    return known


def _refuse_too_many(actor: Actor) -> None:
    if actor.account_id is None:
        return
    open_now = Job.objects.filter(account_id=actor.account_id, state__in=(Job.State.WAITING, Job.State.RUNNING))
    decided = [kind.name for kind in _kinds.values() if kind.decided]
    if open_now.exclude(kind__in=decided).count() >= MOST_OPEN:
        raise ActionRefused(_("Du väntar redan på tio arbeten. Låt något av dem bli klart först."))


@action
def cancel(*, job: Job, actor: Actor) -> Job:
    """Stop a job: at once while it waits, else as soon as the work looks up. One that has ended stays as it is.

    Raises ActionRefused for one that carries out what is decided.
    """
    if not may_be_cancelled(job):
        raise ActionRefused(_("Det här arbetet är redan beslutat och kan inte avbrytas."))
    held = Job.objects.select_for_update().get(pk=job.pk)
    if not held.is_open or held.cancel_asked:
        return held
    held.cancel_asked = True
    if held.state == Job.State.WAITING:
        held.state, held.ended_at, held.words = Job.State.CANCELLED, clock.now(), {}
    held.save(update_fields=["cancel_asked", "state", "ended_at", "words"])
    record("cancel", held, actor=actor, area_id=held.area_id, place_id=held.place_id, kind=held.kind)
    return held


def may_be_cancelled(one: Job) -> bool:
    """Whether whoever asked can stop it, while it is open."""
    return not _decided(one)


def may_be_tried_again(one: Job) -> bool:
    """Whether a failed job can be done again: for as long as what it needs is kept."""
    failed_at = one.ended_at if one.state == Job.State.FAILED else None
    return failed_at is not None and (_decided(one) or failed_at > clock.now() - job_files.KEPT)


def waits_too_long(one: Job) -> bool:
    """Whether nobody has begun a job for so long that no worker can be there, or too few."""
    return one.state == Job.State.WAITING and one.started_at is None and one.made_at < clock.now() - LATE


@action
def again(*, job: Job, actor: Actor) -> Job:
    """Try a failed job again, with three attempts anew. One that is under way or done stays as it is.

    Raises ActionRefused when it failed so long ago that what it needs is forgotten.
    """
    held = Job.objects.select_for_update().get(pk=job.pk)
    if held.state != Job.State.FAILED:
        return held
    if not may_be_tried_again(held):
        raise ActionRefused(_("Det var för länge sedan. Gör om det från början."))
    held.state, held.attempts, held.fault = Job.State.WAITING, 0, ""
    held.taken_until = held.ended_at = None
    held.done = held.total = 0
    held.save()
    record("again", held, actor=actor, area_id=held.area_id, place_id=held.place_id, kind=held.kind)
    return held


# --- reading ----------------------------------------------------------------------------------------------------------


def of_account(account_id: int, most: int) -> list[Job]:
    """The last jobs that somebody asked for, the newest first. One query."""
    return list(Job.objects.filter(account_id=account_id).order_by("-id")[:most])


def result_there(one: Job) -> bool:
    """Whether the file that a job made can still be fetched."""
    return bool(one.result_name) and job_files.path_of(one.key, one.turn).is_file()


@dataclass(frozen=True)
class Health:
    """How the background work is doing: what waits or is done, what waits too long, what broke in the last day."""

    open: int
    late: int
    broken: int


def health() -> Health:
    """For `servicepunkt check`. Refusals that a person was told the reason of are no fault of the platform."""
    now = clock.now()
    waiting = Job.objects.filter(state=Job.State.WAITING)
    running = Job.objects.filter(state=Job.State.RUNNING)
    dead = running.filter(taken_until__lt=now - LATE).count()
    failed = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=now - dt.timedelta(days=1))
    return Health(
        open=waiting.count() + running.count(),
        late=waiting.filter(made_at__lt=now - LATE).count() + dead,
        broken=failed.filter(attempts__gte=MOST_ATTEMPTS).count(),
    )


@duty("core.jobs", every=dt.timedelta(hours=1))
def forget() -> None:
    """Forget results and typed texts after a week, and ended jobs after thirty days. Safe to repeat."""
    now = clock.now()
    ended = Job.objects.filter(ended_at__lt=now - job_files.KEPT)
    ended.exclude(words={}).update(words={})
    ended.filter(ended_at__lt=now - REMEMBERED).delete()
    job_files.throw_old()
