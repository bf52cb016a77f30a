"""From draft to approved: laid before those who approve, taken back, approved by each of them.

What is approved is what was read: the proposal holds the whole document, and every approval names its SHA-256. A yes
is stored at once; the last one has a worker make the files and freeze the version (`freezing`).
"""

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record

from . import freezing, stored
from .actions_drafts import locked
from .blocks import DocumentError
from .drafts import compose
from .freezing import hash_of, reopen
from .kinds import kinds
from .models import Approval, Draft, Proposal
from .posters import need_fit
from .rules import approvers_of


@action
def propose(*, draft: Draft, actor: Actor) -> Proposal:
    """Lay a draft before those who approve: its content of today is fixed. Written parts that are empty are left out.

    A draft that is proposed or approved already stays as it is. Raises ActionRefused when nobody can approve it, or a
    poster does not fit on its page.
    """
    one = locked(draft.pk)
    if one.state != Draft.State.OPEN:
        return one.proposal
    known = kinds().get(one.kind)
    if known is None or (known.approvers and not known.approvers(one)):
        raise ActionRefused(_("Det är inte bestämt vem som ska godkänna dokumentet."))
    document, rests_on = compose(one, on=clock.today())
    try:
        need_fit(document)
    except DocumentError as too_long:
        raise ActionRefused(str(too_long)) from None
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
    """Open a proposed draft for writing again; approvals given so far are void. An open draft stays as it is.

    Raises ActionRefused while an approved draft is being frozen; when that has failed it can be taken back.
    """
    one = locked(draft.pk)
    if one.state == Draft.State.OPEN:
        return one
    if one.state == Draft.State.APPROVED and freezing.is_coming(freezing.job_of(one)):
        raise ActionRefused(_("Dokumentet är godkänt och fryses. Det går inte att ta tillbaka."))
    voided = one.proposal.approvals.count()
    reopen(one)
    record("take_back", one, actor=actor, place_id=one.place_id, area_id=one.area_id, voided=voided)
    return one


@action
def approve(*, draft: Draft, seen_sha256: str, actor: Actor) -> bool:
    """Approve a proposed draft as it was read. Whether that was the last yes it needs: then it is being frozen.

    `seen_sha256` is the hash of what the person read: something else raises ChangedMeanwhile. The same yes again does
    nothing twice. Raises ActionRefused when somebody approves for two seats, or in a seat that has no say.
    """
    one = locked(draft.pk)
    if _frozen_already(one, seen_sha256, actor):
        return True
    proposal = _proposal_read(one, seen_sha256)
    if one.state == Draft.State.APPROVED:
        if actor.seat_id in _seats_given(proposal):
            return True
        raise ActionRefused(_("Dokumentet är redan godkänt."))
    _say_yes(one, proposal, actor)
    if not _enough(one, proposal):
        return False
    last_yes = kinds()[one.kind].last_yes
    if last_yes:
        last_yes(one, proposal)
    one.state = Draft.State.APPROVED
    one.save(update_fields=["state"])
    freezing.ask(one, proposal, actor)
    return True


def _say_yes(draft: Draft, proposal: Proposal, actor: Actor) -> None:
    account, seat = actor.account_id, actor.seat_id
    wanted = {one.seat_id for one in approvers_of(draft)}
    if account is None or seat is None or (wanted and seat not in wanted):
        raise ActionRefused(_("Du har ingen plats som godkänner det här dokumentet."))
    mine = proposal.approvals.filter(account_id=account).first()
    if mine is not None and mine.seat_id != seat:
        raise ActionRefused(_("Du har redan godkänt. En och samma person kan inte godkänna två gånger."))
    if seat not in _seats_given(proposal):
        Approval.objects.create(proposal=proposal, account_id=account, seat_id=seat, at=clock.now())
        record("approve", draft, actor=actor, place_id=draft.place_id, area_id=draft.area_id)


def _enough(draft: Draft, proposal: Proposal) -> bool:
    """Whether the approvals given are all that a draft needs."""
    wanted = {one.seat_id for one in approvers_of(draft)}
    given = _seats_given(proposal)
    return wanted <= given if wanted else bool(given)


def _seats_given(proposal: Proposal) -> set[int]:
    return set(proposal.approvals.values_list("seat_id", flat=True))


def _proposal_read(draft: Draft, seen: str) -> Proposal:
    """The proposal that lies there, when it is the one that was read. Raises ChangedMeanwhile."""
    proposal = Proposal.objects.filter(draft=draft).first()
    if proposal is None or proposal.sha256 != seen or hash_of(draft, proposal.content, proposal.facts) != seen:
        raise ChangedMeanwhile(_("Dokumentet har ändrats sedan du läste det. Läs det igen innan du godkänner."))
    return proposal


def _frozen_already(draft: Draft, seen: str, actor: Actor) -> bool:
    """Whether a version came of just this yes: the same form is sent again. Raises ActionRefused for another's."""
    last = draft.versions.select_related("body").order_by("-number").first()
    if last is None or last.content["proposal"] != seen or draft.state != Draft.State.OPEN:
        return False
    body = getattr(last, "body", None)  # none when the version has been destroyed: nobody tells who said yes
    if body is not None and any(one["seat_id"] == actor.seat_id for one in body.approvals):
        return True
    raise ActionRefused(_("Dokumentet är redan godkänt, som utgåva %(number)s.") % {"number": last.number})
