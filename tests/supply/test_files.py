"""The file filled in at the kitchen table: out, in, twice, wrong in every way, and together with others' changes."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import Workbook, load_workbook

from servicepunkt.core.actions import SYSTEM
from servicepunkt.sheets.columns import MARK, NUMBER
from servicepunkt.sheets.reading import MOST_BYTES
from servicepunkt.sheets.writing import HELP_SHEET
from servicepunkt.supply import actions
from servicepunkt.supply.actions import Answer
from servicepunkt.supply.columns import AREAS_SHEET, OFFERS_SHEET
from servicepunkt.supply.facts import facts_of
from servicepunkt.supply.models import AreaAnswer, Inventory, Offer
from servicepunkt.supply.reference import municipal_areas
from servicepunkt.supply.writing import workbook
from tests.supply.making import (
    HEAD,
    SCHOOL,
    SHOP,
    TAX,
    Village,
    as_csv,
    book,
    edited,
    first_cell,
    make_village,
    row,
    saved,
    text_of,
    with_part,
)  # fmt: skip

pytestmark = pytest.mark.django_db

AREAS_HEAD = ["Område", "Svar", "På vilket sätt, eller varför inte", MARK]
SHEET_1 = "xl/worksheets/sheet1.xml"


@pytest.fixture
def by() -> Village:
    return make_village()


def cell(made: Any, title: str, line: int = 2) -> Any:
    return made[OFFERS_SHEET].cell(line, HEAD.index(title) + 1)


def test_out_and_in_again_changes_nothing(by: Village) -> None:
    for facts in (SHOP, TAX, SCHOOL, replace(SHOP, service="=1+1", provider="+46 70", note="@sum\n-5", address="-")):
        by.add(facts)
    preview = by.send(workbook(by.place))
    assert preview.status_code == 200 and "Inget att ändra" in text_of(preview)
    assert preview.context["plan"].left == 4 + len(municipal_areas())
    assert "packed" in preview.context and not preview.context["packed"]


def test_the_file_has_help_drop_downs_and_no_formulas(by: Village) -> None:
    by.add(replace(SHOP, service='=HYPERLINK("http://x")', provider="=cmd|' /C calc'!A0"))
    made = load_workbook(io.BytesIO(workbook(by.place)))
    assert made.sheetnames[:3] == [HELP_SHEET, OFFERS_SHEET, AREAS_SHEET]
    assert "8–12, 13–16.30" in "".join(str(c.value) for c in made[HELP_SHEET]["A"])
    service = cell(made, "Tjänst")
    assert service.data_type == "s" and service.quotePrefix and service.number_format == "@"
    assert len(made[OFFERS_SHEET].data_validations.dataValidation) == 6
    assert len(made[AREAS_SHEET].data_validations.dataValidation) == 1
    parts = zipfile.ZipFile(io.BytesIO(workbook(by.place)))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)


def test_what_was_filled_in_is_previewed_then_saved(by: Village) -> None:
    offer = by.add()

    def edit(made: Any) -> None:
        cell(made, "Måndag").value = "10-14"
        made[OFFERS_SHEET].append(row())
        made[AREAS_SHEET]["B2"], made[AREAS_SHEET]["C2"] = "På annan plats", "Kommunhuset"

    raw = edited(by.place, edit)
    preview = by.send(raw)
    text = text_of(preview)
    assert "Bygdegården" in text and "Måndag: 9–18 → 10–14" in text and "På annan plats: Kommunhuset" in text
    assert Offer.objects.count() == 1 and not AreaAnswer.objects.exists(), "nothing is saved yet"
    done = by.client.post(by.url("import"), {"packed": preview.context["packed"]}, follow=True)
    assert "1 nya tjänster, 1 ändrade, 1 kommunala områden" in text_of(done)
    offer.refresh_from_db()
    assert facts_of(offer).hours[0] == ((600, 840),) and Offer.objects.count() == 2
    assert AreaAnswer.objects.get().answer == "elsewhere"
    before = Inventory.objects.get().version
    again = by.send(raw)
    assert "Inget att ändra" in text_of(again), "the same file twice changes nothing"
    assert by.take_in(preview).status_code == 409, "nor does the same preview"
    assert Offer.objects.count() == 2 and Inventory.objects.get().version == before


def test_one_wrong_row_keeps_the_whole_file_out(by: Village) -> None:
    preview = by.send(book([row(), row(Tjänst="Annat", Nivå="Myndighetsuppgift")]))
    assert preview.status_code == 422 and not preview.context["packed"]
    assert "Rad 3 (Utbud) Nivå Bara en myndighet får sköta en myndighetsuppgift" in text_of(preview)
    assert not Offer.objects.exists()


def test_what_somebody_else_changed_is_told_and_untouched_rows_are_left(by: Village) -> None:
    one, other = by.add(), by.add(replace(SHOP, service="Post"))

    def edit(made: Any) -> None:
        cell(made, "Anteckning").value = "Ur filen"

    raw = edited(by.place, edit)
    by.change(other, service="Post", note="Ändrad på sidan")
    preview = by.send(raw)
    assert preview.status_code == 200 and preview.context["plan"].left == 1 + len(municipal_areas())
    assert by.take_in(preview).status_code == 302
    other.refresh_from_db()
    assert other.note == "Ändrad på sidan"
    raw = edited(by.place, lambda made: setattr(cell(made, "Anteckning"), "value", "Igen"))
    one.refresh_from_db()
    by.change(one, note="Också på sidan")
    told = by.send(raw)
    assert told.status_code == 422 and "Någon annan har ändrat tjänsten sedan filen hämtades." in text_of(told)


def test_a_change_between_preview_and_saving_is_told(by: Village) -> None:
    preview = by.send(book([row()]))
    by.add()
    answer = by.take_in(preview)
    assert answer.status_code == 409
    assert "Någon har ändrat ortens utbud sedan du såg förhandsgranskningen." in text_of(answer)
    assert Offer.objects.count() == 1
    assert by.take_in(answer).status_code == 302 and Offer.objects.count() == 2


def test_an_answer_changed_meanwhile_is_told(by: Village) -> None:
    def edit(made: Any) -> None:
        made[AREAS_SHEET]["B2"], made[AREAS_SHEET]["C2"] = "Inte aktuellt", "Ur filen"

    raw = edited(by.place, edit)
    key = municipal_areas()[0].key
    actions.answer_areas(
        root=by.programme.area, place=by.place, answers=[Answer(key, "here", "På sidan", 0)], actor=SYSTEM
    )
    told = by.send(raw)
    assert told.status_code == 422 and "Någon annan har ändrat svaret" in text_of(told)


def test_a_removed_offer_a_strange_number_and_another_villages_preview(by: Village) -> None:
    offer = by.add()
    raw = edited(by.place, lambda made: setattr(cell(made, "Anteckning"), "value", "Ny"))
    offer.delete()
    assert "finns inte på den här orten längre" in text_of(by.send(raw))
    assert "Numret ska stå som det stod" in text_of(by.send(first_cell(NUMBER, "ett")))
    preview = by.send(book([row()]))
    other = make_village("annan")
    assert "gäller inte längre" in text_of(other.take_in(preview))
    assert "gäller inte längre" in text_of(by.client.post(by.url("import"), {"packed": "x:y:z"}))


def test_a_row_without_its_trace_is_not_taken_for_new(by: Village) -> None:
    offer = by.add()
    assert "Kolumnen Spår är tom på raden." in text_of(by.send(book([row(Nr=str(offer.pk))])))


def test_a_new_row_that_is_there_already_with_other_words_is_told(by: Village) -> None:
    by.take_in(by.send(book([row()])))
    assert "Tjänsten finns redan" in text_of(by.send(book([row(Anteckning="Annat")])))


def test_two_offers_may_change_places(by: Village) -> None:
    by.add(replace(SHOP, service="A"))
    by.add(replace(SHOP, service="B"))

    def swap(made: Any) -> None:
        cell(made, "Tjänst", 2).value, cell(made, "Tjänst", 3).value = "B", "A"

    assert by.take_in(by.send(edited(by.place, swap))).status_code == 302
    assert list(Offer.objects.order_by("id").values_list("service", flat=True)) == ["B", "A"]


def test_a_csv_file_is_read_with_the_same_columns(by: Village) -> None:
    preview = by.send(as_csv([row(Måndag="8-12"), row(Tjänst="Väv; och slöjd")]), "utbud.csv")
    assert by.take_in(preview).status_code == 302
    assert set(Offer.objects.values_list("service", flat=True)) == {"Bygdegården", "Väv; och slöjd"}


def test_five_thousand_rows_are_taken_and_one_more_is_not(by: Village) -> None:
    rows = [row(Tjänst=f"Tjänst {n}") for n in range(5000)]
    preview = by.send(as_csv(rows))
    assert len(preview.context["plan"].added) == 5000
    assert by.take_in(preview).status_code == 302 and Offer.objects.count() == 5000
    refused = by.send(as_csv([*rows, row()]))
    assert refused.status_code == 422 and "för många rader" in text_of(refused)


def merged() -> bytes:
    made = load_workbook(io.BytesIO(book([row()])))
    made[OFFERS_SHEET].merge_cells("A3:B4")
    return saved(made)


def bomb() -> bytes:
    out = io.BytesIO(book([row()]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/stor.xml", b"0" * (51 * 1024 * 1024))
    return out.getvalue()


def entity() -> bytes:
    return with_part(book([row()]), SHEET_1, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def broken_sheet() -> bytes:
    return with_part(book([row()]), SHEET_1, lambda xml: xml[: len(xml) // 2])


def macros() -> bytes:
    out = io.BytesIO(book([row()]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def hidden() -> bytes:
    made = load_workbook(io.BytesIO(book([row()])))
    made.create_sheet("Framme")
    made[OFFERS_SHEET].sheet_state = "hidden"
    return saved(made)


def percent() -> bytes:
    cells: list[Any] = row(Var="På annan ort")
    cells[HEAD.index("Avstånd i km")] = 0.12
    made = load_workbook(io.BytesIO(book([cells])))
    cell(made, "Avstånd i km").number_format = "0%"
    return saved(made)


def far(km: str) -> bytes:
    return as_csv([row(Var="På annan ort", **{"Avstånd_i_km": km})])


def many_rows() -> bytes:
    made = Workbook(write_only=True)
    page = made.create_sheet(OFFERS_SHEET)
    page.append(HEAD)
    for _number in range(200_000):
        page.append(["x"])
    return saved(made)


WRONG: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "Filen är tom."),
    "too large": (b"x" * (MOST_BYTES + 1), "högst 5 MB"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "gammal Excelfil (.xls) eller har lösenord"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "varken Excel (.xlsx) eller CSV"),
    "half a workbook": (lambda: book([row()])[:900], "skadad"),
    "half a sheet": (broken_sheet, "skadad"),
    "OpenDocument": (other_zip, "ingen Excelfil"),
    "zip bomb": (bomb, "för stor när den packas upp"),
    "entities": (entity, "inte hör hemma i en Excelfil"),
    "merged cells": (merged, "sammanslagna celler (A3:B4)"),
    "wrong sheet": (lambda: book([row()], sheet="Blad1"), "inget blad som heter"),
    "missing columns": (lambda: book([row()[:3]], head=HEAD[:3]), "Kolumner saknas på bladet ”Utbud”: Tjänst"),
    "no headings": (lambda: book([]), "inga ifyllda rader"),
    "a column twice": (lambda: book([[*row(), ""]], head=[*HEAD, "Tjänst"]), "finns två gånger"),
    "200,000 rows": (many_rows, "Filen har för många rader. Den får ha högst 5 000."),
    "200,000 rows of nothing useful": (lambda: as_csv([["x"]] * 200_000), "fler än 200 fel"),
    "CSV with commas": (lambda: as_csv([row()], delimiter=","), "Kolumner saknas"),
    "CSV in another encoding": (lambda: as_csv([row()]).decode("utf-8-sig").encode("latin-1"), "UTF-8"),
    "CSV with a loose quote": (lambda: as_csv([row()]) + b'"a"b;c', "Kolla citattecknen"),
    "web page named .xls": (b"<table><tr><td>Utbud</td></tr></table>", "Filen är en webbsida, vad den än heter."),
    "XML of Excel 2003": (b'<?xml version="1.0"?><Workbook/>', "Filen är en webbsida, vad den än heter."),
    "UTF-16": (lambda: as_csv([row()]).decode("utf-8-sig").encode("utf-16"), "Filen är sparad i UTF-16."),
    "NUL in the text": (lambda: as_csv([row(Tjänst="a\x00b")]), "varken Excel (.xlsx) eller CSV"),
    "half a pair in UTF-8": (
        lambda: as_csv([row(Tjänst="§")]).replace("§".encode(), b"\xed\xa0\x80"), "Filen är inte sparad i UTF-8.",
    ),
    "half a pair in XML": (
        lambda: with_part(
            book([row()]), SHEET_1, lambda xml: xml.replace(b"</sheetData>", b"&#xD800;</sheetData>")
        ),
        "skadad",
    ),
    "macros": (macros, "Filen har makron. Spara den som .xlsx, utan makron."),
    "hidden sheet": (hidden, "Bladet ”Utbud” är dolt."),
    "headings on row 3": (
        lambda: book([[], HEAD, row()], head=["Utbudet i byn"]),
        "Rubrikerna på bladet ”Utbud” står på rad 3. Ta bort raderna ovanför.",
    ),
    "ragged rows": (lambda: as_csv([row()[:2]]), "Rad 2 (Utbud) Tjänst Fyll i det här."),
    "a cell without end": (lambda: as_csv([row(Tjänst="x" * 200_000)]), "går inte att läsa som CSV"),
    "a quote never closed": (lambda: as_csv([row()]) + b'"a;b', "Kolla citattecknen"),
    "a byte-order mark in the middle": (
        lambda: as_csv([row(Tjänst="By\ufeffgård")]), "Cellen har tecken som inte går att läsa. Skriv om den.",
    ),
    "control characters": (lambda: as_csv([row(Tjänst="a\x07b")]), "Cellen har tecken som inte går att läsa."),
    "percent": (percent, "Avstånd i km Cellen visas som procent. Gör om den till text."),
    "negative distance": (lambda: far("-5"), "Skriv avståndet i km med siffror, till exempel 12 eller 12,5."),
    "no distance at all": (lambda: far("0"), "Avståndet ska vara mer än 0 och högst 2 000 km."),
    "metres for kilometres": (lambda: far("9\u00a0000"), "Avståndet ska vara mer än 0 och högst 2 000 km."),
    "thousands and decimals": (lambda: far("1.234,5"), "Skriv avståndet i km med siffror"),
    "link to another workbook": (lambda: first_cell("Tjänst", "=[bok.xlsx]Blad1!A1"), "Cellen har en formel."),
    "formula": (lambda: first_cell("Tjänst", "=1+1"), "Rad 2 (Utbud) Tjänst Cellen har en formel."),
    "formula in CSV": (lambda: as_csv([row(Tjänst="=1+1")]), "Cellen har en formel."),
    "hours became a date": (lambda: first_cell("Måndag", date(2026, 12, 8)), "Måndag Cellen har blivit ett datum"),
    "hours became a time": (lambda: first_cell("Tisdag", time(8, 30)), "Tisdag Cellen har blivit ett datum"),
    "true or false": (lambda: first_cell("Anteckning", True), "sant eller falskt"),
    "error value": (lambda: first_cell("Tjänst", "#REF!"), "felvärde från Excel (#REF!)"),
    "date as text": (lambda: first_cell("Onsdag", "2026-12-08"), "Onsdag Skriv tiderna som 8–12"),
    "unknown sector": (lambda: first_cell("Sektor", "Statligt bolag"), "”Statligt bolag” finns inte i listan."),
    "no service": (lambda: first_cell("Tjänst", None), "Tjänst Fyll i det här."),
    "no such distance": (lambda: first_cell("Avstånd i km", "långt"), "avståndet i km med siffror"),
    "identity number": (lambda: first_cell("Anteckning", "811218-9876"), "personnummer"),
    "very long text": (lambda: first_cell("Anteckning", "x" * 5001), "5000 tecken är mest"),
    "the same row twice": (lambda: book([row(), row()]), "Rad 3 (Utbud) Tjänst Samma tjänst står redan på rad 2."),
    "unknown area": (
        lambda: book([["Rymdfart", "Inte aktuellt", "x", ""]], AREAS_HEAD, AREAS_SHEET),
        "Området finns inte i listan.",
    ),
    "area without words": (
        lambda: book([["Turism", "Inte aktuellt", "", ""]], AREAS_HEAD, AREAS_SHEET),
        "eller varför inte.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_in_plain_words_and_nothing_is_saved(by: Village, kind: str) -> None:
    made, message = WRONG[kind]
    answer = by.send(made if isinstance(made, bytes) else made())
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert not Offer.objects.exists() and not AreaAnswer.objects.exists()


def test_no_file_at_all(by: Village) -> None:
    assert by.client.post(by.url("import"), {}).status_code == 422


def test_columns_nobody_knows_are_named(by: Village) -> None:
    preview = by.send(book([[*row(), "rött"]], head=[*HEAD, "Färg"]))
    assert "De här kolumnerna läses inte: Färg." in text_of(preview)


def test_a_fault_while_saving_leaves_nothing_behind(by: Village) -> None:
    preview = by.send(book([row(), row(Tjänst="Två")]))
    with patch("servicepunkt.supply.actions._answer", side_effect=RuntimeError), pytest.raises(RuntimeError):
        by.take_in(preview)
    assert not Offer.objects.exists() and not Inventory.objects.exists()
