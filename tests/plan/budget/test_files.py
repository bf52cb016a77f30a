"""The budget as a workbook: out, filled in, previewed and taken in; nothing half, and twice changes nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from servicepunkt.plan.lines_budget import COSTS, EVERY, INCOMES
from servicepunkt.plan.models import CostLine, IncomeLine
from tests.plan.budget.making import FULL, Village, make_village
from tests.supply.making import saved, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Village:
    return make_village()


def _book(on: Village) -> Any:
    return load_workbook(io.BytesIO(on.client.get(on.url("export")).content))


def _send(on: Village, book: Any) -> Any:
    return on.client.post(on.url("import"), {"file": SimpleUploadedFile("budget.xlsx", saved(book))})


def _row(book: Any, key: str, **new: str) -> list[Any]:
    """A new row as somebody would fill it in, in the order of the file's columns."""
    sheet = next(one for one in EVERY if one.key == key)
    said = {sheet.columns[name]: text for name, text in {**FULL[key], **new}.items()}
    return [said.get(cell.value) for cell in book[sheet.tab][1]]


def test_what_goes_out_comes_back_unchanged(on: Village) -> None:
    on.tell("kantarellboda")
    assert [name for name in _book(on).sheetnames if name not in ("Så gör du", "Listor")] == [one.tab for one in EVERY]
    answer = _send(on, _book(on))
    assert answer.status_code == 200 and "Inget att ändra" in text_of(answer)


def test_a_filled_in_file_is_previewed_and_taken_in_once(on: Village) -> None:
    on.tell("kantarellboda")
    book = _book(on)
    book[COSTS.tab].append(_row(book, "costline"))
    book[INCOMES.tab].append(_row(book, "incomeline", payer="=1+1"))
    column = next(cell.column for cell in book[COSTS.tab][1] if cell.value == COSTS.columns["amount_ore"])
    book[COSTS.tab].cell(2, column).value = 16000.5
    refused = _send(on, book)
    assert refused.status_code == 422 and not IncomeLine.objects.filter(payer__startswith="=").exists()
    book[INCOMES.tab].delete_rows(book[INCOMES.tab].max_row)
    before = CostLine.objects.count()
    preview = _send(on, book)
    assert preview.status_code == 200 and CostLine.objects.count() == before, "a preview writes nothing"
    assert "Värd på halvtid" in text_of(preview)
    packed = {"packed": preview.context["packed"]}
    assert on.client.post(on.url("import"), packed).status_code == 302
    assert CostLine.objects.count() == before + 1 and CostLine.objects.filter(amount_ore=16_000_50).count() == 1
    assert on.client.post(on.url("import"), packed).status_code == 409, "the same file twice writes nothing twice"
    assert CostLine.objects.count() == before + 1


def test_wrong_rows_are_told_by_row_and_column_and_nothing_is_saved(on: Village) -> None:
    book = _book(on)
    book[COSTS.tab].append(_row(book, "costline"))
    book[COSTS.tab].append(_row(book, "costline", what="Utan källa", source=""))
    book[INCOMES.tab].append(_row(book, "incomeline", certainty="Kanske"))
    answer = _send(on, book)
    said = text_of(answer)
    assert answer.status_code == 422
    assert "Rad 3 (Kostnader) Källa Fyll i det här." in said
    assert "Rad 2 (Intäkter) Hur säkert är det" in said and "finns inte i listan" in said
    assert not CostLine.objects.exists() and not IncomeLine.objects.exists()


def test_a_row_that_somebody_changed_since_is_not_overwritten(on: Village) -> None:
    line = on.add("costline")
    book = _book(on)
    column = next(cell.column for cell in book[COSTS.tab][1] if cell.value == COSTS.columns["source"])
    book[COSTS.tab].cell(2, column).value = "Filens källa"
    CostLine.objects.filter(pk=line.pk).update(source="Sidans källa", version=2)
    answer = _send(on, book)
    assert answer.status_code == 422 and "Någon annan har ändrat raden" in text_of(answer)
    assert CostLine.objects.get().source == "Sidans källa"
