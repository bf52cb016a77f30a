"""Lets the invented villages list their parties and agreements, write them, sign them and see how they are kept.

Organisations and functions are invented; the telephone numbers are those that PTS keeps free for fiction.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from servicepunkt.agreements import actions, actions_agreement, actions_kept, signing
from servicepunkt.agreements.actions import NeededFacts, PartyFacts
from servicepunkt.agreements.actions_agreement import CommitmentFacts, SideFacts, TermFacts
from servicepunkt.agreements.menu import menu
from servicepunkt.agreements.models import Agreement, Needed, Party
from servicepunkt.agreements.terms import add_months
from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.people.roles import Right

from .accounts import EXAMPLE, Invented
from .story import Story
from .village_telling import actor_of, where
from .villages import Day, Village

MUNICIPALITY, REGION = "Exempelkommunen", "Exempelregionen"
PAPER = b"%PDF-1.4\n% Undertecknat avtal (p\xc3\xa5hittat exempel)\n%%EOF\n"


@dataclass(frozen=True)
class Promise:
    """What a party of the demonstration promises: from the menu, who, who pays, kronor a year, hours a week."""

    menu: str
    doer: str
    payer: str = ""
    kronor: int = 0
    hours: int = 0
    measure: str = ""


@dataclass(frozen=True)
class Told:
    """An agreement of the demonstration: when it is written and signed (None: it is negotiated), and from when it runs.

    The shop signs on paper. `kept`: how its first commitment was kept in the first months, and when that was said.
    """

    kind: str
    title: str
    purpose: str
    parties: tuple[str, ...]
    promises: tuple[Promise, ...]
    written: Day
    signed: Day | None
    from_on: Day
    months: int = 36
    follow_months: int = 12
    kept: tuple[str, str, Day] | None = None


@dataclass(frozen=True)
class Bound:
    """What binds a village: its association, its shop, the agreements it needs and those it has written."""

    association: str
    shop: str = ""
    listed: Day | None = None
    wanted: tuple[tuple[str, str, str], ...] = ()
    told: tuple[Told, ...] = ()


def _cooperation(association: str, shop: str, written: Day, signed: Day) -> Told:
    return Told(
        "cooperation",
        "Samverkan om servicepunkten",
        "Bygden, kommunen och lanthandeln samlar servicen på ett ställe, så att ingen behöver åka till centralorten "
        "för ett ärende som tar fem minuter.",
        (association, MUNICIPALITY, shop) if shop else (association, MUNICIPALITY),
        (
            Promise("bemanning", association, MUNICIPALITY, 180_000, 20, "Öppet vardagar 10–16, torsdagar till 19."),
            Promise("information", association, MUNICIPALITY, 10_000),
            Promise("uppkoppling", association, MUNICIPALITY, 10_000, 0, "Datorn står avskilt och fungerar varje dag."),
            *((Promise("hemsandning", shop, MUNICIPALITY, 10_000, 0, "En gång i veckan."),) if shop else ()),
            Promise("statistik", association),
        ),
        written,
        signed,
        Day(7, 1),
    )


VILLAGES: Mapping[str, Bound] = {
    "kantarellboda": Bound(
        "Kantarellboda ekonomiska förening",
        "Kantarellboda Lanthandel",
        Day(2, 15),
        (
            ("cooperation", "Kantarellboda ekonomiska förening: värd\nExempelkommunen: beställare\n"
             "Kantarellboda Lanthandel: hemsändning", "Alla behöver veta vem som gör vad, och för vilka pengar."),
            ("lease", "Exempelkommunen: hyresvärd\nKantarellboda ekonomiska förening: hyresgäst",
             "Servicepunkten ska ligga i den gamla skolan."),
            ("agent", "Kantarellboda Lanthandel: ombud\nExempelposten: uppdragsgivare",
             "Paket och frimärken i servicepunkten."),
        ),
        (
            Told(
                "lease", "Hyra av gamla skolan", "Föreningen hyr bottenvåningen i den gamla skolan.",
                ("Kantarellboda ekonomiska förening", MUNICIPALITY),
                (Promise("lokal", MUNICIPALITY, "Kantarellboda ekonomiska förening", 24_000, 0, "Minst 20 grader."),),
                Day(2, 16), Day(2, 18), Day(3, 1), 60, 2,
                ("partly", "Värmen var borta i sex dagar i början av perioden.", Day(6, 10)),
            ),
            _cooperation("Kantarellboda ekonomiska förening", "Kantarellboda Lanthandel", Day(5, 8), Day(5, 13)),
            Told(
                "agent", "Ombud för paket", "Paket hämtas och lämnas i servicepunkten.",
                ("Kantarellboda Lanthandel", "Kantarellboda ekonomiska förening"),
                (Promise("ombud", "Kantarellboda Lanthandel"),), Day(6, 4), None, Day(8, 1), 12,
            ),
        ),
    ),
    "smultronhult-smultronnas": Bound("Smultronnäs byalag"),
    "blabarsvik": Bound(
        "Bygdegårdsföreningen i Blåbärsvik",
        "",
        Day(5, 16),
        (
            ("cooperation", "Bygdegårdsföreningen i Blåbärsvik: värd\nExempelkommunen: beställare",
             "Servicepunkten i bygdegården behöver en beställare och en värd."),
        ),
        (_cooperation("Bygdegårdsföreningen i Blåbärsvik", "", Day(6, 4), Day(6, 8)),),
    ),
}  # fmt: skip


def tell_agreements(story: Story, village: Village, day: Callable[[Day], dt.date]) -> None:
    """Tell of a village's parties and agreements; `day` puts a day of the story in the calendar."""
    own = VILLAGES.get(village.slug)
    if own is None or village.contact is None:
        return
    teller = _Teller(story, village, own, village.contact, day)
    listed = [day(own.listed)] if own.listed else []
    first = min([day(Day(village.tasks["parter"], 14)), *listed])
    story.on(first, teller.parties)
    if own.listed:
        story.on(day(own.listed), teller.listed)
    for number, told in enumerate(own.told):
        story.on(day(told.written), partial(teller.write, number, told))
        if told.signed:
            story.on(day(told.signed), partial(teller.sign, number))
        if told.kept:
            story.on(day(told.kept[2]), partial(teller.follow, number, told))


@dataclass(frozen=True)
class _Teller:
    story: Story
    village: Village
    own: Bound
    contact: Invented
    day: Callable[[Day], dt.date]

    def _key(self, what: str) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{self.village.slug}/agreement/{what}")

    def _by(self, person: Invented, right: Right = Right.KEEP_AGREEMENTS) -> Actor:
        return actor_of(self.story, person, right, *where(self.village.slug))

    def parties(self) -> None:
        """Who the village has to do with, whom one turns to there, and the time expected of the authorities."""
        facts = [
            PartyFacts(
                self.own.association, "village", "Ordföranden", "08-465 004 10", "styrelsen@example.com",
                "Kassören", "08-465 004 11", "", 16,
            ),
            PartyFacts(
                MUNICIPALITY, "municipality", "Landsbygdsutvecklaren", "08-465 004 20", "landsbygd@example.com",
                "Näringslivschefen", "08-465 004 21", "", 8, Decimal("4.0"), "week",
                "Svara på frågor från servicepunkten och vara med på fyra möten om året.",
            ),
            PartyFacts(
                REGION, "county", "Servicehandläggaren", "08-465 004 30", "service@example.com",
                "Enhetschefen", "08-465 004 31", "", 24, Decimal("2.0"), "month", "Råd om stöd och ansökningar.",
            ),
        ]  # fmt: skip
        if self.own.shop:
            facts.append(PartyFacts(self.own.shop, "company", "Butikschefen", "08-465 004 40"))
        root, place = where(self.village.slug)
        for number, one in enumerate(facts):
            actions.add_party(
                root=root,
                place=place,
                facts=one,
                request_key=self._key(f"party/{number}"),
                actor=self._by(self.contact),
            )

    def listed(self) -> None:
        """The agreements that are needed."""
        root, place = where(self.village.slug)
        for number, (kind, parties, why) in enumerate(self.own.wanted):
            state = Needed.State.NEEDED
            actions.list_needed(
                root=root, place=place, facts=NeededFacts(kind, parties, why, self.day(Day(7, 1)), state),
                request_key=self._key(f"needed/{number}"), actor=self._by(self.contact),
            )  # fmt: skip

    def write(self, number: int, told: Told) -> None:
        """An agreement is written: its terms, its parties, what each promises."""
        root, place = where(self.village.slug)
        first, by = self.day(told.from_on), self._by(self.contact)
        extended = told.months < 60
        terms = TermFacts(
            told.kind, told.title, told.purpose, first, add_months(first, told.months), 5,
            Agreement.Extending.AUTOMATIC if extended else Agreement.Extending.NONE, 12, 2, 20, 6, 12,
            told.follow_months, "Den som tar över går in i avtalet om alla parter skriftligen går med på det.",
            "Utrustning går tillbaka till den som äger den. Förskott betalas tillbaka.",
        )  # fmt: skip
        needed = Needed.objects.filter(root=root, place=place, kind=told.kind).first()
        one = actions_agreement.begin_agreement(
            root=root, place=place, needed=needed, facts=terms, request_key=self._key(f"{number}"), actor=by
        )
        sides = {}
        for name in told.parties:
            party = Party.objects.get(root=root, place=place, organisation=name)
            facts = SideFacts("", name != self.own.shop)
            sides[name] = actions_agreement.add_side(agreement=one, party=party, facts=facts, actor=by)
        for line, promise in enumerate(told.promises):
            dish = menu()[promise.menu]
            actions_agreement.promise(
                agreement=one,
                facts=CommitmentFacts(
                    promise.menu, sides[promise.doer], sides.get(promise.payer), dish.what.sv, dish.level,
                    promise.measure, promise.kronor * 100, Decimal(promise.hours) if promise.hours else None,
                    "week" if promise.hours else "", 50 if promise.kronor else 0,
                ),
                request_key=self._key(f"{number}/{line}"),
                actor=by,
            )  # fmt: skip

    def sign(self, number: int) -> None:
        """The text is laid for signing; papers are brought in; the village signs, and then the municipality."""
        one = Agreement.objects.select_related("place").get(request_key=self._key(f"{number}"))
        signing.lay_for_signing(agreement=one, actor=self._by(self.contact))
        text = signing.text_of(signing.draft_of(one))
        if text is None or self.village.municipality is None:
            raise ValueError(f"nobody can sign {one.title} in {self.village.slug}")
        for side in one.sides.filter(signs_here=False):
            paper = signing.Paper("Butikschefen", clock.today(), "avtal-undertecknat.pdf", PAPER)
            by = self._by(self.contact)
            signing.sign_on_paper(side=side, paper=paper, seen_sha256=text.sha256, actor=by)
        for person in (self.contact, self.village.municipality):
            signing.sign(agreement=one, seen_sha256=text.sha256, actor=self._by(person, Right.SIGN_AGREEMENTS))
        work_off()

    def follow(self, number: int, told: Told) -> None:
        """How the first commitment was kept in its first period."""
        one = Agreement.objects.get(request_key=self._key(f"{number}"))
        kept, note, _when = told.kept or ("kept", "", None)
        after = add_months(one.from_on, one.follow_months)
        actions_kept.follow_up(
            commitment=one.commitments.all()[0],
            facts=actions_kept.FollowUpFacts(one.from_on, after, clock.today(), kept, note),
            request_key=self._key(f"{number}/kept"),
            actor=self._by(self.contact),
        )
