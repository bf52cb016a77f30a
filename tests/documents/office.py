"""An invented office for tests of drafts and frozen versions: two kinds of documents, people who write and approve."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from django.test import Client
from django.utils.functional import Promise

from servicepunkt.core.actions import Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.core.text import Text
from servicepunkt.documents import kinds
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.documents.actions_drafts import write_part
from servicepunkt.documents.blocks import Block, Heading, Paragraph, Table
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.kinds import Approver, Asked, Fact, Kind, Part, Retention, Section
from servicepunkt.documents.models import Draft, DraftPart, FrozenVersion
from servicepunkt.people.models import Account, Seat
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.builders import address, programme, sit, url


def _(sv: str, en: str) -> Promise:
    """A title in both languages, which no catalogue holds."""
    return cast("Promise", Text(sv, en))


REPORT, MINUTES = "test_report", "test_minutes"
PERIOD = (dt.date(2026, 1, 1), dt.date(2026, 3, 1))


@dataclass
class Facts:
    """What the live section finds: set by a test as if other rooms wrote it. And what the kind was told."""

    places: int = 2
    approved: list[int] = field(default_factory=list)
    people: tuple[str, ...] = ("Anna Berg", "Bo Ek")


FACTS = Facts()


def _places(asked: Asked) -> Section:
    rows = (("Byn", str(FACTS.places)), ("Staden", "1"))
    blocks: tuple[Block, ...] = (
        Heading(2, "Läget"),
        Paragraph(f"{FACTS.places} orter är med. {FACTS.people[0]} räknade dem."),
        Table(("Var", "Antal"), rows, "Orterna", numeric=(1,)),
    )
    return Section(blocks, (Fact("Orter", str(FACTS.places), f"Programmet, {FACTS.people[0]}", asked.on),))


def _approvers(draft: Draft) -> tuple[Approver, ...]:
    titles = ("Ledaren i norr", "Ledaren i söder")
    seats = dict(Seat.objects.filter(body__area=draft.area, place=None).values_list("title", "pk"))
    return tuple(Approver(seats[title], title) for title in titles)


PARTS = (
    Part("summary", _("Sammanfattning", "Summary"), help=_("Det viktigaste först.", "The most important first.")),
    Part("places", _("Orterna", "Places"), section="test.places"),
    Part("next", _("Nästa period", "Next period"), level=2),
)


def _kinds() -> tuple[Kind, Kind]:
    four_years = Retention(4, _("Gallringsplanen", "The plan"))
    for_ever = Retention(None, _("Slutrapporter bevaras", "Final reports are kept"))
    write, approve = Right.WRITE_DOCUMENTS, Right.APPROVE_DOCUMENTS
    return (
        Kind(REPORT, _("Lägesrapport", "Progress report"), PARTS, four_years, write, approve, approved=_approved),
        Kind(MINUTES, _("Protokoll", "Minutes"), PARTS, for_ever, write, approve, approvers=_approvers, cover=False),
    )


def _approved(draft: Draft, version: FrozenVersion, actor: Actor) -> None:
    FACTS.approved.append(version.pk)


@contextmanager
def registered() -> Iterator[Facts]:
    """Register the kinds and their section for a while."""
    global FACTS
    FACTS = Facts()
    keep = kinds._register
    kinds._register = kinds._Register(dict(keep.kinds), dict(keep.sections))
    try:
        kinds.section("test.places", _("Orterna", "Places"))(_places)
        for kind in _kinds():
            kinds.register(kind)
        yield FACTS
    finally:
        kinds._register = keep


@dataclass
class Office:
    """A programme with people at their browsers."""

    programme: Programme
    coordinator: Client
    north: Client
    south: Client

    def actor(self, name: str) -> Actor:
        """Somebody acting in their first seat."""
        account = Account.objects.get(email=address(name))
        holding = account.person.holdings.order_by("id").first()
        assert holding is not None
        return Actor(account.pk, holding.seat_id)

    def draft(self, kind: str = REPORT, subject: int = 1, at: Place | None = None) -> Draft:
        """A new draft."""
        return open_draft(
            kind=kind, subject=subject, title=f"Lägesrapport {subject}", root=self.programme.area, place=at,
            period=PERIOD, actor=self.actor(SAM),
        )  # fmt: skip

    def write(self, draft: Draft, key: str, text: str) -> DraftPart:
        """Write a part."""
        part = draft.parts.get(key=key)
        return write_part(part=part, title="", text=text, seen_version=part.version, actor=self.actor(SAM))

    def freeze(self, draft: Draft, text: str = "Allt går bra.") -> FrozenVersion:
        """Write the summary, propose and approve: the newest version."""
        self.write(draft, "summary", text)
        proposal = propose(draft=draft, actor=self.actor(SAM))
        return frozen(draft, proposal.sha256, self.actor(SAM))

    def url(self, name: str, *args: object) -> str:
        """The address of a page of documents."""
        return url(f"documents:{name}", self.programme, *args)  # type: ignore[arg-type]


def frozen(draft: Draft, seen: str, last: Actor) -> FrozenVersion:
    """The last yes to a draft, and at once what a worker makes of it."""
    assert approve(draft=draft, seen_sha256=seen, actor=last), "more must approve it"
    work_off()
    return draft.versions.get(content__proposal=seen)


SAM, NORA, STIG = "Sam Ordnare", "Nora Norr", "Stig Söder"


def office() -> Office:
    """A programme with a coordinator and two leaders."""
    made = programme()
    return Office(
        made,
        sit(made, Role.COORDINATOR, SAM),
        sit(made, Role.LEADER, NORA, title="Ledaren i norr"),
        sit(made, Role.LEADER, STIG, title="Ledaren i söder"),
    )
