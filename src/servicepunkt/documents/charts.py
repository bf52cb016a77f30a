"""A chart's bars as SVG: greys and hatchings that differ on any printer, the numbers at the bars' ends."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from .blocks import Chart
from .letters import visible
from .outline import figures

WIDTH = 470
"""Units, of which one is a point on A4 paper between its margins."""
NARROW = 330
"""Units for a telephone."""
FONT = 11
_LETTER = 5.7
"""How wide a letter of the house's typeface is at most on average, in units at FONT."""
_LINE = 13.5
_BAR = 13.0
_GAP = 2.0
_AIR = 10.0
_INK = "#222"


def draw(chart: Chart, wide: int = WIDTH) -> str:
    """The bars with labels to the left, and a legend above when there is more than one series.

    Numbers are written in the active language, in letters of FONT whatever `wide` is. The drawing stands alone: no
    style from outside, nothing fetched.
    """
    numbers = figures(chart)
    letters = max(len(text) for row in numbers for text in row)
    right = letters * _LETTER + 8
    left = min(0.42 * wide, max(4, *(len(label) for label in chart.labels)) * _LETTER + 9)
    scale = (wide - left - right) / (max((value or 0 for one in chart.series for value in one.values), default=0) or 1)
    parts, top = _legend(chart, wide) if len(chart.series) > 1 else ([], 0.0)
    start = top
    for row, label in enumerate(chart.labels):
        lines = _lines(visible(label), int((left - 8) / _LETTER))
        bars = len(chart.series) * (_BAR + _GAP) - _GAP
        high = max(bars, len(lines) * _LINE)
        parts += _label(lines, left - 6, top + (high - len(lines) * _LINE) / 2)
        y = top + (high - bars) / 2
        for number, one in enumerate(chart.series):
            width = (one.values[row] or 0) * scale
            parts += _bar(number, left, y, width)
            parts.append(_text(left + width + 5, y + 10.5, numbers[row][number], bold=True))
            y += _BAR + _GAP
        top += high + _AIR
    top -= _AIR
    parts.append(f'<path d="M{left:.1f} {start - 3:.1f}V{top + 3:.1f}" stroke="{_INK}" stroke-width="1"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-4} {wide} {top + 8:.0f}"'
        f' font-family="Source Sans Pro, sans-serif" font-size="{FONT}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight} fill="{_INK}">{escape(text)}</text>'


def _label(lines: Sequence[str], x: float, top: float) -> list[str]:
    return [_text(x, top + 10.5 + _LINE * number, line, anchor="end") for number, line in enumerate(lines)]


def _lines(label: str, letters: int) -> list[str]:
    """A label in lines of at most so many letters, three at most: the table beside has it whole."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    cut = [line if len(line) <= letters else line[: letters - 1] + "…" for line in lines]
    return cut if len(cut) <= 3 else [*cut[:2], cut[2][: letters - 1] + "…"]


def _legend(chart: Chart, most: int) -> tuple[list[str], float]:
    parts: list[str] = []
    x, y = 0.0, 0.0
    for number, one in enumerate(chart.series):
        name = visible(one.name)
        wide = 26 + len(name) * _LETTER + 14
        if x and x + wide > most:
            x, y = 0.0, y + 18
        parts += [*_bar(number, x, y, 20), _text(x + 26, y + 10.5, name)]
        x += wide
    return parts, y + 26


def _bar(series: int, x: float, y: float, width: float) -> list[str]:
    """A bar of its series' look: black, hatched, grey, dotted."""
    if width <= 0:
        return []
    fill = (_INK, "#fff", "#b8b8b8", "#fff")[series]
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_BAR:g}" fill="{fill}" stroke="{_INK}"/>'
    if series == 1:
        return [box, f'<path d="{_hatching(x, y, width)}" stroke="{_INK}" stroke-width="1.2"/>']
    if series == 3:
        return [box, f'<path d="{_dots(x, y, width)}" stroke="{_INK}" stroke-width="1.8" stroke-linecap="round"/>']
    return [box]


def _hatching(x: float, y: float, width: float) -> str:
    """Diagonals from lower left to upper right, cut off at the bar's ends."""
    steps, at = [], x - _BAR + 5
    while at < x + width:
        first, last = max(at, x), min(at + _BAR, x + width)
        steps.append(f"M{first:.1f} {y + _BAR - (first - at):.1f}L{last:.1f} {y + _BAR - (last - at):.1f}")
        at += 5
    return "".join(steps)


def _dots(x: float, y: float, width: float) -> str:
    across = range(int((width - 2) // 5) + 1)
    return "".join(
        f"M{x + 3 + 5 * step:.1f} {y + down:.1f}h0"
        for step in across
        if 3 + 5 * step < width - 1
        for down in (3.5, 9.5)
    )
