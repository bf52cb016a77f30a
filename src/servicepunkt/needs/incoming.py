"""Reading what a phone or a form without script has sent, whoever may have made it up."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

LONGEST_CODE = 20


class TooLarge(Exception):
    """More was sent than any answer can hold; nothing of it was read."""


class Unreadable(Exception):
    """What was sent is not what this page's form or script sends."""


@dataclass(frozen=True)
class Sent:
    """What was sent: its key, its body by name, and the household's code. `as_json`: the script waits for JSON."""

    key: UUID
    body: Mapping[str, Any]
    code: str
    as_json: bool


def wants_json(request: HttpRequest) -> bool:
    """Whether it was the script that sent this, and not a form."""
    return request.content_type == "application/json"


def read(request: HttpRequest, most: int, of_form: Callable[[QueryDict], Mapping[str, Any]]) -> Sent:
    """What was sent in a request, at most `most` bytes; `of_form` takes the body out of a form sent without script.

    Raises TooLarge or Unreadable.
    """
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError as error:
        raise Unreadable from error
    if length > most:
        raise TooLarge
    if not wants_json(request):
        form = request.POST
        return Sent(_key(form.get("key")), of_form(form), _code(form.get("code", "")), False)
    whole = _json(request.body)
    body = whole.get("body")
    if not isinstance(body, dict):
        raise Unreadable
    return Sent(_key(whole.get("key")), body, _code(whole.get("code", "")), True)


def _json(raw: bytes) -> dict[str, Any]:
    """A JSON object; half letters (a phone's field can cut an emoji in two) become question marks."""
    try:
        found = json.loads(raw)
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return found


def _key(said: object) -> UUID:
    try:
        return UUID(str(said))
    except ValueError as error:
        raise Unreadable from error


def _code(said: object) -> str:
    if not isinstance(said, str):
        raise Unreadable
    return said.replace("\x00", "")[:LONGEST_CODE]
