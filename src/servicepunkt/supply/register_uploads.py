"""Files with national lists between their preview and the word to read them in: kept a day, and never served."""

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from servicepunkt.core import clock
from servicepunkt.core.duties import duty
from servicepunkt.core.files import folder

KEPT_S = 24 * 3600
_CHUNK = 256 * 1024


def _folder() -> Path:
    """In the folder `files`, which all machines that serve one database share."""
    return folder() / "uploads"


def _path(sha256: str) -> Path:
    return _folder() / sha256


def keep(file: IO[bytes]) -> str:
    """Keep a file for a day; its SHA-256, under which it is found."""
    _folder().mkdir(parents=True, exist_ok=True)
    total = hashlib.sha256()
    handle, temporary = tempfile.mkstemp(dir=_folder(), prefix=".")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            file.seek(0)
            while chunk := file.read(_CHUNK):
                total.update(chunk)
                out.write(chunk)
        now = clock.now().timestamp()
        os.utime(temporary, (now, now))
        os.replace(temporary, _path(total.hexdigest()))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return total.hexdigest()


def kept(sha256: str) -> IO[bytes]:
    """A kept file, open to read. Raises FileNotFoundError when it is not kept any more."""
    return _path(sha256).open("rb")


def throw(sha256: str) -> None:
    """Keep a file no longer. Safe to repeat."""
    _path(sha256).unlink(missing_ok=True)


@duty("supply.uploads", every=dt.timedelta(hours=1))
def throw_old() -> None:
    """Throw away what has been kept longer than a day, and what a killed process left half written."""
    oldest = clock.now().timestamp() - KEPT_S
    for path in _folder().iterdir() if _folder().is_dir() else ():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another process was first
            continue
