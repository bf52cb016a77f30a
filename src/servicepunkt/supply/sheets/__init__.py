"""The sheets of a village's facts. What a sheet is, and all that can be done with one, stands in the room `sheets`."""

from .register import SHEETS, by_key, by_slug

__all__ = ["SHEETS", "by_key", "by_slug"]
