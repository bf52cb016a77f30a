"""Names taken out of a text: found whatever their case and spacing, also with a genitive's s, never inside a word."""

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from .blocks import DocumentError
from .posters import need_fit
from .stored import from_json

CODES = ("kind", "schema", "language")
"""What is no text in a stored document: a name that happens to be the same is left alone."""
SHORTEST = 2


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """What finds the names, the longest first. Raises ValueError without any."""
    parts = {" ".join(name.split()) for name in names} - {""}
    if not parts:
        raise ValueError("no names to mask")
    every = {*parts, *(escape(part) for part in parts)}
    found = (r"\s+".join(map(re.escape, part.split())) for part in sorted(every, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})s?(?!\w)", re.IGNORECASE)


def count(value: Any, names: re.Pattern[str]) -> int:
    """In how many places of the texts in JSON content the names stand."""
    if isinstance(value, str):
        return len(names.findall(value))
    if isinstance(value, dict):
        return sum(count(part, names) for key, part in value.items() if key not in CODES)
    return sum(count(part, names) for part in value) if isinstance(value, list) else 0


def around(value: Any, names: re.Pattern[str], *, width: int = 60) -> list[str]:
    """Each place where a name stands, with some words on both sides, in the order of the content."""
    if isinstance(value, str):
        return [_excerpt(value, found, width) for found in names.finditer(value)]
    parts = value if isinstance(value, list) else []
    if isinstance(value, dict):
        parts = [part for key, part in value.items() if key not in CODES and key != "svg"]
    return [text for part in parts for text in around(part, names, width=width)]


def _excerpt(text: str, found: re.Match[str], width: int) -> str:
    first, last = max(0, found.start() - width), min(len(text), found.end() + width)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def masked(value: Any, names: re.Pattern[str], word: str) -> Any:
    """JSON content with a word in place of every name."""
    if isinstance(value, str):
        return names.sub(lambda _found: word, value)
    if isinstance(value, dict):
        return {key: part if key in CODES else masked(part, names, word) for key, part in value.items()}
    return [masked(part, names, word) for part in value] if isinstance(value, list) else value


def masked_document(content: dict[str, Any], names: re.Pattern[str]) -> dict[str, Any]:
    """A stored document with its names masked, still one that can be shown.

    Where a label has no room for the word, all names give way to a dash, which is never longer than a name.
    """
    whole: dict[str, Any] = masked(content, names, _("[maskerat]"))
    try:
        need_fit(from_json(whole))
    except DocumentError:
        whole = masked(content, names, "–")
    return whole
