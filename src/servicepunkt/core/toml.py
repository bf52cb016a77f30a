"""TOML files that people write: every mistake is told with its line, in plain words, all at once.

`Document` is a parsed file that knows the line of each of its values. `Table` reads one table key by key and collects
what is wrong instead of stopping at the first mistake. A reader ends with `FileRefused` or with a whole result.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core.identity_numbers import holds_identity_number
from servicepunkt.core.text import NO_TEXT, Text
from servicepunkt.core.toml_lines import Path, lines_of

__all__ = ["Document", "FileRefused", "Path", "Problem", "Table", "did_you_mean"]

MOST_BYTES = 2_000_000
"""Larger files are refused unread: a programme of 600 places takes a third of this."""

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: its line (None when it concerns no line), the way to the value, and what is wrong."""

    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        return (
            _("Rad %(line)d: %(message)s") % {"line": self.line, "message": self.message} if self.line else self.message
        )


class FileRefused(Exception):
    """A file was refused as a whole; `problems` says why, in the order of the lines."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.line or 0))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Document:
    """A parsed TOML file. `data` is what it says, `problems` collects what readers find wrong."""

    def __init__(self, raw: bytes) -> None:
        """Parse the bytes of a file. Raises FileRefused when they are too many, not UTF-8 or not TOML."""
        self.text = _decoded(raw).replace("\r\n", "\n")
        self.data: dict[str, Any] = _parsed(self.text)
        self._lines = lines_of(self.text)
        self.problems: list[Problem] = []
        self._refuse_identity_numbers()

    def line_of(self, path: Path) -> int | None:
        """The line of a value, or of the nearest thing around it that stands in the file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def refuse(self, path: Path, message: str) -> None:
        """Note a mistake."""
        self.problems.append(Problem(self.line_of(path), path_text(path), message))

    def root(self) -> Table:
        """The outermost table, ready to be read."""
        return Table(self, self.data, ())

    def raise_problems(self) -> None:
        """Raise FileRefused with everything that was noted; return when nothing was."""
        if self.problems:
            raise FileRefused(self.problems)

    def _refuse_identity_numbers(self) -> None:
        for number, line in enumerate(self.text.split("\n"), start=1):
            if holds_identity_number(line):
                message = _(
                    "Här står något som ser ut som ett personnummer. Ta bort det; filen får inte peka ut någon."
                )
                self.problems.append(Problem(number, "", message))


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        size = {"size": len(raw), "most": MOST_BYTES}
        raise FileRefused([Problem(None, "", _("Filen är för stor: %(size)d byte, högst %(most)d tas emot.") % size)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte order mark the codec counts from after it.
        offset = error.start + (len(raw) - len(error.object))
        where = {"byte": offset, "value": f"0x{raw[offset]:02X}"}
        message = _(
            "Filen är inte sparad som UTF-8: byte %(byte)d räknat från 0 (%(value)s) går inte att läsa. "
            "Spara om filen som UTF-8."
        )
        raise FileRefused([Problem(raw.count(b"\n", 0, offset) + 1, "", message % where)]) from error


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused([_syntax_problem(str(error), text)]) from error
    except RecursionError as error:
        message = _("Filen har för många nivåer av hakparenteser eller klamrar i varandra.")
        raise FileRefused([Problem(None, "", message)]) from error
    except ValueError as error:  # a number of thousands of digits
        raise FileRefused([Problem(None, "", _("Filen har ett tal som är orimligt långt."))]) from error


def _syntax_problem(error: str, text: str) -> Problem:
    """The parser's words ("Cannot overwrite a value (at line 3, column 5)") in Swedish, with the line taken out."""
    reason, _parenthesis, where = error.rpartition(" (at ")
    line = re.match(r"line (\d+)", where)
    number = int(line[1]) if line else text.count("\n", 0, len(text.rstrip())) + 1
    return Problem(number, "", _syntax_reason(reason or error))


def _syntax_reason(reason: str) -> str:
    known = {
        "Cannot overwrite a value": _("Samma nyckel står två gånger."),
        "Duplicate inline table key": _("Samma nyckel står två gånger."),
        "Cannot declare": _("Samma tabell står två gånger."),
        "Cannot redefine namespace": _("Samma tabell står två gånger."),
        "Cannot mutate immutable namespace": _("Tabellen är redan avslutad och kan inte få fler nycklar."),
        "Expected '=' after a key": _("Det saknas ett likhetstecken efter nyckeln."),
        "Expected ']'": _("Det saknas en avslutande hakparentes."),
        "Unclosed array": _("En lista som börjar här eller tidigare är inte avslutad med hakparentes."),
        "Unclosed inline table": _("En tabell som börjar här eller tidigare är inte avslutad med klammer."),
        "Unterminated string": _("En text som börjar här eller tidigare är inte avslutad med citattecken."),
        "Found invalid character": _("En text är inte avslutad med citattecken på sin rad."),
        'Expected "': _("En text som börjar här eller tidigare är inte avslutad med citattecken."),
        "Illegal character": _("Här står ett tecken som inte får stå här; oftast saknas ett citattecken på raden."),
        "Unescaped '\\' in a string": _("Ett omvänt snedstreck i en text måste skrivas dubbelt."),
        "Invalid date or datetime": _("Datumet finns inte i kalendern."),
        "Invalid value": _("Värdet efter likhetstecknet går inte att läsa; text ska stå inom citattecken."),
        "Invalid statement": _("Raden är varken en nyckel med ett värde eller en rubrik inom hakparenteser."),
        "Invalid initial character for a key part": _("En nyckel saknas eller börjar med fel tecken."),
        "Expected newline or end of document": _("Efter värdet står något mer på samma rad."),
    }
    for start, told in known.items():
        if reason.startswith(start):
            return told
    return _("Filen är inte giltig TOML (%(reason)s).") % {"reason": reason}


def path_text(path: Path) -> str:
    """A way to a value as people read it: ("steps", 0, "title") -> 'steps[1].title'."""
    out = ""
    for part in path:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def did_you_mean(word: str, known: Collection[str]) -> str:
    """' Menade du "…"?' when one of the known words is near, else an empty text."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return " " + _("Menade du ”%(word)s”?") % {"word": near[0]} if near else ""


_KINDS = {
    str: lambda: _("text inom citattecken"),
    int: lambda: _("ett heltal"),
    float: lambda: _("ett tal"),
    bool: lambda: _("true eller false"),
    date: lambda: _("ett datum, till exempel 2010-06-01"),
    list: lambda: _("en lista inom hakparenteser"),
    dict: lambda: _("en tabell"),
}


class Table:
    """One table of a document, read key by key.

    Every read returns something of the right type, an empty one when the file was wrong, so that reading goes on and
    all mistakes are found. `done` refuses the keys that nobody asked for.
    """

    def __init__(self, document: Document, data: Mapping[str, Any], path: Path) -> None:
        self.document = document
        self.data = data
        self.path = path
        self.asked: list[str] = []

    def refuse(self, message: str, *inside: str | int) -> None:
        """Note a mistake in this table, or in what stands `inside` it."""
        self.document.refuse((*self.path, *inside), message)

    def has(self, key: str) -> bool:
        """Whether the file has the key here."""
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; required unless a default is given."""
        value = self._value(key, str, default)
        if isinstance(value, str) and not value.strip() and key in self.data:
            self.refuse(_("”%(key)s” är tom.") % {"key": key}, key)
        return value if isinstance(value, str) else ""

    def key(self, key: str) -> str:
        """A text fit as a name in addresses and links between files: small letters a–z, digits and hyphens."""
        value = self.text(key)
        if value.strip() and not KEY.fullmatch(value):
            told = {"value": value}
            self.refuse(_("”%(value)s” får bara ha små bokstäver a–z, siffror och bindestreck.") % told, key)
        return value

    def two_texts(self, key: str, *, required: bool = True) -> Text:
        """A Swedish text and, under the key with `_en` after it, its English."""
        swedish = self.text(key, None if required else "")
        english = self.text(f"{key}_en", "")
        if english and not swedish and key not in self.data and not required:
            self.refuse(_("”%(key)s_en” står utan sin svenska text ”%(key)s”.") % {"key": key}, f"{key}_en")
        return Text(swedish, english) if swedish else NO_TEXT

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self._value(key, int, default)
        if not isinstance(value, int):
            return least
        if value < least:
            self.refuse(_("”%(key)s” måste vara minst %(least)d.") % {"key": key, "least": least}, key)
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        """True or false."""
        return self._value(key, bool, default) is True

    def day(self, key: str) -> date:
        """A date."""
        value = self._value(key, date, None)
        return value if isinstance(value, date) else date.min

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a member of another kind, a blank one or one that stands twice is refused."""
        members = self._value(key, list, None if required else [])
        out: list[str] = []
        for at, member in enumerate(members if isinstance(members, list) else []):
            if not isinstance(member, str) or not member.strip():
                self.refuse(_("”%(key)s” ska vara en lista av texter inom citattecken.") % {"key": key}, key, at)
            elif member in out:
                self.refuse(_("”%(value)s” står två gånger i listan.") % {"value": member}, key, at)
            else:
                out.append(member)
        if required and members == [] and key in self.data:
            self.refuse(_("”%(key)s” är tom.") % {"key": key}, key)
        return tuple(out)

    def numbers(self, key: str, count: int) -> tuple[float, ...] | None:
        """A list of `count` finite numbers, or None when it is wrong or missing (which is refused)."""
        members = self._value(key, list, None)
        if not isinstance(members, list):
            return None
        if len(members) != count or not all(type(one) in (int, float) and isfinite(one) for one in members):
            self.refuse(_("”%(key)s” ska ha %(count)d tal.") % {"key": key, "count": count}, key)
            return None
        return tuple(members)

    def known(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """A text that is one of the choices."""
        value = self.text(key, default)
        if value.strip() and value != default:
            self.must_be_known(value, choices, key)
        return value

    def all_known(self, key: str, choices: Collection[str], *, required: bool = False) -> tuple[str, ...]:
        """A list of texts that are all among the choices."""
        values = self.texts(key, required=required)
        for value in values:
            self.must_be_known(value, choices, key, self.data[key].index(value))
        return values

    def must_be_known(self, value: str, choices: Collection[str], *inside: str | int) -> None:
        """Note a mistake unless the value is one of the choices."""
        if value not in choices:
            told = {"key": inside[0], "value": value}
            message = _("”%(value)s” är inget känt värde för ”%(key)s”.") % told + did_you_mean(value, choices)
            if len(choices) <= 6 and not did_you_mean(value, choices):
                message += " " + _("Välj bland: %(choices)s.") % {"choices": ", ".join(sorted(choices))}
            self.refuse(message, *inside)

    def table(self, key: str, *, required: bool = True) -> Table | None:
        """The table under a key; None when it is not there."""
        value = self._value(key, dict, None if required else {})
        return Table(self.document, value, (*self.path, key)) if isinstance(value, dict) and key in self.data else None

    def tables(self, key: str, *, required: bool = False) -> Iterator[Table]:
        """The tables of a list, one by one; each must be closed with `done`."""
        members = self._value(key, list, None if required else [])
        if required and members == []:
            self.refuse(_("”%(key)s” är tom.") % {"key": key}, key)
        for at, member in enumerate(members if isinstance(members, list) else []):
            if isinstance(member, dict):
                yield Table(self.document, member, (*self.path, key, at))
            else:
                self.refuse(_("”%(key)s” ska vara en lista av tabeller.") % {"key": key}, key, at)

    def free(self, key: str) -> Mapping[str, Any]:
        """A table with keys that this reader does not know, as it stands."""
        value = self._value(key, dict, {})
        return value if isinstance(value, dict) else {}

    def done(self) -> None:
        """Refuse every key that was never asked for."""
        for key in self.data:
            if key not in self.asked:
                message = _("Okänd nyckel ”%(key)s”.") % {"key": key} + did_you_mean(key, self.asked)
                self.refuse(message, key)

    def _value(self, key: str, kind: type, default: object) -> object:
        """The value of a key when it is there and of the right kind; otherwise the default, or None and a mistake."""
        self.asked.append(key)
        if key not in self.data:
            if default is None:
                self.refuse(_("”%(key)s” saknas.") % {"key": key})
            return default
        value = self.data[key]
        # In Python true is an int and a datetime is a date; in these files they are not.
        if (
            isinstance(value, kind)
            and (kind is bool or not isinstance(value, bool))
            and not isinstance(value, datetime)
        ):
            return value
        self.refuse(_("”%(key)s” ska vara %(kind)s.") % {"key": key, "kind": _KINDS[kind]()}, key)
        return None
