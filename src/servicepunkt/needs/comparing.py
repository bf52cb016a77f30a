"""Holding two typings of the same paper against each other, question by question and row by row. No database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .content import Asked, Content, Kind

CODE = "kod"
"""The unit of the household's code; no question is called so beside it, as questions' units begin with `q:`."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Typing:
    """What somebody read on a paper: values by question, as in `content`, and the household's code."""

    values: Values
    code: str = ""


@dataclass(frozen=True)
class Difference:
    """Where two typings of a paper differ. `first` and `second` are what was typed, in words."""

    unit: str
    text: str
    row: str
    first: str
    second: str


def differences(content: Content, first: Typing, second: Typing) -> list[Difference]:
    """Where they differ, in the order of the paper."""
    one, other = _units(content, first), _units(content, second)
    names = {CODE: (_("Hushållets kod"), "", None), **dict(_named(content))}
    return [
        Difference(unit, text, row, _said(asked, one.get(unit)), _said(asked, other.get(unit)))
        for unit, (text, row, asked) in names.items()
        if one.get(unit) != other.get(unit)
    ]


def merged(content: Content, first: Typing, second: Typing, first_right: Sequence[str]) -> Typing:
    """The second typing, with what the first says of the units in which the first is right."""
    one, out = _units(content, first), _units(content, second)
    for unit in first_right:
        out.pop(unit, None)
        if unit in one:
            out[unit] = one[unit]
    values: dict[str, Any] = {}
    for asked in content.questions:
        if asked.rows:
            rows = {row.key: out[at] for row in asked.rows if (at := f"q:{asked.key}:{row.key}") in out}
            values |= {asked.key: rows} if rows else {}
        elif f"q:{asked.key}" in out:
            values[asked.key] = out[f"q:{asked.key}"]
    return Typing(values, out.get(CODE, ""))


def _units(content: Content, typing: Typing) -> dict[str, Any]:
    out: dict[str, Any] = {CODE: typing.code} if typing.code else {}
    for asked in content.questions:
        value = typing.values.get(asked.key)
        if asked.rows:
            out |= {f"q:{asked.key}:{row}": one for row, one in (value or {}).items()}
        elif value is not None:
            out[f"q:{asked.key}"] = value
    return out


def _named(content: Content) -> Iterator[tuple[str, tuple[str, str, Asked]]]:
    for number, asked in enumerate(content.questions, start=1):
        text = f"{number}. {asked.text}"
        if not asked.rows:
            yield f"q:{asked.key}", (text, "", asked)
        for row in asked.rows:
            yield f"q:{asked.key}:{row.key}", (text, str(row.text), asked)


def _said(asked: Asked | None, value: Any) -> str:
    if value is None:
        return _("inget svar")
    if asked is None or asked.kind in (Kind.NUMBER, Kind.TEXT):
        return str(value)
    chosen = set(value) if isinstance(value, list) else {value}
    return ", ".join(str(one.text) for one in asked.options if one.key in chosen)
