"""What a sheet is, and what can be said of any row on any sheet: checked, compared, put in words, stored."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servicepunkt.core.identity_numbers import holds_identity_number, refusal
from servicepunkt.core.words import search_key, sort_key
from servicepunkt.places.models import Place

from .books import Book
from .comparing import Difference
from .fields import Field, Route, Text, Value, Values, unknown
from .models import Fact

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
Faults = Iterable[tuple[str, str]]


def nothing_more(_values: Values) -> Faults:
    """The check of a sheet whose fields say everything themselves."""
    return ()


@dataclass(frozen=True)
class Link:
    """A text field whose words may name a thing that is stored elsewhere. Words that name nothing stay words.

    `column` is the foreign key that is set when they do (and left empty when the thing goes: the words stay). `known`
    gives what can be named at a place, words and number; `locked` when a write is to hold it. `shown` are the words
    that are offered while somebody types.
    """

    field: str
    column: str
    known: Callable[[Place, bool], Mapping[str, int]]
    shown: Callable[[Place], Sequence[str]]


@dataclass(frozen=True)
class Sheet:
    """A kind of facts: what is stored, the fields in groups under headings, and the words of its pages and its file.

    `book` is its room's, `key` stands in the database and the journal, `slug` in addresses, `tab` is the name of its
    sheet in a file.
    `same`: the fields that together make a row this one and no other at its place. `listed`: the columns of the list.
    `check`: what must hold between fields. `enough`: with fewer rows than this, somebody may say that there are no
    more, and how that was found out. `link`: the field that may name a thing stored elsewhere.
    """

    book: Book
    key: str
    slug: str
    tab: str
    model: type[Fact]
    title: Promise
    lead: Promise
    new: Promise
    add: Promise
    groups: tuple[tuple[Promise | str, tuple[Field, ...]], ...]
    same: tuple[str, ...]
    heading: tuple[str, ...]
    listed: tuple[str, ...]
    check: Callable[[Values], Faults] = nothing_more
    enough: int = 1
    link: Link | None = None

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by name, in the order people meet them."""
        return {field.name: field for _title, fields in self.groups for field in fields}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """What the fields are called in a file, in Swedish."""
        with translation.override("sv"):
            return {name: str(field.title) for name, field in self.fields.items()}

    def longest(self, name: str) -> int:
        """How many characters a text may have."""
        return int(getattr(self.model._meta.get_field(name), "max_length", 0) or 0)

    def words(self, values: Values) -> dict[str, str]:
        """Every field in words, in the language of the moment."""
        return {name: field.say(values[name]) for name, field in self.fields.items()}

    def name_of(self, values: Values) -> str:
        """What a row is called."""
        first, *more = (self.fields[name].say(values[name]) for name in self.heading)
        return f"{first} ({', '.join(said)})" if (said := [one for one in more if one]) else first

    def same_key(self, values: Values) -> str:
        """What makes a row this one and no other at its place."""
        said = "\n".join(search_key(str(values[name] or "")) for name in self.same)
        return hashlib.sha256(said.encode()).hexdigest()

    def empty(self) -> dict[str, Value]:
        """A row that says nothing yet."""
        return {name: field.parse("") for name, field in self.fields.items()}


def values_of(sheet: Sheet, fact: Fact) -> dict[str, Value]:
    """What is stored in a row; its stops should have been fetched with it."""
    out: dict[str, Value] = {}
    for name, field in sheet.fields.items():
        if isinstance(field, Route):
            out[name] = tuple((stop.minute, stop.where) for stop in getattr(fact, name).all())
        else:
            out[name] = getattr(fact, name)
    return out


def stored(sheet: Sheet, values: Values) -> dict[str, Any]:
    """The columns of a row, stops apart."""
    own: dict[str, Any] = {name: values[name] for name, field in sheet.fields.items() if not isinstance(field, Route)}
    with translation.override("sv"):
        called = sheet.name_of(values)
    return {**own, "same_key": sheet.same_key(values), "sort_key": sort_key(called)[:200]}


def tidy(sheet: Sheet, values: Values) -> dict[str, Value]:
    """The same row with every field there, and white space as it is stored."""
    out = {**sheet.empty(), **values}
    for name, field in sheet.fields.items():
        value = out[name]
        if isinstance(field, Text) and isinstance(value, str):
            out[name] = field.parse(value)
    return out


def faults(sheet: Sheet, values: Values) -> list[tuple[str, str]]:
    """What is wrong with a row: the field and a plain sentence. Empty when it can be stored."""
    out = []
    for name, field in sheet.fields.items():
        value = values[name]
        wrong = field.fault(value) or _text_fault(sheet, field, value)
        if not wrong and field.required and unknown(value):
            wrong = _("Fyll i det här.")
        if wrong:
            out.append((name, wrong))
    return out or list(sheet.check(values))


def _text_fault(sheet: Sheet, field: Field, value: Value) -> str:
    texts = [where for _minute, where in value] if isinstance(value, tuple) else [value]
    for text in texts:
        if not isinstance(text, str):
            continue
        if isinstance(field, Text) and len(text) > sheet.longest(field.name):
            return _("Texten är för lång: %(longest)s tecken är mest.") % {"longest": sheet.longest(field.name)}
        if _CONTROL.search(text):
            return _("Texten har tecken som inte går att spara.")
        if holds_identity_number(text):
            return refusal()
    return ""


def differences(sheet: Sheet, mine: Values, theirs: Values) -> list[Difference]:
    """The fields that differ, in words."""
    one, other = sheet.words(mine), sheet.words(theirs)
    return [
        Difference(str(field.title), one[name], other[name])
        for name, field in sheet.fields.items()
        if one[name] != other[name]
    ]


def mark(sheet: Sheet, values: Values, version: int) -> str:
    """A short trace of a row as it stood, by which a filled-in file tells what was touched in it."""
    with translation.override("sv"):
        said = "\n".join(f"{name}={text!r}" for name, text in sheet.words(values).items())
    return f"{version}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"
