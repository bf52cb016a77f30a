"""The palette keeps its promises: contrasts computed from the style sheet, in both modes."""

import re
from pathlib import Path

import pytest

import servicepunkt.ui

SHEETS = Path(servicepunkt.ui.__file__).parent / "static" / "ui"
BASE = (SHEETS / "base.css").read_text(encoding="utf-8")
MODES = ("light", "dark")

# WCAG 2.2, success criteria 1.4.3 (text, 4.5) and 1.4.11 (controls, marks and focus, 3).
TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("ink", "pine-wash"),
    ("ink", "falu-wash"),
    ("ink", "honey-wash"),
    ("ink", "slate-wash"),
    ("ink", "land"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "sunk"),
    ("muted", "pine-wash"),
    ("pine", "paper"),
    ("pine", "surface"),
    ("pine", "sunk"),
    ("pine", "pine-wash"),
    ("pine", "honey-wash"),
    ("pine-deep", "paper"),
    ("on-pine", "pine"),
    ("on-pine", "pine-deep"),
    ("falu", "paper"),
    ("falu", "surface"),
    ("falu", "falu-wash"),
    ("honey", "paper"),
    ("honey", "surface"),
    ("honey", "honey-wash"),
    ("slate", "slate-wash"),
]
SHAPES = [
    ("edge", "paper"),
    ("edge", "surface"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("focus", "land"),
    ("pine", "land"),
]


def palette(mode: str) -> dict[str, str]:
    """The colours of a mode; the dark mode overrides the light one."""
    light, dark = re.findall(r":root \{(.*?)\}", BASE, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if mode == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(mode: str, front: str, back: str) -> None:
    colours = palette(mode)
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_controls_and_marks_can_be_seen(mode: str, front: str, back: str) -> None:
    colours = palette(mode)
    assert contrast(colours[front], colours[back]) >= 3


def test_both_modes_define_the_same_colours() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", BASE, re.DOTALL)[:2]
    names = [set(re.findall(r"--([a-z-]+): #", block)) for block in (light, dark)]
    assert names[0] == names[1]


def test_the_header_states_the_contrasts_as_they_are() -> None:
    header = BASE[: BASE.index("*/")]
    stated = {
        (front, back): (light, dark)
        for front, back, light, dark in re.findall(r"([a-z-]+) on ([a-z-]+) +([\d.]+) +([\d.]+)", header)
    }
    computed = {
        pair: tuple(f"{contrast(palette(mode)[pair[0]], palette(mode)[pair[1]]):.1f}" for mode in MODES)
        for pair in TEXT + SHAPES
    }
    assert stated == computed


def test_a_style_sheet_only_uses_colours_of_the_palette() -> None:
    for sheet in SHEETS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text))
        defined = set(re.findall(r"--([a-z0-9-]+):", BASE))
        assert used <= defined, f"{sheet.name}: {used - defined}"


def test_no_style_sheet_fetches_anything_from_another_host() -> None:
    for sheet in SHEETS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert not re.search(r"url\([\"']?(?:[a-z]+:)?//", text)
