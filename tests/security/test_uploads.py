"""Files that are sent to do harm: bombs, disguises and names; and how what was sent is given back."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from servicepunkt.core import files
from servicepunkt.core.files import FileRefusedError
from servicepunkt.method.models import Statement
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from servicepunkt.sheets.incoming import FileNotTaken
from servicepunkt.supply.reading import read
from servicepunkt.ui import middleware
from tests.builders import TODAY, place, programme, sit, url
from tests.supply.making import book, row, with_part

pytestmark = pytest.mark.django_db
MB = 1024 * 1024
TURNED = "\u202e"
STYLES, SHEET, WORKBOOK = "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def _archive(parts: dict[str, bytes], *, swollen: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        if swollen:
            with archive.open("word/media/image1.png", "w") as part:
                for _chunk in range(swollen // MB):
                    part.write(bytes(MB))
    return out.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
ATTACHED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "swells": ("plan.docx", lambda: _archive(WORD, swollen=201 * MB), "för stor när den packas upp"),
    "thousands of parts": (
        "plan.odt", lambda: _archive({"content.xml": b"", **{f"{n}.zip": b"PK" for n in range(2001)}}), "för stor när"
    ),
    "macros": ("plan.docx", lambda: _archive({**WORD, "word/vbaProject.bin": b"x"}), "har makron"),
    "macros in an open document": (
        "plan.odt", lambda: _archive({"content.xml": b"", "Basic/Standard/Module1.xml": b"x"}), "har makron"
    ),
    "only an archive": ("plan.xlsx", lambda: _archive({"evil.exe": b"MZ"}), "inte det som namnet säger"),
    "a workbook called a document": ("plan.docx", lambda: book([row()]), "inte det som namnet säger"),
    "a web page called a picture": ("bild.png", lambda: b"<html><script>alert(1)</script>", "inte det som namnet"),
    "an ending behind an ending": ("plan.pdf.html", lambda: b"%PDF-1.7 <script>", "kan inte tas emot"),
    "an ending turned round": (f"plan{TURNED}fdp.exe", lambda: b"MZ", "kan inte tas emot"),
    "an ending after a null": ("plan.pdf\x00.html", lambda: b"<script>", "kan inte tas emot"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ATTACHED)
def test_a_file_that_does_harm_is_not_kept(kind: str) -> None:
    name, content, why = ATTACHED[kind]
    with pytest.raises(FileRefusedError, match=why):
        files.store(name=name, content=content())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (f"plan{TURNED}fdp.txt", "planfdp.txt"),
        ("a\u200bb\ufeff\u2066c.txt", "abc.txt"),
        ("nul.txt", "_nul.txt"),
        ("COM1.protokoll.txt", "_COM1.protokoll.txt"),
        ("consum.txt", "consum.txt"),
        ("..\\..\\windows\\win.ini.txt", "win.ini.txt"),
        ("%2e%2e%2fpasswd.txt", "%2e%2e%2fpasswd.txt"),
        ("plan.txt. . .", "plan.txt"),
        ("plan.txt::$DATA.txt", "plan.txt$DATA.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie x=1.txt"),
        ("\ud800plan.txt", "plan.txt"),
        ("å" * 300 + ".txt", "å" * 140 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert files.store(name=name, content=b"hej").name == kept


def _many(cell: bytes, number: int, before: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(before, cell * number + before, 1)


def _in_utf_16(xml: bytes) -> bytes:
    return ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]>' + xml.decode().split("?>", 1)[-1]).encode("utf-16")


def _in_another_encoding(xml: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="utf-7"?>' + xml.split(b"?>", 1)[-1]


FORMAT = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
TEXTS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t/></si>" * 210_000
WORKBOOKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "formats without end": (
        lambda raw: with_part(raw, STYLES, _many(FORMAT, 40_000, b"</cellXfs>")), "för många celler"
    ),
    "names without end": (
        lambda raw: with_part(raw, WORKBOOK, _many(b"<definedName name='a'>1</definedName>", 60_000, b"</workbook>")),
        "för många celler",
    ),
    "texts without end": (lambda raw: with_part(raw, "xl/theme/theme1.xml", lambda _xml: TEXTS), "för många celler"),
    "cells without end": (lambda raw: with_part(raw, SHEET, _many(b"<c/>", 600_001, b"</row>")), "för många celler"),
    "entities in UTF-16": (lambda raw: with_part(raw, STYLES, _in_utf_16), "inte hör hemma"),
    "another encoding": (lambda raw: with_part(raw, STYLES, _in_another_encoding), "inte hör hemma"),
    "rows in a part by another name": (
        lambda raw: with_part(raw, "docProps/core.xml", lambda _xml: b"<a>" + b"<row/>" * 20_001), "för många rader"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_workbook_that_would_cost_the_server_minutes_is_refused_unread(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """25 MB of formats, 77 kB packed, kept a processor busy for 40 seconds."""
    change, why = WORKBOOKS[kind]

    def opened(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("the workbook was opened")

    monkeypatch.setattr("servicepunkt.sheets.reading.load_workbook", opened)
    with pytest.raises(FileNotTaken, match=why):
        read("utbud.xlsx", change(book([row()])))


def _attach(client: Client, made: Programme, name: str, content: bytes) -> Any:
    page = url("method:requirement", made, place(made).slug, "utbyte-med-andra-projekt")
    sent = {"says": "not_relevant", "on": TODAY.isoformat(), "note": "Alla var med.", "seen": "",
            "upload": SimpleUploadedFile(name, content)}  # fmt: skip
    return client.post(page, sent)


def test_what_was_sent_comes_back_as_a_file_in_which_nothing_runs() -> None:
    made = programme()
    client = sit(made, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    disguised = b"%PDF-1.7\n<html><script>alert(document.cookie)</script></html>"
    assert _attach(client, made, "plan;filename=evil.html;.pdf", disguised).status_code == 302
    said = Statement.objects.get()
    response: Any = client.get(url("method:attachment", made, place(made).slug, said.pk))
    assert b"".join(response.streaming_content) == disguised
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="plan;filename=evil.html;.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == middleware.FILE_POLICY
    assert client.get(f"/files/{said.attachment.sha256}").status_code == 404  # type: ignore[union-attr]


def test_a_refused_file_keeps_what_was_typed_beside_it() -> None:
    made = programme()
    client = sit(made, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    response = _attach(client, made, "plan.docx", _archive({**WORD, "word/vbaProject.bin": b"x"}))
    page = response.content.decode()
    assert response.status_code == 422
    assert "har makron" in page and "Alla var med.</textarea>" in page
    assert not Statement.objects.exists()


def test_what_no_form_can_hold_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unread(io.BytesIO):
        def read(self, *_size: Any) -> bytes:
            raise AssertionError("it was read")

    request: dict[str, Any] = {"CONTENT_LENGTH": str(middleware.MOST_BYTES + 1), "wsgi.input": Unread()}
    response = Client().post(reverse("account_login"), **request)
    assert response.status_code == 413
    assert "högst 10 MB" in response.content.decode()
    assert response["X-Frame-Options"] == "DENY"
