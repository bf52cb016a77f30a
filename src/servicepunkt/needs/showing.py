"""A release as people read it: the questions in their words, with charts, shares, intervals and ages. No query."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core.cells import harmless
from servicepunkt.ui.charts import Bar

from .content import AGES, Asked, Content, Kind, Role
from .counting import NOT_ANSWERED, TICKED, Item, items, number_classes
from .results import People, Share, Shown, share_of

MOST_UNFOLDED, LARGEST = 9, 5
"""A question with more lines than this shows so many of the largest, and all of them when it is unfolded."""


def percent(share: float) -> str:
    """A share as whole percent: "42 %"."""
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Line:
    """An answer, or several shown together, with its share."""

    label: str
    share: Share

    @property
    def percent(self) -> str:
        """The unweighted share."""
        return percent(self.share.count / self.share.answers)

    @property
    def weighted(self) -> str:
        """The share weighted by age; a dash when it cannot be weighted."""
        return percent(self.share.share) if self.share.weighted else "–"

    @property
    def interval(self) -> str:
        """Where the share of all lies, as far as chance goes."""
        return f"{round(100 * self.share.low)}–{percent(self.share.high)}"


@dataclass(frozen=True)
class AgeTable:
    """Shares by age: the groups with how many answered in each, and a row for each answer."""

    heads: list[str]
    answers: list[int]
    rows: list[tuple[str, list[str]]]


@dataclass
class MatrixRow:
    """A row of a matrix: how many gave each answer (None: shown together with others), and those together."""

    label: str
    cells: list[int | None]
    together: str
    answers: int


@dataclass
class QuestionShown:
    """A question with what is shown of it. `hidden` are the answers or rows of which too little can be told."""

    key: str
    text: str
    kind: str
    number: int = 0
    answers: int = 0
    lines: list[Line] = field(default_factory=list)
    matrix: list[MatrixRow] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    grid: list[tuple[str, list[Line | None]]] = field(default_factory=list)
    ages: list[AgeTable] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    others: set[int] = field(default_factory=set)
    uncertain: bool = True

    @property
    def shown(self) -> bool:
        """Whether anything of the question is shown."""
        return bool(self.lines or self.matrix or any(one for _day, row in self.grid for one in row))

    @property
    def weighted(self) -> bool:
        """Whether any share is weighted by age."""
        return any(line.share.weighted for line in self.lines)

    @property
    def all_weighted(self) -> bool:
        """Whether the bars are weighted: all are, or none, so that they can be compared."""
        return all(line.share.weighted for line in self.lines)

    @property
    def series(self) -> list[str]:
        """The name of what the bars show."""
        return [_("Procent")]

    @property
    def bars(self) -> list[Bar]:
        """The lines as bars: percent of those who answered."""
        return [Bar(line.label, (round(100 * share),)) for line, share in zip(self.lines, self._shares(), strict=True)]

    @property
    def is_long(self) -> bool:
        """Whether there are so many lines that the page shows the largest and folds the rest."""
        return len(self.lines) > MOST_UNFOLDED

    @property
    def largest(self) -> list[Bar]:
        """The bars that are shown of a long question: its largest."""
        return sorted(self.bars, key=lambda bar: -bar.values[0])[:LARGEST]

    def largest_first(self) -> None:
        """Sort the lines as their bars show them."""
        shares = self._shares()
        order = sorted(range(len(self.lines)), key=lambda at: -shares[at])
        self.lines = [self.lines[at] for at in order]

    def _shares(self) -> list[float]:
        if self.all_weighted:
            return [line.share.share for line in self.lines]
        return [line.share.count / line.share.answers for line in self.lines]


class Words:
    """What the keys of a question are called."""

    def __init__(self, asked: Asked) -> None:
        self.rows = {one.key: one.text.here() for one in asked.rows}
        self.options = {one.key: one.text.here() for one in asked.options}
        if asked.kind is Kind.NUMBER:
            self.options = {key: _class_label(low, high) for key, (low, high) in number_classes(asked).items()}
        self.options[NOT_ANSWERED] = _("Inget svar")

    def block(self, keys: Iterable[str]) -> str:
        """A group of answers: its one answer, or which are shown together."""
        names = [self.options.get(key, key) for key in keys]
        return names[0] if len(names) == 1 else _("Tillsammans: %(names)s") % {"names": ", ".join(names)}


def _class_label(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def age_label(keys: Sequence[str]) -> str:
    """A group of neighbouring ages: "13–29 år"; those who gave no age are with the last."""
    groups = [one for one in AGES if one.key in keys]
    if not groups:
        return _("Ålder inte angiven")
    first, last = groups[0].first, groups[-1].last
    said = _("%(first)s år och äldre") % {"first": first} if last is None else _("%(first)s–%(last)s år") % {
        "first": first, "last": last - 1
    }  # fmt: skip
    return said


def shown_questions(content: Content, shown: Shown, people: People | None) -> list[QuestionShown]:
    """Every question that is answered by choosing, with what is shown of it."""
    known = shown.asked_people(people)
    by_key = {asked.key: asked for asked in content.questions}
    return [
        _Shower(by_key[key], shown, known).question(list(group))
        for key, group in groupby(items(content), key=lambda item: item.question)
    ]


class _Shower:
    def __init__(self, asked: Asked, shown: Shown, people: People | None) -> None:
        self.asked, self.shown, self.people = asked, shown, people
        self.words = Words(asked)
        self.out = QuestionShown(asked.key, asked.text.here(), asked.kind.value)

    def question(self, group: Sequence[Item]) -> QuestionShown:
        """The question; what stands on another release than most of it says so itself."""
        entries = [(item, entry) for item in group if (entry := self.shown.entry(item.key))]
        if entries:
            newest = max(entries, key=lambda pair: int(pair[1]["release"]))[1]
            self.out.number, self.out.answers = newest["release"], newest["answers"]
            self.out.others = {int(one["release"]) for _item, one in entries} - {self.out.number}
        found = {item.key: entry for item, entry in entries}
        if self.asked.kind in (Kind.ONE, Kind.NUMBER):
            self._one(group[0], found)
        elif self.asked.kind is Kind.MANY:
            self._many(group, found)
        elif self.asked.kind is Kind.MATRIX:
            self._matrix(group, found)
        else:
            self._grid(group, found)
        return self.out

    def _one(self, item: Item, found: Mapping[str, Any]) -> None:
        entry = found.get(item.key)
        if entry:
            if self.asked.role is Role.AGE:
                self.out.uncertain = False  # how old people are is known, not asked
                blocks = [(age_label(block), block) for block in entry["blocks"]]
            else:
                blocks = [(self.words.block(block), block) for block in entry["blocks"]]
            if not all(self._told(entry, block) for _label, block in blocks):
                self.people = None  # weighted shares beside others would not sum to the whole
            self.out.lines = [self._line(label, entry, block) for label, block in blocks]
            self._ages([(label, entry, block) for label, block in blocks if self._told(entry, block)])

    def _many(self, group: Sequence[Item], found: Mapping[str, Any]) -> None:
        lines = []
        for item in group:
            label, entry = self.words.options[item.option], found.get(item.key)
            if entry:
                lines.append((self._line(label, entry, [TICKED]), entry))
            else:
                self.out.hidden.append(label)
        self.out.lines = [line for line, _entry in lines]
        self.out.largest_first()
        self._ages([(line.label, entry, [TICKED]) for line, entry in lines if self._told(entry, [TICKED])])

    def _matrix(self, group: Sequence[Item], found: Mapping[str, Any]) -> None:
        keys = [one.key for one in self.asked.options]
        self.out.heads = [self.words.options[key] for key in (*keys, NOT_ANSWERED)]
        important = self.shown.tables["roles"]["important"] if self.asked.role is Role.SERVICES else []
        by_age = []
        for item in group:
            label, entry = self.words.rows[item.row], found.get(item.key)
            if not entry:
                self.out.hidden.append(label)
                continue
            self.out.matrix.append(self._row(label, entry, (*keys, NOT_ANSWERED)))
            if important:
                self.out.lines.append(self._line(label, entry, important))
                if self._told(entry, important):
                    by_age.append((label, entry, important))
        self.out.largest_first()
        self._ages(by_age)

    def _row(self, label: str, entry: Mapping[str, Any], keys: Sequence[str]) -> MatrixRow:
        alone = {
            block[0]: count for block, count in zip(entry["blocks"], entry["counts"], strict=True) if len(block) == 1
        }
        joined = [
            f"{', '.join(self.words.options[key] for key in block)}: {count}"
            for block, count in zip(entry["blocks"], entry["counts"], strict=True)
            if len(block) > 1
        ]
        return MatrixRow(label, [alone.get(key) for key in keys], "; ".join(joined), entry["answers"])

    def _grid(self, group: Sequence[Item], found: Mapping[str, Any]) -> None:
        self.out.heads = [self.words.options[one.key] for one in self.asked.options]
        for row, cells in groupby(group, key=lambda item: item.row):
            line: list[Line | None] = []
            for item in cells:
                entry = found.get(item.key)
                line.append(self._line(self.words.options[item.option], entry, [TICKED]) if entry else None)
            self.out.grid.append((self.words.rows[row], line))

    def _line(self, label: str, entry: Mapping[str, Any], options: Iterable[str]) -> Line:
        share = share_of(entry, options, self.people)
        if share is None:
            raise ValueError(f"a block of {self.asked.key} is not told apart from others")
        return Line(label, share)

    @staticmethod
    def _told(entry: Mapping[str, Any], options: Iterable[str]) -> bool:
        """Whether the table by age tells these options from others."""
        split, wanted = entry["by_age"], set(options)
        return bool(split) and all(set(one) <= wanted or not set(one) & wanted for one in split["blocks"])

    def _ages(self, told: Sequence[tuple[str, Mapping[str, Any], Iterable[str]]]) -> None:
        """A table by age for each way ages are grouped (nearly always one)."""
        tables: dict[tuple[tuple[str, ...], int], AgeTable] = {}
        for label, entry, options in told:
            split, wanted = entry["by_age"], set(options)
            inside = [number for number, block in enumerate(split["blocks"]) if set(block) <= wanted]
            totals = [sum(row) for row in split["cells"]]
            heads = [age_label(row) for row in split["rows"]]
            table = tables.setdefault((tuple(heads), split["release"]), AgeTable(heads, totals, []))
            shares = [
                sum(row[number] for number in inside) / total for row, total in zip(split["cells"], totals, strict=True)
            ]
            table.rows.append((label, [percent(share) for share in shares]))
        self.out.ages = list(tables.values())


# --- as a file --------------------------------------------------------------------------------------------------------


def as_csv(content: Content, shown: Shown, people: People | None) -> bytes:
    """Everything that is shown, a line for each number, for a spreadsheet (UTF-8 with mark, semicolons)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Fråga"), _("Rad"), _("Svar"), _("Ålder"), _("Antal"), _("Av"), _("Andel"), _("Vägd andel"), _("Lägst"),
         _("Högst"), _("Resultat nr")]
    )  # fmt: skip
    known = shown.asked_people(people)
    for asked in content.questions:
        if asked.kind is not Kind.TEXT:
            for line in _csv_lines(asked, shown, known):
                writer.writerow([_harmless(cell) for cell in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _csv_lines(asked: Asked, shown: Shown, people: People | None) -> Iterator[list[object]]:
    words = Words(asked)
    for item in items(Content("", asked.text, asked.text, (asked,))):
        entry = shown.entry(item.key)
        if not entry:
            continue
        for block in [[TICKED]] if item.is_box else entry["blocks"]:
            label = words.options[item.option] if item.is_box else words.block(block)
            head = [asked.text.here(), words.rows.get(item.row, ""), label]
            share = share_of(entry, block, people)
            if share:
                whole = round(share.count / share.answers, 3)
                weighted = round(share.share, 3) if share.weighted else ""
                yield [*head, _("Alla"), share.count, share.answers, whole, weighted, round(share.low, 3),
                       round(share.high, 3), entry["release"]]  # fmt: skip
        split = entry["by_age"]
        if split:
            for ages, row in zip(split["rows"], split["cells"], strict=True):
                for block, count in zip(split["blocks"], row, strict=True):
                    if not item.is_box or block == [TICKED]:
                        label = words.options[item.option] if item.is_box else words.block(block)
                        yield [asked.text.here(), words.rows.get(item.row, ""), label, age_label(ages), count, sum(row),
                               round(count / sum(row), 3), "", "", "", split["release"]]  # fmt: skip


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet would take for a formula, as text; numbers in the way the language writes them."""
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return harmless(cell) if isinstance(cell, str) else cell
