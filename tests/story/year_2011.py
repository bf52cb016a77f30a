"""The memo's year 2011: pre-studies end in plans, agreements are signed, and service points start one after another."""

import datetime as dt

import pytest

from servicepunkt.core import clock
from servicepunkt.method.actions import GateClosed
from servicepunkt.people.roles import Role
from tests.story import reports
from tests.story.stage import Stage
from tests.story.year_2010 import ACTIVE, NORTH

FULL = ("Byxelkrok", "Backe", "Örsjö", "Vedevåg", "Stenberga", "Älmsta/Väddö", "Seskarö", "Gideå")
STAGED = ("Blankaholm/Solstadström", "Hammar", "Kuttainen", "Glommersträsk")
WAITING = ("Påryd", "Björkvik", "Moskosel")
"""Påryd has not signed its agreement, Björkvik's municipality says no, and Moskosel's money is not secured."""


def january(stage: Stage) -> None:
    """What could be offered and what there is. The mobile post is no question on the islands. Interim report."""
    with clock.fixed(dt.date(2011, 1, 17)):
        stage.ask("Björkvik", variants=("youth",))
        for place in ACTIVE:
            islands = ["lantbrevbararen-planerad"] if place in ("Seskarö", "Byxelkrok") else []
            stage.sitting(place, *stage.stated_in("utbud", without=islands), note="Genomgånget.")
            stage.sitting(
                place, *islands, says="not_relevant", note="Posten kommer med båt. Gruppens beslut 17 januari."
            )
            stage.account_for_areas(place)
            stage.write_down(place, "state")
            stage.judge_services(place)
            stage.fill_sheets(place, "premises", "connectivity", "statecompany", "association", "company", "transport")
            stage.sitting(place, *stage.stated_in("kartlaggning"), note="Kartlagt.")
            stage.plan_sheets(place, "techservice")
    with clock.fixed(dt.date(2011, 1, 31)):
        reports.send(stage, "Hela Sverige ska leva")


def february(stage: Stage) -> None:
    """The pre-studies end in plans. Moskosel has no money yet; four places leave the state's services for later."""
    with clock.fixed(dt.date(2011, 2, 21)):
        for place in ACTIVE:
            stage.budget(place, "promised" if place == "Moskosel" else "signed")
            stage.plan_sheets(place, "openingweek", "staffing", "training", "confidentiality", "safety")
            stage.plan_sheets(place, "offering", without="state" if place in STAGED else "")
            stage.choose_premises(place)
            for task in ("drift", "parter", "projektplan"):
                stage.sitting(place, *stage.stated_in(task), note="Står i projektplanen.")
            stage.decide_plan(place)
            stage.settle_parties(place)
    with clock.fixed(dt.date(2011, 2, 28)):
        reports.send(stage, "Tillväxtverket")


def march(stage: Stage) -> None:
    """Step 3 begins: the first agreements are signed, for five years. Nobody can start without the parties' yes."""
    with clock.fixed(dt.date(2011, 3, 2)):
        stage.plan_meeting(3, dt.date(2011, 3, 16))
    with clock.fixed(dt.date(2011, 3, 16)):
        stage.hold_meeting(3)
    with clock.fixed(dt.date(2011, 3, 21)):
        for place in ACTIVE:
            if place != "Påryd":
                stage.sign_agreement(place)
        with pytest.raises(GateClosed) as closed:
            stage.start("Byxelkrok")
        assert len(closed.value.missing) == 3, "village, municipality and the overall assessment"


def april(stage: Stage) -> None:
    """The first service point starts, at full scale."""
    with clock.fixed(dt.date(2011, 4, 11)):
        stage.say_yes("Byxelkrok")
        stage.start("Byxelkrok")


def may(stage: Stage) -> None:
    """Two more at full scale. Blankaholm and Solstadström start with what their shop and their association can do."""
    with clock.fixed(dt.date(2011, 5, 9)):
        reports.bore(stage, "Hela Sverige ska leva", "staff", "51000")
        reports.bore(stage, "Hela Sverige ska leva", "own_time", "16.25")
        for place in ("Backe", "Örsjö"):
            stage.say_yes(place)
            stage.start(place)
        stage.say_yes("Blankaholm/Solstadström")
        with pytest.raises(GateClosed) as closed:
            stage.start("Blankaholm/Solstadström")
        assert closed.value.missing == [stage.spec.requirement("statlig-service-bestamd").title.sv]
        stage.start("Blankaholm/Solstadström", stage="Etapp 1", services=("kommersiell", "ideell"))


def june(stage: Stage) -> None:
    """Two at full scale, one by a stage. Björkvik's village says yes and its municipality no. Third report."""
    with clock.fixed(dt.date(2011, 6, 1)):
        stage.plan_meeting(4, dt.date(2011, 6, 15))
    with clock.fixed(dt.date(2011, 6, 15)):
        stage.hold_meeting(4)
        for place in ("Vedevåg", "Stenberga"):
            stage.say_yes(place)
            stage.start(place)
        stage.say_yes("Hammar")
        stage.start("Hammar", stage="Etapp 1", services=("kommunal",))
        stage.say_yes("Björkvik")
        municipality = stage.speakers["Björkvik", Role.MUNICIPALITY]
        stage.answer("Björkvik", municipality, "municipality", yes=False, note="Nämnden vill vänta på budgeten.")
        with pytest.raises(GateClosed) as closed:
            stage.start("Björkvik")
        assert closed.value.missing == ["Kommunen anser att den långsiktiga driften är säkrad"]
    with clock.fixed(dt.date(2011, 6, 30)):
        reports.send(stage, "Tillväxtverket")


def july(stage: Stage) -> None:
    """Holidays."""


def august(stage: Stage) -> None:
    """Two at full scale, one by a stage. In Moskosel everything is there but the money, and no stage gets past that."""
    with clock.fixed(dt.date(2011, 8, 22)):
        for place in ("Älmsta/Väddö", "Seskarö"):
            stage.say_yes(place)
            stage.start(place)
        stage.say_yes("Kuttainen")
        stage.start("Kuttainen", stage="Etapp 1", services=("ideell",))
        stage.say_yes("Moskosel")
        with pytest.raises(GateClosed) as closed:
            stage.start("Moskosel", stage="Etapp 1", services=("ideell",))
        assert closed.value.missing == [stage.spec.requirement("finansiering-sakrad").title.sv]


def september(stage: Stage) -> None:
    """The last month: Gideå in full, Glommersträsk by a stage, a second stage in Blankaholm and Solstadström."""
    with clock.fixed(dt.date(2011, 9, 7)):
        stage.plan_meeting(5, dt.date(2011, 9, 14))
    with clock.fixed(dt.date(2011, 9, 14)):
        stage.hold_meeting(5)
        stage.say_yes("Gideå")
        stage.start("Gideå")
        stage.say_yes("Glommersträsk")
        stage.start("Glommersträsk", stage="Etapp 1", services=("kommunal", "kommersiell"))
        stage.start("Blankaholm/Solstadström", stage="Etapp 2", services=("kommunal",))
    with clock.fixed(dt.date(2011, 9, 28)):
        for place in NORTH:
            stage.sitting(place, "utbyte-med-andra-projekt", "goda-ideer-sprids", note="Studieresa till Vitvattnet.")


def october(stage: Stage) -> None:
    """The programme has ended. In Kuttainen the money runs out, but the decision to start stands."""
    with clock.fixed(dt.date(2011, 10, 10)):
        reports.bore(stage, "Hela Sverige ska leva", "other", "900")
        stage.lose_money("Kuttainen")


def november(stage: Stage) -> None:
    """The final reports, to the owner and with the financial statement to the funder."""
    with clock.fixed(dt.date(2011, 11, 15)):
        reports.send(stage, "Hela Sverige ska leva")
    with clock.fixed(dt.date(2011, 11, 30)):
        reports.send(stage, "Tillväxtverket")
