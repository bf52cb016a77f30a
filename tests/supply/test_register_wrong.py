"""National lists that are wrong in every way people and programs make them: told in plain Swedish, nothing stored."""

import gzip
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from servicepunkt.sheets.incoming import FileNotTaken
from servicepunkt.supply import register_files
from servicepunkt.supply.models_register import RegisterSource
from servicepunkt.supply.register_files import MOST_BYTES, opened
from tests.builders import programme, sit
from tests.supply.listing import PIPOS, POI, entries, form, packed, pipos, poi, send, store
from tests.supply.making import saved, text_of, with_part

pytestmark = pytest.mark.django_db
SHEET_1 = "xl/worksheets/sheet1.xml"
MB = 1024 * 1024


def edited(change: Callable[[Workbook], object], raw: bytes | None = None) -> bytes:
    made = load_workbook(io.BytesIO(raw or pipos(form())))
    change(made)
    return saved(made)


def hide(made: Workbook) -> None:
    made["Blad1"].sheet_state = "hidden"
    made.create_sheet("Framme")


def added(name: str, content: bytes, raw: bytes | None = None) -> bytes:
    out = io.BytesIO(raw or pipos(form()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def many_in_a_workbook() -> bytes:
    made = Workbook(write_only=True)
    page = made.create_sheet("Blad1")
    page.append(PIPOS)
    for _number in range(200_000):
        page.append(["x"])
    return saved(made)


def picture() -> bytes:
    made = Workbook()
    return added("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + b"0" * 1000, saved(made))


def locked_part() -> bytes:
    raw = bytearray(pipos(form()))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


ALL_ROWS = "Ingen rad i filen går att ta in. Rad 2: "
UNREADABLE = "har en formel, ett felvärde, ett datum eller tecken som inte går att läsa."

WRONG: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "Filen är tom."),
    "too large": (b"x" * (MOST_BYTES + 1), "Filen är för stor. Den får vara högst 10 MB."),
    "headings only": (poi(), "Filen har inga ifyllda rader."),
    "blank rows only": (poi(["", "", "", "", "", "", "", "", "", ""], []), "Filen har inga ifyllda rader."),
    "old Excel or password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
        "Filen är en gammal Excelfil (.xls) eller har lösenord. Spara den som .xlsx utan lösenord.",
    ),
    "web page named .xls": (
        b"<html><body><table><tr><td>Namn</td></tr></table></body></html>",
        "Filen är en webbsida, vad den än heter. Öppna den i Excel och spara den som .xlsx.",
    ),
    "XML of Excel 2003": (b'<?xml version="1.0"?><Workbook/>', "Filen är en webbsida, vad den än heter."),
    "OpenDocument renamed": (ods, "Filen är ingen Excelfil. Spara den som .xlsx och försök igen."),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "Filen är varken Excel (.xlsx) eller CSV."),
    "a workbook with a picture only": (picture, "Filens kolumner känns inte igen: –."),
    "macros": (
        lambda: added("xl/vbaProject.bin", b"x"), "Filen har makron. Spara den som .xlsx, utan makron.",
    ),
    "truncated workbook": (lambda: pipos(form())[:-200], "Filen är skadad eller är ingen Excelfil."),
    "half a sheet": (
        lambda: with_part(pipos(form()), SHEET_1, lambda xml: xml[: len(xml) // 2]), "Filen är skadad eller är ingen",
    ),
    "half a pair in XML": (
        lambda: with_part(pipos(form()), SHEET_1, lambda xml: xml.replace(b"</sheetData>", b"&#xD800;</sheetData>")),
        "Filen är skadad eller är ingen Excelfil.",
    ),
    "parts locked with a password": (locked_part, "Filen är skadad eller är ingen Excelfil."),
    "truncated gzip": (
        lambda: packed(poi(*[store(location=f"Butik {n}") for n in range(99)]))[:-20],
        "Den packade filen är skadad eller avbruten. Hämta den igen.",
    ),
    "zip bomb": (
        lambda: added("xl/media/stor.xml", b"0" * (101 * MB)),
        "Filen är för stor när den packas upp. Den får vara högst 100 MB.",
    ),
    "gzip bomb": (
        lambda: gzip.compress(b"0" * (101 * MB), 1), "Filen är för stor när den packas upp. Den får vara högst 100 MB.",
    ),
    "entities": (
        lambda: with_part(pipos(form()), SHEET_1, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml),
        "Filen har innehåll som inte hör hemma i en Excelfil. Öppna den i Excel och spara den igen.",
    ),
    "merged cells": (
        lambda: edited(lambda made: made.active.merge_cells("A2:A3")),
        "Filen har sammanslagna celler (A2:A3). Dela upp dem så att varje sak har sin egen rad.",
    ),
    "hidden sheet": (
        lambda: edited(hide), "Bladet ”Blad1” är dolt.",
    ),
    "200,000 rows in a workbook": (many_in_a_workbook, "Filen har för många rader."),
    "200,000 rows of CSV, packed": (
        lambda: packed(poi() + b"a,b,c,d,e,f,g,h,59,16\r\n" * 200_000), "Filen har för många rader.",
    ),
    "another list": (b"code,name,pop\r\n1,Backe,700\r\n", "Filens kolumner känns inte igen: code, name, pop."),
    "no headings": (
        lambda: poi(store(), head=store()), "Filens kolumner känns inte igen: butiker/ica.yaml, dagligvarukedjor,",
    ),
    "a column twice": (
        lambda: poi([*store(), "x"], head=[*POI, "Name"]), "Kolumnen ”name” finns två gånger.",
    ),
    "UTF-16": (lambda: poi(store(), encoding="utf-16"), "Filen är sparad i UTF-16. Välj ”CSV UTF-8” när du sparar."),
    "two encodings": (
        lambda: poi(store(location="Åse")) + "x,x,x,Växjö,,,,,59,16\r\n".encode("cp1252"),
        "Filen blandar olika teckenkodningar. Välj ”CSV UTF-8” när du sparar.",
    ),
    "half a pair in UTF-8": (
        lambda: poi(store(location="§")).replace("§".encode(), b"\xed\xa0\x80"),
        "Filen blandar olika teckenkodningar.",
    ),
    "Mac encoding": (
        lambda: poi(store(location="Åse å")).replace("Å".encode(), b"\x81"),
        "Filen blandar olika teckenkodningar.",
    ),
    "no encoding at all": (
        lambda: poi(store(location="§")).replace("§".encode(), b"\x81\x8d"),
        "Filen är varken sparad i UTF-8 eller Windows-1252.",
    ),
    "NUL in the text": (lambda: poi(store(location="a\x00b")), "Filen är varken Excel (.xlsx) eller CSV."),
    "a loose quote": (lambda: poi(store(location='"a"b')), "Filen går inte att läsa som CSV. Kolla citattecknen"),
    "a quote never closed": (lambda: poi(store(location='"a')), "Filen går inte att läsa som CSV."),
    "ragged rows": (
        lambda: poi(store()[:-1]), ALL_ROWS + "Raden har inte lika många celler som rubrikraden (9 / 10).",
    ),
    "a cell without end": (
        lambda: poi(store(location="x" * 200_000)), "Filen går inte att läsa som CSV.",
    ),
    "a very long cell": (
        lambda: poi(store(location="x" * 6000)), ALL_ROWS + "Cellen i kolumnen location " + UNREADABLE,
    ),
    "a long name": (lambda: poi(store(location="x" * 201)), ALL_ROWS + "En text är för lång (201 > 200 tecken)."),
    "a byte-order mark in the middle": (
        lambda: poi(store(location="Bu\ufefftik")), ALL_ROWS + "Cellen i kolumnen location " + UNREADABLE,
    ),
    "formula": (lambda: pipos(form(Namn="=1+1")), ALL_ROWS + "Cellen i kolumnen namn " + UNREADABLE),
    "link to another workbook": (
        lambda: pipos(form(Namn="=[bok.xlsx]Blad1!A1")), ALL_ROWS + "Cellen i kolumnen namn " + UNREADABLE,
    ),
    "formula in CSV": (lambda: poi(store(location="=1+1")), ALL_ROWS + "Cellen i kolumnen location " + UNREADABLE),
    "error value": (lambda: pipos(form(Namn="#REF!")), ALL_ROWS + "Cellen i kolumnen namn " + UNREADABLE),
    "coordinate became a date": (
        lambda: pipos(form(date(2026, 5, 8))), ALL_ROWS + "Cellen i kolumnen x " + UNREADABLE,
    ),
    "true or false": (lambda: pipos(form(Namn=True)), ALL_ROWS + "Cellen i kolumnen namn " + UNREADABLE),
    "percent": (
        lambda: edited(lambda made: setattr(made.active["I2"], "number_format", "0%")),
        ALL_ROWS + "Cellen i kolumnen x " + UNREADABLE,
    ),
    "latitude and longitude swapped": (
        lambda: poi(store(16.4, 63.8)), ALL_ROWS + "Koordinaterna ser ut att ha bytt plats (16.4 / 63.8).",
    ),
    "abroad": (lambda: poi(store(59.9, 10.7)), ALL_ROWS + "Punkten ligger utanför Sverige (59.9 / 10.7)."),
    "another projection": (
        lambda: pipos(form(1_500_000, 1_600_000)), ALL_ROWS + "Punkten ligger utanför Sverige (1500000 / 1600000).",
    ),
    "no names": (lambda: pipos(form(Namn=None)), ALL_ROWS + "Namn saknas."),
    "identity number": (
        lambda: pipos(form(Namn="Anna 811218-9876")), ALL_ROWS + "Raden har vad som ser ut som ett personnummer.",
    ),
}  # fmt: skip


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def owner(prov: Programme) -> Client:
    return sit(prov, Role.OWNER, "Olle Ägare")


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_list_is_told_in_plain_words_and_nothing_is_stored(prov: Programme, owner: Client, kind: str) -> None:
    made, message = WRONG[kind]
    answer = send(owner, prov, made if isinstance(made, bytes) else made())
    assert answer.status_code == 422
    assert message in text_of(answer).replace("&gt;", ">").replace("&quot;", '"')
    assert "Provets källa" in answer.content.decode(), "what was typed is still there"
    assert not RegisterSource.objects.exists()


def test_no_file_at_all_is_told(prov: Programme, owner: Client) -> None:
    assert "Fil med ett register" in text_of(owner.post("/program/prov/register/", {"words": "x"}))


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """Fails when what runs inside holds more memory at any one moment."""
    tracemalloc.start()
    try:
        yield
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < megabytes * MB, f"{peak / MB:.0f} MB"


@pytest.mark.parametrize("kind", ["zip bomb", "gzip bomb", "200,000 rows in a workbook"])
def test_a_bomb_or_an_endless_list_costs_little_memory(kind: str) -> None:
    made = WRONG[kind][0]
    raw = io.BytesIO(made if isinstance(made, bytes) else made())
    with at_most(40), pytest.raises(FileNotTaken), opened(raw) as file:
        for _entry in file.entries():
            pass


def test_a_part_made_to_be_searched_for_ever_is_read_at_once() -> None:
    tags = b"<mergeCell " * 200_000
    began = time.process_time()
    raw = with_part(saved(Workbook()), "xl/worksheets/sheet1.xml", lambda sheet: sheet + tags)
    with pytest.raises(FileNotTaken), opened(io.BytesIO(raw)) as file:
        list(file.entries())
    assert time.process_time() - began < 3


def test_a_long_list_is_read_row_by_row() -> None:
    rows = 30_000
    raw = io.BytesIO(poi() + b"".join(b"a,b,c,N%d,,,,,59,16\r\n" % number for number in range(rows)))
    with at_most(12), opened(raw) as file:
        assert sum(entry.told is not None for entry in file.entries()) == rows


def test_a_full_list_is_taken_and_one_row_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert register_files.MOST_ROWS >= 100_000
    monkeypatch.setattr(register_files, "MOST_ROWS", 3)
    assert len(entries(poi(*[store(location=str(n)) for n in range(3)]))) == 3
    with pytest.raises(FileNotTaken):
        entries(poi(*[store(location=str(n)) for n in range(4)]))


def test_the_sheet_with_the_right_headings_is_found_among_others() -> None:
    def notes_first(made: Workbook) -> None:
        made.create_sheet("Om uttaget", 0)["A1"] = "Uttag"

    with opened(io.BytesIO(edited(notes_first))) as file:
        assert [entry.told is not None for entry in file.entries()] == [True]
