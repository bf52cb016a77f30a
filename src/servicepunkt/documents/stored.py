"""Documents as JSON and back, strictly: what is frozen today must open in ten years."""

from collections.abc import Mapping, Set
from dataclasses import MISSING, fields
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from .blocks import BLOCKS, Block, Document, DocumentError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA = 1
"""Goes up when an old document no longer opens as it is; then a step that lifts the older one belongs in `from_json`.

A new kind of block, or a new field with a default, is no new schema.
"""

T = TypeVar("T", bound="DataclassInstance")

_KINDS: dict[str, type[Block]] = {block.kind: block for block in BLOCKS}


def to_json(document: Document) -> dict[str, Any]:
    """A document as what JSON can hold, with its schema number."""
    blocks = [{"kind": block.kind, **_plain_fields(block)} for block in document.blocks]
    return {"schema": SCHEMA, **_plain_fields(document), "blocks": blocks}


def from_json(data: Mapping[str, Any]) -> Document:
    """The document that `to_json` wrote. Raises DocumentError for another schema, block, field or type."""
    content = dict(data)
    schema = content.pop("schema", None)
    if schema != SCHEMA or isinstance(schema, bool):
        raise DocumentError(f"cannot read a document of schema {schema!r}, only {SCHEMA}")
    blocks = content.pop("blocks", None)
    if not isinstance(blocks, list):
        raise DocumentError("blocks is not a list")
    read = tuple(_block(block, f"blocks[{number}]") for number, block in enumerate(blocks))
    return _build(Document, {**content, "blocks": read}, "document", ready={"blocks", "language"})


def _plain_fields(thing: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing) if field.name != "blocks"}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, str | int) else _plain_fields(value)


def _block(data: object, where: str) -> Block:
    if not isinstance(data, dict):
        raise DocumentError(f"{where} is not an object")
    content = dict(data)
    kind = content.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise DocumentError(f"{where} is of the unknown kind {kind!r}")
    return _build(_KINDS[kind], content, where)


def _build(made: type[T], content: Mapping[str, Any], where: str, ready: Set[str] = frozenset()) -> T:
    known = {field.name: field for field in fields(made)}
    if strange := content.keys() - known.keys():
        raise DocumentError(f"{where} has the unknown field {min(strange)!r}")
    for name, field in known.items():
        if name not in content and field.default is MISSING:
            raise DocumentError(f"{where} lacks {name}")
    types = get_type_hints(made)
    values = {
        name: value if name in ready else _value(types[name], value, f"{where}.{name}")
        for name, value in content.items()
    }
    try:
        return made(**values)
    except DocumentError as reason:
        raise DocumentError(f"{where}: {reason}") from None


def _value(kind: Any, value: object, where: str) -> Any:
    """A value as its field wants it: text, number, yes/no, a tuple of them, an option or a code."""
    if isinstance(kind, UnionType):
        return None if value is None else _value(get_args(kind)[0], value, where)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), value, where)
    if kind in (str, int, bool):
        if type(value) is not kind:
            raise DocumentError(f"{where} is {type(value).__name__}, not {kind.__name__}")
        return value
    if not isinstance(value, dict):
        raise DocumentError(f"{where} is not an object")
    return _build(kind, value, where)


def _tuple(kinds: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise DocumentError(f"{where} is not a list")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        raise DocumentError(f"{where} has {len(value)} parts, not {len(kinds)}")
    return tuple(
        _value(kind, part, f"{where}[{number}]") for number, (kind, part) in enumerate(zip(kinds, value, strict=True))
    )
