"""The memo's calendar, June 2010 to November 2011, is played for its 16 places; each month ends as the table here says.

What is done each month stands in year_2010.py and year_2011.py, what the programme page must show then in this file.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from servicepunkt.core import clock, duties, journal
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents.actions import altered
from servicepunkt.method import progress
from servicepunkt.method.models import Passage, Progress, Statement
from servicepunkt.people.models import Person
from servicepunkt.programme.models import Balance, VillageMeeting, Vision
from tests.story import year_2010 as y2010
from tests.story import year_2011 as y2011
from tests.story.meetings import assert_all_are_minuted
from tests.story.programme_page import Page
from tests.story.reports import assert_sent
from tests.story.stage import Stage
from tests.story.year_2010 import ACTIVE, FUNDER, OWNER
from tests.story.year_2011 import FULL, STAGED, WAITING

STEERING = "Styr- och referensgruppen"
TO_FUNDER, TO_OWNER = "Lägesrapport till Tillväxtverket", "Delrapport till Hela Sverige ska leva"
STAGED_LATE = dict.fromkeys((*STAGED, "Moskosel"), 1)
"""From March: the state's part of four plans, and Moskosel's money, should have been there in February."""


@dataclass(frozen=True)
class Month:
    """A month of the calendar: what is done in it, and what the programme page shows on its last evening.

    `steps`: how many places are in step 1, 2, 3, and through them all. `backe`: the next thing to do in Backe. `due`:
    day and key of a task, or what else is due. `hakkas`: what is overdue in Hakkas; `late`: in the other places.
    """

    end: dt.date
    tell: Callable[[Stage], None]
    steps: tuple[int, int, int, int]
    backe: str
    hakkas: int
    due: tuple[tuple[str, str], ...] = ()
    late: Mapping[str, int] = field(default_factory=dict)
    starts: tuple[str, ...] = ()


def month(year: int, number: int, tell: Callable[[Stage], None], *facts: object, **more: object) -> Month:
    return Month(clock.month_end(dt.date(year, number, 1)), tell, *facts, **more)  # type: ignore[arg-type]


CALENDAR = (
    month(
        2010, 6, y2010.june, (16, 0, 0, 0), "grundinventering-gjord", 0,
        due=(("2010-06-30", "moment-1"), ("2010-06-30", "moment-2")),
    ),
    month(2010, 7, y2010.july, (16, 0, 0, 0), "grundinventering-gjord", 1, due=(("2010-08-31", "moment-3"),)),
    month(
        2010, 8, y2010.august, (16, 0, 0, 0), "lokal-grupp-bildad", 1,
        due=(("2010-08-31", "moment-3"), ("2010-09-30", "moment-4"), ("2010-09-30", STEERING)),
    ),
    month(
        2010, 9, y2010.september, (16, 0, 0, 0), "check-redovisad", 3,
        due=(("2010-09-30", "moment-4"), ("2010-10-31", "forstudie"), ("2010-10-31", TO_FUNDER)),
    ),
    month(
        2010, 10, y2010.october, (2, 14, 0, 0), "grupper-servicebehov", 12,
        due=(("2010-10-31", "forstudie"),), late={"Moskosel": 1},
    ),
    month(
        2010, 11, y2010.november, (1, 15, 0, 0), "grupper-servicebehov", 14,
        due=(("2010-12-08", STEERING), ("2010-12-31", "behov")),
    ),
    month(
        2010, 12, y2010.december, (1, 15, 0, 0), "statliga-bolag-kontaktade", 14,
        due=(
            ("2010-12-31", "behov"), ("2011-01-31", TO_OWNER), ("2011-01-31", "kartlaggning"), ("2011-01-31", "utbud"),
            ("2011-02-28", "drift"), ("2011-02-28", TO_FUNDER), ("2011-02-28", "projektplan"), ("2011-02-28", "parter"),
        ),
    ),
    month(
        2011, 1, y2011.january, (1, 15, 0, 0), "oppettidsbehov-utrett", 18,
        due=(
            ("2011-01-31", "kartlaggning"), ("2011-01-31", "utbud"), ("2011-02-28", "drift"), ("2011-02-28", TO_FUNDER),
            ("2011-02-28", "projektplan"), ("2011-02-28", "parter"), ("2011-03-31", STEERING),
        ),
    ),
    month(
        2011, 2, y2011.february, (1, 5, 10, 0), "avtal-undertecknat", 36,
        due=(
            ("2011-02-28", "drift"), ("2011-02-28", "projektplan"), ("2011-02-28", "parter"), ("2011-03-31", STEERING),
        ),
    ),
    month(2011, 3, y2011.march, (1, 5, 10, 0), "servicepunkten-startad", 65, late=STAGED_LATE),
    month(2011, 4, y2011.april, (1, 5, 9, 1), "servicepunkten-startad", 65, late=STAGED_LATE, starts=("Byxelkrok",)),
    month(
        2011, 5, y2011.may, (1, 5, 7, 3), "", 65, late=STAGED_LATE,
        starts=("Backe", "Örsjö", "Blankaholm/Solstadström"), due=(("2011-06-30", TO_FUNDER), ("2011-06-30", STEERING)),
    ),
    month(2011, 6, y2011.june, (1, 5, 5, 5), "", 65, late=STAGED_LATE, starts=("Vedevåg", "Stenberga", "Hammar")),
    month(2011, 7, y2011.july, (1, 5, 5, 5), "", 65, late=STAGED_LATE),
    month(
        2011, 8, y2011.august, (1, 5, 3, 7), "", 65, late=STAGED_LATE, starts=("Älmsta/Väddö", "Seskarö", "Kuttainen"),
        due=(("2011-09-30", STEERING),),
    ),
    month(2011, 9, y2011.september, (1, 5, 2, 8), "", 65, late=STAGED_LATE, starts=("Gideå", "Glommersträsk")),
    month(
        2011, 10, y2011.october, (1, 5, 2, 8), "", 65, late={**STAGED_LATE, "Kuttainen": 2},
        due=(
            ("2011-11-30", "Slutrapport med slutredovisning till Tillväxtverket"),
            ("2011-11-30", "Slutrapport till Hela Sverige ska leva"),
        ),
    ),
    month(2011, 11, y2011.november, (1, 5, 2, 8), "", 65, late={**STAGED_LATE, "Kuttainen": 2}),
)  # fmt: skip


@pytest.mark.django_db
def test_the_memos_calendar_is_played_and_every_month_ends_as_it_should() -> None:
    with clock.fixed(dt.date(2010, 6, 1)):
        stage = Stage()
    started: set[str] = set()
    for one in CALENDAR:
        one.tell(stage)
        started |= set(one.starts)
        with clock.fixed(one.end):
            duties.run_due()
            assert_page(stage, stage.page(OWNER), one, started)
            assert progress.differences(stage.root.pk) == []
    with clock.fixed(CALENDAR[-1].end):
        assert started == {*FULL, *STAGED}
        assert_hakkas_is_still_a_question(stage)
        assert_decisions_stand(stage)
        assert_meetings_and_reports(stage)
        assert_the_funder_sees_numbers_only(stage)
        assert_the_journal_holds_and_names_nobody()


def assert_page(stage: Stage, page: Page, one: Month, started: set[str]) -> None:
    """The programme page against the table above."""
    when = one.end.isoformat()
    titles = {task.key: task.title.sv for task in stage.spec.tasks}
    steps = [step.title.sv for step in stage.spec.steps]
    shown = Counter(row.step.removeprefix("Startad ") for row in page.rows.values())
    assert len(page.rows) == 16, when
    assert tuple(shown[title] for title in (*steps, "Alla steg är klara")) == one.steps, when
    assert page.started == started, when
    assert page.rows["Backe"].next == (stage.spec.requirement(one.backe).title.sv if one.backe else ""), when
    assert page.overdue == {**one.late, **({"Hakkas?": one.hakkas} if one.hakkas else {})}, when
    assert page.due == [(day, titles.get(what, what), False) for day, what in one.due], when
    running, *unmeasured = (page.goals[goal.title.sv] for goal in stage.spec.goals)
    assert running == f"{len(started)} av 16", when
    assert unmeasured == ["kan inte mätas än"] * 3, f"{when}: what no room can prove yet is never a number"


def assert_hakkas_is_still_a_question(stage: Stage) -> None:
    """Nobody settled whether Hakkas would take part: it has a leader, informed authorities, and empty seats."""
    row = stage.page(OWNER).rows["Hakkas?"]
    assert (row.region, row.next) == ("Norra regionen", stage.spec.requirement("bygden-traffad").title.sv)
    hakkas = stage.places["Hakkas"]
    assert not Statement.objects.filter(place=hakkas).exists()
    met = VillageMeeting.objects.filter(place=hakkas).values_list("kind", flat=True)
    assert sorted(met) == ["county_board", "municipality"]


def assert_decisions_stand(stage: Stage) -> None:
    """Thirteen decisions, none altered; Kuttainen's stands though its money is gone; those that wait have none."""
    assert altered() == []
    passages = Passage.objects.filter(area=stage.root)
    assert Counter(p.mode for p in passages) == {"full": 8, "stage": 5}
    assert not passages.filter(place__name__in=(*WAITING, "Hakkas")).exists()
    blankaholm = passages.filter(place__name="Blankaholm/Solstadström").order_by("id")
    assert [(p.stage, p.services) for p in blankaholm] == [
        ("Etapp 1", ["kommersiell", "ideell"]),
        ("Etapp 2", ["kommunal"]),
    ]
    kuttainen = passages.get(place__name="Kuttainen")
    frozen = {r["key"]: r["state"] for r in kuttainen.frozen.content["requirements"]}
    assert frozen["finansiering-sakrad"] == "evidence"
    now = Progress.objects.filter(area=stage.root, place=stage.places["Kuttainen"])
    assert now.get(requirement="finansiering-sakrad").state == "not_met"
    assert now.get(requirement="servicepunkten-startad").state == "evidence"


def assert_meetings_and_reports(stage: Stage) -> None:
    """Five meetings, one a quarter, and six reports, each in its month."""
    meetings = list(stage.programme.meetings.all())
    assert len(meetings) == 5
    assert_all_are_minuted(stage)
    assert all(m.held_on and m.window_from <= m.held_on < m.window_to for m in meetings)
    reports = list(stage.programme.reports.all())
    assert len(reports) == 6
    assert all(r.sent_on and (r.sent_on.year, r.sent_on.month) == (r.due_on.year, r.due_on.month) for r in reports)
    assert all(r.sent_on and r.sent_on <= r.due_on for r in reports)
    assert_sent(stage)


def assert_the_funder_sees_numbers_only(stage: Stage) -> None:
    """The funder reads the goals and no single place."""
    page = stage.page(FUNDER)
    assert page.rows == {} and page.goals == stage.page(OWNER).goals
    place = f"/program/{stage.root.key}/ort/{stage.places['Backe'].slug}/"
    assert stage.browser(FUNDER).get(place).status_code == 403


def assert_the_journal_holds_and_names_nobody() -> None:
    """Everything is sealed, every seal holds, and no person's name, address or words stand in the journal."""
    journal.seal()
    chain = journal.verify()
    assert chain.broken_seal_id is None and chain.unsealed_entries == 0
    assert chain.sealed_entries == JournalEntry.objects.count() > 1000
    assert chain.seals == len(CALENDAR) - 1, "one at each month's end, but for July 2011 when nothing was done"
    rows = JournalEntry.objects.values("verb", "room", "thing", "codes")
    text = json.dumps(list(rows), ensure_ascii=False).casefold()
    people = list(Person.objects.all())
    assert len(people) > 5 * len(ACTIVE) - 2
    for person in people:
        assert not any(part.casefold() in text for part in (person.name, person.name.split()[-1], person.email))
    words = set(Statement.objects.exclude(note="").values_list("note", flat=True))
    words |= {*Vision.objects.values_list("text", flat=True)} | {
        *Balance.objects.values_list("integration_note", flat=True)
    }
    for word in words:
        assert word.casefold() not in text
