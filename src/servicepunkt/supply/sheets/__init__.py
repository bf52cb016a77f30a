"""The sheets of a village's facts. A sheet is declared once; its form, list, page, file and checks come from that."""

from .fields import Value, Values
from .register import SHEETS, by_key, by_slug
from .spec import Sheet, differences, faults, mark, stored, tidy, values_of

__all__ = [
    "SHEETS", "Sheet", "Value", "Values", "by_key", "by_slug", "differences", "faults", "mark",
    "stored", "tidy", "values_of",
]  # fmt: skip
