"""Writing an agreement: its terms, its parties, what each promises. Nothing can be written once it lies for signing.

Each write holds the agreement's document (see `signing.hold`), so that a text laid for signing is what was written.
"""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import search_key
from servicepunkt.documents.actions_drafts import Marking, mark
from servicepunkt.places.models import Area, Place

from .confiding import OF_ROLE
from .menu import menu
from .models import Agreement, Commitment, Needed, PaperSignature, Party, Side
from .signing import hold, open_text
from .writing import noted, rewrite, still, unchanged

LONGEST_YEARS = 30
"""A longer term than any such agreement has; more is a slip of the finger."""


@dataclass(frozen=True)
class TermFacts:
    """What an agreement is and how long it runs. `to_on` is the first day after the first term."""

    kind: str
    title: str
    purpose: str
    from_on: dt.date
    to_on: dt.date
    intention_years: int = 5
    extending: str = "none"
    extension_months: int = 0
    extensions: int = 0
    index_per_mille: int = 0
    notice_months: int = 6
    warning_months: int = 12
    follow_months: int = 12
    transfer: str = ""
    ending: str = ""


@dataclass(frozen=True)
class SideFacts:
    """A party's role in an agreement, and whether it signs here or on paper."""

    role: str
    signs_here: bool


@dataclass(frozen=True)
class CommitmentFacts:
    """What a party promises: `doer` and `payer` are parties of the agreement; `amount_ore` a year, paid to the doer."""

    menu: str
    doer: Side
    payer: Side | None
    what: str
    level: str
    measure: str = ""
    amount_ore: int = 0
    hours: Decimal | None = None
    hours_per: str = ""
    deduction_percent: int = 0
    from_on: dt.date | None = None
    to_on: dt.date | None = None


def _terms(facts: TermFacts) -> dict[str, object]:
    told = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(facts).items()}
    refuse_identity_numbers(facts.title, facts.purpose, facts.transfer, facts.ending)
    if not facts.title.strip() or not facts.purpose.strip():
        raise ActionRefused(_("Avtalet behöver en rubrik och ett syfte."))
    if facts.to_on <= facts.from_on:
        raise ActionRefused(_("Avtalets sista dag kan inte ligga före den första."), field="last_on")
    if facts.extending == Agreement.Extending.NONE:
        told |= {"extension_months": 0, "extensions": 0}
    elif not facts.extension_months or not facts.extensions:
        raise ActionRefused(
            _("Skriv hur många månader en förlängning är och hur många förlängningar det kan bli."),
            field="extension_months",
        )
    months = facts.extension_months * facts.extensions if facts.extending != Agreement.Extending.NONE else 0
    if (facts.to_on - facts.from_on).days > LONGEST_YEARS * 366 or months > LONGEST_YEARS * 12:
        raise ActionRefused(
            _("Avtalet är längre än %(years)s år. Kontrollera dagarna.") % {"years": LONGEST_YEARS}, field="last_on"
        )
    if facts.follow_months < 1:
        raise ActionRefused(_("Åtagandena behöver följas upp med minst en månads mellanrum."), field="follow_months")
    return told


@action
def begin_agreement(
    *, root: Area, place: Place, needed: Needed | None, facts: TermFacts, request_key: uuid.UUID, actor: Actor
) -> Agreement:
    """Begin to write an agreement. Of one that was listed, its parties come with it where they are among the place's.

    The same form sent twice begins one. Raises ActionRefused.
    """
    Area.objects.select_for_update().get(pk=root.pk)
    known = Agreement.objects.filter(request_key=request_key).first()
    if known:
        return known
    row = Agreement.objects.create(root=root, place=place, needed=needed, request_key=request_key, **_terms(facts))
    for name, role in needed.between if needed else ():
        party = Party.objects.filter(root=root, place=place, same_key=search_key(name)).first()
        if party:
            Side.objects.create(agreement=row, party=party, role=role[:120], signs_here=party.stands_for in OF_ROLE)
    record("agree", row, actor=actor, place_id=place.pk, area_id=root.pk, kind=row.kind)
    open_text(row, actor)
    return row


@action
def begin_supplement(*, agreement: Agreement, from_on: dt.date, actor: Actor) -> Agreement:
    """Begin the agreement that is to replace a signed one, as a copy of it; the one begun already, when there is one.

    Raises ActionRefused for an agreement that is not signed, or a day outside its time.
    """
    Area.objects.select_for_update().get(pk=agreement.root_id)
    old = Agreement.objects.select_related("root", "place").get(pk=agreement.pk)
    known = old.successors.filter(dropped_on=None).first()
    if known:
        return known
    longest = old.term().longest
    if old.signed_id is None or not old.from_on <= from_on < longest:
        raise ActionRefused(_("Ange en dag inom avtalets tid. Bara ett undertecknat avtal kan få tilläggsavtal."))
    kept = {name: getattr(old, name) for name in TermFacts.__dataclass_fields__}
    kept |= {"from_on": from_on, "to_on": max(old.to_on, from_on + dt.timedelta(days=1))}
    row = Agreement.objects.create(
        root=old.root, place=old.place, needed=old.needed, replaces=old, request_key=uuid.uuid4(), **kept
    )
    sides = {side.pk: _copied_side(side, row) for side in old.sides.filter(notices=None)}
    for one in old.commitments.filter(doer__in=list(sides)):
        _copy(one, row, sides)
    record("agree", row, actor=actor, place_id=row.place_id, area_id=row.root_id, kind=row.kind, replaces=old.pk)
    draft = open_text(row, actor)
    said = old.signed.content if old.signed else {}
    if said.get("confidential"):  # what is copied is as secret as it was
        marking = Marking(draft.title, draft.diary_number, True, said["confidential_reason"], draft.language)
        mark(draft=draft, marking=marking, seen_version=draft.version, actor=actor)
    return row


def _copied_side(side: Side, into: Agreement) -> Side:
    return Side.objects.create(agreement=into, party_id=side.party_id, role=side.role, signs_here=side.signs_here)


def _copy(one: Commitment, into: Agreement, sides: dict[int, Side]) -> None:
    """Copy a commitment that still lies ahead of the new agreement's first day."""
    longest = into.term().longest
    if (one.to_on and one.to_on <= into.from_on) or (one.from_on and one.from_on >= longest):
        return
    payer = sides.get(one.payer_id or 0)
    Commitment.objects.create(
        agreement=into, menu=one.menu, doer=sides[one.doer_id], payer=payer, what=one.what, level=one.level,
        measure=one.measure, amount_ore=one.amount_ore if payer else 0, hours=one.hours, hours_per=one.hours_per,
        deduction_percent=one.deduction_percent, request_key=uuid.uuid4(),
        from_on=one.from_on if one.from_on and one.from_on > into.from_on else None,
        to_on=one.to_on if one.to_on and one.to_on < longest else None,
    )  # fmt: skip


@action
def change_terms(*, agreement: Agreement, facts: TermFacts, seen_version: int, actor: Actor) -> None:
    """Write an agreement's terms anew. Raises ChangedMeanwhile, ActionRefused."""
    row = hold(agreement.pk)
    if rewrite(row, _terms(facts), seen_version):
        noted("agree", row, row, actor)


@action
def drop(*, agreement: Agreement, actor: Actor) -> None:
    """Lay down an agreement that will not be signed. Raises ActionRefused for one that is."""
    row = hold(agreement.pk)
    row.dropped_on = clock.today()
    row.version += 1
    row.save()
    noted("drop", row, row, actor)


# --- parties ----------------------------------------------------------------------------------------------------------


@action
def add_side(*, agreement: Agreement, party: Party, facts: SideFacts, actor: Actor) -> Side:
    """Make one of the place's parties a party of the agreement; as it stands when it is one already."""
    row = hold(agreement.pk)
    if (party.root_id, party.place_id) != (row.root_id, row.place_id):
        raise ActionRefused(_("Organisationen hör till en annan ort."))
    refuse_identity_numbers(facts.role)
    side, made = Side.objects.get_or_create(
        agreement=row, party=party, defaults={"role": facts.role.strip(), "signs_here": facts.signs_here}
    )
    if made:
        noted("agree", side, row, actor)
    return side


@action
def change_side(*, side: Side, facts: SideFacts, remove: bool, seen_version: int, actor: Actor) -> None:
    """Change a party's role or how it signs, or `remove` it. Raises ChangedMeanwhile, ActionRefused."""
    agreement = hold(side.agreement_id)
    row = still(Side.objects.filter(pk=side.pk).first())
    refuse_identity_numbers(facts.role)
    if remove:
        unchanged(seen_version, row.version)
        if row.does.exists() or row.pays.exists():
            raise ActionRefused(
                _("Parten står för ett åtagande eller betalar ett. Ta bort eller ändra åtagandet först.")
            )
        if PaperSignature.objects.filter(side=row).exists():
            raise ActionRefused(
                _("Parten har undertecknat en tidigare text av avtalet, som bevaras med underskriften.")
            )
        noted("remove", row, agreement, actor)
        row.delete()
    elif rewrite(row, {"role": facts.role.strip(), "signs_here": facts.signs_here}, seen_version):
        noted("agree", row, agreement, actor)


# --- commitments ------------------------------------------------------------------------------------------------------


def _commitment(agreement: Agreement, facts: CommitmentFacts) -> dict[str, object]:
    told = {name: getattr(facts, name) for name in CommitmentFacts.__dataclass_fields__}
    told |= {"what": facts.what.strip(), "measure": facts.measure.strip()}
    refuse_identity_numbers(facts.what, facts.measure)
    if facts.menu not in menu():
        raise ActionRefused(_("Välj vad åtagandet gäller."), field="menu")
    if not facts.what.strip():
        raise ActionRefused(_("Skriv vad parten åtar sig."), field="what")
    for side in (facts.doer, facts.payer):
        if side and side.agreement_id != agreement.pk:
            raise ActionRefused(_("Parten är inte med i det här avtalet."))
    if facts.payer and facts.payer.pk == facts.doer.pk:
        raise ActionRefused(_("En part kan inte betala sig själv."), field="payer")
    if facts.amount_ore < 0 or not 0 <= facts.deduction_percent <= 100:
        raise ActionRefused(_("Beloppet kan inte vara mindre än noll, och avdraget är högst 100 procent."))
    if facts.amount_ore and not facts.payer:
        raise ActionRefused(_("Välj vem som betalar beloppet."), field="payer")
    told["hours_per"] = facts.hours_per if facts.hours is not None else ""
    if facts.hours is not None and not facts.hours_per:
        raise ActionRefused(_("Välj om timmarna räknas i veckan eller i månaden."), field="hours_per")
    if facts.from_on and facts.to_on and facts.to_on <= facts.from_on:
        raise ActionRefused(_("Åtagandets sista dag kan inte ligga före den första."), field="last_on")
    return told


@action
def promise(*, agreement: Agreement, facts: CommitmentFacts, request_key: uuid.UUID, actor: Actor) -> Commitment:
    """Write a commitment into an agreement. The same form sent twice writes it once. Raises ActionRefused."""
    row = hold(agreement.pk)
    known = Commitment.objects.filter(request_key=request_key).first()
    if known:
        return known
    made = Commitment.objects.create(agreement=row, request_key=request_key, **_commitment(row, facts))
    noted("agree", made, row, actor, made.menu)
    return made


@action
def change_commitment(
    *, commitment: Commitment, facts: CommitmentFacts, remove: bool, seen_version: int, actor: Actor
) -> None:
    """Write a commitment anew, or `remove` it. Raises ChangedMeanwhile, ActionRefused."""
    agreement = hold(commitment.agreement_id)
    row = still(Commitment.objects.filter(pk=commitment.pk).first())
    if remove:
        unchanged(seen_version, row.version)
        noted("remove", row, agreement, actor)
        row.delete()
    elif rewrite(row, _commitment(agreement, facts), seen_version):
        noted("agree", row, agreement, actor, row.menu)
