"""A whole questionnaire on paper, as a village would send it: seventeen questions. Place and people are invented."""

from servicepunkt.documents.blocks import (
    Callout,
    Choice,
    Code,
    Document,
    Heading,
    Lines,
    Marking,
    Masthead,
    Matrix,
    NumberBox,
    Option,
)
from servicepunkt.documents.drawings import qr

CODE = "BJÖRK-4827"
DAYS = ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag")
SERVICES = (
    "Mataffär",
    "Drivmedel",
    "Post och paket",
    "Apoteksvaror",
    "Kontanter",
    "Bibliotek",
    "Hjälp med blanketter",
    "Hjälp med BankID och 1177",
    "Vård och provtagning",
    "Buss och samåkning",
    "Möteslokal",
    "Café och mötesplats",
)


def options(*texts: str, write: str = "") -> tuple[Option, ...]:
    """Options with the keys 1, 2, 3 …, and last one with a line to write on."""
    plain = tuple(Option(str(number), text) for number, text in enumerate(texts, 1))
    return (*plain, Option("other", write, write=True)) if write else plain


def masthead() -> Masthead:
    """Who asks, until when, where to hand it in, and the household's code."""
    address = "https://servicepunkt.example/svara/BJORK-4827"
    return Masthead(
        above="Norrbäck, Exempels kommun",
        lead="Alla som är 13 år eller äldre får svara, en blankett var. Det tar ungefär tolv minuter. "
        "Svaren är anonyma: koden visar bara vilka hushåll som har svarat.",
        facts=(
            ("Vi frågar", "Norrbäcks bygdegrupp tillsammans med Exempels kommun"),
            ("Svara senast", "onsdag 30 september 2026"),
            ("Lämna blanketten", "i lådan hos Norrbäcks handel eller hos din kontaktperson Anna Berg, 070-000 00 00"),
        ),
        code=Code(
            svg=qr(address),
            alt="QR-kod som öppnar frågorna i telefonen med hushållets kod ifylld",
            text=CODE,
            caption="Hushållets kod. Svara hellre i telefonen: rikta kameran hit.",
        ),
    )


def questionnaire() -> Document:
    """The whole form."""
    return Document(
        title="Vad behöver du i Norrbäck?",
        language="sv",
        footer=f"Norrbäck · hushållets kod {CODE}",
        blocks=(
            masthead(),
            Marking(
                "Sätt kryss",
                "Kryssa i rutan så här, helst med svart eller blå penna.",
                "Blev det fel? Fyll hela rutan och kryssa i den rätta.",
            ),
            *_about_you(),
            *_services(),
            *_how(),
            Callout(
                "Tack för att du svarade!",
                "Det här händer nu: svaren räknas samman i oktober, och resultatet visas på ett öppet möte "
                "i bygdegården den 4 november klockan 18.30. Grupper med färre än fem svar redovisas aldrig.",
            ),
        ),
    )


def _about_you() -> tuple[Heading | Choice | NumberBox, ...]:
    ages = options("13–19 år", "20–29 år", "30–49 år", "50–64 år", "65–74 år", "75–84 år", "85 år eller äldre")
    return (
        Heading(1, "Om dig"),
        Choice("1", "Hur gammal är du?", ages),
        Choice("2", "Är du …", options("kvinna", "man", "annat", "vill inte svara")),
        NumberBox("3", "Hur många bor i hushållet, du själv inräknad?", 2, "personer"),
        Choice("4", "Bor du i Norrbäck hela året?", options("ja, hela året", "en del av året", "nej, jag arbetar här")),
        Choice(
            "5",
            "Hur tar du dig till affär och service?",
            options("egen bil", "skjuts av andra", "buss", "cykel eller till fots", write="annat:"),
            many=True,
        ),
    )


def _services() -> tuple[Heading | Choice | Matrix | Lines, ...]:
    return (
        Heading(1, "Service"),
        Matrix(
            "6",
            "Hur viktigt är det här för dig i Norrbäck?",
            "Tjänst",
            SERVICES,
            ("Mycket viktigt", "Ganska viktigt", "Mindre viktigt", "Inte viktigt"),
        ),
        Lines("7", "Vilka tre saker är viktigast?", 3, "Skriv det viktigaste först."),
        Choice(
            "8",
            "Vad har hindrat dig det senaste året?",
            options("avståndet", "öppettiderna", "ingen bil", "tekniken", "priset", "inget", write="annat:"),
            many=True,
        ),
        Choice(
            "9",
            "Vad skulle du vilja ha hjälp med?",
            options("blanketter", "BankID", "1177", "skatt", "pension", "bankärenden", "inget av det"),
            many=True,
        ),
        Choice("10", "Hur vill du helst få hjälp?", options("på plats", "över telefon", "med bild och ljud")),
        Choice(
            "11",
            "Hur fungerar bredbandet hemma?",
            options("bra", "ibland dåligt", "oftast dåligt", "jag har inget"),
        ),
    )


def _how() -> tuple[Heading | Choice | Matrix | Lines | NumberBox, ...]:
    return (
        Heading(1, "Så skulle det kunna bli"),
        Matrix(
            "12",
            "När skulle du helst komma till en servicepunkt?",
            "Dag",
            DAYS,
            ("Förmiddag\n8–12", "Eftermiddag\n12–17", "Kväll\n17–21", "Inte alls"),
            many=True,
        ),
        Choice(
            "13",
            "Vad skulle du använda?",
            options("bemannad servicepunkt", "obemannad butik", "buss som kommer hit", "hemleverans"),
            many=True,
        ),
        NumberBox("14", "Hur mycket skulle du handla för här i veckan?", 4, "kronor"),
        Choice(
            "15",
            "Vem vänder du dig till vid ett långt strömavbrott?",
            options("grannar", "släkt", "kommunen", "bygdegården", "vet inte"),
            many=True,
        ),
        Choice(
            "16",
            "Vad kan du bidra med?",
            options("några timmar i månaden", "kunskap", "lokal", "fordon", "köpa andel", "inget just nu"),
            many=True,
        ),
        Lines("17", "Något mer du vill säga?", 5),
    )
