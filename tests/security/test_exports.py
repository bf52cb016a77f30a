"""Every file that a spreadsheet opens, with every text in it made to look like a formula."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from openpyxl import load_workbook

from servicepunkt.core import appendonly
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.cells import harmless, starts_a_formula
from servicepunkt.core.models import AppendOnly
from servicepunkt.core.text import Text
from servicepunkt.needs import publishing
from servicepunkt.needs.content import AGES, Asked
from tests.needs import making
from tests.security.samples import Corner
from tests.security.walking import everybody_at, guarded, let_go, takes, told

pytestmark = pytest.mark.django_db

HOSTILE = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=cmd|'/c calc'!A1", "＝1+1")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHER_FILES = ("application/pdf", "image/svg+xml", "text/plain", "text/calendar", "text/javascript", "application/json")
NOT_WORDS = (models.SlugField, models.EmailField, models.UUIDField)
STRUCTURED = {
    "Account.password", "PaperForm.typed", "Answer.values", "Answer.age", "Answer.sex", "OpenAnswer.question",
    "Offer.area", "AreaAnswer.area", "HouseholdCode.code", "RegisterSource.format", "RegisterSource.sha256",
    *(f"OpeningWeek.day{number}" for number in range(7)), "Offering.area",
    "RegisterService.municipality_code", "Programme.source_sha256", "LoginSession.session_data",
}  # fmt: skip
"""Texts that are keys or hold a structure, and that nobody types."""
NOT_TYPED = ("core", "places", "method", "documents")
"""Rooms whose texts come with the platform, or with a programme's file; and documents, which no spreadsheet opens."""


def _words(model: type[models.Model]) -> Iterator[str]:
    """The fields of a table in which somebody types words."""
    for field in model._meta.fields:
        typed = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NOT_WORDS)
        free = typed and field.editable and not (field.choices or field.unique)
        if free and f"{model.__name__}.{field.name}" not in STRUCTURED:
            yield field.name


def _make_hostile() -> int:
    """Put a beginning of a formula into every text that people type; how many fields there were."""
    beginnings, number = cycle(HOSTILE), 0
    for config in apps.get_app_configs():
        for model in (
            config.get_models() if config.name.startswith("servicepunkt.") and config.label not in NOT_TYPED else ()
        ):
            if issubclass(model, AppendOnly):
                continue
            for name in _words(model):
                said = Concat(Value(next(beginnings)), Cast("pk", models.CharField()))
                try:
                    model._default_manager.update(**{name: said})
                    number += 1
                except ValueError as e:
                    print(model, name, e)
    return number


def _hostile(one: Asked) -> Asked:
    def said(text: Text) -> Text:
        return Text(f"={text.sv}", f"={text.en}")

    options = tuple(replace(option, text=said(option.text)) for option in one.options)
    rows = tuple(replace(row, text=said(row.text)) for row in one.rows)
    return replace(one, text=said(one.text), options=options, rows=rows)


def _asked_in_formulas(corner: Corner) -> int:
    questions = tuple(_hostile(one) for one in making.QUESTIONS)
    made = making.questionnaire(corner.place, corner.programme.area, questions=questions)
    for number in range(40):
        making.answer(made, age=AGES[2 + number % 2].key, sex="wm"[number // 2 % 2], part="12"[number // 4 % 2])
    publishing.close(questionnaire=made, actor=SYSTEM)
    return made.pk


def _in_workbook(raw: bytes) -> Iterator[tuple[str, str]]:
    """Every text of a workbook, with what is wrong with how it stands there."""
    for sheet in load_workbook(io.BytesIO(raw)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    text = cell.value.replace("_x000D_", "\r")  # so a carriage return stands in the file
                    run = cell.data_type == "f" or cell.hyperlink is not None
                    unmarked = starts_a_formula(text) and not cell.quotePrefix
                    yield text, "runs" if run else "unmarked" if unmarked else ""


def _in_csv(raw: bytes) -> Iterator[tuple[str, str]]:
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"):
        for text in row:
            yield text, "runs" if starts_a_formula(text) else ""


@pytest.mark.usefixtures("without_markup")
def test_no_text_in_any_file_is_run(corners: tuple[Corner, Corner, Corner]) -> None:
    client = everybody_at(corners[0])
    more = {"needs:results_csv": {"questionnaire": _asked_in_formulas(corners[0])}}
    with appendonly.lifted():  # rows of signed agreements are tried on too
        assert _make_hostile() > 60
    wrong, hostile, files = [], set(), 0
    for one in guarded():
        assert one.page is not None
        if not takes(one.page, "GET"):
            continue
        response: Any = client.get(one.at(corners[0], **more.get(one.name, {})))
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if kind not in (XLSX, "text/csv"):
            assert kind.startswith(("text/html", *OTHER_FILES)), f"{one.name}: how is {kind} held up?"
            let_go(response)
            continue
        raw = b"".join(response.streaming_content) if response.streaming else response.content
        files += 1
        for text, fault in _in_workbook(raw) if kind == XLSX else _in_csv(raw):
            hostile |= {one.name} if starts_a_formula(text.removeprefix("'")) else set()
            wrong += [f"{one.name}: {text!r} {fault}"] if fault else []
    assert not wrong, told(wrong)
    assert files >= 6
    assert hostile >= {
        "programme:costs_file",
        "supply:export",
        "plan:export",
        "budget:export",
        "supply:register_report",
        "needs:ideas_file",
        "needs:results_csv",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Lanthandeln", "8–12", "a=b", "anna@kommun.example", "'=1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
