"""How a room tells a section: blocks in their order, and every figure in them as a fact with its source and day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .blocks import LONGEST_COLUMN, Block, Bullets, Chart, Heading, Paragraph, Reference, Series, Table, thousandths
from .kinds import Asked, Fact, Section

MOST_ROWS = 40
"""Rows of a table in a report's body: about a page. What is longer is summed up there, and whole in an appendix."""
MOST_BARS = 20
FEWEST = 5
"""People that a number in a document stands for at the least. Smaller groups are in no sum either: two sums of
different times, taken from each other, would tell them."""


def day_said(day: dt.date) -> str:
    """A day as people write it: "3 oktober 2026"."""
    return date_format(day, "j F Y")


def period_said(asked: Asked) -> str:
    """The period a document is about, with its last day; "hela tiden" when it has none."""
    if asked.period_from is None or asked.period_to is None:
        return _("hela tiden")
    return f"{day_said(asked.period_from)} – {day_said(asked.period_to - dt.timedelta(days=1))}"


def hours_said(hours: Decimal) -> str:
    """Hours without needless decimals: "3,5", "12"."""
    short = hours.quantize(Decimal("0.01")).normalize()
    return str(number_format(Decimal(f"{short:f}"), use_l10n=True))


def part_said(part: int, whole: int) -> str:
    """A part of a whole as people write it: "5 av 16"."""
    return _("%(part)s av %(whole)s") % {"part": part, "whole": whole}


class Telling:
    """A section while it is told. `source` says where its figures come from; they are of the day asked about."""

    def __init__(self, asked: Asked, source: str) -> None:
        self.asked = asked
        self.source = source
        self._blocks: list[Block] = []
        self._facts: list[Fact] = []

    def head(self, text: str, level: int = 2) -> None:
        """A heading under the part's own title."""
        self._blocks.append(Heading(level, text))

    def say(self, text: str) -> None:
        """A paragraph; nothing when there are no words."""
        if text.strip():
            self._blocks.append(Paragraph(text))

    def list(self, items: Iterable[str]) -> None:
        """A list; nothing when it has no items."""
        if kept := tuple(items):
            self._blocks.append(Bullets(kept))

    def fact(self, name: str, value: str) -> None:
        """A figure that the section rests on."""
        self._facts.append(Fact(name, value, self.source, self.asked.on))

    def figures(self, caption: str, rows: Iterable[tuple[str, str]]) -> None:
        """Figures by name as a table of two columns; each is a fact. Nothing when there are none."""
        kept = tuple(rows)
        if kept:
            self._blocks.append(Table((_("Uppgift"), _("Värde")), kept, caption))
        for name, value in kept:
            self.fact(name, value)

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        numeric: Iterable[int] = (),
        none: str = "",
        appendix: bool = False,
    ) -> None:
        """A table whose rows are facts; without rows the sentence `none`. A long appendix is one fact for all of it."""
        kept = tuple(tuple(cell or "–" for cell in row) for row in rows)
        if not kept:
            self.say(none)
            return
        short = tuple(Truncator(title).chars(LONGEST_COLUMN) for title in head)
        self._blocks.append(Table(short, kept, caption, tuple(numeric)))
        if appendix and len(kept) > MOST_ROWS:
            self.fact(caption, _("%(count)s rader") % {"count": len(kept)})
            return
        for row in kept:
            said = "; ".join(f"{title}: {cell}" for title, cell in zip(short[1:], row[1:], strict=True))
            self.fact(f"{caption}: {row[0]}", said or "–")

    def chart(self, title: str, caption: str, unit: str, name: str, bars: Iterable[tuple[str, int | Decimal]]) -> None:
        """One bar for each label, of numbers that a table beside tells as facts; nothing when all are 0."""
        kept = [(label, thousandths(value)) for label, value in bars][:MOST_BARS]
        if any(value for _label, value in kept):
            series = Series(name, tuple(value for _label, value in kept))
            labels = tuple(label for label, _value in kept)
            self._blocks.append(Chart(title, labels, (series,), unit, caption, self.source))

    def add(self, block: Block) -> None:
        """A block of another kind."""
        self._blocks.append(block)

    def section(self) -> Section:
        """What has been told. A section that would be empty says so."""
        if not self._blocks:
            self.say(_("Här finns inget att berätta om ännu."))
        if self._facts:
            self._blocks.append(Reference(_("Siffrorna i avsnittet"), self.source, self.asked.on.isoformat()))
        return Section(tuple(self._blocks), tuple(self._facts))
