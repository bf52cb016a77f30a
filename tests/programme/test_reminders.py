"""Reminders as letters: who gets which, once however often the duty runs, gathered as each has chosen."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock, mail
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import Letter
from servicepunkt.documents import kinds
from servicepunkt.documents.models import Approval, Draft, Proposal
from servicepunkt.method.models import Progress
from servicepunkt.people import chasing, topics
from servicepunkt.people.models import Account, Organisation, Reminded
from servicepunkt.people.reminding import remind
from servicepunkt.people.roles import Right, Role
from servicepunkt.people.topics import How
from servicepunkt.programme.models import Application, Meeting, Programme, Task
from tests.builders import TODAY, address, hold, place, programme, seat
from tests.needs import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov(monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A programme without anything that is due, with a coordinator and a leader in the north."""
    monkeypatch.delitem(chasing._register.finds, "programme.method")  # its months go by whatever the test does
    made = programme()
    made.meetings.all().delete()
    made.reports.all().delete()
    hold(seat(made, Role.COORDINATOR), "Sara Samordnare")
    hold(seat(made, Role.LEADER), "Nils Ledare")
    return made


def run(day: dt.date, hour: int = 12) -> list[tuple[str, str]]:
    """Run the duty at an hour of a day: the letters it wrote, as receiver and subject."""
    before = set(Letter.objects.values_list("pk", flat=True))
    at = dt.datetime.combine(day, dt.time(hour), clock.STOCKHOLM)
    with clock.fixed(at):
        remind()
    new = Letter.objects.exclude(pk__in=before).order_by("address", "id")
    return [(one.address.partition("@")[0], one.subject) for one in new]


def choose(name: str, topic: str, how: str) -> None:
    topics.choose(account=Account.objects.get(email=address(name)), ways={topic: how}, actor=SYSTEM)


def report(prov: Programme, due_on: dt.date) -> int:
    recipient = Organisation.objects.get(name="Fonden")
    return prov.reports.create(recipient=recipient, kind="progress", due_on=due_on).pk


def task(prov: Programme, due_on: dt.date, title: str = "Ringa kommunen", at: int | None = None) -> Task:
    where = place(prov, at) if at else None
    return Task.objects.create(area=prov.area, place=where, owner=seat(prov, Role.LEADER), title=title, due_on=due_on)


def later(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_a_report_is_chased_among_more_and_more_people_each_row_once(prov: Programme) -> None:
    hold(seat(prov, Role.OWNER), "Olle Ägare")
    report(prov, later(30))
    days = (-1, 0, 1, 15, 16, 16, 26, 27, 30, 31, 43, 44, 60)
    seen = [(day, letter) for day in days for letter in run(later(day))]
    assert [(day, who) for day, (who, _subject) in seen] == [
        (0, "nils-ledare"), (0, "sara-samordnare"),
        (16, "nils-ledare"), (16, "sara-samordnare"),
        (27, "nils-ledare"), (27, "sara-samordnare"),
        (31, "nils-ledare"), (31, "sara-samordnare"),
        (44, "nils-ledare"), (44, "olle-agare"), (44, "sara-samordnare"),
    ]  # fmt: skip
    assert [subject for _day, (_who, subject) in seen][::2][:4] == [
        "Lägesrapport till Fonden: om 30 dagar",
        "Lägesrapport till Fonden: om 14 dagar",
        "Lägesrapport till Fonden: om 3 dagar",
        "Lägesrapport till Fonden: försenat 1 dag",
    ]


def test_a_worker_that_slept_says_the_latest_alone(prov: Programme) -> None:
    report(prov, later(30))
    assert run(later(28)) == [
        ("nils-ledare", "Lägesrapport till Fonden: om 2 dagar"),
        ("sara-samordnare", "Lägesrapport till Fonden: om 2 dagar"),
    ]


def test_a_sent_report_and_a_done_task_are_let_be(prov: Programme) -> None:
    number, one = report(prov, later(2)), task(prov, later(2))
    prov.reports.filter(pk=number).update(sent_on=TODAY)
    Task.objects.filter(pk=one.pk).update(done_on=TODAY)
    assert run(TODAY) == []


def test_nothing_is_written_at_night(prov: Programme) -> None:
    task(prov, TODAY)
    assert run(TODAY, 6) == []
    assert run(TODAY, 7) == [("nils-ledare", "Ringa kommunen: i dag")]


def test_a_task_that_is_moved_is_reminded_of_anew_and_one_that_is_late_reaches_who_leads(prov: Programme) -> None:
    one = task(prov, TODAY, at=2)  # the south has no leader: the coordinator leads
    assert run(TODAY) == [("nils-ledare", "Ringa kommunen: i dag")]
    Task.objects.filter(pk=one.pk).update(due_on=later(1))
    assert run(later(1)) == [("nils-ledare", "Ringa kommunen: i dag")]
    assert run(later(8)) == [
        ("nils-ledare", "Ringa kommunen: försenat 7 dagar"), ("sara-samordnare", "Ringa kommunen: försenat 7 dagar"),
    ]  # fmt: skip


def test_a_meeting_calls_its_members_a_week_and_a_day_before_but_not_the_cancelled(prov: Programme) -> None:
    hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    body = seat(prov, Role.CONVENER).body
    meeting = Meeting.objects.create(
        programme=prov, body=body, window_from=TODAY, window_to=later(60), hours_min=3, hours_max=4,
        planned_on=later(7), called_at=clock.now(),
    )  # fmt: skip
    assert run(TODAY) == [("cia-ordforande", "Styrgruppen möts: om 7 dagar")]
    assert run(later(6)) == [("cia-ordforande", "Styrgruppen möts: i morgon")]
    Meeting.objects.filter(pk=meeting.pk).update(planned_on=later(20), cancelled_on=TODAY)
    assert run(later(19)) == []


def test_minutes_and_a_meeting_without_a_day_are_the_callers(prov: Programme) -> None:
    body = seat(prov, Role.COORDINATOR).body
    made = {"programme": prov, "body": body, "window_from": later(-60), "hours_min": 3, "hours_max": 4}
    Meeting.objects.create(**made, window_to=later(-10), held_on=later(-14))
    Meeting.objects.create(**made, window_to=later(15))
    assert run(TODAY) == [
        ("sara-samordnare", "Centrala gruppen: justera protokollet från den 24 februari: i dag"),
        ("sara-samordnare", "Centrala gruppen: bestäm dag för mötet: om 14 dagar"),
    ]


def test_money_that_nobody_answers_is_gathered_for_the_contact_person_on_monday(prov: Programme) -> None:
    hold(seat(prov, Role.CONTACT_PERSON, place(prov)), "Kim Kontakt")
    Application.objects.create(
        root=prov.area, place=place(prov), source="leader", state="sent", sought_ore=100, sent_on=later(-61),
        request_key="6f1c1a52-0e0b-4c8e-9d86-0a3b7b0d5f12",
    )  # fmt: skip
    monday = dt.date(2026, 3, 16)
    Reminded.objects.create(key="week:2026-03-09", at=clock.now())  # this week's are written
    assert [letter for day in range(6) for letter in run(later(day))] == []
    assert run(monday) == [("kim-kontakt", "1 sak att göra, varav 1 försenad")]


def test_the_months_of_the_way_of_working_are_the_contact_persons_and_then_the_leaders() -> None:
    made = programme(places=2)
    made.reports.all().delete()
    hold(seat(made, Role.CONTACT_PERSON, place(made)), "Kim Kontakt")
    hold(seat(made, Role.LEADER), "Nils Ledare")
    due = set(Progress.objects.filter(place=place(made), state="not_met").values_list("due_on", flat=True))
    assert {dt.date(2026, 1, 31), dt.date(2026, 4, 30)} <= due
    for name in ("Kim Kontakt", "Nils Ledare"):
        choose(name, "method", How.AT_ONCE)

    def told(day: dt.date) -> list[tuple[str, str]]:
        return [(who, subject.partition(": ")[2]) for who, subject in run(day)]

    assert told(dt.date(2026, 2, 10)) == [("kim-kontakt", "försenat 10 dagar"), ("nils-ledare", "försenat 10 dagar")]
    assert told(dt.date(2026, 4, 17)) == [  # what March asked for is late, what April asks for is near
        ("kim-kontakt", "försenat 17 dagar"), ("kim-kontakt", "om 13 dagar"), ("nils-ledare", "försenat 17 dagar"),
    ]  # fmt: skip
    letter = Letter.objects.latest("id")
    assert "Provby 1, Prov prov" in letter.body and letter.place_id == place(made).pk
    assert told(dt.date(2026, 4, 18)) == []


def test_a_document_waits_for_those_who_have_not_approved(prov: Programme) -> None:
    draft = Draft.objects.create(
        kind="test.unknown", subject="1", title="Rapport", area=prov.area, state="proposed", made_at=clock.now()
    )
    Proposal.objects.create(draft=draft, content={}, sha256="0" * 64, at=clock.now())
    assert run(later(3)) == [], "of a kind that no room knows"


def test_a_document_reminds_its_approvers_who_have_not_answered(
    prov: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(seat(prov, Role.CONVENER), "Cia Ordförande")
    seats = [seat(prov, Role.CONVENER), seat(prov, Role.COORDINATOR)]
    kind = kinds.Kind(
        key="test.minutes", title="Protokoll", parts=(), retention=kinds.Retention(None, "alltid"),  # type: ignore[arg-type]
        write=Right.WRITE_DOCUMENTS, approve=Right.APPROVE_DOCUMENTS,
        approvers=lambda draft: tuple(kinds.Approver(one.pk, one.title) for one in seats),
        home=lambda draft: "/har-ligger-det/",
    )  # fmt: skip
    monkeypatch.setitem(kinds._register.kinds, kind.key, kind)
    draft = Draft.objects.create(
        kind=kind.key, subject="1", title="Protokollet", area=prov.area, state="proposed", made_at=clock.now()
    )
    proposal = Proposal.objects.create(draft=draft, content={}, sha256="0" * 64, at=clock.now())
    Approval.objects.create(proposal=proposal, account_id=1, seat_id=seats[1].pk, at=clock.now())
    assert run(later(2)) == []
    assert run(later(3)) == [("cia-ordforande", "Godkänn dokumentet: Protokollet: i dag")]
    assert "/har-ligger-det/" in Letter.objects.get().body


def test_a_questionnaire_that_closes_is_the_contact_persons(prov: Programme) -> None:
    hold(seat(prov, Role.CONTACT_PERSON, place(prov)), "Kim Kontakt")
    one = making.questionnaire(place(prov), prov.area, codes=0)
    type(one).objects.filter(pk=one.pk).update(closes_on=later(3))
    assert run(TODAY) == [("kim-kontakt", f"Enkäten ”{one.title}” stänger: om 3 dagar")]
    making.close(one)
    assert run(later(2)) == []


def test_each_hears_as_they_have_chosen(prov: Programme) -> None:
    choose("Nils Ledare", "report", How.DAILY)
    choose("Sara Samordnare", "report", How.NEVER)
    report(prov, later(-1))
    report(prov, later(2))
    task(prov, later(3), at=1)
    choose("Nils Ledare", "task", How.DAILY)
    assert run(TODAY) == [("nils-ledare", "3 saker att göra, varav 1 försenad")]
    body = Letter.objects.get().body
    late, soon, of_place = body.index("försenat 1 dag"), body.index("om 2 dagar"), body.index("Provby 1")
    assert late < soon < of_place < body.index("Ringa kommunen")
    assert "/konto/paminnelser/" in body
    assert run(TODAY, 15) == [] and run(later(1)) == []


def test_a_gathered_letter_comes_once_a_day_and_what_arises_later_comes_the_day_after(prov: Programme) -> None:
    choose("Nils Ledare", "task", How.DAILY)
    task(prov, later(1), "Det första")
    assert run(TODAY, 7) == [("nils-ledare", "1 sak att göra")]
    task(prov, later(2), "Det andra")
    assert run(TODAY, 8) == []
    (second,) = run(later(1), 7)
    assert second == ("nils-ledare", "2 saker att göra")
    assert "Det första" in Letter.objects.latest("id").body, "its last day has come"


def test_what_is_told_once_a_week_comes_on_monday_or_when_the_worker_wakes(prov: Programme) -> None:
    choose("Nils Ledare", "task", How.WEEKLY)
    monday = dt.date(2026, 3, 16)
    assert run(TODAY) == []  # Tuesday: this week's are written now
    task(prov, monday)
    assert [letter for day in range(1, 6) for letter in run(later(day))] == []
    assert run(monday, 7) == [("nils-ledare", "1 sak att göra")]
    task(prov, monday + dt.timedelta(days=10), "Nästa")
    woken = run(monday + dt.timedelta(days=10))
    assert woken[0] == ("nils-ledare", "2 saker att göra, varav 1 försenad"), "slept since Monday"


def test_a_letter_and_the_note_of_it_are_written_together_or_not_at_all(
    prov: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> Letter:
        raise KeyboardInterrupt

    task(prov, TODAY)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(mail, "put", killed)
        run(TODAY)
    assert not Reminded.objects.exclude(account=None).exists()
    assert run(TODAY) == [("nils-ledare", "Ringa kommunen: i dag")]


def test_a_substitute_is_told_where_the_seat_is_empty_and_an_account_that_is_closed_is_not(prov: Programme) -> None:
    body = seat(prov, Role.CONVENER)
    hold(body, "Ersa Ersättare", substitute=True)
    Meeting.objects.create(
        programme=prov, body=body.body, window_from=TODAY, window_to=later(60), hours_min=3, hours_max=4,
        planned_on=later(1), called_at=clock.now(),
    )  # fmt: skip
    assert run(TODAY) == [("ersa-ersattare", "Styrgruppen möts: i morgon")]
    hold(body, "Cia Ordförande")
    Account.objects.filter(email=address("Cia Ordförande")).update(is_active=False)
    assert run(TODAY) == []


def test_the_duty_asks_no_more_for_many_tasks_than_for_few(prov: Programme) -> None:
    def queries() -> int:
        run(TODAY)
        with CaptureQueriesContext(connection) as asked:
            run(TODAY)
        return len(asked)

    task(prov, TODAY, at=1)
    few = queries()
    for number in range(12):
        task(prov, TODAY, f"Uppgift {number}", at=1 + number % 2)
    assert queries() == few
