"""What maps and charts are drawn with: texts, classes with colours that all can tell apart, SVG and PNG files."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from narhet.errors import BadTableError
from narhet.files.writing import replaced

if TYPE_CHECKING:
    import typst  # where it is used it is imported: an SVG file needs no typesetter

INK, QUIET, LINE = "#222", "#555", "#999"
FONT = 13.0
LETTER = 0.53
"""How wide a letter is on average, as a share of its size."""

ENDINGS = (".svg", ".png")
PIXELS = 2
"""Of a PNG for every unit of the drawing."""

NOWHERE = "#bdbdbd"
_NEAR_TO_FAR = ("#fde725", "#addc30", "#5ec962", "#28ae80", "#21918c", "#2c728e", "#3b528b", "#472d7b", "#440154")
_BETTER = ("#053061", "#2166ac", "#4393c3", "#92c5de")
_WORSE = ("#f4a582", "#d6604d", "#b2182b", "#67001f")
_SAME = "#e3e3e3"


@dataclass(frozen=True, slots=True)
class Classes:
    """What is told apart by colour.

    Attributes
    ----------
    labels, colours : tuples of str
        From the first class to the last.
    """

    labels: tuple[str, ...]
    colours: tuple[str, ...]


def band_classes(minutes: Sequence[float]) -> Classes:
    """Bands of travel time: up to each limit, beyond the last, and no way at all.

    The colours are viridis (Smith and van der Walt, 2015): lighter is nearer, in grey print and for the colour-blind.
    """
    labels = [f"up to {minutes[0]:g} min"] if minutes else []
    labels += [f"{low:g}–{high:g} min" for low, high in pairwise(minutes)]
    labels += [f"over {minutes[-1]:g} min" if minutes else "any time", "no way by road"]
    return Classes(tuple(labels), (*rising(len(labels) - 1), NOWHERE))


def rising(count: int) -> tuple[str, ...]:
    """So many colours from light to dark."""
    last = len(_NEAR_TO_FAR) - 1
    return tuple(_NEAR_TO_FAR[round(i * last / max(count - 1, 1))] for i in range(count))


def change_classes(minutes: Sequence[float]) -> Classes:
    """Changes of travel time: from the largest saving over no change to the largest loss; blue is better, red worse.

    `minutes` are up to three limits, rising; "no change" is none at all. The colours are ColorBrewer's RdBu, which the
    colour-blind can tell apart.
    """
    steps = [f"up to {minutes[0]:g} min"] + [f"{a:g}–{b:g} min" for a, b in pairwise(minutes)]
    steps.append(f"over {minutes[-1]:g} min")
    better = [f"{step} shorter" for step in reversed(steps)]
    worse = [f"{step} longer" for step in steps]
    return Classes((*better, "no change", *worse), (*_BETTER[-len(steps) :], _SAME, *_WORSE[: len(steps)]))


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(letter for letter in text if letter.isprintable())


def text(x: float, y: float, words: str, *, size: float = FONT, bold: bool = False, anchor: str = "start") -> str:
    """One line of text."""
    weight = ' font-weight="600"' if bold else ""
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{where}{weight}>{escape(clean(words))}</text>'


def lines(words: str, width: float, size: float = FONT) -> list[str]:
    """A text in lines that fit a width."""
    return textwrap.wrap(clean(words), max(int(width / (size * LETTER)), 8)) or [""]


def drawing(width: float, height: float, title: str, told: str, parts: Sequence[str]) -> str:
    """A whole SVG file: it stands alone and says in words what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(clean(title))} '
        f'font-family="Source Sans Pro, Helvetica, Arial, sans-serif" font-size="{FONT:g}" '
        f'fill="{INK}">\n<title>{escape(clean(title))}</title>\n<desc>{escape(clean(told))}</desc>\n'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def check_picture(path: Path) -> None:
    """Refuse a picture that could not be written, before the work begins. Raises BadTableError."""
    if path.suffix.lower() not in ENDINGS:
        raise BadTableError(f"{path.name} ends in none of {', '.join(ENDINGS)}: pictures are written in these formats.")
    if not path.parent.is_dir():
        raise BadTableError(f"{path} cannot be written: there is no folder {path.parent}.")


def write_picture(path: str | Path, svg: str) -> None:
    """Write a drawing as .svg or .png, whole or not at all.

    Raises
    ------
    BadTableError
        Another ending, or the file cannot be written.
    """
    path = Path(path)
    check_picture(path)
    content = png(svg) if path.suffix.lower() == ".png" else svg.encode("utf-8")
    with replaced(path) as beside:
        beside.write_bytes(content)


def png(svg: str) -> bytes:
    """A drawing as the bytes of a PNG, two pixels a unit."""
    import typst

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    made = typst.compile(
        page.encode(),
        format="png",
        ppi=72 * PIXELS * 4 / 3,
        sys_inputs={"svg": svg},
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no picture")
    return made


@cache
def _fonts() -> typst.Fonts:
    """The typeface that comes with the package: a picture must not depend on the machine's fonts."""
    import typst

    spec = find_spec("font_source_sans_pro")
    folders = [str(Path(folder) / "files") for folder in spec.submodule_search_locations or ()] if spec else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
