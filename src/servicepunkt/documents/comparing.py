"""Two versions of a document side by side: lines that belong together on one row, the words that differ marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from . import outline
from .blocks import Bullets, Cover, Document, Heading, Paragraph, Poster, Table

SAME, CHANGED, REMOVED, ADDED = "same", "changed", "removed", "added"
ALIKE = 0.5
"""From this likeness on (2 × shared / all letters) two lines are one that was changed, not one gone and one new."""
NEAR = 20
"""How many new lines on a changed line is looked for, so that a rewritten chapter does not cost its square."""
SHOWN_AROUND = 1
"""How many unchanged lines are shown before and after a change; the rest are folded."""


@dataclass(frozen=True)
class Line:
    """A line of a document: its sort ("heading", "row", "text"), its text, and where in the document it stands."""

    sort: str
    text: str


@dataclass(frozen=True)
class Words:
    """Some words of a line, which the other side has too, or not."""

    text: str
    differ: bool = False


@dataclass(frozen=True)
class Row:
    """A line as it was and as it is."""

    state: str
    sort: str
    before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Run:
    """Rows that follow one another: unchanged ones `folded` away, or rows to be read."""

    folded: bool
    rows: list[Row] = field(default_factory=list)


def lines(document: Document) -> list[Line]:
    """A document as lines: each heading, paragraph, item, row of a table and sentence of its own."""
    return [Line(sort, text) for sort, text in _lines(document) if text.strip()]


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    for one in outline.shown(document):
        block = one.block
        if isinstance(block, Heading):
            yield "heading", block.text
        elif isinstance(block, Paragraph):
            yield from (("text", line) for line in block.text.split("\n"))
        elif isinstance(block, Bullets):
            yield from (("item", item) for item in block.items)
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Poster):
            yield from _poster(block)
        elif not isinstance(block, Cover):
            yield "text", one.caption
            yield "text", one.alt
            yield from (("text", line) for line in one.lines)
            yield from (("text", str(getattr(block, name, ""))) for name in ("title", "text") if not one.lines)
            if one.table:
                yield from _table(one.table)


def _poster(poster: Poster) -> Iterator[tuple[str, str]]:
    yield from (("text", line) for line in poster.lead.split("\n"))
    for part in poster.parts:
        yield "heading", part.title
        for line in part.lines:
            yield "item" if line.item else "text", f"{line.label}: {line.text}" if line.label else line.text


def _table(table: Table) -> Iterator[tuple[str, str]]:
    yield "text", table.caption
    yield "row", " | ".join(table.head)
    yield from (("row", " | ".join(row)) for row in table.rows)


def compare(before: Document, after: Document) -> list[Row]:
    """Every line of two documents, those that belong together on one row."""
    old, new = lines(before), lines(after)
    rows: list[Row] = []
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            rows += (Row(SAME, line.sort, (Words(line.text),), (Words(line.text),)) for line in old[i:j])
        else:
            rows += _between(old[i:j], new[k:m])
    return rows


def _between(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Row]:
    """Rows for lines of which none is the same: like ones beside each other, in order."""
    at = 0
    for line in old:
        twin = next((n for n in range(at, min(at + NEAR, len(new))) if _alike(line, new[n])), None)
        if twin is None:
            yield Row(REMOVED, line.sort, before=(Words(line.text, True),))
            continue
        yield from (Row(ADDED, one.sort, after=(Words(one.text, True),)) for one in new[at:twin])
        yield Row(CHANGED, line.sort, *_words(line.text, new[twin].text))
        at = twin + 1
    yield from (Row(ADDED, one.sort, after=(Words(one.text, True),)) for one in new[at:])


def _alike(old: Line, new: Line) -> bool:
    if old.sort != new.sort:
        return False
    if old.sort == "row" and old.text.split(" | ")[0] == new.text.split(" | ")[0]:
        return True
    match = SequenceMatcher(None, old.text, new.text, autojunk=False)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def _words(old: str, new: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Two lines word by word, what differs marked on both sides."""
    before, after = re.split(r"(\s+)", old), re.split(r"(\s+)", new)
    left: list[Words] = []
    right: list[Words] = []
    for verb, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left += [Words("".join(before[i:j]), verb != "equal")] if i < j else []
        right += [Words("".join(after[k:m]), verb != "equal")] if k < m else []
    return tuple(left), tuple(right)


def runs(rows: Sequence[Row]) -> list[Run]:
    """The rows with long stretches of unchanged ones folded, a line of them shown on each side of a change."""
    near = {
        n for at, row in enumerate(rows) if row.state != SAME for n in range(at - SHOWN_AROUND, at + SHOWN_AROUND + 1)
    }
    out: list[Run] = []
    for at, row in enumerate(rows):
        folded = at not in near
        if not out or out[-1].folded != folded:
            out.append(Run(folded))
        out[-1].rows.append(row)
    return out


def changes(rows: Sequence[Row]) -> int:
    """How many rows differ."""
    return sum(row.state != SAME for row in rows)
