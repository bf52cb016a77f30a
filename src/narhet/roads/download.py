"""Fetching a large file: resumed where it broke off, compared with its checksum, never half under its own name."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from narhet.errors import DownloadError

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told of bytes that have come and, where the server says it, bytes in all."""

_PIECE = 1 << 18
_AGENT = "narhet"


class _Answer(Protocol):
    """What is used of urllib's answer."""

    status: int
    headers: http.client.HTTPMessage

    def read(self, amount: int, /) -> bytes: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that has come whole.

    Attributes
    ----------
    path : Path
    size : int
        Bytes.
    md5 : str
        Its checksum, computed here.
    checked : bool
        Whether the server gave a checksum to compare it with.
    """

    path: Path
    size: int
    md5: str
    checked: bool


def download(
    address: str,
    path: str | Path,
    *,
    checksum: bool = True,
    tries: int = 5,
    timeout: float = 60.0,
    progress: Progress | None = None,
) -> Downloaded:
    """Fetch a file over HTTP.

    What has come lies in `<name>.part` beside, with what the server said of it in `<name>.part.json`. A connection
    that breaks is taken up again where it broke, now or at the next call, if the server can do so and still has the
    same file (its ETag or date); else from the start. Only a whole, checked file gets its name; one that is there
    already is replaced in one step.

    Parameters
    ----------
    address : http:// or https:// address
    path : file to make
    checksum : bool
        Whether to fetch `<address>.md5` (as Geofabrik and OpenStreetMap France offer it) and compare. A server
        without one (404) is reported by `checked`, not an error.
    tries : int
        So many broken connections in a row without a single new byte end the download.
    timeout : float
        Seconds without a byte after which a connection counts as broken.
    progress : callable, optional

    Raises
    ------
    DownloadError
        The server refuses, breaks off again and again, or the checksum differs (what has come is thrown away then).
    """
    if not re.match(r"https?://", address):
        raise DownloadError(f"{address} is no http:// or https:// address.")
    final = Path(path)
    part = final.with_name(final.name + ".part")
    wanted = _md5_of(address, timeout) if checksum else None
    _fetch_whole(address, part, tries, timeout, progress)
    md5 = _hash(part)
    if wanted is not None and md5 != wanted:
        _forget(part)
        raise DownloadError(f"{address} came with a wrong checksum ({md5}, should be {wanted}): fetch it again.")
    size = _size(part)
    os.replace(part, final)
    _forget(part)
    return Downloaded(final, size, md5, wanted is not None)


def _fetch_whole(address: str, part: Path, tries: int, timeout: float, progress: Progress | None) -> None:
    """One connection after another until the file is whole, or `tries` in a row brought nothing."""
    idle, furthest = 0, _size(part)
    while True:
        try:
            if _fetch(address, part, timeout, progress):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise DownloadError(f"{address}: the server answers {error.code} {error.reason}.") from None
            slip: object = f"{error.code} {error.reason}"
        except (OSError, http.client.HTTPException) as error:
            slip = error
        else:
            slip = "it ended too early"
        # Only what goes further than ever before counts, or a server that breaks off would be asked for ever.
        idle = 0 if _size(part) > furthest else idle + 1
        furthest = max(furthest, _size(part))
        if idle >= tries:
            raise DownloadError(
                f"{address} broke off {tries} times ({slip}); {_size(part):,} bytes are kept, try again later."
            )


def _fetch(address: str, part: Path, timeout: float, progress: Progress | None) -> bool:
    """One connection. True when the file is whole."""
    start, known = _size(part), _known(part)
    mark = known.get("mark", "")
    request = urllib.request.Request(address, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"})
    if start and mark:
        request.add_header("Range", f"bytes={start}-")
        request.add_header("If-Range", mark)
    try:
        answer = cast(_Answer, urllib.request.urlopen(request, timeout=timeout))
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        # There is nothing after what has come: it is whole, or the file has become shorter.
        if re.fullmatch(rf"bytes \*/{start}", error.headers.get("Content-Range", "")):
            return True
        _forget(part)
        return False
    try:
        resumed = answer.status == 206
        if resumed:
            span = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
            if span is None or int(span[1]) != start:
                _forget(part)
                return False
            total = None if span[2] == "*" else int(span[2])
        else:
            start = 0
            length = answer.headers.get("Content-Length")
            total = int(length) if length and length.isdecimal() else None
            _remember(part, answer.headers)
        return _receive(answer, part, start, total, resumed=resumed, progress=progress)
    finally:
        answer.close()


def _receive(
    answer: _Answer, part: Path, start: int, total: int | None, *, resumed: bool, progress: Progress | None
) -> bool:
    done = start
    with open(part, "ab" if resumed else "wb") as file:
        while piece := answer.read(_PIECE):
            file.write(piece)
            done += len(piece)
            if progress:
                progress(done, total)
        file.flush()
        os.fsync(file.fileno())
    return total is None or done == total


def _remember(part: Path, headers: http.client.HTTPMessage) -> None:
    """Keep what tells the server's file apart from a later one. A weak ETag does not hold byte for byte (RFC 9110)."""
    tag = headers.get("ETag", "")
    mark = headers.get("Last-Modified", "") if tag.startswith("W/") or not tag else tag
    _beside(part).write_text(json.dumps({"mark": mark}), "utf-8")


def _known(part: Path) -> dict[str, str]:
    try:
        known = json.loads(_beside(part).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and isinstance(known.get("mark"), str) else {}


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _beside(part).unlink(missing_ok=True)


def _beside(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _md5_of(address: str, timeout: float) -> str | None:
    """The checksum that the server gives beside the file, None where it has none."""
    request = urllib.request.Request(f"{address}.md5", headers={"User-Agent": _AGENT})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            text = answer.read(4096).decode("ascii", "replace")
    except urllib.error.HTTPError as error:
        if error.code in (403, 404, 410):
            return None
        raise DownloadError(f"{address}.md5: the server answers {error.code} {error.reason}.") from None
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(f"{address}.md5 could not be fetched: {error}.") from None
    found = re.match(r"\s*([0-9a-fA-F]{32})\b", text)
    if found is None:
        raise DownloadError(f"{address}.md5 holds no checksum.")
    return found[1].lower()


def _hash(part: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with open(part, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
