"""What the invented villages have on the sheets of their plans, by the task in whose month it was written. All of it is
made up; where an organisation that exists is named, nothing here is its promise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from servicepunkt.core.actions import Actor
from servicepunkt.people.access import Spot
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place
from servicepunkt.plan.actions_sheets import choose_premises
from servicepunkt.plan.book import BOOK
from servicepunkt.plan.sheets import by_key
from servicepunkt.sheets.actions import FilledSheet, take_in_sheets
from servicepunkt.supply.models import Premises

from .accounts import Invented
from .story import Story

Row = Mapping[str, str]
Rows = Mapping[str, tuple[Row, ...]]
HELP: Row = {
    "what": "Hjälp med e-tjänster och blanketter", "sector": "Kommunal", "area": "Kommunal information och e-tjänster",
    "begins": "Från start", "level": "Vägledning", "channel": "På plats", "who": "Servicevärdarna",
    "competence": "Kommunens e-tjänster, BankID och hur man hjälper utan att ta över.",
}  # fmt: skip
HOST: Row = {
    "function": "Servicevärd", "paid": "Med lön", "week_minutes": "40", "hour_ore": "285",
    "competences": "Kommunens e-tjänster, Skatteverkets och Försäkringskassans webbplatser, paket, sekretess.",
    "when_ill": "Den andra värden byter pass; annars tar föreningens jour över.",
}  # fmt: skip
SECRET: Row = {
    "task": "Hjälp med ansökan om försörjningsstöd", "secret": "Att någon söker, inkomst, hälsa och familj.",
    "who_may": "Servicevärden, så länge hjälpen pågår.",
    "how": "I det avskilda rummet. Den sökande skriver själv och loggar in själv. Inget sparas eller kopieras.",
    "rule": "Avtal om tystnadsplikt; hos kommunen offentlighets- och sekretesslagen 26 kap. 1 §.",
}  # fmt: skip
WEEK: Row = {
    "name": "Vanliga veckor", "day0": "10–16", "day1": "10–16", "day2": "10–16", "day3": "10–19", "day4": "10–16",
    "people": "1", "need": "Enkäten: helst eftermiddag, och en kväll i veckan för dem som pendlar.",
    "hindrance": "Pengarna räcker till 33 timmar. Nyckelkort ger tillträde från klockan 7.",
}  # fmt: skip
COURSE: Row = {
    "what": "Att vägleda utan att handlägga", "task": "Hjälp med e-tjänster och blanketter",
    "giver": "Kommunens kontaktcenter", "when": "Före starten, sedan varje höst", "cost_ore": "0",
}  # fmt: skip
HEALTH: Row = {
    "kind": "E-hälsa", "what": "Besök på distans i avskilt rum", "who": "Hälsocentralen", "days": "mån–fre",
    "takes": "Dörr som går att låsa, skärm, bra ljud och en värd som visar hur man gör.",
}  # fmt: skip


@dataclass(frozen=True)
class PlanFacts:
    """A village's sheets by task, and its premises, chosen when the plan was written: name, why, owner, what before."""

    rows: Mapping[str, Rows]
    premises: tuple[str, str, str, str]


KANTARELLBODA = PlanFacts(
    rows={
        "utbud": {
            "techservice": (
                {"kind": "E-handel", "what": "Paket och returer", "who": "Kantarellboda Lanthandel",
                 "takes": "Hylla med lås och hjälp att skriva ut returer."},
                HEALTH,
                {"kind": "Lantbrevbärare", "what": "Tar med recept och böcker", "who": "PostNord",
                 "days": "mån, ons, fre", "takes": "Överenskommelse om tid vid servicepunkten."},
            ),
        },
        "drift": {
            "openingweek": (WEEK,),
            "staffing": (
                HOST,
                {"function": "Kaffevärd", "paid": "Ideellt", "week_minutes": "10", "competences": "Kassan och larmet.",
                 "when_ill": "Nästa på hembygdsföreningens lista."},
            ),
            "unstaffed": (
                {"when": "Vardagar 7–10 och 16–20", "week_minutes": "34", "way_in": "Nyckelkort med kod",
                 "available": "Paketskåp, dator och bibliotekshylla", "help_by": "Föreningens jour på telefon"},
            ),
            "training": (
                COURSE,
                {"what": "Hjärt- och lungräddning", "task": "Alla som bemannar", "giver": "Räddningstjänsten",
                 "when": "Varje år i mars", "cost_ore": "4 500"},
            ),
            "confidentiality": (
                SECRET,
                {"task": "Utlämning av läkemedel", "secret": "Vem som hämtar vad.", "who_may": "Den som lämnar ut.",
                 "how": "I sluten påse, mot legitimation.", "rule": "Avtal med apoteket."},
            ),
            "safety": (
                {"function": "Värmestuga", "what": "Elverk för värme i två rum, ved och filtar",
                 "with_whom": "Kommunen och hembygdsföreningen", "contact_organisation": "Kommunen",
                 "contact_function": "Beredskapssamordnaren", "contact_phone": "0000-12 34 56"},
                {"function": "Hjärtstartare", "what": "Skåp på ytterväggen och någon som byter batteri",
                 "with_whom": "Räddningstjänsten"},
            ),
        },
        "projektplan": {
            "offering": (
                HELP,
                {"what": "Biblioteksfilial", "sector": "Kommunal", "area": "Bibliotek", "begins": "Från start",
                 "level": "Information", "channel": "På plats", "who": "Kommunen", "source": "Bokbuss (Kommunen)"},
                {"what": "Vägledning till statens e-tjänster", "sector": "Statlig", "area": "Skatt och folkbokföring",
                 "begins": "Från start", "level": "Vägledning", "channel": "Digitalt", "who": "Servicevärdarna",
                 "competence": "Var uppgifterna finns, och när man ska ringa myndigheten själv."},
                {"what": "Mötesplats och kaffe", "sector": "Ideell", "area": "Samlingslokal och mötesplats",
                 "begins": "Från start", "level": "Information", "channel": "På plats", "who": "Hembygdsföreningen"},
                {"what": "Paket och returer", "sector": "Kommersiell", "area": "Paket och gods", "begins": "Från start",
                 "level": "Ombud", "channel": "På plats", "who": "Kantarellboda Lanthandel",
                 "competence": "Utlämning mot legitimation.", "source": "Utlämning av brev och paket (PostNord)"},
                {"what": "Besök av budgetrådgivaren", "sector": "Kommunal",
                 "area": "Kommunal information och e-tjänster", "begins": "Senare", "about_when": "efter ett halvår",
                 "level": "Myndighetsuppgift", "channel": "Mobil, gör uppehåll", "who": "Kommunen"},
            ),
        },
    },
    premises=(
        "Gamla skolan", "Entré utan trappsteg, eget rum för samtal och fiber. Hyran är uppgjord för fem år.",
        "Kommunen", "Ramp och automatisk dörr.",
    ),
)  # fmt: skip

SMULTRONHULT = PlanFacts(
    rows={
        "utbud": {
            "techservice": (
                HEALTH,
                {"kind": "Lantbrevbärare", "what": "Tar med recept", "who": "PostNord", "days": "mån, tor",
                 "takes": "Överenskommelse om tid."},
            ),
        },
        "drift": {
            "staffing": ({**HOST, "week_minutes": "20", "competences": ""},),
            "confidentiality": (SECRET,),
        },
        "projektplan": {
            "offering": (
                HELP,
                {"what": "Skjuts till vårdcentralen", "sector": "Ideell", "area": "Grannhjälp, skjuts och besök",
                 "begins": "Från start", "level": "Information", "channel": "Mobil, gör uppehåll",
                 "who": "Smultronnäs byalag"},
                {"what": "Bibliotekshylla", "sector": "Kommunal", "area": "Bibliotek", "begins": "Senare",
                 "about_when": "i etapp 2", "level": "Information", "channel": "På plats", "who": "Kommunen"},
            ),
        },
    },
    premises=("Klubbstugan", "Den ligger mellan byarna och är öppen ändå.", "Smultronhults idrottsförening", ""),
)  # fmt: skip

BLABARSVIK = PlanFacts(
    rows={
        "utbud": {
            "techservice": (
                {"kind": "E-handel", "what": "Paketskåp", "who": "Viken Handel", "takes": "El och plats vid entrén."},
                HEALTH,
            ),
        },
        "drift": {
            "openingweek": (
                {"name": "Vanliga veckor", **{f"day{number}": "8–17" for number in range(5)}, "people": "1",
                 "need": "Familjerna vill ha öppet efter skolan, de äldre på förmiddagen."},
            ),
            "staffing": ({**HOST, "week_minutes": "45"},),
            "training": (COURSE,),
            "confidentiality": (SECRET,),
            "safety": (
                {"function": "Samlingsplats", "what": "Nycklar hos två funktioner och elverk", "with_whom": "Kommunen"},
            ),
        },
        "projektplan": {
            "offering": (
                HELP,
                {"what": "Vägledning till statens e-tjänster", "sector": "Statlig", "area": "Skatt och folkbokföring",
                 "begins": "Från start", "level": "Vägledning", "channel": "Digitalt", "who": "Servicevärden",
                 "competence": "Var uppgifterna finns."},
                {"what": "Lunch på torsdagar", "sector": "Ideell", "area": "Samlingslokal och mötesplats",
                 "begins": "Från start", "level": "Information", "channel": "På plats", "who": "Bygdegårdsföreningen"},
                {"what": "Utlämning av varor", "sector": "Kommersiell", "area": "Dagligvaror", "begins": "Senare",
                 "about_when": "när butiken har ny ägare", "level": "Information", "channel": "På plats",
                 "who": "Viken Handel"},
            ),
        },
    },
    premises=("Bygdegården", "Alla har nära dit, och den är tillgänglig.", "Bygdegårdsföreningen", "Ny toalett."),
)  # fmt: skip

PLANS: Mapping[str, PlanFacts] = {
    "kantarellboda": KANTARELLBODA, "smultronhult-smultronnas": SMULTRONHULT, "blabarsvik": BLABARSVIK,
}  # fmt: skip


def tell_plan_sheets(
    story: Story, slug: str, contact: Invented | None, on: Callable[[str, Callable[[], object]], None],
    places: Callable[[str], tuple[Area, Place]],
) -> None:  # fmt: skip
    """What a village wrote on the sheets of its plan. `on` plays something in the month of a task."""
    plan = PLANS.get(slug)
    if plan is None or contact is None:
        return
    for task, rows in plan.rows.items():
        on(task, partial(_fill, story, slug, contact, rows, places))
    on("projektplan", partial(_choose, story, slug, contact, plan.premises, places))


def _by(story: Story, contact: Invented, root: Area, place: Place) -> Actor:
    access = story.access(contact)
    seat = access.seat_for(Right.KEEP_PLAN, Spot(root.pk, None, place.pk))
    return Actor(access.account_id, seat.seat_id if seat else None)


def _fill(story: Story, slug: str, contact: Invented, rows: Rows, places: Callable[[str], tuple[Area, Place]]) -> None:
    root, place = places(slug)
    filled = [
        FilledSheet(
            by_key[key], [{name: by_key[key].fields[name].parse(said) for name, said in row.items()} for row in of]
        )
        for key, of in rows.items()
    ]
    by = _by(story, contact, root, place)
    take_in_sheets(root=root, place=place, book=BOOK, filled=filled, seen_version=None, actor=by)


def _choose(
    story: Story, slug: str, contact: Invented, chosen: tuple[str, str, str, str],
    places: Callable[[str], tuple[Area, Place]],
) -> None:  # fmt: skip
    root, place = places(slug)
    name, why, owner, before = chosen
    choose_premises(
        root=root, place=place, premises_id=Premises.objects.get(place=place, name=name).pk, why=why, owner=owner,
        before=before, seen_version=0, actor=_by(story, contact, root, place),
    )  # fmt: skip
