"""Plain text as people write it in a draft, as blocks: paragraphs, lists with bullets, numbered lists.

An empty line begins a new paragraph. Lines that begin with "- " are a list. Lines that begin with "1. ", "2. " ... are
a numbered list, when they count from one: a paragraph that happens to begin with "3. " keeps its number.
"""

import re
from collections.abc import Callable

from .blocks import Block, Bullets, Paragraph

BULLET = re.compile(r"[-•*] +(?=\S)")
NUMBERED = re.compile(r"(\d{1,3})[.)] +(?=\S)")


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a written text; none when there is nothing but white space."""
    made: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.rstrip() for line in chunk.split("\n") if line.strip()]
        while lines:
            block, used = _first(lines)
            made.append(block)
            lines = lines[used:]
    return tuple(_joined(made))


def _first(lines: list[str]) -> tuple[Block, int]:
    """The block that the lines begin with, and how many of them it takes."""
    for begins in (_bullet, _number):
        used, items = _items(lines, begins)
        if items:
            return Bullets(tuple(items), numbered=begins is _number), used
    used = next((at for at, line in enumerate(lines) if at and (_bullet(line, 1) or _number(line, 1))), len(lines))
    return Paragraph("\n".join(line.strip() for line in lines[:used])), used


def _bullet(line: str, number: int) -> str:
    """What follows the bullet, or nothing."""
    found = BULLET.match(line.lstrip())
    return line.lstrip()[found.end() :] if found else ""


def _number(line: str, number: int) -> str:
    """What follows the item's number, or nothing when the line does not begin with just that number."""
    found = NUMBERED.match(line.lstrip())
    return line.lstrip()[found.end() :] if found and int(found[1]) == number else ""


def _items(lines: list[str], begins: Callable[[str, int], str]) -> tuple[int, list[str]]:
    """How many lines the list at the beginning takes, and its items. An indented line goes on with the item above."""
    items: list[str] = []
    for at, line in enumerate(lines):
        item = begins(line, len(items) + 1)
        if item:
            items.append(item)
        elif items and line[:1].isspace():
            items[-1] += f"\n{line.strip()}"
        else:
            return at, items
    return len(lines), items


def _joined(blocks: list[Block]) -> list[Block]:
    """Bulleted lists with only an empty line between them are one list."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if isinstance(block, Bullets) and isinstance(last, Bullets) and not (block.numbered or last.numbered):
            out[-1] = Bullets(last.items + block.items)
        else:
            out.append(block)
    return out
