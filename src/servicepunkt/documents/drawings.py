"""Drawings in documents: what an SVG may hold, and the QR code."""

import io
from xml.etree import ElementTree

import segno

from .letters import fit

LARGEST = 2_000_000
"""Characters. A chart has some thousands; a map of a county some hundred thousand."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = f"{{{_NAMESPACE}}}svg"
_NEVER = {"script", "foreignObject", "image", "iframe"}


def refuse_unsafe(svg: str, error: type[ValueError]) -> None:
    """Raise `error` unless a drawing is well-formed SVG that stands alone.

    No document type (entities can swell), no script, no picture or link to something outside: a drawing must look the
    same in ten years, and reading a file must never be a drawing's doing.
    """
    if len(svg) > LARGEST:
        raise error("the drawing is too large")
    if "<!DOCTYPE" in svg.upper():
        raise error("a drawing has no document type")
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError) as reason:
        raise error(f"the drawing is not well-formed: {reason}") from None
    if root.tag != _SVG:
        raise error("the drawing is not SVG in its own namespace")
    for element in root.iter():
        if element.tag.rpartition("}")[2] in _NEVER:
            raise error(f"a drawing holds no {element.tag.rpartition('}')[2]}")
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and not value.startswith("#"):
                raise error("a drawing points to nothing outside itself")


def printable_drawing(svg: str) -> str:
    """A drawing whose texts hold only letters that can be printed (`letters.fit`); one without texts as it is."""
    root = ElementTree.fromstring(svg)
    if next(root.iter(f"{{{_NAMESPACE}}}text"), None) is None:
        return svg
    for element in root.iter():
        element.text = element.text and fit(element.text)
        element.tail = element.tail and fit(element.tail)
    return ElementTree.tostring(root, encoding="unicode")


def qr(data: str) -> str:
    """A QR code as SVG, with its quiet zone of four modules (ISO/IEC 18004). Error correction M survives a crease.

    Raises segno.DataOverflowError when the data is more than a code can hold (about 2,300 characters).
    """
    out = io.BytesIO()
    segno.make(data, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()
