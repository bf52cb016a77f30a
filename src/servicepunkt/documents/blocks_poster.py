"""A poster: everything on one page in large type, to hang on a door and be read at arm's length."""

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Literal

from .checks import LONGEST_LABEL, LONGEST_TEXT, need, said

Sort = Literal["text", "item", "pair"]


@dataclass(frozen=True, slots=True)
class PosterLine:
    """A line of a poster's part: a text, with a label before it ("måndag"), or marked as an item of a list."""

    text: str
    label: str = ""
    item: bool = False

    def __post_init__(self) -> None:
        said("a poster's line", self.text, LONGEST_TEXT)
        need(len(self.label) <= LONGEST_LABEL, "a poster's label is too long")
        need(not (self.label and self.item), "a line of a poster is labelled or an item, not both")

    @property
    def sort(self) -> Sort:
        """How it is set."""
        return "pair" if self.label else "item" if self.item else "text"


@dataclass(frozen=True, slots=True)
class PosterPart:
    """A part of a poster: a heading and its lines."""

    title: str
    lines: tuple[PosterLine, ...]

    def __post_init__(self) -> None:
        said("the title of a poster's part", self.title, LONGEST_LABEL)
        need(bool(self.lines), f"the poster's part {self.title!r} is empty")

    @property
    def groups(self) -> tuple[tuple[Sort, tuple[PosterLine, ...]], ...]:
        """The lines in their order, those of one sort that follow one another together: they make one list."""
        return tuple((sort, tuple(lines)) for sort, lines in groupby(self.lines, key=lambda line: line.sort))


@dataclass(frozen=True, slots=True)
class Poster:
    """A whole document on one page, around its title: a line above it, what it is about, parts. It stands alone.

    On paper its letters are as large as the page has room for, from `posters.LARGEST` down to `posters.SMALLEST`
    points; what does not fit then is refused, never set on a second page. So nothing else limits how long it is.
    """

    kind: ClassVar[str] = "poster"
    above: str
    lead: str = ""
    parts: tuple[PosterPart, ...] = ()

    def __post_init__(self) -> None:
        said("the line above the title", self.above, LONGEST_LABEL)
