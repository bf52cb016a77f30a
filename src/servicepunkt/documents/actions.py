"""Freezing: content as it stood at a decision, stored once with its SHA-256, never changed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor, action, record

from .models import Destruction, FrozenBody, FrozenVersion


def canonical(content: Mapping[str, Any]) -> bytes:
    """Content as the bytes that are hashed: UTF-8 JSON with sorted keys and no white space."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: Mapping[str, Any] | bytes) -> str:
    """The SHA-256 of bytes, or of content in its canonical form."""
    return hashlib.sha256(content if isinstance(content, bytes) else canonical(content)).hexdigest()


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
        sha256=digest(content),
        at=clock.now(),
    )
    record("freeze", version, actor=actor, place_id=place_id, area_id=area_id, kind=kind)
    return version


def altered() -> list[int]:
    """Numbers of the frozen versions that are no longer what was frozen, for `servicepunkt check`.

    A composed version's body may have been masked: then it must have the hash that the last masking left, and the
    maskings must follow one another from the hash that was frozen. One that was destroyed must be gone, body and files,
    and have had that hash.
    """
    rows = FrozenVersion.objects.select_related("body", "destruction")
    versions = rows.prefetch_related("maskings", "files__file__removed").order_by("id")
    return [version.pk for version in versions.iterator(chunk_size=200) if not _whole(version)]


def _whole(version: FrozenVersion) -> bool:
    if digest(version.content) != version.sha256:
        return False
    if version.draft_id is None:
        return True
    body: FrozenBody | None = getattr(version, "body", None)
    expected = version.content["body"]
    for masking in sorted(version.maskings.all(), key=lambda one: one.pk):
        if masking.before_sha256 != expected:
            return False
        expected = masking.after_sha256
    gone: Destruction | None = getattr(version, "destruction", None)
    if gone is not None:
        removed = all(hasattr(one.file, "removed") for one in version.files.all())
        return body is None and removed and gone.body_sha256 == expected and _files_whole(version)
    whole = body is not None and expected == body.sha256 == body_hash(body)
    return whole and _files_whole(version)


def body_hash(body: FrozenBody) -> str:
    """The SHA-256 of what a frozen body holds now."""
    return digest({"document": body.content, "facts": body.facts, "approvals": body.approvals})


def _files_whole(version: FrozenVersion) -> bool:
    """Whether the files it was frozen with are still those. A draft's version always has them."""
    first = {one.form: one.file.sha256 for one in version.files.all() if one.masking_id is None}
    return first == dict(version.content["files"])
