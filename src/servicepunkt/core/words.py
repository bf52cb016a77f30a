"""Swedish words: keys for sorting and searching, because neither database does å, ä and ö right."""

import re
import unicodedata

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def _folded(text: str) -> str:
    out = []
    for letter in unicodedata.normalize("NFC", text).casefold().strip():
        if letter in "åäöæø":
            out.append(letter)
        else:
            out.append("".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)))
    return re.sub(r"\s+", " ", "".join(out))


def sort_key(text: str) -> str:
    """A key whose byte order is the Swedish alphabet's: å ä ö after z, other accents as their plain letter."""
    return _folded(text).translate(_AFTER_Z)


def search_key(text: str) -> str:
    """A key for finding: case folded, white space single, å ä ö kept apart from a and o."""
    return _folded(text)


def slug(text: str) -> str:
    """A Swedish name as an address: 'Blankaholm/Solstadström' -> 'blankaholm-solstadstrom'."""
    plain = _folded(text).translate(str.maketrans("åäöæø", "aaoao"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
