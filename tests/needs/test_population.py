"""A place's people by age and sex: typed in or read from a file, kept by year, and what cannot be is told plainly."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs.coverage import population_by_age
from servicepunkt.needs.population import LINES, keep_population, read_file
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.models import Place, Population
from servicepunkt.places.population import Figures, Group, history, newest, seen_mark
from servicepunkt.places.population_files import FileNotUnderstood, Found, fold, from_cells, parse_band
from tests.builders import sit
from tests.needs.making import Village, village
from tests.supply.making import text_of

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "recorded_answers"
BANDS = [line.band for line in LINES]


@pytest.fixture
def by(db: None) -> Village:
    return village()


def figures(year: int = 2025, definition: str = "Byn med omnejd", *, each: int = 10, sexes: str = "mw") -> Figures:
    groups = tuple(Group(sex, *line.band, each) for line in LINES for sex in sexes)
    return Figures(year, definition, "SCB", groups)


def keep(by: Village, what: Figures, seen: str | None = None) -> bool:
    mark = seen_mark(history([by.place.pk]).get(by.place.pk, [])) if seen is None else seen
    return keep_population(root=by.root, place=by.place, figures=what, seen=mark, actor=SYSTEM)


def years(first: int = 0, last: int = 100, number: int = 3) -> list[list[object]]:
    return [[f"{age} år" if age < last else f"{age}+ år", number, number + 1] for age in range(first, last + 1)]


def as_xlsx(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_csv(rows: list[list[object]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode(encoding)


# --- kept ---------------------------------------------------------------------------------------------------------


def test_figures_are_kept_once_and_a_new_year_lies_beside(by: Village) -> None:
    assert keep(by, figures())
    assert not keep(by, figures())
    assert not keep(by, figures(), seen="older"), "the same twice is no conflict"
    assert keep(by, figures(2024, each=9))
    assert [one.year for one in history([by.place.pk])[by.place.pk]] == [2025, 2024]
    assert newest([by.place.pk])[by.place.pk] == figures()
    assert keep(by, figures(each=11))
    assert newest([by.place.pk])[by.place.pk].people == 11 * 16
    total = Population.objects.get(place=by.place, year=2025, sex="", age_from=None, definition="Byn med omnejd")
    assert total.people == 11 * 16
    line = JournalEntry.objects.filter(room="places", verb="count").latest("id")
    assert (line.place_id, line.codes) == (by.place.pk, {"year": 2025})


def test_figures_without_children_say_nothing_of_the_whole(by: Village) -> None:
    before = Population.objects.filter(place=by.place, age_from=None).count()
    some = figures()
    keep(by, Figures(2025, "Byn", "SCB", some.groups[2:]))
    assert Population.objects.filter(place=by.place, age_from=None).count() == before


def test_people_by_age_are_told_for_many_places_in_one_query(by: Village, django_assert_num_queries: Any) -> None:
    keep(by, figures())
    other = Place.objects.exclude(pk=by.place.pk)[0]
    keep_population(root=by.root, place=other, figures=figures(), seen=seen_mark([]),
                    actor=SYSTEM)  # fmt: skip
    with django_assert_num_queries(1):
        known = population_by_age([by.place.pk, other.pk, 0])
    assert set(known) == {by.place.pk, other.pk}
    assert known[by.place.pk]["85-"] == {"w": 10, "m": 10}
    assert "0-12" not in known[by.place.pk]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (figures(1989), "Året ska ligga"),
        (figures(2027), "Året ska ligga"),
        (figures(definition=" "), "vilket område"),
        (figures(definition="Enligt 19811218-9876"), "personnummer"),
        (figures(each=-1), "mindre än noll"),
        (Figures(2025, "Byn", "SCB", ()), "minst en åldersgrupp"),
        (Figures(2025, "Byn", "SCB", (Group("w", 0, 20, 1), Group("w", 13, 20, 1))), "går in i varandra"),
        (Figures(2025, "Byn", "SCB", (Group("w", 0, None, 1), Group("w", 13, 20, 1))), "går in i varandra"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(by: Village, what: Figures, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        keep(by, what)
    assert not Population.objects.filter(place=by.place, age_from__isnull=False).exists()


def test_two_who_count_at_once_are_told(by: Village) -> None:
    opened = seen_mark([])
    keep(by, figures())
    with pytest.raises(ChangedMeanwhile):
        keep(by, figures(each=12), seen=opened)


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("20", (20, 21)), ("20 år", (20, 21)), ("20-24", (20, 25)), ("20–24 år", (20, 25)), ("85+", (85, None)),
        ("100+ år", (100, None)), ("85 år och äldre", (85, None)), ("85-", (85, None)), ("85-w", (85, None)),
        ("-4 år", (0, 5)), ("totalt ålder", None), ("Samtliga", None), ("20.0", (20, 21)),
    ],
)  # fmt: skip
def test_ages_are_read_as_people_write_them(said: str, band: object) -> None:
    assert parse_band(said) == band


@pytest.mark.parametrize("said", ["", "tjugo", "24-20", "20-24+", "200", "2025-10-14"])
def test_what_is_no_age_is_not_taken_for_one(said: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_band(said)


HEAD: list[object] = ["Ålder", "Kvinnor", "Män"]


@pytest.mark.parametrize(
    "raw",
    [
        as_xlsx([["Folkmängden efter ålder och kön 2025"], [], HEAD, *years()]),
        as_csv([HEAD, *years()]),
        as_csv([HEAD, *years()], "\t", "cp1252"),
        as_csv([["ålder", "kön", "Folkmängd 2024", "Folkmängd 2025"],
                *[[age, sex, 0, number] for age, w, m in years() for sex, number in (("kvinnor", w), ("män", m))]],
               ",", "cp1252"),
        as_csv([["ålder", "Kvinnor 2025", "Män 2025", "Totalt 2025"],
                *[[age, w, m, 7] for age, w, m in years()], ["totalt", 303, 404, 707], ["Källa: SCB"]]),
    ],
)  # fmt: skip
def test_a_table_is_read_however_it_is_laid_out(raw: bytes) -> None:
    found = read_file(raw)
    by_sex = {(one.sex, one.first): one.people for one in found.groups}
    assert by_sex["w", 0] == 39 and by_sex["m", 0] == 52 and by_sex["w", 85] == 48
    assert len(found.groups) == 16
    assert found.year in (2025, None)


def test_a_table_without_sexes_gives_everybody() -> None:
    found = read_file(as_csv([["Ålder", "Totalt"], *[[age, w] for age, w, _m in years()]]))
    assert {one.sex for one in found.groups} == {""}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["Ålder", "Kvinnor", "Män"], ["10-14", 1, 1], ["15-19", 1, 1]], "10–14 år"),
        ([["Ålder", "Kvinnor", "Män"], ["15-19", 1, 1]], "bara en del av åldrarna i gruppen 13–19 år"),
        ([["Ålder", "Kvinnor", "Män"], ["20-24", 1, 1], ["22", 1, 1]], "går in i varandra: 20–24 år och 22 år"),
        ([["Ålder", "Kvinnor"], *[[age, w] for age, w, _m in years()]], "bara det ena könet"),
        ([["Region", "Ålder", "Kvinnor", "Män"], ["Backe", "20-29", 1, 1], ["Berg", "30-49", 1, 1]], "flera områden"),
        ([["Ålder", "Kvinnor", "Män"], ["20-29", "ett", 1]], "Antalet ”ett” vid åldern 20-29"),
        ([["Ålder", "Kvinnor", "Män"], ["tjugo", 1, 1]], "Åldern ”tjugo” går inte att läsa"),
        ([["Ålder", "Kön", "Antal"], ["20-29", "hund", 1]], "Könet ”hund”"),
        ([["Ålder", "Kvinnor", "Män"], ["20-29", 1, 1], ["20-29", 2, 1]], "två gånger med olika antal"),
        ([["Ålder", "Längd"], ["20-29", 1]], "ingen kolumn med antal"),
        ([["Namn", "Vikt"], ["a", 1]], "rad med rubriker"),
        ([["Ålder", "Kvinnor", "Män"]], "inga antal efter ålder"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_name(rows: list[list[object]], why: str) -> None:
    for raw in (as_csv(rows), as_xlsx(rows)):
        with pytest.raises(FileNotUnderstood, match=why):
            read_file(raw)


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"", "tom"), (b"\x00\x01\x02", "varken Excel"), (b"{]", "inte JSON-stat"), (b"PK\x03\x04rubbish", "skadad"),
     (b"x" * (2 * 1024 * 1024 + 1), "för stor"), (b'{"id":[],"size":[],"value":[],"dimension":{}}', "Välj ålder"),
     (b'{"id":["a"],"size":[2],"value":[1,2],"dimension":{"a":{"category":{"index":["x"]}}}}', "JSON-stat")],
)  # fmt: skip
def test_other_files_are_refused(raw: bytes, why: str) -> None:
    with pytest.raises(FileNotUnderstood, match=why):
        read_file(raw)


def json_stat(ages: dict[str, str], numbers: Sequence[int | None], years: tuple[str, ...] = ("2025",)) -> bytes:
    def dimension(label: str, codes: dict[str, str]) -> dict[str, object]:
        return {"label": label, "category": {"index": {c: n for n, c in enumerate(codes)}, "label": codes}}

    return json.dumps({
        "version": "2.0", "class": "dataset", "source": "Statistikmyndigheten SCB",
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": ["Region", "Alder", "Kon", "ContentsCode", "Tid"], "size": [1, len(ages), 2, 1, len(years)],
        "dimension": {
            "Region": dimension("region", {"2313A0010": "Backe"}), "Alder": dimension("ålder", ages),
            "Kon": dimension("kön", {"1": "män", "2": "kvinnor"}),
            "ContentsCode": dimension("tabellinnehåll", {"000": "Antal"}),
            "Tid": dimension("år", {one: one for one in years}),
        },
        "value": numbers,
    }).encode()  # fmt: skip


def test_a_json_stat_answer_is_read_with_its_newest_year() -> None:
    ages = {"20-29": "20-29 år", "85+": "85+ år", "tot": "totalt ålder"}
    found = read_file(json_stat(ages, [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60], ("2024", "2025")))
    assert found.groups == (Group("m", 20, 30, 10), Group("w", 20, 30, 20), Group("m", 85, None, 30),
                            Group("w", 85, None, 40))  # fmt: skip
    assert (found.year, found.source, found.where) == (2025, "Statistikmyndigheten SCB", "Backe")
    with pytest.raises(FileNotUnderstood, match="Antalet saknas för 20-29 år"):
        read_file(json_stat({"20-29": "20-29 år"}, [None, 1]))


@pytest.mark.parametrize(
    "wrong",
    [{"value": 5}, {"value": None}, {"value": {"9" * 5000: 1}}, {"role": []}, {"role": None}, {"role": {"time": None}},
     {"size": [1, 2, 2, 1, 1.0], "value": {"0": 1}}, {"size": [1, 0, 2, 1, 1], "value": {"0": 1}}],
)  # fmt: skip
def test_an_answer_that_does_not_hold_together_is_refused_and_nothing_breaks(wrong: dict[str, Any]) -> None:
    ages = {} if wrong.get("size", [0, 1])[1] == 0 else {"0-12": "0-12 år", "13+": "13+ år"}
    whole = json.loads(json_stat(ages, [1] * 2 * len(ages)))
    with pytest.raises(FileNotUnderstood):
        read_file(json.dumps({**whole, **wrong}).encode())


def test_half_letters_in_an_answer_can_be_shown() -> None:
    whole = json.loads(json_stat({"0-12": "0-12 år"}, [1, 2]))
    assert read_file(json.dumps({**whole, "source": "SCB \ud83d"}).encode()).source == "SCB ?"


def test_a_row_shorter_than_the_headings_is_read_as_far_as_it_goes() -> None:
    assert read_file("ålder;antal;region\n13-19;7".encode()).groups == (Group("", 13, 20, 7),)
    with pytest.raises(FileNotUnderstood, match="Könet"):
        read_file("ålder;antal;kön\n13-19;7".encode())


def test_a_real_answer_without_ages_is_told_apart() -> None:
    path = RECORDED / "scb_pxweb2_tab638.json"
    if not path.exists():
        pytest.skip("the recorded answers are not on this machine")
    with pytest.raises(FileNotUnderstood, match="Välj ålder när du hämtar den"):
        read_file(path.read_bytes())


@given(st.lists(st.integers(0, 400), min_size=101, max_size=101))
def test_folding_loses_nobody(numbers: list[int]) -> None:
    cells: list[list[object]] = [["ålder", "kvinnor", "män"]]
    cells += [[age, n, 1] for age, n in enumerate(numbers)]
    groups = fold(from_cells(cells), BANDS)
    assert sum(one.people for one in groups if one.sex == "w") == sum(numbers)
    assert sum(one.people for one in groups if one.sex == "m") == 101
    assert fold(Found({("", band): 1 for band in BANDS}), BANDS) == tuple(Group("", *band, 1) for band in BANDS)


# --- the page -----------------------------------------------------------------------------------------------------


def posted(seen: str = "", **more: object) -> dict[str, object]:
    typed = {f"{sex}-{line.key}": 10 for line in LINES for sex in ("w", "m")}
    return {"seen": seen, "year": 2025, "definition": "Byn med omnejd", "source": "SCB", **typed, **more}


def test_the_page_keeps_what_is_typed_and_says_what_is_wrong(by: Village) -> None:
    page = by.url("population")
    seen = by.client.get(page).context["form"].initial["seen"]
    answer = by.client.post(page, posted(seen, **{"m-85-": ""}))
    assert answer.status_code == 422 and "Fyll i både kvinnor och män" in text_of(answer)
    answer = by.client.post(page, posted(seen, **{"all-85-": "3"}))
    assert answer.status_code == 422 and "antingen kvinnor och män, eller alla" in text_of(answer)
    assert by.client.post(page, posted(seen)).status_code == 302
    assert newest([by.place.pk])[by.place.pk] == figures()
    answer = by.client.post(page, posted(seen), follow=True)
    assert "Samma siffror fanns redan" in text_of(answer)
    answer = by.client.post(page, posted(seen, **{"w-85-": 12}))
    assert answer.status_code == 409
    assert "Någon annan hann spara före dig" in text_of(answer) and "12 kvinnor, 10 män" in text_of(answer)
    again = answer.context["form"]["seen"].value()
    assert by.client.post(page, posted(again, **{"w-85-": 12})).status_code == 302


def test_a_file_is_shown_before_it_is_saved(by: Village) -> None:
    page = by.url("population")
    raw = as_csv([["ålder", "kvinnor 2025", "män 2025"], *years()])
    shown = by.client.post(page, {"read": 1, "file": SimpleUploadedFile("folk.csv", raw)})
    assert shown.status_code == 200 and "Inget är sparat än" in text_of(shown)
    assert not newest([by.place.pk])
    form = shown.context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in ("", None)}
    assert by.client.post(page, {**typed, "definition": "Byn", "source": "SCB"}).status_code == 302
    assert newest([by.place.pk])[by.place.pk].people == 101 * 7
    shown = by.client.post(page, {"read": 1, "file": SimpleUploadedFile("folk.csv", raw)})
    assert "Filen säger samma sak som redan står här" in text_of(shown)
    refused = by.client.post(page, {"read": 1, "file": SimpleUploadedFile("folk.csv", b"nej")})
    assert refused.status_code == 422 and "rad med rubriker" in text_of(refused)
    assert by.client.post(page, {"read": 1}).status_code == 422


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.OWNER, Role.FUNDER, Role.CONVENER, Role.MUNICIPALITY, Role.COUNTY_BOARD]
)
def test_only_those_with_the_right_may_count(by: Village, role: Role) -> None:
    client: Client = sit(by.programme, role, f"Någon som är {role.value}", by.place if ROLES[role].local else None)
    rights = ROLES[role].rights
    assert client.get(by.url("population")).status_code == (200 if Right.SEE_PLACE in rights else 403)
    seen = seen_mark([])
    saved = client.post(by.url("population"), posted(seen)).status_code
    assert saved == (302 if Right.KEEP_POPULATION in rights else 403)


def test_the_page_asks_the_same_however_many_years_there_are(by: Village) -> None:
    from django.db import connection

    counted = []
    for year in (2025, *range(2000, 2010)):
        keep(by, figures(year))
        with CaptureQueriesContext(connection) as captured:
            by.client.get(by.url("population"))
        counted.append(len(captured))
    assert len(set(counted[1:])) == 1
