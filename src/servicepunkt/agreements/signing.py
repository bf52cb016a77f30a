"""The one place where agreements meet documents: the text that is laid for signing, signed by seats, and frozen.

A party signs by the approval of its seat, or on paper. Papers are kept with the hash of the text they are about. The
last seat's approval has the document frozen, which puts the agreement in force, and is refused while a paper is
missing: so what is frozen is signed by all.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.text import localised
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import freezing, stored
from servicepunkt.documents.actions_drafts import locked
from servicepunkt.documents.blocks import Document
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.kinds import Approver, Part, Retention, register
from servicepunkt.documents.kinds import Kind as DocumentKind
from servicepunkt.documents.models import Draft, FrozenVersion, Proposal
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import ROLES, Right, Role

from .confiding import AGREEMENT, OF_ROLE, entrusted
from .lacking import lacking
from .models import Agreement, PaperSignature, Side

# --- who signs --------------------------------------------------------------------------------------------------------


def seats_that_sign(root_id: int, place_id: int) -> QuerySet[Seat]:
    """The seats of a place whose role may sign, in their order, with their organisations. Two queries."""
    roles = [role for role, facts in ROLES.items() if facts.local and Right.SIGN_AGREEMENTS in facts.rights]
    seats = Seat.objects.filter(body__area_id=root_id, place_id=place_id, role__in=roles)
    return seats.order_by("number", "id").prefetch_related("organisations")


def seat_of(side: Side, seats: list[Seat]) -> Seat | None:
    """The seat in which a party signs here, or None. `seats` are those of the place that sign."""
    role = OF_ROLE.get(side.party.stands_for)
    if role is not None:
        return next((seat for seat in seats if seat.role == role), None)
    name = side.party.organisation.casefold()
    return next((seat for seat in seats if name in {one.name.casefold() for one in seat.organisations.all()}), None)


@dataclass(frozen=True)
class Signer:
    """How a party signs: its seat here (None: on paper), and its paper when it has been brought in."""

    side: Side
    seat: Seat | None
    paper: PaperSignature | None = None
    approved: bool = False
    on: dt.date | None = None
    who: str = ""

    @property
    def signed(self) -> bool:
        """Whether the party has signed the text."""
        return self.approved or self.paper is not None

    @property
    def seat_title(self) -> str:
        """What its seat is called in the language of the moment; nothing when it signs on paper."""
        return localised(self.seat) if self.seat else ""


def draft_of(agreement: Agreement) -> Draft:
    """The document of an agreement that is being written. Raises Draft.DoesNotExist."""
    own = Draft.objects.select_related("area", "place")
    return own.get(kind=AGREEMENT, subject=str(agreement.pk), area_id=agreement.root_id)


def approvers(draft: Draft) -> tuple[Approver, ...]:
    """The seats that all must approve; none, so that nobody can lay it for signing, while something is lacking.

    When all sign on paper, the place's contact person approves that the papers are those of the text.
    """
    agreement = Agreement.objects.select_related("place", "replaces").get(pk=int(draft.subject))
    if agreement.signed_id or agreement.dropped_on or lacking(agreement):
        return ()
    seats = list(seats_that_sign(agreement.root_id, agreement.place_id))
    sides = list(agreement.sides.select_related("party"))
    found = [(side, seat_of(side, seats)) for side in sides if side.signs_here]
    if any(seat is None for _side, seat in found):
        return ()
    chosen = [seat for _side, seat in found if seat] or [s for s in seats if s.role == Role.CONTACT_PERSON][:1]
    if len({seat.pk for seat in chosen}) < len(chosen):
        return ()  # one seat would sign for two parties
    return tuple(Approver(seat.pk, localised(seat)) for seat in chosen)


# --- the text ---------------------------------------------------------------------------------------------------------


def open_text(agreement: Agreement, actor: Actor) -> Draft:
    """The document in which an agreement is written, opened with it."""
    return open_draft(
        kind=AGREEMENT, subject=agreement.pk, title=agreement.title, root=agreement.root, place=agreement.place,
        period=None, actor=actor,
    )  # fmt: skip


def hold(agreement_id: int) -> Agreement:
    """An agreement held for writing, and its document with it, so that nothing is laid for signing meanwhile.

    Raises ActionRefused when it is signed, dropped, or lies for signing.
    """
    draft = locked(draft_of(Agreement.objects.get(pk=agreement_id)).pk)
    row = Agreement.objects.select_for_update(of=("self",)).select_related("root", "place").get(pk=agreement_id)
    if row.signed_id:
        raise ActionRefused(_("Avtalet är undertecknat och kan inte ändras. Skriv ett tilläggsavtal."))
    if row.dropped_on:
        raise ActionRefused(_("Avtalet har lagts ner och kan inte ändras."))
    if draft.state != Draft.State.OPEN:
        raise ActionRefused(_("Avtalet ligger för underskrift och kan inte ändras. Ta först tillbaka det."))
    return row


@action
def lay_for_signing(*, agreement: Agreement, actor: Actor) -> None:
    """Fix the text and lay it before the parties. Raises ActionRefused and says what is lacking."""
    row = Agreement.objects.get(pk=agreement.pk)
    missing = lacking(row)
    if missing:
        raise ActionRefused(" ".join(missing))
    approval.propose(draft=draft_of(row), actor=actor)


@action
def take_back(*, agreement: Agreement, actor: Actor) -> None:
    """Open the text for writing again; what was signed of it is void. Nothing happens when it is open."""
    approval.take_back(draft=draft_of(agreement), actor=actor)


@dataclass(frozen=True)
class Text:
    """What the parties sign: the document as it was laid before them, and its hash."""

    document: Document
    sha256: str
    at: dt.datetime


def text_of(draft: Draft) -> Text | None:
    """The text that lies for signing, or is signed by all and on its way to be frozen; or None. At most one query."""
    if draft.state == Draft.State.OPEN:
        return None
    proposal = draft.proposal
    return Text(stored.from_json(proposal.content), proposal.sha256, proposal.at)


def signers(agreement: Agreement, draft: Draft) -> list[Signer]:
    """How each party signs, and whether it has: of what lies for signing, or of what is frozen. Some six queries."""
    version = agreement.signed
    if version is not None:
        sha, given = version.content["proposal"], {one["seat_id"]: one for one in version.body.approvals}
        said = {key: (dt.date.fromisoformat(one["on"]), one["name"]) for key, one in given.items()}
    else:
        text = text_of(draft)
        sha = text.sha256 if text else ""
        rows = freezing.approvals_of(list(draft.proposal.approvals.all())) if text else ()
        said = {one["seat_id"]: (dt.date.fromisoformat(one["on"]), one["name"]) for one in rows}
    papers = {one.side_id: one for one in agreement.papers.filter(text_sha256=sha).select_related("file")}
    seats = list(seats_that_sign(agreement.root_id, agreement.place_id))
    out = []
    for side in agreement.sides.select_related("party"):
        seat = seat_of(side, seats) if side.signs_here else None
        paper = papers.get(side.pk)
        on, who = said.get(seat.pk, (None, "")) if seat else (paper.signed_on if paper else None, "")
        out.append(Signer(side, seat, paper, bool(who), on, who or (paper.function if paper else "")))
    return out


# --- signing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    """A paper that a party signed: the function of who signed (never a name), the day, and the file."""

    function: str
    signed_on: dt.date
    name: str
    content: bytes


def sign(*, agreement: Agreement, seen_sha256: str, actor: Actor) -> bool:
    """Sign for the party that the actor's seat stands for. Whether all have signed: then it is being frozen, and in
    force as soon as it is.

    The same again does nothing twice. Raises ChangedMeanwhile when the text is another than was read, ActionRefused
    without such a seat, for a second party, or for the last seat while a paper is missing.
    """
    return approval.approve(draft=draft_of(agreement), seen_sha256=seen_sha256, actor=actor)


@action
def sign_on_paper(*, side: Side, paper: Paper, seen_sha256: str, actor: Actor) -> PaperSignature:
    """Bring in a paper that a party has signed. The same paper again does nothing twice.

    Raises ChangedMeanwhile when another text lies for signing now, ActionRefused, FileRefusedError.
    """
    draft = locked(draft_of(side.agreement).pk)
    text = text_of(draft)
    if text is None or text.sha256 != seen_sha256:
        raise ChangedMeanwhile(_("Avtalet har ändrats sedan du öppnade sidan. Läs det igen."))
    refuse_identity_numbers(paper.function)
    if side.signs_here:
        raise ActionRefused(_("Den här parten godkänner i Servicepunkt, inte på papper."))
    if not paper.function.strip():
        raise ActionRefused(
            _("Skriv i vilken funktion avtalet skrevs under, till exempel ordförande."), field="function"
        )
    if not text.at.astimezone(clock.STOCKHOLM).date() <= paper.signed_on <= clock.today():
        raise ActionRefused(
            _("Avtalet kan vara undertecknat tidigast den dag det lades fram och senast i dag."), field="signed_on"
        )
    if not paper.name.lower().endswith(".pdf"):
        raise files.FileRefusedError(_("Välj avtalet som PDF, inskannat med underskrift."))
    known = PaperSignature.objects.filter(side=side, text_sha256=seen_sha256).select_related("file").first()
    if known:
        if known.file.sha256 == hashlib.sha256(paper.content).hexdigest():
            return known
        raise ActionRefused(_("Partens underskrift är redan införd."))
    row = PaperSignature.objects.create(
        agreement_id=side.agreement_id, side=side, text_sha256=seen_sha256, function=paper.function.strip(),
        signed_on=paper.signed_on, file=files.store(name=paper.name, content=paper.content),
        account_id=actor.account_id, seat_id=actor.seat_id, at=clock.now(),
    )  # fmt: skip
    record("paper", row, actor=actor, place_id=draft.place_id, area_id=draft.area_id, agreement=side.agreement_id)
    return row


def papers_missing(agreement: Agreement, sha256: str) -> list[Side]:
    """The parties that sign this text on paper and have not. One query."""
    on_paper = agreement.sides.filter(signs_here=False).select_related("party")
    return list(on_paper.exclude(papers__text_sha256=sha256))


def _no_paper_missing(draft: Draft, proposal: Proposal) -> None:
    """Refuse the last seat's yes while a paper is missing."""
    row = Agreement.objects.get(pk=int(draft.subject))
    missing = papers_missing(row, proposal.sha256)
    if missing:
        names = ", ".join(side.party.organisation for side in missing)
        raise ActionRefused(
            _("Du är den sista som godkänner. Först behöver de papper föras in som undertecknats av: %(names)s.")
            % {"names": names}
        )


def _signed(draft: Draft, version: FrozenVersion, actor: Actor) -> None:
    """Put the agreement in force, in the transaction that freezes it: on the day of the last signature."""
    row = Agreement.objects.select_for_update(of=("self",)).get(pk=int(draft.subject))
    if row.signed_id or row.dropped_on:
        raise ActionRefused(_("Avtalet är redan undertecknat eller nedlagt."))
    row.signed, row.signed_on = version, version.at.astimezone(clock.STOCKHOLM).date()
    row.version += 1
    row.save()
    record("in_force", row, actor=actor, place_id=row.place_id, area_id=row.root_id, version=version.pk)


def _home(draft: Draft) -> str:
    place = draft.place
    return reverse("agreements:agreement", args=[draft.area.key, place.slug if place else "", int(draft.subject)])


register(
    DocumentKind(
        key=AGREEMENT,
        title=gettext_lazy("Avtal"),
        parts=(
            Part("parter", gettext_lazy("Parter"), "agreements.its_parties"),
            Part("syfte", gettext_lazy("Syfte"), "agreements.its_purpose"),
            Part("ataganden", gettext_lazy("Vad parterna åtar sig"), "agreements.its_commitments"),
            Part("pengar", gettext_lazy("Ersättning"), "agreements.its_money"),
            Part("tid", gettext_lazy("Avtalstid, förlängning och uppsägning"), "agreements.its_term"),
            Part("byte", gettext_lazy("Byte av utförare och när avtalet slutar"), "agreements.its_end"),
            Part(
                "sarskilt",
                gettext_lazy("Särskilda villkor"),
                help=gettext_lazy(
                    "Till exempel tystnadsplikt för värdar, behandling av personuppgifter, försäkring, grund enligt "
                    "LOU och vem som äger utrustningen. Lämna tomt om inget behövs."
                ),
            ),
            Part("underskrifter", gettext_lazy("Så skrivs avtalet under"), "agreements.its_signing"),
        ),
        retention=Retention(None, gettext_lazy("Avtal bevaras: de visar vad parterna har lovat varandra.")),
        write=Right.KEEP_AGREEMENTS,
        approve=Right.APPROVE_DOCUMENTS,
        see=Right.SEE_PLACE,
        entrusted=entrusted,
        approvers=approvers,
        last_yes=_no_paper_missing,
        approved=_signed,
        home=_home,
    )
)
