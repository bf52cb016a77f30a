"""The memo's year 2010: month by month. Steps and tasks (moment) are the memo's, the people are invented."""

import datetime as dt

from servicepunkt.core import clock
from servicepunkt.core.actions import action
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import VillageMeeting
from tests.story import reports
from tests.story.stage import Stage

Kind = VillageMeeting.Kind
OWNER, FUNDER, COORDINATOR = "Astrid Ägarsson", "Tore Tillberg", "Mia Mellanström"
SOUTH = ("Byxelkrok", "Blankaholm/Solstadström", "Örsjö", "Påryd", "Stenberga")
CENTRAL = ("Björkvik", "Vedevåg", "Hammar", "Älmsta/Väddö")
NORTH = ("Backe", "Gideå", "Seskarö", "Glommersträsk", "Moskosel", "Kuttainen")
ACTIVE = (*SOUTH, *CENTRAL, *NORTH)
"""Every place but Hakkas, which the memo writes with a question mark."""
INVENTORIED = ("municipal", "nonprofit", "commercial")
"""What the baseline inventory covers; what the state offers is mapped in the pre-study."""

CONTACTS = (
    "Agda Byström", "Beda Strömner", "Cilla Örnberg", "Dora Pårud", "Elna Stenhag", "Frida Björkudd", "Greta Vedin",
    "Hedda Hammarsten", "Ida Älmroth", "Jenny Backlind", "Klara Gidlöf", "Lovisa Seskander", "Moa Glommer",
    "Nora Moskvist", "Olga Kuttainer",
)  # fmt: skip
MUNICIPAL = {"Glommersträsk": "Arvid Jaurström", "Moskosel": "Arvid Jaurström"}
"""Glommersträsk and Moskosel lie in the same municipality: one official sits in both groups."""


def june(stage: Stage) -> None:
    """Step 1, tasks 1 and 2: three leaders, one of them also coordinator; municipalities and county boards informed."""
    with clock.fixed(dt.date(2010, 6, 1)):
        for name, region in (("Sven Södergren", "sodra"), (COORDINATOR, "mellersta"), ("Nils Norrhem", "norra")):
            stage.lead(name, region)
        stage.seat(COORDINATOR, "Projektsamordnare")
        stage.seat(OWNER, "Projektägarens företrädare")
        stage.seat(FUNDER, "Ledamot från Tillväxtverket")
        stage.seat("Kerstin Kallström", "Sammankallande")
    for number, place in enumerate(stage.places):
        with clock.fixed(dt.date(2010, 6, 7 + number // 2)):
            stage.meet(place, Kind.MUNICIPALITY)
            stage.meet(place, Kind.COUNTY_BOARD)
    for number, place in enumerate(ACTIVE):
        with clock.fixed(dt.date(2010, 6, 16 + number // 2)):
            stage.meet(place, Kind.OPEN, "Byalaget", "Bygdegårdsföreningen", people=31)


def july(stage: Stage) -> None:
    """Task 3: how are services today? The south goes first; nobody in Hakkas has been reached."""
    for number, place in enumerate(SOUTH):
        with clock.fixed(dt.date(2010, 7, 5 + number)):
            stage.write_down(place, *INVENTORIED)


def august(stage: Stage) -> None:
    """Task 3 ends: inventory and simple vision everywhere but in Gideå. Task 4 begins: the first groups."""
    for number, place in enumerate(ACTIVE):
        if place == "Gideå":
            continue
        with clock.fixed(dt.date(2010, 8, 9 + number)):
            if place not in SOUTH:
                stage.write_down(place, *INVENTORIED)
            stage.write_vision(place, "Så vill vi ha det om fem år.")
    with clock.fixed(dt.date(2010, 8, 30)):
        for place in SOUTH:
            form_group(stage, place)


@action
def form_group(stage: Stage, place: str) -> None:
    """A contact person, the municipality, two members; the county's officer beside them."""
    number = ACTIVE.index(place)
    stage.seat_at(place, Role.CONTACT_PERSON, CONTACTS[number])
    village = place.split("/")[0]
    stage.seat_at(place, Role.MUNICIPALITY, MUNICIPAL.get(place, f"Ove {village}ombud"))
    stage.seat_at(place, Role.COUNTY_BOARD, f"Lars {village}län")
    stage.seat_at(place, Role.LOCAL_MEMBER, f"Berit {village}lag", "Byalagets ledamot")
    stage.seat_at(place, Role.LOCAL_MEMBER, f"Hans {village}handel", "Handlaren")


def september(stage: Stage) -> None:
    """Task 4 ends: groups, equality, integration and youth minded, money for a pre-study sought, cheques paid."""
    with clock.fixed(dt.date(2010, 9, 6)):
        stage.write_down("Gideå", *INVENTORIED)
        stage.write_vision("Gideå", "En månad sent, men skrivet.")
        for place in (*CENTRAL, *NORTH):
            form_group(stage, place)
        stage.pay("", 60_000, "Handbok för inventeringar")
        reports.bore(stage, "Hela Sverige ska leva", "staff", "48000")
        reports.bore(stage, "Tillväxtverket", "travel", "3150")
    with clock.fixed(dt.date(2010, 9, 1)):
        stage.plan_meeting(1, dt.date(2010, 9, 15))
    with clock.fixed(dt.date(2010, 9, 15)):
        stage.hold_meeting(1)
    with clock.fixed(dt.date(2010, 9, 20)):
        for place in ACTIVE:
            begin_pre_study(stage, place)


@action
def begin_pre_study(stage: Stage, place: str) -> None:
    """The group has gone through task 4, gets its cheque, and begins."""
    stage.count_group(place)
    stage.seek_money(place, 100_000)
    stage.begin_plan(place)
    stage.pay(place, 10_000, "Lokal serviceutvecklingscheck", cheque=True)


def october(stage: Stage) -> None:
    """Step 2: the pre-study has begun everywhere; the cheques are accounted for, Moskosel's not yet. First report."""
    with clock.fixed(dt.date(2010, 10, 18)):
        for place in ACTIVE:
            stage.choose_topics(place)
            if place != "Moskosel":
                stage.account_for_cheque(place)
    with clock.fixed(dt.date(2010, 10, 29)):
        reports.send(stage, "Tillväxtverket")


def november(stage: Stage) -> None:
    """Needs of ages and interests; Moskosel accounts for its cheque; the day of the second meeting is set."""
    with clock.fixed(dt.date(2010, 11, 15)):
        stage.account_for_cheque("Moskosel")
        reports.bore(stage, "Hela Sverige ska leva", "information", "12500")
        reports.bore(stage, "Tillväxtverket", "own_time", "3.5")
        stage.plan_meeting(2, dt.date(2010, 12, 8))
    with clock.fixed(dt.date(2010, 11, 22)):
        for place in SOUTH:
            stage.ask(place)
            stage.sitting(place, *stage.stated_in("behov"), note="Enkät och fyra samtal.")
            stage.define_help(place)
            stage.weigh_purchases(place)


def december(stage: Stage) -> None:
    """Needs everywhere but in Björkvik, where the young are still to be asked; the meeting is held a day late."""
    with clock.fixed(dt.date(2010, 12, 6)):
        for place in (*CENTRAL, *NORTH):
            stage.ask(place, without="13-19" if place == "Björkvik" else "")
            stage.sitting(place, *stage.stated_in("behov"), note="Enkät och samtal.")
            stage.define_help(place)
            stage.weigh_purchases(place)
    with clock.fixed(dt.date(2010, 12, 9)):
        assert ("2010-12-08", "Styr- och referensgruppen", True) in stage.page(OWNER).due, (
            "it should have been yesterday"
        )
        stage.hold_meeting(2)
