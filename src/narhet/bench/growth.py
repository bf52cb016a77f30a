"""How time and memory grow with the roads and with the kinds of service: measured, as a table and as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narhet.bench.alone import grown
from narhet.bench.subject import Told
from narhet.drawing import INK, LINE, QUIET, drawing, text

SIZES = (100_000, 300_000, 1_000_000, 3_200_000)
KINDS = (1, 3, 10, 30)


@dataclass(frozen=True, slots=True)
class Point:
    """One size of roads and one number of kinds.

    Attributes
    ----------
    nodes, kinds : int
    order, metric, points : float
        Seconds: order and shortcuts, travel times, a set of points made ready.
    asked : float
        Seconds of one question about all kinds for all points.
    bytes : int
        Memory at most so far, building included.
    """

    nodes: int
    kinds: int
    order: float
    metric: float
    points: float
    asked: float
    bytes: int


def growth(folders: Sequence[Path], kinds: Sequence[int], warm: Path, told: Told) -> tuple[Point, ...]:
    """Measure stored made networks (`save_made`), each in one process of its own, kinds rising. Raises AloneError.

    `warm` are small roads with which each process loads its compiled code before.
    """
    points: list[Point] = []
    for folder in folders:
        told(f"growth: {folder.name}")
        for row in grown(folder, kinds, warm):
            points.append(
                Point(
                    int(row["nodes"]), int(row["kinds"]), row["order"], row["metric"], row["points"], row["asked"],
                    int(row["bytes"]),
                )
            )  # fmt: skip
    return tuple(points)


def growth_table(points: Sequence[Point]) -> str:
    """The same as Markdown."""
    rows = [
        "| nodes | kinds | order | travel times | points | one question | memory at most |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in points:
        rows.append(
            f"| {one.nodes:,} | {one.kinds} | {one.order:.2f} s | {one.metric:.2f} s | {1000 * one.points:.0f} ms "
            f"| {1000 * one.asked:.2f} ms | {one.bytes / 1e6:,.0f} MB |"
        )
    return "\n".join(rows)


_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#555555", "#000000")
"""Okabe and Ito's, which the colour-blind tell apart, the pale ones darkened."""
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "", "4 4")
_WIDTH, _HIGH, _LEFT, _TOP, _ROOM = 880.0, 470.0, 74.0, 84.0, 116.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """Axes, both logarithmic."""

    left: float
    wide: float
    low: tuple[float, float]
    high: tuple[float, float]
    unit: str

    def x(self, value: float) -> float:
        a, b = math.log10(self.low[0]), math.log10(self.high[0])
        return self.left + self.wide * (math.log10(value) - a) / (b - a)

    def y(self, value: float) -> float:
        a, b = math.log10(self.low[1]), math.log10(self.high[1])
        return _HIGH - 60 - (_HIGH - 60 - _TOP) * (math.log10(value) - a) / (b - a)


def growth_svg(points: Sequence[Point]) -> str:
    """Two panels with logarithmic axes: seconds of each step, and memory, against the number of nodes."""
    nodes = sorted({one.nodes for one in points})
    kinds = sorted({one.kinds for one in points})
    most = {one.nodes: one for one in points}  # the last of each size: all kinds
    steps: list[tuple[str, list[tuple[float, float]]]] = [
        ("roads to ready", [(n, most[n].order + most[n].metric + most[n].points) for n in nodes]),
        ("new profile", [(n, most[n].metric + most[n].points) for n in nodes]),
    ]
    asked = [(f"ask {k} kind{'s' if k > 1 else ''}", _of(points, k, "asked")) for k in reversed(kinds)]
    few, most_kinds = _of(points, kinds[0], "bytes"), _of(points, kinds[-1], "bytes")
    memory = [(f"{kinds[-1]} kinds", most_kinds), (f"{kinds[0]} kind{'s' if kinds[0] > 1 else ''}", few)]
    if all(high <= 1.02 * low for (_, low), (_, high) in zip(few, most_kinds, strict=True)):
        memory = [(f"{kinds[0]} to {kinds[-1]} kinds", most_kinds)]
    half = (_WIDTH - 2 * _LEFT - 2 * _ROOM) / 2
    parts = _panel("Seconds", [*steps, *asked], _LEFT, half, nodes, 1.0)
    parts += _panel("Megabytes at most, building included", memory, 2 * _LEFT + half + _ROOM, half, nodes, 1e6)
    parts.append(text(_LEFT - 60, 32, "What grows with the roads", size=20, bold=True))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{n:,.0f} nodes {value:.3g} s" for n, value in line) for name, line in [*steps, *asked]
    )
    return drawing(_WIDTH, _HIGH, "What grows with the roads", told, parts)


def _of(points: Sequence[Point], kinds: int, what: str) -> list[tuple[float, float]]:
    return [(float(one.nodes), float(getattr(one, what))) for one in points if one.kinds == kinds]


def _panel(
    unit: str,
    series: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    left: float,
    wide: float,
    nodes: Sequence[int],
    scale: float,
) -> list[str]:
    """One pair of axes with its lines, each named at its end."""
    values = [value / scale for _, line in series for _, value in line]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values) * 1.0001))
    panel = _Panel(left, wide, (nodes[0] * 0.9, low), (nodes[-1] * 1.1, high), unit)
    parts = [text(left - 60, 62, unit, bold=True), f'<g stroke="{LINE}" stroke-width="0.7">']
    ticks = [low * 10**i for i in range(round(math.log10(high / low)) + 1)]
    parts += [
        f'<line x1="{left:.1f}" x2="{left + wide:.1f}" y1="{panel.y(tick):.1f}" y2="{panel.y(tick):.1f}"/>'
        for tick in ticks
    ]
    parts += [
        f'<line x1="{panel.x(n):.1f}" x2="{panel.x(n):.1f}" y1="{panel.y(low):.1f}" y2="{panel.y(low) + 5:.1f}"/>'
        for n in nodes
    ]
    parts.append(f'</g><g fill="{QUIET}">')
    parts += [text(left - 8, panel.y(tick) + 4, f"{tick:,.10g}", size=12, anchor="end") for tick in ticks]
    parts += [text(panel.x(n), panel.y(low) + 20, _short(n), size=12, anchor="middle") for n in nodes]
    parts.append(text(left + wide / 2, panel.y(low) + 40, "nodes of the roads", size=12, anchor="middle") + "</g>")
    ends = _apart([panel.y(line[-1][1] / scale) for _, line in series])
    for number, ((name, line), end) in enumerate(zip(series, ends, strict=True)):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        path = " ".join(f"{panel.x(n):.1f},{panel.y(value / scale):.1f}" for n, value in line)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [
            f'<circle cx="{panel.x(n):.1f}" cy="{panel.y(value / scale):.1f}" r="3" fill="{colour}"/>'
            for n, value in line
        ]
        parts.append(f'<g fill="{INK}">' + text(left + wide + 8, end + 4, name, size=12) + "</g>")
    return parts


def _apart(heights: Sequence[float], least: float = 15.0) -> list[float]:
    """Labels moved down as little as keeps them from each other."""
    moved, last = list(heights), -math.inf
    for number in sorted(range(len(heights)), key=lambda i: heights[i]):
        moved[number] = last = max(heights[number], last + least)
    return moved


def _short(nodes: int) -> str:
    return f"{nodes / 1e6:g} M" if nodes >= 1_000_000 else f"{nodes / 1e3:g} k"
