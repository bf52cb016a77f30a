"""What a document says, worked out once for all renderers, so that page, PDF and Word always agree.

Numbers of figures and tables, the contents, the tables beside charts and maps, and every sentence that the platform
adds itself: no renderer finds words or numbers of its own. All in the document's language, whatever the reader's is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from .blocks import (
    QUESTIONS,
    SIGNS,
    Block,
    Chart,
    Choice,
    Document,
    Figure,
    Heading,
    Hidden,
    Map,
    Matrix,
    Note,
    NumberBox,
    Question,
    Reference,
    Signatures,
    Table,
)

CONTENTS_DEPTH = 2
NOTHING = "–"
"""Stands in a table where a number is missing or not shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A block with what all renderers say of it.

    `level` is that of its heading (a question is one level below the heading it stands under), `anchor` the name of a
    heading of the contents (else empty), `number` that of a figure or table, `caption` with it ("Tabell 2. Vad som
    finns"), `alt` a drawing's words, `lines` whole sentences, `table` what stands beside a chart or map: its caption
    says whose numbers they are.
    """

    block: Block
    level: int = 0
    anchor: str = ""
    number: int = 0
    caption: str = ""
    alt: str = ""
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the level, text and anchor of a heading."""

    level: int
    text: str
    anchor: str


def words(document: Document) -> dict[str, str]:
    """The platform's own words in the document's language, by name."""
    with translation.override(document.language):
        return {
            "page": _("Sida {page} av {pages}"),
            "box": _("ruta"),
            "signs": SIGNS,
        }


def shown(document: Document, *, after: tuple[int, int] = (0, 0)) -> tuple[Shown, ...]:
    """All blocks in order, each with its number and what is said of it.

    `after`: how many figures and tables stand before, when the document is a part of a longer one.
    """
    with translation.override(document.language):
        return tuple(_shown(document, *after))


def turned(blocks: Sequence[Shown]) -> tuple[bool, ...]:
    """Which blocks stand on a page turned on its side: a wide table, the headings right above it and its source."""
    sideways = [isinstance(one.block, Table) and one.block.wide for one in blocks]
    for at in reversed(range(len(blocks) - 1)):
        sideways[at] |= isinstance(blocks[at].block, Heading) and sideways[at + 1]
    for at in range(1, len(blocks)):
        sideways[at] |= isinstance(blocks[at].block, Reference) and sideways[at - 1]
    return tuple(sideways)


def counted(document: Document, after: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """How many figures and tables have a number up to the end of a document that stands after others."""
    numbered = [(isinstance(one.block, Table), one.number) for one in shown(document, after=after) if one.number]
    figures = max((number for table, number in numbered if not table), default=after[0])
    return figures, max((number for table, number in numbered if table), default=after[1])


def entries(blocks: tuple[Shown, ...]) -> tuple[Entry, ...]:
    """The contents: headings of level 1 and 2."""
    headings = ((one.block, one.anchor) for one in blocks if isinstance(one.block, Heading) and one.anchor)
    return tuple(Entry(heading.level, heading.text, anchor) for heading, anchor in headings)


def _shown(document: Document, figures: int, tables: int) -> Iterator[Shown]:
    above = headings = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            above = block.level
            headings += 1
            anchor = f"avsnitt-{headings}" if block.level <= CONTENTS_DEPTH else ""
            yield Shown(block, level=above, anchor=anchor)
        elif isinstance(block, Table):
            tables += 1
            caption = _("Tabell %(number)s. %(text)s") % {"number": tables, "text": block.caption}
            yield Shown(block, number=tables, caption=caption)
        elif isinstance(block, Chart | Map) or (isinstance(block, Figure) and block.caption):
            figures += 1
            yield _figure(block, figures)
        elif isinstance(block, Figure):
            yield Shown(block, alt=block.alt)
        elif isinstance(block, QUESTIONS):
            yield Shown(block, level=above + 1, lines=tuple(_help(block)))
        else:
            yield Shown(block, lines=tuple(_lines(block)))


def _figure(block: Figure | Chart | Map, number: int) -> Shown:
    caption = _("Figur %(number)s. %(text)s") % {"number": number, "text": block.caption}
    match block:
        case Figure():
            return Shown(block, number=number, caption=caption, alt=block.alt)
        case Chart():
            alt = _("Stapeldiagram: %(title)s. Talen står i tabellen intill.") % {"title": block.title}
            source = (_("Källa: %(source)s.") % {"source": block.source},) if block.source else ()
            beside = _numbers(block, _("Talen i figur %(number)s, %(unit)s") % {"number": number, "unit": block.unit})
            return Shown(block, number=number, caption=caption, alt=alt, lines=source, table=beside)
        case Map():
            beside = _places(block, _("Platserna i figur %(number)s") % {"number": number})
            return Shown(block, number=number, caption=caption, alt=block.alt, table=beside)


def figures(chart: Chart) -> tuple[tuple[str, ...], ...]:
    """A chart's numbers as texts, a row for each label, in the active language, all with the same decimals."""
    given = [value for one in chart.series for value in one.values if value is not None]
    decimals = max((_decimals(value) for value in given), default=0)
    return tuple(zip(*(tuple(_number(value, decimals) for value in one.values) for one in chart.series), strict=True))


def _decimals(value: int) -> int:
    return next(places for places in (0, 1, 2, 3) if value * 10**places % 1000 == 0)


def _number(value: int | None, decimals: int) -> str:
    if value is None:
        return NOTHING
    return number_format(Decimal(value) / 1000, decimal_pos=decimals, force_grouping=True)


def _numbers(chart: Chart, caption: str) -> Table:
    head = ("", *(one.name for one in chart.series))
    rows = tuple((label, *row) for label, row in zip(chart.labels, figures(chart), strict=True))
    return Table((_("Vad"), *head[1:]), rows, caption, numeric=tuple(range(1, len(head))))


def _places(drawn: Map, caption: str) -> Table:
    meanings = {mark.key: mark.text for mark in drawn.legend}
    uncertain = _("%(mark)s (osäker ort)")
    rows = tuple(
        (pin.name, uncertain % {"mark": meanings[pin.mark]} if pin.uncertain else meanings[pin.mark])
        for pin in drawn.pins
    )
    return Table((_("Ort"), drawn.column or _("Läge")), rows, caption)


def _day(on: str) -> str:
    return date_format(date.fromisoformat(on), "j F Y")


def _help(block: Question) -> Iterator[str]:
    """How a question is answered: what its author wrote, and what its kind asks for."""
    match block:
        case Choice():
            hint = _("Du kan sätta flera kryss.") if block.many else _("Sätt ett kryss.")
        case Matrix(many=True):
            hint = _("Sätt kryss där det passar. Du kan sätta flera på varje rad.")
        case Matrix():
            hint = _("Sätt ett kryss på varje rad.")
        case NumberBox():
            hint = _("Skriv en siffra i varje ruta.")
        case _:
            hint = ""
    if text := " ".join(part for part in (block.help, hint) if part):
        yield text


def _lines(block: Block) -> Iterator[str]:
    """What the platform says of a block in sentences of its own; nothing of most."""
    match block:
        case Reference():
            yield block.text
            yield _("Källa: %(source)s, %(on)s.") % {"source": block.source, "on": _day(block.on)}
        case Signatures():
            for one in block.lines:
                seat = ", ".join(part for part in (one.seat, one.role) if part)
                who = f"{one.name} ({seat})" if seat else one.name
                yield _("Godkänd i Servicepunkt av %(who)s den %(on)s.") % {"who": who, "on": _day(one.on)}
        case Note():
            yield _("Kommentar: %(text)s") % {"text": block.text}
            yield block.by
        case Hidden():
            yield _("Avsnittet ”%(title)s” är dolt. Skäl: %(reason)s") % {"title": block.title, "reason": block.reason}
        case _:
            pass
