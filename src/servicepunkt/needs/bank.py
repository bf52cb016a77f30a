"""The bank of questions that a questionnaire is built from, read from `data/bank.toml` and checked when it is read."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core.text import NO_TEXT, Text
from servicepunkt.places.models import Place
from servicepunkt.supply.reference import areas

from .content import AGES, DAY_PARTS, SEXES, WEEKDAYS, Asked, Content, Kind, Option, Role
from .models import Variant

ASKED_OF_PEOPLE = frozenset({Variant.RESIDENT, Variant.YOUTH, Variant.PART_YEAR})
"""The variants that one person answers for herself. They always ask the age; a company or an association has none."""

_DAY_PARTS: Mapping[str, Text] = {
    "morning": Text("Morgon 6–9", "Morning 6–9"),
    "forenoon": Text("Förmiddag 9–12", "Forenoon 9–12"),
    "afternoon": Text("Eftermiddag 12–17", "Afternoon 12–17"),
    "evening": Text("Kväll 17–21", "Evening 17–21"),
}
_WEEKDAYS: Mapping[str, Text] = {
    "mon": Text("Måndag", "Monday"),
    "tue": Text("Tisdag", "Tuesday"),
    "wed": Text("Onsdag", "Wednesday"),
    "thu": Text("Torsdag", "Thursday"),
    "fri": Text("Fredag", "Friday"),
    "sat": Text("Lördag", "Saturday"),
    "sun": Text("Söndag", "Sunday"),
}
_FROM_CODE: Mapping[str, tuple[Option, ...]] = {
    "ages": tuple(Option(one.key, one.text) for one in AGES),
    "sexes": tuple(Option(key, text) for key, text in SEXES.items()),
    "day_parts": tuple(Option(key, _DAY_PARTS[key]) for key in DAY_PARTS),
    "weekdays": tuple(Option(key, _WEEKDAYS[key]) for key in WEEKDAYS),
    "parts": (),  # differ from place to place: `parts_of`
}


class BankWrong(Exception):
    """The bank's file does not hold together; the message says where."""


@dataclass(frozen=True)
class BankQuestion:
    """A question of the bank. `fixed`: its options are counted on by the results and cannot be changed."""

    asked: Asked
    fixed: bool


@dataclass(frozen=True)
class Start:
    """What a variant starts with: title, intro, the questions' keys, and what it says or asks differently.

    `texts` and `helps` by question; `words` by question and option, for an answer that is the same said by others;
    `options` and `rows`: which of a question's own the variant has.
    """

    title: Text
    intro: Text
    questions: tuple[str, ...]
    texts: Mapping[str, Text]
    helps: Mapping[str, Text]
    words: Mapping[str, Mapping[str, Text]]
    options: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Bank:
    """Every question by key, in the file's order, and what each variant starts with."""

    questions: Mapping[str, BankQuestion]
    starts: Mapping[str, Start]


@cache
def bank() -> Bank:
    """The bank that ships with the platform. Raises BankWrong."""
    return read((resources.files("servicepunkt.needs") / "data" / "bank.toml").read_text(encoding="utf-8"))


def read(toml: str) -> Bank:
    """A bank from a file's text. Raises BankWrong when a key stands twice, a text has no English, or a question, an
    option or a service area is not there."""
    raw = tomllib.loads(toml)
    questions: dict[str, BankQuestion] = {}
    for one in raw["questions"]:
        if one["key"] in questions:
            raise BankWrong(f"{one['key']} stands twice")
        questions[one["key"]] = _question(one)
    return Bank(questions, {key: _start(key, one, questions) for key, one in raw["variants"].items()})


def _text(raw: Mapping[str, Any], name: str, where: str) -> Text:
    both = Text(raw.get(name, ""), raw.get(f"{name}_en", ""))
    if not both.sv or not both.en:
        raise BankWrong(f"{where}: {name} must be there in both languages")
    return both


def _options(raw: Sequence[Mapping[str, Any]], where: str, *, services: bool = False) -> tuple[Option, ...]:
    keys = [one["key"] for one in raw]
    if len(set(keys)) < len(keys):
        raise BankWrong(f"{where}: an option stands twice")
    if services and not set(keys) <= set(areas()):
        raise BankWrong(f"{where}: no such service area: {sorted(set(keys) - set(areas()))}")
    return tuple(
        Option(one["key"], _text(one, "text", f"{where}, {one['key']}"), one["key"] if services else "") for one in raw
    )


def _question(raw: Mapping[str, Any]) -> BankQuestion:
    key = raw["key"]
    role = Role(raw["role"]) if "role" in raw else None
    asked = Asked(
        key,
        Kind(raw["kind"]),
        _text(raw, "text", key),
        _text(raw, "help", key) if "help" in raw else NO_TEXT,
        _FROM_CODE[raw["from"]] if "from" in raw else _options(raw.get("options", ()), key),
        _FROM_CODE[raw["rows_from"]]
        if "rows_from" in raw
        else _options(raw.get("rows", ()), key, services=role is Role.SERVICES),
        role,
        raw.get("most", 0),
        raw.get("lowest", 0),
        raw.get("highest", 1_000_000),
        raw.get("required", False),
    )
    return BankQuestion(asked, raw.get("fixed", False))


def _start(variant: str, raw: Mapping[str, Any], questions: Mapping[str, BankQuestion]) -> Start:
    Variant(variant)
    keys = tuple(raw["questions"])
    for part in ("text", "help", "words", "options", "rows"):
        if not set(raw.get(part, {})) <= set(keys):
            raise BankWrong(f"{variant}: {part} of a question it does not have")
    if len(set(keys)) < len(keys) or not set(keys) <= set(questions):
        raise BankWrong(f"{variant}: a question stands twice or is not in the bank")
    for part, known in (("options", "options"), ("rows", "rows"), ("words", "options")):
        for key, wanted in raw.get(part, {}).items():
            if not set(wanted) <= {one.key for one in getattr(questions[key].asked, known)}:
                raise BankWrong(f"{variant}: {part} of {key} are not in the bank")
    return Start(
        _text(raw, "title", variant),
        _text(raw, "intro", variant),
        keys,
        {key: Text(*both) for key, both in raw.get("text", {}).items()},
        {key: Text(*both) for key, both in raw.get("help", {}).items()},
        {key: {one: Text(*both) for one, both in said.items()} for key, said in raw.get("words", {}).items()},
        {key: tuple(wanted) for key, wanted in raw.get("options", {}).items()},
        {key: tuple(wanted) for key, wanted in raw.get("rows", {}).items()},
    )


def _chosen(all_of_them: tuple[Option, ...], wanted: tuple[str, ...] | None) -> tuple[Option, ...]:
    if wanted is None:
        return all_of_them
    by_key = {one.key: one for one in all_of_them}
    return tuple(by_key[key] for key in wanted)


def parts_of(place: Place) -> tuple[Option, ...]:
    """A proposal for the parts of a place: its villages, and round about. One query."""
    names = list(place.villages.values_list("name", flat=True)) or [place.name]
    outside = (
        Text(f"Utanför {names[0]}", f"Outside {names[0]}")
        if len(names) == 1
        else Text("Någon annanstans i bygden", "Elsewhere in the area")
    )
    villages = [Option(str(number), Text(name, name)) for number, name in enumerate(names, start=1)]
    return (*villages, Option(str(len(names) + 1), outside))


def as_asked(key: str, variant: str, place: Place) -> Asked:
    """A question of the bank as a variant asks it in a place. Raises KeyError when the bank does not have it."""
    one, start = bank().questions[key].asked, bank().starts[variant]
    if one.role is Role.PART:
        one = replace(one, options=parts_of(place))
    words = start.words.get(key, {})
    return replace(
        one,
        text=_in_place(start.texts.get(key, one.text), place),
        help=start.helps.get(key, one.help),
        options=tuple(
            replace(option, text=words.get(option.key, option.text))
            for option in _chosen(one.options, start.options.get(key))
        ),
        rows=_chosen(one.rows, start.rows.get(key)),
    )


def _in_place(text: Text, place: Place) -> Text:
    return Text(text.sv.replace("{place}", place.name), text.en.replace("{place}", place.name))


def start(variant: str, place: Place) -> Content:
    """The questionnaire that a variant starts with in a place. Raises KeyError for an unknown variant."""
    one = bank().starts[variant]
    return Content(
        variant,
        _in_place(one.title, place),
        _in_place(one.intro, place),
        tuple(as_asked(key, variant, place) for key in one.questions),
    )


def is_fixed(asked: Asked) -> bool:
    """Whether its options are counted on by the results and cannot be changed."""
    known = bank().questions.get(asked.key)
    return known is not None and known.fixed


def faults(content: Content, variant: str) -> list[str]:
    """What keeps a questionnaire from being opened, in plain sentences; empty when nothing does."""
    out = []
    age = content.asked(Role.AGE)
    if variant in ASKED_OF_PEOPLE and (age is None or not age.required):
        out.append(_("Frågan om ålder måste vara med. Resultaten räknas efter ålder."))
    if len([one for one in content.questions if one.role is not Role.AGE]) < 1:
        out.append(_("Enkäten behöver minst en fråga till."))
    for one in content.questions:
        if one.kind in (Kind.ONE, Kind.MANY, Kind.MATRIX, Kind.GRID) and len(one.options) < 2:
            out.append(_("Frågan ”%(question)s” behöver minst två alternativ.") % {"question": one.text})
        if one.kind in (Kind.MATRIX, Kind.GRID) and not one.rows:
            out.append(_("Frågan ”%(question)s” behöver minst en rad.") % {"question": one.text})
    return out
