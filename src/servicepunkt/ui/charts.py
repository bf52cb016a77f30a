"""Bars as SVG, drawn on the server: classes instead of colours, so that screen, dark mode and print style them."""

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.html import escape

_BAR_WIDTH = 400
_BAR_HEIGHT = 16
_CHART_WIDTH = 360
_ROW_HEIGHT = 48
_numbers = count(1)


class Bar(NamedTuple):
    """One bar: its label and one value for each series."""

    label: str
    values: tuple[float, ...]


def progress_bar(evidence: int, statement: int, total: int) -> str:
    """A bar of `total` parts: solid for evidence, striped for statements, empty for the rest.

    The words beside it carry the meaning, so the drawing itself is hidden from screen readers.
    """
    share = (_BAR_WIDTH - 2) / total if total else 0.0
    solid, striped = evidence * share, statement * share
    parts = [
        f'<svg viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">',
        f'<rect class="bar__track" x="1" y="1" width="{_BAR_WIDTH - 2}" height="{_BAR_HEIGHT - 2}"/>',
    ]
    if solid:
        parts.append(f'<rect class="bar__evidence" x="1" y="1" width="{solid:.1f}" height="{_BAR_HEIGHT - 2}"/>')
    if striped:
        left, right = 1 + solid, 1 + solid + striped
        area = f'x="{left:.1f}" y="1" width="{striped:.1f}" height="{_BAR_HEIGHT - 2}"'
        parts.append(f'<rect class="bar__statement" {area}/>')
        x = left + 5
        while x < right:
            parts.append(f'<path class="bar__stripe" d="M{x:.1f} 1V{_BAR_HEIGHT - 1}"/>')
            x += 7
        parts.append(f'<rect class="bar__statement-edge" {area}/>')
    return "".join((*parts, "</svg>"))


def bar_chart(title: str, bars: Sequence[Bar], series: Sequence[str], *, description: str = "") -> str:
    """Horizontal stacked bars with title, description and legend (up to four series).

    Values must be 0 or more; all bars share one scale. A value is written inside its part when there is room.
    Raises ValueError for more series than there are distinguishable patterns, or a bar of another length.
    """
    if len(series) > 4:
        raise ValueError(f"at most 4 series can be told apart, got {len(series)}")
    if any(len(bar.values) != len(series) for bar in bars):
        raise ValueError("each bar needs one value for each series")
    number = next(_numbers)
    scale = _CHART_WIDTH / (max((sum(bar.values) for bar in bars), default=0) or 1)
    height = _ROW_HEIGHT * len(bars) + (24 if len(series) > 1 else 0)
    described = f"diagram-{number}-titel" + (f" diagram-{number}-text" if description else "")
    parts = [
        f'<figure class="chart"><svg viewBox="-1 0 {_CHART_WIDTH + 2} {height}" role="img"'
        f' aria-labelledby="{described}"><title id="diagram-{number}-titel">{escape(title)}</title>',
    ]
    if description:
        parts.append(f'<desc id="diagram-{number}-text">{escape(description)}</desc>')
    for row, bar in enumerate(bars):
        parts.extend(_bar(bar, row * _ROW_HEIGHT, scale))
    if len(series) > 1:
        parts.extend(_legend(series, _ROW_HEIGHT * len(bars)))
    return "".join((*parts, "</svg></figure>"))


def _bar(bar: Bar, top: int, scale: float) -> list[str]:
    parts = [f'<text x="0" y="{top + 13}">{escape(_shorten(bar.label))}</text>']
    x = 0.0
    for index, value in enumerate(bar.values):
        width = value * scale
        if value:
            size = f'x="{x:.1f}" y="{top + 18}" width="{max(width - 1.5, 1):.1f}" height="20"'
            parts.append(f'<rect class="series-{index}" {size}/>')
            text = number_format(value, force_grouping=True)
            if width > 12 + 7 * len(text):
                inside = " chart__value--inside" if index == 0 else ""
                place = f'x="{x + width / 2:.1f}" y="{top + 32}" text-anchor="middle"'
                parts.append(f'<text class="chart__value{inside}" {place}>{text}</text>')
        x += width
    if not any(bar.values):
        parts.append(f'<text class="chart__value" x="0" y="{top + 32}">0</text>')
    return parts


def _legend(series: Sequence[str], top: int) -> list[str]:
    parts: list[str] = []
    x = 0.0
    for index, name in enumerate(series):
        parts.append(f'<rect class="series-{index}" x="{x:.0f}" y="{top + 5}" width="14" height="12"/>')
        parts.append(f'<text x="{x + 19:.0f}" y="{top + 16}">{escape(name)}</text>')
        x += 32 + 6.4 * len(name)
    return parts


def _shorten(label: str, limit: int = 52) -> str:
    return label if len(label) <= limit else label[: limit - 1].rstrip() + "…"
