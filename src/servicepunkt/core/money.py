"""Money is whole öre (int) everywhere; kronor only where people read and write."""

import re

from django.utils.translation import gettext as _


def kronor(ore: int) -> str:
    """Öre as people read it: 1000000 -> '10 000 kr', 1050 -> '10,50 kr'. Non-breaking spaces."""
    sign, rest = ("−" if ore < 0 else ""), abs(ore)
    whole = f"{rest // 100:,}".replace(",", "\u00a0")
    return f"{sign}{whole}{f',{rest % 100:02d}' if rest % 100 else ''}\u00a0kr"


def parse_kronor(text: str) -> int:
    """What a person typed ('10 000', '10000,50 kr') as öre.

    Raises ValueError, with a sentence in the user's language, when it is no amount.
    """
    cleaned = re.sub(r"\s", "", text.lower())
    found = re.fullmatch(r"([-−]?)(\d{1,12})(?:[,.](\d{1,2}))?(?:kronor|kr|sek)?", cleaned)
    if not found:
        raise ValueError(_("Skriv beloppet i kronor med siffror, till exempel 10 000 eller 99,50."))
    ore = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
    return -ore if found[1] else ore
