"""The form on paper says what the page on the phone says, in the same order; slips carry each household's code."""

import datetime as dt
import io
import re
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.jobs_running import work_off
from servicepunkt.core.models import Job
from servicepunkt.core.text import Text
from servicepunkt.documents.blocks import Choice, Code, Document, Language, Lines, Masthead, Matrix, NumberBox, Slips
from servicepunkt.documents.drawings import qr
from servicepunkt.documents.pdf import render
from servicepunkt.needs import building, paper, slips, views_paper
from servicepunkt.needs.answering import content_of
from servicepunkt.needs.content import Asked, Kind
from servicepunkt.needs.content import Option as Answer
from servicepunkt.needs.models import Questionnaire, Variant
from servicepunkt.people.roles import Role
from tests.builders import sit
from tests.documents.reading import squeezed, tags, texts
from tests.needs import making
from tests.needs.making import interviewer
from tests.needs.walk import questionnaire as from_bank

pytestmark = pytest.mark.django_db

ADDRESS = "https://servicepunkt.example/svara/k3f9x2m1qz/"
CODE = "K7Q2-9MRT"
# What documents' own tests explain: boxes are pictures, lines to cut along are no table. A hint under many questions is
# no running header, and the header that a matrix repeats on its next page is rightly not read aloud again.
EXPLAINED = {"TBL-012", "TBL-014", "PAG-001"}
REPEATED = ("Vad det gäller", "Dag ")


def _asked(**more: Any) -> Questionnaire:
    by = making.village()
    return making.questionnaire(by.place, by.root, closes_on=dt.date(2026, 9, 30), **more)


def _masthead(document: Document) -> Masthead:
    first = document.blocks[0]
    assert isinstance(first, Masthead)
    return first


def _checked(document: Document, tmp_path: Path) -> list[str]:
    pdf = render(document)
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    heard = outloud.check(str(path))
    found = [one for one in heard.findings if one.rule not in EXPLAINED]
    assert [one for one in found if one.rule != "TAG-002" or not str(one.evidence).startswith(REPEATED)] == []
    assert list(pdfua.validate(str(path)).findings) == []
    return texts(pdf)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_of_question_stands_on_the_paper_with_the_phone_s_number(language: Language, tmp_path: Path) -> None:
    one = _asked(codes=2)
    made = paper.document(one, CODE, address=ADDRESS, hand_in="i lådan", language=language)
    asked = [block for block in made.blocks if isinstance(block, Choice | Matrix | Lines | NumberBox)]
    kinds = [Choice, Choice, Choice, Matrix, Choice, Matrix, NumberBox, Lines]
    assert [(type(block), block.number) for block in asked] == [(k, str(n)) for n, k in enumerate(kinds, start=1)]
    assert all(block.numbered for block in asked if isinstance(block, Choice))
    assert [block.many for block in asked if isinstance(block, Choice | Matrix)] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]
    said = squeezed("".join(_checked(made, tmp_path)))
    for question in content_of(one).questions:
        english = language == "en"
        for text in (question.text, *(each.text for each in (*question.options, *question.rows))):
            assert squeezed(text.en if english and text.en else text.sv) in said
    assert "2." in asked[4].help  # at most two


@pytest.mark.parametrize("variant", Variant.values)
def test_what_the_bank_begins_with_can_be_printed_for_everybody(variant: str, tmp_path: Path) -> None:
    by = making.village()
    one = building.create(root=by.root, place=by.place, variant=variant, request_key=uuid.uuid4(), actor=SYSTEM)
    pages = _checked(paper.document(one), tmp_path)
    assert all(f"Sida {number} av {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("UTKAST" in page for page in pages)
    numbers = [tag.title.partition(" ")[0] for tag in tags(render(paper.document(one))) if re.match(r"\d+ ", tag.title)]
    assert numbers == [str(at) for at in range(1, len(content_of(one).questions) + 1)]


def test_a_draft_leads_nobody_to_a_page_that_is_not_open() -> None:
    by = making.village()
    one = from_bank(by.root, by.place)
    made = paper.document(one, address=ADDRESS)
    assert _masthead(made).code is None
    assert "servicepunkt.example" not in str(made.blocks)


def test_the_paper_says_who_asks_until_when_where_to_and_what_is_kept(tmp_path: Path) -> None:
    one = _asked(codes=2)
    pages = _checked(paper.document(one, CODE, address=ADDRESS, hand_in="i lådan hos Handlarn"), tmp_path)
    first, whole = squeezed(pages[0]), squeezed("".join(pages))
    for said in (
        "Byalaget frågar alla", "den lokala gruppen i Provby 1", "onsdag 30 september 2026", "i lådan hos Handlarn",
        "servicepunkt.example/svara/k3f9x2m1qz", "Blankettens nummer", "frivilligt", "inte namn eller adress",
        "sparas inte ihop med svaret", "minst fem personer",
    ):  # fmt: skip
        assert squeezed(said) in first, said
    assert squeezed("Tack för att du svarade!") in whole
    assert all(CODE in page for page in pages)  # a sheet that has come loose is still the household's


def test_the_code_s_drawing_opens_the_page_with_the_code_filled_in() -> None:
    one = _asked(codes=2)
    code = _masthead(paper.document(one, CODE, address=ADDRESS)).code
    assert isinstance(code, Code) and (code.text, code.svg) == (CODE, qr(f"{ADDRESS}#kod={CODE}"))
    blank = _masthead(paper.document(one, address=ADDRESS))
    assert isinstance(blank.code, Code) and blank.code.svg == qr(ADDRESS)
    assert ("Hushållets kod", "skriv av den från er lapp: __________ – __________") in blank.facts


def test_a_matrix_too_wide_for_the_paper_is_asked_row_by_row(tmp_path: Path) -> None:
    wide = tuple(Answer(str(at), Text(f"svar {at}")) for at in range(8))
    rows = tuple(Answer(f"r{at}", Text(f"rad {at}")) for at in range(30))
    long = (Answer("1", Text("x" * 61)), Answer("2", Text("kort")))
    by = making.village()
    one = making.questionnaire(by.place, by.root, questions=(
        Asked("wide", Kind.MATRIX, Text("Hur?"), options=wide, rows=rows),
        Asked("long", Kind.GRID, Text("N" * 300), options=long, rows=rows[:2]),
    ))  # fmt: skip
    made = paper.document(one)
    asked = [block for block in made.blocks if isinstance(block, Choice)]
    assert [block.number for block in asked[:2]] == ["1a", "1b"] and asked[29].number == "1ad"
    assert asked[1].text == "Hur? – rad 1" and asked[31].help == "rad 1"
    _checked(made, tmp_path)


def test_the_longest_texts_that_can_be_built_can_be_printed(tmp_path: Path) -> None:
    longest = replace(
        making.QUESTIONS[4], text=Text("å" * building.LONGEST_QUESTION), help=Text("h" * 300),
        options=tuple(Answer(str(at), Text("ö" * building.LONGEST_OPTION)) for at in range(building.MOST_OPTIONS)),
    )  # fmt: skip
    by = making.village()
    one = making.questionnaire(by.place, by.root, questions=(longest,))
    one.title = "t" * building.LONGEST_TITLE
    _checked(paper.document(one, CODE, address=ADDRESS, hand_in="x" * 200), tmp_path)


def test_there_is_a_slip_for_each_household_with_its_own_code_and_drawing(tmp_path: Path) -> None:
    one = _asked(codes=9)
    codes = [code.code for code in one.codes.order_by("id")]
    made = slips.document(one, codes, address=ADDRESS)
    (block,) = made.blocks
    assert isinstance(block, Slips)
    assert [slip.code.svg for slip in block.slips] == [qr(f"{ADDRESS}#kod={code}") for code in codes]
    pages = _checked(made, tmp_path)
    assert [len(re.findall(r"TEST-\d{4}", page)) for page in pages] == [8, 1]
    said = " ".join(pages[0].split())
    assert "Svara senast den 30 september." in said
    assert squeezed("servicepunkt.example/svara/k3f9x2m1qz") in squeezed(pages[0])


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_blank_form_is_sent_as_a_file_in_the_language_asked_for() -> None:
    by = making.village()
    one = making.questionnaire(by.place, by.root)
    page = by.url("papers", one.pk)
    assert by.client.get(page).status_code == 200
    for language, words in (("sv", "Hur gammal är du?"), ("en", "How old are you?")):
        sent = by.client.post(page, {"language": language, "hand_in": "i lådan"})
        assert (sent.status_code, sent["Content-Type"], sent["Cache-Control"]) == (200, "application/pdf", "no-store")
        assert words in "".join(texts(sent.content))
        assert "i lådan" in "".join(texts(sent.content))
    refused = by.client.post(page, {"language": "sv", "hand_in": "hos 19121212-1212"})
    assert refused.status_code == 422 and "personnummer" in refused.content.decode()
    assert by.client.post(page, {"language": "xx"}).status_code == 422


def test_papers_with_codes_come_ten_in_a_file_each_with_its_own_page_numbers() -> None:
    by = making.village()
    one = making.questionnaire(by.place, by.root, codes=11)
    page = by.url("papers", one.pk)
    shown = making.text_of(by.client.get(page))
    assert "Med koden tryckt: hushåll 1–10" in shown and "Med koden tryckt: hushåll 11–11" in shown
    pages = texts(by.client.post(page, {"language": "sv", "part": "2"}).content)
    assert all("TEST-0011" in one_page for one_page in pages if one_page)
    pages = texts(by.client.post(page, {"language": "sv", "part": "1"}).content)
    said = "\n".join(pages)
    assert [f"TEST-{at:04}" in said for at in range(1, 12)] == [True] * 10 + [False]
    assert sum("Sida 1 av" in one_page for one_page in pages) == 10
    assert by.client.post(page, {"language": "sv", "part": "3"}).status_code == 422


def test_all_households_forms_come_in_one_file_made_in_the_background() -> None:
    by = making.village()
    one = making.questionnaire(by.place, by.root, codes=12)
    page = by.url("papers", one.pk)
    assert "alla hushåll" in making.text_of(by.client.get(page))
    sent = {"language": "sv", "part": "-1", "hand_in": "i lådan hos Handlarn", "request_key": str(uuid.uuid4())}
    waiting = by.client.post(page, sent)
    assert by.client.post(page, sent)["Location"] == waiting["Location"] and Job.objects.count() == 1
    assert work_off() == 1
    assert "12 hushålls blanketter i 2 filer" in by.client.get(waiting["Location"]).content.decode()
    fetched = by.client.get(f"{waiting['Location']}fil/").getvalue()
    with zipfile.ZipFile(io.BytesIO(fetched)) as archive:
        stem = f"blankett-{by.place.slug}-{one.pk}"
        assert archive.namelist() == [f"{stem}-01-10.pdf", f"{stem}-11-12.pdf"]
        said = ["\n".join(texts(archive.read(name))) for name in archive.namelist()]
    for at in range(1, 13):
        assert [f"TEST-{at:04}" in one_file for one_file in said] == [at <= 10, at > 10]
    assert squeezed("i lådan hos Handlarn") in squeezed(said[1])
    assert Job.objects.get().words == {}


def test_an_interviewer_prints_blank_forms_and_never_sees_a_code() -> None:
    by = making.village()
    one = making.questionnaire(by.place, by.root, codes=3)
    mine = interviewer(by)
    page = by.url("papers", one.pk)
    assert "TEST-0001" not in mine.get(page).content.decode()
    sent = mine.post(page, {"language": "sv", "part": "1"})
    assert "TEST-0001" not in "".join(texts(sent.content))
    assert mine.get(by.url("slips", one.pk)).status_code == 403
    assert mine.get(by.url("codes", one.pk)).status_code == 403
    for role in (Role.MUNICIPALITY, Role.COUNTY_BOARD):
        other = sit(by.programme, role, f"Någon {role}", by.place)
        assert other.get(page).status_code == 403


def test_slips_come_in_parts_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_paper, "SLIPS_A_FILE", 8)
    by = making.village()
    one = making.questionnaire(by.place, by.root, codes=9)
    page = by.url("slips", one.pk)
    assert by.client.get(page)["Location"] == by.url("papers", one.pk)
    first, second = (texts(by.client.get(f"{page}?del={at}").content) for at in (1, 2))
    assert ["TEST-0008" in first[0], "TEST-0009" in second[0], len(first), len(second)] == [True, True, 1, 1]
    for wrong in ("3", "0", "99999999"):
        assert by.client.get(f"{page}?del={wrong}").status_code == 404
    without = making.questionnaire(by.place, by.root)
    assert by.client.get(by.url("slips", without.pk)).status_code == 404


def test_the_page_asks_as_often_for_three_codes_as_for_three_hundred() -> None:
    by = making.village()
    few, many = (making.questionnaire(by.place, by.root, codes=number) for number in (3, 300))
    counts = []
    for one in (few, many):
        with CaptureQueriesContext(connection) as asked:
            assert by.client.get(by.url("papers", one.pk)).status_code == 200
        counts.append([query["sql"].split(" WHERE ")[0] for query in asked])
    assert counts[0] == counts[1]
