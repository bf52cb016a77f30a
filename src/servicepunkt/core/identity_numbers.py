"""Swedish personal identity numbers, recognised so that they can be kept out."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from .actions import ActionRefused

# Ten or twelve digits, with or without a separator; not part of a longer number.
_PATTERN = re.compile(r"(?<!\d)(?:\d{2})?(\d{2})(\d{2})(\d{2})\s?[-+–]?\s?(\d{4})(?!\d)")


def holds_identity_number(text: str) -> bool:
    """Whether a text holds what looks like a personnummer or samordningsnummer.

    It does when ten or twelve digits have a date (day + 60 for a samordningsnummer) and a right check digit
    (the Luhn sum; Skatteverket SKV 704). An organisation number never has: its third digit is at least 2.
    """
    return any(
        _is_date(*match.groups()[1:3]) and _check_digit_right("".join(match.groups()))
        for match in _PATTERN.finditer(text)
    )


def without_identity_numbers(text: str) -> str:
    """The text with every identity number taken out: for words that come from people who cannot be asked again."""

    def without(match: re.Match[str]) -> str:
        return _("[personnummer borttaget]") if holds_identity_number(match[0]) else match[0]

    return _PATTERN.sub(without, text)


def _is_date(month: str, day: str) -> bool:
    try:
        date(2000, int(month), (int(day) - 1) % 60 + 1)  # a leap year; the century does not matter here
    except ValueError:
        return False
    return int(day) <= 91


def _check_digit_right(ten_digits: str) -> bool:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def refusal() -> str:
    """What is said to somebody who has written one."""
    return _("Skriv inte personnummer här. Systemet ska aldrig innehålla personnummer.")


def refuse_identity_numbers(*texts: str) -> None:
    """Raises ActionRefused when one of the texts holds a personal identity number."""
    if any(holds_identity_number(text) for text in texts):
        raise ActionRefused(refusal())
