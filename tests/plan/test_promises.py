"""What the plan promises on the day of the start is kept with the decision, for good, and held against what is."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicepunkt.core import appendonly, backup, clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents.kinds import Asked, sections
from servicepunkt.method import passing
from servicepunkt.method.models import Passage
from servicepunkt.plan import promises
from servicepunkt.plan.actions_promises import keep_promises
from servicepunkt.plan.budget.counting import count
from servicepunkt.plan.models import AccountSum, ChangedPromise, CostLine, Offering, PromisedLine, StartPromise
from servicepunkt.plan.promises import Held, Line, Subject, compared, judge, kept, lines_of, to_keep
from servicepunkt.plan.queries_budget import budget_of
from tests.core.conftest import RunKilled, run_killed  # noqa: F401 - a fixture
from tests.method.building import Village
from tests.plan.promise_making import add, decide, ready, row, said, start_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Iterator[Village]:
    with clock.fixed(dt.date(2026, 3, 10)):
        yield ready()


def rows_of(by: Village) -> dict[str, promises.Compared]:
    (start,) = compared(by.programme.area, by.place, clock.today())
    return {one.kept.row.name if one.subject and one.subject.key == "plan.services" else
            f"{one.kept.row.subject}:{one.kept.row.key}": one for one in start.rows}  # fmt: skip


# --- kept ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_what_the_preview_showed_and_the_plan_said_that_day(by: Village) -> None:
    preview = to_keep(start_of(by), [])
    assert {line.subject for line in preview} >= {
        "plan.services", "plan.hours", "plan.staffing", "plan.visits", "plan.costs", "plan.incomes", "plan.reserve",
    }  # fmt: skip
    passage = by.pass_gate(by.leader)
    assert said(by) == preview == lines_of(start_of(by))
    outcome = count(budget_of(by.place))
    for year in outcome.years:
        costs = [one.amount for one in said(by) if one.subject == "plan.costs" and one.year == year.year]
        income = [one.amount for one in said(by) if one.key == f"{year.year}:all"]
        parts = [one.amount or 0 for one in said(by) if one.subject == "plan.incomes" and one.year == year.year]
        assert sum(one or 0 for one in costs) == year.cost_ore
        assert income == [year.income_ore] and sum(parts) == 2 * year.income_ore
    entry = JournalEntry.objects.get(verb="promise")
    assert entry.codes == {"lines": len(preview)} and entry.seat_id == by.leader.seat.pk
    assert StartPromise.objects.get().passage == passage


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["Kommunal", "Statlig", "Ideell", "Kommersiell", "Regional"]),
                       st.sampled_from(["Från start", "Senare", "Ska inte finnas"])), max_size=6),
    st.lists(st.sampled_from(["kommunal", "statlig"]), min_size=1, unique=True),
)  # fmt: skip
def test_a_stage_and_then_full_scale_promise_everything_once_whatever_the_offering(
    by: Village, offered: list[tuple[str, str]], stage: list[str]
) -> None:
    with transaction.atomic():
        for number, (sector, begins) in enumerate(offered):
            when = "våren" if begins == "Senare" else ""
            add(by, "offering", what=f"Sak {number}", sector=sector, begins=begins, about_when=when)
        by.pass_gate(by.leader, stage="Etapp 1", services=tuple(stage))
        first = said(by)
        assert first == lines_of(start_of(by, *stage))
        of_stage = {"kommunal": "municipal", "statlig": "state"}
        sectors = {of_stage[one] for one in stage} | ({"regional"} if "statlig" in stage else set())
        wanted = Offering.objects.filter(place=by.place, sector__in=sectors).exclude(begins="not")
        assert [one.key for one in first if one.subject == "plan.services"] == [one.same_key for one in wanted]
        by.pass_gate(by.leader)
        both = said(by)
        assert sorted(both, key=repr) == sorted(lines_of(start_of(by)), key=repr)
        transaction.set_rollback(True)


def test_the_same_decision_again_keeps_nothing_more(by: Village) -> None:
    passage = by.pass_gate(by.leader)
    before = said(by)
    assert by.pass_gate(by.leader) == passage
    assert keep_promises(passage=passage, actor=SYSTEM) == StartPromise.objects.get()
    assert said(by) == before and JournalEntry.objects.filter(verb="promise").count() == 1


def test_what_an_earlier_stage_promised_is_not_silently_lowered_by_a_later_one(by: Village) -> None:
    by.pass_gate(by.leader, stage="Etapp 1", services=("kommunal",))
    Offering.objects.filter(what="Bokutlån").update(begins="later", about_when="kanske")
    by.pass_gate(by.leader)
    assert row(by, "Bokutlån").begins == "start"
    assert kept(by.programme.area, by.place)[1].kept and len(kept(by.programme.area, by.place)) == 2


def test_when_keeping_fails_nothing_is_decided_and_nothing_kept(by: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(passage: Passage, actor: object) -> None:
        raise ActionRefused("Nej.")

    monkeypatch.setitem(passing._register, "prov.refuses", refuse)
    with pytest.raises(ActionRefused):
        by.pass_gate(by.leader)
    assert not Passage.objects.exists() and not StartPromise.objects.exists() and not PromisedLine.objects.exists()
    assert not JournalEntry.objects.filter(verb__in=["decide", "promise"]).exists()


@pytest.mark.parametrize("model", [StartPromise, PromisedLine, ChangedPromise])
def test_the_database_refuses_to_change_or_remove_a_promise(by: Village, model: type[Model]) -> None:
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").delete()
    decide(row(by, "Bokutlån"), away=True)
    assert model._meta.db_table in appendonly.tables() and appendonly.missing() == []
    with pytest.raises(DatabaseError), transaction.atomic():
        model._base_manager.update(id=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        model._base_manager.all()._raw_delete("default")


# --- against today ------------------------------------------------------------------------------------------------


def test_on_the_day_services_are_as_promised_and_money_waits_for_its_outcome(by: Village) -> None:
    by.pass_gate(by.leader)
    for one in rows_of(by).values():
        assert one.subject
        assert one.held is (Held.AS_PROMISED if one.subject.lives else Held.NOT_YET), one.kept.line


def test_services_and_hours_show_what_has_become_better_worse_or_otherwise(by: Village) -> None:
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").delete()
    Offering.objects.filter(what="Pass").update(begins="start", about_when="")
    Offering.objects.filter(what="Kafé").update(who="Föreningen")
    week = row(by, "Vanliga veckor") if PromisedLine.objects.filter(name="Vanliga veckor").count() == 1 else None
    assert week is None  # a week is eight promises: each day, and all of it
    from servicepunkt.plan.models import OpeningWeek

    OpeningWeek.objects.filter(place=by.place).update(day1="9–16")
    found = rows_of(by)
    assert [found[name].held for name in ("Bokutlån", "Pass", "Kafé")] == [Held.WORSE, Held.BETTER, Held.CHANGED]
    key = OpeningWeek.objects.get(place=by.place).same_key
    assert [found[f"plan.hours:{key}:{day}"].held for day in (0, 1, "week")] == [
        Held.AS_PROMISED, Held.WORSE, Held.WORSE,
    ]  # fmt: skip


def test_accounts_are_held_against_the_promised_budget_when_the_year_is_over(by: Village) -> None:
    by.pass_gate(by.leader)
    CostLine.objects.filter(place=by.place, kind="staff").update(amount_ore=1)  # the plan of today does not matter
    booked = {7010: 20_500_00, 5010: 30_000_00, 5410: 10_000_00}
    for account, ore in booked.items():
        AccountSum.objects.create(place=by.place, year=2026, month=11, account=account, amount_ore=ore)
    staff, running, equipment = (f"plan.costs:2026:{kind}" for kind in ("staff", "running", "equipment"))
    assert {rows_of(by)[key].held for key in (staff, running, equipment)} == {Held.NOT_YET}
    AccountSum.objects.create(place=by.place, year=2026, month=12, account=5010, amount_ore=0)
    with clock.fixed(dt.date(2027, 2, 1)):
        found = rows_of(by)
        assert [found[key].held for key in (staff, running, equipment)] == [
            Held.AS_PROMISED, Held.WORSE, Held.BETTER,
        ]  # fmt: skip


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.sampled_from([-1, 0, 1]))
def test_an_outcome_is_judged_by_what_is_better_within_five_per_cent(promised: int, came: int, more: int) -> None:
    subject = Subject("x", "x", 0, lambda _start: (), str, more=more)  # type: ignore[arg-type]
    held = judge(Line("x", "1", "x", amount=promised), None, promises.Measured("", amount=came), subject)
    if abs(came - promised) <= promised * 50 // 1000:
        assert held is Held.AS_PROMISED
    elif more == 0:
        assert held is Held.CHANGED
    else:
        assert held is (Held.BETTER if (came > promised) == (more > 0) else Held.WORSE)


# --- new decisions ------------------------------------------------------------------------------------------------


def test_a_new_decision_stands_beside_the_first_promise_and_is_what_counts(by: Village) -> None:
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").update(begins="later", about_when="2028")
    line = row(by, "Bokutlån")
    assert rows_of(by)["Bokutlån"].held is Held.WORSE
    made = decide(line)
    found = rows_of(by)["Bokutlån"]
    assert found.held is Held.AS_PROMISED and found.kept.line.begins == "start"
    assert (found.kept.changes[0].row, found.kept.holds and found.kept.holds.begins) == (made, "later")
    with pytest.raises(ChangedMeanwhile):
        decide(line, away=True)
    decide(line, away=True, seen_change=made.pk)
    assert "Bokutlån" not in rows_of(by)
    assert StartPromise.objects.get().lines.get(pk=line.pk).begins == "start"


@pytest.mark.parametrize(
    "wrong", [{"body": " "}, {"reason": ""}, {"decided_on": dt.date(2026, 3, 11)}, {"decided_on": dt.date(2026, 3, 9)},
              {"reason": "Anna 19121212-1212 vill det"}, {}],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_refused(by: Village, wrong: dict[str, Any]) -> None:
    by.pass_gate(by.leader)
    with pytest.raises(ActionRefused):  # without anything else wrong, the plan says what is promised already
        decide(row(by, "Bokutlån"), away=bool(wrong), **wrong)
    assert not ChangedPromise.objects.exists()


# --- pages and documents ------------------------------------------------------------------------------------------


def test_the_page_shows_just_what_will_be_kept_and_then_what_was(by: Village) -> None:
    client = by.contact.client
    before = client.get(by.url("plan:promises")).content.decode()
    assert "Det här sparas när starten beslutas" in before and "Bokutlån" in before and "Pass" in before
    stage = client.get(by.url("plan:promises") + "?services=kommunal").content.decode()
    assert "Bokutlån" in stage and "Pass" not in stage
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").delete()
    after = client.get(by.url("plan:promises")).content.decode()
    assert "Det här sparas" not in after
    for words in ("Som lovat", "Sämre", "Ännu inget att mäta mot", "Finns inte längre i planen"):
        assert words in after
    place = by.place
    asked = Asked(by.programme.area, place, place.pk, clock.today(), None, None)
    told = str(sections()["plan.promises"].fill(asked))
    assert "Bokutlån" in told and "Sämre" in told


def test_who_decides_the_plan_writes_a_new_decision_and_is_told_when_the_plan_has_moved_on(by: Village) -> None:
    by.pass_gate(by.leader)
    line = row(by, "Bokutlån")
    address = by.url("plan:change_promise", line.pk)
    assert by.leader.client.get(address).status_code in (200, 403)
    client = by.contact.client
    page = client.get(address)
    typed = {name: page.context["form"].initial[name] for name in ("seen_now", "seen_change", "request_key")}
    typed |= {"away": "now", "body": "Stämman", "decided_on": "2026-03-10", "reason": "Vi väntar."}
    Offering.objects.filter(what="Bokutlån").update(begins="later", about_when="2028")
    refused = client.post(address, typed)
    assert refused.status_code == 422 and "Planen har ändrats" in refused.content.decode()
    assert "Vi väntar." in refused.content.decode()
    typed["seen_now"] = refused.context["form"].data["seen_now"]
    assert client.post(address, typed).status_code == client.post(address, typed).status_code == 302
    assert ChangedPromise.objects.count() == 1
    shown = client.get(by.url("plan:promises")).content.decode()
    assert "Först lovat" in shown and "Stämman" in shown and "Vi väntar." in shown


def test_the_page_asks_the_database_as_often_for_many_promises_as_for_few(by: Village) -> None:
    by.pass_gate(by.leader)
    client, address = by.contact.client, by.url("plan:promises")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        add(by, "offering", what=f"Mer {number}", sector="Ideell")
    PromisedLine.objects.bulk_create(
        PromisedLine(promise=StartPromise.objects.get(), subject=line.subject, key=line.key, name=line.name,
                     begins=line.begins, level=line.level, channel=line.channel)
        for line in to_keep(start_of(by), kept(by.programme.area, by.place))
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert "Mer 11" in client.get(address).content.decode()
    assert len(many) == len(few)


# --- there and back, cut short ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_promises_come_back_from_a_backup_and_are_still_held_by_the_database(by: Village, tmp_path: Path) -> None:
    by.pass_gate(by.leader)
    Offering.objects.filter(what="Bokutlån").delete()
    decide(row(by, "Bokutlån"), away=True)
    before = kept(by.programme.area, by.place)
    backup.write(tmp_path / "b.zip")
    with appendonly.lifted():
        ChangedPromise.objects.all().delete()
        PromisedLine.objects.all().delete()
    backup.restore(tmp_path / "b.zip", replace=True)
    assert kept(by.programme.area, by.place) == before and appendonly.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_start_killed_in_the_middle_leaves_neither_decision_nor_promise(
    by: Village,
    run_killed: RunKilled,  # noqa: F811 - the fixture imported above
) -> None:
    run_killed(f"""
import datetime as dt
from servicepunkt.core import clock
from servicepunkt.method.actions import pass_gate
from servicepunkt.method import passing
from servicepunkt.people.access import access_of
from servicepunkt.places.models import Area, Place
passing._register["prov.dies"] = lambda passage, actor: die()
with clock.fixed(dt.date(2026, 3, 10)):
    pass_gate(root=Area.objects.get(pk={by.programme.area.pk}), place=Place.objects.get(pk={by.place.pk}),
              gate_key="start", stage="", services=(), on=dt.date(2026, 3, 10),
              access=access_of({by.leader.account.pk}, dt.date(2026, 3, 10)))
""")
    assert not Passage.objects.exists() and not StartPromise.objects.exists() and not PromisedLine.objects.exists()
    by.pass_gate(by.leader)
    assert said(by) == lines_of(start_of(by))
