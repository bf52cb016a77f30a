"""Files people attach: few kinds, a size limit, contents that match the kind, stored under their SHA-256."""

import datetime as dt
import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from . import clock
from .actions import ActionRefused
from .duties import duty
from .models import RemovedFile, StoredFile

MAX_BYTES = 10 * 1024 * 1024

# Kind by ending: media type and what the bytes must begin with.
_KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".txt": ("text/plain", ()),
}


class FileRefusedError(ActionRefused):
    """An uploaded file is not one of the kinds we take, is too large, or is not what its name says."""


def folder() -> Path:
    """Where the files lie: `files` in the data folder."""
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes with this SHA-256 lie."""
    return folder() / sha256[:2] / sha256


def _clean_name(name: str) -> str:
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:140]}{dot}{ending[:8]}" if stem else kept[:150]


def _check(name: str, content: bytes) -> str:
    ending = Path(name).suffix.lower()
    if ending not in _KINDS:
        raise FileRefusedError(
            _("Filen %(name)s kan inte tas emot. Välj en fil som slutar på %(kinds)s.")
            % {"name": name, "kinds": ", ".join(sorted(_KINDS))}
        )
    if not content:
        raise FileRefusedError(_("Filen %(name)s är tom.") % {"name": name})
    if len(content) > MAX_BYTES:
        raise FileRefusedError(_("Filen %(name)s är större än 10 MB.") % {"name": name})
    media_type, beginnings = _KINDS[ending]
    honest = not beginnings or content.startswith(beginnings)
    if ending in (".docx", ".xlsx", ".odt"):
        honest = honest and zipfile.is_zipfile(BytesIO(content))
    if ending == ".txt":
        honest = b"\x00" not in content
    if not honest:
        raise FileRefusedError(_("Filen %(name)s innehåller inte det som namnet säger.") % {"name": name})
    return media_type


def put(content: bytes, sha256: str) -> None:
    """Write bytes under their hash: to a temporary file first, flushed to disk, then moved into place."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, target)
    flush_folder(target.parent)


def flush_folder(path: Path) -> None:
    """Have a renamed file's new name on disk too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store(*, name: str, content: bytes) -> StoredFile:
    """Check and keep a file. The bytes are on disk before the row exists, so a crash leaves no row without its file.

    Raises FileRefusedError with a sentence for the user.
    """
    name = _clean_name(name)
    media_type = _check(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    put(content, sha256)
    return StoredFile.objects.create(name=name, media_type=media_type, size=len(content), sha256=sha256, at=clock.now())


def remove(stored: StoredFile) -> None:
    """Take a file's bytes away for good, when the transaction is committed. Its row stays and says what it was.

    The same bytes kept for another reason stay. A crash before the bytes are gone is made good by `sweep`.
    """
    RemovedFile.objects.get_or_create(file=stored, defaults={"at": clock.now()})
    transaction.on_commit(lambda: _sweep([stored.sha256]))


@duty("core.removed_files", every=dt.timedelta(hours=1))
def sweep() -> int:
    """Take away the bytes of removed files that still lie there; how many there were."""
    return _sweep(list(RemovedFile.objects.values_list("file__sha256", flat=True)))


def lingering() -> list[int]:
    """Numbers of the removed files whose bytes still lie there, for `servicepunkt check`."""
    kept = set(kept_hashes())
    rows = RemovedFile.objects.order_by("file_id").values_list("file_id", "file__sha256")
    return [number for number, sha256 in rows if sha256 not in kept and path_of(sha256).is_file()]


def kept_hashes() -> QuerySet[StoredFile, str]:
    """The SHA-256 of every file whose bytes are to be there, each once and in order."""
    kept = StoredFile.objects.filter(removed=None)
    return kept.values_list("sha256", flat=True).order_by("sha256").distinct()


def _sweep(hashes: Sequence[str]) -> int:
    gone = set(hashes) - set(kept_hashes().filter(sha256__in=hashes))
    found = [path for path in map(path_of, gone) if path.is_file()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def broken() -> list[int]:
    """Numbers of the stored files whose bytes are missing or altered, for `servicepunkt check`.

    Removed files are none of them.
    """
    out = []
    for row in StoredFile.objects.filter(removed=None).order_by("id").iterator():
        path = path_of(row.sha256)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            out.append(row.pk)
    return out
