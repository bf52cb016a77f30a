"""The sheets of facts in the file filled in at the kitchen table: out, in, twice, wrong, and beside others' changes."""

import io
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook

from servicepunkt.core.models import JournalEntry
from servicepunkt.sheets.spec import values_of
from servicepunkt.sheets.writing import HELP_SHEET
from servicepunkt.supply.columns import OFFERS_SHEET
from servicepunkt.supply.facts import facts_of
from servicepunkt.supply.hours import More, parse_exceptions, parse_rows
from servicepunkt.supply.models import Inventory
from servicepunkt.supply.models_facts import Association, Premises, StateCompany, Transport
from servicepunkt.supply.sheets import SHEETS, by_key
from servicepunkt.supply.writing import workbook
from tests.supply.fact_making import KINDS, Facts, cell, first_text, head, row, values
from tests.supply.making import HEAD, SHOP, book, edited, make_village, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Facts:
    return Facts(make_village())


def all_sheets(on: Facts, edit: Any) -> bytes:
    return edited(on.by.place, edit)


def test_out_and_in_again_changes_nothing(on: Facts) -> None:
    for key in KINDS:
        on.add(key)
    on.add("association", name="=1+1", offers="+46 70\n@sum", receives="-")
    preview = on.by.send(workbook(on.by.place))
    assert preview.status_code == 200 and "Inget att ändra" in text_of(preview)
    assert preview.context["plan"].left == len(KINDS) + 1 + 31


def test_the_file_has_a_sheet_of_every_kind_with_drop_downs_and_no_formulas(on: Facts) -> None:
    on.add("premises", owner='=HYPERLINK("http://x")')
    made = load_workbook(io.BytesIO(workbook(on.by.place)))
    assert made.sheetnames[3:-1] == [sheet.tab for sheet in SHEETS]
    for sheet in SHEETS:
        assert [one.value for one in made[sheet.tab][1]] == head(sheet)
    owner = cell(made, by_key["premises"], "owner")
    assert owner.data_type == "s" and owner.quotePrefix
    assert len(made["Lokaler"].data_validations.dataValidation) == 11
    assert "mån–fre" in "".join(str(one.value) for one in made[HELP_SHEET]["A"])


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_filled_in_previewed_saved_and_sent_again(on: Facts, key: str) -> None:
    sheet = by_key[key]
    raw = all_sheets(on, lambda made: made[sheet.tab].append(row(sheet)))
    preview = on.by.send(raw)
    assert sheet.name_of(values(key)) in text_of(preview) and "ny rad" in text_of(preview)
    assert not sheet.model._default_manager.exists(), "nothing is saved yet"
    assert on.by.take_in(preview).status_code == 302
    assert values_of(sheet, sheet.model._default_manager.get()) == values(key)
    version = Inventory.objects.get().version
    assert "Inget att ändra" in text_of(on.by.send(raw)), "the same file twice changes nothing"
    assert on.by.take_in(preview).status_code == 409
    assert sheet.model._default_manager.count() == 1 and Inventory.objects.get().version == version


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_changed_in_the_file(on: Facts, key: str) -> None:
    fact, sheet = on.add(key), by_key[key]
    name = first_text(sheet)
    preview = on.by.send(all_sheets(on, lambda made: setattr(cell(made, sheet, name), "value", "Ur filen")))
    before = sheet.fields[name].say(values(key)[name])
    assert f"{sheet.columns[name]}: {before} → Ur filen" in text_of(preview)
    assert "Rader på de andra bladen: 1" in text_of(
        on.by.client.post(on.by.url("import"), {"packed": preview.context["packed"]}, follow=True)
    )
    fact.refresh_from_db()
    assert getattr(fact, name) == "Ur filen" and fact.version == 2
    assert JournalEntry.objects.filter(room="supply", verb="import").latest("id").codes["rows"] == 1


@pytest.mark.parametrize("key", KINDS)
def test_what_somebody_else_changed_or_took_away_is_told(on: Facts, key: str) -> None:
    fact, sheet = on.add(key), by_key[key]
    name = first_text(sheet)
    untouched = workbook(on.by.place)
    raw = all_sheets(on, lambda made: setattr(cell(made, sheet, name), "value", "Ur filen"))
    fact = on.change(fact, key, **{name: "På sidan"})
    assert "Inget att ändra" in text_of(on.by.send(untouched)), "a row nobody touched is left"
    told = on.by.send(raw)
    assert told.status_code == 422 and "Någon annan har ändrat raden sedan filen hämtades." in text_of(told)
    on.remove(fact, key)
    assert "Raden med det numret finns inte på den här orten längre." in text_of(on.by.send(raw))


def test_a_row_without_its_trace_or_that_is_there_already_is_told(on: Facts) -> None:
    fact, sheet = on.add("association"), by_key["association"]
    other = row(sheet, offers="Annat")
    assert "Raden finns redan" in text_of(on.by.send(book([other], head(sheet), sheet.tab)))
    other[0] = str(fact.pk)
    assert "Kolumnen Spår är tom på raden." in text_of(on.by.send(book([other], head(sheet), sheet.tab)))


def test_a_row_taken_out_of_the_file_stays(on: Facts) -> None:
    on.add("transport")
    preview = on.by.send(all_sheets(on, lambda made: made["Transporter"].delete_rows(2)))
    assert "Inget att ändra" in text_of(preview) and Transport.objects.exists()


def test_two_rows_may_change_names(on: Facts) -> None:
    on.add("association", name="A")
    on.add("association", name="B")
    sheet = by_key["association"]

    def swap(made: Any) -> None:
        cell(made, sheet, "name", 2).value, cell(made, sheet, "name", 3).value = "B", "A"

    assert on.by.take_in(on.by.send(all_sheets(on, swap))).status_code == 302
    assert list(Association.objects.order_by("id").values_list("name", flat=True)) == ["B", "A"]


def test_a_day_that_excel_made_a_date_is_read(on: Facts) -> None:
    sheet = by_key["statecompany"]
    for when in (date(2026, 3, 2), datetime(2026, 3, 2, 0, 0)):
        preview = on.by.send(book([row(sheet, contacted_on=when)], head(sheet), sheet.tab))
        assert preview.status_code == 200, text_of(preview)
    on.by.take_in(preview)
    assert StateCompany.objects.get().contacted_on == date(2026, 3, 2)


def test_numbers_and_stops_are_read_as_people_write_them_in_a_cell(on: Facts) -> None:
    premises, transport = by_key["premises"], by_key["transport"]
    on.by.take_in(on.by.send(book([row(premises, rent_ore=48000, area_m2=140.0)], head(premises), premises.tab)))
    assert (Premises.objects.get().rent_ore, Premises.objects.get().area_m2) == (4_800_000, 140)
    said = row(transport, stops="8.15 Skolan; Vägkorset ;9:05 Affären", days="vardagar", round_m=72.25)
    on.by.take_in(on.by.send(book([said], head(transport), transport.tab)))
    trip = Transport.objects.get()
    assert (trip.days, trip.round_m) == (0b11111, 72_250)
    assert list(trip.stops.values_list("minute", "where")) == [(495, "Skolan"), (None, "Vägkorset"), (545, "Affären")]


def test_whoever_reads_english_sends_the_same_swedish_file(on: Facts) -> None:
    sheet = by_key["transport"]
    on.by.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    preview = on.by.send(book([row(sheet)], head(sheet), sheet.tab))
    assert on.by.take_in(preview).status_code == 302
    assert values_of(sheet, Transport.objects.get()) == values("transport")
    assert on.by.send(workbook(on.by.place)).context["plan"].sheets == []


WRONG: list[tuple[str, str, Any, str]] = [
    ("premises", "kind", "Raket", "”Raket” finns inte i listan. Välj något av: Skola,"),
    ("premises", "step_free", "kanske", "Välj något av: Ja, Nej."),
    ("premises", "rent_ore", "gratis", "beloppet i kronor med siffror"),
    ("premises", "area_m2", 1.5, "ett helt tal"),
    ("premises", "area_m2", "=2*3", "Cellen har en formel."),
    ("premises", "free_from_on", "i höst", "år-månad-dag"),
    ("premises", "free_from_on", date(1800, 1, 1), "år-månad-dag"),
    ("premises", "name", date(2026, 3, 2), "Cellen har blivit ett datum"),
    ("premises", "power", True, "sant eller falskt"),
    ("premises", "name", None, "Namn Fyll i det här."),
    ("connectivity", "down_mbit", "snabbt", "ett helt tal"),
    ("connectivity", "telia", "Usel", "Välj något av: Bra, Fläckvis, Ingen."),
    ("agentservice", "distance_m", "långt", "avståndet i km"),
    ("agentservice", "handling_days", "400", "mellan 0 och 365"),
    ("statecompany", "contacted_on", "2026-03-11", "Dagen har inte varit än."),
    ("statecompany", "answer", "Tja", "Välj något av: Väntar på svar, Ja, Nej."),
    ("association", "offers", "x" * 501, "500 tecken är mest"),
    ("company", "name", "811218-9876", "personnummer"),
    ("localproduct", "months", "våren", "”våren” går inte att läsa. Skriv till exempel jan, mars eller jan–mars."),
    ("localproduct", "months", "jan–mars–maj", "går inte att läsa"),
    ("transport", "days", "ibland", "”ibland” går inte att läsa. Skriv till exempel mån, ons eller mån–ons."),
    ("transport", "stops", "25.10 Skolan", "Klockslaget i ”25.10 Skolan” finns inte."),
    ("transport", "stops", time(8, 15), "Cellen har blivit ett datum eller klockslag"),
    ("transport", "round_m", "#REF!", "felvärde från Excel"),
    ("company", "name", "Bageri\ufffdt", "Cellen har tecken som inte går att läsa."),
]


@pytest.mark.parametrize(("key", "name", "said", "why"), WRONG)
def test_a_wrong_cell_is_told_by_row_and_column_and_nothing_is_saved(
    on: Facts, key: str, name: str, said: Any, why: str
) -> None:
    sheet = by_key[key]
    wrong = row(sheet)
    wrong[head(sheet).index(sheet.columns[name])] = said
    answer = on.by.send(book([row(by_key[key], **{sheet.same[0]: FIRST.get(key, "En annan")}), wrong],
                             head(sheet), sheet.tab))  # fmt: skip
    text = text_of(answer)
    assert answer.status_code == 422 and why in text
    assert f"Rad 3 ({sheet.tab}) {sheet.columns[name]}" in text
    assert not sheet.model._default_manager.exists()


FIRST = {"agentservice": "Paket", "statecompany": "Apoteket"}
"""What the right row before the wrong one is about, where a name will not do."""


def test_a_row_twice_a_missing_column_and_a_column_nobody_knows(on: Facts) -> None:
    sheet = by_key["company"]
    twice = on.by.send(book([row(sheet), row(sheet)], head(sheet), sheet.tab))
    assert "Rad 3 (Företag) Namn Samma sak står redan på rad 2." in text_of(twice)
    missing = on.by.send(book([row(sheet)[:3]], head(sheet)[:3], sheet.tab))
    assert "Kolumner saknas på bladet ”Företag”: Vad de kan erbjuda" in text_of(missing)
    more = on.by.send(book([[*row(sheet), "röd"]], [*head(sheet), "Färg"], sheet.tab))
    assert "De här kolumnerna läses inte: Färg." in text_of(more)


def test_a_change_between_preview_and_saving_is_told(on: Facts) -> None:
    sheet = by_key["company"]
    preview = on.by.send(book([row(sheet)], head(sheet), sheet.tab))
    on.add("transport")
    answer = on.by.take_in(preview)
    assert answer.status_code == 409 and "sedan du såg förhandsgranskningen" in text_of(answer)
    assert on.by.take_in(answer).status_code == 302


def test_a_sheet_of_facts_passes_the_same_door_as_the_offers(on: Facts) -> None:
    sheet = by_key["statecompany"]

    def percent(made: Any) -> None:
        made[sheet.tab].append(row(sheet))
        day = cell(made, sheet, "contacted_on")
        day.value, day.number_format = 0.12, "0%"

    def hidden(made: Any) -> None:
        made[sheet.tab].sheet_state = "hidden"

    def lower_down(made: Any) -> None:
        made[sheet.tab].insert_rows(1)
        made[sheet.tab].cell(1, 1).value = "Ifylld av styrelsen"

    for edit, why in (
        (percent, f"Rad 2 ({sheet.tab}) {sheet.columns['contacted_on']} Cellen visas som procent."),
        (hidden, f"Bladet ”{sheet.tab}” är dolt."),
        (lower_down, f"Rubrikerna på bladet ”{sheet.tab}” står på rad 2."),
    ):
        answer = on.by.send(all_sheets(on, edit))
        assert answer.status_code == 422 and why in text_of(answer)
    assert not StateCompany.objects.exists()


def test_an_older_file_takes_no_hours_away_while_its_sheets_of_facts_are_read(on: Facts) -> None:
    summer = More(
        parse_rows("juni–augusti: lör 10–14"), holidays="usual", exceptions=parse_exceptions("2026-12-23: stängt")
    )
    offer = on.by.add(replace(SHOP, more=summer))
    sheet = by_key["company"]

    def older(made: Any) -> None:
        offers = made[OFFERS_SHEET]
        offers.cell(2, HEAD.index("Anteckning") + 1).value = "Ur en äldre fil"
        for title in ("Vissa veckor eller månader", "Helgdagar", "Aftnar", "Undantag"):
            offers.delete_cols(next(one.column for one in offers[1] if one.value == title))
        made[sheet.tab].append(row(sheet))

    assert on.by.take_in(on.by.send(all_sheets(on, older))).status_code == 302
    offer.refresh_from_db()
    assert offer.note == "Ur en äldre fil" and facts_of(offer).more == summer
    assert sheet.model._default_manager.count() == 1
