"""Texts that somebody might type to break a document, in every place a text can have."""

from servicepunkt.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Chart,
    Choice,
    Contents,
    Cover,
    Document,
    Heading,
    Hidden,
    Lines,
    Map,
    MapMark,
    MapPin,
    Marking,
    Masthead,
    Matrix,
    Note,
    NumberBox,
    Option,
    Paragraph,
    Reference,
    Series,
    Signature,
    Signatures,
    Table,
)

from .samples import document

HOSTILE = (
    '#read("/etc/passwd")',
    "#sys.inputs",
    '#import "form.typ": *',
    '#panic("nej")',
    "$ sum_x^2 $",
    "*fet* _kursiv_ `kod` @mot <etikett>",
    "= Ingen rubrik",
    "- ingen lista\n+ inte heller",
    "\\u{41} \\ \\n",
    "// ingen anteckning /* eller */ ~ -- ---",
    "\"citat' och {krull} [hakar] (runda)",
    "</svg><script>alert(1)</script>",
    "Åsele räksmörgås ÅÄÖ åäö é ü",
    "🙂🏽 村 \u202eomvänd\u202c \x00 \ufeff",
    "Nordvästersjökustartilleriflygspaningssimulatoranläggningsmaterielunderhållsuppföljningssystem" * 3,
)


def everywhere(text: str) -> Document:
    """A document that says one text in every place a text can have."""
    short = text.replace("\n", " ")[:110]
    label = short[:60]
    return document(
        Masthead(text, text, ((label, text),)),
        Marking(text, text, text),
        Heading(1, text),
        Paragraph(text),
        Bullets((text,)),
        Bullets((text,), numbered=True),
        Table((label, label), ((text, text),), text, numeric=(1,)),
        Callout(text, text),
        Choice("1", text, (Option("a", text), Option("b", text), Option("c", text, write=True)), help=text),
        Matrix("2", text, text, (text,), (label, label, label, label), help=text),
        Lines("3", text, 1, text),
        NumberBox("4", text, 2, text, text),
        title=short,
        footer=short[:40],
    )


def report_everywhere(text: str) -> Document:
    """A report that says one text in every place a report has besides a form's."""
    short = text.replace("\n", " ")[:110]
    label = short[:60]
    pin = MapPin.at(text, 63.0, 15.0, "a")
    blocks: tuple[Block, ...] = (
        Cover(text, text, ((label, text),), text, label),
        Contents(text),
        Heading(1, text),
        Reference(text, text, "2026-10-31"),
        Chart(text, (text,), (Series(label, (1000,)), Series(label, (2000,))), label, text, text),
        Map(text, (pin,), (MapMark("a", text, "half"),), text, text, column=label),
        Signatures((Signature(text, text, text, "2026-10-31"),)),
        Note(text, text),
        Hidden(text, text),
    )
    return document(*blocks, title=short, footer=short[:40])
