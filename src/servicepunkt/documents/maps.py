"""Places on Sweden's outline as SVG for paper: marks that differ by form alone, with names where there is room."""

from math import cos, hypot, pi, sin
from xml.sax.saxutils import escape, quoteattr

from servicepunkt.ui.map import MANY, Pin, Sheet, Spot, lay_out, place_labels
from servicepunkt.ui.shapes import base_map

from .blocks import Map, MapMark
from .letters import visible

_INK = "#111"
_SHARES = {"quarter": 0.25, "half": 0.5, "most": 0.75}
_LINE = 20
_SMALL = 3.0
_LARGE = 7.0
CLOSE_M = 400_000
"""A part of the country smaller than this shows its municipalities too, not only the counties."""


def draw(drawn: Map) -> str:
    """The map with its legend below. The drawing stands alone: no style from outside, nothing fetched."""
    pins = [
        Pin(visible(pin.name), pin.lat / 1e6, pin.lon / 1e6, pin.mark, label=visible(pin.name), uncertain=pin.uncertain)
        for pin in drawn.pins
    ]
    sheet, spots = lay_out(pins, "pins" if drawn.close else "")
    shapes = {mark.key: mark.shape for mark in drawn.legend}
    radius = _SMALL if len(pins) > MANY else _LARGE
    parts = [_outlines(sheet)]
    parts += [_leader(spot) for spot in spots if hypot(spot.x - spot.true_x, spot.y - spot.true_y) >= 2]
    for spot in spots:
        mark = _mark(shapes[spot.pin.stage], radius, broken=spot.pin.uncertain)
        parts.append(f'<g transform="translate({spot.x:.1f} {spot.y:.1f})">{mark}</g>')
    parts += [
        f'<text x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="{one.anchor}" font-size="12" font-weight="600"'
        f' fill="{_INK}" stroke="#fff" stroke-width="3" paint-order="stroke">{escape(one.text)}</text>'
        for one in place_labels(spots, sheet)
    ]
    legend = [_legend(mark, sheet.height + 16 + _LINE * row) for row, mark in enumerate(drawn.legend)]
    high = sheet.height + 16 + _LINE * len(legend)
    family = quoteattr("Source Sans Pro, sans-serif")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {high:.0f}" font-family={family}>'
        f"{''.join((*parts, *legend))}</svg>"
    )


def _outlines(sheet: Sheet) -> str:
    """Land pale, borders grey. Lines are as thick as the scale makes them: typst has none that do not scale."""
    paths = base_map().paths
    line = 1 / sheet.scale
    drawn = [f'<path d="{paths["lan"]}" fill="#eee"/>']
    if sheet.metres < CLOSE_M:
        drawn.append(f'<path d="{paths["kommuner"]}" fill="none" stroke="#bbb" stroke-width="{0.5 * line:.2f}"/>')
    drawn.append(f'<path d="{paths["lan"]}" fill="none" stroke="#999" stroke-width="{0.8 * line:.2f}"/>')
    move = f"scale({sheet.scale:.6f}) translate({-sheet.left:.1f} {-sheet.top:.1f})"
    inside = f'<svg width="{sheet.width}" height="{sheet.height:.1f}">'
    return f'{inside}<g transform="{move}">{"".join(drawn)}</g></svg>'


def _leader(spot: Spot) -> str:
    return (
        f'<path d="M{spot.true_x:.1f} {spot.true_y:.1f}L{spot.x:.1f} {spot.y:.1f}" stroke="{_INK}" stroke-width="0.8"/>'
        f'<circle cx="{spot.true_x:.1f}" cy="{spot.true_y:.1f}" r="1.6" fill="{_INK}"/>'
    )


def _legend(mark: MapMark, y: float) -> str:
    return (
        f'<g transform="translate(12 {y:.1f})">{_mark(mark.shape, _LARGE)}</g>'
        f'<text x="26" y="{y + 4.5:.1f}" font-size="13" fill="{_INK}">{escape(visible(mark.text))}</text>'
    )


def _mark(shape: str, r: float, *, broken: bool = False) -> str:
    """A mark round (0, 0); `broken` draws its edge in dashes, for a place that is not sure."""
    look = f'fill="#fff" stroke="{_INK}" stroke-width="{1.2 if r < 5 else 1.8}"'
    if broken:
        look += ' stroke-dasharray="2.6 2"'
    if shape in ("square", "triangle", "diamond", "house"):
        return f'<path d="{_outline(shape, r * 1.15)}" {look.replace("#fff", "#fff" if broken else _INK)}/>'
    ring = f'<circle r="{r:g}" {look}/>'
    if shape == "disc":
        return f'{ring}<circle r="{r * 0.8:.1f}" fill="{_INK}"/>'
    if shape == "ring":
        return ring
    angle = 2 * pi * _SHARES[shape]
    inner, wide = r * 0.95, 1 if _SHARES[shape] > 0.5 else 0
    x, y = inner * sin(angle), -inner * cos(angle)
    return f'{ring}<path d="M0 0V{-inner:.2f}A{inner:.2f} {inner:.2f} 0 {wide} 1 {x:.2f} {y:.2f}z" fill="{_INK}"/>'


def _outline(shape: str, r: float) -> str:
    points = {
        "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
        "triangle": ((0, -1), (1, 0.8), (-1, 0.8)),
        "diamond": ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
        "house": ((0, -1), (1, -0.1), (1, 1), (0.3, 1), (0.3, 0.2), (-0.3, 0.2), (-0.3, 1), (-1, 1), (-1, -0.1)),
    }[shape]
    return "M" + "L".join(f"{x * r:.1f} {y * r:.1f}" for x, y in points) + "z"
