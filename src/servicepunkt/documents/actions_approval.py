"""From draft to frozen version: laid before those who approve, taken back, approved, and frozen with the last yes.

What is approved is what was read: the proposal holds the whole document, and every approval names its SHA-256. Files
are made before the transaction that needs them, which then makes sure that nothing has changed: no database waits for
a PDF, and no row is without its file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.people.models import Account, Seat

from . import stored
from .actions import digest
from .actions_drafts import locked
from .drafts import compose
from .kinds import Retention, kinds
from .models import Approval, Draft, FrozenBody, FrozenFile, FrozenVersion, Proposal
from .presenting import Made, edition_of, files_of, marking_of
from .rules import approvers_of

SCHEMA = 1
"""How a composed version's content is to be read; its body has a schema of its own, see `stored`."""
TRIES = 5
"""How often files are made anew because another approval came in between, before the person is asked to try again."""


def hash_of(draft: Draft, content: Mapping[str, Any], facts: list[dict[str, Any]]) -> str:
    """The SHA-256 of what is approved: the document, the facts it rests on, and how it is marked."""
    return digest({"document": content, "facts": facts, "marking": marking_of(draft)})


@action
def propose(*, draft: Draft, actor: Actor) -> Proposal:
    """Lay a draft before those who approve: its content of today is fixed. Written parts that are empty are left out.

    A draft that is proposed already stays as it is. Raises ActionRefused when nobody can approve it.
    """
    one = locked(draft.pk)
    if one.state == Draft.State.PROPOSED:
        return one.proposal
    known = kinds().get(one.kind)
    if known is None or (known.approvers and not known.approvers(one)):
        raise ActionRefused(_("Det är inte bestämt vem som ska godkänna dokumentet."))
    document, rests_on = compose(one, on=clock.today())
    content = stored.to_json(document)
    facts = [{"name": f.name, "value": f.value, "source": f.source, "on": f.on.isoformat()} for f in rests_on]
    proposal = Proposal.objects.create(
        draft=one,
        content=content,
        facts=facts,
        sha256=hash_of(one, content, facts),
        at=clock.now(),
        account_id=actor.account_id,
        seat_id=actor.seat_id,
    )
    one.state = Draft.State.PROPOSED
    one.save(update_fields=["state"])
    record("propose", one, actor=actor, place_id=one.place_id, area_id=one.area_id, kind=one.kind)
    return proposal


@action
def take_back(*, draft: Draft, actor: Actor) -> Draft:
    """Open a proposed draft for writing again; approvals given so far are void. An open draft stays as it is."""
    one = locked(draft.pk)
    if one.state == Draft.State.OPEN:
        return one
    voided = one.proposal.approvals.count()
    reopen(one)
    record("take_back", one, actor=actor, place_id=one.place_id, area_id=one.area_id, voided=voided)
    return one


def reopen(draft: Draft) -> None:
    """Drop a locked draft's proposal, so that it can be written in."""
    Proposal.objects.filter(draft=draft).delete()
    draft.state = Draft.State.OPEN
    draft.save(update_fields=["state"])


@dataclass(frozen=True)
class _Ready:
    """What a last approval needs, made beforehand: the edition's number, all approvals, the files."""

    number: int
    approvals: tuple[Mapping[str, Any], ...]
    files: tuple[Made, ...]


class _ChangedSince(Exception):
    """Another approval came in while the files were made: they must be made anew."""


def approve(*, draft: Draft, seen_sha256: str, actor: Actor) -> FrozenVersion | None:
    """Approve a proposed draft as it was read; the last approval it needs freezes it. The version, if it did.

    `seen_sha256` is the hash of what the person read: something else raises ChangedMeanwhile. The same yes again does
    nothing twice. Raises ActionRefused when somebody approves for two seats, or in a seat that has no say.
    """
    at = clock.now()
    for _try in range(TRIES):
        ready = _make_ready(draft.pk, seen_sha256, actor, at)
        try:
            return _approve(draft_id=draft.pk, seen_sha256=seen_sha256, actor=actor, at=at, ready=ready)
        except _ChangedSince:
            continue
    raise ActionRefused(_("Flera godkände samtidigt. Försök igen om en stund."))


def _make_ready(draft_id: int, seen: str, actor: Actor, at: dt.datetime) -> _Ready | None:
    """The files of the edition that this approval would make, on the disk; None when more approvals are needed."""
    draft = Draft.objects.select_related("area", "place").get(pk=draft_id)
    proposal = Proposal.objects.filter(draft=draft, sha256=seen).first()
    if proposal is None:
        return None
    given = list(proposal.approvals.all())
    mine = Approval(proposal=proposal, account_id=actor.account_id or 0, seat_id=actor.seat_id or 0, at=at)
    if not _enough(draft, [*given, mine]):
        return None
    number, approvals = _next_number(draft), approvals_of([*given, mine])
    body = stored.from_json(proposal.content)
    made = files_of(body, edition_of(draft, number=number, at=at, approvals=approvals))
    for one in made:
        files.put(one.content, digest(one.content))
    return _Ready(number, approvals, made)


def _enough(draft: Draft, approvals: list[Approval]) -> bool:
    """Whether these approvals are all that a draft needs."""
    wanted = {one.seat_id for one in approvers_of(draft)}
    given = {one.seat_id for one in approvals}
    return wanted <= given if wanted else bool(given)


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
def _approve(
    *, draft_id: int, seen_sha256: str, actor: Actor, at: dt.datetime, ready: _Ready | None
) -> FrozenVersion | None:
    draft = locked(draft_id)
    version = _frozen_already(draft, seen_sha256, actor)
    if version is not None:
        return version
    proposal = _proposal_read(draft, seen_sha256)
    account, seat = actor.account_id, actor.seat_id
    wanted = {one.seat_id for one in approvers_of(draft)}
    if account is None or seat is None or (wanted and seat not in wanted):
        raise ActionRefused(_("Du har ingen plats som godkänner det här dokumentet."))
    mine = proposal.approvals.filter(account_id=account).first()
    if mine is not None and mine.seat_id != seat:
        raise ActionRefused(_("Du har redan godkänt. En och samma person kan inte godkänna två gånger."))
    if not proposal.approvals.filter(seat_id=seat).exists():
        Approval.objects.create(proposal=proposal, account_id=account, seat_id=seat, at=at)
        record("approve", draft, actor=actor, place_id=draft.place_id, area_id=draft.area_id)
    given = list(proposal.approvals.all())
    if not _enough(draft, given):
        return None
    if ready is None or (ready.number, ready.approvals) != (_next_number(draft), approvals_of(given)):
        raise _ChangedSince
    return _freeze(draft, proposal, ready, at, actor)


def _proposal_read(draft: Draft, seen: str) -> Proposal:
    """The proposal that lies there, when it is the one that was read. Raises ChangedMeanwhile."""
    proposal = Proposal.objects.filter(draft=draft).first()
    if proposal is None or proposal.sha256 != seen or hash_of(draft, proposal.content, proposal.facts) != seen:
        raise ChangedMeanwhile(_("Dokumentet har ändrats sedan du läste det. Läs det igen innan du godkänner."))
    return proposal


def _frozen_already(draft: Draft, seen: str, actor: Actor) -> FrozenVersion | None:
    """The version that came of just this yes, when the same form is sent again. Raises ActionRefused for another's."""
    last = draft.versions.select_related("body").order_by("-number").first()
    if last is None or last.content["proposal"] != seen or draft.state == Draft.State.PROPOSED:
        return None
    if any(one["seat_id"] == actor.seat_id for one in last.body.approvals):
        return last
    raise ActionRefused(_("Dokumentet är redan godkänt, som utgåva %(number)s.") % {"number": last.number})


def _freeze(draft: Draft, proposal: Proposal, ready: _Ready, at: dt.datetime, actor: Actor) -> FrozenVersion:
    """Store the version, its body and files; open the draft for the next edition; tell the kind what came of it."""
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
        content=content, sha256=digest(content), at=at, draft=draft, number=ready.number,
    )  # fmt: skip
    FrozenBody.objects.create(
        version=version, content=proposal.content, facts=proposal.facts, approvals=approvals, sha256=body
    )
    for one in ready.files:
        FrozenFile.objects.create(version=version, form=one.form, file=files.store(name=one.name, content=one.content))
    record("freeze", version, actor=actor, place_id=draft.place_id, area_id=draft.area_id, kind=draft.kind)
    reopen(draft)
    if kind.approved:
        kind.approved(draft, version, actor)
    return version


def body_parts(content: Mapping[str, Any], facts: Any, approvals: Any) -> dict[str, Any]:
    """What a frozen body's hash is of."""
    return {"document": content, "facts": facts, "approvals": approvals}


def _retention(rule: Retention) -> dict[str, Any]:
    return {"years": rule.years, "rule": str(rule.rule)}
