"""A report as a programme owner would put it before its board: ten pages, every block of a report. All is invented."""

from servicepunkt.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Chart,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    Hidden,
    Map,
    MapMark,
    MapPin,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Series,
    Signature,
    Signatures,
    Table,
    thousandths,
)

PLACES = (
    ("Norrbäck", 65.9, 19.3, "reached"),
    ("Sörlunda", 64.6, 18.7, "three"),
    ("Tallnäs", 63.9, 16.2, "three"),
    ("Granliden", 63.2, 14.9, "two"),
    ("Björkvik", 62.4, 15.6, "two"),
    ("Åbyn", 61.3, 14.4, "two"),
    ("Långsele by", 60.3, 13.3, "one"),
    ("Kvarnforsen", 59.9, 12.6, "one"),
    ("Östersel", 58.1, 15.9, "one"),
    ("Mörtfors strand", 57.5, 16.4, "none"),
)
MARKS = (
    MapMark("none", "Inte börjat", "ring"),
    MapMark("one", "Steg 1, grunden", "quarter"),
    MapMark("two", "Steg 2, förstudie", "half"),
    MapMark("three", "Steg 3, projektplan", "most"),
    MapMark("reached", "Servicepunkten är igång", "house"),
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><rect x="1" y="1" width="298" height="58" '
    'fill="#fff" stroke="#000"/><path d="M10 50L80 20L150 35L290 8" fill="none" stroke="#000" stroke-width="3"/></svg>'
)
TEXT = (
    "Arbetet har följt planen. Alla tio orter har haft sitt första möte med kommunen, och i sju av dem finns en lokal "
    "grupp med kontaktperson. Tre orter väntar på kommunens svar om lokal. Det som tar längst tid är avtalen om post "
    "och paket, där ombuden vill ha besked om öppettider innan de skriver på."
)


def every_report_block() -> tuple[Block, ...]:
    """One of each block that a report has and a form has not."""
    return (
        Contents("Innehåll"),
        Heading(1, "Sammanfattning"),
        Reference("Sju av tio orter har en lokal grupp.", "Programmets register över grupper", "2026-10-31"),
        Chart(
            "Hur långt orterna har kommit",
            ("Inte börjat", "Steg 1", "Steg 2", "Steg 3 och start"),
            (Series("Orter", (1000, 3000, 3000, None)),),
            "orter",
            "Orter efter steg",
            "Programmets register",
        ),
        Map(
            "Programmets orter",
            (MapPin.at("Norrbäck", 65.9, 19.3, "a"), MapPin.at("Åbyn", 61.3, 14.4, "b", uncertain=True)),
            (MapMark("a", "Igång", "house"), MapMark("b", "Steg 2", "half")),
            "Karta över Sverige med två orter",
            "Var orterna ligger",
            column="Steg",
        ),
        Note("Siffran stämmer inte för Åbyn,\nse bilagan.", "Anna Berg, projektledare"),
        Hidden("Sekretess", "Avsnittet gäller enskilda."),
        Signatures((Signature("Anna Berg", "ordförande i styrgruppen", "justerare", "2026-11-12"),)),
    )


def cover(marking: str = "Utkast") -> Cover:
    """The first page."""
    return Cover(
        "Lägesrapport",
        "Oktober 2026, till Exempelmyndigheten",
        (
            ("Diarienummer", "EX 2026/117"),
            ("Datum", "12 november 2026"),
            ("Version", "3"),
            ("Handläggare", "Anna Berg, programmets samordnare"),
        ),
        "Föreningen Exempelbygd",
        marking,
    )


def report() -> Document:
    """The whole report."""
    return Document(
        "Hållbara lokala servicelösningar i tio orter",
        "sv",
        (cover(), Contents("Innehåll"), PageBreak(), *_summary(), *_places(), *_money(), *_end()),
        footer="Lägesrapport oktober 2026 · EX 2026/117",
    )


def _summary() -> tuple[Block, ...]:
    answers = Chart(
        "Vad invånarna helst vill ha på plats",
        ("Mataffär", "Post och paket", "Hjälp med blanketter och e-legitimation", "Vård och provtagning", "Bibliotek"),
        (
            Series("Kvinnor", tuple(thousandths(n) for n in (212, 187, 143, 120, 88))),
            Series("Män", tuple(thousandths(n) for n in (190, 201, 118, 87, 41))),
            Series("Ville inte svara på kön", (thousandths(12), thousandths(9), None, None, thousandths(7))),
        ),
        "svar",
        "Önskemål i behovsinventeringen, efter kön",
        "Behovsinventeringarna i sju orter, 1 204 svar",
    )
    return (
        Heading(1, "Sammanfattning"),
        Paragraph(TEXT),
        Callout(
            "Det viktigaste", "En servicepunkt är igång. Två startar i vår. Tre orter behöver besked från kommunen."
        ),
        Reference("Sju av tio orter har en lokal grupp.", "Programmets register över grupper", "2026-10-31"),
        Heading(2, "Vad invånarna säger"),
        Paragraph(TEXT),
        answers,
        Note("Svaren från Östersel kom in efter rapportens datum och är inte med.", "Anna Berg, 12 november 2026"),
        Heading(2, "Nästa halvår"),
        Bullets(("Avtal om post och paket i Sörlunda", "Möte med kommunen i Granliden", "Enkät i Östersel"), True),
    )


def _places() -> tuple[Block, ...]:
    steps = {mark.key: mark.text for mark in MARKS}
    rows = tuple((name, "Exempels kommun", steps[mark], f"{3 + n} av 29") for n, (name, *_, mark) in enumerate(PLACES))
    head = ("Ort", "Hus-\nhåll", "Svar", "Affär", "Post", "Vård", "Skola", "Buss", "Bredband", "Lokal", "Avtal")
    wide = tuple(
        (name, str(40 + 13 * n), str(20 + 9 * n), "ja", "nej", "4 mil", "ja", "2 om dagen", "fiber", "skolan", "–")
        for n, (name, *_) in enumerate(PLACES)
    )
    return (
        Heading(1, "Orterna"),
        Paragraph(TEXT),
        Map(
            "Programmets orter den 31 oktober 2026",
            tuple(MapPin.at(name, lat, lon, mark, uncertain=name == "Åbyn") for name, lat, lon, mark in PLACES),
            MARKS,
            "Karta över Sverige med tio orter. De flesta ligger i norra Sveriges inland; en har startat.",
            "Orterna och hur långt de har kommit",
            column="Steg",
        ),
        Heading(2, "Krav som är visade"),
        Table(("Ort", "Kommun", "Steg", "Krav uppfyllda"), rows, "Orterna och arbetssättets krav", numeric=(3,)),
        Heading(3, "Så räknas kraven"),
        Paragraph(TEXT),
        Figure(SVG, "En linje som stiger från vänster till höger", "Uppfyllda krav från januari till oktober"),
        Heading(2, "Service i dag"),
        Paragraph(TEXT),
        Table(head, wide, "Service i orterna, grundinventeringen", numeric=(1, 2)),
        Hidden("Sekretess i Granliden", "Avsnittet rör enskilda personer och lämnas inte ut."),
    )


def _money() -> tuple[Block, ...]:
    kinds = ("Löner", "Resor", "Möten", "Lokal", "Köpta tjänster", "Utrustning", "Information")
    rows = tuple(
        (f"{kind}, {month}", f"{(n + 3) * (m + 2) * 1250}", f"{(n + 2) * (m + 1) * 900}")
        for m, month in enumerate(("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti"))
        for n, kind in enumerate(kinds)
    )
    return (
        Heading(1, "Ekonomi"),
        Paragraph(TEXT),
        Chart(
            "Budget och utfall",
            kinds,
            (
                Series("Budget", tuple(thousandths(n) for n in (1200000, 180000, 90000, 60000, 240000, 75000, 40000))),
                Series("Utfall", tuple(thousandths(n) for n in (812500, 131400, 61250, 60000, 98000, 12300, 0))),
            ),
            "kronor",
            "Budget och utfall till och med oktober",
        ),
        Table(("Slag och månad", "Budget, kr", "Utfall, kr"), rows, "Kostnader månad för månad", numeric=(1, 2)),
    )


def _end() -> tuple[Block, ...]:
    return (
        Heading(1, "Godkännande"),
        Paragraph("Rapporten är godkänd av styrgruppen."),
        Signatures(
            (
                Signature("Anna Berg", "programmets samordnare", "", "2026-11-12"),
                Signature("Bo Ek", "styr- och referensgruppen", "sammankallande", "2026-11-14"),
            )
        ),
    )
