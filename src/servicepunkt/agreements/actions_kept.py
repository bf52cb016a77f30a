"""After signing: how commitments were kept, extensions that are decided, notice. The agreement itself never changes."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .models import Agreement, Commitment, Extension, FollowUp, Kept, Notice, Side
from .money import deduction
from .running import pay_of
from .writing import noted, rewrite, still, unchanged


@dataclass(frozen=True)
class FollowUpFacts:
    """How a commitment was kept from a day up to (not including) another, found out on a day."""

    from_on: dt.date
    to_on: dt.date
    followed_on: dt.date
    kept: str
    note: str


def _signed(agreement_id: int) -> Agreement:
    """A signed agreement, held. Raises ActionRefused for one that is not."""
    row = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if row.signed_id is None:
        raise ActionRefused(_("Avtalet är inte undertecknat än."))
    return row


def deduction_of(agreement: Agreement, one: Commitment, facts: FollowUpFacts) -> int:
    """What is deducted by the agreement's own words for how it was kept, in öre. Partly kept: half."""
    if facts.kept == Kept.KEPT:
        return 0
    ore = pay_of(agreement, one).between(facts.from_on, facts.to_on)
    return deduction(ore, one.deduction_percent, partly=facts.kept == Kept.PARTLY)


def _followed(agreement: Agreement, one: Commitment, facts: FollowUpFacts, besides: int = 0) -> dict[str, object]:
    refuse_identity_numbers(facts.note)
    if facts.to_on <= facts.from_on:
        raise ActionRefused(_("Periodens sista dag kan inte ligga före den första."), field="last_on")
    if facts.followed_on > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. Ange den dag då det följdes upp."), field="followed_on")
    if facts.to_on > facts.followed_on + dt.timedelta(days=1):
        raise ActionRefused(_("Perioden kan inte sluta efter den dag då den följdes upp."), field="last_on")
    pay = pay_of(agreement, one)
    if facts.from_on < pay.from_on or facts.to_on > pay.to_on:
        raise ActionRefused(_("Perioden ligger utanför den tid då åtagandet gäller."))
    if facts.kept != Kept.KEPT and not facts.note.strip():
        raise ActionRefused(_("Skriv vad som inte hölls."), field="note")
    others = one.follow_ups.filter(from_on__lt=facts.to_on, to_on__gt=facts.from_on)
    if others.exclude(pk=besides).exists():
        raise ActionRefused(_("En del av perioden är redan uppföljd."))
    return {**asdict(facts), "note": facts.note.strip(), "deduction_ore": deduction_of(agreement, one, facts)}


@action
def follow_up(*, commitment: Commitment, facts: FollowUpFacts, request_key: uuid.UUID, actor: Actor) -> FollowUp:
    """Note how a commitment was kept, and the deduction that follows. The same form sent twice notes it once.

    Raises ActionRefused: not signed, a period to come, outside its time or followed up already, no word of what failed.
    """
    agreement = _signed(commitment.agreement_id)
    known = FollowUp.objects.filter(request_key=request_key).first()
    if known:
        return known
    told = _followed(agreement, commitment, facts)
    row = FollowUp.objects.create(commitment=commitment, request_key=request_key, **told)
    noted("follow_up", row, agreement, actor, row.kept)
    return row


@action
def change_follow_up(
    *, follow_up: FollowUp, facts: FollowUpFacts, remove: bool, seen_version: int, actor: Actor
) -> None:
    """Put a follow-up right, or `remove` one noted by mistake. Raises ChangedMeanwhile, ActionRefused."""
    agreement = _signed(follow_up.commitment.agreement_id)
    row = still(FollowUp.objects.select_related("commitment").filter(pk=follow_up.pk).first())
    if remove:
        unchanged(seen_version, row.version)
        noted("remove", row, agreement, actor)
        row.delete()
    elif rewrite(row, _followed(agreement, row.commitment, facts, row.pk), seen_version):
        noted("follow_up", row, agreement, actor, row.kept)


@action
def give_notice(*, side: Side, given_on: dt.date, why: str, actor: Actor) -> Notice:
    """Note that a party has given notice. The same again changes nothing. Raises ActionRefused."""
    agreement = _signed(side.agreement_id)
    refuse_identity_numbers(why)
    known = Notice.objects.filter(agreement=agreement).first()
    if known:
        if (known.side_id, known.given_on) == (side.pk, given_on):
            return known
        raise ActionRefused(_("Avtalet är redan uppsagt."))
    if given_on > clock.today() or given_on < (agreement.signed_on or given_on):
        raise ActionRefused(
            _("Ange den dag då uppsägningen gjordes: efter underskriften och senast i dag."), field="given_on"
        )
    row = Notice.objects.create(agreement=agreement, side=side, given_on=given_on, why=why.strip())
    noted("notice", row, agreement, actor)
    return row


@action
def extend(*, agreement: Agreement, decided_on: dt.date, note: str, request_key: uuid.UUID, actor: Actor) -> Extension:
    """Note that the parties have decided an extension. The same form sent twice notes it once. Raises ActionRefused."""
    row = _signed(agreement.pk)
    known = Extension.objects.filter(request_key=request_key).first()
    if known:
        return known
    refuse_identity_numbers(note)
    number = row.decided.count()
    if row.extending != Agreement.Extending.DECISION or number >= row.extensions:
        raise ActionRefused(_("Avtalet kan inte förlängas fler gånger. Skriv ett nytt avtal."))
    if Notice.objects.filter(agreement=row).exists():
        raise ActionRefused(_("Avtalet är uppsagt och kan inte förlängas. Skriv ett nytt avtal."))
    if decided_on > clock.today() or decided_on >= row.term(number).end(decided_on):
        raise ActionRefused(
            _("Ange den dag då förlängningen beslutades: senast i dag och innan avtalet tog slut."), field="decided_on"
        )
    made = Extension.objects.create(
        agreement=row, number=number + 1, decided_on=decided_on, note=note.strip(), request_key=request_key
    )
    noted("extend", made, row, actor)
    return made
