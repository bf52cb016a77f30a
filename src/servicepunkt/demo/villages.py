"""The six invented villages of Exempelprogrammet: who sits where, and what they have said. All of it is made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .accounts import BIRGITTA, ELIN, LARS, VERA, Invented


@dataclass(frozen=True)
class Day:
    """A day counted from the programme's start: month 0 is its first."""

    month: int
    day: int


@dataclass(frozen=True)
class Cheque:
    """The service development cheque: when it was paid, and accounted for."""

    paid: Day
    accounted: Day | None = None


@dataclass(frozen=True)
class Start:
    """How far the gate has come. `stage` empty is full scale; `passed` None is a gate that somebody still holds up."""

    confirmed: Day
    municipality_says_yes: bool = True
    passed: Day | None = None
    stage: str = ""
    services: tuple[str, ...] = ()
    assessment: str = ""


@dataclass(frozen=True)
class Village:
    """What has happened in a village. `tasks` says in which month the stated requirements of each task were stated."""

    slug: str
    tasks: Mapping[str, int]
    contact: Invented | None = None
    municipality: Invented | None = None
    members: tuple[tuple[str, str], ...] = ()
    interviewer: Invented | None = None
    seated: Day = Day(1, 12)
    skip: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    not_relevant: Mapping[str, str] = field(default_factory=dict)
    taken_back: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    cheque: Cheque | None = None
    start: Start | None = None


MINUTES = """Minnesanteckningar från bymötet i Kantarellboda
(påhittat exempel)

Plats: bygdegården, 34 personer var med.

1. Vad finns i dag?
   Lanthandeln, posten två dagar i veckan, biblioteksbussen varannan vecka.
2. Vad saknar vi?
   Någon att fråga när blanketten är svår, ett rum för distriktssköterskan,
   buss hem efter klockan 16.
3. Vad vill vi?
   En servicepunkt i den gamla skolan, öppen varje vardag, med kaffe.
4. Hur går vi vidare?
   En arbetsgrupp på fem personer. Nästa möte om tre veckor.
"""

KANTARELLBODA = Village(
    slug="kantarellboda",
    contact=BIRGITTA,
    municipality=Invented("Petter Ängsholm", "petter@example.com"),
    members=(
        ("Hembygdsföreningen", "Gunnar Stigmark"),
        ("Lanthandeln", "Yasmin Haddadi"),
        ("Ungdomar i Kantarellboda", "Tilde Åsgård"),
    ),
    tasks={
        "moment-3": 1, "forstudie": 2, "behov": 3, "utbud": 3,
        "kartlaggning": 3, "drift": 4, "parter": 4, "projektplan": 5, "avtal": 5, "projektets-principer": 4,
        "tillvaxtverkets-utgangspunkter": 4, "erfarenhetsutbyte": 4,
    },
    notes={
        "bred-samverkan": "Enkät till alla hushåll och två kvällar: en med föräldrar, en med pensionärerna.",
        "transportforslag-finns": "Hemtjänstens och bibliotekets turer samordnas på tisdagar.",
        "driftsform-vald": "Ekonomisk förening, bildad på ett möte med 41 medlemmar.",
        "projektplan-beslutad": "Beslutad på stämman, enhälligt.",
        "goda-ideer-sprids": "Två andra byar har varit här på studiebesök.",
    },
    attachments={"bred-samverkan": ("Minnesanteckningar bymöte.txt", MINUTES)},
    not_relevant={
        "mobil-servicepunkt-provad": "Byn är samlad kring skolan. Gruppen beslutade att avstå från en mobil punkt.",
    },
    cheque=Cheque(Day(2, 9), Day(4, 20)),
    start=Start(
        confirmed=Day(6, 3),
        passed=Day(6, 12),
        assessment="Planen är genomarbetad, pengarna är beslutade för alla fem år och två värdar är anställda.",
    ),
)  # fmt: skip

SMULTRONHULT = Village(
    slug="smultronhult-smultronnas",
    contact=Invented("Anders Lövsta", "anders@example.com"),
    municipality=Invented("Camilla Forshed", "camilla@example.com"),
    members=(("Smultronnäs byalag", "Inga-Lill Rosendal"), ("Smultronhults idrottsförening", "Kevin Ekenstam")),
    tasks={
        "moment-3": 1, "forstudie": 3, "behov": 4, "utbud": 5,
        "drift": 5, "parter": 5, "projektplan": 5, "projektets-principer": 5,
    },
    skip=frozenset({
        "foretagens-utbud-starkt", "projektplan-sammanfattad", "projektplan-beslutad",
    }),
    notes={
        "amnen-valda": "Vi börjar med det kommunala och det ideella. Handeln tar vi i nästa etapp.",
        "bred-samverkan": "Samtal på idrottsplatsen, i kyrkan och hemma hos dem som inte kan ta sig ut.",
    },
    not_relevant={
        "e-handel-planerad": "Handlaren i grannbyn har redan utlämning. Beslut i gruppen att inte bygga en till.",
    },
    cheque=Cheque(Day(2, 9), Day(5, 14)),
    start=Start(
        confirmed=Day(6, 10),
        passed=Day(6, 20),
        stage="Etapp 1",
        services=("kommunal", "ideell"),
        assessment="Kommunens och föreningarnas del är klar och betald. Resten följer när handeln har svarat.",
    ),
)  # fmt: skip

BLABARSVIK = Village(
    slug="blabarsvik",
    contact=ELIN,
    municipality=LARS,
    interviewer=VERA,
    members=(("Bygdegårdsföreningen", "Maud Hägerdal"), ("Företagarna i viken", "Robert Sandvall")),
    tasks={
        "moment-3": 1, "forstudie": 2, "behov": 3, "utbud": 4,
        "kartlaggning": 4, "drift": 5, "parter": 5, "projektplan": 6, "avtal": 6, "projektets-principer": 5,
        "tillvaxtverkets-utgangspunkter": 5,
    },
    notes={
        "bred-samverkan": "De äldre vill ha hjälp med bank och recept, familjerna vill ha öppet efter skolan.",
        "projektplan-beslutad": "Antagen på bystämman med 58 röster mot 3.",
    },
    not_relevant={
        "lantbrevbararen-planerad": "Viken har utlämning i butiken. Gruppen beslutade att lämna frågan.",
    },
    cheque=Cheque(Day(2, 16), Day(5, 2)),
    start=Start(
        confirmed=Day(6, 22),
        municipality_says_yes=False,
        assessment="Allt underlag finns. Vi väntar på kommunens besked.",
    ),
)  # fmt: skip

TRANBARSNAS = Village(
    slug="tranbarsnas",
    contact=Invented("Sven-Erik Näslund", "sven-erik@example.com"),
    members=(("Tranbärsnäs bygdeförening", "Lovisa Kvarnström"),),
    seated=Day(2, 4),
    tasks={"moment-3": 2},
    cheque=Cheque(Day(3, 11)),
)

HJORTRONLIDEN = Village(
    slug="hjortronliden",
    contact=Invented("Anna-Karin Fjällgren", "anna-karin@example.com"),
    municipality=Invented("Nils Storliden", "nils@example.com"),
    members=(("Hjortronlidens byaförening", "Per-Ola Marklin"), ("Samebyns företrädare", "Maja Lindholm")),
    seated=Day(2, 6),
    tasks={"moment-3": 2, "forstudie": 4, "behov": 5, "kartlaggning": 6},
    skip=frozenset({"transportforslag-finns"}),
    notes={
        "amnen-valda": "Trygghet, transporter och vård först. Handel och e-tjänster senare.",
        "bred-samverkan": "Renskötarna behöver öppet kvällstid under några veckor på hösten.",
    },
    not_relevant={
        "e-halsa-planerad": "Hälsocentralen kommer redan hit varannan vecka. Byaföreningen beslutade att avvakta.",
        "kontorstid-provad": "Med 130 invånare räcker tre dagar i veckan. Beslut på byamötet.",
        "upphandling-studerad": "Inget ska upphandlas här. Kommunen driver själv.",
    },
    cheque=Cheque(Day(3, 11), Day(6, 8)),
)

LINGONSELE = Village(
    slug="lingonsele",
    tasks={},
)

VILLAGES = (KANTARELLBODA, SMULTRONHULT, BLABARSVIK, TRANBARSNAS, HJORTRONLIDEN, LINGONSELE)
