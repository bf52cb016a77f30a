"""Documents as a part of a page: the same words and numbers as on paper, in the house's own components.

The page around it has the document's title as its `h1`; the document's headings therefore begin at `h2`. A cover or
masthead shows the title again, as it stands on paper.
"""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from . import charts, maps, outline
from .blocks import QUESTIONS, SIGNS, Chart, Choice, Code, Document, Figure, Map, Masthead, Slips
from .drawings import for_page
from .letters import visible
from .outline import Shown


def render(document: Document, *, prefix: str = "dokument", after: tuple[int, int] = (0, 0)) -> SafeString:
    """A document as an `article`. `prefix` begins every name in it, so that two may stand on the same page.

    `after`: how many figures and tables stand before it, when it is a part of a longer one.

    Works without script and without styles of its own: those stand in `document.css`.
    """
    blocks = outline.shown(document, after=after)
    with translation.override(document.language):
        shown = [_context(one, f"{prefix}-{number}") for number, one in enumerate(blocks)]
    return render_to_string(
        "documents/blocks.html",
        {
            "document": document,
            "shown": shown,
            "entries": outline.entries(blocks),
            "words": outline.words(document),
            "prefix": prefix,
        },
    )


def _context(one: Shown, name: str) -> dict[str, Any]:
    """What the template needs of one block."""
    drawing, codes = _drawings(one, name)
    return {
        "one": one,
        "block": one.block,
        "template": f"documents/blocks/{'question' if isinstance(one.block, QUESTIONS) else one.block.kind}.html",
        "tag": f"h{min(one.level + 1, 6)}",
        "drawing": drawing,
        "codes": codes,
        "options": list(_options(one.block)) if isinstance(one.block, Choice) else [],
    }


def _drawings(one: Shown, name: str) -> tuple[SafeString, list[tuple[Any, SafeString]]]:
    """A block's own drawing, and the slips of a sheet each with its code."""
    match one.block:
        case Figure() | Code():
            return _drawn(one.block.svg, one.block.alt, name), []
        case Chart():
            return _drawn(charts.draw(one.block, charts.NARROW), one.alt, name), []
        case Map():
            return _drawn(maps.draw(one.block), one.alt, name), []
        case Masthead(code=Code() as code):
            return _drawn(code.svg, code.alt, name), []
        case Slips():
            slips = enumerate(one.block.slips)
            return SafeString(), [(slip, _drawn(slip.code.svg, slip.code.alt, f"{name}-{n}")) for n, slip in slips]
        case _:
            return SafeString(), []


def _drawn(svg: str, alt: str, name: str) -> SafeString:
    return mark_safe(for_page(svg, visible(alt), name))


def _options(block: Choice) -> Iterator[dict[str, Any]]:
    for number, option in enumerate(block.options):
        sign = SIGNS[number] if block.numbered and number < len(SIGNS) else ""
        yield {"sign": sign, "text": option.text, "write": option.write}
