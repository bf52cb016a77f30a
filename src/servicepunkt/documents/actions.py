"""Freezing: content as it stood at a decision, stored once with its SHA-256, never changed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor, action, record

from .models import FrozenVersion


def canonical(content: Mapping[str, Any]) -> bytes:
    """Content as the bytes that are hashed: UTF-8 JSON with sorted keys and no white space."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@action
def freeze(
    *,
    kind: str,
    title: str,
    area_id: int,
    place_id: int | None,
    schema: int,
    content: Mapping[str, Any],
    actor: Actor,
) -> FrozenVersion:
    """Store a document's content as a version that never changes, and note it in the journal."""
    version = FrozenVersion.objects.create(
        kind=kind,
        title=title,
        area_id=area_id,
        place_id=place_id,
        schema=schema,
        content=dict(content),
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
        at=clock.now(),
    )
    record("freeze", version, actor=actor, place_id=place_id, area_id=area_id, kind=kind)
    return version


def altered() -> list[int]:
    """Numbers of the frozen versions whose content no longer has its hash, for `servicepunkt check`."""
    return [
        version.pk
        for version in FrozenVersion.objects.order_by("id").iterator()
        if hashlib.sha256(canonical(version.content)).hexdigest() != version.sha256
    ]
