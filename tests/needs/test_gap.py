"""Need held against supply: read from releases, judged in plain words, the largest gap first."""

import io
import json
import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.needs import gap
from servicepunkt.needs.content import AGES
from servicepunkt.needs.gap import Verdict, matrix, released, when
from servicepunkt.needs.models import Answer, Questionnaire, Variant
from servicepunkt.needs.publishing import close
from servicepunkt.needs.results import Share
from servicepunkt.supply.actions import add_offer
from servicepunkt.supply.facts import Facts
from servicepunkt.supply.hours import CLOSED, Week, parse_hours
from tests.needs import making
from tests.needs.making import Village, village
from tests.supply.making import text_of

EVENINGS = {"mon": ["evening"], "tue": ["evening"], "wed": ["evening"]}


def week(hours: str, days: range = range(5)) -> Week:
    return tuple(parse_hours(hours) if day in days else () for day in range(7))


@pytest.fixture
def by(db: None) -> Village:
    return village()


def offer(
    by: Village, area: str, hours: Week = CLOSED, *, km: int = 0, channel: str = "on_site", address: str = ""
) -> None:
    met = channel == "on_site"
    facts = Facts(
        "commercial", area, f"Den som har {area}", f"Tjänsten {area}", "information", channel,
        ("elsewhere" if km else "here") if met else "", address, km * 1000 or None, hours,
    )  # fmt: skip
    add_offer(root=by.root, place=by.place, facts=facts, actor=SYSTEM)


def answered(by: Village, *, number: int = 98, variant: str = Variant.RESIDENT) -> Questionnaire:
    """A closed questionnaire: the shop is important to six in seven, the library to three, the hall to nobody; most
    can come in the evening."""
    asked = making.questionnaire(by.place, by.root, variant)
    rows = []
    for each in range(number):
        part = each // 7 % 7
        values = {
            "services": {"shop": "4" if part < 6 else "1", "library": "3" if part < 3 else "1", "hall": "2"},
            "times": EVENINGS if part < 5 else {"mon": ["forenoon"]},
        }
        rows.append(Answer(questionnaire=asked, key=uuid.uuid4(), channel="web", received_on=clock.today(),
                           age=AGES[each % 7].key, sex="w", values=json.dumps(values)))  # fmt: skip
    Answer.objects.bulk_create(rows)
    return close(questionnaire=asked, actor=SYSTEM)


def verdicts(by: Village) -> dict[str, str]:
    found = released(by.root, by.place)
    return {row.area: row.words for row in matrix(by.place, *found[0]).rows}


def test_what_many_need_and_nobody_has_stands_first(by: Village) -> None:
    answered(by)
    assert verdicts(by) == {
        "dagligvaror": "Behövs av många och saknas",
        "bibliotek": "Saknas, viktigt för färre",
        "samlingslokal": "För få svar för att visa",
    }
    assert next(iter(verdicts(by))) == "dagligvaror"
    text = text_of(by.client.get(by.url("gap")))
    assert "86 %" in text and "98 svar" in text and "mån förmiddag och kväll; tis–ons kväll" in text


def test_what_exists_is_judged_by_where_and_when(by: Village) -> None:
    answered(by)
    offer(by, "dagligvaror", week("9–16"))
    offer(by, "bibliotek", week("10–18"), km=23)
    assert verdicts(by)["dagligvaror"] == "Finns, men stängt när folk kan"
    assert verdicts(by)["bibliotek"] == "Finns 23 km bort"
    add_offer(root=by.root, place=by.place, actor=SYSTEM, facts=Facts(
        "commercial", "dagligvaror", "Kvällsbutiken", "Kiosk", "information", "on_site", "here",
        hours=week("17–20", range(1)),
    ))  # fmt: skip
    assert verdicts(by)["dagligvaror"] == "Täckt", "one evening of three is a third"


def test_without_opening_hours_nobody_says_that_it_is_closed(by: Village) -> None:
    answered(by)
    offer(by, "dagligvaror")
    offer(by, "bibliotek", channel="digital")
    assert verdicts(by)["dagligvaror"] == "Täckt"
    assert verdicts(by)["bibliotek"] == "Finns bara på telefon eller digitalt"
    text = text_of(by.client.get(by.url("gap")))
    assert "Digitalt: Den som har bibliotek" in text and "inte angivet" in text


def test_before_there_are_results_nothing_is_held_against_anything(by: Village) -> None:
    assert "Här visas behoven när" in text_of(by.client.get(by.url("gap")))
    assert by.client.get(by.url("gap_file")).status_code == 404
    making.questionnaire(by.place, by.root)
    assert "Här visas behoven när" in text_of(by.client.get(by.url("gap")))
    assert by.client.get(by.url("gap") + "?enkat=1").status_code == 404


def test_the_matrix_is_narrowed_to_a_sector_and_another_questionnaire(by: Village) -> None:
    residents, youth = answered(by), answered(by, variant=Variant.YOUTH)
    page = by.url("gap")
    assert by.client.get(page).context["matrix"].questionnaire == residents
    assert by.client.get(f"{page}?enkat={youth.pk}").context["matrix"].questionnaire == youth
    rows = by.client.get(f"{page}?sektor=municipal").context["matrix"].rows
    assert [row.area for row in rows] == ["bibliotek"]
    assert "inte om någon service" in text_of(by.client.get(f"{page}?sektor=state"))
    assert len(by.client.get(f"{page}?sektor=hittepå").context["matrix"].rows) == 3


def test_the_matrix_goes_out_as_a_workbook(by: Village) -> None:
    answered(by)
    offer(by, "bibliotek", week("10–18"), km=23)
    sheet = load_workbook(io.BytesIO(by.client.get(by.url("gap_file")).content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][:3] == ("Dagligvaror", "Kommersiell", "Behövs av många och saknas")
    assert rows[0][3] == pytest.approx(6 / 7, abs=0.01)
    assert rows[1][6] == "23 km bort: Den som har bibliotek" and rows[1][7] == "mån–fre 10–18"


def share(part: float) -> Share:
    return Share(round(part * 100), 100, part, part, part)


def test_when_people_can_come_is_where_a_quarter_can_or_else_the_three_most_chosen() -> None:
    times = {("mon", "evening"): share(0.5), ("tue", "forenoon"): share(0.3), ("sat", "morning"): share(0.25),
             ("sun", "evening"): share(0.24)}  # fmt: skip
    assert when(times) == [("mon", "evening"), ("tue", "forenoon"), ("sat", "morning")]
    few = {cell: replace(one, share=one.share / 10) for cell, one in times.items()}
    assert when(few) == when(times)
    assert when({}) == []


@pytest.mark.parametrize(
    ("need", "km", "verdict"), [(0.9, 40, Verdict.FAR), (0.9, 1, Verdict.FAR), (0.2, 0, Verdict.LACKING)]
)
def test_the_gap_grows_with_need_and_distance(need: float, km: int, verdict: Verdict) -> None:
    far = Facts("commercial", "post", "P", "P", "agent", "on_site", "elsewhere", "", km * 1000 or None)
    judged, weight = gap._judge(share(need), [], [far] if km else [], [], [])
    assert judged is verdict
    nothing = gap._judge(share(need), [], [], [], [])[1]
    assert weight <= nothing and (km != 1 or weight < gap._judge(share(need), [], [replace(far, distance_m=9000)],
                                                                [], [])[1])  # fmt: skip


def test_the_page_reads_releases_only_and_asks_the_same_however_much_there_is(by: Village) -> None:
    counted: list[int] = []
    for number in range(2):
        answered(by)
        for area in ("dagligvaror", "bibliotek", "samlingslokal")[: 1 + 2 * number]:
            offer(by, area, week(f"{9 + number}–16"), km=number, address=str(number))
        with CaptureQueriesContext(connection) as captured:
            by.client.get(by.url("gap"))
        counted.append(len(captured))
        assert not any('FROM "needs_answer"' in one["sql"] for one in captured.captured_queries)
    assert counted[0] == counted[1]
