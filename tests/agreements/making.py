"""A place with parties and agreements, made by the actions that people's own clicks call."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from servicepunkt.agreements import actions, actions_agreement, signing
from servicepunkt.agreements.actions import NeededFacts, PartyFacts
from servicepunkt.agreements.actions_agreement import CommitmentFacts, SideFacts, TermFacts
from servicepunkt.agreements.confiding import AGREEMENT
from servicepunkt.agreements.models import Agreement, Commitment, Needed, Party, Side
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.models import Account
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Area, Place
from servicepunkt.programme.models import Programme
from tests.builders import address, hold, seat

KAJ, KLARA, LENA = "Kaj Kontakt", "Klara Kommun", "Lena Län"
FROM = dt.date(2026, 4, 1)
TERMS = TermFacts(
    "cooperation", "Samverkan om servicepunkten", "Servicen samlas i den gamla skolan.", FROM, dt.date(2029, 4, 1),
    intention_years=5, extending="automatic", extension_months=12, extensions=2,
)  # fmt: skip
VILLAGE = PartyFacts("Byalaget", "village", "Ordföranden", "0600-10 00", "ordf@example.com")
MUNICIPALITY = PartyFacts(
    "Strömsunds kommun", "municipality", "Landsbygdsutvecklaren", "0600-20 00", "landsbygd@example.com",
    "Näringslivschefen", "0600-20 01", "", 16, Decimal("4.0"), "week", "Fyra möten om året.",
)  # fmt: skip
COUNTY = PartyFacts(
    "Region Jämtland Härjedalen", "county", "Servicehandläggaren", "0600-30 00", "", "Enhetschefen", "", "", 24,
    Decimal("2.0"), "month", "Stöd i ansökningar.",
)  # fmt: skip
SHOP = PartyFacts("Lanthandeln AB", "company", "Butikschefen", "0600-40 00")
NEEDED = NeededFacts("cooperation", "Byalaget: värd\nStrömsunds kommun: beställare", "Vem gör vad?", FROM, "needed")
PDF = b"%PDF-1.7\n% undertecknat\n"


def add_party(root: Area, place: Place, facts: PartyFacts) -> Party:
    return actions.add_party(root=root, place=place, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def need(root: Area, place: Place, facts: NeededFacts = NEEDED) -> Needed:
    return actions.list_needed(root=root, place=place, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def begin(root: Area, place: Place, facts: TermFacts = TERMS, needed: Needed | None = None) -> Agreement:
    return actions_agreement.begin_agreement(
        root=root, place=place, needed=needed, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM
    )


def join(agreement: Agreement, party: Party, *, here: bool = True) -> Side:
    facts = SideFacts("", here)
    return actions_agreement.add_side(agreement=agreement, party=party, facts=facts, actor=SYSTEM)


def promised(doer: Side, payer: Side | None = None, ore: int = 10_000_00, **more: Any) -> CommitmentFacts:
    first = CommitmentFacts("information", doer, payer, "Aktuell information, blanketter.", "information")
    return replace(first, amount_ore=ore if payer else 0, deduction_percent=50 if payer else 0, **more)


def promise(doer: Side, payer: Side | None = None, ore: int = 10_000_00, **more: Any) -> Commitment:
    return actions_agreement.promise(
        agreement=doer.agreement, facts=promised(doer, payer, ore, **more), request_key=uuid.uuid4(), actor=SYSTEM
    )


@dataclass(frozen=True)
class Made:
    """An agreement between the village and the municipality, with its sides and what the village has promised."""

    agreement: Agreement
    village: Side
    municipality: Side
    commitment: Commitment


def seated(made: Programme, place: Place) -> None:
    """The village's contact person and the municipality's and the region's representatives, each a person."""
    for role, name in ((Role.CONTACT_PERSON, KAJ), (Role.MUNICIPALITY, KLARA), (Role.COUNTY_BOARD, LENA)):
        hold(seat(made, role, place), name)


def ready(root: Area, place: Place, facts: TermFacts = TERMS, *, on_paper: bool = False) -> Made:
    """An agreement in which nothing is lacking; `on_paper`: the shop is in it too and signs on paper."""

    def party(told: PartyFacts) -> Party:
        known = Party.objects.filter(root=root, place=place, organisation=told.organisation).first()
        return known or add_party(root, place, told)

    one = begin(root, place, facts)
    village, municipality = join(one, party(VILLAGE)), join(one, party(MUNICIPALITY))
    if on_paper:
        join(one, party(SHOP), here=False)
    return Made(one, village, municipality, promise(village, municipality))


def by(name: str, role: Role, place: Place) -> Actor:
    account = Account.objects.get(email=address(name))
    held = account.person.holdings.get(seat__role=role, seat__place=place)
    return Actor(account.pk, held.seat_id)


def lay(agreement: Agreement) -> str:
    """Lay it for signing; the hash of what is signed."""
    signing.lay_for_signing(agreement=agreement, actor=SYSTEM)
    text = signing.text_of(signing.draft_of(agreement))
    assert text
    return text.sha256


def sign(agreement: Agreement, sha256: str, name: str, role: Role) -> FrozenVersion | None:
    """Sign, and what a worker makes of it when all have signed: then the version."""
    if not signing.sign(agreement=agreement, seen_sha256=sha256, actor=by(name, role, agreement.place)):
        return None
    work_off()
    return FrozenVersion.objects.get(kind=AGREEMENT, content__proposal=sha256)


def signed(root: Area, place: Place, facts: TermFacts = TERMS) -> Made:
    """An agreement that both parties have signed; the people must be seated."""
    made = ready(root, place, facts)
    sha = lay(made.agreement)
    sign(made.agreement, sha, KAJ, Role.CONTACT_PERSON)
    sign(made.agreement, sha, KLARA, Role.MUNICIPALITY)
    made.agreement.refresh_from_db()
    assert made.agreement.signed_id
    return made
