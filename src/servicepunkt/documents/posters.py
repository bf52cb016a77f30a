"""Posters: made of a draft's parts, and whether they fit on their one page."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .blocks import Block, Bullets, Document, DocumentError, Heading, Paragraph, Poster, PosterLine, PosterPart, Table

SMALLEST = 16
"""Points of a poster's text at the least (its headline has 40): readable at arm's length and a step more."""


@dataclass(frozen=True)
class Fit:
    """How a poster stands on its page: the points of its text, or by how many millimetres it is too high."""

    points: int | None
    over_mm: int
    longest: tuple[str, ...]

    @property
    def words(self) -> str:
        """That in a sentence, with what to shorten when it is too long."""
        if self.points is not None:
            return _("Ryms på ett A4 med %(points)s punkters text.") % {"points": self.points}
        told = {"points": SMALLEST, "over": self.over_mm, "parts": ", ".join(f"”{one}”" for one in self.longest)}
        return ngettext(
            "Texten ryms inte på ett A4: med %(points)s punkters text, som är det minsta, är den %(over)s millimeter "
            "för hög. Korta först här: %(parts)s.",
            "Texten ryms inte på ett A4: med %(points)s punkters text, som är det minsta, är den %(over)s millimeter "
            "för hög. Korta först här: %(parts)s.",
            self.over_mm,
        ) % told  # fmt: skip


def fit_of(document: Document) -> Fit | None:
    """How a poster fits on its page; None for any other document."""
    first = document.blocks[0]
    if not isinstance(first, Poster):
        return None
    from .pdf import asked_of_layout

    told = json.loads(asked_of_layout(document, "<poster>"))
    heights = sorted(zip(told["parts"], (part.title for part in first.parts), strict=True), reverse=True)
    return Fit(told["points"], told["over"], tuple(title for _height, title in heights[:3]) or (document.title,))


def need_fit(document: Document) -> None:
    """Raise DocumentError when the document is a poster that does not fit on its page."""
    fit = fit_of(document)
    if fit is not None and fit.points is None:
        raise DocumentError(fit.words)


def poster_of(above: str, parts: Sequence[tuple[str, Iterable[Block]]]) -> Poster:
    """A poster of parts, each a title and its blocks. The first part is its lead: it stands without its title.

    Sources and comments are for those who write, not for the door. Parts that say nothing are left out.
    """
    lead = "\n".join(line.text for line in _lines(parts[0][1])) if parts else ""
    made = ((title, tuple(_lines(blocks))) for title, blocks in parts[1:])
    return Poster(above, lead, tuple(PosterPart(title, lines) for title, lines in made if lines))


def _lines(blocks: Iterable[Block]) -> Iterator[PosterLine]:
    for block in blocks:
        match block:
            case Heading(level=level, text=text) if level > 1:
                yield PosterLine(text)
            case Paragraph(text):
                yield PosterLine(text)
            case Bullets(items=items):
                yield from (PosterLine(item, item=True) for item in items)
            case Table(rows=rows):
                yield from (PosterLine(", ".join(row[1:]) or "–", label=row[0]) for row in rows)
