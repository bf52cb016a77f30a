import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from servicepunkt.cli import checking
from servicepunkt.core import files
from servicepunkt.core.files import FileRefusedError
from servicepunkt.core.models import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]

PDF = b"%PDF-1.7\n%%EOF\n"


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("KARTA.PNG", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("Protokoll.docx", _zip(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("minnesanteckningar.txt", "Åtta kom.".encode(), "text/plain"),
    ],
)
def test_a_file_of_a_known_kind_is_kept_under_its_hash(name: str, content: bytes, media_type: str) -> None:
    stored = files.store(name=name, content=content)
    assert (stored.name, stored.media_type, stored.size) == (name, media_type, len(content))
    assert files.path_of(stored.sha256).read_bytes() == content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert files.broken() == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("program.exe", b"MZ", "kan inte tas emot"),
        ("sida.html", b"<script>", "kan inte tas emot"),
        ("bild.svg", b"<svg/>", "kan inte tas emot"),
        ("utan ändelse", b"hej", "kan inte tas emot"),
        ("plan.pdf", b"", "är tom"),
        ("plan.pdf", b"<html>", "innehåller inte det som namnet säger"),
        ("plan.docx", b"PK\x03\x04 but no archive", "innehåller inte det som namnet säger"),
        ("plan.txt", b"text\x00text", "innehåller inte det som namnet säger"),
        ("plan.pdf", PDF + b" " * files.MAX_BYTES, "större än 10 MB"),
    ],
)
def test_any_other_file_is_refused_and_leaves_nothing(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError, match=reason):
        files.store(name=name, content=content)
    assert not StoredFile.objects.exists()
    assert not files.folder().exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Anna\\plan.txt", "plan.txt"),
        ("pl<a>n\n\x07.txt", "plan.txt"),
        ("å" * 300 + ".txt", "å" * 140 + ".txt"),
    ],
)
def test_a_name_cannot_lead_anywhere(name: str, kept: str) -> None:
    assert files.store(name=name, content=b"hej").name == kept


def test_the_same_content_lies_there_once() -> None:
    first = files.store(name="a.txt", content=b"samma")
    second = files.store(name="b.txt", content=b"samma")
    assert first.pk != second.pk
    assert [path for path in files.folder().rglob("*") if path.is_file()] == [files.path_of(first.sha256)]


def test_a_write_that_fails_leaves_no_file_and_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        files.store(name="a.txt", content=b"hej")
    assert not StoredFile.objects.exists()
    assert not files.path_of(hashlib.sha256(b"hej").hexdigest()).exists()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"annat")])
def test_check_notices_a_lost_or_altered_file(harm: object, capsys: pytest.CaptureFixture[str]) -> None:
    kept, harmed = (files.store(name="a.txt", content=text) for text in (b"ett", b"tva"))
    assert callable(harm)
    harm(files.path_of(harmed.sha256))
    assert files.broken() == [harmed.pk] != [kept.pk]
    assert checking.report(repair=False) == 1
    assert f"WRONG  attached files: missing or altered: {harmed.pk}" in capsys.readouterr().out
