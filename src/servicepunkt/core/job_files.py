"""Files that jobs make: kept a week beside the attached files, fetched by whoever asked, and in no backup."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from . import clock
from .files import flush_folder, folder

KEPT = dt.timedelta(days=7)


def _folder() -> Path:
    """In the folder `files`, which all machines that serve one database share."""
    return folder() / "results"


def path_of(key: UUID, turn: int) -> Path:
    """Where the result of a job lies. Each turn has its own, so that a worker that was slow overwrites nothing."""
    return _folder() / f"{key}.{turn}"


@contextmanager
def written(key: UUID, turn: int) -> Iterator[IO[bytes]]:
    """A file to write the result into; readable by its owner only, and in its place when it is whole and on disk.

    Raises OSError when it cannot be written.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=_folder(), prefix=".")
    try:
        with os.fdopen(handle, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        now = clock.now().timestamp()
        os.utime(temporary, (now, now))
        os.replace(temporary, path_of(key, turn))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    flush_folder(_folder())


def throw(key: UUID, turn: int) -> None:
    """Keep a turn's result no longer. Safe to repeat."""
    path_of(key, turn).unlink(missing_ok=True)


def throw_old() -> None:
    """Throw away what has been kept a week, and what a killed worker left behind."""
    oldest = (clock.now() - KEPT).timestamp()
    for path in _folder().iterdir() if _folder().is_dir() else ():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another process was first
            continue
