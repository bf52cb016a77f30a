"""Blocks that draw figures from the platform's own numbers: charts, and places on a map."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from .checks import LONGEST_ALT, LONGEST_COLUMN, LONGEST_LABEL, all_said, need, said

MOST_SERIES = 4
"""As many as can be told apart in black and white."""
MOST_LABELS = 60
MOST_MARKS = 9
LARGEST = 10**15
"""Thousandths: 10 to the power of 12."""
SHAPES = ("ring", "quarter", "half", "most", "disc", "house", "square", "triangle", "diamond")
"""What a place may look like on a map; each differs in form from all others. `house`: a service point has started."""


def thousandths(value: int | Decimal) -> int:
    """A number as a chart keeps it: whole thousandths, so that what is stored is exact. Rounded half to even."""
    return int((Decimal(value) * 1000).to_integral_value())


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers in a chart, in thousandths (`thousandths`); None where a number is missing or not shown."""

    name: str
    values: tuple[int | None, ...]

    def __post_init__(self) -> None:
        said("a series' name", self.name, LONGEST_COLUMN)
        given = [value for value in self.values if value is not None]
        need(all(value >= 0 for value in given), "a bar has no length below 0")
        need(all(value <= LARGEST for value in given), "a number in a chart is larger than 10 to the power of 12")


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars: for each label one bar of each series, all in the same `unit` ("kronor", "procent").

    The numbers always stand in a table too, for those who cannot see the bars and for whoever edits the file.
    """

    kind: ClassVar[str] = "chart"
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    caption: str
    source: str = ""

    def __post_init__(self) -> None:
        said("a chart's title", self.title, LONGEST_LABEL)
        said("a chart's caption", self.caption, LONGEST_LABEL)
        said("a chart's unit", self.unit, LONGEST_COLUMN)
        need(len(self.source) <= LONGEST_LABEL, "a chart's source is too long")
        need(1 <= len(self.labels) <= MOST_LABELS, f"a chart has 1 to {MOST_LABELS} labels")
        all_said("a chart's label", self.labels, LONGEST_LABEL)
        need(1 <= len(self.series) <= MOST_SERIES, f"a chart has 1 to {MOST_SERIES} series")
        right = all(len(one.values) == len(self.labels) for one in self.series)
        need(right, "a series has not one value for each label")


@dataclass(frozen=True, slots=True)
class MapPin:
    """A place as a point: its name, where it lies in millionths of a degree (WGS 84), and the key of its mark."""

    name: str
    lat: int
    lon: int
    mark: str
    uncertain: bool = False

    @classmethod
    def at(cls, name: str, lat: float, lon: float, mark: str, *, uncertain: bool = False) -> "MapPin":
        """A pin from degrees."""
        return cls(name, round(lat * 1_000_000), round(lon * 1_000_000), mark, uncertain)

    def __post_init__(self) -> None:
        said("a place's name", self.name, LONGEST_LABEL)
        inside = 54_000_000 <= self.lat <= 70_000_000 and 9_000_000 <= self.lon <= 26_000_000
        need(inside, f"{self.name!r} does not lie in Sweden")


@dataclass(frozen=True, slots=True)
class MapMark:
    """What a mark on the map means. `shape` is one of SHAPES."""

    key: str
    text: str
    shape: str

    def __post_init__(self) -> None:
        said("a mark's key", self.key, LONGEST_COLUMN)
        said("what a mark means", self.text, LONGEST_LABEL)
        need(self.shape in SHAPES, f"there is no mark {self.shape!r}")


@dataclass(frozen=True, slots=True)
class Map:
    """Places as points on Sweden's outline, each told by the shape of its mark; all of them stand in a table too.

    `column` heads the table's column of what the marks mean ("Steg"). `close` shows only the part where the pins are.
    """

    kind: ClassVar[str] = "map"
    title: str
    pins: tuple[MapPin, ...]
    legend: tuple[MapMark, ...]
    alt: str
    caption: str
    column: str = ""
    close: bool = False

    def __post_init__(self) -> None:
        said("a map's title", self.title, LONGEST_LABEL)
        said("a map's alternative text", self.alt, LONGEST_ALT)
        said("a map's caption", self.caption, LONGEST_LABEL)
        need(len(self.column) <= LONGEST_COLUMN, "a map's column is too long")
        need(bool(self.pins), "a map has no places")
        need(1 <= len(self.legend) <= MOST_MARKS, f"a map has 1 to {MOST_MARKS} marks")
        keys = {mark.key for mark in self.legend}
        need(len(keys) == len(self.legend), "two marks have the same key")
        need(len({mark.shape for mark in self.legend}) == len(self.legend), "two marks look the same")
        need(all(pin.mark in keys for pin in self.pins), "a place has a mark that is not in the legend")
