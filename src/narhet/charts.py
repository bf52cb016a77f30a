"""Charts as SVG: people by band of travel time for each kind of facility, with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from narhet.drawing import LETTER, LINE, QUIET, Classes, drawing, lines, text
from narhet.errors import BadQueryError
from narhet.maps import Caption
from narhet.roads.network import Longs

WIDTH = 900.0
_AIR = 16.0
_BAR = 26.0
_SMALL = 11.0


def bands_chart_svg(
    names: Sequence[str],
    counts: npt.ArrayLike,
    classes: Classes,
    caption: Caption,
    *,
    before: npt.ArrayLike | None = None,
    unit: str = "people",
) -> str:
    """Draw one bar for each kind, divided by band; below it the number of people in every band.

    Parameters
    ----------
    names : kinds
    counts : (kinds, bands) people, at least 0
    classes : Classes
        One for each band.
    caption : Caption
    before : (kinds, bands) people, optional
        A second bar above each, of what was before; numbers then tell the difference too.
    unit : what is counted

    Raises
    ------
    BadQueryError
        Names, numbers and classes do not fit together.
    """
    now = np.asarray(counts, np.int64)
    was = None if before is None else np.asarray(before, np.int64)
    shape = (len(names), len(classes.labels))
    if now.shape != shape or (was is not None and was.shape != shape) or not len(names):
        raise BadQueryError(f"Give {shape[0]} × {shape[1]} numbers, one for each kind and band, not {now.shape}.")
    heading = lines(caption.title, WIDTH, 20)
    parts = [text(_AIR, _AIR + 18 + 26 * i, line, size=20, bold=True) for i, line in enumerate(heading)]
    y = _AIR + 26 * len(heading) + 10
    told = []
    for number, name in enumerate(names):
        parts.append(text(_AIR, y + 14, f"{name}: {now[number].sum():,} {unit}", bold=True))
        y += 22
        if was is not None:
            parts += [*_bar(was[number], classes, y, 0.6 * _BAR), text(_AIR, y + 12, "before", size=_SMALL)]
            y += 0.6 * _BAR + 3
        parts += _bar(now[number], classes, y, _BAR)
        parts += [text(_AIR, y + 17, "after", size=_SMALL)] if was is not None else []
        row, high = _numbers(now[number], None if was is None else was[number], classes, y + _BAR + 18)
        parts += row
        said = (f"{label} {count:,}" for label, count in zip(classes.labels, now[number], strict=True))
        told.append(f"{name}: {', '.join(said)}")
        y += _BAR + 18 + high + 12
    foot = lines(f"{caption.source}{' · ' if caption.on else ''}{caption.on}", WIDTH - 2 * _AIR, _SMALL)
    parts.append(f'<g fill="{QUIET}">')
    parts += [text(_AIR, y + 16 + 15 * i, line, size=_SMALL) for i, line in enumerate(foot)]
    parts.append("</g>")
    return drawing(WIDTH, y + 16 + 15 * len(foot), caption.title, "; ".join(told) + ".", parts)


def _bar(counts: Longs, classes: Classes, y: float, high: float) -> list[str]:
    """The bar, with shares in the parts that are wide enough."""
    left, total = _AIR + 50, max(int(counts.sum()), 1)
    scale = (WIDTH - _AIR - left) / total
    parts, x = [], left
    for number, (count, colour) in enumerate(zip(counts.tolist(), classes.colours, strict=True)):
        wide = count * scale
        if not count:
            continue
        box = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        parts.append(f'<rect class="band-{number}" {box} fill="{colour}" stroke="#fff" stroke-width="0.7"/>')
        share = f"{100 * count / total:.0f} %"
        if wide > (len(share) + 1) * 12 * LETTER and high >= _BAR:
            parts.append(f'<g fill="{_on(colour)}">{text(x + wide / 2, y + 17.5, share, size=12, anchor="middle")}</g>')
        x += wide
    return parts


def _numbers(counts: Longs, before: Longs | None, classes: Classes, top: float) -> tuple[list[str], float]:
    """Every band's colour, name and number, in as many lines as they need; and how high they are."""
    parts: list[str] = []
    x, y = _AIR + 50, top
    for number, label in enumerate(classes.labels):
        figure = f"{counts[number]:,}"
        if before is not None and counts[number] != before[number]:
            figure += f" ({counts[number] - before[number]:+,})".replace("-", "−")
        wide = 20 + (len(label) + len(figure) + 1) * 12 * LETTER + 18
        if x + wide > WIDTH - _AIR and x > _AIR + 50:
            x, y = _AIR + 50, y + 19
        look = f'fill="{classes.colours[number]}" stroke="{LINE}" stroke-width="0.5"'
        parts.append(f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="13" height="12" {look}/>')
        parts.append(text(x + 19, y, label, size=12))
        parts.append(text(x + 19 + (len(label) + 1) * 12 * LETTER, y, figure, size=12, bold=True))
        x += wide
    return parts, y - top


def _on(colour: str) -> str:
    """Black or white, whichever is read better on a colour (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"
