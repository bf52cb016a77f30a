"""The handbook's pictures: `{% load handbook %}`. They are taken by tests/browser_stories/test_handbook.py."""

from functools import cache
from pathlib import Path
from struct import unpack
from typing import Any

from django import template

register = template.Library()

FOLDER = Path(__file__).resolve().parents[1] / "static" / "web" / "handbook"
SCALE = 1.5
"""Pixels of a picture for each pixel of the page it shows, so that it is sharp on a phone."""


@cache
def _size(name: str) -> tuple[int, int]:
    """Width and height of a picture as the page shows it. Raises FileNotFoundError when there is no such picture."""
    with (FOLDER / f"{name}.png").open("rb") as file:
        head = file.read(24)
    width, height = unpack(">II", head[16:])  # a PNG file begins with eight bytes, then IHDR with width and height
    return round(width / SCALE), round(height / SCALE)


@register.inclusion_tag("web/handbook/picture.html")
def picture(name: str, alt: str, caption: str = "") -> dict[str, Any]:
    """A picture of a page with what it shows in words, and perhaps a line below it."""
    width, height = _size(name)
    return {"file": f"web/handbook/{name}.png", "alt": alt, "caption": caption, "width": width, "height": height}
