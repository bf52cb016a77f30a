"""The acts of the whole way on the plan's own pages: chapter, sheets, premises, influence, operating form, budget."""

import datetime as dt

from playwright.sync_api import expect

from tests.browser_stories.keyboard import Keyboard
from tests.browser_stories.whole_way import PLACE, YEAR, Way

PLAN, SHEETS, BUDGET = f"Planen: {PLACE}", f"Planens blad för {PLACE}", f"Budgeten för {PLACE}"
AGREEMENTS = f"Avtalen: {PLACE}"
CHAPTER = "Vad bygden behöver"
SECURED, NOT_SECURED = "Finansieringen är långsiktigt säkrad.", "Finansieringen är inte långsiktigt säkrad."


def written(jenny: Keyboard) -> None:
    """A chapter is written, has a risk, and is decided."""
    jenny.follow("Planen", PLAN)
    jenny.follow(CHAPTER, CHAPTER, first=True)  # named as the next thing to do, and in the list
    jenny.follow("Skriv i kapitlet", CHAPTER)
    jenny.choose("Vem ansvarar för kapitlet?", "Jenny Backlind, Kontaktperson")
    jenny.write("Kapitlets text", "Byborna vill mötas och få hjälp med e-tjänster.")
    jenny.write("Det gruppen ska besluta", "Kapitlet antas.")
    jenny.tick("Kapitlet är klart för beslut")
    jenny.press("Spara kapitlet", CHAPTER)
    jenny.follow("Lägg till en risk", "Lägg till en risk")
    jenny.write("Vad kan gå fel?", "Ingen kommer")
    jenny.pick("Hur stor är risken att det händer?", "Medel")
    jenny.pick("Hur stor blir skadan?", "Stor")
    jenny.write("Vad gör vi åt det?", "Vi frågar igen.")
    jenny.press("Spara risken", CHAPTER)
    jenny.follow("För in ett beslut", "För in beslutet om kapitlet")
    jenny.write("Var står det?", "Protokoll 3")
    jenny.press("För in beslutet", CHAPTER)
    jenny.follow("Planen", PLAN, everywhere=True)


def planned(way: Way, jenny: Keyboard) -> None:
    """A row on each of three sheets: what is offered, when it is open, and who is there. The premises are chosen."""
    jenny.follow("Bladen", SHEETS)
    jenny.follow("Erbjudandet", "Erbjudandet")
    jenny.follow("Lägg till en tjänst", "Ny tjänst i erbjudandet")
    jenny.write("Service", "Hjälp med e-tjänster")
    for label, choice in (
        ("Sektor", "Kommunal"), ("Område", "Bibliotek"), ("När den finns", "Från start"), ("Nivå", "Vägledning"),
        ("Hur", "På plats"),
    ):  # fmt: skip
        jenny.choose(label, choice)
    jenny.write("Vem som ger den", "Kommunen")
    jenny.write("Kunskap som krävs", "E-tjänster")
    jenny.press("Spara", "Erbjudandet")
    way.lay_sheets()
    jenny.follow("Till planens blad", SHEETS)
    jenny.follow("Öppettider", "Öppettider")
    jenny.follow("Lägg till öppettider", "Nya öppettider")
    jenny.write("Namn", "Vanliga veckor")
    for day in ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag"):
        jenny.write(day, "8-17")
    jenny.write("Hur många som behövs på plats", "1")
    jenny.write("När invånarna behöver att det är öppet", "Eftermiddagar")
    jenny.press("Spara", "Öppettider")
    jenny.follow("Till planens blad", SHEETS)
    jenny.follow("Bemanning", "Bemanning")
    jenny.follow("Lägg till en funktion", "Ny funktion")
    jenny.write("Funktion", "Servicevärd")
    jenny.choose("Lön eller ideellt", "Med lön")
    jenny.write("Timmar i veckan", "45")
    jenny.write("Kostnad per timme i kronor", "285,50")
    jenny.write("Kunskaper", "E-tjänster")
    jenny.write("Vid sjukdom", "Den andra värden")
    jenny.press("Spara", "Bemanning")
    jenny.follow("Till planens blad", SHEETS)
    jenny.follow("Lokal", "Val av lokal")
    jenny.choose("Lokal", "Gamla skolan")
    jenny.write("Varför den", "Nära alla.")
    jenny.write("Vem som äger den", "Kommunen")
    jenny.press("Spara valet", SHEETS)
    jenny.follow("Planen", PLAN, everywhere=True, first=True)


def settled(jenny: Keyboard) -> None:
    """How the village has its say, a decision in the log, and the operating form by the village's own answers."""
    influence = "Inflytande och beslut"
    jenny.follow(influence, influence)
    jenny.follow("Skriv om inflytande och beslut", influence)
    jenny.write("Så har bygden inflytande", "Alla är med i föreningen.")
    jenny.write("Så fattas besluten", "Årsmötet beslutar.")
    jenny.write("Så fortsätter utvecklingen efter starten", "Vi frågar varje år.")
    jenny.write("Vilka driver utvecklingen?", "Styrelsen")
    jenny.write("Hur ofta?", "Varje år")
    jenny.press("Spara texten", influence)
    jenny.follow("För in ett beslut", "För in ett beslut")
    jenny.write("Vad beslutades?", "Gamla skolan hyrs.")
    jenny.write("Vilka beslutade?", "Lokal projektgrupp")
    jenny.press("Spara beslutet", influence)
    jenny.follow("Planen", PLAN, everywhere=True)
    jenny.follow("Driftsform", "Driftsform")
    jenny.follow("Svara på frågorna", "Frågor om driftsform")
    jenny.pick("Hur ska bygden bestämma?", "En medlem, en röst")
    jenny.press("Spara svaren", "Driftsform")
    jenny.follow("Välj driftsform", "Välj driftsform")
    jenny.pick("Driftsform", "Ideell förening")
    jenny.write("Varför?", "Föreningen finns.")
    jenny.press("Spara valet", "Driftsform")
    jenny.follow("Planen", PLAN, everywhere=True)


def budgeted(way: Way, jenny: Keyboard) -> None:
    """A budget whose money is only promised does not last; once the payer has signed, it does."""
    jenny.follow("Budget", BUDGET)
    jenny.follow("År och kassa", "År och kassa")
    jenny.write("Pengar i kassan när första året börjar (kronor)", "25 000")
    jenny.press("Spara", BUDGET)
    jenny.follow("Kostnader", "Kostnader")
    jenny.follow("Skriv in en kostnad", "Ny kostnad")
    jenny.write("Vad", "Värd på heltid")
    jenny.choose("Slag", "Personal")
    jenny.write("Belopp (kronor)", "260 000")
    jenny.choose("Hur ofta", "Varje år")
    jenny.choose("Hur säker är siffran", "Beräknat")
    jenny.write("Källa", "Kassörens beräkning")
    jenny.choose("Görs det bara om projektpengarna kommer?", "Nej")
    jenny.press("Spara", "Kostnader")
    way.lay_costs()
    jenny.follow("Till budgeten", BUDGET)
    jenny.follow("Intäkter", "Intäkter")
    jenny.follow("Skriv in en intäkt", "Ny intäkt")
    jenny.write("Vem betalar", "Strömsunds kommun")
    jenny.write("För vad", "Uppdraget")
    jenny.choose("Slag", "Avtal")
    jenny.write("Belopp per år (kronor)", "360 000")
    jenny.date("Från och med", dt.date(YEAR, 1, 1))
    jenny.choose("Hur säkert är det", "Utlovat")
    jenny.choose("Är det projektpengar?", "Nej")
    jenny.write("Källa", "Kommunstyrelsens protokoll")
    jenny.press("Spara", "Intäkter")
    jenny.follow("Till budgeten", BUDGET)
    expect(jenny.page.locator("main")).to_contain_text(NOT_SECURED)
    jenny.follow("Intäkter", "Intäkter")
    jenny.follow("Strömsunds kommun (Uppdraget)", "Strömsunds kommun (Uppdraget)")
    jenny.choose("Hur säkert är det", "Undertecknat")
    jenny.press("Spara", "Intäkter")
    jenny.follow("Till budgeten", BUDGET)
    expect(jenny.page.locator("main")).to_contain_text(SECURED)
