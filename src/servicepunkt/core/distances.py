"""Distances as people write them: in kilometres, kept in whole metres."""

import re

from django.utils.translation import gettext as _

from .money import decimal_mark


def say_km(metres: int | None) -> str:
    """Metres in kilometres as people write them: 12500 -> "12,5", in English "12.5"."""
    if metres is None:
        return ""
    whole, rest = divmod(metres, 1000)
    return f"{whole}{decimal_mark()}{rest:03d}".rstrip("0") if rest else str(whole)


def parse_km(text: str) -> int | None:
    """Kilometres as a person writes them ("12,5 km") in whole metres; None for nothing.

    Raises ValueError with a sentence in the user's language.
    """
    cleaned = re.sub(r"\s|km$", "", text.strip().lower())
    if not cleaned:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:[.,](\d{1,3}))?", cleaned)
    if found is None:
        raise ValueError(_("Skriv avståndet i km med siffror, till exempel 12 eller 12,5."))
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))
