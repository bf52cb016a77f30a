"""The kinds of fields a sheet is built from. Each knows how a person writes its value and how the value is said again.

What `say` says in Swedish, `parse` understands: that is how a sheet goes out as a file and comes back. A file is in
Swedish whoever reads it in; what is chosen on a page is sent by its key.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.distances import parse_km, say_km
from servicepunkt.core.money import kronor, parse_kronor
from servicepunkt.core.words import search_key

Stops = tuple[tuple[int | None, str], ...]
"""Stops in order: minutes after midnight (None: no fixed time), and the place in words."""
Value = str | int | dt.date | Stops | None
"""What a field holds: a text or the key of a choice, a whole number, a day, stops, or nothing."""
Values = Mapping[str, Value]
"""What a row says, by field."""

MOST_STOPS, LONGEST_STOP = 40, 80
MONTHS = (
    gettext_lazy("jan"), gettext_lazy("feb"), gettext_lazy("mars"), gettext_lazy("apr"), gettext_lazy("maj"),
    gettext_lazy("juni"), gettext_lazy("juli"), gettext_lazy("aug"), gettext_lazy("sep"), gettext_lazy("okt"),
    gettext_lazy("nov"), gettext_lazy("dec"),
)  # fmt: skip
MOST_SHOWN, MOST_WORDS = 40, 8
_RANGE = re.compile(r"\s*[-–—]\s*")
_STOP = re.compile(r"(?:kl\.?\s*)?(\d{1,2})[.:](\d{2})\s+(.+)", re.IGNORECASE)
_LINES = re.compile(r"[\r\n;]+")


@dataclass(frozen=True)
class Field:
    """A field of a sheet. `deciding`: a comparison of rows is not done before it is known. `nothing`: what a list says
    where nothing is said; without it, that it is not told."""

    name: str
    title: Promise | str
    help: Promise | str = ""
    required: bool = False
    deciding: bool = False
    width: int = 16
    nothing: Promise | str = ""

    def unsaid(self, values: Values) -> str:
        """What a list says where nothing is said, in a row of these values."""
        return str(self.nothing)

    def parse(self, text: str) -> Value:
        """What a person wrote, as a value. Raises ValueError with a sentence in the user's language."""
        raise NotImplementedError

    def say(self, value: Value) -> str:
        """A value as a person would write it; nothing when it is not known."""
        raise NotImplementedError

    def fault(self, value: Value) -> str:
        """What is wrong with a value as such, in a plain sentence; nothing when it can be stored."""
        return ""


@dataclass(frozen=True)
class Text(Field):
    """Words. `lines`: written over several lines, which are kept."""

    lines: bool = False
    width: int = 30

    def parse(self, text: str) -> Value:
        """White space single; line breaks only where they are wanted."""
        if self.lines:
            return text.replace("\r\n", "\n").replace("\r", "\n").strip()
        return " ".join(text.split())

    def say(self, value: Value) -> str:
        """The words themselves."""
        return str(value or "")


@dataclass(frozen=True)
class Choice(Field):
    """One of a few answers. An answer with an empty key is said with nothing: it is not known."""

    choices: Sequence[tuple[str, Promise | str]] = ()

    def words(self) -> Mapping[str, str]:
        """What can be chosen in a file, and what it means; without the empty answer."""
        with translation.override("sv"):
            return {str(label): key for key, label in self.choices if key}

    def parse(self, text: str) -> Value:
        """The key of the answer, by its words or by the key itself."""
        said = search_key(text)
        if not said:
            return ""
        words = self.words()
        found = {search_key(label): key for label, key in words.items()}
        if said in found:
            return found[said]
        if text in found.values():
            return text
        shown = ", ".join(list(words)[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
        raise ValueError(
            _("”%(text)s” finns inte i listan. Välj något av: %(known)s.") % {"text": text[:MOST_SHOWN], "known": shown}
        )

    def say(self, value: Value) -> str:
        """The answer's words."""
        return next((str(label) for key, label in self.choices if key and key == value), "")

    def fault(self, value: Value) -> str:
        """The key must be one of the answers."""
        known = {"", *(key for key, _label in self.choices)}
        return "" if value in known else _("Välj ett av alternativen.")


@dataclass(frozen=True)
class Whole(Field):
    """A whole number from `least` to `most`, in the unit that the title says."""

    least: int = 0
    most: int = 100_000
    width: int = 12

    def parse(self, text: str) -> Value:
        """Digits, with spaces between thousands."""
        cleaned = re.sub(r"\s", "", text)
        if not cleaned:
            return None
        if not cleaned.isdecimal() or len(cleaned) > 12:
            raise ValueError(_("Skriv ett helt tal med siffror, till exempel 25."))
        return int(cleaned)

    def say(self, value: Value) -> str:
        """The digits."""
        return "" if value is None else str(value)

    def fault(self, value: Value) -> str:
        """The number must lie between the limits."""
        if value is None or (isinstance(value, int) and self.least <= value <= self.most):
            return ""
        return _("Talet ska vara mellan %(least)s och %(most)s.") % {
            "least": self.say(self.least), "most": self.say(self.most),
        }  # fmt: skip


@dataclass(frozen=True)
class Kilometres(Whole):
    """A distance, written in km and kept in whole metres."""

    least: int = 1
    most: int = 2_000_000

    def parse(self, text: str) -> Value:
        """Kilometres with at most three decimals."""
        return parse_km(text)

    def say(self, value: Value) -> str:
        """Kilometres with the decimals it has."""
        return say_km(value if isinstance(value, int) else None)


@dataclass(frozen=True)
class Money(Whole):
    """An amount, written in kronor and kept in whole öre."""

    most: int = 100_000_000_00

    def parse(self, text: str) -> Value:
        """Kronor, with öre after a comma if there are any."""
        return parse_kronor(text) if text.strip() else None

    def say(self, value: Value) -> str:
        """Kronor with spaces between thousands."""
        return kronor(value) if isinstance(value, int) else ""


@dataclass(frozen=True)
class Day(Field):
    """A day of the calendar, written 2026-05-01. `past`: it cannot be later than today."""

    past: bool = False
    width: int = 14

    def parse(self, text: str) -> Value:
        """A day as ÅÅÅÅ-MM-DD."""
        cleaned = text.strip()
        if not cleaned:
            return None
        try:
            return dt.datetime.strptime(cleaned, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            raise ValueError(_("Skriv dagen som år-månad-dag, till exempel 2026-05-01.")) from None

    def say(self, value: Value) -> str:
        """The day as ÅÅÅÅ-MM-DD."""
        return value.isoformat() if isinstance(value, dt.date) else ""

    def fault(self, value: Value) -> str:
        """A day must be in a year that people mean."""
        if isinstance(value, dt.date) and not 1900 <= value.year <= 2200:
            return _("Skriv dagen som år-månad-dag, till exempel 2026-05-01.")
        return ""


@dataclass(frozen=True)
class Several(Field):
    """Some of a short list, the days of the week or the months, kept as bits. Written "mån, tis" or "maj–sep"."""

    parts: Sequence[Promise | str] = ()
    shortcuts: Mapping[str, int] = field(default_factory=dict)

    def parse(self, text: str) -> Value:
        """Parts and ranges of parts; a range may go over the end of the year or week: "okt–mars"."""
        said = search_key(text)
        if said in self.shortcuts:
            return self.shortcuts[said]
        bits = 0
        for part in (one for one in re.split(r"\s*(?:[,;]|\boch\b)\s*", said) if one):
            ends = [self._part(one) for one in _RANGE.split(part)]
            if len(ends) > 2:
                raise ValueError(self._told(part))
            number = ends[0]
            bits |= 1 << number
            while number != ends[-1]:
                number = (number + 1) % len(self.parts)
                bits |= 1 << number
        return bits

    def _part(self, text: str) -> int:
        said = text.strip(" .")
        for number, word in enumerate(_swedish(self.parts)):
            if said == word or (len(said) >= 3 and (said.startswith(word) or word.startswith(said))):
                return number
        raise ValueError(self._told(text))

    def _told(self, text: str) -> str:
        return _("”%(text)s” går inte att läsa. Skriv till exempel %(first)s, %(last)s eller %(first)s–%(last)s.") % {
            "text": text[:MOST_SHOWN], "first": _swedish(self.parts)[0], "last": _swedish(self.parts)[2],
        }  # fmt: skip

    def numbers(self, value: Value) -> list[int]:
        """Which parts are meant, from 0."""
        bits = value if isinstance(value, int) else 0
        return [number for number in range(len(self.parts)) if bits >> number & 1]

    def say(self, value: Value) -> str:
        """Parts in order, three or more after one another as a range."""
        runs: list[list[int]] = []
        for number in self.numbers(value):
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        said = []
        for run in runs:
            words = [str(self.parts[number]) for number in run]
            said += [f"{words[0]}–{words[-1]}"] if len(run) > 2 else words
        return ", ".join(said)

    def fault(self, value: Value) -> str:
        """No bits beyond the last part."""
        return "" if isinstance(value, int) and 0 <= value < 1 << len(self.parts) else _("Välj ur listan.")


@dataclass(frozen=True)
class Route(Field):
    """Stops in order, one to a line: "8.15 Skolan". The time may be left out."""

    width: int = 34

    def parse(self, text: str) -> Value:
        """A line a stop; in a file also with semicolons between."""
        return tuple(self._stop(line) for line in _LINES.split(text) if line.strip())

    def _stop(self, line: str) -> tuple[int | None, str]:
        found = _STOP.fullmatch(line.strip())
        if found is None:
            return None, " ".join(line.split())
        hour, minute = int(found[1]), int(found[2])
        if hour > 23 or minute > 59:
            raise ValueError(_("Klockslaget i ”%(text)s” finns inte.") % {"text": line.strip()[:MOST_SHOWN]})
        return hour * 60 + minute, " ".join(found[3].split())

    def say(self, value: Value) -> str:
        """A line a stop."""
        stops = value if isinstance(value, tuple) else ()
        return "\n".join(
            where if minute is None else f"{minute // 60}.{minute % 60:02d} {where}" for minute, where in stops
        )

    def fault(self, value: Value) -> str:
        """Not too many, none without a place, and times that go forward."""
        stops = value if isinstance(value, tuple) else ()
        if len(stops) > MOST_STOPS:
            return _("Skriv högst %(most)s hållplatser.") % {"most": MOST_STOPS}
        if any(not where or len(where) > LONGEST_STOP for _minute, where in stops):
            return _("En hållplats ska ha ett namn på högst %(most)s tecken.") % {"most": LONGEST_STOP}
        times = [minute for minute, _where in stops if minute is not None]
        if times != sorted(times):
            return _("Hållplatserna ska stå i den ordning de körs: ett klockslag är tidigare än det före.")
        return ""


def _swedish(words: Sequence[Promise | str]) -> list[str]:
    with translation.override("sv"):
        return [search_key(str(word)) for word in words]


def unknown(value: Value) -> bool:
    """Whether nothing is said: no text, no number (0 is one), no day, no stop."""
    return value in ("", None, ())
