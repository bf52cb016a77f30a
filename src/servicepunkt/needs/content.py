"""What a questionnaire asks, as data: kinds of questions, how they are stored, and what a right answer is.

An answer is a mapping from question to value, as it travels from a phone: for `ONE` the option's key, for `MANY` a
list of keys, for `MATRIX` {row: option}, for `GRID` {row: [options]}, for `NUMBER` a whole number, for `TEXT` a text.
What was not answered is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core.text import NO_TEXT, Text

SCHEMA = 1
LONGEST_TEXT = 2000


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"  # one of the options
    MANY = "many"  # any of the options, at most `most` of them (0: as many as one likes)
    MATRIX = "matrix"  # one of the options for each row
    GRID = "grid"  # any of the options for each row
    NUMBER = "number"  # a whole number from `lowest` to `highest`
    TEXT = "text"  # own words


class Role(StrEnum):
    """What a question tells about who answers; the results lean on it."""

    AGE = "age"  # options are keys of AGES
    SEX = "sex"  # options are keys of SEXES
    PART = "part"  # which part of the village
    SERVICES = "services"  # a matrix of how important services are: rows carry the area of `supply`
    TIMES = "times"  # a grid of weekdays and parts of the day
    HELP = "help"  # which help with authorities


@dataclass(frozen=True)
class AgeGroup:
    """An age group: from and to in whole years, half open; `to` None has no end."""

    key: str
    first: int
    last: int | None
    text: Text


AGES: tuple[AgeGroup, ...] = (
    AgeGroup("13-19", 13, 20, Text("13–19 år", "13–19 years")),
    AgeGroup("20-29", 20, 30, Text("20–29 år", "20–29 years")),
    AgeGroup("30-49", 30, 50, Text("30–49 år", "30–49 years")),
    AgeGroup("50-64", 50, 65, Text("50–64 år", "50–64 years")),
    AgeGroup("65-74", 65, 75, Text("65–74 år", "65–74 years")),
    AgeGroup("75-84", 75, 85, Text("75–84 år", "75–84 years")),
    AgeGroup("85-", 85, None, Text("85 år och äldre", "85 years and older")),
)
"""The age groups of every questionnaire, so that answers can be held against the population."""

SEXES: Mapping[str, Text] = {
    "w": Text("Kvinna", "Woman"),
    "m": Text("Man", "Man"),
    "x": Text("Annat, eller vill inte svara", "Other, or prefer not to say"),
}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = ("morning", "forenoon", "afternoon", "evening")
"""6–9, 9–12, 12–17 and 17–21: the rows and columns of a TIMES grid have these keys."""


@dataclass(frozen=True)
class Option:
    """Something to choose, or a row of a matrix or grid. `area` is the service area of `supply` that a row is about."""

    key: str
    text: Text
    area: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as it is asked. `key` is unique in its questionnaire and never used again for another question."""

    key: str
    kind: Kind
    text: Text
    help: Text = NO_TEXT
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    role: Role | None = None
    most: int = 0
    lowest: int = 0
    highest: int = 1_000_000
    required: bool = False


@dataclass(frozen=True)
class Content:
    """Everything a published questionnaire says. Frozen at publishing."""

    variant: str
    title: Text
    intro: Text
    questions: tuple[Asked, ...]

    def asked(self, role: Role) -> Asked | None:
        """The first question with this role."""
        return next((one for one in self.questions if one.role is role), None)

    def texts(self) -> Iterator[Asked]:
        """The questions that are answered in own words."""
        return (one for one in self.questions if one.kind is Kind.TEXT)


def dump(content: Content) -> dict[str, Any]:
    """Content as JSON, to be frozen; `load` reads it back."""

    def text(one: Text) -> list[str]:
        return [one.sv, one.en]

    def options(many: Sequence[Option]) -> list[dict[str, Any]]:
        return [{"key": one.key, "text": text(one.text), "area": one.area} for one in many]

    return {
        "schema": SCHEMA,
        "variant": content.variant,
        "title": text(content.title),
        "intro": text(content.intro),
        "questions": [
            {
                "key": one.key,
                "kind": one.kind.value,
                "text": text(one.text),
                "help": text(one.help),
                "options": options(one.options),
                "rows": options(one.rows),
                "role": one.role.value if one.role else "",
                "most": one.most,
                "lowest": one.lowest,
                "highest": one.highest,
                "required": one.required,
            }
            for one in content.questions
        ],
    }


def load(raw: Mapping[str, Any]) -> Content:
    """Content from JSON. Raises ValueError for a schema this version cannot read, KeyError when a part is missing."""
    if raw["schema"] != SCHEMA:
        raise ValueError(f"unknown schema {raw['schema']}")

    def options(many: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
        return tuple(Option(one["key"], Text(*one["text"]), one["area"]) for one in many)

    return Content(
        raw["variant"],
        Text(*raw["title"]),
        Text(*raw["intro"]),
        tuple(
            Asked(
                one["key"],
                Kind(one["kind"]),
                Text(*one["text"]),
                Text(*one["help"]),
                options(one["options"]),
                options(one["rows"]),
                Role(one["role"]) if one["role"] else None,
                one["most"],
                one["lowest"],
                one["highest"],
                one["required"],
            )
            for one in raw["questions"]
        ),
    )


@dataclass
class Checked:
    """An answer that was held against its questionnaire: values without texts, texts apart, and what is wrong by
    question."""

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def check(content: Content, raw: Mapping[str, Any], *, required: bool = True) -> Checked:
    """Hold an answer against its questionnaire. Nothing raises: whatever came from outside is told as a fault.

    `required` False takes an answer that leaves out what should be answered: a paper cannot be asked again.
    A key that the questionnaire does not have is a fault under its own name (at most forty letters of it).
    """
    out = Checked()
    known = {one.key for one in content.questions}
    for stranger in [str(key)[:40] for key in raw if key not in known][:5]:
        out.faults[stranger] = _("Den frågan finns inte i enkäten.")
    for asked in content.questions:
        value = raw.get(asked.key)
        if value in (None, "", [], {}):
            if required and asked.required:
                out.faults[asked.key] = _("Svara på den här frågan.")
            continue
        try:
            if asked.kind is Kind.TEXT:
                out.texts[asked.key] = _text(value)
            else:
                out.values[asked.key] = _value(asked, value)
        except ValueError as why:
            out.faults[asked.key] = str(why)
    return out


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Svaret ska vara en text."))
    text = "\n".join(" ".join(line.split()) for line in value.replace("\x00", "").splitlines()).strip()
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("Texten är för lång: %(most)s tecken är mest.") % {"most": LONGEST_TEXT})
    return text


def _value(asked: Asked, value: object) -> Any:
    known = {one.key for one in asked.options}
    rows = {one.key for one in asked.rows}
    if asked.kind is Kind.NUMBER:
        return _number(asked, value)
    if asked.kind is Kind.ONE:
        return _one(value, known)
    if asked.kind is Kind.MANY:
        return _many(value, known, asked.most)
    if not isinstance(value, Mapping) or not set(value) <= rows:
        raise ValueError(_("Svaret passar inte frågan."))
    if asked.kind is Kind.MATRIX:
        return {row: _one(one, known) for row, one in value.items() if one not in (None, "")}
    return {row: _many(many, known, 0) for row, many in value.items() if many}


def _one(value: object, known: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(_("Välj ett av alternativen."))
    return value


def _many(value: object, known: set[str], most: int) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise ValueError(_("Välj bland alternativen."))
    chosen = sorted(set(value))
    if most and len(chosen) > most:
        raise ValueError(_("Välj högst %(most)s.") % {"most": most})
    return chosen


def _number(asked: Asked, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(_("Skriv ett helt tal."))
    text = str(value).strip()
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise ValueError(_("Skriv ett helt tal."))
    number = int(text)
    if not asked.lowest <= number <= asked.highest:
        raise ValueError(
            _("Talet ska vara från %(lowest)s till %(highest)s.") % {"lowest": asked.lowest, "highest": asked.highest}
        )
    return number
