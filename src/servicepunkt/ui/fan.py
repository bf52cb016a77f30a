"""A fan as SVG: one amount year by year, low, likely and high, from where it stands today.

Lines are told apart by their stroke, their marks and their names at the end, never by colour alone. The same drawing is
made with classes for pages, which style it in light, dark and print, and in greys for paper.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.formats import number_format
from django.utils.html import escape

PAGE, PAPER = 360, 470
"""Units in width: on a phone's page one is about a pixel, on paper a point."""
_HIGH = 230
_TOP, _BOTTOM = 26, 28
_LEFT, _RIGHT = 44, 92
_NEAREST = 15
"""Units that names at the lines' ends keep between one another."""
_THOUSAND = 1000
_INK = "#222"
_numbers = count(1)


@dataclass(frozen=True)
class Fan:
    """What is drawn. `points` names each value ("start", "2027" …); amounts are whole kronor and shown in thousands,
    which `unit` says above the amounts.

    `names` are those of low, likely and high; in every point low is at most likely, and likely at most high.
    """

    title: str
    description: str
    unit: str
    points: tuple[str, ...]
    names: tuple[str, str, str]
    low: tuple[int, ...]
    likely: tuple[int, ...]
    high: tuple[int, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for fewer than two points, or a line of another length."""
        if len(self.points) < 2 or {len(one) for one in self.lines} != {len(self.points)}:
            raise ValueError("each line needs one value for each of at least two points")

    @property
    def lines(self) -> tuple[tuple[int, ...], ...]:
        """Low, likely and high."""
        return self.low, self.likely, self.high


@dataclass(frozen=True)
class _Scale:
    """Where a point and an amount lie in the drawing."""

    wide: int
    points: int
    least: float
    most: float

    def x(self, point: int) -> float:
        return _LEFT + point * (self.wide - _LEFT - _RIGHT) / (self.points - 1)

    def y(self, amount: float) -> float:
        return _TOP + (self.most - amount) / (self.most - self.least) * (_HIGH - _TOP - _BOTTOM)


def drawn(fan: Fan, *, paper: bool = False) -> str:
    """The fan as SVG: for a page a figure with title and description, for paper a drawing that stands alone."""
    wide = PAPER if paper else PAGE
    ticks = _ticks(min(0, *fan.low), max(0, *fan.high))
    scale = _Scale(wide, len(fan.points), ticks[0], ticks[-1])
    inside = "".join((_band(fan, scale), *_axes(fan, scale, ticks), *_ways(fan, scale), *_ends(fan, scale)))
    view = f'viewBox="0 0 {wide} {_HIGH}"'
    if paper:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {view} font-family="Source Sans Pro, sans-serif" font-size="11">'
            f"{inside}</svg>"
        )
    number = next(_numbers)
    return (
        f'<figure class="chart"><svg {view} role="img" aria-labelledby="fan-{number}-titel fan-{number}-text">'
        f'<title id="fan-{number}-titel">{escape(fan.title)}</title>'
        f'<desc id="fan-{number}-text">{escape(fan.description)}</desc>{inside}</svg></figure>'
    )


def _ticks(least: float, most: float) -> list[float]:
    """Even amounts from below the least to above the most, four to eight of them, always with zero among them."""
    span = (most - least) or _THOUSAND
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = next(size * power for size in (1, 2, 5, 10) if span / (size * power) <= 5)
    first, last = math.floor(least / step), math.ceil(most / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _said(amount: float) -> str:
    """An amount in thousands of kronor; decimals only where thousands are too coarse."""
    thousands = amount / _THOUSAND
    places = 0 if abs(thousands) >= 10 or thousands == int(thousands) else 1
    text: str = number_format(abs(round(thousands, places)), decimal_pos=places, force_grouping=True)
    return f"−{text}" if round(thousands, places) < 0 else text


def _text(x: float, y: float, text: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' class="chart__value" font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}"{weight}>{escape(text)}</text>'


def _band(fan: Fan, scale: _Scale) -> str:
    """The area between low and high."""
    above = [(scale.x(at), scale.y(value)) for at, value in enumerate(fan.high)]
    below = [(scale.x(at), scale.y(value)) for at, value in enumerate(fan.low)]
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*above, *reversed(below)))
    return f'<polygon class="fan__band" points="{corners}" fill="#e6e6e6"/>'


def _axes(fan: Fan, scale: _Scale, ticks: Sequence[float]) -> list[str]:
    """A thin line for each even amount, a thick one for zero, and the points' names below."""
    right = scale.x(len(fan.points) - 1)
    parts = [_text(0, 11, fan.unit, "start")]
    for tick in ticks:
        look = 'class="fan__zero" stroke-width="2"' if tick == 0 else 'class="fan__grid" stroke-width="0.5"'
        y = scale.y(tick)
        parts.append(f'<path {look} d="M{_LEFT} {y:.1f}H{right:.1f}" fill="none" stroke="{_INK}"/>')
        parts.append(_text(_LEFT - 6, y + 4, _said(tick), "end", bold=tick == 0))
    names = (_text(scale.x(at), _HIGH - 8, name, "middle") for at, name in enumerate(fan.points))
    return [*parts, *names]


def _ways(fan: Fan, scale: _Scale) -> list[str]:
    """Low dashed with triangles, likely thick with discs, high dotted with squares."""
    looks = (("low", "6 4", 1.5), ("likely", "", 3.0), ("high", "1.5 3", 1.5))
    parts = []
    for (name, dashes, width), values in zip(looks, fan.lines, strict=True):
        spots = [(scale.x(at), scale.y(value)) for at, value in enumerate(values)]
        line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(f'<path class="fan__line" d="{line}" fill="none" stroke="{_INK}" stroke-width="{width}"{dashed}/>')
        parts += [_mark(name, x, y) for x, y in spots[1:]]
    return parts


def _mark(name: str, x: float, y: float) -> str:
    shapes = {
        "low": f"M{x - 4:.1f} {y - 3:.1f}h8l-4 7z",
        "likely": f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "high": f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z",
    }
    fill = _INK if name == "likely" else "#fff"
    look = "fan__mark fan__mark--filled" if name == "likely" else "fan__mark"
    return f'<path class="{look}" d="{shapes[name]}" fill="{fill}" stroke="{_INK}" stroke-width="1.5"/>'


def _ends(fan: Fan, scale: _Scale) -> list[str]:
    """The lines' names and last amounts to the right, high above low, pushed apart where they would meet."""
    x = scale.x(len(fan.points) - 1) + 10
    ends = [(name, line[-1]) for name, line in zip(fan.names, fan.lines, strict=True)][::-1]
    ys: list[float] = []
    for _name, value in ends:
        ys.append(max(scale.y(value) + 4, ys[-1] + _NEAREST if ys else 0.0))
    over = max(0.0, ys[-1] - (_HIGH - _BOTTOM))
    return [
        _text(x, y - over, f"{name} {_said(value)}", "start", bold=True)
        for (name, value), y in zip(ends, ys, strict=True)
    ]
