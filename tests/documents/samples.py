"""Documents to try things on."""

from servicepunkt.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Choice,
    Code,
    Document,
    Figure,
    Heading,
    Lines,
    Marking,
    Masthead,
    Matrix,
    NumberBox,
    Option,
    PageBreak,
    Paragraph,
    Poster,
    PosterLine,
    PosterPart,
    Slip,
    Slips,
    Table,
)

from .report import cover, every_report_block

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="30" height="8"/></svg>'
CODE = Code(SVG, "QR-kod till frågorna", "EK-1234", "Hushållets kod")

FIRST: tuple[Block, ...] = (
    Masthead("Norrbäck", "Så ser det ut idag.", (("Vi frågar", "bygdegruppen"),), CODE),
    Marking("Sätt kryss", "Kryssa så här.", "Blev det fel? Fyll rutan."),
    Heading(1, "Underlag"),
    Paragraph("Första raden\nAndra raden"),
    Heading(2, "Utbudet"),
    Bullets(("post", "paket")),
    Bullets(("fråga", "svara"), numbered=True),
    Table(("Tjänst", "Antal"), (("Post", "12"), ("Bibliotek", "")), "Vad som finns", numeric=(1,)),
    Figure(SVG, "En stapel som är tre fjärdedelar lång", "Täckning"),
    Callout("Bra att veta", "Svaren är anonyma."),
    CODE,
    PageBreak(),
    Heading(1, "Frågor"),
    Choice("1", "Hur gammal är du?", (Option("a", "13–19"), Option("b", "20–29"), Option("c", "annat", write=True))),
    Choice("2", "Vad använder du?", (Option("a", "bil"), Option("b", "buss")), many=True, help="Den senaste månaden."),
    Matrix("3", "Hur viktigt?", "Tjänst", ("Post", "Apotek"), ("Mycket", "Inte alls")),
    Matrix("4", "När?", "Dag", ("Måndag", "Tisdag"), ("Förmiddag\n8–12", "Kväll"), many=True, help="En vanlig vecka."),
    Lines("5", "Vad saknar du?", 3, "Skriv fritt."),
    NumberBox("6", "Hur många bor i hushållet?", 2, "personer", "Även barn."),
)
"""What a document could hold when the first ones were stored (archived-schema-1.json)."""

SECOND: tuple[Block, ...] = (cover(), *every_report_block())
"""What a document could hold besides when reports were first stored (archived-schema-1-report.json)."""

SLIP = Slip(
    "Norrbäck", "Hushållets kod", CODE, "servicepunkt.example/svara/norrback/", "Svara i telefonen. Lägg upp lappen."
)
EVERY: tuple[Block, ...] = (
    *FIRST,
    Choice("7", "Hur reser du?", tuple(Option(f"{n}", f"sätt {n}") for n in range(1, 12)), many=True, numbered=True),
    Choice("8", "Varför?", (Option("a", "nära"), Option("b", "annat:", write=True)), numbered=True),
    Slips((SLIP,) * 9),
)
"""Everything a form may hold."""

REPORT: tuple[Block, ...] = (*SECOND, *EVERY[1:])
"""Everything but a form's top, which gives way to a report's cover."""


def every_kind() -> tuple[Document, Document]:
    """Two documents that together hold every kind of block: one begins as a form, one as a report."""
    return every_block(), every_block(REPORT)


def document(*blocks: Block, title: str = "Ett prov", footer: str = "") -> Document:
    """A Swedish document of these blocks."""
    return Document(title, "sv", blocks, footer)


def every_block(blocks: tuple[Block, ...] = EVERY) -> Document:
    """A document with every kind of block."""
    return document(*blocks, title="Servicepunkt i Norrbäck", footer="Norrbäck · kod EK-1234")


POSTER = Poster(
    "Norrbäck",
    "Hjälp, paket och kaffe.\nAlla är välkomna.",
    (
        PosterPart("Det här finns", (PosterLine("Post", item=True), PosterLine("Bibliotek", item=True))),
        PosterPart(
            "Öppettider",
            (PosterLine("Vanliga veckor"), PosterLine("10–16", "måndag–fredag"), PosterLine("stängt", "lördag–söndag")),
        ),
    ),
)
"""A poster, which is a document of its own."""
