"""A text in the two languages of the platform."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Swedish (the source) and English (may be empty: then Swedish stands in)."""

    sv: str
    en: str = ""

    def here(self) -> str:
        """The text in the language that is active now."""
        if self.en and (get_language() or "sv").startswith("en"):
            return self.en
        return self.sv

    def __str__(self) -> str:
        return self.here()

    def __bool__(self) -> bool:
        return bool(self.sv)


NO_TEXT = Text("")


def localised(thing: object, field: str = "title") -> str:
    """The `title` (or another field) of a stored thing in the active language: Swedish where its `_en` is empty."""
    return Text(getattr(thing, field, ""), getattr(thing, f"{field}_en", "")).here()
