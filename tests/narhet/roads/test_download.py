from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from narhet.errors import DownloadError
from narhet.roads.download import download

BODY = bytes(range(256)) * 4_000  # 1,024,000 bytes


class Shelf:
    """What the test's server gives out, and how badly it does so."""

    def __init__(self) -> None:
        self.address = ""
        self.body = BODY
        self.tag: str | None = '"one"'
        self.dated: str | None = None
        self.ranges = True
        self.says_length = True
        self.breaks: list[int] = []  # connections break after so many bytes, one after another
        self.md5: str | None = hashlib.md5(BODY).hexdigest() + "  roads.osm.pbf\n"
        self.status: int | None = None
        self.asked: list[str | None] = []


def answers(shelf: Shelf) -> type[BaseHTTPRequestHandler]:
    """What answers for the shelf."""

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

        def do_GET(self) -> None:
            if self.path.endswith(".md5"):
                self.give(404 if shelf.md5 is None else 200, (shelf.md5 or "").encode())
            elif shelf.status:
                self.give(shelf.status, b"no")
            else:
                self.file()

        def give(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def file(self) -> None:
            span = self.headers.get("Range")
            shelf.asked.append(span)
            start = 0
            same = self.headers.get("If-Range") in (shelf.tag, shelf.dated)
            if span and shelf.ranges and same:
                start = int(span.removeprefix("bytes=").rstrip("-"))
                if start >= len(shelf.body):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(shelf.body)}")
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(shelf.body) - 1}/{len(shelf.body)}")
            else:
                self.send_response(200)
            if shelf.says_length:
                self.send_header("Content-Length", str(len(shelf.body) - start))
            if shelf.tag:
                self.send_header("ETag", shelf.tag)
            if shelf.dated:
                self.send_header("Last-Modified", shelf.dated)
            self.end_headers()
            stop = start + shelf.breaks.pop(0) if shelf.breaks else len(shelf.body)
            self.wfile.write(shelf.body[start:stop])

    return Answers


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers(shelf))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    shelf.address = f"http://127.0.0.1:{server.server_address[1]}/roads.osm.pbf"
    yield shelf
    server.shutdown()
    server.server_close()
    thread.join()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_comes_whole_and_checked(shelf: Shelf, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    got = download(shelf.address, tmp_path / "roads.osm.pbf", progress=lambda *step: told.append(step))
    assert got.path.read_bytes() == BODY and (got.size, got.checked) == (len(BODY), True)
    assert told[-1] == (len(BODY), len(BODY)) and names(tmp_path) == ["roads.osm.pbf"]


@pytest.mark.parametrize(("tag", "dated"), [('"one"', None), (None, "Mon, 02 Nov 2026 10:00:00 GMT")])
def test_a_broken_connection_goes_on_where_it_broke(
    shelf: Shelf, tmp_path: Path, tag: str | None, dated: str | None
) -> None:
    shelf.tag, shelf.dated, shelf.breaks = tag, dated, [300_000, 400_000]
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY
    assert shelf.asked == [None, "bytes=300000-", "bytes=700000-"]


def test_what_has_come_is_kept_for_the_next_call_but_not_under_the_file_s_name(shelf: Shelf, tmp_path: Path) -> None:
    shelf.breaks = [500_000, 0, 0]
    with pytest.raises(DownloadError, match=r"broke off 2 times .* 500,000 bytes are kept"):
        download(shelf.address, tmp_path / "r", tries=2)
    assert names(tmp_path) == ["r.part", "r.part.json"]
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY
    assert shelf.asked[-1] == "bytes=500000-" and names(tmp_path) == ["r"]


def test_a_server_that_always_breaks_off_is_given_up(shelf: Shelf, tmp_path: Path) -> None:
    shelf.tag, shelf.breaks = None, [500_000, 300_000, 500_000, 300_000, 500_000]
    with pytest.raises(DownloadError, match="broke off 3 times"):
        download(shelf.address, tmp_path / "r", tries=3)


def test_a_file_that_changed_meanwhile_is_fetched_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.breaks = [500_000, 0]
    with pytest.raises(DownloadError):
        download(shelf.address, tmp_path / "r", tries=1)
    shelf.body, shelf.tag = BODY[::-1], '"two"'
    shelf.md5 = hashlib.md5(shelf.body).hexdigest()
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY[::-1]


def test_a_server_without_ranges_or_marks_is_asked_from_the_start(shelf: Shelf, tmp_path: Path) -> None:
    shelf.ranges, shelf.breaks = False, [500_000]
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY
    shelf.tag, shelf.breaks, shelf.asked = 'W/"weak"', [500_000], []
    assert download(shelf.address, tmp_path / "q").path.read_bytes() == BODY
    assert shelf.asked == [None, None]


def test_a_part_that_was_already_whole_is_recognised(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "r.part").write_bytes(BODY)
    (tmp_path / "r.part.json").write_text('{"mark": "\\"one\\""}', "utf-8")
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY
    assert shelf.asked == [f"bytes={len(BODY)}-"]


def test_a_wrong_checksum_leaves_the_old_file_and_nothing_else(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(b"old")
    shelf.md5 = "0" * 32
    with pytest.raises(DownloadError, match="wrong checksum"):
        download(shelf.address, tmp_path / "r")
    assert names(tmp_path) == ["r"] and (tmp_path / "r").read_bytes() == b"old"


def test_a_damaged_part_is_found_by_the_checksum_and_the_next_call_succeeds(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "r.part").write_bytes(b"x" * 1000)
    (tmp_path / "r.part.json").write_text('{"mark": "\\"one\\""}', "utf-8")
    with pytest.raises(DownloadError, match="wrong checksum"):
        download(shelf.address, tmp_path / "r")
    assert download(shelf.address, tmp_path / "r").path.read_bytes() == BODY


def test_without_a_checksum_on_the_server_the_file_says_so(shelf: Shelf, tmp_path: Path) -> None:
    shelf.md5 = None
    assert not download(shelf.address, tmp_path / "r").checked
    shelf.says_length = False
    assert download(shelf.address, tmp_path / "q", checksum=False).size == len(BODY)


@pytest.mark.parametrize(("status", "reason"), [(404, "answers 404"), (403, "answers 403"), (503, "broke off 2 times")])
def test_a_refusal_is_told(shelf: Shelf, tmp_path: Path, status: int, reason: str) -> None:
    shelf.status = status
    with pytest.raises(DownloadError, match=reason):
        download(shelf.address, tmp_path / "r", tries=2)
    assert names(tmp_path) == []


def test_what_is_no_web_address_is_refused(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(DownloadError, match="no http"):
        download("file:///etc/hosts", tmp_path / "r")
    shelf.md5 = "<html>"
    with pytest.raises(DownloadError, match="holds no checksum"):
        download(shelf.address, tmp_path / "r")
    with pytest.raises(DownloadError, match="could not be fetched"):
        download("http://127.0.0.1:1/roads", tmp_path / "r")
