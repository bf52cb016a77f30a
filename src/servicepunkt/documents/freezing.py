"""The last yes has come: a worker makes the files, and stores the frozen version with the word that it is done.

The yes itself was stored at once (`actions_approval`); the draft is *approved* until the version is there, and nobody
can write in it or take it back meanwhile. Files are made before the transaction that needs them, which then makes sure
that nothing has changed: no database waits for a PDF, and no row is without its file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock, files, jobs
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.duties import duty
from servicepunkt.core.jobs_running import Work
from servicepunkt.core.models import Job
from servicepunkt.people.models import Account, Seat

from . import stored
from .actions import digest
from .actions_drafts import locked
from .kinds import Retention, kinds
from .models import Approval, Draft, FrozenBody, FrozenFile, FrozenVersion, Proposal
from .presenting import Made, edition_of, making, marking_of

SCHEMA = 1
"""How a composed version's content is to be read; its body has a schema of its own, see `stored`."""
FILES = len(FrozenFile.Form)
JOB = "documents.freeze"


def hash_of(draft: Draft, content: Mapping[str, Any], facts: list[dict[str, Any]]) -> str:
    """The SHA-256 of what is approved: the document, the facts it rests on, and how it is marked."""
    return digest({"document": content, "facts": facts, "marking": marking_of(draft)})


def reopen(draft: Draft) -> None:
    """Drop a locked draft's proposal, so that it can be written in."""
    Proposal.objects.filter(draft=draft).delete()
    draft.state = Draft.State.OPEN
    draft.save(update_fields=["state"])


# --- asking -----------------------------------------------------------------------------------------------------------


def key_of(proposal: Proposal) -> UUID:
    """The key of the job that freezes a proposal: the same however often it is asked for."""
    return uuid5(NAMESPACE_URL, f"servicepunkt:{JOB}/{proposal.pk}/{proposal.sha256}")


def ask(draft: Draft, proposal: Proposal, actor: Actor) -> Job:
    """Have an approved proposal frozen. Part of the transaction in which the last yes is stored."""
    return jobs.ask(
        JOB,
        {"draft": draft.pk, "proposal": proposal.pk},
        key=key_of(proposal),
        area_id=draft.area_id,
        place_id=draft.place_id,
        back=reverse("documents:freezing", args=[draft.area.key, draft.pk]),
        actor=actor,
    )


def job_of(draft: Draft) -> Job | None:
    """The job that freezes an approved draft; None when there is none, as after a restored backup. One query."""
    return Job.objects.filter(key=key_of(draft.proposal)).first()


def is_coming(job: Job | None) -> bool:
    """Whether the version is on its way: else somebody must try again, or take the draft back."""
    return job is not None and (job.is_open or job.state == Job.State.DONE)


@action
def try_again(*, draft: Draft, actor: Actor) -> Draft:
    """Freeze an approved draft whose job has failed, or is gone. What is on its way or done stays as it is."""
    one = locked(draft.pk)
    if one.state == Draft.State.APPROVED:
        job = job_of(one)
        if job is None:
            ask(one, one.proposal, actor)
        elif not is_coming(job):
            jobs.again(job=job, actor=actor)
    return one


@duty("documents.freezing", every=dt.timedelta(hours=1))
def ask_anew() -> int:
    """Have frozen what was approved when a backup was made: jobs are in no backup. How many there were."""
    approved = Draft.objects.filter(state=Draft.State.APPROVED).select_related("area", "proposal")
    asked = 0
    for draft in approved.order_by("id"):
        if job_of(draft) is None:
            try_again(draft=draft, actor=actor_of_last(_given(draft.proposal)))
            asked += 1
    return asked


# --- doing ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ready:
    """What freezing needs, made beforehand: the edition's number, all approvals, the moment of the last, the files."""

    proposal_id: int
    number: int
    at: dt.datetime
    actor: Actor
    approvals: tuple[Mapping[str, Any], ...]
    files: tuple[Made, ...]


def _told(facts: Mapping[str, Any]) -> str:
    return _("Dokumentet är fryst som utgåva %(number)s.") % facts


@jobs.job(JOB, title=gettext_lazy("Frysa ett godkänt dokument"), told=_told, decided=True)
def freeze(work: Work) -> None:
    """Make the files of an approved draft, then store its version. Raises ActionRefused when the approval is void."""
    ready = _make_ready(work)
    with work.finishing():
        version = _freeze(draft_id=work.arguments["draft"], ready=ready)
        work.remember(number=version.number or 0)


def _make_ready(work: Work) -> _Ready:
    """The files of the edition, on the disk, and what else it needs."""
    work.progress(0, FILES)
    draft = Draft.objects.select_related("area", "place").get(pk=work.arguments["draft"])
    proposal = _approved(draft, work.arguments["proposal"])
    given = _given(proposal)
    number, approvals, at = _next_number(draft), approvals_of(given), max(one.at for one in given)
    body = stored.from_json(proposal.content)
    made: list[Made] = []
    for one in making(body, edition_of(draft, number=number, at=at, approvals=approvals)):
        files.put(one.content, digest(one.content))
        made.append(one)
        work.progress(len(made), FILES)
    return _Ready(proposal.pk, number, at, actor_of_last(given), approvals, tuple(made))


def _approved(draft: Draft, proposal_id: int) -> Proposal:
    """The proposal that all have approved. Raises ActionRefused when it is no more, or not what was approved."""
    proposal = Proposal.objects.filter(pk=proposal_id, draft=draft).first()
    if proposal is None or draft.state != Draft.State.APPROVED:
        raise ActionRefused(_("Godkännandet gäller inte längre. Dokumentet har tagits tillbaka."))
    if hash_of(draft, proposal.content, proposal.facts) != proposal.sha256:
        raise ChangedMeanwhile(
            _("Dokumentet är inte längre det som godkändes. Ta tillbaka det och lägg fram det igen.")
        )
    return proposal


def _given(proposal: Proposal) -> list[Approval]:
    return list(proposal.approvals.all())


def actor_of_last(given: list[Approval]) -> Actor:
    """Who gave the last of some approvals: in their name the document is frozen."""
    return Actor(given[-1].account_id, given[-1].seat_id)


def _next_number(draft: Draft) -> int:
    last = draft.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def approvals_of(approvals: list[Approval]) -> tuple[Mapping[str, Any], ...]:
    """Who approved, in which seat, on which day: as it is printed and frozen. Two queries."""
    names = dict(Account.objects.filter(pk__in={a.account_id for a in approvals}).values_list("pk", "person__name"))
    seats = dict(Seat.objects.filter(pk__in={a.seat_id for a in approvals}).values_list("pk", "title"))
    return tuple(
        {
            "name": names.get(one.account_id) or _("Någon"),
            "seat": seats.get(one.seat_id, ""),
            "on": one.at.astimezone(clock.STOCKHOLM).date().isoformat(),
            "seat_id": one.seat_id,
        }
        for one in approvals
    )


@action
def _freeze(*, draft_id: int, ready: _Ready) -> FrozenVersion:
    """Store the version, its body and files; open the draft for the next edition; tell the kind what came of it."""
    draft = locked(draft_id)
    proposal = _approved(draft, ready.proposal_id)
    kind = kinds()[draft.kind]
    approvals = [dict(one) for one in ready.approvals]
    body = digest(body_parts(proposal.content, proposal.facts, approvals))
    content = {
        **marking_of(draft),
        "proposal": proposal.sha256,
        "body": body,
        "files": {one.form: digest(one.content) for one in ready.files},
        "kind_title": str(kind.title),
        "retention": _retention(kind.retention),
        "period": [day.isoformat() if day else None for day in (draft.period_from, draft.period_to)],
    }
    version = FrozenVersion.objects.create(
        kind=draft.kind, title=draft.title, area_id=draft.area_id, place_id=draft.place_id, schema=SCHEMA,
        content=content, sha256=digest(content), at=ready.at, draft=draft, number=ready.number,
    )  # fmt: skip
    FrozenBody.objects.create(
        version=version, content=proposal.content, facts=proposal.facts, approvals=approvals, sha256=body
    )
    for one in ready.files:
        FrozenFile.objects.create(version=version, form=one.form, file=files.store(name=one.name, content=one.content))
    record("freeze", version, actor=ready.actor, place_id=draft.place_id, area_id=draft.area_id, kind=draft.kind)
    reopen(draft)
    if kind.approved:
        kind.approved(draft, version, ready.actor)
    return version


def body_parts(content: Mapping[str, Any], facts: Any, approvals: Any) -> dict[str, Any]:
    """What a frozen body's hash is of."""
    return {"document": content, "facts": facts, "approvals": approvals}


def _retention(rule: Retention) -> dict[str, Any]:
    return {"years": rule.years, "rule": str(rule.rule)}
