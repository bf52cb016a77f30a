"""Reading a PDF back as people and their tools meet it: its text, its pages as pictures, its tags."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image
from pypdfium2 import raw

_DROPPED = re.compile(r"[\s\-‐\u00ad\u200b\ufffe\x02\x00]+")


def texts(pdf: bytes) -> list[str]:
    """The text of each page, in the order it is written in the file."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def squeezed(text: str) -> str:
    """A text without white space, hyphens and ligatures: how it is set says nothing about what is said."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def letter_sizes(pdf: bytes) -> set[float]:
    """The sizes, in points, of all letters in the document."""
    sizes = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            count = raw.FPDFText_CountChars(text)
            # What the reader adds itself (line ends, gaps) has no size of its own.
            real = [number for number in range(count) if raw.FPDFText_IsGenerated(text, number) != 1]
            sizes |= {round(raw.FPDFText_GetFontSize(text, number), 1) for number in real}
    return sizes


def pictures(pdf: bytes, dots_per_mm: int = 6) -> list[Image.Image]:
    """Each page as a grey picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        scale = dots_per_mm * 25.4 / 72
        return [page.render(scale=scale, grayscale=True).to_pil().convert("L") for page in document]


@dataclass(frozen=True)
class Tag:
    """One element of the tag tree, with its depth, alternative text and heading title."""

    name: str
    depth: int
    alt: str
    title: str


def tags(pdf: bytes) -> list[Tag]:
    """All tags in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_walk(document.Root.StructTreeRoot, 0))


def _walk(node: Any, depth: int) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for child in list(node):
            yield from _walk(child, depth)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield Tag(str(node.S)[1:], depth, str(node.get("/Alt", "")), str(node.get("/T", "")))
        if "/K" in node:
            yield from _walk(node.K, depth + 1)
