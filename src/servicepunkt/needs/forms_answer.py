"""The questions of a questionnaire as controls of a form: drawn from its content, and read back from what was sent.

A question's control is called `q:<question>`, a row's `q:<question>:<row>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .content import LONGEST_TEXT, Asked, Content, Kind, Option

LETTER_BYTES = 6
"""What a letter like å takes in a sent form: %C3%A5."""
ROOM_BYTES = 24 * 1024
"""For everything in an answer that is not own words."""
_SECONDS = {Kind.ONE: 12, Kind.MANY: 20, Kind.MATRIX: 10, Kind.GRID: 60, Kind.NUMBER: 10, Kind.TEXT: 45}
"""About how long a question takes; a matrix each of its rows."""


@dataclass(frozen=True)
class Choice:
    """Something to tick; `row` is the row of a matrix or grid that it stands in."""

    id: str
    name: str
    value: str
    text: str
    row: str
    ticked: bool


@dataclass(frozen=True)
class RowField:
    """A row of a matrix or grid with its choices."""

    text: str
    choices: list[Choice]


@dataclass(frozen=True)
class QuestionField:
    """A question as it is drawn by needs/_questions.html. `value` is what was written, `fault` what is wrong."""

    asked: Asked
    number: int
    value: str = ""
    fault: str = ""
    choices: list[Choice] = field(default_factory=list)
    rows: list[RowField] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The element that holds the question."""
        return f"f{self.number}"

    @property
    def name(self) -> str:
        """What its control is called in the form."""
        return name_of(self.asked)

    @property
    def target(self) -> str:
        """The first control, where a link to the question leads."""
        first = self.choices or [one for row in self.rows[:1] for one in row.choices]
        return first[0].id if first else f"{self.id}-1"

    @property
    def single(self) -> bool:
        """Whether only one thing can be ticked (in each row)."""
        return self.asked.kind in (Kind.ONE, Kind.MATRIX)

    @property
    def heads(self) -> list[str]:
        """What stands above the columns of a matrix or grid."""
        return [str(one.text) for one in self.asked.options]


def name_of(asked: Asked, row: Option | None = None) -> str:
    """What the control of a question, or of one of its rows, is called in the form."""
    return f"q:{asked.key}" if row is None else f"q:{asked.key}:{row.key}"


def raw_of(content: Content, sent: QueryDict) -> dict[str, Any]:
    """An answer as `content.check` takes it, from a sent form. What was left empty is left out."""
    return {asked.key: value for asked in content.questions if (value := _read(asked, sent))}


def _read(asked: Asked, sent: QueryDict) -> Any:
    name = name_of(asked)
    if asked.kind is Kind.MANY:
        return sent.getlist(name)
    if asked.kind is Kind.MATRIX:
        return {row.key: one for row in asked.rows if (one := sent.get(name_of(asked, row)))}
    if asked.kind is Kind.GRID:
        return {row.key: many for row in asked.rows if (many := sent.getlist(name_of(asked, row)))}
    return sent.get(name, "").strip()


def questions(
    content: Content, raw: Mapping[str, Any] | None = None, faults: Mapping[str, str] | None = None
) -> list[QuestionField]:
    """Every question as it is drawn, with what was answered (`raw`, as from `raw_of`) and what is wrong with it."""
    raw, faults = raw or {}, faults or {}
    return [
        _drawn(asked, number, raw.get(asked.key), faults.get(asked.key, ""))
        for number, asked in enumerate(content.questions, start=1)
    ]


def _drawn(asked: Asked, number: int, value: Any, fault: str) -> QuestionField:
    if asked.kind in (Kind.NUMBER, Kind.TEXT):
        return QuestionField(asked, number, "" if value is None else str(value), fault)
    if asked.kind in (Kind.ONE, Kind.MANY):
        return QuestionField(asked, number, fault=fault, choices=_choices(asked, f"f{number}", value))
    of_row = value if isinstance(value, Mapping) else {}
    rows = [
        RowField(str(row.text), _choices(asked, f"f{number}-r{at}", of_row.get(row.key), row))
        for at, row in enumerate(asked.rows, start=1)
    ]
    return QuestionField(asked, number, fault=fault, rows=rows)


def _choices(asked: Asked, where: str, value: Any, row: Option | None = None) -> list[Choice]:
    ticked = set(value) if isinstance(value, list | tuple) else {value}
    name, row_key = name_of(asked, row), row.key if row else ""
    return [
        Choice(f"{where}-{at}", name, one.key, str(one.text), row_key, one.key in ticked)
        for at, one in enumerate(asked.options, start=1)
    ]


def minutes(content: Content) -> int:
    """About how long a questionnaire takes, in whole minutes and at least one."""
    seconds = sum(_SECONDS[one.kind] * (len(one.rows) if one.kind is Kind.MATRIX else 1) for one in content.questions)
    return ceil(seconds / 60)


def most_bytes(content: Content) -> int:
    """How large the largest answer that is meant can be when it is sent; whatever is larger is not read."""
    return ROOM_BYTES + sum(LONGEST_TEXT * LETTER_BYTES for _text in content.texts())


class HelpForm(forms.Form):
    """Somebody who offers to help, and how to reach them."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    reach = forms.CharField(
        label=_("Telefon eller e-post"), max_length=200, help_text=_("Så att gruppen kan höra av sig till dig.")
    )
    words = forms.CharField(
        label=_("Vad du kan tänka dig att göra"), max_length=500, required=False, widget=forms.Textarea
    )
