"""Which letters the typeface can print. A PDF that others must be able to read may not hold a letter without a form."""

import struct
import unicodedata
from functools import cache

from servicepunkt.ui.finders import font_folder

CUTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-Bold.ttf")
"""The cuts the templates use; italics have only half of the letters and are not used."""

_WHITE = "\n\t"
_NO_LETTERS = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
_UNKNOWN = "?"


@cache
def printable() -> frozenset[int]:
    """The code points that every cut used has a form for, without those that are no letters (control, private use)."""
    covered = frozenset[int].intersection(*(_covered((font_folder() / name).read_bytes()) for name in CUTS))
    return frozenset(point for point in covered if unicodedata.category(chr(point)) not in _NO_LETTERS)


def fit(text: str) -> str:
    """A text with only what can be printed, so that a document never fails on what somebody typed.

    Composed first (å as one letter); then, for what has no form: its plain equivalent (𝐀 → A, ạ̈ → a), else the sign's
    name in square brackets (🙂 → [slightly smiling face]), else a question mark. Signs that only steer others vanish.
    """
    # Twice: what vanished may have stood between a letter and its mark, which then are one letter.
    return _fit_once(_fit_once(text.replace("\r\n", "\n").replace("\r", "\n")))


def visible(text: str) -> str:
    """A text without the signs that only steer: control characters, halves of signs, what turns others' direction.

    What is left may stand in any XML file (XML 1.0, 2.2) and keeps its place on the line. Line breaks become one sign.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(letter for letter in lines if not _steers(letter))


def _steers(letter: str) -> bool:
    if letter in _WHITE:
        return False
    turns = letter in "\u061c\u200e\u200f" or "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return turns or unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE or letter == "\ufeff"


def _fit_once(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if _has_form(letter) else _instead(letter) for letter in composed)


def unprintable(text: str) -> frozenset[str]:
    """The signs of a text that paper will show as something else, for the page that wants to warn of it."""
    composed = unicodedata.normalize("NFC", text)
    return frozenset(
        letter for letter in composed if not _has_form(letter) and letter != "\r" and _instead(letter) != ""
    )


def _has_form(letter: str) -> bool:
    return ord(letter) in printable() or letter in _WHITE


def _instead(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Zl", "Zp"):
        return "\n"
    # Invisible signs, marks on the letter before, and the skin tones of emoji say nothing alone.
    if category in ("Cc", "Cf", "Mn", "Me", "Mc", "Sk"):
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in printable())
    if plain.strip():
        return plain
    if category == "Zs":
        return " "
    name = unicodedata.name(letter, "")
    return f"[{name.lower()}]" if category.startswith(("S", "P")) and name else _UNKNOWN


def _covered(font: bytes) -> frozenset[int]:
    """The code points in a TrueType font's table "cmap", format 12 (OpenType 1.9, "cmap")."""
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _in_cmap(font, offset)
    raise ValueError("the font has no table of its letters")


def _in_cmap(font: bytes, start: int) -> frozenset[int]:
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2]
        if struct.unpack_from(">H", font, at)[0] == 12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            spans = (struct.unpack_from(">III", font, at + 16 + 12 * group) for group in range(groups))
            return frozenset(point for first, last, _ in spans for point in range(first, last + 1))
    raise ValueError("the font's table of letters is of no known format")
