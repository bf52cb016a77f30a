"""The whole way from an empty place to a started service point, in Swedish, on a phone, with nothing but the keyboard.

By hand, each at an own phone, logged in by typing, every act by Tab, Enter, Space, arrows and letters:

- the project leader: municipality and county told, the village met, the overall assessment, the decision to start;
- the contact person: vision, the group's balance, money sought, a service and a transport of the inventory, a
  questionnaire made, opened and closed, a statement, a chapter with its risk and decision, the plan's sheets (offering,
  opening hours, staffing), premises, influence, a decision, operating form, a budget until it is secured, a party, an
  agreement needed, written, filled from the menu, laid and signed, the project plan put together, approved and fetched
  as a PDF, and the village's yes;
- an association that answers; the municipality's representative, who signs and says yes.

Laid by actions (whole_way.py): seats and accounts, the cheque (the programme's), the worker's freezing, and more of
what was done once by hand: the inventory's other rows, what residents and companies answer, the other statements,
chapters, sheets, costs and parties.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core import clock
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions import altered
from servicepunkt.method import progress
from servicepunkt.method.models import Passage
from tests.browser import PICTURES, look
from tests.browser_stories.keyboard import Keyboard
from tests.browser_stories.staging import TODAY, Witness
from tests.browser_stories.whole_way import JENNY, NILS, OVE, PLACE, Way
from tests.browser_stories.whole_way_plan import AGREEMENTS, PLAN, budgeted, planned, settled, written
from tests.documents.reading import pictures, squeezed, texts

VILLAGE, SUPPLY, NEEDS = f"Bygden: {PLACE}", f"Utbudet i {PLACE}", f"Behoven i {PLACE}"
ASKED = f"Vad kan föreningarna i {PLACE} bidra med?"
STATED = "Arbetet utgår från medborgarna i bred samverkan"
AGREEMENT, DOCUMENT = "Samverkan om servicepunkten", f"Projektplan för servicepunkten i {PLACE}"
GATE = f"Start av servicepunkten: {PLACE}"
SAID_IN_PLAN = (
    "Om fem år når alla i Backe det de behöver", "Byborna vill mötas", "Ingen kommer", "Gamla skolan hyrs",
    "Ideell förening", "Hjälp med e-tjänster", "8–17", "Servicevärd", "Finansieringen är långsiktigt säkrad",
    "Strömsunds kommun", AGREEMENT, "Godkänd i Servicepunkt av Jenny Backlind (Kontaktperson)",
)  # fmt: skip
"""What was written by hand, and stands in the plan that is fetched in the end."""


@pytest.fixture(autouse=True)
def demonstration(live_server: LiveServer) -> Iterator[None]:
    """Not the demonstration that the other stories are told in: an empty programme, on the same day."""
    cache.clear()
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def way(browser: Browser, live_server: LiveServer, witness: Witness) -> Iterator[Way]:
    """The stage, whose phones are put away at the end."""
    made = Way(browser, live_server, witness)
    yield made
    made.close()


@pytest.mark.looks
def test_an_empty_place_becomes_a_started_service_point_by_keyboard_on_a_phone(way: Way, tmp_path: Path) -> None:
    nils = way.enter(NILS)
    _informed(nils)
    jenny = way.enter(JENNY)
    _gathered(jenny)
    way.lay_cheque()
    _inventoried(jenny)
    way.lay_supply()
    _asked(way, jenny)
    way.lay_answers()
    _stated(jenny)
    way.lay_statements()
    written(jenny)
    planned(way, jenny)
    settled(jenny)
    budgeted(way, jenny)
    ove = way.enter(OVE)
    _agreed(way, jenny, ove)
    way.lay_chapters("behov")
    _assert_told(_put_together(jenny, tmp_path))
    _started(nils, jenny, ove)
    passage = Passage.objects.get(area=way.root, place=way.place)
    assert (passage.mode, passage.on) == ("full", TODAY)
    assert altered() == [] and progress.differences(way.root.pk) == []


def _meet(nils: Keyboard, kind: str, day: dt.date, *, people: str = "", associations: str = "") -> None:
    nils.follow("För in ett möte", "För in ett möte eller en kontakt")
    nils.pick("Vad för slags möte?", kind)
    nils.date("Dag", day)
    if people:
        nils.write("Hur många kom?", people)
        nils.write("Vilka föreningar var med?", associations)
    nils.press("Spara mötet", VILLAGE)


def _informed(nils: Keyboard) -> None:
    """Step 1, tasks 1 and 2: the leader has told the municipality and the county, and met the village."""
    nils.follow("Bygden", VILLAGE)
    _meet(nils, "Möte eller kontakt med kommunen", dt.date(2026, 9, 1))
    _meet(nils, "Möte eller kontakt med länsstyrelsen eller regionen", dt.date(2026, 9, 2))
    _meet(nils, "Öppet möte i bygden", dt.date(2026, 9, 8), people="31", associations="Byalaget\nBygdegårdsföreningen")


def _gathered(jenny: Keyboard) -> None:
    """Tasks 3 and 4: a vision, how the group is made up, and money sought; a day forgotten is asked for."""
    jenny.follow("Bygden", VILLAGE)
    jenny.follow("Skriv visionen", "Bygdens vision")
    jenny.write("Bygdens vision", "Om fem år når alla i Backe det de behöver utan att resa tio mil.")
    jenny.press("Spara visionen", VILLAGE)
    jenny.follow("För in balansen", "Gruppens balans")
    jenny.write("Kvinnor", "3")
    jenny.write("Män", "2")
    jenny.write("Under 26 år", "1")
    jenny.tick("Vi har tänkt på integration när gruppen utsågs")
    jenny.write("Hur ni har tänkt", "Alla nya i bygden är bjudna.")
    jenny.press("Spara balansen", VILLAGE)
    jenny.follow("För in en ansökan", "För in en ansökan om pengar till förstudien")
    jenny.pick("Var söker ni pengarna?", "Leader")
    jenny.write("Sökt belopp", "100 000")
    jenny.pick("Hur långt har ansökan kommit?", "Skickad")
    jenny.mends("Spara ansökan", "Skriv vilken dag ansökan skickades.", "Skickad den")
    jenny.date("Skickad den", TODAY)
    jenny.press("Spara ansökan", VILLAGE)


def _inventoried(jenny: Keyboard) -> None:
    """What there is today: a service of the inventory, and a row on a sheet."""
    jenny.follow("Utbudet", SUPPLY)
    jenny.follow("Lägg till en tjänst", "Ny tjänst")
    jenny.write("Tjänst", "Böcker hem")
    jenny.write("Vem som erbjuder", "Bokbussen")
    jenny.choose("Sektor", "Kommunal")
    jenny.choose("Område", "Bibliotek")
    jenny.choose("Nivå", "Information")
    jenny.choose("Hur", "Mobil, gör uppehåll")
    jenny.choose("Var", "Här på orten")
    jenny.write("Onsdag", "14-15.30")
    jenny.press("Spara tjänsten", SUPPLY)
    jenny.follow("Transporter", "Transporter")
    jenny.follow("Lägg till en tur", "Ny tur")
    jenny.write("Turen", "Skoltaxin")
    jenny.choose("För vad", "Skolskjuts")
    jenny.write("Vem som kör", "Kommunen")
    jenny.tick("mån")
    jenny.press("Spara", "Transporter")
    jenny.follow("Till utbudet", SUPPLY)


def _asked(way: Way, jenny: Keyboard) -> None:
    """The associations are asked: the questionnaire is made and opened, one answers at a phone, and it is closed."""
    jenny.follow("Behoven", NEEDS)
    jenny.follow("Gör en enkät", "Ny enkät")
    jenny.pick("Vem är enkäten för?", "Föreningar")
    jenny.press("Gör ett utkast", ASKED)
    jenny.follow("Öppna för svar", "Öppna enkäten?")
    jenny.press("Öppna för svar", ASKED)
    address = jenny.page.locator("main a.address").inner_text()
    _answered(way.phone(address.removeprefix(way.server.url)))
    jenny.follow("Stäng enkäten", "Stänga enkäten?")
    jenny.press("Stäng enkäten", ASKED)
    jenny.follow("Resultat", f"Resultat: {ASKED}")
    jenny.follow(PLACE, PLACE, everywhere=True)


def _answered(phone: Keyboard) -> None:
    phone.arrive(ASKED)
    phone.pick("1. Vad för slags förening är ni?", "Byalag eller bygdegårdsförening")
    phone.pick("2. Hur många medlemmar har ni?", "26–100")
    phone.tick("Frivilliga timmar")
    phone.pick("Mataffär", "Mycket viktigt")
    phone.write("8. Vad skulle föreningarna kunna göra tillsammans?", "Bemanna en kväll i veckan.")
    phone.press("Skicka")
    expect(phone.page.get_by_role("heading", name="Tack för att du svarade")).to_be_focused()


def _stated(jenny: Keyboard) -> None:
    """What only people know is stated; the word that it is saved is seen at once."""
    jenny.unfold("Vad bygden behöver")
    jenny.follow(STATED, STATED)
    jenny.pick("Hur står det till?", "Det är uppfyllt")
    jenny.write("Anteckning", "Öppet möte, enkäter och samtal.")
    jenny.press("Spara", STATED)
    expect(jenny.page.get_by_text("Sparat. Tack!")).to_be_in_viewport()
    jenny.follow(PLACE, PLACE, everywhere=True)


def _agreed(way: Way, jenny: Keyboard, ove: Keyboard) -> None:
    """The parties and what they need to agree on; an agreement for five years, signed by both."""
    jenny.follow("Avtalen", AGREEMENTS)
    jenny.follow("För in en part", "För in en part")
    jenny.write("Organisation", "Byalaget")
    jenny.choose("Vem företräder den?", "Bygden")
    jenny.write("Kontaktperson: funktion", "Ordföranden")
    jenny.write("Telefon till funktionen", "0600-10 00")
    jenny.press("Spara parten", AGREEMENTS)
    way.lay_parties()
    jenny.follow("Förteckna ett avtal", "Förteckna ett avtal som behövs")
    jenny.choose("Vad för slags avtal?", "Samverkansavtal om servicepunkten")
    jenny.write("Mellan vilka?", "Byalaget: värd\nStrömsunds kommun: beställare")
    jenny.write("Varför behövs det?", "Vem gör vad?")
    jenny.press("Spara raden", AGREEMENTS)
    jenny.follow("Skriv avtalet Samverkansavtal om servicepunkten", "Skriv ett avtal")
    jenny.write("Rubrik", AGREEMENT)
    jenny.write("Syfte", "Servicen samlas i den gamla skolan.")
    jenny.date("Första dag", TODAY)
    jenny.date("Sista dag", dt.date(2031, 9, 14))
    jenny.pick("Förlängning", "Förlängs inte")
    jenny.press("Börja skriva", AGREEMENT)
    jenny.unfold("Välj ur menyn")
    jenny.follow("Information", "Ett åtagande")
    jenny.choose("Vem gör det?", "Byalaget")
    jenny.choose("Vem betalar?", "Strömsunds kommun")
    jenny.write("Avdrag när det inte hålls, i procent", "50")
    jenny.press("Spara åtagandet", AGREEMENT)
    jenny.follow("Lägg fram för underskrift", "Lägg fram för underskrift")
    jenny.press("Lägg fram", AGREEMENT)
    ove.follow("Avtalen", AGREEMENTS)
    ove.follow(AGREEMENT, AGREEMENT)
    for phone in (jenny, ove):
        phone.follow("Läs och skriv under", AGREEMENT)
        phone.press("Skriv under", AGREEMENT)
    work_off()
    jenny.follow("Avtalen", AGREEMENTS, everywhere=True)
    jenny.follow("Planen", PLAN)


def _put_together(jenny: Keyboard, folder: Path) -> bytes:
    """The project plan is put together, summed up, approved and frozen; its PDF is fetched."""
    jenny.press("Sammanställ projektplanen", DOCUMENT)
    jenny.follow("Skriv – Sammanfattning", "Sammanfattning")
    jenny.write("Text", "Backe får en servicepunkt i Gamla skolan, öppen på kontorstid alla vardagar.")
    jenny.press("Spara delen", DOCUMENT)
    jenny.follow("Lägg fram för godkännande", "Lägg fram för godkännande")
    jenny.press("Lägg fram", DOCUMENT)
    jenny.follow("Läs och godkänn", DOCUMENT)
    jenny.press("Godkänn", DOCUMENT)
    work_off()
    expect(jenny.page.get_by_role("link", name="PDF", exact=True)).to_be_visible()  # the page has gone on by itself
    with jenny.page.expect_download() as fetched:
        jenny.follow("PDF")
    fetched.value.save_as(folder / "plan.pdf")
    jenny.follow("Till det som dokumentet gäller", PLAN)
    return (folder / "plan.pdf").read_bytes()


def _assert_told(pdf: bytes) -> None:
    """What was written by hand stands in the plan, and pictures of its pages are left for people to look at."""
    told = squeezed("".join(texts(pdf)))
    assert [one for one in SAID_IN_PLAN if squeezed(one) not in told] == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pictures(pdf, dots_per_mm=3), start=1):
        page.save(PICTURES / f"story-whole-way-plan-{number}.png")
        darkest, lightest = page.getextrema()
        assert darkest != lightest, f"page {number} is empty"


def _answer(phone: Keyboard, party: str, *, note: str = "") -> None:
    phone.follow("Start av servicepunkten", GATE)
    phone.follow(f"Svara – {party}", party)
    phone.pick("Ert svar", "Ja")
    if note:
        phone.write("Vad bygger svaret på?", note)
    phone.press("Spara svaret", GATE)


def _started(nils: Keyboard, jenny: Keyboard, ove: Keyboard) -> None:
    """Village and municipality say yes, the leader makes the overall assessment and decides; all see it."""
    jenny.follow("Så går det", PLACE)
    _answer(jenny, "Bygden anser att den långsiktiga driften är säkrad")
    ove.follow("Till det som dokumentet gäller", AGREEMENT)
    ove.follow(PLACE, PLACE, everywhere=True)
    _answer(ove, "Kommunen anser att den långsiktiga driften är säkrad", note="Kommunstyrelsens beslut.")
    nils.follow("Så går det", PLACE)
    _answer(nils, "Projektledningens samlade bedömning", note="Plan, avtal och pengar håller. Vi har varit där.")
    expect(nils.page.get_by_text("Allt är på plats.")).to_be_visible()
    look(nils.page, "story-whole-way-gate")
    nils.pick("Hur startar ni?", "Fullskaligt: allt på en gång")
    nils.press("Fatta beslutet", GATE)
    expect(nils.page.get_by_text("Beslutet är fattat och sparat.")).to_be_in_viewport()
    jenny.follow(PLACE, PLACE, everywhere=True)
    jenny.unfold("Driften är säkrad och servicepunkten startar")
    expect(jenny.page.locator("#krav-servicepunkten-startad")).to_contain_text(re.compile("Visat av underlag"))
