"""A village writes down what it has: on the page, on a phone, and in a file from the kitchen table."""

import io
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.actions import SYSTEM
from servicepunkt.demo.accounts import ELIN, EXAMPLE, KARIN
from servicepunkt.programme.models import Programme
from servicepunkt.sheets.actions import remove_fact
from servicepunkt.supply.columns import AREAS_SHEET, OFFERS_SHEET
from servicepunkt.supply.models import AreaAnswer, Offer, Transport
from servicepunkt.supply.sheets import by_key
from tests.browser_stories.staging import Witness, at, enter, hold_up, visit
from tests.supply.listing import poi, point_of, store
from tests.supply.making import row, saved

LIST = at("supply:supply", "blabarsvik")


def test_a_service_is_written_down_and_an_association_is_told_why_not(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, ELIN)
    visit(page, live_server, LIST)
    page.get_by_role("link", name="Lägg till en tjänst").click()
    page.get_by_label("Tjänst").fill("Hjälp med bank-id")
    page.get_by_label("Vem som erbjuder").fill("Bygdegårdsföreningen")
    page.get_by_label("Sektor").select_option("Ideell")
    page.get_by_label("Område").select_option("Hjälp med telefon och dator")
    page.get_by_label("Nivå").select_option("Myndighetsuppgift")
    page.get_by_label("Hur", exact=True).select_option("På plats")
    page.get_by_label("Var", exact=False).first.select_option("Här på orten")
    page.get_by_label("Tisdag").fill("14-16")
    page.get_by_role("button", name="Spara tjänsten").click()
    expect(page.get_by_role("alert")).to_contain_text("Bara en myndighet får sköta en myndighetsuppgift")
    hold_up(page, "supply-refused")
    page.get_by_label("Nivå").select_option("Vägledning")
    page.get_by_role("button", name="Spara tjänsten").click()
    expect(page.get_by_text("”Hjälp med bank-id” är sparad.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("tis 14–16")


def test_municipal_areas_are_answered_on_a_phone(
    page: Page, phone: Page, live_server: LiveServer, witness: Witness
) -> None:
    witness.watch(phone.context)
    enter(phone, live_server, ELIN)
    visit(phone, live_server, at("supply:areas", "blabarsvik"))
    turism = phone.locator("section", has_text="Turism")
    turism.get_by_label("Svar").select_option("Inte aktuellt")
    turism.get_by_label("På vilket sätt").fill("Ingen turist hittar hit.")
    phone.get_by_role("button", name="Spara områdena").click()
    expect(phone.get_by_text("Sparat. Ändrade områden: 1.")).to_be_visible()
    assert AreaAnswer.objects.get(place__slug="blabarsvik", area="turism").answer == "not_relevant"


def test_the_file_goes_home_and_comes_back(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    enter(page, live_server, ELIN)
    visit(page, live_server, LIST)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta allt som Excelfil").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    book[OFFERS_SHEET].append(row(Nivå="Myndighetsuppgift", Måndag="ibland"))
    book[AREAS_SHEET]["B2"] = "Inte aktuellt"
    file = tmp_path / "ifylld.xlsx"
    file.write_bytes(saved(book))
    count = Offer.objects.count()

    def send() -> None:
        visit(page, live_server, at("supply:import", "blabarsvik"))
        page.get_by_label("Ifylld fil").set_input_files(file)
        page.get_by_role("button", name="Visa vad som ändras").click()

    send()
    expect(page.get_by_role("heading", name="Det här ändrar filen")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ingenting är sparat. Rätta i filen")
    hold_up(page, "supply-faults")
    line = book[OFFERS_SHEET].max_row
    book[OFFERS_SHEET].delete_rows(line)
    book[OFFERS_SHEET].append(row(Måndag="18-20"))
    file.write_bytes(saved(book))
    send()
    expect(page.get_by_role("button", name="Spara allt i filen")).to_be_visible()
    hold_up(page, "supply-preview")
    page.get_by_role("button", name="Spara allt i filen").click()
    expect(page.get_by_text("Filen är inläst: 1 nya tjänster, 0 ändrade, 1 kommunala områden.")).to_be_visible()
    assert Offer.objects.count() == count + 1


def test_a_list_is_read_in_by_the_coordinator_and_an_entry_begun_from_it_by_the_village(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    lat, lon = point_of("blabarsvik")
    file = tmp_path / "butiker.csv"
    file.write_bytes(poi(store(lat + 0.05, lon, location="Skogshandeln"), store(0, 0), store(0, 0)))
    enter(page, live_server, KARIN)
    visit(page, live_server, at("supply:registers"))
    page.get_by_label("Fil med ett register").set_input_files(file)
    page.get_by_label("Varifrån kommer filen").fill("Påhittad för provet")
    page.get_by_role("button", name="Visa vad filen ger").click()
    expect(page.locator("main")).to_contain_text("Punkten ligger utanför Sverige (0 / 0). Raden tas inte in.")
    hold_up(page, "supply-register-preview")
    page.get_by_role("button", name="Läs in registret").click()
    expect(page.get_by_text("Butiker och andra serviceställen är inläst: 1 av 3 rader togs in.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta rapporten").click()
    assert "Upprepning" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    enter(page, live_server, ELIN)
    visit(page, live_server, LIST)
    page.get_by_role("link", name="Ur nationella register").click()
    page.get_by_role("link", name="Lägg till i utbudet – Skogshandeln").click()
    expect(page.get_by_label("Vem som erbjuder")).to_have_value("Skogshandeln")
    assert not Offer.objects.filter(provider="Skogshandeln").exists(), "nothing is saved before somebody has seen it"
    hold_up(page, "supply-offer-begun")
    page.get_by_role("button", name="Spara tjänsten").click()
    expect(page.get_by_text("”Dagligvaror” är sparad.")).to_be_visible()
    visit(page, live_server, at("supply:near", "blabarsvik"))
    expect(page.locator("tr", has_text="Skogshandeln")).to_contain_text("Finns i listan")
    hold_up(page, "supply-near-offered")


def test_premises_written_on_a_phone_are_compared_also_on_paper(
    page: Page, phone: Page, live_server: LiveServer, witness: Witness
) -> None:
    witness.watch(phone.context)
    enter(phone, live_server, ELIN)
    visit(phone, live_server, at("supply:supply", "blabarsvik"))
    phone.get_by_role("link", name="Lokaler", exact=True).click()
    phone.get_by_role("link", name="Lägg till en lokal").click()
    phone.get_by_label("Namn").fill("Båthuset")
    phone.get_by_label("Slag").select_option("Annan lokal")
    phone.get_by_label("Entré utan trappsteg").select_option("Nej")
    phone.get_by_label("Hyra per år i kronor").fill("billigt")
    phone.get_by_role("button", name="Spara", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("Skriv beloppet i kronor med siffror")
    expect(phone.get_by_label("Namn")).to_have_value("Båthuset")
    phone.get_by_label("Hyra per år i kronor").fill("12 000")
    phone.get_by_role("button", name="Spara", exact=True).click()
    expect(phone.get_by_text("”Båthuset” är sparad.")).to_be_visible()
    enter(page, live_server, ELIN)
    visit(page, live_server, at("supply:compare", "blabarsvik"))
    expect(page.get_by_role("columnheader", name="Båthuset")).to_be_visible()
    expect(page.get_by_role("row", name="Entré utan trappsteg")).to_contain_text("skiljer")
    expect(page.get_by_role("row").filter(has_text="saker okända")).to_have_count(1)
    sizes = set(re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True)))
    assert sizes and all(float(wide) > float(high) for wide, high in sizes), "A4 lying down"


def test_a_trip_is_written_with_its_stops(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, ELIN)
    visit(page, live_server, at("supply:new_fact", "blabarsvik", "transporter"))
    page.get_by_label("Turen").fill("Bokbåten")
    page.get_by_label("För vad").select_option("Bibliotek")
    page.get_by_label("Vem som kör").fill("Kommunen")
    page.get_by_label("tis", exact=True).check()
    page.get_by_label("Hållplatser").fill("9.30 Bryggan\n10.15 Udden")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("”Bokbåten” är sparad.")).to_be_visible()
    trip = Transport.objects.get(name="Bokbåten")
    assert trip.days == 0b10
    assert list(trip.stops.values_list("minute", "where")) == [(570, "Bryggan"), (615, "Udden")]


def test_what_was_typed_on_a_row_that_is_gone_is_saved_as_a_new_one(page: Page, live_server: LiveServer) -> None:
    trip = Transport.objects.get(place__slug="blabarsvik", name="Båten")
    enter(page, live_server, ELIN)
    visit(page, live_server, at("supply:fact", "blabarsvik", "transporter", trip.pk))
    page.get_by_label("Plats och ledigt utrymme").fill("Tom på kvällen")
    root = Programme.objects.get(slug=EXAMPLE).area
    remove_fact(root=root, fact=trip, sheet=by_key["transport"], seen_version=trip.version, actor=SYSTEM)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Någon annan har tagit bort det här")).to_be_visible()
    hold_up(page, "supply-gone")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("”Båten” är sparad.")).to_be_visible()
    assert Transport.objects.get(place__slug="blabarsvik", name="Båten").capacity == "Tom på kvällen"
