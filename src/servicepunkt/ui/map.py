"""The map of Sweden with places as pins, drawn on the server.

The outlines come by reference from one cacheable file (`shapes`), so a page only carries its pins. A stage is told
by shape: a ring that fills like a clock, and a house with its door open once the goal is reached.
"""

from collections.abc import Iterable, Sequence
from math import ceil, cos, hypot, pi, sin
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _

from servicepunkt.ui import shapes

WIDTH = 320
# Up to this many pins are links with labels; above it the map shows small marks and the table beside has the links.
MANY = 60
LABELLED = 30
# How far a pin may be moved, in half pin widths: a link must be free to hit, a small mark should rather stand where it
# belongs, even if a crowd then covers it in part.
_RINGS_LINK, _RINGS_MARK = 60, 5

Text = str | Promise


class Stage(NamedTuple):
    """One stage in the legend: how full its ring is (0 to 1), or a house when the goal is reached."""

    key: str
    title: Text
    share: float
    reached: bool = False


class Pin(NamedTuple):
    """One place: degrees (WGS 84), the key of its stage, a short label and where it leads."""

    title: str
    lat: float
    lon: float
    stage: str
    label: str = ""
    url: str | None = None
    uncertain: bool = False


class Area(NamedTuple):
    """A part of the country to show, in degrees."""

    south: float
    west: float
    north: float
    east: float


class Sheet(NamedTuple):
    """From base map units (100 m) to the units of the drawing."""

    left: float
    top: float
    scale: float
    height: float
    width: int = WIDTH

    @property
    def metres(self) -> float:
        """How wide the part of the country is that the sheet shows."""
        return self.width / self.scale * shapes.UNIT_M

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = shapes.to_sheet(lat, lon)
        return (x - self.left) * self.scale, (y - self.top) * self.scale


class Spot(NamedTuple):
    """Where a pin stands on the sheet, and where it truly belongs."""

    pin: Pin
    true_x: float
    true_y: float
    x: float
    y: float


class Label(NamedTuple):
    """A name on the map and how it hangs on its point."""

    x: float
    y: float
    anchor: str
    text: str


def stages_of(titles: Sequence[Text], *, reached: Text) -> list[Stage]:
    """Stages named `0`, `1` … for the given titles, filling up evenly, and `reached` for the goal."""
    steps = max(len(titles) - 1, 1)
    filling = [Stage(str(index), title, 0.8 * index / steps) for index, title in enumerate(titles)]
    return [*filling, Stage("reached", reached, 1.0, reached=True)]


def draw_map(
    pins: Sequence[Pin],
    stages: Sequence[Stage],
    *,
    title: str = "",
    description: str = "",
    focus: str | Area = "",
    map_id: str = "karta",
    labels: bool = True,
    base_url: str | None = None,
) -> str:
    """The map as an HTML figure with legend.

    `focus` is "" for the whole country, "pins" for the part where the pins are, or an Area. Pins too close to each
    other are moved apart, with a line to the true point. `base_url=""` draws the outlines into the figure itself,
    for documents. Raises KeyError when a pin names a stage that is not in `stages`.
    """
    known = {stage.key: stage for stage in stages}
    for pin in pins:
        known[pin.stage]
    sheet, spots = lay_out(pins, focus)
    many = len(pins) > MANY
    drawn = "".join(_leader(spot) for spot in spots)
    drawn += "".join(_mark(spot, known[spot.pin.stage], small=many) for spot in spots)
    if labels:
        drawn = "".join((drawn, _labels(spots, sheet)))
    title = title or _("Karta över Sverige med orterna")
    links = not many and any(pin.url for pin in pins)
    texts = f'<title id="{map_id}-titel">{escape(title)}</title>'
    named = f"{map_id}-titel"
    if description:
        texts += f'<desc id="{map_id}-text">{escape(description)}</desc>'
        named += f" {map_id}-text"
    return (
        f'<figure class="map"><svg class="map__sheet" viewBox="0 0 {WIDTH} {sheet.height:.0f}"'
        f' role="{"group" if links else "img"}" aria-labelledby="{named}">{texts}'
        f"{_outlines(sheet, base_url)}{drawn}</svg><figcaption>{_legend(pins, stages)}</figcaption></figure>"
    )


def lay_out(pins: Sequence[Pin], focus: str | Area = "") -> tuple[Sheet, list[Spot]]:
    """The sheet that shows `focus` (see `draw_map`) and where on it each pin stands, from north to south."""
    sheet = _sheet(pins, focus)
    apart, rings = (7.5, _RINGS_MARK) if len(pins) > MANY else (29.0, _RINGS_LINK)
    return sheet, _spread(_true_spots(pins, sheet), apart, rings, sheet.height)


def _sheet(pins: Sequence[Pin], focus: str | Area) -> Sheet:
    left, top, right, bottom = map(float, shapes.base_map().bounds)
    corners: Iterable[tuple[float, float]] = ()
    if isinstance(focus, Area):
        corners = [
            (focus.north, focus.west),
            (focus.north, focus.east),
            (focus.south, focus.west),
            (focus.south, focus.east),
        ]
    elif focus == "pins":
        corners = [(pin.lat, pin.lon) for pin in pins]
    points = [shapes.to_sheet(lat, lon) for lat, lon in corners]
    margin = 120.0
    if points:
        left, right = min(x for x, _y in points), max(x for x, _y in points)
        top, bottom = min(y for _x, y in points), max(y for _x, y in points)
        # At least 100 km across, and a tenth of air on each side.
        short = 1000.0
        grow_x, grow_y = max(short - (right - left), 0) / 2, max(short - (bottom - top), 0) / 2
        left, right, top, bottom = left - grow_x, right + grow_x, top - grow_y, bottom + grow_y
        margin = 0.12 * max(right - left, (bottom - top) / 2)
    width = max(right - left + 2 * margin, (bottom - top + 2 * margin) / 2.45)
    middle = (left + right) / 2
    scale = WIDTH / width
    return Sheet(middle - width / 2, top - margin, scale, (bottom - top + 2 * margin) * scale)


def _true_spots(pins: Sequence[Pin], sheet: Sheet) -> list[Spot]:
    placed = [(*sheet.place(pin.lat, pin.lon), pin) for pin in pins]
    # Keyboard order runs from north to south.
    return [Spot(pin, x, y, x, y) for x, y, pin in sorted(placed, key=lambda row: (row[1], row[0]))]


def _spread(spots: Sequence[Spot], apart: float, rings: int, height: float) -> list[Spot]:
    """Each pin at its true point or, when that is taken, at the nearest free point of rings around it."""
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    # In a crowd the inner rings are full: the next pin of the same cell starts where the last one found room.
    reached: dict[tuple[int, int], int] = {}
    edge = apart / 2

    def free(x: float, y: float) -> bool:
        column, row = int(x // apart), int(y // apart)
        for near in ((column + dx, row + dy) for dx in (0, -1, 1) for dy in (0, -1, 1)):
            if any(hypot(x - other_x, y - other_y) < apart for other_x, other_y in taken.get(near, ())):
                return False
        return edge <= x <= WIDTH - edge and edge <= y <= height - edge

    def room(spot: Spot) -> tuple[float, float]:
        if free(spot.true_x, spot.true_y):
            return spot.true_x, spot.true_y
        cell = (int(spot.true_x // apart), int(spot.true_y // apart))
        for ring in range(reached.get(cell, 1), rings):
            radius, points = ring * apart / 2, 6 * ring
            for turn in range(points):
                angle = 2 * pi * (turn + ring % 2 / 2) / points
                x, y = spot.true_x + radius * cos(angle), spot.true_y + radius * sin(angle)
                if free(x, y):
                    reached[cell] = ring
                    return x, y
        reached[cell] = rings
        return spot.true_x, spot.true_y

    result = []
    for spot in spots:
        x, y = room(spot)
        taken.setdefault((int(x // apart), int(y // apart)), []).append((x, y))
        result.append(spot._replace(x=x, y=y))
    return result


def _leader(spot: Spot) -> str:
    if hypot(spot.x - spot.true_x, spot.y - spot.true_y) < 2:
        return ""
    return (
        f'<path class="pin__leader" d="M{spot.true_x:.1f} {spot.true_y:.1f}L{spot.x:.1f} {spot.y:.1f}"/>'
        f'<circle class="pin__spot" cx="{spot.true_x:.1f}" cy="{spot.true_y:.1f}" r="1.6"/>'
    )


def _mark(spot: Spot, stage: Stage, *, small: bool) -> str:
    pin = spot.pin
    classes = "pin" + (" pin--small" if small else "") + (" pin--uncertain" if pin.uncertain else "")
    name = f"{pin.title}: {stage.title}"
    if pin.uncertain:
        name = _("%(name)s (osäker)") % {"name": name}
    place = f'transform="translate({spot.x:.1f} {spot.y:.1f})"'
    shape = _shape(stage, 2.9 if small else 8.0)
    if small:
        return f'<g class="{classes}" {place}><title>{escape(name)}</title>{shape}</g>'
    target = '<circle class="pin__target" r="14"/>'
    if pin.url:
        return (
            f'<a class="{classes}" href="{escape(pin.url)}" aria-label="{escape(name)}" {place}>'
            f"<title>{escape(name)}</title>{target}{shape}</a>"
        )
    return f'<g class="{classes}" {place}><title>{escape(name)}</title>{target}{shape}</g>'


def _shape(stage: Stage, radius: float) -> str:
    """The stage as a shape round (0, 0): a ring filled like a clock, or a house."""
    if stage.reached:
        r = radius * 1.15
        house = f"M{-r:.1f} {-r * 0.1:.1f}L0 {-r:.1f}L{r:.1f} {-r * 0.1:.1f}V{r:.1f}H{-r:.1f}z"
        door = f'<path class="pin__door" d="M{-r * 0.28:.1f} {r:.1f}V{r * 0.1:.1f}H{r * 0.28:.1f}V{r:.1f}z"/>'
        return f'<path class="pin__house" d="{house}"/>{door}'
    ring = f'<circle class="pin__ring" r="{radius:g}"/>'
    if stage.share <= 0:
        return ring
    inner, angle = radius * 0.9, 2 * pi * min(stage.share, 0.99)
    x, y = inner * sin(angle), -inner * cos(angle)
    wide = 1 if stage.share > 0.5 else 0
    pie = f"M0 0V{-inner:.1f}A{inner:.1f} {inner:.1f} 0 {wide} 1 {x:.1f} {y:.1f}z"
    return f'{ring}<path class="pin__pie" d="{pie}"/>'


def place_labels(spots: Sequence[Spot], sheet: Sheet) -> list[Label]:
    """Labels beside their pins where there is room; a label without room is left out (the table names every place).

    None at all where there are more than LABELLED pins.
    """
    if len(spots) > LABELLED:
        return []
    boxes = [(spot.x - 10, spot.y - 10, spot.x + 10, spot.y + 10) for spot in spots]
    placed = []
    for spot in spots:
        text = (spot.pin.label or spot.pin.title) + ("?" if spot.pin.uncertain and "?" not in spot.pin.label else "")
        width = ceil(6.6 * len(text)) + 2
        for dx, dy, anchor in ((13, 4, "start"), (-13, 4, "end"), (0, 23, "middle"), (0, -15, "middle")):
            x, y = spot.x + dx, spot.y + dy
            left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
            box = (left, y - 10, left + width, y + 3)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= sheet.height
            if inside and not any(_overlap(box, other) for other in boxes):
                boxes.append(box)
                placed.append(Label(x, y, anchor, text))
                break
    return placed


def _labels(spots: Sequence[Spot], sheet: Sheet) -> str:
    return "".join(
        f'<text class="pin__label" x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="{one.anchor}"'
        f' aria-hidden="true">{escape(one.text)}</text>'
        for one in place_labels(spots, sheet)
    )


def _overlap(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _outlines(sheet: Sheet, base_url: str | None) -> str:
    base = shapes.base_map()
    place = f'transform="scale({sheet.scale:.6f}) translate({-sheet.left:.1f} {-sheet.top:.1f})"'
    if base_url == "":
        paths = {name: f'd="{path}" vector-effect="non-scaling-stroke"' for name, path in base.paths.items()}
        drawn = "".join(
            f'<path class="{look}" {paths[name]}/>'
            for look, name in (("land", "lan"), ("municipalities", "kommuner"), ("counties", "lan"))
        )
    else:
        address = f"{base_url or reverse('ui:map_base')}?v={base.digest}"
        drawn = "".join(
            f'<use class="{look}" href="{escape(address)}#{name}"/>'
            for look, name in (("land", "lan"), ("municipalities", "kommuner"), ("counties", "lan"))
        )
    return f'<g {place} aria-hidden="true">{drawn}</g>'


def _legend(pins: Sequence[Pin], stages: Sequence[Stage]) -> str:
    counts = {stage.key: 0 for stage in stages}
    for pin in pins:
        counts[pin.stage] += 1
    items = [
        f'<li><svg viewBox="-11 -11 22 22" aria-hidden="true">{_shape(stage, 8.0)}</svg>'
        f"<span>{escape(stage.title)} ({counts[stage.key]})</span></li>"
        for stage in stages
    ]
    if any(pin.uncertain for pin in pins):
        ring = '<g class="pin--uncertain"><circle class="pin__ring" r="8"/></g>'
        label = _("Osäker ort")  # outside the f-string, where the texts are not looked for
        items.append(f'<li><svg viewBox="-11 -11 22 22" aria-hidden="true">{ring}</svg><span>{label}</span></li>')
    return f'<ul class="legend">{"".join(items)}</ul>'
