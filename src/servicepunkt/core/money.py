"""Money is whole öre (int) everywhere; kronor only where people read and write, in the language they read."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def _english() -> bool:
    return (get_language() or "sv").startswith("en")


def grouped(number: int) -> str:
    """A whole number with its thousands apart: 12345 -> '12 345' (non-breaking space), in English '12,345'."""
    return f"{number:,}" if _english() else f"{number:,}".replace(",", "\u00a0")


def decimal_mark() -> str:
    """What stands before decimals: a comma, in English a point."""
    return "." if _english() else ","


def per_cent(number: str) -> str:
    """A number of per cent as people write it: '2,5 %', in English '2.5%'."""
    return f"{number}%" if _english() else f"{number}\u00a0%"


def kronor_typed(ore: int) -> str:
    """Öre as a person types kronor: 1050 -> '10,50', 1000000 -> '10 000'; what `parse_kronor` reads back."""
    sign, rest = ("−" if ore < 0 else ""), abs(ore)
    return f"{sign}{grouped(rest // 100)}{f'{decimal_mark()}{rest % 100:02d}' if rest % 100 else ''}"


def kronor(ore: int) -> str:
    """Öre as people read it: 1000000 -> '10 000 kr', 1050 -> '10,50 kr', in English 'SEK 10,000'. Non-breaking
    spaces."""
    if not _english():
        return f"{kronor_typed(ore)}\u00a0kr"
    return f"{'−' if ore < 0 else ''}SEK\u00a0{kronor_typed(abs(ore))}"


def parse_kronor(text: str) -> int:
    """What a person typed ('10 000', '10000,50 kr', in English also 'SEK 10,000.50') as öre.

    Raises ValueError, with a sentence in the user's language, when it is no amount.
    """
    cleaned = re.sub(r"\s", "", text.lower())
    if _english():
        cleaned = re.sub(r",(?=\d{3}(?:[.,]|$|\D))", "", re.sub(r"^([-−]?)sek", r"\1", cleaned))
    found = re.fullmatch(r"([-−]?)(\d{1,12})(?:[,.](\d{1,2}))?(?:kronor|kr|sek)?", cleaned)
    if not found:
        raise ValueError(_("Skriv beloppet i kronor med siffror, till exempel 10 000 eller 99,50."))
    ore = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
    return -ore if found[1] else ore
