"""A village writes down what it has: on the page, on a phone, and in a file from the kitchen table."""

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import ELIN
from servicepunkt.supply.columns import AREAS_SHEET, OFFERS_SHEET
from servicepunkt.supply.models import AreaAnswer, Offer
from tests.browser_stories.staging import Witness, at, enter, hold_up, visit
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
    hold_up(page, "supply-preview")
    page.get_by_role("button", name="Spara allt i filen").click()
    expect(page.get_by_text("Filen är inläst: 1 nya tjänster, 0 ändrade, 1 kommunala områden.")).to_be_visible()
    assert Offer.objects.count() == count + 1
