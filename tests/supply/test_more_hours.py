"""Odd weeks, seasons, holidays, eves and single dates: from the form and the file to the rows and the pages."""

import datetime as dt
import io
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.supply import actions
from servicepunkt.supply.columns import OFFERS_SHEET, OSM
from servicepunkt.supply.facts import MORE_FIELDS, TITLES, Facts, facts_of, mark
from servicepunkt.supply.forms import typed
from servicepunkt.supply.hours import (
    CLOSED,
    More,
    Schedule,
    parse_exceptions,
    parse_hours,
    parse_osm,
    parse_rows,
    parse_special,
    usual_more,
)
from servicepunkt.supply.models import Offer, OpenHours, SpecialHours
from servicepunkt.supply.now import open_offers
from servicepunkt.supply.writing import workbook
from tests.supply.making import HEAD, SCHOOL, SHOP, TAX, Village, book, edited, make_village, row, text_of

pytestmark = pytest.mark.django_db

EVERYTHING = More(
    parse_rows("udda veckor: tis 18–20; lör 10–12\nnovember–februari, jämna veckor: sön 12–14"),
    "own",
    ((600, 720), (780, 840)),
    "usual",
    (),
    parse_exceptions("2026-12-23: stängt (inventering)\n2026-12-30: 10–12, 13–14 (kort dag)"),
)
BUSY = replace(SHOP, more=EVERYTHING)
NEW = [str(TITLES[name]) for name in MORE_FIELDS]
OLD_HEAD = [title for title in HEAD if title not in NEW]


@pytest.fixture
def by() -> Village:
    return make_village()


def posted(facts: Facts, **said: str) -> dict[str, object]:
    return {key: value or "" for key, value in typed(facts, 0).items()} | {"seen_version": 0} | said


def fold(answer: Any, key: str) -> Any:
    return next(part for part in answer.context["form"].parts() if part.key == key)


def test_everything_about_hours_is_stored_and_read_back(by: Village) -> None:
    offer = by.add(BUSY)
    assert facts_of(Offer.objects.get()) == BUSY
    by.change(offer)
    assert facts_of(Offer.objects.get()) == SHOP and not SpecialHours.objects.exists()


def test_the_form_takes_everything_and_shows_it_again(by: Village) -> None:
    assert by.client.post(by.url("new_offer"), posted(BUSY)).status_code == 302
    offer = Offer.objects.get()
    assert facts_of(offer) == BUSY
    page = by.client.get(by.url("offer", offer.pk))
    assert fold(page, "fler").opened and fold(page, "resurs").opened
    text = text_of(page)
    for words in (
        "Udda veckor: tis 18–20; lör 10–12", "November–februari, jämna veckor: sön 12–14", "Helgdagar 10–12, 13–14",
        "Midsommarafton, julafton och nyårsafton som vanligt", "Onsdag 23 december: stängt (inventering)",
    ):  # fmt: skip
        with clock.fixed(dt.date(2026, 11, 23)):
            assert words in text_of(by.client.get(by.url("offer", offer.pk))), text


def test_the_rest_of_the_form_is_folded_until_it_holds_something_or_is_wrong(by: Village) -> None:
    empty = by.client.get(by.url("new_offer"))
    assert not fold(empty, "fler").opened and not fold(empty, "resurs").opened
    wrong = by.client.post(
        by.url("new_offer"), posted(replace(SHOP, resource="", resource_how="", note=""), rows="tis 8")
    )
    assert wrong.status_code == 422 and fold(wrong, "fler").opened and not fold(wrong, "resurs").opened
    assert "”tis 8” går inte att läsa." in text_of(wrong) and ">tis 8</textarea>" in wrong.content.decode().replace(
        "\n", ""
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"holidays": "own"}, "Välj egna tider och skriv dem"),
        ({"eve_hours": "8–10"}, "Välj egna tider och skriv dem"),
        ({"eves": "own", "eve_hours": "8-"}, "Skriv tiderna som 8–12"),
        ({"rows": "juni–augusti: mån 10–14"}, "går in i en annan tid samma dag"),
        ({"exceptions": "2026-12-23: stängt (ring 19811218-9876)"}, "personnummer"),
        ({"exceptions": "2026-13-01: stängt"}, "Det datumet finns inte"),
        ({"exceptions": "0226-12-23: stängt"}, "Året i 0226-12-23 stämmer inte"),
        ({"exceptions": "9999-12-31: 8–12"}, "Året i 9999-12-31 stämmer inte"),
        ({"exceptions": "2026-12-23: stängt\n2026-12-23: 8–9"}, "2026-12-23 står två gånger"),
    ],
)
def test_what_is_wrong_with_the_hours_is_told_and_nothing_typed_is_lost(
    by: Village, said: dict[str, str], why: str
) -> None:
    answer = by.client.post(by.url("new_offer"), posted(SHOP, **said))
    assert answer.status_code == 422 and why in text_of(answer)
    form = answer.context["form"]
    assert {name: form[name].value() for name in said} == said
    assert not Offer.objects.exists()


def test_a_year_that_nobody_can_mean_is_refused_in_osms_grammar_too() -> None:
    for wrong in ("9999 Dec 31 08:00-12:00", "Mo 08:00-12:00; 1901 Jan 01 off"):
        with pytest.raises(ValueError, match="delar som inte kan tas emot"):
            parse_osm(wrong)


@pytest.mark.parametrize("read", [parse_rows, parse_exceptions, parse_hours, parse_special])
@pytest.mark.parametrize("line", ["2026-12-23{}((", "udda veckor{}: tis{}x", "8{}och{}-", "{},{}x", "8 –{}12{}x"])
def test_thousands_of_spaces_are_refused_at_once(read: Callable[[str], object], line: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError):
        read(line.format(" " * 4000, " " * 4000))
    assert time.process_time() - began < 1


def test_two_who_change_the_hours_see_one_another(by: Village) -> None:
    offer = by.add()
    by.change(offer, more=EVERYTHING)
    answer = by.client.post(by.url("offer", offer.pk), posted(SHOP, holidays="usual") | {"seen_version": 1})
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Som vanligt" in text and "10–12, 13–14" in text and "udda veckor: tis 18–20" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "date", "on": None},
        {"kind": "holiday", "on": dt.date(2026, 1, 1)},
        {"kind": "eve", "why": "varför"},
        {"kind": "holiday", "from_minute": 0, "to_minute": 0},
        {"kind": "eve", "from_minute": 600, "to_minute": 500},
        {"kind": "date", "on": dt.date(2026, 1, 1), "to_minute": 1441},
    ],
)
def test_the_database_itself_refuses_special_hours_that_cannot_be(by: Village, wrong: dict[str, Any]) -> None:
    offer = by.add()
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialHours.objects.create(offer=offer, **{"from_minute": 0, "to_minute": 60, **wrong})


@pytest.mark.parametrize("wrong", [{"weeks": "some"}, {"first_month": 0}, {"last_month": 13}])
def test_the_database_itself_refuses_weeks_and_months_there_are_not(by: Village, wrong: dict[str, Any]) -> None:
    offer = by.add(SCHOOL)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenHours.objects.create(offer=offer, weekday=0, from_minute=0, to_minute=60, **wrong)


def test_the_list_says_what_is_open_now_and_shows_only_that(by: Village) -> None:
    for facts in (SHOP, TAX, SCHOOL, replace(BUSY, service="Öppet udda lördagar")):
        by.add(facts)
    with clock.fixed(dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)):  # a Saturday in week 47
        text = text_of(by.client.get(by.url("supply")))
        narrowed = by.client.get(by.url("supply") + "?nu=1")
    assert "Öppet nu, stänger kl. 12" in text and "Stängt nu, öppnar på måndag kl. 9" in text
    assert "Öppet och stängt gäller kl. 10.30 den 21 november, när sidan hämtades." in text
    shown = [one.offer.service for sector, _form in narrowed.context["sectors"] for one in sector.rows]
    assert shown == ["Öppet udda lördagar"]
    with clock.fixed(dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)):
        assert "Ingen tjänst passar in" in text_of(by.client.get(by.url("supply") + "?nu=1"))


def test_holidays_and_dates_open_what_the_week_has_closed(by: Village) -> None:
    offer = by.add(replace(SHOP, hours=CLOSED, more=EVERYTHING))
    for moment, is_open in (
        ("2026-12-25T11:00+01:00", True), ("2026-12-25T12:30+01:00", False), ("2026-12-30T13:30+01:00", True),
        ("2026-12-23T11:00+01:00", False), ("2026-12-29T11:00+01:00", False),
    ):  # fmt: skip
        assert open_offers(by.place, dt.datetime.fromisoformat(moment)) == ([offer.pk] if is_open else []), moment


def test_the_filter_and_the_rest_cost_the_same_for_many_offers(by: Village) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert by.client.get(address).status_code == 200
        return len(queries)

    one = by.add(BUSY)
    addresses = (by.url("supply"), by.url("supply") + "?nu=1", by.url("export"), by.url("offer", one.pk))
    few = [asked(address) for address in addresses]
    filled = actions.Filled([replace(BUSY, service=f"Tjänst {n}") for n in range(120)], (), ())
    actions.take_in(root=by.programme.area, place=by.place, filled=filled, seen_version=1, actor=SYSTEM)
    assert [asked(address) for address in addresses] == few


def test_out_and_in_again_changes_nothing_of_the_hours(by: Village) -> None:
    around = Facts(
        "commercial", "drivmedel", "Byn", "Bensin", "information", "on_site", "here", hours=(((0, 1440),),) * 7
    )
    usual = replace(around, service="El", more=usual_more(around.hours))
    school = replace(SCHOOL, more=More(eves="usual"))
    for facts in (BUSY, TAX, replace(SHOP, service="Post"), around, usual, school):
        by.add(facts)
    preview = by.send(workbook(by.place))
    assert preview.status_code == 200 and "Inget att ändra" in text_of(preview)
    assert not preview.context["plan"].changed


def test_the_new_columns_are_filled_in_at_the_kitchen_table(by: Village) -> None:
    said = {
        "Måndag": "8–12", "Vissa_veckor_eller_månader": "udda veckor: tis 13–16\njuni–augusti: lör 10–12",
        "Helgdagar": "som vanligt", "Aftnar": "10-12", "Undantag": "2026-12-23: stängt (inventering)",
    }  # fmt: skip
    preview = by.send(book([row(**said)]))
    assert by.take_in(preview).status_code == 302
    facts = facts_of(Offer.objects.get())
    assert facts.schedule == Schedule(
        (((480, 720),), *((),) * 6),
        More(parse_rows("udda veckor: tis 13–16\njuni–augusti: lör 10–12"), "usual", (), "own", ((600, 720),),
             parse_exceptions("2026-12-23: stängt (inventering)")),
    )  # fmt: skip


def test_a_wrong_cell_about_hours_is_told_by_row_and_column(by: Village) -> None:
    preview = by.send(book([row(Helgdagar="kanske", Undantag="jul", Vissa_veckor_eller_månader="ibland")]))
    text = text_of(preview)
    assert preview.status_code == 422
    for column in ("Helgdagar", "Undantag", "Vissa veckor eller månader"):
        assert f"Rad 2 (Utbud) {column}" in text


def without(made: Any, titles: list[str]) -> None:
    sheet = made[OFFERS_SHEET]
    for title in titles:
        sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == title))


def test_a_file_without_the_new_columns_takes_nothing_away(by: Village) -> None:
    by.add(BUSY)

    def edit(made: Any) -> None:
        made[OFFERS_SHEET].cell(2, HEAD.index("Måndag") + 1).value = "10–14"
        without(made, NEW)

    preview = by.send(edited(by.place, edit))
    assert by.take_in(preview).status_code == 302
    facts = facts_of(Offer.objects.get())
    assert facts.hours[0] == ((600, 840),) and facts.more == EVERYTHING


def test_a_file_fetched_before_the_columns_were_there_still_reads(by: Village) -> None:
    offer = by.add()
    old = "1-2743d5ece5"  # what the room wrote for SHOP then
    assert mark(SHOP, 1) == old
    made = load_workbook(io.BytesIO(workbook(by.place)))
    without(made, NEW)
    cells = [cell.value for cell in made[OFFERS_SHEET][2]]
    assert cells[-1] == old
    cells[OLD_HEAD.index("Anteckning")] = "Ur filen"
    fresh = row(Tjänst="Ny")
    preview = by.send(book([cells, [fresh[HEAD.index(title)] for title in OLD_HEAD]], OLD_HEAD))
    assert by.take_in(preview).status_code == 302
    offer.refresh_from_db()
    assert offer.note == "Ur filen" and Offer.objects.count() == 2


def test_a_column_in_osm_grammar_is_read(by: Village) -> None:
    head = [*HEAD, OSM]
    text = "Mo-Fr 08:00-17:00; week 1-53/2 Sa 10:00-12:00; PH off"
    preview = by.send(book([[*row(), text]], head))
    assert by.take_in(preview).status_code == 302
    facts = facts_of(Offer.objects.get())
    assert facts.hours == (((480, 1020),),) * 5 + ((), ()) and facts.more == More(parse_rows("udda veckor: lör 10–12"))
    assert "Inget att ändra" in text_of(by.send(book([[*row(), text]], head)))


@pytest.mark.parametrize(
    ("text", "monday", "why"),
    [
        ("Mo-Fr 08:00-17:00; SH off", "", "SH (skollov) går inte att räkna ut för Sverige."),
        ("Mo-Fr sunrise-sunset", "", "Öppettiderna har delar som inte kan tas emot."),
        ("vardagar 8-17", "", "inte skrivna i OSM:s form"),
        ("Mo-Fr 08:00-17:00", "8–17", "per dag eller i den här kolumnen"),
    ],
)
def test_a_cell_in_osm_grammar_that_cannot_be_evaluated_is_refused(
    by: Village, text: str, monday: str, why: str
) -> None:
    preview = by.send(book([[*row(Måndag=monday), text]], [*HEAD, OSM]))
    assert preview.status_code == 422 and f"Rad 2 (Utbud) {OSM}" in text_of(preview) and why in text_of(preview)


def test_the_migration_keeps_what_is_open_around_the_clock_open_on_holidays(by: Village) -> None:
    around = by.add(replace(SHOP, service="Bensin", hours=(((0, 1440),),) * 7))
    shop = by.add()
    migration = import_module("servicepunkt.supply.migrations.0002_hours")
    migration.keep_open_around_the_clock(apps, SimpleNamespace(connection=connection))
    for offer, mode in ((around, "usual"), (shop, "closed")):
        offer.refresh_from_db()
        assert (offer.holidays, offer.eves) == (mode, mode)
