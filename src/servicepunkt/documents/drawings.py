"""Drawings in documents: what an SVG may hold, and the QR code."""

import io
import re
from xml.etree import ElementTree

import segno

from .letters import fit, visible

LARGEST = 2_000_000
"""Characters. A chart has some thousands; a map of a county some hundred thousand."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = f"{{{_NAMESPACE}}}svg"
_FORM_NAMES = """
    svg g path rect circle ellipse line polyline polygon text tspan defs use clipPath mask linearGradient
    radialGradient stop pattern marker symbol
"""
_LOOK_NAMES = """
    id href x y x1 y1 x2 y2 cx cy r rx ry fx fy d points width height viewBox transform preserveAspectRatio fill
    fill-opacity fill-rule clip-rule clip-path mask stroke stroke-width stroke-opacity stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity color display visibility paint-order
    font-family font-size font-weight font-style text-anchor dominant-baseline dx dy letter-spacing text-decoration
    offset stop-color stop-opacity gradientUnits gradientTransform patternUnits patternContentUnits patternTransform
    clipPathUnits maskUnits maskContentUnits markerWidth markerHeight markerUnits refX refY orient marker-start
    marker-mid marker-end
"""
_FORMS, _LOOKS = frozenset(_FORM_NAMES.split()), frozenset(_LOOK_NAMES.split())
"""What a drawing inside a page may be made of, and which attributes it may have there."""
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


def for_page(svg: str, alt: str, name: str) -> str:
    """A drawing to stand inside a page, read aloud as `alt`; the names within it begin with `name`.

    Only known forms and looks are let through: a style, script or event in the file must not become the page's own. A
    `style` of simple declarations becomes the attributes that mean the same.
    """
    root = _cleaned(ElementTree.fromstring(svg), name)
    wide, high = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    if "viewBox" not in root.attrib and wide and high:
        root.set("viewBox", f"0 0 {wide.removesuffix('px')} {high.removesuffix('px')}")
    root.attrib |= {"role": "img", "aria-label": alt}
    return ElementTree.tostring(root, encoding="unicode")


def _cleaned(element: ElementTree.Element, name: str) -> ElementTree.Element:
    # Without its namespace: a page knows what svg is.
    kept = ElementTree.Element(element.tag.rpartition("}")[2], _looks(element, name))
    kept.text, kept.tail = (text and visible(text) for text in (element.text, element.tail))
    for child in element:
        if child.tag.startswith(f"{{{_NAMESPACE}}}") and child.tag.rpartition("}")[2] in _FORMS:
            kept.append(_cleaned(child, name))
    return kept


def _looks(element: ElementTree.Element, name: str) -> dict[str, str]:
    declared = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    given = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    given |= {key.strip(): value.strip() for key, value in declared}
    kept = {key: value for key, value in given.items() if key in _LOOKS}
    for key, value in kept.items():
        if key == "id":
            kept[key] = f"{name}-{value}"
        elif key == "href":
            kept[key] = f"#{name}-{value.removeprefix('#')}"
        elif "url(" in value.casefold():
            target = re.fullmatch(r"url\(#([^()\s\"']+)\)", value)
            kept[key] = f"url(#{name}-{target[1]})" if target else "none"
    return kept


def qr(data: str) -> str:
    """A QR code as SVG, with its quiet zone of four modules (ISO/IEC 18004). Error correction M survives a crease.

    Raises segno.DataOverflowError when the data is more than a code can hold (about 2,300 characters).
    """
    out = io.BytesIO()
    segno.make(data, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()
