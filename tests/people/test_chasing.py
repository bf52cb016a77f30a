"""Reminders as a pure function of things, thresholds and the day: each once, the latest alone, nothing that is past."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.people.chasing import HOLDS, Reminder, Thing, Threshold, To, due_reminders

DAY = dt.date(2026, 3, 10)
TABLE = (
    Threshold("report", -30, (To.WRITERS,)),
    Threshold("report", -3, (To.WRITERS,)),
    Threshold("report", 1, (To.WRITERS, To.COORDINATOR)),
    Threshold("report", 14, (To.OWNER,)),
    Threshold("meeting", -1, (To.MEMBERS,)),
)
WRITER, COORDINATOR, OWNER = 1, 2, 3
CONCERNS = {
    To.WRITERS: frozenset({WRITER}),
    To.COORDINATOR: frozenset({COORDINATOR}),
    To.OWNER: frozenset({OWNER, WRITER}),
    To.MEMBERS: frozenset({WRITER, OWNER}),
}


def thing(topic: str = "report", on: dt.date = DAY, number: int = 12) -> Thing:
    return Thing(topic, number, on, "Rapporten", "/", 1, CONCERNS)


def given_on(days: int, *things: Thing) -> list[tuple[int, int]]:
    """What is given so many days after `DAY`: threshold and account."""
    found = due_reminders(things or (thing(),), TABLE, DAY + dt.timedelta(days=days))
    return [(one.days, one.account_id) for one in found]


def test_each_row_of_the_table_tells_those_it_names_from_its_day_on() -> None:
    assert given_on(-31) == []
    assert given_on(-30) == given_on(-4) == [(-30, WRITER)]
    assert given_on(-3) == given_on(0) == [(-3, WRITER)]
    assert given_on(1) == given_on(13) == [(1, WRITER), (1, COORDINATOR)]
    assert given_on(14) == [(14, WRITER), (1, COORDINATOR), (14, OWNER)]


def test_what_comes_before_a_day_is_not_said_after_it() -> None:
    meeting = thing("meeting")
    assert given_on(0, meeting) == [(-1, WRITER), (-1, OWNER)]
    assert given_on(1, meeting) == []


def test_what_is_long_past_is_let_be() -> None:
    assert given_on(14 + HOLDS.days) != [] and given_on(15 + HOLDS.days) == []


def test_a_key_tells_thing_day_threshold_and_receiver() -> None:
    assert Reminder(thing(), -14, 7).key == "report:12:2026-03-10:-14:account:7"


def test_what_is_moved_to_another_day_is_reminded_of_anew() -> None:
    (before,) = due_reminders([thing()], TABLE, DAY - dt.timedelta(days=2))
    (after,) = due_reminders([thing(on=DAY + dt.timedelta(days=1))], TABLE, DAY - dt.timedelta(days=2))
    assert before.key != after.key


_tables = st.lists(
    st.builds(
        Threshold,
        st.sampled_from(["report", "meeting"]),
        st.integers(-40, 40),
        st.lists(st.sampled_from(list(CONCERNS)), min_size=1, max_size=3, unique=True).map(tuple),
    ),
    max_size=8,
    unique_by=lambda row: (row.topic, row.days),
)
_things = st.lists(
    st.builds(
        thing, st.sampled_from(["report", "meeting"]), st.dates(DAY, DAY + dt.timedelta(days=20)), st.integers(1, 4)
    ),
    max_size=4,
    unique_by=lambda one: (one.topic, one.number),
)
_days = st.sets(st.integers(-60, 120), max_size=25).map(sorted)


@given(_tables, _things, _days)
def test_however_rarely_the_duty_runs_nobody_gets_two_reminders_of_a_thing_at_once(
    table: list[Threshold], things: list[Thing], days: list[int]
) -> None:
    sent: set[str] = set()
    for day in days:
        found = due_reminders(things, table, DAY + dt.timedelta(days=day))
        new = [one for one in found if one.key not in sent]
        of_thing = [(one.thing.topic, one.thing.number, one.account_id) for one in new]
        assert len(of_thing) == len(set(of_thing))
        sent |= {one.key for one in new}


@given(_tables, _things)
def test_run_every_day_each_row_is_given_once_to_each_it_concerns_and_run_oftener_changes_nothing(
    table: list[Threshold], things: list[Thing]
) -> None:
    sent: list[str] = []
    for day in range(-60, 120):
        for _often in range(2):
            found = due_reminders(things, table, DAY + dt.timedelta(days=day))
            sent += [one.key for one in found if one.key not in sent]
    expected = {
        Reminder(one, row.days, account).key
        for one in things
        for row in table
        if row.topic == one.topic
        for to in row.to
        for account in CONCERNS[to]
    }
    assert sorted(sent) == sorted(expected)


@given(_tables, _things, st.integers(-60, 60), st.integers(1, 30))
def test_a_worker_that_slept_gives_what_one_that_was_awake_would_have_given_last(
    table: list[Threshold], things: list[Thing], fell_asleep: int, slept: int
) -> None:
    woke = DAY + dt.timedelta(days=fell_asleep + slept)
    last: dict[tuple[str, int, int], str] = {}
    for day in range(-60, fell_asleep + slept + 1):
        for one in due_reminders(things, table, DAY + dt.timedelta(days=day)):
            last[one.thing.topic, one.thing.number, one.account_id] = one.key
    assert {one.key for one in due_reminders(things, table, woke)} <= set(last.values())
